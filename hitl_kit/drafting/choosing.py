"""Choosing: which play a request gets, with which variants, and all of its words that a person approved.

Every drafter chooses by this one function, so that who writes the claims is the only thing in which they differ.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from hitl_kit.domain.delivery import FollowUp
from hitl_kit.domain.drafts import Abstention, Draft, Segment
from hitl_kit.domain.evidence import Fact
from hitl_kit.domain.plays import Angle, AngleLibrary, Play, SegmentKind, SegmentTemplate

from .allocation import Draws
from .drafter import DraftRequest
from .following import follow_ups
from .lengths import bounded, within
from .lessons import LearnedLibrary
from .rendering import Context, MissingData, base_context, claim_context, render, render_segment


@dataclass(frozen=True)
class Slot:
    """One paragraph of the mail to be: approved words as they go out, or for a claim the words that its template makes
    of `fact`, the best one of its kind."""

    kind: SegmentKind
    text: str
    fact: Fact | None = None


@dataclass(frozen=True)
class Choice:
    """A play that can be written for a request, with the angle, subject and variants that were drawn for it."""

    play: Play
    angle: Angle
    subject: str
    slots: tuple[Slot, ...]
    variant: str
    cohort: str
    follow_ups: tuple[FollowUp, ...] = ()

    @property
    def claims(self) -> tuple[Slot, ...]:
        """The paragraphs that say something about the account, in their order."""
        return tuple(s for s in self.slots if s.kind == "claim")

    def draft(self, label: str, claims: Sequence[Segment] | None = None) -> Draft:
        """The mail, signed with the drafter's label. `claims` take the place of the template's, one for each."""
        claims = self.claims_as_approved() if claims is None else claims
        if len(claims) != len(self.claims):
            raise ValueError(f"play {self.play.id} has {len(self.claims)} claims, and {len(claims)} were written")
        written = iter(claims)
        segments = tuple(next(written) if s.kind == "claim" else Segment(kind=s.kind, text=s.text) for s in self.slots)
        return Draft(
            subject=self.subject, segments=segments, play_id=self.play.id, angle_id=self.angle.id,
            angle_version=self.angle.version, variant=self.variant, drafter=label, cohort=self.cohort,
            follow_ups=self.follow_ups,
        )  # fmt: skip

    def claims_as_approved(self) -> tuple[Segment, ...]:
        """The claims in the words of their templates."""
        return tuple(Segment(kind="claim", text=s.text, fact_ids=(s.fact.id,)) for s in self.claims if s.fact)


def choose(request: DraftRequest, library: AngleLibrary) -> Iterator[Choice | Abstention]:
    """The plays that can be written, best first, and last of all an Abstention: why there is no other.

    The strongest signal comes first; among the plays of one signal each angle comes first as often as its plays'
    weights say (half of it where people watch the angle), drawn at random by company (`allocation`).
    `next(choose(…))` is what to write, or why nothing.
    """
    if not request.score_terms:
        yield Abstention(reason=_no_signal(request))
        return
    if request.contact is None:
        yield Abstention(reason="no contact: there is nobody to write to")
        return
    points = {t.kind: t.points for t in request.score_terms}
    mine = [p for p in library.plays if p.persona == request.persona_id and request.play_id in ("", p.id)]
    fitting = [p for p in mine if p.signal in points]
    if not fitting:
        yield Abstention(reason=_no_play(request, mine, points))
        return
    draws = Draws.of(request.seed, request.as_of, library.sender.email, request.account.key)
    why: list[str] = []
    for play in _in_turn(fitting, points, draws, request.watched_angles):
        angle = library.angle(play.angle)
        if unused := _unused(angle, request, library):
            why.append(unused)
            continue
        try:
            yield _choice(play, angle, request, library, draws)
        except MissingData as missing:
            why.append(f"play {play.id}: {missing}")
    yield Abstention(reason="no play can be used: " + "; ".join(dict.fromkeys(why)))


_WATCHED = 0.5
"""What is left of the weight of an angle that people watch."""


def _in_turn(
    plays: Iterable[Play], points: Mapping[str, float], draws: Draws, watched: Collection[str] = ()
) -> list[Play]:
    """The strongest signal first; then the angle is drawn, so that two people at one company hear the same argument,
    and then the play that carries it."""
    weights: dict[tuple[str, str], float] = defaultdict(float)
    plays = list(plays)
    for play in plays:
        weights[play.signal, play.angle] += play.weight * (_WATCHED if play.angle in watched else 1)

    def turn(play: Play) -> tuple[float, float, float, str]:
        angle = draws.turn(weights[play.signal, play.angle], "angle", play.angle)
        return -points[play.signal], angle, draws.turn(play.weight, "play", play.id), play.id

    return sorted(plays, key=turn)


def _unused(angle: Angle, request: DraftRequest, library: AngleLibrary) -> str:
    """Why no mail is drafted with an angle, or ''."""
    if isinstance(library, LearnedLibrary) and angle.id in library.avoided:
        return f"angle {angle.id} is left out by a rule that was learned"
    if angle.id in request.retired_angles or angle.state == "retired":
        return f"angle {angle.id} is retired"
    return f"angle {angle.id} is still a draft" if angle.state == "draft" else ""


def _choice(play: Play, angle: Angle, request: DraftRequest, library: AngleLibrary, draws: Draws) -> Choice:
    facts = _facts(angle.required_facts, request)
    context = base_context(request.account, request.contact, library.sender)
    variants = _Variants(draws, angle.id)
    subject = render(angle.subject[variants.pick("subject", len(angle.subject))], context)
    slots, others = [], list[list[str]]()
    for place, template in enumerate(angle.segments):
        variant = variants.pick(f"{place}:{template.kind}", len(template.variants))
        fact = facts[template.fact] if template.fact else None
        known = claim_context(context, fact, request.research.source(fact.source_id)) if fact else context
        text = render_segment(template, variant, known)
        if not text:
            raise MissingData(f"its {template.kind} has no words for this account")
        slots.append(Slot(template.kind, text, fact))
        if bounded(library):
            others.append(_texts(template, known, text))
    if others:
        kinds = [s.kind for s in slots]
        chosen, texts = within(library, kinds, others, variants.of_segments)
        variants.of_segments = chosen
        slots = [replace(s, text=text) for s, text in zip(slots, texts, strict=True)]
    greeting, signoff = ([s.text for s in slots if s.kind == kind] for kind in ("greeting", "signoff"))
    later = follow_ups(play, greeting, signoff, context, draws)
    return Choice(play, angle, " ".join(subject.split()), tuple(slots), variants.label, draws.cohort, later)


def _texts(template: SegmentTemplate, known: Context, drawn: str) -> list[str]:
    """What each variant of a segment says; the drawn one's text where one needs what is not known."""
    texts = []
    for variant in range(len(template.variants)):
        try:
            texts.append(render_segment(template, variant, known) or drawn)
        except MissingData:
            texts.append(drawn)
    return texts


