"""What one edit shows: which segment became which paragraph, and in each which words went, came or became others."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property, lru_cache

from hitl_kit.domain.plays import SegmentKind
from hitl_kit.domain.wordings import count, sentences

from .mails import Mail, is_data

_WORD = re.compile(r"\[[a-z ]+\]|\u2039\w+\u203a|[\w]+(?:['\u2019-]\w+)*|[^\w\s]")
_ALIKE = 0.34
_OWN_WORDS = 0.5
"""A call to action that shares fewer of its words than this with the draft's is another one."""

PartKind = SegmentKind | str
Words = tuple[str, ...]


@dataclass(frozen=True)
class Op:
    """One change within a sentence: `before` became `after` between these words; `was` and `became` are the sentence.
    `sentence`: all of it went, or came."""

    before: Words
    after: Words
    left: Words
    right: Words
    was: str = ""
    became: str = ""
    sentence: bool = False


@dataclass(frozen=True)
class Part:
    """One paragraph of the draft and what became of it, in general words; `after` is '' where it was taken out."""

    kind: PartKind
    before: str
    after: str

    @property
    def ops(self) -> tuple[Op, ...]:
        """The changes in it."""
        return _ops(self.before, self.after)


@dataclass(frozen=True, eq=False)
class Edited:
    """One judged mail, read: its parts (the subject first), paragraphs that were added, and its length without the
    sign-off before and after, in words."""

    mail: Mail
    parts: tuple[Part, ...]
    added: tuple[str, ...]
    words_before: int
    words_after: int

    def part(self, kind: PartKind) -> Part | None:
        """The first part of that kind."""
        return next((p for p in self.parts if p.kind == kind), None)

    @cached_property
    def unchanged(self) -> bool:
        """Whether the mail went as it was."""
        return not self.added and all(p.before == p.after for p in self.parts)

    @cached_property
    def worded(self) -> tuple[Part, ...]:
        """The parts whose words say something: not the greeting or sign-off, nor a call to action written anew."""
        return tuple(
            p for p in self.parts
            if p.kind not in ("greeting", "signoff") and not (p.kind == "cta" and (another(p) or not p.after))
        )  # fmt: skip

    @cached_property
    def cut(self) -> int:
        """How many words went with whole sentences."""
        gone = (op.before for p in self.worded for op in p.ops if op.sentence)
        return sum(sum(w[0].isalnum() or w[0] in "[\u2039" for w in words) for words in gone)


def read(mail: Mail) -> Edited:
    """What a verdict that lets a mail go shows."""
    subject = mail.general(mail.draft.subject)
    changed = mail.subject != mail.draft.subject
    parts = [Part("subject", subject, mail.general(mail.subject) if changed else subject)]
    before = [(s.kind, s.text) for s in mail.draft.segments]
    if mail.verdict != "edit" or mail.body == mail.draft.body:
        parts += [Part(kind, text, text) for kind, text in ((kind, mail.general(text)) for kind, text in before)]
        words = sum(count(text) for kind, text in before if kind != "signoff")
        return Edited(mail, tuple(parts), (), words, words)
    paired, added = _paired([mail.general(text) for _, text in before], mail.general(mail.body))
    parts += [Part(kind, text, after) for (kind, _), (text, after) in zip(before, paired, strict=True)]
    signed = next((after for (kind, _), (_, after) in zip(before, paired, strict=True) if kind == "signoff"), "")
    longer = count(mail.body) - (count(signed) if signed else 0)
    return Edited(
        mail, tuple(parts), added, sum(count(text) for kind, text in before if kind != "signoff"), longer
    )  # fmt: skip


def as_written(words: Words, text: str) -> str:
    """Words that stand in a text, with the spaces that they have there, in their own case."""
    found = re.search(r"\s*".join(map(re.escape, words)), text, re.I) if words else None
    spoken = found[0] if found else " ".join(words)
    return words[0][:1] + spoken[1:] if words and spoken else spoken


def words_of(text: str) -> Words:
    """A general text word by word, marks apart."""
    return tuple(_WORD.findall(text))


