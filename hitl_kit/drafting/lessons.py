"""Lessons at work: the angle library as accepted rules change it. Every drafter writes from it, every check reads it.

A rule changes approved words only: greetings, sign-offs, calls to action, and the wording around what a template takes
from data. Data is hidden from it, so that no quotation, name or date can change. Where a rule would leave a part
without words it is not followed there, and `unmet` says so.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

from hitl_kit.domain.base import canonical_json, sha256_hex
from hitl_kit.domain.lessons import FIELDS, Lesson
from hitl_kit.domain.plays import Angle, AngleLibrary, Play, SegmentTemplate, Step
from hitl_kit.domain.wordings import Masked, formal, holds, informal, replaced, sentences, without_sentences
from hitl_kit.files import Document

_DATA = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.S)
_SENDER = re.compile(r"\{\{-?\s*sender\.name\s*-?\}\}")
_FREE = ("claim", "angle", "proof", "cta")
_SHORTENED = ("angle", "proof")
"""Kinds of segment that a bound of length may shorten by their last sentences."""


class LearnedLibrary(AngleLibrary):
    """A library as accepted rules have changed it; `lessons` are those rules, in the order of their acceptance."""

    lessons: tuple[Lesson, ...] = ()

    @property
    def max_words(self) -> int:
        """The most words that a mail may have without its sign-off; 0: no bound."""
        return min((r.words for r in self.lessons if r.kind == "max_words"), default=0)

    @property
    def min_words(self) -> int:
        """The fewest words."""
        return max((r.words for r in self.lessons if r.kind == "min_words"), default=0)

    @property
    def addition(self) -> str:
        """What is added to the argument of a mail that would be too short; '' for nothing."""
        return next((r.into for r in reversed(self.lessons) if r.kind == "min_words" and r.into), "")

    @property
    def avoided(self) -> frozenset[str]:
        """The angles with which no mail is written."""
        return frozenset(r.text for r in self.lessons if r.kind == "angle")

    @property
    def mark(self) -> str:
        """What a drafter's version carries for rules that show in no angle's own words; '' where there are none."""
        unseen = [r for r in self.lessons if r.kind in ("max_words", "min_words", "angle")]
        return f" with rules {sha256_hex(canonical_json(unseen))[:8]}" if unseen else ""


def learned(library: Document[AngleLibrary], lessons: Sequence[Lesson]) -> Document[AngleLibrary]:
    """The library as these rules change it; the file's own where there are none. Its SHA-256 covers both."""
    if not lessons:
        return library
    value = with_lessons(library.value, lessons)
    return replace(library, sha256=sha256_hex(canonical_json([library.sha256, list(lessons)])), value=value)


def with_lessons(library: AngleLibrary, lessons: Sequence[Lesson]) -> LearnedLibrary:
    """The library with every rule followed where it can be."""
    return LearnedLibrary(
        version=library.version, sender=library.sender, lessons=tuple(lessons),
        angles=tuple(_angle(a, lessons) for a in library.angles),
        plays=tuple(_play(p, lessons) for p in library.plays),
    )  # fmt: skip


def lessons_of(library: AngleLibrary) -> tuple[Lesson, ...]:
    """The rules that a library follows."""
    return library.lessons if isinstance(library, LearnedLibrary) else ()


def unmet(library: AngleLibrary, lessons: Sequence[Lesson]) -> list[str]:
    """Where rules cannot be followed, a sentence each: words that are all that a part has to say."""
    found: dict[str, None] = {}
    for angle in with_lessons(library, lessons).angles:
        for rule in lessons:
            for segment in angle.segments:
                if rule.kind in ("remove", "topic") and any(holds(_static(v), rule.text) for v in segment.variants):
                    found[f'"{rule.text}" stays in the {segment.kind} of {angle.id}: nothing else is said there'] = None
    return list(found)


def instructions(lessons: Sequence[Lesson]) -> str:
    """The rules as a model is told them, among its own instructions, apart from all data; '' where there are none."""
    told = [f"- {r.rule[0].upper()}{r.rule[1:]}." for r in lessons if r.kind in ("remove", "replace", "tone", "topic")]
    if not told:
        return ""
    return "The people who review these mails have agreed on these rules of wording:\n" + "\n".join(told)


