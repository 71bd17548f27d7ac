"""Every figure by any group; what models cost, what reviewing took, how far two people agreed."""

from __future__ import annotations

import json
import math
import random
from datetime import date
from typing import Any

import pandas as pd
import pytest
from sklearn.metrics import cohen_kappa_score

from hitl_kit.domain.base import iso
from hitl_kit.domain.errors import InputError
from hitl_kit.ledger import Ledger, tables
from hitl_kit.retrospect import GROUPS, Manual, collect
from hitl_kit.retrospect.agreement import agreement, double_reviews

from .conftest import Writer, at


def add(write: Writer, table: Any, **row: Any) -> None:
    with write.ledger.recording("test", "added", write.campaign) as recording:
        recording.add(table, [row])


def paid(
    write: Writer, package: str, cost: float | None, *, batch: str = "nordics/b1", when: str = "2026-03-02"
) -> None:
    """A call for a package; `cost` is None where nothing is known of it."""
    common = {"key": f"k{next(write.numbers)}", "attempt": 1}
    add(
        write, tables.call, **common, campaign=write.campaign, batch_id=batch, package_id=package, purpose="draft",
        model="m", prompt_sha256="", lot="", run="", reserved_usd=0.5, at=iso(at(when)),
    )  # fmt: skip
    if cost is not None:
        tokens = dict.fromkeys(("input_tokens", "output_tokens", "cache_read_tokens", "cache_write_tokens"), 1)
        add(
            write, tables.settlement, **common, **tokens, state="answered", why="", request_id="", message_id="",
            cost_usd=cost, content="", at=iso(at(when)),
        )  # fmt: skip


def test_there_is_a_figure_for_every_group(ledger: Ledger, write: Writer) -> None:
    write.sent(
        "p1", "positive", angle="cost", persona="coo", signal="hiring", variant="a1", play="x", batch_id="nordics/b1"
    )
    write.sent("p2", "bounced:hard", angle="site", persona="cfo", signal="funding", variant="a2", play="y", tier="B",
               batch_id="nordics/b2", when="2026-03-11 09:00")  # fmt: skip
    metrics = collect(ledger, "nordics")
    named: dict[str, Any] = {
        "batch": "b1", "angle": "cost", "play": "x", "variant": "a1", "signal": "hiring", "persona": "coo", "tier": "A",
        "segment": "Logistics · A", "mailbox": "not known", "week": pd.Timestamp("2026-03-02"),
    }  # fmt: skip
    assert set(named) == set(GROUPS)
    for group, name in named.items():
        row = metrics.by(group).set_index(group).loc[name]
        both = group == "mailbox"
        assert (row["sent"], row["positives"], row["bounces"]) == (2 if both else 1, 1, 1 if both else 0), group
        failed = metrics.failures_by(group)
        hard = failed[(failed["failure"] == "hard bounce") & (failed["k"] == 1)].iloc[0]
        assert (hard[group] == name) is both
        assert (hard["n"], hard["low"] < hard["rate"] <= hard["high"]) == (2 if both else 1, True)
        verdicts = metrics.verdicts_by(group).set_index(group)
        assert verdicts["approve"].sum() == 2
        assert metrics.work_by(group)["reviews"].sum() == 2
        assert metrics.reasons_by(group).empty


def test_an_unknown_group_says_which_there_are(ledger: Ledger) -> None:
    with pytest.raises(InputError, match="did you mean 'angle'"):
        collect(ledger, "nordics").by("angel")


def test_reasons_are_counted_within_their_group(ledger: Ledger, write: Writer) -> None:
    for n, (angle, reason) in enumerate([("cost", "tone"), ("cost", "tone"), ("cost", "not_icp"), ("site", "tone")]):
        write.package(f"p{n}", angle=angle, approved=False)
        write.decide(f"p{n}", "reject", reason=reason)
    found = collect(ledger, "nordics").reasons_by("angle")
    assert found[["angle", "reason", "k", "n"]].to_numpy().tolist() == [
        ["cost", "tone", 2, 3], ["cost", "not_icp", 1, 3], ["site", "tone", 1, 1],
    ]  # fmt: skip
    assert found["label"].iloc[0] == "Tone or wording"


def test_a_planted_package_counts_nowhere(ledger: Ledger, write: Writer) -> None:
    write.sent("p1", "replied")
    before = collect(ledger, "nordics")
    write.package("trap", approved=False, decider="planted")
    add(write, tables.planted, package_id="trap", campaign="nordics", original="p1", defect="wrong name",
        at=iso(at("2026-03-02")), simulated=False)  # fmt: skip
    write.decide("trap", "reject", reason="tone", seconds=900)
    after = collect(ledger, "nordics")
    for group in ("angle", "week"):
        assert after.by(group).equals(before.by(group))
        assert after.verdicts_by(group).equals(before.verdicts_by(group))
        assert after.work_by(group).equals(before.work_by(group))
    assert after.funnel.equals(before.funnel)
    assert after.reasons.empty
    assert after.notes == before.notes


