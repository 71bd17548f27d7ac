"""Simulated reviewers: people with preferences that the system never reads, who judge drafts as people do.

A reviewer file is YAML; every key but `name` may be left out (docs/learning.md lists them). Phrases and topics are
looked for in the words of the mail, never in quotations, titles and names: those are not the drafter's to change.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Literal, Self

from pydantic import Field, model_validator

from hitl_kit.domain.accounts import Account
from hitl_kit.domain.base import Word
from hitl_kit.domain.decisions import Verdict
from hitl_kit.domain.drafts import Draft, Segment
from hitl_kit.domain.packages import Package
from hitl_kit.domain.plays import SegmentKind
from hitl_kit.domain.wordings import Masked, count, formal, holds, informal, replaced, sentences, without_sentences


class Span(Word):
    """A span of numbers; either end may be open."""

    min: float | None = None
    max: float | None = None

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.min is not None and self.max is not None and self.min > self.max:
            raise ValueError(f"min {self.min:g} is above max {self.max:g}")
        return self

    def holds(self, value: float | None) -> bool:
        """Whether a number lies within; one that is not known does."""
        return value is None or ((self.min is None or value >= self.min) and (self.max is None or value <= self.max))


class AcceptedIcp(Word):
    """The companies that a reviewer takes for the ICP, whatever icp.yaml says."""

    employees: Span = Span()
    revenue: Span = Span()
    industry: tuple[str, ...] = ()
    country: tuple[str, ...] = ()

    def misses(self, account: Account) -> str:
        """Why a company is none of them, or ''."""
        for name in ("industry", "country"):
            wanted, value = getattr(self, name), getattr(account, name)
            if wanted and value.casefold() not in {w.casefold() for w in wanted}:
                return f"{name} {value}"
        for name in ("employees", "revenue"):
            if not getattr(self, name).holds(getattr(account, name)):
                return f"{name} {getattr(account, name):,.0f}"
        return ""


class Length(Word):
    """Bounds of a mail in words without the sign-off; 0: none. `adds` is the sentence that makes short mails longer."""

    min: int = Field(default=0, ge=0)
    max: int = Field(default=0, ge=0)
    adds: str = Field(default="I can send you a short note on how others have gone about it.", min_length=3)

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.max and self.min > self.max:
            raise ValueError(f"min {self.min} is above max {self.max}")
        return self


class Attention(Word):
    """The chance to notice a planted defect, and each thing that is not as this reviewer likes it. Each package that
    was reviewed the same day takes `tires` off, down to `floor`; a night's sleep brings it back."""

    defects: float = Field(default=0.9, ge=0, le=1)
    preferences: float = Field(default=0.98, ge=0, le=1)
    tires: float = Field(default=0.0, ge=0, le=1)
    floor: float = Field(default=0.3, ge=0, le=1)

    def after(self, chance: float, reviewed: int) -> float:
        """A chance as it is left after so many packages of the day."""
        return max(chance - self.tires * reviewed, min(self.floor, chance))


class Speed(Word):
    """How long a package takes: opening it, reading it, and each change or the reason for a reject."""

    opening_seconds: float = Field(default=12, gt=0, le=600)
    words_per_minute: float = Field(default=230, gt=10, le=2000)
    seconds_per_change: float = Field(default=35, ge=0, le=900)
    seconds_per_reject: float = Field(default=20, ge=0, le=900)


class ReviewerProfile(Word):
    """What one simulated reviewer wants. `share` is their part of the work beside the others of the workflow."""

    name: str = Field(min_length=1, max_length=80)
    phrases_disliked: tuple[str, ...] = ()
    wording_replaced: dict[str, str] = {}
    greeting: str = ""
    sign_off: str = ""
    call_to_action: str = ""
    words: Length = Length()
    tone: Literal["", "formal", "informal"] = ""
    angles_disliked: tuple[str, ...] = ()
    topics_disliked: tuple[str, ...] = ()
    icp: AcceptedIcp = AcceptedIcp()
    attention: Attention = Attention()
    speed: Speed = Speed()
    share: float = Field(default=1.0, gt=0, le=1000)


