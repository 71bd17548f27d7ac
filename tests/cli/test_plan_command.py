"""`hitl plan`: what the volume can answer, from the campaign's own past or from what one gives."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from hitl_kit import Workbench
from hitl_kit.domain.base import iso
from hitl_kit.ledger import Ledger, tables
from tests.review import factory


def test_it_says_to_run_fewer_angles(hitl, workspace: Path) -> None:
    code, out, _ = hitl("plan", "depots", "--sends-per-week", "200", "--angles", "6")
    assert code == 0
    assert "Run 4 angles, not 6" in out
    assert "weeks (median)" in out
    assert "angles: 6 (given)" in out
    assert "assumed: nothing has been sent" in out


def test_a_script_reads_it_as_json(hitl, workspace: Path) -> None:
    asked = (
        "plan",
        "depots",
        "--sends-per-week",
        "20",
        "--angles",
        "3",
        "--base-rate",
        "0.01",
        "--weeks",
        "4",
        "--json",
    )
    code, out, _ = hitl(*asked)
    assert code == 0
    found = json.loads(out)
    assert found["recommended"] == 0
    assert found["detectable"] is None
    assert found["table"][-1] == {"angles": 3, "median": None, "p90": None, "found": 0.0}
    assert found["taken_from"]["positive replies a mail"] == "1.00% (given)"


def test_without_a_past_the_volume_has_to_be_given(hitl, workspace: Path) -> None:
    code, _, err = hitl("plan", "depots")
    assert code == 1
    assert "give --sends-per-week N" in err


@pytest.mark.parametrize(
    "asked", [("--sends-per-week", "-3"), ("--base-rate", "2"), ("--weeks", "0"), ("--angles", "1")]
)
def test_numbers_that_make_no_campaign_are_refused_in_words(hitl, workspace: Path, asked: tuple[str, str]) -> None:
    code, _, err = hitl("plan", "depots", "--sends-per-week", "100", "--angles", "3", *asked)
    assert code == 1
    assert "→ give" in err


def test_the_past_of_the_campaign_is_taken(hitl, workspace: Path) -> None:
    """Forty mails in two weeks, of which six drew a positive reply and two bounced."""
    workbench = Workbench(workspace)
    campaign = workbench.campaign("depots")
    _sent(workbench.ledger, 40)
    used = len(campaign.library.value.angles)
    workbench.close()
    found = json.loads(hitl("plan", "depots", "--angles", str(max(used, 2)), "--json")[1])
    assert found["sends_per_week"] == 20
    assert found["base_rate"] == pytest.approx(6 / 38)
    assert found["taken_from"]["mails a week"] == "20 (40 mails in 2 weeks)"


def _sent(ledger: Ledger, many: int) -> None:
    factory.store(ledger, [factory.package(n, campaign="depots") for n in range(many)])
    monday = datetime(2026, 3, 2, 9, tzinfo=UTC)
    rows = []
    for n in range(many):
        kinds = ["sent", *(["positive"] if n < 6 else ["bounced"] if n > many - 3 else [])]
        for hours, kind in enumerate(kinds):
            at = monday + timedelta(days=7 * (n % 2), hours=hours)
            rows.append({
                "campaign": "depots", "package_id": f"p{n:03d}", "kind": kind, "at": iso(at), "detail": "",
                "simulated": False,
            })  # fmt: skip
    with ledger.recording("ana", "outcomes.import", "depots") as recording:
        recording.add(tables.outcome, rows)
