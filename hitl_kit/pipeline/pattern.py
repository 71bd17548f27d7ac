"""Pattern: a play as a person sees it before approving it, and whether the approval that was given still holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from hitl_kit import drafting, targeting
from hitl_kit.domain.icp import ICP, Persona, SignalPriority
from hitl_kit.domain.plays import Angle, AngleLibrary, Play
from hitl_kit.files import Document
from hitl_kit.ledger import Ledger, views

from .brief import Brief

Holding = Literal["holds", "lapsed", "never approved"]


@dataclass(frozen=True)
class Pattern:
    """When this signal, to this persona, this argument, in these words, in this sequence. `signal` and `persona` are
    None where the ICP has none of that name: the play then never comes about."""

    play: Play
    angle: Angle
    signal: SignalPriority | None
    persona: Persona | None
    drafter: str
    version: str
    document: Document[AngleLibrary]
    approval: targeting.Approval | None
    state: str
    """What hinders it, or "active"."""

    @property
    def holding(self) -> Holding:
        """Whether an approval covers it as it is now."""
        if self.approval is None:
            return "never approved"
        return "holds" if self.approval.current else "lapsed"

    @property
    def approval_words(self) -> str:
        """How the approval stands, in a sentence."""
        if self.approval is None:
            return f"Never approved. It would be written by: {self.drafter}."
        given = f"{self.approval.by} on {self.approval.at:%-d %B %Y, %H:%M} UTC"
        if self.approval.current:
            return f"Approved by {given}, unchanged since ({self.approval.sha256[:12]}). Written by: {self.drafter}."
        return f"Approved by {given}; that has lapsed: {'; '.join(self.approval.changes)}"

    @property
    def logic(self) -> Mapping[str, tuple[str, ...]]:
        """The pattern in words: a term and its lines."""
        return {
            "When": (f"signal {self.play.signal}: {_trigger(self.signal)}",),
            "To": (_whom(self.persona, self.play.persona),),
            "Argument": (f"{self.angle.id} (version {self.angle.version}): {self.angle.argument}",),
            "Subject": self.angle.subject,
            **_words(self.angle),
            "Sequence": tuple(_steps(self.play)),
            "State": (self.state, f"weight {self.play.weight} among the plays of this signal and persona"),
            "Approval": (self.approval_words,),
        }


def patterns(ledger: Ledger, brief: Brief) -> tuple[Pattern, ...]:
    """Every play of the library, in its order."""
    retired = _retired(ledger, brief.campaign)
    return tuple(_pattern(ledger, brief, play.id, retired) for play in brief.library.value.plays)


def pattern(ledger: Ledger, brief: Brief, play_id: str) -> Pattern:
    """One play of the library; InputError where it has none of that name."""
    return _pattern(ledger, brief, play_id, _retired(ledger, brief.campaign))


def _retired(ledger: Ledger, campaign: str) -> dict[str, str]:
    """The angles that a person retired, and how that is told."""
    rows = ledger.rows(views.latest_angle_decisions(campaign))
    return {
        r["angle"]: f"angle retired by {r['by']} on {r['at'][:10]}: {r['reason']}"
        for r in rows
        if r["verdict"] == "retire"
    }


def _pattern(ledger: Ledger, brief: Brief, play_id: str, retired: Mapping[str, str]) -> Pattern:
    icp, library = brief.icp.value, brief.library.value
    document = drafting.play_document(brief.library, icp, play_id, brief.drafter.version)
    play = next(p for p in library.plays if p.id == play_id)
    angle = library.angle(play.angle)
    persona = next((p for p in icp.personas if p.id == play.persona), None)
    return Pattern(
        play, angle, icp.signal(play.signal), persona, brief.drafter.label,
        brief.drafter.version, document,
        targeting.play_approval(ledger, brief.campaign, play_id, document),
        retired.get(angle.id) or _state(play, angle, icp),
    )  # fmt: skip


def _state(play: Play, angle: Angle, icp: ICP) -> str:
    if angle.state != "active":
        return "angle retired in angles.yaml" if angle.state == "retired" else "angle still a draft"
    if icp.signal(play.signal) is None:
        return f"never comes about: the ICP names no signal {play.signal}"
    if all(p.id != play.persona for p in icp.personas):
        return f"never comes about: the ICP names no persona {play.persona}"
    return "active"


def _trigger(signal: SignalPriority | None) -> str:
    if signal is None:
        return "the ICP does not name it"
    found = [f"found by the words {', '.join(signal.cues)}" if signal.cues else "found by no words in pages"]
    found += [f"by open positions such as {', '.join(signal.roles)}"] if signal.roles else []
    return (
        f"{' and '.join(found)}; priority {signal.priority:g}, halves every {signal.half_life_days:g} days, "
        f"counts for {signal.max_age_days} days"
    )


def _whom(persona: Persona | None, persona_id: str) -> str:
    if persona is None:
        return f"{persona_id}: the ICP does not name this persona"
    without = f"; not {', '.join(persona.exclude_titles)}" if persona.exclude_titles else ""
    return f"{persona.name}: {', '.join(persona.titles)}{without}"


_TERMS = {
    "greeting": "Greeting", "claim": "Claim", "angle": "Words", "proof": "Proof", "cta": "Asks", "signoff": "Signs",
}  # fmt: skip


def _words(angle: Angle) -> dict[str, tuple[str, ...]]:
    """The words of each kind of segment, in the order in which the mail has them."""
    return {_TERMS[kind]: angle.words(kind) for kind in dict.fromkeys(s.kind for s in angle.segments)}


def _steps(play: Play) -> list[str]:
    day, steps = 0, []
    for number, step in enumerate(play.sequence, 1):
        day += step.after_days
        words = "".join(f"\n{words}" for words in step.words)
        steps.append(f"{number}. {step.channel} on business day {day}{words}")
    return steps
