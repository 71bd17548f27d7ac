"""Case: a draft beside everything that the checks hold it against, worked out once."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property, lru_cache
from urllib.parse import urlsplit

from hitl_kit.domain.delivery import FollowUp
from hitl_kit.domain.drafts import Draft, Segment, Severity
from hitl_kit.domain.evidence import Fact, Source, fold
from hitl_kit.domain.icp import ICP
from hitl_kit.domain.plays import Angle, AngleLibrary, SegmentKind
from hitl_kit.domain.policy import Writing

from . import lessons
from .drafter import DraftRequest
from .rendering import PLAIN_GREETING, Context, MissingData, base_context, day_words, render

_LEVEL = str.maketrans("\u2018\u2019\u201c\u201d\u00ab\u00bb\u2013\u2014\u2212\u00a0\u202f", '\'\'""""---  ')


_FOREIGN = re.compile(r"[^\x00-\x7f]")


def level(text: str) -> str:
    """A text with plain quotes, dashes and spaces, every character in its place."""
    if text.isascii():
        return text.replace("\n", " ").replace("\t", " ")
    return _FOREIGN.sub(lambda m: _plain(m[0]), text).replace("\n", " ").replace("\t", " ")


@lru_cache(maxsize=4096)
def _plain(character: str) -> str:
    plain = unicodedata.normalize("NFKC", character.translate(_LEVEL))
    return plain if len(plain) == 1 else character


@lru_cache(maxsize=1024)
def folded(text: str) -> str:
    """A text for comparison (`domain.evidence.fold`), kept for the checks that ask again."""
    return " ".join(text.split()).lower() if text.isascii() else fold(text)  # the same, of plain letters


READ = 4000
"""How many characters of a paragraph are read for their sense; a longer one is a finding of its own."""


WARN: Severity = "warn"
"""For a hit of a blocking check that a person should look at, and no more."""


@dataclass(frozen=True)
class Hit:
    """What a check saw and where in the body it stands, if it has a place there. `severity`: milder than the check's,
    where what it saw may well be right."""

    message: str
    start: int | None = None
    end: int | None = None
    severity: Severity | None = None


@dataclass(frozen=True)
class Part:
    """One segment in the body. `told`: its quotes and their sources' titles. `evidence`: all the words that stand
    behind it (those, their dates and addresses). `rest`: its text (READ characters) with every word-for-word quote
    blanked out. `approved`: a person has approved it, word for word."""

    segment: Segment
    start: int
    facts: tuple[Fact, ...]
    told: str
    evidence: str
    rest: str
    approved: bool

    def holds(self, start: int, end: int) -> bool:
        """Whether its evidence holds the words of that place."""
        return folded(self.rest[start:end]) in folded(self.evidence)

    def hit(self, message: str, start: int = 0, end: int | None = None, severity: Severity | None = None) -> Hit:
        """A hit at that place of the segment."""
        until = len(self.segment.text) if end is None else end
        return Hit(message, self.start + start, self.start + until, severity)


