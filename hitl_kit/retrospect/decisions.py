"""What people decide about angles: keep, scale, watch or retire, with a reason and the evidence that stood then."""

from __future__ import annotations

import math
from collections.abc import Collection
from datetime import datetime
from typing import Any, get_args

import pandas as pd
import sqlalchemy as sa

from hitl_kit.domain.base import canonical_json, iso, utc_now
from hitl_kit.domain.decisions import AngleDecision, AngleVerdict
from hitl_kit.domain.errors import InputError, meant
from hitl_kit.ledger import Ledger, tables, views


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
    """Record what a named person decides about an angle; the newest one stands, the history keeps the rest."""
    by, reason = by.strip(), reason.strip()
    verdicts = get_args(AngleVerdict)
    if verdict not in verdicts:
        mend = meant(str(verdict), verdicts, "use one of")
        raise InputError(f"'{verdict}' is not a decision about an angle", mend=mend)
    if angle not in known_angles:
        mend = meant(angle, sorted(known_angles), "the angles are")
        raise InputError(f"campaign '{campaign}' has no angle '{angle}'", mend=mend)
    if not by:
        raise InputError("a decision needs the name of the person who takes it", mend="--by NAME")
    if not reason:
        raise InputError("a decision about an angle needs a reason", mend="--reason TEXT")
    decision = AngleDecision(
        angle_id=angle, verdict=verdict, by=by, reason=reason, evidence=evidence, at=now or utc_now()
    )
    with ledger.recording(by, "angle.decide", f"{campaign}/{angle}") as recording:
        recording.add(
            tables.angle_decision,
            [
                {
                    "campaign": campaign, "angle": angle, "verdict": verdict, "by": by, "reason": reason,
                    "evidence": _evidence_json(evidence), "at": iso(decision.at), "simulated": False,
                }
            ],
        )  # fmt: skip
    return decision


def _evidence_json(evidence: dict[str, Any]) -> str:
    """Evidence as canonical JSON; figures out of a DataFrame become plain ones, and a missing or infinite one null."""
    return canonical_json({str(key): _plain(value) for key, value in evidence.items()})


def _plain(value: Any) -> Any:
    if hasattr(value, "item"):
        value = value.item()
    if isinstance(value, dict):
        return {str(k): _plain(v) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(v) for v in value]
    return None if value is pd.NaT or (isinstance(value, float) and not math.isfinite(value)) else value


def angle_decisions(ledger: Ledger, campaign: str) -> pd.DataFrame:
    """Every decision about the angles, oldest first: angle, verdict, by, reason, at, evidence (JSON), simulated."""
    a = tables.angle_decision
    columns = (a.c.angle, a.c.verdict, a.c.by, a.c.reason, a.c.at, a.c.evidence, a.c.simulated)
    frame = ledger.frame(sa.select(*columns).where(a.c.campaign == campaign).order_by(a.c.id))
    return frame.assign(
        at=pd.to_datetime(frame["at"], utc=True, format="ISO8601"), simulated=frame["simulated"].astype(bool)
    )


def retired_angles(ledger: Ledger, campaign: str) -> frozenset[str]:
    """The angles whose standing decision is to retire them: no draft is written with these."""
    rows = ledger.rows(views.latest_angle_decisions(campaign))
    return frozenset(str(r["angle"]) for r in rows if r["verdict"] == "retire")
