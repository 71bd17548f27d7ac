"""Trust through a campaign's handle and the command line: from simulated weeks to drafts that go by themselves."""

from __future__ import annotations

import json
from typing import Any

import pandas as pd
import pytest
import sqlalchemy as sa

from hitl_kit import Campaign, pipeline, targeting
from hitl_kit.campaign.trusting import COLUMNS
from hitl_kit.domain.errors import NotAllowed, NotApproved
from hitl_kit.domain.trust import CatchRate
from hitl_kit.ledger import tables
from hitl_kit.routing import Calibration
from hitl_kit.simulation import Truth, lay_history, market
from hitl_kit.widgets.trust_card import trust_card
from tests.conftest import ANALYST

PLAY = "expansion_operations"
SCOPE = f"{PLAY}/template"
CAUGHT = CatchRate(caught=9, shown=9, low=0.66, high=1.0)
POLICY = """version: 1
today: 2026-11-16
tasks:
  draft approval: agent after validation
  first touch: agent after validation
"""


@pytest.fixture
def trusted(approved: Campaign) -> Campaign:
    """The small campaign with its play approved and a policy that lets drafts go, and a simulated week in which nothing
    was rejected or changed."""
    (approved.folder / "policy.yaml").write_text(POLICY)
    approved.draw_seed("a seed")
    approved.approve("play", subject=PLAY)
    lay_history(approved, weeks=1, per_week=120, truth=Truth(reject=0, edit=0))
    return approved


def another_week(campaign: Campaign, count: int, name: str = "next") -> pd.DataFrame:
    """The packages of a further batch for new simulated companies."""
    icp, plays, ledger = campaign.icp.value, campaign.library.value.plays, campaign.workbench.ledger
    first = 1000 * len(name)
    companies, people = market.accounts(icp, plays, first=first, count=count, seed=3)
    targeting.record_accounts(ledger, campaign.slug, companies, people, actor="test", simulated=True)
    news = [market.SimulatedNews(plays, campaign.today, 3)]
    brief = campaign.brief(sources=news, as_of=campaign.today, simulated=True)
    pipeline.generate(ledger, brief, campaign.match(simulated=True), name, count)
    table = campaign.packages(simulated=True)
    return table[table["batch"] == name]


def test_from_the_first_week_to_drafts_that_go_by_themselves_and_back(trusted: Campaign) -> None:
    table = trusted.trust(simulated=True)
    assert list(table.columns) == COLUMNS
    row = table.iloc[0]
    assert (row["scope"], row["level"], row["next"]) == (SCOPE, 1, "closed")
    assert row["reviews"] == 120
    assert "not measured" in row["missing"]
    assert trusted.trust().iloc[0]["reviews"] == 0, "simulated verdicts earn nothing for real drafts"
    with pytest.raises(NotApproved, match="seeded defects"):
        trusted.promote(SCOPE, 2, reason="all went well", simulated=True)
    given = trusted.promote(SCOPE, 2, reason="all went well", simulated=True, catch_rate=CAUGHT)
    assert (given.by, given.tiers) == (ANALYST, ("B",))
    made = another_week(trusted, 100)
    high = made[made["tier"] == "A"]
    assert len(high)
    assert set(high["status"]) == {"waiting"}
    s = tables.standing
    of = sa.select(s.c.decider).where(s.c.package_id.in_(made["package"].tolist()))
    deciders = [r["decider"] for r in trusted.workbench.ledger.rows(of)]
    assert deciders.count("spot-check") == 20, "the count of a week"
    assert deciders.count("auto") == (made["status"] == "automatic").sum() > 5
    going = made[made["status"] == "automatic"]
    assert (going["findings"] == 0).all()
    assert going["why"].str.startswith("Goes by itself: play expansion_operations as template writes it").all()
    assert "Level 3" in trust_card(trusted.ladder(simulated=True)).html
    path = trusted.folder / "icp.yaml"
    path.write_text(path.read_text().replace("name: Depots", "name: Depots and yards"))
    (change,) = trusted.attend_trust(simulated=True)
    assert (change.what, change.why) == ("lapse", "the ICP is another than the certificate was given for")
    assert "automatic" not in set(trusted.packages(simulated=True)["status"])
    (told,) = trusted.review_page().levels
    assert told.startswith(f"{SCOPE} (simulated) is at level 1, lapsed on")
    assert trusted.review_page("2020-01-01").levels == ()
    assert trusted.workbench.verify().intact


