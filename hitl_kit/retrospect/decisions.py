"""What people decide about angles: keep, scale, watch or retire, with a reason and the evidence that stood then."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any, get_args

import pandas as pd
import sqlalchemy as sa

from hitl_kit.domain.base import canonical_json, iso, utc_now
from hitl_kit.domain.decisions import AngleDecision, AngleVerdict
from hitl_kit.domain.errors import InputError, meant
from hitl_kit.ledger import Ledger, tables, views

from .holding import hold_or_release
from .plain import plain

_IN_LINE: dict[str, tuple[str, ...]] = {
    "retire": ("retire",), "scale": ("scale",), "watch": ("watch",), "keep": ("keep",),
    "not enough data": ("keep", "watch"), "calibrate": ("calibrate",), "prioritise": ("prioritise",), "drop": ("drop",),
}  # fmt: skip
"""The decisions that follow a recommendation: where data is missing, to go on or to send less."""


def decide_angle(
    ledger: Ledger,
    campaign: str,
    angle: str,
    verdict: AngleVerdict,
    *,
    by: str,
    reason: str,
    evidence: dict[str, Any],
    known_angles: Collection[str],
    now: datetime | None = None,
) -> AngleDecision:
    """Record what a named person decides about an angle; the newest one stands, the history keeps the rest.

    The drafts of a retired angle that wait undecided are held, and wait again when it is brought back: in the same
    transaction. `evidence` may say what was "recommended".
    """
    by, reason = checked(verdict, get_args(AngleVerdict), "an angle", by, reason)
    if angle not in known_angles:
        mend = meant(angle, sorted(known_angles), "the angles are")
        raise InputError(f"campaign '{campaign}' has no angle '{angle}'", mend=mend)
    decision = AngleDecision(
        angle_id=angle, verdict=verdict, by=by, reason=reason, evidence=evidence, at=now or utc_now()
    )
    with ledger.recording(by, "angle.decide", f"{campaign}/{angle}") as recording:
        recording.add(
            tables.angle_decision,
            [
                {
                    "campaign": campaign, "angle": angle, "verdict": verdict, "by": by, "reason": reason,
                    "evidence": evidence_json(evidence), "at": iso(decision.at), "simulated": False,
                }
            ],
        )  # fmt: skip
        hold_or_release(recording, campaign, angle, retired=verdict == "retire", at=decision.at)
    return decision


def checked(verdict: str, verdicts: Collection[str], about: str, by: str, reason: str) -> tuple[str, str]:
    """The name and the reason without spaces around them; InputError where one is missing or the verdict is none."""
    by, reason = by.strip(), reason.strip()
    if verdict not in verdicts:
        raise InputError(
            f"'{verdict}' is not a decision about {about}", mend=meant(str(verdict), verdicts, "use one of")
        )
    if not by:
        raise InputError("a decision needs the name of the person who takes it", mend="--by NAME")
    if not reason:
        raise InputError(f"a decision about {about} needs a reason", mend="--reason TEXT")
    return by, reason


def against(verdict: str, recommended: str) -> bool:
    """Whether a decision goes against what the evidence recommended; nothing recommended, nothing to go against."""
    return recommended in _IN_LINE and verdict not in _IN_LINE[recommended]


def recommended(evidence: str) -> str:
    """What the evidence of a decision (JSON) recommended, '' where it does not say."""
    try:
        found = json.loads(evidence)
    except ValueError:
        return ""
    return str(found.get("recommended") or "") if isinstance(found, dict) else ""


def evidence_json(evidence: Mapping[str, Any]) -> str:
    """Evidence as canonical JSON; figures out of a DataFrame become plain ones, and a missing or infinite one null."""
    return canonical_json(plain(dict(evidence)))


def angle_decisions(ledger: Ledger, campaign: str) -> pd.DataFrame:
    """Every decision about the angles, oldest first: angle, verdict, by, reason, at, evidence (JSON), simulated, what
    the evidence `recommended` ('' where it says nothing), and whether the decision went `against` it."""
    a = tables.angle_decision
    columns = (a.c.angle, a.c.verdict, a.c.by, a.c.reason, a.c.at, a.c.evidence, a.c.simulated)
    frame = ledger.frame(sa.select(*columns).where(a.c.campaign == campaign).order_by(a.c.id))
    return with_recommendation(frame)


def with_recommendation(frame: pd.DataFrame) -> pd.DataFrame:
    """Decisions as they are read, with their moments, and with `recommended` and `against` out of their evidence."""
    said = [recommended(text) for text in frame["evidence"]]
    went = [against(verdict, word) for verdict, word in zip(frame["verdict"], said, strict=True)]
    return frame.assign(
        at=pd.to_datetime(frame["at"], utc=True, format="ISO8601"), simulated=frame["simulated"].astype(bool),
        recommended=pd.Series(said, index=frame.index, dtype="str"),
        against=pd.Series(went, index=frame.index, dtype=bool),
    )  # fmt: skip


def retired_angles(ledger: Ledger, campaign: str) -> frozenset[str]:
    """The angles whose standing decision is to retire them: no draft is written with these."""
    return _standing_as(ledger, campaign, "retire")


def watched_angles(ledger: Ledger, campaign: str) -> frozenset[str]:
    """The angles whose standing decision is to watch them: they are drawn half as often."""
    return _standing_as(ledger, campaign, "watch")


def _standing_as(ledger: Ledger, campaign: str, verdict: AngleVerdict) -> frozenset[str]:
    rows = ledger.rows(views.latest_angle_decisions(campaign))
    return frozenset(str(r["angle"]) for r in rows if r["verdict"] == verdict)
