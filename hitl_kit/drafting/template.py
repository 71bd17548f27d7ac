"""TemplateDrafter: the approved words of the angle library around verified quotes, and no model at all."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from hashlib import blake2b
from math import log

from hitl_kit.domain.drafts import Abstention, Draft, Segment
from hitl_kit.domain.evidence import Fact
from hitl_kit.domain.plays import AngleLibrary, Play

from .drafter import DraftRequest
from .rendering import Context, MissingData, base_context, check_library, claim_context, render, render_segment

LABEL = "template draft, no model used"


class TemplateDrafter:
    """Chooses the play with the strongest signal, fills its angle's templates, and abstains where none fits.

    The same package with the same evidence gets the same draft, byte for byte.
    """

    label = LABEL

    def __init__(self, library: AngleLibrary) -> None:
        check_library(library)
        self._library = library

    def draft(self, request: DraftRequest) -> Draft | Abstention:
        """The draft of the first play that fits: the strongest signal first; among the plays of one signal each comes
        first as often as its weight says, by the package's hash."""
        if not request.score_terms:
            return Abstention(reason=_no_signal(request))
        if request.contact is None:
            return Abstention(reason="no contact: there is nobody to write to")
        points = {t.kind: t.points for t in request.score_terms}
        mine = [p for p in self._library.plays if p.persona == request.persona_id]
        fitting = sorted((p for p in mine if p.signal in points), key=lambda p: (-points[p.signal], _turn(request, p)))
        if not fitting:
            return Abstention(reason=_no_play(request, mine, points))
        why: list[str] = []
        for play in fitting:
            if play.angle in request.retired_angles:
                why.append(f"angle {play.angle} is retired")
                continue
            try:
                return self._write(play, request)
            except MissingData as missing:
                why.append(f"play {play.id}: {missing}")
        return Abstention(reason="no play can be used: " + "; ".join(dict.fromkeys(why)))

    def _write(self, play: Play, request: DraftRequest) -> Draft:
        angle = self._library.angle(play.angle)
        facts = _facts(angle.required_facts, request)
        context = base_context(request.account, request.contact, self._library.sender)
        choices = _Choices(request.package_id, angle.id)
        subject = render(angle.subject[choices.pick("subject", len(angle.subject))], context)
        segments = []
        for place, template in enumerate(angle.segments):
            variant = choices.pick(f"{place}:{template.kind}", len(template.variants))
            fact = facts[template.fact] if template.fact else None
            known = _with(context, fact, request)
            text = render_segment(template, variant, known)
            if not text:
                raise MissingData(f"its {template.kind} has no words for this account")
            segments.append(Segment(kind=template.kind, text=text, fact_ids=(fact.id,) if fact else ()))
        return Draft(
            subject=" ".join(subject.split()), segments=tuple(segments), play_id=play.id, angle_id=angle.id,
            angle_version=angle.version, variant=choices.label, drafter=self.label,
        )  # fmt: skip


def _turn(request: DraftRequest, play: Play) -> tuple[float, str]:
    """A play's place among those of its signal: drawn by hash, in proportion to its weight."""
    drawn = (_hash(request.package_id, "play", play.id) + 1) / 2**64
    return -log(drawn) / play.weight, play.id


def _hash(*parts: str) -> int:
    return int.from_bytes(blake2b("\x1f".join(parts).encode(), digest_size=8).digest(), "big")


class _Choices:
    """Which variant of each part this package gets: by hash, so that it is even over packages and always the same."""

    def __init__(self, package_id: str, angle_id: str) -> None:
        self._salt = (package_id, angle_id)
        self._parts: list[str] = []
        self._place = 0

    def pick(self, part: str, among: int) -> int:
        """A number below `among`."""
        chosen = _hash(*self._salt, part) % among
        if among > 1 or not self._place:
            self._parts.append(f"{chr(ord('a') + self._place % 26)}{chosen + 1}")
        self._place += 1
        return chosen

    @property
    def label(self) -> str:
        """The choices in short: a is the subject, b the first segment …; parts without a choice are left out."""
        return "-".join(self._parts)


def _facts(kinds: Iterable[str], request: DraftRequest) -> dict[str, Fact]:
    facts = {}
    for kind in sorted(kinds):
        fact = request.best_fact(kind)
        if fact is None:
            raise MissingData(f"it quotes a fact of kind {kind}, and none was found")
        facts[kind] = fact
    return facts


def _with(context: Context, fact: Fact | None, request: DraftRequest) -> Context:
    return claim_context(context, fact, request.research.source(fact.source_id)) if fact else context


def _no_signal(request: DraftRequest) -> str:
    return "no signal was found" + _in_brackets(
        f"{m.source}: {m.answer}{f' – {m.cause}' if m.cause else ''}" for m in request.research.measurements
    )


def _no_play(request: DraftRequest, mine: list[Play], points: dict[str, float]) -> str:
    found = ", ".join(sorted(points, key=lambda k: -points[k]))
    if not mine:
        return f"no play is written for persona {request.persona_id or '(none)'}; signals found: {found}"
    needed = ", ".join(sorted({p.signal for p in mine}))
    return f"no play fits: signals found: {found}; plays for persona {request.persona_id} need: {needed}"


def _in_brackets(parts: Iterator[str]) -> str:
    joined = "; ".join(parts)
    return f" ({joined})" if joined else ""