def _angle(angle: Angle, lessons: Sequence[Lesson]) -> Angle:
    segments = tuple(_segment(s, lessons) for s in angle.segments)
    return angle.model_copy(update={"subject": _variants(angle.subject, lessons), "segments": segments})


def _play(play: Play, lessons: Sequence[Lesson]) -> Play:
    if not any(step.words for step in play.sequence):
        return play
    steps: tuple[Step, ...] = tuple(
        s.model_copy(update={"words": _variants(s.words, lessons)}) if s.words else s for s in play.sequence
    )
    return play.model_copy(update={"sequence": steps})


def _segment(segment: SegmentTemplate, lessons: Sequence[Lesson]) -> SegmentTemplate:
    variants = segment.variants
    for rule in lessons:
        if (rule.kind == "greeting" and segment.kind == "greeting") or (rule.kind == "cta" and segment.kind == "cta"):
            variants = (template(rule.into),)
        elif rule.kind == "signoff" and segment.kind == "signoff":
            variants = tuple(_signed(v, template(rule.into)) for v in variants)
    if segment.kind in _FREE:
        variants = _variants(variants, lessons)
    return segment.model_copy(update={"variants": tuple(dict.fromkeys(variants))})


def template(text: str) -> str:
    """A rule's words as a template: its fields become the template's."""
    for sign, name in FIELDS.items():
        text = text.replace(sign, f"{{{{ {name} }}}}")
    return text


def _signed(variant: str, closing: str) -> str:
    found = _SENDER.search(variant)
    return f"{closing}\n{variant[found.start() :]}" if found else variant


def _variants(variants: tuple[str, ...], lessons: Sequence[Lesson]) -> tuple[str, ...]:
    """The variants that are left when every rule about words has been followed; all of them where none would be."""
    for rule in lessons:
        act = _ACTS.get(rule.kind)
        if act is None:
            continue
        changed = [_changed(v, rule, act) for v in variants]
        if rule.kind in ("topic", "remove"):
            clean = [v for v in changed if v and not holds(_static(v), rule.text)]
            changed = clean or list(variants)
        variants = tuple(dict.fromkeys(v for v in changed if v)) or variants
    return variants


def _changed(variant: str, rule: Lesson, act: Callable[[str, Lesson], str]) -> str:
    masked = Masked(variant, _DATA.findall(variant))
    changed = act(masked.text, rule)
    if changed == masked.text:
        return variant
    quoted = any("fact." in data for data in masked.lost(changed))
    return "" if quoted else masked.shown(changed)


def _static(variant: str) -> str:
    """A template's own words."""
    return _DATA.sub("\u2039data\u203a", variant)


_ACTS: dict[str, Callable[[str, Lesson], str]] = {
    "remove": lambda text, rule: replaced(text, rule.text),
    "replace": lambda text, rule: replaced(text, rule.text, template(rule.into)),
    "topic": lambda text, rule: without_sentences(text, rule.text),
    "tone": lambda text, rule: informal(text) if rule.text == "informal" else formal(text),
}


def shorter(text: str) -> Iterator[str]:
    """A paragraph without its last sentence, without its last two …: down to the first alone."""
    whole = sentences(text)
    for n in range(len(whole) - 1, 0, -1):
        yield " ".join(whole[:n])


def allowed(library: AngleLibrary, kind: str, texts: Iterable[str]) -> set[str]:
    """What may stand in the place of these approved texts under the rules of length."""
    found = set(texts)
    if not isinstance(library, LearnedLibrary) or kind not in _SHORTENED:
        return found
    if library.max_words:
        found |= {short for text in list(found) for short in shorter(text)}
    if library.addition and kind == "angle":
        found |= {f"{text} {library.addition}" for text in list(found)}
    return found


def everywhere(library: AngleLibrary, phrase: str) -> str:
    """The parts of which every variant has nothing to say without a phrase, such as "angle of multi_depot"; ''."""
    found = [
        f"{segment.kind} of {angle.id}"
        for angle in library.angles
        for segment in angle.segments
        if segment.kind in _FREE
        and all(holds(_static(v), phrase) and not without_sentences(_static(v), phrase) for v in segment.variants)
    ]
    return ", ".join(found)