def test_the_mailbox_is_that_of_the_touch_or_else_the_batchs_domain(ledger: Ledger, write: Writer) -> None:
    write.sent("p1", batch_id="nordics/b1")
    write.sent("p2", batch_id="nordics/b2")
    write.sent("p3", batch_id="nordics/b3")
    content = json.dumps({"draft": {"cohort": "2026-W10 north.example"}})
    write.package("p4", batch_id="nordics/b2", content=content)
    add(
        write, tables.touch, id="t1", campaign="nordics", package_id="p1", kind="mail", step=1, channel="email",
        email="ann@x.example", mailbox="dana@north.example", message_id="", raw=b"", content_sha256="", due_at="",
        by="", at=iso(at("2026-03-02")), simulated=False,
    )  # fmt: skip
    found = collect(ledger, "nordics").by("mailbox")
    assert dict(zip(found["mailbox"], found["sent"], strict=True)) == {
        "dana@north.example": 1, "north.example": 1, "not known": 1,
    }  # fmt: skip


def test_what_models_cost(ledger: Ledger, write: Writer) -> None:
    write.sent("p1", "positive", angle="cost", batch_id="nordics/b1")
    write.package("n1", abstained="no play fits", batch_id="nordics/b1")
    paid(write, "p1", 0.25)
    paid(write, "p1", None)  # of which nothing is known: up to the half dollar that was reserved
    paid(write, "n1", 0.10)
    paid(write, "gone", 0.05, when="2026-03-09")  # of no package that was kept
    paid(write.elsewhere("alps"), "x1", 9.0)
    metrics = collect(ledger, "nordics")
    whole = metrics.work_by().iloc[0]
    assert (whole["cost_usd"], whole["uncertain_usd"]) == (pytest.approx(0.40), 0.5)
    by = {g: metrics.work_by(g).set_index(g)["cost_usd"].round(6).to_dict() for g in ("angle", "batch", "week")}
    assert by["angle"] == {"": 0.10, "cost": 0.25}
    assert by["batch"] == {"b1": 0.40}
    assert by["week"] == {pd.Timestamp("2026-03-02"): 0.35, pd.Timestamp("2026-03-09"): 0.05}
    before = collect(ledger, "nordics", as_of=date(2026, 3, 8)).work_by().iloc[0]
    assert before["cost_usd"] == pytest.approx(0.35)


def test_minutes_saved_are_those_of_let_go_mails_less_all_reviewing(ledger: Ledger, write: Writer) -> None:
    for n, (verdict, seconds) in enumerate([("approve", 60), ("edit", 120), ("reject", 60), ("approve", 0)]):
        write.package(f"p{n}", approved=False)
        write.decide(f"p{n}", verdict, seconds=seconds, reason="tone" if verdict == "reject" else "")
    row = collect(ledger, "nordics", manual=Manual(10, 20)).work_by().iloc[0]
    assert (row["reviews"], row["minutes"], row["let_go"]) == (3, 4, 2)  # one was not timed
    assert (row["saved_low"], row["saved_high"]) == (2 * 10 - 4, 2 * 20 - 4)


def test_agreement_is_of_two_blind_verdicts(ledger: Ledger, write: Writer) -> None:
    write.package("p1", approved=False)
    first = write.decide("p1", "reject", reviewer="Ann", reason="tone")
    write.decide("p1", "undo", reviewer="Ann", undoes=first)
    write.decide("p1", "approve", reviewer="Ann")
    write.decide("p1", "edit", reviewer="Bo")
    write.decide("p1", "approve", reviewer="Cy")  # the third word is no blind one
    write.package("p2")  # one reviewer only
    write.package("p3", approved=False)
    write.decide("p3", "approve", reviewer="Bo")
    write.decide("p3", "approve", reviewer="Ann")
    row = collect(ledger, "nordics").work_by().iloc[0]
    assert (row["agreement_n"], row["agreement_agreed"], row["agreement_rate"]) == (2, 1, 0.5)


def test_kappa_is_cohens_and_its_interval_holds_the_truth() -> None:
    rng = random.Random(1)
    covered = 0
    for _ in range(80):
        pairs = []
        for _ in range(120):
            verdict = rng.choices(["approve", "edit", "reject"], [6, 2, 2])[0]
            other = verdict if rng.random() < 0.6 else rng.choices(["approve", "edit", "reject"], [6, 2, 2])[0]
            pairs.append((verdict, other))
        found = agreement(pd.DataFrame(pairs, columns=["first", "second"]))
        assert found.kappa == pytest.approx(cohen_kappa_score(*zip(*pairs, strict=True)))
        covered += found.kappa_low <= 0.6 <= found.kappa_high
    assert covered >= 68  # 95% of 80, less four standard errors


def test_kappa_says_nothing_where_there_is_nothing_to_say() -> None:
    same = agreement(pd.DataFrame({"first": ["approve"] * 5, "second": ["approve"] * 5}))
    assert (same.n, same.agreed, math.isnan(same.kappa)) == (5, 5, True)
    none = agreement(double_reviews(pd.DataFrame(
        {"id": [], "place": [], "reviewer": [], "verdict": [], "at": [], "undoes": []}
    )))  # fmt: skip
    assert (none.n, math.isnan(none.rate), math.isnan(none.kappa)) == (0, True, True)
