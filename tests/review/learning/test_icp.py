"""The real ICP and the reasons for rejects."""

from __future__ import annotations

from pathlib import Path

import pytest

from hitl_kit.domain.icp import ICP
from hitl_kit.files import read_yaml
from hitl_kit.review.learning import Mail, proposals, real_icp, reject_table
from hitl_kit.review.learning.evidence import interval
from tests.review.learning.judging import judged

COUNTRIES = ("Sweden", "Ireland", "Belgium", "Norway")


@pytest.fixture(scope="module")
def icp() -> ICP:
    return read_yaml(Path(__file__).parents[2] / "data" / "depots" / "icp.yaml", ICP).value


def market(refused: object, n: int = 80, reviewer: str = "Ana") -> list[Mail]:
    """n companies of growing size, of which those that `refused` holds for are rejected as not our ICP."""
    mails = []
    for i in range(n):
        size, country = 100 + i * 20, COUNTRIES[i % len(COUNTRIES)]
        out = refused(size, country)  # type: ignore[operator]
        mails.append(
            judged(i, verdict="reject" if out else "approve", reason="not_icp" if out else "", reviewer=reviewer,
                   employees=size, country=country)
        )  # fmt: skip
    return mails


def test_a_team_that_takes_everybody_asks_for_no_change(icp: ICP) -> None:
    assert proposals(market(lambda size, country: False), icp) == []
    assert proposals([], icp) == []
    assert real_icp([], icp).empty


def test_bounds_and_countries_are_found_together(icp: ICP) -> None:
    found = proposals(market(lambda size, country: size > 900 or country == "Belgium", 160), icp)
    rules = {p.rule.label for p in found}
    assert "country is not Belgium" in rules
    (bound,) = [p.rule.max for p in found if p.rule.max is not None]
    assert 840 <= bound <= 900
    assert all(p.high < p.elsewhere_low for p in found)


def test_rejects_for_the_words_say_nothing_about_the_company(icp: ICP) -> None:
    mails = [
        judged(i, verdict="reject" if i % 4 == 2 else "approve", reason="tone", country=COUNTRIES[i % 4])
        for i in range(80)
    ]
    assert proposals(mails, icp) == []


def test_a_reviewer_who_accepts_them_is_named(icp: ICP) -> None:
    mails = market(lambda size, country: size > 900, 160) + market(lambda size, country: False, 40, "Ben")[36:]
    (found,) = [p for p in proposals(mails, icp) if p.rule.max is not None]
    assert found.differs == () or "Ben" in found.differs[0]


def test_the_table_states_both(icp: ICP) -> None:
    table = real_icp(market(lambda size, country: country == "Belgium"), icp)
    (row,) = table[(table["feature"] == "country") & (table["value"] == "Belgium")].to_dict("records")
    assert (row["accepted"], row["judged"]) == (0, 20)
    assert "20 of 20 companies with Belgium" in row["proposal"]


def test_reasons_are_counted_by_angle_signal_and_segment() -> None:
    mails = [judged(n, verdict="reject", reason="tone") for n in range(3)] + [judged(n) for n in range(3, 10)]
    table = reject_table(mails)
    assert set(table["by"]) == {"angle", "signal", "segment"}
    row = table[table["by"] == "angle"].iloc[0]
    assert (row["rejected"], row["judged"], row["reviewers"]) == (3, 10, "Ana 3")
    assert (row["low"], row["high"]) == interval(3, 10)


def test_the_interval_is_clopper_and_pearsons() -> None:
    assert interval(12, 12) == pytest.approx((0.7354, 1.0), abs=1e-4)
    assert interval(0, 0) == (0.0, 1.0)
    assert interval(3, 10) == pytest.approx((0.0667, 0.6525), abs=1e-4)


def test_what_the_icp_leaves_out_by_now_is_not_proposed_again(icp: ICP) -> None:
    mails = market(lambda size, country: size > 900 or country == "Belgium", 160)
    first = proposals(mails, icp)
    assert first
    changed = icp.model_copy(update={"firmographics": (*icp.firmographics, *(p.rule for p in first))})
    assert proposals(mails, changed) == []
    (bound,) = [p for p in first if p.rule.max is not None]
    as_written = bound.rule.model_copy(update={"field": "Employees"})
    half = icp.model_copy(update={"firmographics": (*icp.firmographics, as_written)})
    assert [p.rule.label for p in proposals(mails, half)] == ["country is not Belgium"]