@dataclass(frozen=True)
class Judgement:
    """A verdict and what it was about: `seen` names each thing that was not as the reviewer likes it."""

    verdict: Verdict
    subject: str
    body: str
    reason: str = ""
    note: str = ""
    seen: tuple[str, ...] = ()
    seconds: float = 0.0


def judge(
    profile: ReviewerProfile, package: Package, draft: Draft, rng: random.Random, *, reviewed: int = 0,
    defect: bool = False, attentive: bool = False,
) -> Judgement:  # fmt: skip
    """What this reviewer says to a draft after so many others of the day. `defect`: it has a planted one. `attentive`:
    as if nothing escaped them."""
    care, speed = profile.attention, profile.speed
    seconds = speed.opening_seconds + count(draft.body) / speed.words_per_minute * 60
    seconds *= rng.lognormvariate(0, 0.25)

    def notices(chance: float) -> bool:
        return attentive or rng.random() < care.after(chance, reviewed)

    if defect and notices(care.defects):
        return Judgement(
            "reject", draft.subject, draft.body, "wrong_claim", "this cannot be right", ("defect",),
            seconds + speed.seconds_per_reject,
        )  # fmt: skip
    refused = _refused(profile, package, draft)
    if refused is not None and notices(care.preferences):
        reason, note, label = refused
        return Judgement(
            "reject", draft.subject, draft.body, reason, note, (label,), seconds + speed.seconds_per_reject
        )  # fmt: skip
    pen = _Pen(profile, package, draft, lambda: notices(care.preferences))
    subject, body, seen = pen.write()
    if (subject, body) == (draft.subject, draft.body):
        return Judgement("approve", subject, body, seconds=seconds)
    return Judgement("edit", subject, body, seen=seen, seconds=seconds + speed.seconds_per_change * len(seen))


def _refused(profile: ReviewerProfile, package: Package, draft: Draft) -> tuple[str, str, str] | None:
    """Reason, note and label of what no edit can mend."""
    if missed := profile.icp.misses(package.account):
        return "not_icp", f"{missed}: not one of ours", "icp"
    if draft.angle_id in profile.angles_disliked:
        return "poor_fit", "this argument does not work", f"angle {draft.angle_id}"
    for topic in profile.topics_disliked:
        for segment in draft.segments:
            own = _masked(package, draft, segment.text).text
            replaced_anyway = segment.kind == "cta" and profile.call_to_action
            stays = segment.kind in ("claim", "angle", "proof", "cta") and holds(own, topic) and not replaced_anyway
            if stays and not without_sentences(own, topic):
                return "poor_fit", f"I would leave {topic} out, and then nothing is left", f"topic {topic}"
    return None


def _masked(package: Package, draft: Draft, text: str) -> Masked:
    """The text with quotations, titles and names hidden."""
    cited = {i for s in draft.segments for i in s.fact_ids}
    facts = [f for f in package.research.facts if f.id in cited]
    known = {x for f in facts for x in (f.quote, f.quote.rstrip("."), package.research.source(f.source_id).title)}
    known.add(package.account.name)
    return Masked(text, {" ".join(x.split()) for x in known})