def test_a_spot_check_looks_like_any_other_draft(trusted: Campaign) -> None:
    trusted.promote(SCOPE, 2, reason="all went well", simulated=True, catch_rate=CAUGHT)
    another_week(trusted, 100)
    session, s = trusted.session(), tables.standing
    rows = trusted.workbench.ledger.rows(sa.select(s.c.package_id).where(s.c.decider == "spot-check"))
    waiting = [row["package_id"] for row in rows]
    assert len(waiting) == 20
    from hitl_kit.widgets.cards import card

    shown = [json.dumps(card(session.look(i), [])) + repr(session.row(i)) for i in waiting]
    assert not any("spot" in text or "itself" in text or '"auto' in text for text in shown)
    queue = trusted.queue(1000)
    assert not queue["why first"].str.contains("spot|itself").any()
    assert set(waiting) <= set(queue["package"])


def test_attention_goes_on_being_measured_once_most_drafts_go_by_themselves(trusted: Campaign) -> None:
    trusted.promote(SCOPE, 2, reason="all went well", simulated=True, catch_rate=CAUGHT)
    path = trusted.folder / "policy.yaml"
    path.write_text(POLICY + "review: {planted: 0.2}\n")
    made = another_week(trusted, 100)
    planted = {row["package_id"] for row in trusted.workbench.ledger.rows(sa.select(tables.planted.c.package_id))}
    of = made[made["package"].isin(planted)]
    lower = of[of["tier"] == "B"]
    assert len(lower) >= 5, "about a fifth of those that could go by themselves"
    assert set(of["status"]) == {"waiting"}
    assert not lower["why"].str.contains("itself").any(), "nothing tells them from other drafts"
    assert (made["status"] == "automatic").any()


@pytest.mark.sqlite
def test_only_who_may_promotes(trusted: Campaign) -> None:
    roles = "roles:\n  reviewer: [Bo Lind]\n  lead: [Dana Moss]\n  admin: [Ana Ruiz]\n"
    (trusted.folder / "policy.yaml").write_text(POLICY + roles)
    with pytest.raises(NotAllowed, match="may not promote"):
        trusted.promote(SCOPE, 2, by="Bo Lind", reason="all well", simulated=True, catch_rate=CAUGHT)
    trusted.promote(SCOPE, 2, by="dana  moss", reason="all well", simulated=True, catch_rate=CAUGHT)
    e = tables.event
    kinds = [(r["kind"], r["actor"]) for r in trusted.workbench.ledger.rows(sa.select(e).order_by(e.c.seq.desc()))]
    assert kinds[:2] == [("trust.promote", "Dana Moss"), ("role.refused", "Bo Lind")]


def test_the_commands(trusted: Campaign, hitl: Any) -> None:
    code, out, _ = hitl("trust", "depots", "--simulated")
    assert code == 0
    assert "simulated data" in out
    assert "seeded defects" in out
    code, out, _ = hitl("trust", "depots", "--json")
    (found,) = json.loads(out)
    assert (found["scope"], found["level"], found["offers"][0]["open"]) == (SCOPE, 1, False)
    code, _, err = hitl("promote", "depots", SCOPE, "2", "--reason", "why not")
    assert code == 1
    assert "is not open" in err
    code, _, err = hitl("promote", "depots", "expansion_operatons/template", "2", "--reason", "why not")
    assert (code, "did you mean" in err) == (1, True)
    code, _, err = hitl("demote", "depots", SCOPE, "--reason", "to be safe")
    assert (code, "no level to take back" in err) == (1, True)
    code, out, _ = hitl("replay", "depots", "--policy", str(trusted.folder / "policy.yaml"), "--simulated")
    assert code == 0
    assert "cannot" not in out
    assert "is assumed" in out
    code, out, _ = hitl("queue", "depots", "--json")
    assert (code, json.loads(out)) == (0, [])


