"""Fit: whether the mail is the approved angle, for this company, to this person, about something still new."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from .case import Case, Hit, folded
from .names import TITLES

_LEGAL = re.compile(
    r"[\s,]+(?:inc|ltd|limited|llc|llp|plc|corp|corporation|co|company|gmbh|ag|sa|sarl|bv|b\.v|nv|n\.v|ab|as"
    r"|a/s|aps|oy|oyj"
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
    if not case.approved_subject:
        yield Hit("The subject is not one that was approved for this angle.")
    for part in case.parts:
        if part.segment.kind != "claim" and not part.approved:
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
    first = set(re.findall(r"\w+", folded(contact.first_name))) if contact else set()
    for part in case.parts:
        found = _GREETING.match(part.segment.text) if part.start == 0 else None
        if found is None:
            continue
        said = re.findall(r"\w+", folded(found[1]))
        strangers = [w for w in said if w not in own | _TITLES]
        if strangers:
            name = contact.full_name if contact else "nobody"
            yield part.hit(f"This greets '{found[1]}'; the contact is {name}.", *found.span(1))
        elif contact and said and not set(said) & (first | _TITLES) and first:
            yield part.hit(f"This greets '{found[1]}' without a first name or a title.", *found.span(1))


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


_TITLE = re.compile(
    r"\b(?:as|being|in your role as|you are|you're)\s+(?:the|a|an|your|[A-Z]\w+'s)?\s*((?:interim |deputy "
    r"|senior |new |group )?"
    r"(?:c[efotmip]o|chro|chief [\w ]{3,20}? officer|chief executive|managing director|(?:vice )?president"
    r"|vp(?: of)? \w+"
    r"|head of [\w ]{2,30}|director of [\w ]{2,30}|\w+ (?:director|manager|lead)|chair(?:man|woman|person)?"
    r"|founder|owner"
    r"|(?:\w+ )?(?:partner|counsel|treasurer|controller)|recruiter|marketer|buyer|accountant|engineer|developer))\b",
    re.I,
)
_OF_READER = re.compile(
    r"\b(?:you|you are|you're|you were|your (?:\w+ )?(?:appointment|promotion|role|job|post|position|start))"
    r"(?: as)?(?: (?:the|a|an|new|your))*\s$",
    re.I,
)
_AFTER_POST = re.compile(r" (?:at|from|in|who|and|since|after|with|for|to|by|on) ")
_ROLE_WORDS = frozenset(
    str.split("of the a an and officer head director manager vp vice president senior chief lead group new")
)


def title(case: Case) -> Iterator[Hit]:
    """A claim that speaks to the reader as the holder of another post."""
    contact = case.request.contact
    if contact is None or not contact.title:
        return
    for part in case.free:
        for m in _TITLE.finditer(part.rest):
            follows = part.rest[m.end() :].lstrip(" ,")
            reader = follows.startswith("you") or _OF_READER.search(part.rest, 0, m.start(1))
            about_others = not reader or _named(contact.last_name, part.told)
            known = f"{contact.title} {part.told if about_others else ''}"
            if not _same_post(_AFTER_POST.split(folded(m[1]))[0], folded(known)):
                yield part.hit(f"This calls the reader '{m[1]}'; the list says {contact.title}.", *m.span(1))


def _named(last_name: str, text: str) -> bool:
    return bool(last_name) and folded(last_name) in folded(text)


def _same_post(said: str, known: str) -> bool:
    for short, long in TITLES.items():
        said = re.sub(rf"\b{short}\b", f"{long} officer" if long.startswith("chief") else long, said)
        known = re.sub(rf"\b{short}\b", f"{long} officer" if long.startswith("chief") else long, known)
    words = set(re.findall(r"\w+", known))
    wanted = re.findall(r"\w+", said)
    named = [w for w in wanted if w not in _ROLE_WORDS]
    return set(named) <= words if named else set(wanted) <= words


_KINDS_OF_SOURCE = re.compile(
    r"\b(?:(?P<release>press releases?)"
    r"|(?P<filing>annual report|yearly report|filings?|10-?k|prospectus|accounts filed)"
    r"|(?P<network>linkedin|facebook|instagram|twitter|tweet(?:s|ed)?|tiktok|youtube|whatsapp|social media)"
    r"|(?P<talk>podcasts?|webinars?|keynotes?|videos?|interviews?|conference|talk)"
    r"|(?P<own>newsletters?|white ?papers?|case stud(?:y|ies)|blogs?|your (?:own )?(?:web)?site|news page|home ?page)"
    r"|(?P<press>newspapers?|magazines?|journalists?|reporters?)"
    r"|(?P<job>job (?:ads?|postings?|adverts?)|vacancy page))\b",
    re.I,
)
_CLASSES: dict[str, frozenset[str]] = {
    "release": frozenset({"first-party", "filing"}),
    "filing": frozenset({"filing"}),
    "own": frozenset({"first-party", "filing"}),
    "press": frozenset({"press"}),
}
_JOBS = re.compile(r"job|career|vacan|stellen|werken|hiring")
_YOU_SAID = re.compile(
    r"\b(?:you|your (?:team|company|firm|site|website|blog|ceo)) (?:wrote|write|said|say|says|announced"
    r"|published|posted)\b",
    re.I,
)


def source(case: Case) -> Iterator[Hit]:
    """Words laid to a kind of source that the cited one is not: a press article told as the reader's own words."""
    for part in case.claims:
        known = [s for f in part.facts if (s := case.sources.get(f.source_id))]
        if not known or case.edited:
            continue
        classes = {s.source_class for s in known}
        words = folded(part.evidence)
        for m in _KINDS_OF_SOURCE.finditer(part.rest):
            kind = str(m.lastgroup)
            named = folded(m[0].split()[-1]).rstrip("s") in words or (kind == "job" and _JOBS.search(words))
            if not named and not classes & _CLASSES.get(kind, frozenset()):
                yield part.hit(
                    f"'{m[0]}' is not the kind of source that this cites ({known[0].source_class}).", *m.span()
                )
        if not classes & {"first-party", "filing", "crm"}:
            for m in _YOU_SAID.finditer(part.rest):
                yield part.hit(f"'{m[0]}': the words are a third party's ({known[0].title}).", *m.span())


_NEEDED = ("greeting", "angle", "cta", "signoff")


def missing_part(case: Case) -> Iterator[Hit]:
    """A part of the approved angle that the mail leaves out."""
    if case.edited or case.angle is None:
        return
    there = {p.segment.kind for p in case.parts}
    for kind in _NEEDED:
        if kind not in there and any(s.kind == kind for s in case.angle.segments):
            yield Hit(f"The angle has a {kind}; this mail has none.")