class _Pen:
    """The reviewer's edit of one draft, preference by preference."""

    def __init__(self, profile: ReviewerProfile, package: Package, draft: Draft, notices: Callable[[], bool]) -> None:
        self._profile, self._package, self._draft = profile, package, draft
        self._notices = notices
        self._texts = [s.text for s in draft.segments]
        self._kinds = [s.kind for s in draft.segments]
        self._subject = draft.subject
        self._seen: list[str] = []

    def write(self) -> tuple[str, str, tuple[str, ...]]:
        """Subject and body as this reviewer lets them go, and what was changed."""
        p = self._profile
        if p.greeting:
            self._instead("greeting", self._filled(p.greeting), "greeting")
        if p.sign_off:
            self._sign(self._filled(p.sign_off))
        if p.call_to_action:
            self._instead("cta", self._filled(p.call_to_action), "call to action")
        for phrase in p.phrases_disliked:
            self._reword(partial(replaced, phrase=phrase), f"phrase {phrase}")
        for before, after in p.wording_replaced.items():
            self._reword(partial(replaced, phrase=before, into=after), f"wording {before}")
        if p.tone:
            self._reword(informal if p.tone == "informal" else formal, f"tone {p.tone}")
        for topic in p.topics_disliked:
            self._reword(partial(without_sentences, phrase=topic), f"topic {topic}")
        self._fit()
        return self._subject, "\n\n".join(t for t in self._texts if t), tuple(self._seen)

    def _changes(self, label: str) -> bool:
        if self._notices():
            self._seen.append(label)
            return True
        return False

    def _filled(self, text: str) -> str:
        contact = self._package.contact
        first = contact.first_name if contact else ""
        fields = {
            "first_name": first, "last_name": contact.last_name if contact else "",
            "name": contact.full_name if contact else "", "company": self._package.account.name,
        }  # fmt: skip
        for name, value in fields.items():
            text = text.replace("{" + name + "}", value)
        return text

    def _instead(self, kind: SegmentKind, text: str, label: str) -> None:
        if kind in self._kinds:
            place = self._kinds.index(kind)
            if self._texts[place] != text and self._changes(label):
                self._texts[place] = text

    def _sign(self, closing: str) -> None:
        if "signoff" in self._kinds:
            place = self._kinds.index("signoff")
            first, found, rest = self._texts[place].partition("\n")
            if found and first != closing and self._changes("sign-off"):
                self._texts[place] = f"{closing}\n{rest}"

    def _reword(self, act: Callable[[str], str], label: str) -> None:
        """Change the words of the free parts, all of them or, where it escapes the reviewer, none."""
        made: dict[int, str] = {}
        for place, kind in enumerate(self._kinds):
            if kind in ("greeting", "signoff"):
                continue
            masked = _masked(self._package, self._draft, self._texts[place])
            changed = act(masked.text)
            if changed and changed != masked.text and not masked.lost(changed):
                made[place] = masked.shown(changed)
        masked = _masked(self._package, self._draft, self._subject)
        subject = act(masked.text)
        subject = masked.shown(subject) if subject and not masked.lost(subject) else self._subject
        if (made or subject != self._subject) and self._changes(label):
            self._subject = subject
            for place, text in made.items():
                self._texts[place] = text

    def _words(self) -> int:
        return sum(count(t) for t, k in zip(self._texts, self._kinds, strict=True) if k != "signoff")

    def _fit(self) -> None:
        """Take last sentences out of a mail that is too long, add one to a mail that is too short."""
        bounds = self._profile.words
        argument = next((n for n, k in enumerate(self._kinds) if k == "angle"), None)
        if argument is None:
            return
        long = bounds.max and self._words() > bounds.max and len(sentences(self._texts[argument])) > 1
        if long and self._changes("too long"):
            while self._words() > bounds.max and len(left := sentences(self._texts[argument])) > 1:
                self._texts[argument] = " ".join(left[:-1])
        short = bounds.min and self._words() < bounds.min and bounds.adds not in self._texts[argument]
        if short and self._changes("too short"):
            self._texts[argument] = f"{self._texts[argument]} {bounds.adds}"


def displeasing(profile: ReviewerProfile, package: Package, draft: Draft) -> tuple[str, ...]:
    """What in a draft is not as a reviewer likes it, whether or not it can be mended; nothing escapes this."""
    found = judge(profile, package, draft, random.Random(0), attentive=True)  # noqa: S311 - a simulation
    too_long = profile.words.max and _length(draft.segments) > profile.words.max
    stuck = ("too long",) if too_long and "too long" not in found.seen and found.verdict != "reject" else ()
    return (*found.seen, *stuck)


def _length(segments: tuple[Segment, ...]) -> int:
    return sum(count(s.text) for s in segments if s.kind != "signoff")


def bundled_reviewers() -> list[Path]:
    """The reviewer files that come with hitl-kit, each very different from the others."""
    return sorted((Path(__file__).parent / "reviewers").glob("*.yaml"))


def default_reviewer() -> Path:
    """The bundled reviewer who is taken where none is named."""
    return Path(__file__).parent / "reviewers" / "plain_speaker.yaml"
