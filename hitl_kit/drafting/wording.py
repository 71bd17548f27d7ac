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
    for m in _listed(level(case.draft.subject), case.writing.banned_phrases):
        yield Hit(f"The policy bans '{m[0]}', which is in the subject.")
    for m in _listed(case.level_body, case.writing.banned_phrases):
        yield Hit(f"The policy bans '{m[0]}'.", *m.span())


def _listed(text: str, phrases: tuple[str, ...]) -> Iterator[re.Match[str]]:
    """Where the phrases stand in a level text. Most texts hold no word of any, and are soon put aside."""
    pattern = _any_of(phrases)
    if pattern is None:
        return
    if text.isascii():  # of other letters some match one that `lower` does not make of them
        small = text.lower()
        if not any(word in small for word in _signs(phrases)):
            return
    yield from pattern.finditer(text)


@lru_cache(maxsize=32)
def _signs(phrases: tuple[str, ...]) -> tuple[str, ...]:
    """The longest plain word of each phrase, without which it stands in no plain text; "" where it has none."""
    split = (level(phrase).lower().split() for phrase in phrases)
    return tuple(dict.fromkeys(max((w for w in words if w.isascii()), key=len, default="") for words in split if words))


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
    for shown, _, _ in _capitals(case.draft.subject):
        if not set(shown.split()) <= _in_capitals(case.own_words):
            yield Hit(f"'{shown}' in the subject is in capitals.")
    if "!" in case.draft.subject and "!" not in case.request.account.name:
        yield Hit("The subject has an exclamation mark.")
    for part in case.parts:
        for shown, start, end in _capitals(part.rest):
            cited = {w for f in part.facts for w in re.findall(r"\w+", f.quote)}
            if not set(shown.split()) <= _in_capitals(case.own_words) | cited:
                yield part.hit(f"'{shown}' is in capitals.", start, end)
        place = part.rest.find("!")
        if place >= 0 and "!" not in case.own_words:
            yield part.hit("A mail to a stranger needs no exclamation mark.", place, place + 1)


@lru_cache(maxsize=1024)
def _capitals(text: str) -> tuple[tuple[str, int, int], ...]:
    return tuple((m[0], m.start(), m.end()) for m in _CAPITALS.finditer(text))


@lru_cache(maxsize=256)
def _in_capitals(text: str) -> frozenset[str]:
    return frozenset(w for w in re.findall(r"\w+", text) if w.isupper())


def one_question(case: Case) -> Iterator[Hit]:
    """More than one question, quotes apart: readers answer one."""
    if sum(part.rest.count("?") for part in case.parts) > 1:
        marks = [(part, i) for part in case.parts for i, c in enumerate(part.rest) if c == "?"]
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


@lru_cache(maxsize=8192)
def _syllables(word: str) -> int:
    return max(1, len(_VOWELS.findall(word)) - (len(word) > 3 and word.endswith("e")))


@lru_cache(maxsize=1024)
def _level_of(text: str) -> tuple[float, int]:
    """The Flesch-Kincaid grade of a text of at least ten words (0 for less), and the words of its longest sentence."""
    sentences = [found for s in _SENTENCES.split(text) if (found := _LETTERS.findall(s))]
    words = [w for s in sentences for w in s]
    longest = max((len(s) for s in sentences), default=0)
    if len(words) < 10:
        return 0.0, longest
    syllables = sum(map(_syllables, words))
    return 0.39 * len(words) / len(sentences) + 11.8 * syllables / len(words) - 15.59, longest
