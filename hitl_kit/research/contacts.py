"""The right person at an account: the first persona that somebody fits, by the order of its titles."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from email_validator import EmailNotValidError, validate_email

from hitl_kit.domain.accounts import Contact
from hitl_kit.domain.icp import ICP, Persona

from .imitations import imitation
from .titles import excluded_by, others

ROLE_ADDRESSES = frozenset(str.split(
    "abuse accounting accounts admin administrator billing careers compliance contact contacto contato"
    " customerservice enquiries enquiry feedback finance firmapost hello help helpdesk hi hostmaster hr info"
    " information inquiries it jobs kontakt legal mail mailbox marketing media news newsletter noreply office"
    " operations orders post postmaster pr press privacy purchasing reception recruiting sales security service spam"
    " subscribe support team ventas vertrieb webmaster welcome"
))  # fmt: skip
"""Local parts that reach a desk rather than a person."""

_PLACES = frozenset(str.split("emea apac amer americas latam nordics dach benelux eu uk us usa na global europe asia"))
PRIVATE_MAILBOXES = frozenset(str.split(
    "gmail.com googlemail.com outlook.com hotmail.com live.com msn.com yahoo.com ymail.com icloud.com me.com mac.com"
    " aol.com gmx.com gmx.de gmx.net web.de t-online.de proton.me protonmail.com mail.com mail.ru yandex.ru orange.fr"
    " free.fr laposte.net libero.it qq.com 163.com"
))  # fmt: skip
"""Where people have mailboxes of their own: such an address is nobody's work address."""


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
    def rank(self) -> tuple[int, int, bool, bool, str]:
        contact = self.contact
        return self.place, self.extra, bool(_elsewhere(contact)), not contact.first_name, contact.email.casefold()


def choose_contact(icp: ICP, contacts: Sequence[Contact], refuse: Callable[[str], str | None]) -> ContactChoice:
    """The contact to write to: by the order of personas, then of their titles, then the closest title, then one whose
    address is at the account's domain, then one whose first name is known, then the address in alphabetical order.

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
    try:  # names that are reserved for examples are syntax like any other; nothing is looked up
        host = validate_email(
            contact.email, strict=True, allow_smtputf8=False, check_deliverability=False, globally_deliverable=False
        ).ascii_domain.casefold()
    except EmailNotValidError:
        return "is not an e-mail address"
    if "." not in host:
        return "is not an e-mail address"
    if _is_role(contact.email.rpartition("@")[0]):
        return "is a role address: it reaches a desk, not a person"
    if host in PRIVATE_MAILBOXES and host != contact.account_key:
        return f"is a private mailbox at {host}, not a work address"
    return imitation(host, "" if ":" in contact.account_key else contact.account_key.casefold())


def _is_role(local: str) -> bool:
    """Whether a local part names a desk, alone ("no-reply", "info2", "sales+uk") or with a place ("sales.emea")."""
    parts = [part.rstrip("0123456789") for part in re.split(r"[._-]", local.split("+")[0].casefold())]
    return "".join(parts) in ROLE_ADDRESSES or (parts[0] in ROLE_ADDRESSES and all(p in _PLACES for p in parts[1:]))


def _elsewhere(contact: Contact) -> str:
    """The account's domain where the address is neither at it nor above or below it; '' where it is, or where the
    account has no domain."""
    site, host = contact.account_key.casefold(), contact.email.rpartition("@")[2].casefold()
    if ":" in site or host == site or host.endswith(f".{site}") or site.endswith(f".{host}"):
        return ""
    return site


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
    if site := _elsewhere(chosen.contact):
        why += f"; mind that the address is not at {site}"
    return why


def _behind(chosen: _Fit, other: _Fit, persona: Persona) -> str:
    """What decided between two who fit, said of the one who was not chosen."""
    if other.place != chosen.place:
        return f"title comes after '{persona.titles[chosen.place]}' in the persona's order"
    if other.extra != chosen.extra:
        return "title has more words beside the wanted ones"
    if _elsewhere(other.contact) and not _elsewhere(chosen.contact):
        return f"address is not at {_elsewhere(other.contact)}"
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