class _Variants:
    """Which variant of each part of an angle a company gets."""

    def __init__(self, draws: Draws, angle_id: str) -> None:
        self._draws, self._angle = draws, angle_id
        self._among: list[int] = []
        self._picked: list[int] = []

    def pick(self, part: str, among: int) -> int:
        """A number below `among`."""
        chosen = self._draws.pick(among, "variant", self._angle, part) if among > 1 else 0
        self._among.append(among)
        self._picked.append(chosen)
        return chosen

    @property
    def of_segments(self) -> list[int]:
        """What was picked for each segment, the subject apart."""
        return self._picked[1:]

    @of_segments.setter
    def of_segments(self, chosen: Sequence[int]) -> None:
        self._picked[1:] = chosen

    @property
    def label(self) -> str:
        """The choices in short: a is the subject, b the first segment …; parts without a choice are left out."""
        return "-".join(
            f"{chr(ord('a') + place % 26)}{chosen + 1}"
            for place, (chosen, among) in enumerate(zip(self._picked, self._among, strict=True))
            if among > 1 or not place
        )


def _facts(kinds: Iterable[str], request: DraftRequest) -> dict[str, Fact]:
    facts = {}
    for kind in sorted(kinds):
        fact = request.best_fact(kind)
        if fact is None:
            raise MissingData(f"it quotes a fact of kind {kind}, and none was found")
        facts[kind] = fact
    return facts


def _no_signal(request: DraftRequest) -> str:
    return "no signal was found" + _in_brackets(
        f"{m.source}: {m.answer}{f' – {m.cause}' if m.cause else ''}" for m in request.research.measurements
    )


def _no_play(request: DraftRequest, mine: Sequence[Play], points: Mapping[str, float]) -> str:
    found = ", ".join(sorted(points, key=lambda k: -points[k]))
    if not mine:
        return f"no play is written for persona {request.persona_id or '(none)'}; signals found: {found}"
    needed = ", ".join(sorted({p.signal for p in mine}))
    return f"no play fits: signals found: {found}; plays for persona {request.persona_id} need: {needed}"


def _in_brackets(parts: Iterator[str]) -> str:
    joined = "; ".join(parts)
    return f" ({joined})" if joined else ""
