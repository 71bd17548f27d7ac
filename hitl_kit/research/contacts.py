"""The right person at an account: the first persona that somebody fits, by the order of its titles."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from hitl_kit.domain.accounts import Contact
from hitl_kit.domain.icp import ICP, Persona

from .titles import excluded_by, others

ROLE_ADDRESSES = frozenset(str.split(
    "abuse accounting accounts admin administrator billing careers compliance contact customerservice enquiries enquiry"
    " feedback finance hello help helpdesk hi hostmaster hr info information inquiries it jobs legal mail mailbox"
    " marketing media news newsletter noreply office operations orders postmaster pr press privacy purchasing reception"
    " recruiting sales security service spam subscribe support team webmaster welcome"
))  # fmt: skip
"""Local parts that reach a desk rather than a person."""

_ADDRESS = re.compile(r"[^@\s,;<>\"()]+@[^@\s,;<>\"()]+\.[^@\s,;<>\"().]{2,}")


@dataclass(frozen=True)
class ContactChoice:
    """Who is written to and why, and why the others are not."""

    contact: Contact | None
    persona_id: str
    why: str
    left_out: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class _Fit:
    """A contact under one persona; a smaller rank is the better choice."""

    contact: Contact
    place: int
    extra: int

    @property
    def rank(self) -> tuple[int, int, bool, str]:
        return self.place, self.extra, not self.contact.first_name, self.contact.email.casefold()


def choose_contact(icp: ICP, contacts: Sequence[Contact], refuse: Callable[[str], str | None]) -> ContactChoice:
    """The contact to write to: by the order of personas, then of their titles, then the closest title, then one whose
    first name is known, then the address in alphabetical order.

    `refuse` gives the reason why an address must not be written to (suppressed), or None.
    """
    left_out: dict[str, str] = {}
    usable: dict[str, Contact] = {}
    for contact in contacts:
        reason = _unusable(contact) or refuse(contact.email)
        if reason:
            left_out[contact.email] = reason
        else:
            usable.setdefault(contact.email.casefold(), contact)
    for persona in icp.personas:
        fits = sorted((f for c in usable.values() if (f := _fit(persona, c))), key=lambda f: f.rank)
        if not fits:
            continue
        chosen, rest = fits[0], fits[1:]
        left_out |= {f.contact.email: f"also fits {persona.name}; {_behind(chosen, f, persona)}" for f in rest}
        fitting = {f.contact.email for f in fits}
        left_out |= {
            c.email: _misfit(icp, c) for c in usable.values() if c.email not in fitting
        }  # fmt: skip
        return ContactChoice(chosen.contact, persona.id, _why(persona, chosen, rest), tuple(sorted(left_out.items())))
    left_out |= {c.email: _misfit(icp, c) for c in usable.values()}
    return ContactChoice(None, "", _nobody(icp, contacts, usable), tuple(sorted(left_out.items())))


def _unusable(contact: Contact) -> str:
    if not _ADDRESS.fullmatch(contact.email):
        return "is not an e-mail address"
    local = re.sub(r"[._-]", "", contact.email.split("@")[0].split("+")[0].casefold())
    if local in ROLE_ADDRESSES:
        return "is a role address: it reaches a desk, not a person"
    return ""


def _fit(persona: Persona, contact: Contact) -> _Fit | None:
    if excluded_by(persona.exclude_titles, contact.title):
        return None
    for place, wanted in enumerate(persona.titles):
        extra = others(wanted, contact.title)
        if extra is not None:
            return _Fit(contact, place, extra)
    return None


def _why(persona: Persona, chosen: _Fit, rest: Sequence[_Fit]) -> str:
    wanted, title = persona.titles[chosen.place], chosen.contact.title
    reads = (
        f"'{title}'" if title.casefold() in {t.casefold() for t in persona.titles} else f"'{title}' read as '{wanted}'"
    )
    why = f"{persona.name}: {reads}"
    if rest:
        why += f"; chosen over {rest[0].contact.email}, whose {_behind(chosen, rest[0], persona)}"
    return why


def _behind(chosen: _Fit, other: _Fit, persona: Persona) -> str:
    """What decided between two who fit, said of the one who was not chosen."""
    if other.place != chosen.place:
        return f"title comes after '{persona.titles[chosen.place]}' in the persona's order"
    if other.extra != chosen.extra:
        return "title has more words beside the wanted ones"
    if bool(other.contact.first_name) != bool(chosen.contact.first_name):
        return "first name is not known"
    return "address comes later in the alphabet"


def _misfit(icp: ICP, contact: Contact) -> str:
    if not contact.title:
        return "has no title"
    for persona in icp.personas:
        if exclusion := excluded_by(persona.exclude_titles, contact.title):
            if any(others(wanted, contact.title) is not None for wanted in persona.titles):
                return f"title '{contact.title}' is excluded by {persona.name} ('{exclusion}')"
        elif _fit(persona, contact):
            return f"fits {persona.name}, a persona that comes later"
    return f"title '{contact.title}' fits no persona"


def _nobody(icp: ICP, contacts: Sequence[Contact], usable: dict[str, Contact]) -> str:
    if not contacts:
        return "the campaign brings no contact for this account"
    if not usable:
        return f"none of its contacts ({len(contacts)}) may be written to"
    return f"none of its contacts ({len(usable)}) fits {' or '.join(p.name for p in icp.personas)}"
