"""What there was with a contact before, what a session came to, and the whole campaign page by page."""

from __future__ import annotations

from hitl_kit.domain.base import iso
from hitl_kit.ledger import tables as t
from hitl_kit.review import looking
from tests.review import factory


def test_earlier_tells_of_the_same_address_in_any_campaign(session, market, clock):
    contact = factory.package(0).contact
    factory.store(market, [factory.package(30, campaign="nordics", contact=contact)])
    outcome = {"campaign": "nordics", "package_id": "p030", "detail": "", "simulated": False}
    with market.recording("t", "outcomes.record", "nordics") as recording:
        recording.add(t.outcome, [{**outcome, "kind": "sent", "at": iso(clock())}])
        clock.move(days=2)
        recording.add(t.outcome, [{**outcome, "kind": "positive", "at": iso(clock())}])
    (found,) = session.earlier("p000")
    assert (found.campaign, found.angle, found.status) == ("nordics", "one_stock_figure", "waiting")
    assert [what for what, _ in found.events] == ["sent", "answered", "positive reply"]
    assert session.earlier("p001") == []


def test_a_verdict_stands_once_its_mail_was_sent(session, market, clock):
    session.approve("p001")
    assert session.look("p001").sent_at == ""
    with market.recording("t", "outcomes.record", "demo") as recording:
        recording.add(t.outcome, [{
            "campaign": "demo", "package_id": "p001", "kind": "sent", "at": iso(clock()), "detail": "",
            "simulated": False,
        }])  # fmt: skip
    assert session.look("p001").sent_at == iso(clock())


def test_the_summary_says_what_was_learned(session):
    draft = factory.draft_of(factory.package(3))
    session.approve("p000", seconds=10)
    session.reject("p001", "tone", seconds=20)
    session.reject("p002", "tone", seconds=30)
    session.edit("p003", "Another", f"{draft.body} And five more words here.", seconds=40)
    session.hold("p005", seconds=50)
    session.reject("p006", "not_icp", seconds=99)
    session.undo(package_id="p006")
    found = session.sum_up()
    assert found.verdicts == {"reject": 2, "approve": 1, "edit": 1, "hold": 1}
    assert found.reasons == {"Tone or wording": 2}
    assert (found.seconds, found.median_seconds) == (150.0, 30.0)
    assert found.learned == (
        "1 of 4 drafts could go as they were written.",
        "2 of 5 drafts with the angle one stock figure were rejected, most often: tone or wording.",
        "1 edit: the mail became 5 words longer, with a new subject.",
    )


def test_several_edits_are_summed_up_in_one_line(session):
    for n, more in ((1, " One."), (2, " One two three."), (3, " One two three four five.")):
        package = f"p00{n}"
        session.edit(package, session.look(package).subject, session.look(package).body + more, seconds=1)
    assert session.sum_up().learned[-1] == (
        "3 edits: the mails became 3 words longer (median), none with a new subject."
    )


def test_the_summary_of_nothing(session):
    found = session.sum_up()
    assert (found.verdicts, found.seconds, found.median_seconds, found.learned) == ({}, 0, None, ())


def test_everything_comes_page_by_page_whatever_its_status(session_of, market, monkeypatch):
    monkeypatch.setattr(looking, "_PAGE", 5)
    session = session_of()
    factory.store(market, [factory.package(40, draft=None, abstained="no play"), factory.package(41, score=8.5)])
    session.reject("p003", "tone")
    session_of("Ben").claim(2)
    found, after = [], ""
    while page := session.everything(after):
        assert len(page) <= 5
        found += page
        after = page[-1].package_id
    assert len({r.package_id for r in found}) == len(found) == 14
    assert {r.package_id: r.status for r in found}["p003"] == "rejected"
    order = [(not r.high_value, r.package_id) for r in found]
    assert [high for high, _ in order] == sorted(high for high, _ in order)
    assert [r.package_id for r in session.rows(["p003", "p001"])] == ["p001", "p003"]
