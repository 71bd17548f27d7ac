"""Wording: what may not be left in a mail, what must be there, and what readers and filters take badly."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import groupby

from .case import READ, Case, Hit, folded, level
from .phrases import Phrase, find

_CAPITALS = re.compile(r"\b[A-Z]{5,}\b|\b[A-Z]{3,}(?:\s+[A-Z]{3,})+\b")


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


def too_long(case: Case) -> Iterator[Hit]:
    """A paragraph of which the other checks read only the beginning."""
    for part in case.parts:
        if len(part.segment.text) > READ:
            yield part.hit(f"Only the first {READ:,} characters of this paragraph were checked.", READ)


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
    for phrase in _advertising(case.draft.subject):
        yield Hit(f"'{case.draft.subject[phrase.start : phrase.end]}' in the subject reads like advertising.")
    for part in case.parts:
        for phrase in _advertising(part.rest):
            shown = part.segment.text[phrase.start : phrase.end]
            yield part.hit(f"'{shown}' reads like advertising.", phrase.start, phrase.end)


def _advertising(text: str) -> Iterator[Phrase]:
    """The phrases of advertising in a text; of several that begin together, the longest."""
    found = (phrase for phrase in find(text) if phrase.kind == "spam")
    for _, together in groupby(found, key=lambda phrase: phrase.start):
        yield max(together, key=lambda phrase: phrase.end)


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


def two_requests(case: Case) -> Iterator[Hit]:
    """A request of its own beside the mail's one call to action."""
    if not any(p.segment.kind == "cta" for p in case.parts):
        return
    for part in case.free:
        if part.segment.kind == "cta":
            continue
        for phrase in find(part.rest):
            if phrase.kind == "request" and not part.holds(phrase.start, phrase.end):
                shown = part.segment.text[phrase.start : phrase.end]
                yield part.hit(f"'{shown}' asks for a second thing; ask for one.", phrase.start, phrase.end)
                return


_HARDEST = 18.0
_LONGEST = 45
_SENTENCES = re.compile(r"[.!?]+(?=\s|$)|\n\s*\n")
"""Not `domain.wordings.sentences`, which asks for a capital behind the full stop: here a quote that was blanked out may
follow, or a name in lower case (eBay), and two sentences counted as one would be too long."""
_LETTERS = re.compile(r"[^\W\d_]+")
_VOWELS = re.compile(r"[aeiouyäöüåøæéèêáàâóòôúùûíìî]+", re.I)


def reading_level(case: Case) -> Iterator[Hit]:
    """A paragraph that is hard to read: sentences too long, or words too long (Flesch-Kincaid)."""
    for part in case.parts:
        if part.segment.kind in ("greeting", "signoff"):
            continue
        grade, longest = _level_of(part.rest)
        if longest > _LONGEST:
            yield part.hit(f"One sentence has {longest} words; readers follow about {_LONGEST} at most.")
        elif grade > _HARDEST:
            yield part.hit(f"This reads at school grade {grade:.0f}; {_HARDEST:.0f} is hard already.")


@lru_cache(maxsize=256)
def _level_of(text: str) -> tuple[float, int]:
    """The Flesch-Kincaid grade of a text of at least ten words (0 for less), and the words of its longest sentence."""
    sentences = [found for s in _SENTENCES.split(text) if (found := _LETTERS.findall(s))]
    words = [w for s in sentences for w in s]
    longest = max((len(s) for s in sentences), default=0)
    if len(words) < 10:
        return 0.0, longest
    syllables = sum(max(1, len(_VOWELS.findall(w)) - (len(w) > 3 and w.endswith("e"))) for w in words)
    return 0.39 * len(words) / len(sentences) + 11.8 * syllables / len(words) - 15.59, longest
