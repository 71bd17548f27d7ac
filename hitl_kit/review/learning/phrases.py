"""Phrases: words that reviewers take out or put another way wherever they stand, found by comparing many edits.

A change in one mail may be meant for those words, for the sentence or for this mail alone. So each change is looked at
with ever more of the words around it, and the shortest wording that was changed nearly every time it stood in a draft
is the rule: "helps" may be fine elsewhere while "helps to know" never survives.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from hitl_kit.domain.lessons import Lesson, Voice
from hitl_kit.domain.wordings import CONTRACTIONS, sentences

from .edits import Edited, Op, as_written, words_of
from .evidence import Found, found
from .mails import is_data

_CONTEXTS = ((0, 0), (1, 0), (0, 1), (1, 1), (2, 0), (0, 2), (2, 1), (1, 2), (2, 2), (3, 3), (5, 5))
_LEAST_SHARE = 0.5
_AS_GOOD = 0.85
"""A shorter wording is the rule where its share is at least this part of the best share that more words would give."""
_LEAST = 3
_MARKS = frozenset(".,;:!?\"'()-\u2013\u2014/")

Key = tuple[str, str]
"""The words before and after, folded to one case."""


@dataclass
class _Text:
    """One wording of a paragraph as drafts have it, and by reviewer in how many mails it stood."""

    folded: str
    stood: Counter[str] = field(default_factory=Counter)


def phrases(edits: Sequence[Edited], *, beyond: int = 0) -> list[Found]:
    """Rules about words, best supported first. Sentences that went in mails of more than `beyond` words (0: none) went
    for the length's sake and are left out."""
    texts: dict[str, _Text] = {}
    hits: dict[Key, Counter[str]] = defaultdict(Counter)
    whose: dict[Op, list[Key]] = {}
    spoken: dict[str, str] = {}
    for edited in edits:
        keys: set[Key] = set()
        kept: list[str] = []
        for part in edited.worded:
            for_length = bool(beyond) and edited.words_after + edited.cut > beyond
            gone = {op.before for op in part.ops if op.sentence and for_length}
            kept += [_folded(words) for s in sentences(part.before) if (words := words_of(s)) not in gone]
            for op in part.ops:
                if not op.sentence or (op.before and not for_length):
                    keys.update(whose.setdefault(op, list(_wider(op, spoken))))
        stood = " \n ".join(kept)
        texts.setdefault(stood, _Text(f" {stood} ")).stood[edited.mail.reviewer] += 1
        for key in keys:
            hits[key][edited.mail.reviewer] += 1
    return list(_chosen(whose, hits, list(texts.values()), spoken))


def _wider(op: Op, spoken: dict[str, str]) -> Iterator[Key]:
    """The change with ever more of the unchanged words beside it, as words before and after; `spoken` is told the words
    before in their own case."""
    if op.sentence:
        spoken.setdefault(_folded(op.before), as_written(op.before, op.was))
        yield _folded(op.before), ""
        return
    for left, right in _CONTEXTS:
        if left > len(op.left) or right > len(op.right):
            continue
        before_it = op.left[len(op.left) - left :] if left else ()
        after_it = op.right[:right]
        around = (*before_it, *after_it)
        words = (*before_it, *op.before, *after_it)
        if any(map(is_data, around)) or all(w in _MARKS for w in words):
            continue
        spoken.setdefault(_folded(words), as_written(words, op.was))
        yield _folded(words), as_written((*before_it, *op.after, *after_it), op.became)


def _chosen(
    whose: dict[Op, list[Key]], hits: dict[Key, Counter[str]], texts: list[_Text], spoken: dict[str, str]
) -> Iterator[Found]:  # fmt: skip
    """For each change its shortest wording that holds; what one rule explains is not explained twice."""
    rules: dict[Key, Found] = {}
    for op in sorted(whose, key=lambda o: (-sum(hits[whose[o][0]].values()) if whose[o] else 0, len(o.before))):
        if any(_explained(op, rule) for rule in rules):
            continue
        enough = [key for key in whose[op] if sum(hits[key].values()) >= _LEAST]
        held = {key: rule for key in enough if (rule := _rule(key, hits, texts, spoken)) is not None}
        best = max((rule.share for rule in held.values()), default=0.0)
        for key, rule in held.items():
            if rule.share >= max(_LEAST_SHARE, _AS_GOOD * best):
                rules[key] = rule
                break
    yield from sorted(rules.values(), key=lambda r: -r.agreed)


def _rule(
    key: Key, hits: dict[Key, Counter[str]], texts: list[_Text], spoken: dict[str, str]
) -> Found | None:  # fmt: skip
    """The rule of a change with its evidence, if anybody asks for it."""
    before, after = key
    stood: Counter[str] = Counter()
    for text in texts:
        if f" {before} " in text.folded:
            stood.update(text.stood)
    voices = [Voice(reviewer=r, agreed=min(hits[key][r], n), of=n) for r, n in sorted(stood.items())]
    lesson = _lesson(spoken[before], after)
    return found(lesson, voices) if lesson else None


def _lesson(before: str, after: str) -> Lesson | None:
    if not before or len(before) > 300 or len(after) > 300:
        return None
    try:
        return Lesson(kind="replace", text=before, into=after) if after else Lesson(kind="remove", text=before)
    except ValueError:  # words that no rule may hold
        return None


def _explained(op: Op, rule: Key) -> bool:
    """Whether following a rule would have made this change."""
    before, after = rule
    whole = f" {' '.join((*op.left, *op.before, *op.right)).casefold()} "
    if f" {before} " not in whole:
        return False
    changed = whole.replace(f" {before} ", f" {' '.join(words_of(after))} ").casefold()
    return " ".join(changed.split()) == " ".join((*op.left, *op.after, *op.right)).casefold()


def _folded(words: Iterable[str]) -> str:
    """Words in one case, a space between each two, so that a phrase is found by its whole words."""
    return " ".join(words).casefold().replace("\u2019", "'")


def tone(rules: Sequence[Found]) -> tuple[Found | None, list[Found]]:
    """The one rule of tone that several rules about short or full forms come to, and the rules without them."""
    short = {full.casefold(): s.casefold() for full, s in CONTRACTIONS.items()}
    full = {s: f for f, s in short.items()}
    for text, forms in (("informal", short), ("formal", full)):
        mine = [r for r in rules if _is_form(r.lesson, forms)]
        if len(mine) >= 2:
            voices = _together(mine)
            return found(Lesson(kind="tone", text=text), voices), [r for r in rules if r not in mine]
    return None, list(rules)


def _is_form(lesson: Lesson, forms: dict[str, str]) -> bool:
    if lesson.kind != "replace":
        return False
    text, into = lesson.text.casefold(), lesson.into.casefold()
    return any(text.replace(before, after) == into for before, after in forms.items() if before in text)


def _together(rules: Sequence[Found]) -> list[Voice]:
    agreed: Counter[str] = Counter()
    of: Counter[str] = Counter()
    for rule in rules:
        for voice in rule.voices:
            agreed[voice.reviewer] += voice.agreed
            of[voice.reviewer] += voice.of
    return [Voice(reviewer=r, agreed=agreed[r], of=n) for r, n in sorted(of.items())]