@lru_cache(maxsize=50_000)
def _paired_key(before: tuple[str, ...], body: str) -> tuple[tuple[tuple[str, str], ...], tuple[str, ...]]:
    """Each segment with the paragraphs that it became, and the paragraphs that are new, by the best alignment."""
    pieces = [(n, p) for n, text in enumerate(before) for p in _paragraphs(text)]
    after = _paragraphs(body)
    score = [[_likeness(p, q) for q in after] for _, p in pieces]
    best = [[0.0] * (len(after) + 1) for _ in range(len(pieces) + 1)]
    for i in range(len(pieces) - 1, -1, -1):
        for j in range(len(after) - 1, -1, -1):
            take = best[i + 1][j + 1] + score[i][j] if score[i][j] >= _ALIKE else 0.0
            best[i][j] = max(take, best[i + 1][j], best[i][j + 1])
    became: dict[int, list[str]] = {}
    new: list[tuple[int, str]] = []
    gone: list[int] = []
    i = j = 0
    while i < len(pieces) and j < len(after):
        if score[i][j] >= _ALIKE and best[i][j] == best[i + 1][j + 1] + score[i][j]:
            became.setdefault(pieces[i][0], []).append(after[j])
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            gone.append(i)
            i += 1
        else:
            new.append((i, after[j]))
            j += 1
    gone += range(i, len(pieces))
    new += [(len(pieces), q) for q in after[j:]]
    free = [pieces[g][0] for g in gone if pieces[g][0] not in became]
    left = []
    for place, text in new:  # a paragraph in the place of one that is gone was written for it
        near = [n for n in free if n not in became and _beside(pieces, n, place)]
        if near:
            became[near[0]] = [text]
        else:
            left.append(text)
    return tuple((text, "\n\n".join(became.get(n, []))) for n, text in enumerate(before)), tuple(left)


def _beside(pieces: Sequence[tuple[int, str]], segment: int, place: int) -> bool:
    places = [i for i, (n, _) in enumerate(pieces) if n == segment]
    return min(places) - 1 <= place <= max(places) + 1


def _paired(before: list[str], body: str) -> tuple[tuple[tuple[str, str], ...], tuple[str, ...]]:
    return _paired_key(tuple(before), body)


def _paragraphs(text: str) -> list[str]:
    return [p.strip() for p in re.split(r"\n\s*\n", text) if p.strip()]


@lru_cache(maxsize=50_000)
def _likeness(one: str, other: str) -> float:
    """The share of words that two paragraphs have in common, in their order."""
    if one == other:
        return 1.0
    first, second = _folded(words_of(one)), _folded(words_of(other))
    return SequenceMatcher(None, first, second, autojunk=False).ratio()


def another(part: Part) -> bool:
    """Whether a reviewer wrote other words in the place of this part, instead of changing some."""
    return bool(part.after) and part.after != part.before and _likeness(part.before, part.after) < _OWN_WORDS


@lru_cache(maxsize=50_000)
def _ops(before: str, after: str) -> tuple[Op, ...]:
    if before == after:
        return ()
    return tuple(_sentence_ops(sentences(before), sentences(after)))


def _sentence_ops(before: list[str], after: list[str]) -> Iterator[Op]:
    """Sentences that went whole, and the changes within the others, each compared with the one that it became."""
    place = 0
    pairs: dict[int, int] = {}
    for n, sentence in enumerate(before):
        found = [(_likeness(sentence, after[m]), -m) for m in range(place, len(after))]
        score, m = max(found, default=(0.0, 0))
        if score >= _ALIKE and not _better_later(before[n + 1 :], after[-m], score):
            pairs[n], place = -m, -m + 1
    for n, sentence in enumerate(before):
        words = words_of(sentence)
        if n not in pairs:
            yield Op(words, (), (), (), was=sentence, sentence=True)
        elif sentence != after[pairs[n]]:
            yield from _word_ops(sentence, after[pairs[n]])
    unpaired = [after[m] for m in range(len(after)) if m not in pairs.values()]
    for sentence in unpaired:
        yield Op((), words_of(sentence), (), (), became=sentence, sentence=True)


def _better_later(later: list[str], sentence: str, score: float) -> bool:
    return any(_likeness(other, sentence) > score for other in later)


def _word_ops(was: str, became: str) -> Iterator[Op]:
    """The changes between two sentences, each with the words that stayed as they were on both sides of it."""
    before, after = words_of(was), words_of(became)
    codes = SequenceMatcher(None, _folded(before), _folded(after), autojunk=False).get_opcodes()
    for n, (tag, a, b, c, d) in enumerate(codes):
        if tag != "equal" and not any(map(is_data, (*before[a:b], *after[c:d]))):
            left = before[codes[n - 1][1] : a] if n else ()
            right = before[b : codes[n + 1][2]] if n + 1 < len(codes) else ()
            yield Op(_begun(before[a:b], a), _begun(after[c:d], c), left, right, was, became)


def _begun(words: Words, place: int) -> Words:
    """Words without the capital that they have only because a sentence begins with them."""
    if place or not words or words[0] == "I" or words[0].startswith("I'") or words[0][1:] != words[0][1:].lower():
        return words
    return (words[0][:1].lower() + words[0][1:], *words[1:])


def _folded(words: Words) -> list[str]:
    return [w.casefold().replace("\u2019", "'") for w in words]
