"""Learning in a campaign: nothing changes before a person accepts a rule, every draft follows it after, and it can be
taken back. Run on simulated companies, with reviewers of the test's own."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import sqlalchemy as sa
import yaml

from hitl_kit import Campaign, pipeline, targeting
from hitl_kit.domain.errors import Conflict, InputError, NotAllowed
from hitl_kit.domain.packages import Package
from hitl_kit.ledger import tables as t
from hitl_kit.review import ReviewSession
from hitl_kit.simulation import market

DAY = date(2026, 3, 2)


@pytest.fixture
def stocked(approved: Campaign) -> Campaign:
    """The small campaign with sixty simulated companies."""
    ledger, icp, plays = approved.workbench.ledger, approved.icp.value, approved.library.value.plays
    companies, people = market.accounts(icp, plays, first=0, count=60, seed=3)
    targeting.record_accounts(ledger, approved.slug, companies, people, actor="test", simulated=True)
    return approved


def generate(campaign: Campaign, batch: str, size: int = 20, days: int = 0) -> list[Package]:
    """A batch of simulated packages, as the ledger has them."""
    day = DAY + timedelta(days=days)
    news = market.SimulatedNews(campaign.library.value.plays, day, 3)
    brief = campaign.brief(sources=[news], as_of=day, simulated=True)
    ledger = campaign.workbench.ledger
    pipeline.generate(ledger, brief, campaign.match(simulated=True), batch, size)
    rows = ledger.rows(
        sa.select(t.package.c.content)
        .where(t.package.c.batch_id == f"{campaign.slug}/{batch}")
        .order_by(t.package.c.id)
    )
    return [Package.model_validate_json(row["content"]) for row in rows]


def session(campaign: Campaign, reviewer: str = "Ana") -> ReviewSession:
    return ReviewSession(campaign.workbench.ledger, campaign.slug, reviewer, simulated=True)


def edit_greetings(campaign: Campaign, packages: list[Package], word: str = "Moin") -> None:
    for package in packages:
        assert package.draft is not None
        assert package.contact is not None
        lines = package.draft.body.split("\n")
        lines[0] = f"{word} {package.contact.first_name},"
        session(campaign).edit(package.id, package.draft.subject, "\n".join(lines))


def plant(campaign: Campaign, share: float) -> None:
    content = yaml.safe_load(campaign.policy.text)
    content.setdefault("review", {})["planted"] = share
    campaign.policy.path.write_text(yaml.safe_dump(content))


def test_a_rule_is_followed_from_its_acceptance_to_its_unlearning(stocked: Campaign) -> None:
    first = generate(stocked, "one")
    edit_greetings(stocked, first)
    table = stocked.lessons(simulated=True)
    rule = table[table["kind"] == "greeting"].iloc[0]
    assert (rule["rule"], rule["evidence"]) == ('greet with "Moin [first name],"', "20 of 20 mails")
    assert stocked.lessons().empty, "what the simulation teaches is no rule for real mails"
    untouched = generate(stocked, "two", 5, days=1)
    assert not any(p.draft and p.draft.body.startswith("Moin") for p in untouched)

    stocked.approve("play", subject=first[0].draft.play_id if first[0].draft else "")
    said = stocked.accept_lesson(rule["lesson"], simulated=True)
    assert "accepted by Test Analyst on 20 of 20 mails" in said
    learned = generate(stocked, "three", 5, days=2)
    assert all(p.draft and p.draft.body.startswith("Moin ") for p in learned)
    assert all(f.severity != "block" for p in learned for f in p.findings)
    assert stocked.library.value.angles == stocked.learned().value.angles, "real drafts go on as before"

    for package in learned:
        session(stocked).approve(package.id)
    table = stocked.lessons(simulated=True).set_index("lesson")
    assert table.loc[rule["lesson"], "state"] == "in force"
    assert table.loc[rule["lesson"], "effect"] == "changed by hand in 20 of 20 mails before, 0 of 5 since"
    with pytest.raises(InputError, match="no proposed rule"):
        stocked.accept_lesson(rule["lesson"], simulated=True)

    stocked.unlearn_lesson(rule["lesson"], reason="too familiar", simulated=True)
    again = generate(stocked, "four", 5, days=3)
    assert not any(p.draft and p.draft.body.startswith("Moin") for p in again)
    kinds = [row["kind"] for row in stocked.workbench.ledger.rows(sa.select(t.event.c.kind).order_by(t.event.c.seq))]
    assert kinds.count("lesson.accept") == kinds.count("lesson.unlearn") == 1
    assert stocked.workbench.verify().intact


def test_an_accepted_rule_ends_the_approval_of_plays_that_it_changes(stocked: Campaign) -> None:
    edit_greetings(stocked, generate(stocked, "one"))
    brief = stocked.brief(sources=(), simulated=True)
    before = {p.play.id: p.document.sha256 for p in pipeline.patterns(stocked.workbench.ledger, brief)}
    rule = stocked.lessons(simulated=True).iloc[0]
    stocked.accept_lesson(rule["lesson"], simulated=True)
    brief = stocked.brief(sources=(), simulated=True)
    after = {p.play.id: p.document.sha256 for p in pipeline.patterns(stocked.workbench.ledger, brief)}
    assert all(before[play] != after[play] for play in before)


def test_a_rule_that_the_checks_would_block_is_refused(stocked: Campaign) -> None:
    """A greeting to somebody else is what the check of greetings is for."""
    edit_greetings(stocked, generate(stocked, "one"), "Hello Rumpelstiltskin")
    rule = stocked.lessons(simulated=True).iloc[0]
    with pytest.raises(NotAllowed, match="the check 'greeting' would block"):
        stocked.accept_lesson(rule["lesson"], simulated=True)
    assert stocked.accepted_lessons(simulated=True) == ()


def test_a_declined_rule_is_not_proposed_again(stocked: Campaign) -> None:
    edit_greetings(stocked, generate(stocked, "one"))
    rule = stocked.lessons(simulated=True).iloc[0]
    stocked.decline_lesson(rule["lesson"], reason="no", simulated=True)
    table = stocked.lessons(simulated=True)
    assert list(table["state"]) == ["declined"]
    with pytest.raises(InputError, match="no rule in force"):
        stocked.unlearn_lesson(rule["lesson"], simulated=True)


def test_planted_packages_are_revealed_and_count_nowhere(stocked: Campaign) -> None:
    plant(stocked, 0.2)
    packages = generate(stocked, "one", 40)
    ledger = stocked.workbench.ledger
    planted = {row["package_id"]: row for row in ledger.rows(sa.select(t.planted))}
    assert 2 <= len(planted) <= 16
    table = stocked.packages(simulated=True)
    assert len(table) == 40, "they look like any other while they wait"
    content = {p.id: p for p in packages}
    for name, row in planted.items():
        assert content[name].route.decider == "human", "who decides is not shown"
        draft = content[name].draft
        assert (draft is not None and draft.sha256 != row["original"]) or row["defect"] == "reader who does not decide"
        assert not any(f.severity == "block" for f in content[name].findings)

    ana = session(stocked)
    caught, missed = sorted(planted)[:2]
    ana.reject(caught, "wrong_claim")
    ana.approve(missed)
    assert "You caught it" in ana.revealed(caught)
    assert planted[caught]["defect"] in ana.revealed(caught)
    assert "let through" in ana.revealed(missed)
    assert ana.look(missed).status == "revealed"
    assert ana.look(missed).findings[0].check == "planted"
    with pytest.raises(Conflict, match="planted"):
        ana.undo(package_id=missed)
    real = next(p for p in packages if p.id not in planted)
    ana.approve(real.id)
    assert ana.revealed(real.id) == ""

    assert not set(stocked.packages(simulated=True)["package"]) & {caught, missed}
    metrics = stocked.metrics()
    assert metrics.verdicts["approve"].sum() == 1
    assert metrics.verdicts["reject"].sum() == 0
    assert {m.package.id for m in stocked.taught(simulated=True).mails} == {real.id}
    rate = stocked.catch_rate(simulated=True)
    assert rate is not None
    assert (rate.caught, rate.shown) == (1, 2)
    statuses = {row["status"] for row in ledger.rows(
        sa.select(t.standing.c.status).where(t.standing.c.package_id.in_([caught, missed]))
    )}  # fmt: skip
    assert statuses == {"revealed"}
    assert ana.sum_up().verdicts == {"approve": 1}


def test_the_company_of_a_planted_package_is_free_once_it_is_revealed(stocked: Campaign) -> None:
    plant(stocked, 0.2)
    generate(stocked, "one", 60)
    ledger = stocked.workbench.ledger
    (first, *_) = [row["package_id"] for row in ledger.rows(sa.select(t.planted).order_by(t.planted.c.package_id))]
    assert generate(stocked, "two", 20, days=1) == []
    session(stocked).reject(first, "wrong_claim")
    again = generate(stocked, "three", 20, days=2)
    companies = {
        row["id"]: row["account_key"] for row in ledger.rows(sa.select(t.package.c.id, t.package.c.account_key))
    }
    assert [p.account.key for p in again] == [companies[first]]


def test_nothing_is_planted_unless_the_policy_asks(stocked: Campaign) -> None:
    generate(stocked, "one")
    assert stocked.workbench.ledger.rows(sa.select(t.planted)) == []


def test_reviewing_is_measured(stocked: Campaign) -> None:
    packages = generate(stocked, "one")
    ana = session(stocked)
    for n, package in enumerate(packages):
        assert package.draft is not None
        if n % 2:
            ana.approve(package.id, seconds=400)
        else:
            ana.edit(package.id, package.draft.subject, package.draft.body + "\n\nP.S. Hello.", seconds=500)
    found = stocked.reviewing(simulated=True)
    (row,) = found.table.to_dict("records")
    assert (row["reviewer"], row["judged"], row["approved as is"], row["edited"]) == ("Ana", 20, 10, 10)
    assert row["median_seconds"] == 450
    assert row["over_target"] == 1.0
    assert row["batch"] == 20
    assert 0 < row["edit_distance"] < 0.2
    assert any("draft quality is the problem" in words for words in found.words)
    assert any("none was planted" in words for words in found.words)
    assert stocked.reviewers().empty
