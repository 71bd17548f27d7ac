from __future__ import annotations

import json
from datetime import UTC, date, datetime
from typing import Any

import pytest

from hitl_kit.domain.errors import InputError
from hitl_kit.ledger import Ledger
from hitl_kit.retrospect import angle_decisions, collect, decide_angle, retired_angles

ANGLES = {"cost_per_stop", "multi_depot"}


def decide(ledger: Ledger, angle: str, verdict: Any, **options: Any) -> Any:
    given: dict[str, Any] = {"by": "Dana Moss", "reason": "steady", "evidence": {}, **options}
    return decide_angle(ledger, "nordics", angle, verdict, known_angles=ANGLES, **given)


def test_a_decision_is_kept_with_its_evidence(ledger: Ledger, write: Any) -> None:
    write.sent("p1", "replied", angle="multi_depot")
    metrics = collect(ledger, "nordics")
    evidence = {
        "head": metrics.head,
        **metrics.by_angle.iloc[0].to_dict(),
        "missing": float("nan"),
        "endless": float("inf"),
    }
    made = decide(ledger, "multi_depot", "scale", by="  Dana Moss ", evidence=evidence)
    assert (made.by, made.verdict) == ("Dana Moss", "scale")
    history = angle_decisions(ledger, "nordics")
    assert list(history[["angle", "verdict", "by", "reason"]].iloc[0]) == [
        "multi_depot",
        "scale",
        "Dana Moss",
        "steady",
    ]
    kept = json.loads(history["evidence"].iloc[0])
    assert (kept["head"], kept["replies"], kept["missing"], kept["endless"]) == (list(metrics.head), 1, None, None)
    assert ledger.verify().intact


def test_the_newest_decision_stands_and_a_retired_angle_can_come_back(ledger: Ledger) -> None:
    assert retired_angles(ledger, "nordics") == frozenset()
    decide(ledger, "multi_depot", "retire")
    decide(ledger, "cost_per_stop", "watch")
    assert retired_angles(ledger, "nordics") == {"multi_depot"}
    assert retired_angles(ledger, "other") == frozenset()
    decide(ledger, "multi_depot", "keep")
    assert retired_angles(ledger, "nordics") == frozenset()
    assert list(angle_decisions(ledger, "nordics")["verdict"]) == ["retire", "watch", "keep"]
    standing = collect(ledger, "nordics").decisions
    assert dict(zip(standing["angle"], standing["verdict"], strict=True)) == {
        "cost_per_stop": "watch",
        "multi_depot": "keep",
    }


def test_a_report_of_an_earlier_day_shows_the_decision_of_then(ledger: Ledger) -> None:
    decide(ledger, "multi_depot", "watch", now=datetime(2026, 3, 2, 9, tzinfo=UTC))
    decide(ledger, "multi_depot", "retire", now=datetime(2026, 3, 9, 9, tzinfo=UTC))
    assert list(collect(ledger, "nordics", as_of=date(2026, 3, 8)).decisions["verdict"]) == ["watch"]
    assert list(collect(ledger, "nordics").decisions["verdict"]) == ["retire"]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"angle": "multi_depo"}, "did you mean 'multi_depot'"),
        ({"angle": "zzz"}, "the angles are: cost_per_stop, multi_depot"),
        ({"verdict": "retir"}, "did you mean 'retire'"),
        ({"verdict": "zzz"}, "use one of: keep, scale, watch, retire"),
        ({"by": " "}, "needs the name of the person"),
        ({"reason": "\n"}, "needs a reason"),
    ],
)
def test_what_is_missing_or_wrong_is_said(ledger: Ledger, options: dict[str, str], message: str) -> None:
    with pytest.raises(InputError, match=message):
        decide(ledger, **{"angle": "multi_depot", "verdict": "keep", **options})
    assert ledger.head()[0] == 0


def test_no_history(ledger: Ledger) -> None:
    history = angle_decisions(ledger, "nordics")
    assert list(history.columns) == [
        "angle", "verdict", "by", "reason", "at", "evidence", "simulated", "recommended", "against",
    ]  # fmt: skip
    assert history.empty
