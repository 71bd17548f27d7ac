"""Fit: whether the mail is the approved angle, for this company, to this person, about something still new."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from .case import Case, Hit, folded

_LEGAL = re.compile(
    r"[\s,]+(?:inc|ltd|limited|llc|llp|plc|corp|corporation|co|company|gmbh|ag|sa|sarl|bv|b\.v|nv|n\.v|ab|as|a/s|aps|oy|oyj"
    r"|s\.a|spa|s\.p\.a|srl|group|holdings?|kg|se)\.?$"
)
_GREETING = re.compile(r"^\s*(?:hi|hello|dear|hey|good (?:morning|afternoon|day))\b[ ,]*(.*?)[\s,.!:-]*$", re.I)
_TITLES = frozenset(str.split("mr mrs ms mx dr prof professor sir madam there all team"))


def angle(case: Case) -> Iterator[Hit]:
    """An angle that the library does not know, that is retired, or a play for another persona."""
    if case.angle is None:
        yield Hit(f"The angle '{case.draft.angle_id}' is not in the approved library.")
        return
    if case.angle.version != case.draft.angle_version:
        yield Hit(f"The draft was written with version {case.draft.angle_version} of the angle '{case.angle.id}'; "
                  f"the library holds version {case.angle.version}.")  # fmt: skip
    if case.angle.id in case.request.retired_angles:
        yield Hit(f"The angle '{case.angle.id}' is retired.")
    play = next((p for p in case.library.plays if p.id == case.draft.play_id), None)
    if play is None:
        yield Hit(f"The play '{case.draft.play_id}' is not in the library.")
    elif play.angle != case.angle.id:
        yield Hit(f"The play '{play.id}' belongs to the angle '{play.angle}', not to '{case.angle.id}'.")
    elif play.persona != case.request.persona_id:
        yield Hit(f"The play '{play.id}' is for {play.persona}; this contact is {case.request.persona_id}.")


def approved_text(case: Case) -> Iterator[Hit]:
    """Free text outside of claims: anything that is not, word for word, the approved angle's."""
    if case.edited or case.angle is None:
        return
    if not case.is_approved("subject", case.draft.subject):
        yield Hit("The subject is not one that was approved for this angle.")
    for part in case.parts:
        if part.segment.kind != "claim" and not case.is_approved(part.segment.kind, part.segment.text):
            yield part.hit(f"This {part.segment.kind} is not text that was approved for this angle.")


def has_claim(case: Case) -> Iterator[Hit]:
    """A mail without a claim: it would fit any company."""
    if not any(p.facts for p in case.claims):
        yield Hit("Nothing in this mail is about this company in particular.")


def company(case: Case) -> Iterator[Hit]:
    """A mail that neither names the company it is for nor quotes the company's own site."""
    account = case.request.account
    cited = (case.sources.get(f.source_id) for p in case.claims for f in p.facts)
    if not case.edited and any(_on_domain(s.url, account.domain) for s in cited if s):
        return
    short = _LEGAL.sub("", folded(account.name))
    said = folded(" ".join((case.draft.subject, *(p.segment.text for p in case.claims))))
    first = short.split()[0] if short.split() else short
    names = [n for n in (short, account.domain.casefold(), first if len(first) > 3 else "") if n]
    if not any(re.search(rf"(?<!\w){re.escape(n)}(?!\w)", said) for n in names):
        yield Hit(f"Neither subject nor claim names {account.name}, nor is the source its own: the right company?")


def _on_domain(url: str, domain: str) -> bool:
    host = (urlsplit(url).hostname or "").casefold()
    return bool(domain) and (host == domain.casefold() or host.endswith("." + domain.casefold()))


def greeting(case: Case) -> Iterator[Hit]:
    """A greeting to somebody else than the contact."""
    contact = case.request.contact
    own = set(re.findall(r"\w+", folded(f"{contact.first_name} {contact.last_name}"))) if contact else set()
    for part in case.parts:
        found = _GREETING.match(part.segment.text) if part.start == 0 else None
        if found is None:
            continue
        strangers = [w for w in re.findall(r"\w+", folded(found[1])) if w not in own | _TITLES]
        if strangers:
            name = contact.full_name if contact else "nobody"
            yield part.hit(f"This greets '{found[1]}'; the contact is {name}.", *found.span(1))


def fresh(case: Case) -> Iterator[Hit]:
    """A cited event that is older than the ICP allows for its kind, or lies in the future."""
    for part in case.claims:
        for fact in () if case.edited else part.facts:
            priority = case.icp.signal(fact.kind)
            if fact.dated is None:
                continue
            age = (case.request.as_of - fact.dated).days
            if age < 0:
                yield part.hit(f"This cites an event dated {fact.dated}, after {case.request.as_of}.")
            elif priority is not None and age > priority.max_age_days:
                yield part.hit(f"This event is {age} days old; the ICP allows {priority.max_age_days} for {fact.kind}.")


def dated(case: Case) -> Iterator[Hit]:
    """A cited event without a date: nobody can say how old it is."""
    for part in case.claims:
        if not case.edited and any(f.dated is None for f in part.facts):
            yield part.hit("The event that this cites has no date.")


def about_company(case: Case) -> Iterator[Hit]:
    """A third party's words that do not name the company."""
    short = _LEGAL.sub("", folded(case.request.account.name))
    for part in case.claims:
        for fact in () if case.edited else part.facts:
            source = case.sources.get(fact.source_id)
            if source and source.source_class in ("press", "other") and short.split()[0] not in folded(fact.quote):
                yield part.hit("The quote is a third party's and does not name the company: see the source.")
