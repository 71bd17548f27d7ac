"""One verdict on several packages: what it covers, what it leaves out, all or nothing, and its undo."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from hitl_kit.domain.base import iso
from hitl_kit.domain.drafts import Finding
from hitl_kit.domain.errors import Conflict, InputError
from hitl_kit.domain.packages import Route
from hitl_kit.ledger import Ledger, audit
from hitl_kit.ledger import tables as t
from hitl_kit.review import ReviewSession
from tests.review import factory

LOW = ("p001", "p002", "p003", "p005")


def items(session, ids=LOW, verdict="approve"):
    return [(c.package_id, c.sha256) for c in session.cover(list(ids), verdict).covered]


def stored(ledger):
    return [(r["package_id"], r["verdict"]) for r in ledger.rows(sa.select(t.decision).order_by(t.decision.c.id))]


def test_it_covers_what_it_may_and_says_why_it_leaves_out_the_rest(session_of, market):
    session = session_of()
    session.reject("p003", "tone")
    ben = session_of("Ben")
    ben.claim(4)
    taken = next(i for i in ben.claim() if i not in ("p000", "p004", "p008", "p003"))
    block = Finding(check="placeholder", severity="block", message="{city} was left over")
    two = Route(decider="human", reason="drawn", reviewers=2)
    factory.store(market, [
        factory.package(20, high_value=False, findings=(block,)), factory.package(21, route=two, high_value=False),
        factory.package(22, draft=None, abstained="no play", high_value=False),
    ])  # fmt: skip
    ids = ["p000", taken, "p003", "p005", "p020", "p021", "p022"]
    found = session.cover(ids, "approve")
    why = {package_id: why for package_id, _, why in found.left_out}
    assert why["p000"] == "high-value tier: each one is decided on its own"
    assert why[taken] == "it is with Ben"
    assert why["p003"] == "it is rejected already"
    assert why["p020"] == "must change first: {city} was left over"
    assert why["p021"] == "drawn for two reviewers: each reads it"
    assert why["p022"] == "there is no draft"
    assert {c.package_id for c in found.covered} | set(why) == set(ids)
    assert "p020" in {c.package_id for c in session.cover(ids, "reject").covered}


def test_all_of_them_in_one_event_each_bound_to_its_draft(session, market):
    found = session.decide_all(items(session), "reject", reason="tone", note="loud", seconds=40, uid="u")
    assert stored(market) == [(i, "reject") for i in LOW]
    assert {(d.reason, d.note, d.seconds) for d in found} == {("tone", "loud", 10.0)}
    drafts = {f"p{n:03d}": factory.draft_of(factory.package(n)).sha256 for n in range(12)}
    assert all(d.content_sha256 == drafts[d.package_id] for d in found)
    (event,) = audit.entries(market, audit.Asked(kind="review.bulk"))
    assert (event.subject, event.what) == ("demo", "a reviewer gave one verdict on several packages")
    assert market.verify().intact


def test_the_same_message_again_adds_nothing(session, market):
    first = session.decide_all(items(session), "hold", uid="u")
    assert session.decide_all([(d.package_id, d.content_sha256) for d in first], "hold", uid="u") == first
    assert len(stored(market)) == 4


def test_nothing_is_recorded_if_one_of_them_no_longer_can_be(session_of, market):
    session, ben = session_of(), session_of("Ben")
    confirmed = items(session)
    ben.approve("p002")
    with pytest.raises(Conflict, match="nothing was recorded, because of Corvane Software: it is approved already"):
        session.decide_all(confirmed, "reject", reason="tone", uid="u")
    with pytest.raises(Conflict, match="its draft is another one by now"):
        session.decide_all([("p001", "0" * 64)], "approve", uid="v")
    assert stored(market) == [("p002", "approve")]


@pytest.mark.parametrize("verdict", ["approve", "hold", "reject"])
def test_the_high_value_tier_is_refused_whoever_asks(session, verdict):
    with pytest.raises(Conflict, match="high-value tier"):
        session.decide_all([("p000", factory.draft_of(factory.package(0)).sha256)], verdict, reason="tone", uid="u")


def test_what_cannot_be_said_of_several_is_refused(session, market):
    for verdict in ("edit", "automatic"):
        with pytest.raises(InputError, match="cannot be given to several"):
            session.decide_all([("p001", "x")], verdict, uid="u")
    with pytest.raises(InputError, match="no package is selected"):
        session.decide_all([], "approve", uid="u")
    with pytest.raises(InputError, match="'loud' is not a reason"):
        session.decide_all(items(session), "reject", reason="loud", uid="u")
    with pytest.raises(InputError, match="select at most 1,000"):
        session.cover([f"x{n}" for n in range(1001)], "approve")
    with pytest.raises(InputError, match="there is no package nope"):
        session.decide_all([("nope", "")], "hold", uid="u")
    assert not stored(market)


def test_undo_takes_back_ones_own_and_what_was_not_sent(session_of, market, clock):
    session = session_of()
    session.decide_all(items(session), "approve", uid="u")
    session_of("Ben").approve("p006")
    outcome = {"campaign": "demo", "package_id": "p001", "kind": "sent", "at": iso(clock()), "detail": ""}
    with market.recording("t", "outcomes.record", "demo") as recording:
        recording.add(t.outcome, [{**outcome, "simulated": False}])
    found = session.cover([*LOW, "p006"], "undo")
    assert {i: why for i, _, why in found.left_out} == {
        "p001": "the mail was sent: the verdict stands", "p006": "it is not your verdict",
    }  # fmt: skip
    session.decide_all([(c.package_id, "") for c in found.covered], "undo", uid="w")
    assert [session.row(i).status for i in LOW] == ["approved", "waiting", "waiting", "waiting"]
    assert set(session.renew()) == {"p002", "p003", "p005"}
    assert market.verify().intact


def test_alike_is_what_else_waits_for_the_account_or_with_the_angle(session, market):
    other = factory.draft_of(factory.package(1)).model_copy(update={"angle_id": "another"})
    factory.store(market, [factory.package(12, draft=other, account=factory.package(1).account)])
    assert session.alike("p001", "account") == ["p012"]
    session.approve("p002")
    alike = session.alike("p001", "angle")
    assert len(alike) == 10
    assert not {"p001", "p002", "p012"} & set(alike)


def test_a_thousand_at_once(ledger: Ledger, clock):
    factory.store(ledger, [factory.package(n, high_value=False) for n in range(1000)])
    session = ReviewSession(ledger, "demo", "Ana", clock=clock)
    assert len(session.decide_all(items(session, [f"p{n:03d}" for n in range(1000)]), "approve", uid="u")) == 1000
    assert session.progress().waiting == 0
