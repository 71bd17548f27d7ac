"""Wording: what may not be left in a mail, what must be there, and what readers and filters take badly."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from .case import Case, Hit, folded, level

_PLACEHOLDER = re.compile(
    r"\{\{|\}\}|\{%|%\}|\$\{|\{\w[\w .]*\}|%[A-Z_]{3,}%|</?[a-z][\w -]{0,30}/?>"
    r"|(?i:\[[^\]\n]{0,40}\b(?:name|company|title|role|city|date|topic|link|insert|your|product|industry)\b[^\]\n]{0,40}\])"
    r"|\b(?:TODO|TBD|FIXME|XXX+|NaN|nan|None(?! of\b)|NULL|undefined)\b|(?i:\blorem ipsum\b)"
)
_SPAM = re.compile(
    r"\b(?:act now|limited time|risk[- ]free|100% free|free trial|no obligation|click here|buy now|order now|cash bonus"
    r"|double your|earn money|extra income|once in a lifetime|special promotion|urgent|winner|congratulations you"
    r"|guaranteed results|money back|lowest price|cheap|game[- ]chang\w+|revolutionary|skyrocket|10x)\b",
    re.I,
)
_FAMILIAR = re.compile(
    r"\b(?:(?:loved|enjoyed|liked|admired)\s+(?:reading\s+)?your\b[^.?!\n]{0,40}?"
    r"\b(?:post|posts|article|talk|podcast|webinar|interview|work|content)"
    r"|your\s+recent\s+(?:post|article|talk|podcast|webinar|interview|linkedin)|big fan of"
    r"|i(?:'ve| have) been following|great (?:to (?:see|meet|speak)|meeting|speaking|talking) (?:with )?you"
    r"|as (?:we )?(?:discussed|mentioned|agreed)|per (?:our|my last)|following up on (?:our|my)"
    r"|good to (?:see|meet) you|since we last)\b",
    re.I,
)
_REPLY_SUBJECT = re.compile(r"^\s*(?:re|fw|fwd|aw|wg)\s*:", re.I)
_CAPITALS = re.compile(r"\b[A-Z]{5,}\b|\b[A-Z]{3,}(?:\s+[A-Z]{3,})+\b")


def _in_subject(hits: Iterator[re.Match[str]]) -> Iterator[str]:
    return (m[0] for m in hits)


def placeholder(case: Case) -> Iterator[Hit]:
    """Template syntax or a placeholder that nobody filled in."""
    for shown in _in_subject(_PLACEHOLDER.finditer(case.draft.subject)):
        yield Hit(f"The subject still holds '{shown}'.")
    for m in _PLACEHOLDER.finditer(case.body):
        yield Hit(f"'{m[0]}' looks like something that was to be filled in.", *m.span())


def opt_out(case: Case) -> Iterator[Hit]:
    """The line by which a reader can say no."""
    if folded(case.library.sender.opt_out) not in folded(case.body):
        yield Hit(f'The opt-out line is missing: "{case.library.sender.opt_out}"')


def postal_address(case: Case) -> Iterator[Hit]:
    """The sender's postal address."""
    if folded(case.library.sender.postal_address) not in folded(case.body):
        yield Hit(f'The postal address is missing: "{case.library.sender.postal_address}"')


def length(case: Case) -> Iterator[Hit]:
    """The number of words without the sign-off, against the policy's bounds."""
    words = sum(len(p.segment.text.split()) for p in case.parts if p.segment.kind != "signoff")
    if words < case.writing.min_words:
        yield Hit(f"The mail has {words} words without its sign-off; the policy asks for {case.writing.min_words}.")
    if words > case.writing.max_words:
        yield Hit(f"The mail has {words} words without its sign-off; the policy allows {case.writing.max_words}.")


def subject_length(case: Case) -> Iterator[Hit]:
    """The subject's length, against the policy's bound."""
    most = case.writing.max_subject_characters
    if len(case.draft.subject) > most:
        yield Hit(f"The subject has {len(case.draft.subject)} characters; the policy allows {most}.")


def banned(case: Case) -> Iterator[Hit]:
    """Phrases that the policy bans."""
    pattern = _any_of(case.writing.banned_phrases)
    if pattern is None:
        return
    for m in pattern.finditer(level(case.draft.subject)):
        yield Hit(f"The policy bans '{m[0]}', which is in the subject.")
    for m in pattern.finditer(case.level_body):
        yield Hit(f"The policy bans '{m[0]}'.", *m.span())


@lru_cache(maxsize=32)
def _any_of(phrases: tuple[str, ...]) -> re.Pattern[str] | None:
    words = [r"\s+".join(re.escape(w) for w in level(phrase).split()) for phrase in phrases]
    return re.compile(rf"(?<!\w)(?:{'|'.join(w for w in words if w)})(?!\w)", re.I) if any(words) else None


def spam(case: Case) -> Iterator[Hit]:
    """Phrases that filters and readers take for advertising."""
    for shown in _in_subject(_SPAM.finditer(level(case.draft.subject))):
        yield Hit(f"'{shown}' in the subject reads like advertising.")
    for part in case.parts:
        for m in _SPAM.finditer(part.rest):
            yield part.hit(f"'{m[0]}' reads like advertising.", *m.span())


def shouting(case: Case) -> Iterator[Hit]:
    """Words in capitals and exclamation marks, quotes and names apart."""
    known = {w for w in re.findall(r"\w+", case.own_words) if w.isupper()}
    for m in _CAPITALS.finditer(case.draft.subject):
        if not set(m[0].split()) <= known:
            yield Hit(f"'{m[0]}' in the subject is in capitals.")
    if "!" in case.draft.subject and "!" not in case.request.account.name:
        yield Hit("The subject has an exclamation mark.")
    for part in case.parts:
        cited = {w for f in part.facts for w in re.findall(r"\w+", f.quote)}
        for m in _CAPITALS.finditer(part.rest):
            if not set(m[0].split()) <= known | cited:
                yield part.hit(f"'{m[0]}' is in capitals.", *m.span())
        place = part.rest.find("!")
        if place >= 0 and "!" not in case.own_words:
            yield part.hit("A mail to a stranger needs no exclamation mark.", place, place + 1)


def one_question(case: Case) -> Iterator[Hit]:
    """More than one question, quotes apart: readers answer one."""
    marks = [(part, i) for part in case.parts for i, c in enumerate(part.rest) if c == "?"]
    if len(marks) > 1:
        part, place = marks[1]
        yield part.hit(f"The mail asks {len(marks)} questions; ask one.", place, place + 1)


def familiarity(case: Case) -> Iterator[Hit]:
    """A shared past or an admired work that no fact tells of, and a subject that pretends to be an answer."""
    if _REPLY_SUBJECT.match(case.draft.subject):
        yield Hit("The subject pretends to answer an earlier mail.")
    for part in case.parts:
        known = set(re.findall(r"\w+", folded(" ".join(f.quote for f in part.facts)))) if not case.edited else set()
        for m in _FAMILIAR.finditer(part.rest):
            if folded(m[0]).split()[-1] not in known:
                yield part.hit(f"'{m[0]}' claims a familiarity that no fact supports.", *m.span())
