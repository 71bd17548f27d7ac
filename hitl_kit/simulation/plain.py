"""Plain: a mail as it would leave, held against a reviewer's file word by word, as a second opinion on what went by
itself. It shares no code with the reviewer's hand (reviewer.py) nor with what learns from it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from hitl_kit.domain.accounts import Account
from hitl_kit.domain.drafts import Draft
from hitl_kit.domain.packages import Package

from .reviewer import ReviewerProfile

_SHORT = re.compile(r"\b(?:\w+n['’]t|(?:I|we|you|it|that|there|what|let)['’](?:m|re|ve|ll|d|s))\b", re.I)
_FULL = re.compile(
    r"\b(?:I am|(?:I|we|you) (?:have|will)|(?:we|you) are|I would|(?:it|that|there|what) is|let us|cannot"
    r"|(?:do|does|did|is|are|was|were|can|could|would|should|will|have|has) not)\b",
    re.I,
)


def breaches(profile: ReviewerProfile, package: Package, draft: Draft) -> tuple[str, ...]:
    """What in the mail is not as the file asks for it, and whether its company is one that the file takes."""
    return (*_company(profile, package.account), *_words(profile, package, draft))


def _company(profile: ReviewerProfile, account: Account) -> Iterator[str]:
    wanted = profile.icp
    for name, listed, value in (
        ("industry", wanted.industry, account.industry), ("country", wanted.country, account.country),
    ):  # fmt: skip
        if listed and value.lower() not in [text.lower() for text in listed]:
            yield name
    for name, span, number in (
        ("employees", wanted.employees, account.employees), ("revenue", wanted.revenue, account.revenue),
    ):  # fmt: skip
        if number is not None and not (span.min or 0) <= number <= (span.max or float("inf")):
            yield name


def _words(profile: ReviewerProfile, package: Package, draft: Draft) -> Iterator[str]:
    signed = next(s.text for s in draft.segments if s.kind == "signoff")
    written = draft.body.removesuffix(signed)
    paragraphs, above = written.strip().split("\n\n"), written.split()
    if draft.angle_id in profile.angles_disliked:
        yield f"angle {draft.angle_id}"
    if profile.greeting and paragraphs[0] != _filled(profile.greeting, package):
        yield "greeting"
    if profile.sign_off and signed.splitlines()[0] != _filled(profile.sign_off, package):
        yield "sign-off"
    if profile.call_to_action and _filled(profile.call_to_action, package) not in paragraphs:
        yield "call to action"
    if profile.words.max and len(above) > profile.words.max:
        yield "too long"
    if len(above) < profile.words.min and profile.words.adds not in draft.body:
        yield "too short"
    own = _own(package, draft, paragraphs[1:])
    for phrase in (*profile.phrases_disliked, *profile.wording_replaced, *profile.topics_disliked):
        if re.search(rf"(?<!\w){re.escape(phrase)}(?!\w)", own, re.I):
            yield phrase
    if (profile.tone == "formal" and (_SHORT.search(own) or "!" in own)) or (
        profile.tone == "informal" and _FULL.search(own)
    ):
        yield f"tone {profile.tone}"


def _own(package: Package, draft: Draft, paragraphs: Iterable[str]) -> str:
    """Subject and body without greeting, sign-off, quotations, titles and the company's name."""
    text = "\n".join((draft.subject, *paragraphs))
    data = [*(f.quote for f in package.research.facts), *(s.title for s in package.research.sources)]
    for known in sorted((*data, *(d.rstrip(".") for d in data), package.account.name), key=len, reverse=True):
        text = text.replace(known, "…")
    return " ".join(text.split())


def _filled(text: str, package: Package) -> str:
    person = package.contact
    known = {"company": package.account.name}
    if person is not None:
        known |= {"first_name": person.first_name, "last_name": person.last_name, "name": person.full_name}
    for name, value in known.items():
        text = text.replace(f"{{{name}}}", value)
    return text