@dataclass(frozen=True, eq=False)
class Case:
    """What a check looks at. `edited`: a reviewer's own text, in which every fact of the research may be meant."""

    draft: Draft
    request: DraftRequest
    snapshots: Mapping[str, str]
    library: AngleLibrary
    writing: Writing
    icp: ICP
    edited: bool = False

    @cached_property
    def body(self) -> str:
        """The mail's text."""
        return self.draft.body

    @cached_property
    def level_body(self) -> str:
        """The mail's text with plain quotes, dashes and spaces."""
        return level(self.body)

    @cached_property
    def facts(self) -> dict[str, Fact]:
        """The research's facts by id."""
        return {f.id: f for f in self.request.research.facts}

    @cached_property
    def sources(self) -> dict[str, Source]:
        """The research's sources by id."""
        return {s.id: s for s in self.request.research.sources}

    @cached_property
    def parts(self) -> tuple[Part, ...]:
        """The segments with their places and the facts that they cite."""
        parts, start = [], 0
        for segment in self.draft.segments:
            cited = tuple(f for i in segment.fact_ids if (f := self.facts.get(i)))
            told, approved = self._told(cited), segment.kind != "claim" and self.is_approved(segment.kind, segment.text)
            rest = self._blanked(segment.text, cited)
            parts.append(Part(segment, start, cited, told, self._evidence(cited, told), rest, approved))
            start += len(segment.text) + 2
        return tuple(parts)

    @cached_property
    def claims(self) -> tuple[Part, ...]:
        """The segments that say something about the account."""
        return tuple(p for p in self.parts if p.segment.kind == "claim")

    def _blanked(self, text: str, cited: tuple[Fact, ...]) -> str:
        rest = level(text[:READ])
        titles = [s.title for f in cited if (s := self.sources.get(f.source_id))]
        for known in sorted((*(f.quote for f in cited), *titles), key=len, reverse=True):
            whole = level(" ".join(known.split()))
            for quote in (whole, whole.rstrip(".")):
                if len(quote) > 2:
                    rest = rest.replace(quote, " " * len(quote))
        return rest

    @cached_property
    def angle(self) -> Angle | None:
        """The angle that the draft names, if the library knows it."""
        return next((a for a in self.library.angles if a.id == self.draft.angle_id), None)

    @cached_property
    def context(self) -> Context:
        """What templates may use, for this account and contact."""
        return base_context(self.request.account, self.request.contact, self.library.sender)

    @cached_property
    def approved(self) -> dict[SegmentKind | str, frozenset[str]]:
        """The texts that the angle's templates allow for this account, by segment kind ("subject" for subjects)."""
        if self.angle is None:
            return {}
        allowed: dict[SegmentKind | str, set[str]] = {"subject": set(), "greeting": {PLAIN_GREETING}}
        templates = [("subject", t) for t in self.angle.subject]
        templates += [(s.kind, v) for s in self.angle.segments if s.kind != "claim" for v in s.variants]
        for kind, template in templates:
            try:
                allowed.setdefault(kind, set()).add(_in_a_line(render(template, self.context)))
            except MissingData:
                continue
        return {kind: frozenset(lessons.allowed(self.library, kind, texts)) for kind, texts in allowed.items()}

    def is_approved(self, kind: SegmentKind | str, text: str) -> bool:
        """Whether a text is, word for word, what a person approved for this angle."""
        return _in_a_line(text) in self.approved.get(kind, ())

    @cached_property
    def steps(self) -> tuple[tuple[FollowUp, Case], ...]:
        """The steps that follow the mail and have words, each as a case of its own."""
        made = []
        for step in self.draft.follow_ups:
            if step.body:
                text = Segment(kind="angle", text=step.body)
                draft = self.draft.model_copy(update={"subject": "-", "segments": (text,), "follow_ups": ()})
                alone = replace(self, draft=draft)
                alone.__dict__["approved"] = self.approved  # the same library and account: not worked out again
                made.append((step, alone))
        return tuple(made)

    @cached_property
    def approved_subject(self) -> bool:
        """Whether a person has approved the subject."""
        return self.is_approved("subject", self.draft.subject)

    @cached_property
    def free(self) -> tuple[Part, ...]:
        """The segments that no person has approved: claims, and whatever else was written freely."""
        return tuple(p for p in self.parts if not p.approved)

    @cached_property
    def own_words(self) -> str:
        """The names that a mail may always use: the account's, the contact's and the sender's."""
        account, contact, sender = self.request.account, self.request.contact, self.library.sender
        names = [account.name, account.domain, sender.name, sender.company, sender.email]
        if contact:
            names += [contact.full_name, contact.first_name, contact.last_name, contact.title]
        return " ".join(names)

    def hosts(self, part: Part) -> list[str]:
        """The hosts of the sources that a part cites."""
        cited = (self.sources.get(f.source_id) for f in part.facts)
        return [_host(s.url) for s in cited if s]

    @property
    def about(self) -> str:
        """What the list says of the account."""
        account = self.request.account
        return f"{account.industry} {account.sub_industry} {account.city} {account.region} {account.country}"

    def _told(self, cited: tuple[Fact, ...]) -> str:
        if not cited and not self.edited:
            return ""
        words = [f.quote for f in cited]
        words += dict.fromkeys(s.title for f in cited if (s := self.sources.get(f.source_id)))
        if self.edited:  # a reviewer may take words from any approved text of the angle
            words += [text for texts in self.approved.values() for text in texts]
        return " . ".join(words)

    def _evidence(self, cited: tuple[Fact, ...], told: str) -> str:
        if not cited:
            return told
        words = [told]
        for fact in cited:
            source = self.sources.get(fact.source_id)
            for day in (fact.dated, source.published if source else None):
                words += [_all_of(day)] if day else []
            words += [source.url] if source else []
        return " . ".join(dict.fromkeys(words))


@lru_cache(maxsize=1024)
def _in_a_line(text: str) -> str:
    return " ".join(text.split())


@lru_cache(maxsize=1024)
def _host(url: str) -> str:
    return folded(urlsplit(url).hostname or "")


@lru_cache(maxsize=1024)
def _all_of(day: date) -> str:
    """A day in all the words by which a mail may name it."""
    return f"{day_words(day)} {day.isoformat()}"