def test_a_policy_that_goes_against_the_rules_is_refused_where_it_says_so(approved: Campaign) -> None:
    path = approved.folder / "policy.yaml"
    cases = {
        "first touch: agent": "never the agent's alone",
        "first touch: {A: agent after validation}": "tier A is high-value",
        "first touch: {Z: human}": "the ICP has no tier 'Z'",
        "first reply: {B: agent}": "replies are written by people",
        "trust promotion: agent": "promoting a level of trust",
        "mail to a suppressed address: agent": "never contacted",
        "first touch: {B: {level 9: human}}": "'level 9' is no level",
        "first touch: {otherwise: {level 2: human}}": "divided no further",
        "first touch: perhaps": "does no task",
        "first touch: {}": "says nothing",
    }
    for line, words in cases.items():
        path.write_text(f"version: 1\ntasks:\n  {line}\n")
        with pytest.raises(Exception, match=r"policy\.yaml:3") as refused:
            approved.tasks()
        assert words in str(refused.value), line


def test_the_task_allocation_table_is_by_tier_and_level(approved: Campaign) -> None:
    path = approved.folder / "policy.yaml"
    split = "first touch: {otherwise: human, B: {level 2: human, level 3: agent after validation}}"
    path.write_text(f"version: 1\ntasks:\n  {split}\n  crm log: never\n")
    rows = {(r["task"], r["tier"]): r for r in approved.tasks().to_dict("records")}

    def levels(task: str, tier: str = "all") -> list[str]:
        return [rows[task, tier][f"level {n}"] for n in (1, 2, 3, 4)]

    assert levels("first touch", "B") == ["human", "human", *["agent after validation"] * 2]
    assert levels("first touch") == ["human"] * 4
    assert levels("crm log") == ["never"] * 4
    assert levels("follow-up scheduling")[0] == "human", "no certificate holds at level 1"
    assert levels("mail to a suppressed address") == ["never"] * 4
    assert rows["meeting", "all"]["cannot be changed, because"] == "replies are written by people"


def test_whom_nobody_may_write_to_gets_no_draft(approved: Campaign) -> None:
    path = approved.folder / "policy.yaml"
    path.write_text("version: 1\ntoday: 2026-11-16\ntasks:\n  first touch: {B: never}\n")
    approved.generate(5)
    rows = {r["account"]: r for r in approved.packages().to_dict("records")}
    assert rows["Alder Freight"]["status"] == "abstained"
    assert "nobody of tier B" in rows["Alder Freight"]["why"]
    assert rows["Birch Foods"]["status"] == "waiting"


def test_before_there_are_verdicts_enough_confidence_is_no_number(trusted: Campaign) -> None:
    figure = trusted.reliability(simulated=True)
    assert "120 of 200 verdicts" in figure.layout.annotations[0].text
    assert "simulated data" in {a.text for a in figure.layout.annotations}
    assert trusted.ladder(simulated=True)[0].record.bands[0].threshold == 0.90


def test_from_200_verdicts_on_a_batch_carries_numbers(approved: Campaign) -> None:
    approved.draw_seed("a seed")
    lay_history(approved, weeks=2, per_week=105)
    known = approved.calibration(simulated=True)
    assert isinstance(known, Calibration)
    assert (known.fitted_on, known.reliability.n) == (157, 53)
    made = another_week(approved, 10)["package"].tolist()
    p = tables.package
    rows = approved.workbench.ledger.rows(sa.select(p.c.id, p.c.content).where(p.c.simulated).order_by(p.c.id))
    numbers: dict[str, Any] = {r["id"]: (json.loads(r["content"]).get("confidence") or {}).get("number") for r in rows}
    assert all(0 < numbers[i] < 1 for i in made)
    assert not any(number for i, number in numbers.items() if i not in made), "those before had none"
    figure = approved.reliability(simulated=True)
    assert "53 later drafts, fitted to 157 earlier ones" in figure.layout.title.subtitle.text
