"""The grid's Python side: what it answers to the view, what it keeps in its saved state, and its still."""

from __future__ import annotations

import json
import threading
from html.parser import HTMLParser
from typing import Any

import pytest
import sqlalchemy as sa

from hitl_kit.domain.accounts import Account
from hitl_kit.domain.drafts import Finding
from hitl_kit.domain.errors import LedgerError
from hitl_kit.ledger import tables as t
from hitl_kit.review import ReviewSession
from hitl_kit.widgets import Inbox, ReviewGrid, assets, still
from tests.review import factory


class Desk:
    """A grid, and what it says."""

    def __init__(self, session: ReviewSession) -> None:
        self.said: list[dict[str, Any]] = []
        self.grid = ReviewGrid(session)
        self.grid.send = lambda message, buffers=None: self.said.append(json.loads(json.dumps(message)))

    def ask(self, **message):
        before = len(self.said)
        self.grid._receive(self.grid, message, [])
        return self.said[before:]

    def decide(self, package_id="p000", verdict="approve", **extra):
        uid = extra.pop("uid", f"{package_id}-{verdict}")
        (answer,) = self.ask(op="decide", uid=uid, id=package_id, verdict=verdict, seconds=3.5, **extra)
        return answer


@pytest.fixture
def desk(session):
    return Desk(session)


def stored(ledger):
    return [(r["package_id"], r["verdict"]) for r in ledger.rows(sa.select(t.decision).order_by(t.decision.c.id))]


def test_opening_claims_and_brings_rows_and_the_first_cards(desk, market):
    (queue,) = desk.ask(op="init", view="v1")
    assert queue["view"] == "v1"
    assert len(queue["rows"]) == 12 == len(market.rows(sa.select(t.claim)))
    assert [c["id"] for c in queue["first"]] == ["p000", "p004", "p008"]
    row = dict(zip(queue["columns"], queue["rows"][0], strict=False))
    assert (row["package_id"], row["contact"]) == ("p000", "Ana Lindqvist")
    assert queue["words"][row["status"]] == "waiting"
    assert queue["reasons"][0] == ["not_icp", "Wrong company: not our ICP"]


def test_building_and_displaying_a_grid_claims_nothing(desk, market):
    desk.grid._repr_mimebundle_()
    assert not market.rows(sa.select(t.claim))


def test_a_card_has_all_that_a_reviewer_needs(desk):
    (answer,) = desk.ask(op="get", ids=["p000", "nope"])
    card, missing = answer["items"]
    assert card["contact"] == {
        "name": "Ana Lindqvist",
        "title": "VP Operations",
        "email": "ana.lindqvist@halden0.example",
    }
    assert card["account"]["about"] == ["Logistics", "240 employees", "Gothenburg", "halden0.example"]
    assert [(f["id"], f["cited"], f["source_class"], f["host"]) for f in card["facts"]] == [
        ("f1", True, "first-party", "halden0.example"), ("f2", True, "press", "trade-press.example"),
    ]  # fmt: skip
    assert card["measurements"][2]["answer"] == "not measured"
    assert card["draft"]["drafter"] == "template draft, no model used"
    assert "\n\n".join(s["text"] for s in card["draft"]["segments"]) == card["body"]
    assert missing == {"id": "nope", "error": "there is no package nope in demo"}


def test_facts_come_in_the_order_of_the_draft(desk, market):
    p = factory.package(20)
    draft = factory.draft_of(p)
    turned = draft.model_copy(update={"segments": (draft.segments[2], draft.segments[0])})
    factory.store(market, [p.model_copy(update={"draft": turned})])
    card = desk.ask(op="get", ids=["p020"])[0]["items"][0]
    assert [(f["id"], f["cited"]) for f in card["facts"]] == [("f2", True), ("f1", False)]


def test_every_verdict_is_in_the_ledger_before_the_answer(desk, market):
    held = []

    def send(message, buffers=None):
        held.append((message["op"], stored(market)))

    desk.grid.send = send
    desk.grid._receive(None, {"op": "decide", "uid": "u", "id": "p000", "verdict": "approve", "seconds": 1}, [])
    assert held == [("ack", [("p000", "approve")])]


def test_the_four_verdicts_and_undo(desk, market):
    assert desk.decide()["row"][1] == "approved"
    answer = desk.decide("p001", "edit", subject="S", body="B")
    assert (answer["row"][1], answer["card"]["subject"], answer["card"]["body"]) == ("edited", "S", "B")
    answer = desk.decide("p002", "reject", reason="tone", note="loud")
    assert answer["card"]["decision"]["reason"] == "Tone or wording"
    assert desk.decide("p003", "hold")["progress"]["held"] == 1
    (answer,) = desk.ask(op="undo", uid="x", id="p001")
    assert (answer["row"][1], answer["card"]["decision"]) == ("waiting", None)
    assert answer["card"]["body"] == factory.draft_of(factory.package(1)).body
    assert stored(market)[-1] == ("p001", "undo")
    assert market.rows(sa.select(t.decision))[0]["seconds"] == 3.5


def test_a_message_that_arrives_again_is_answered_again_and_written_once(desk, market):
    assert desk.decide()["op"] == desk.decide()["op"] == "ack"
    for _ in range(2):
        assert desk.ask(op="undo", uid="x", id="p000")[0]["op"] == "ack"
    assert stored(market) == [("p000", "approve"), ("p000", "undo")]


def test_a_refusal_names_the_reason_and_brings_the_package_as_it_is(desk, session_of):
    session_of("Ben").reject("p000", "tone")
    answer = desk.decide()
    assert (answer["op"], answer["again"], answer["row"][1]) == ("nack", False, "rejected")
    assert "already rejected by Ben" in answer["error"]
    answer = desk.decide("p001", "reject", reason="other")
    assert "without a note" in answer["error"]
    assert "row" not in desk.decide("nope")


@pytest.mark.parametrize(
    "error", [LedgerError("the disk is full"), sa.exc.OperationalError("s", {}, Exception("locked"))]
)
def test_a_store_that_is_away_asks_for_the_message_again(desk, monkeypatch, error):
    def fail(*_, **__):
        raise error

    monkeypatch.setattr(desk.grid.session, "approve", fail)
    answer = desk.decide()
    assert (answer["op"], answer["again"]) == ("nack", True)


@pytest.mark.parametrize(
    "message",
    [
        {"op": "format the disk"}, {}, {"op": "get"}, {"op": "decide", "uid": "u"}, {"op": "undo", "id": "p000"},
        {"op": "decide", "uid": "u", "id": "p000", "verdict": "undo", "seconds": 1},
        {"op": "decide", "uid": "u", "id": "p000", "verdict": "edit", "seconds": 1},
        {"op": "decide", "uid": "u", "id": "p000", "verdict": "approve", "seconds": "soon"},
    ],
)  # fmt: skip
def test_a_message_that_makes_no_sense_is_refused(desk, market, message):
    (answer,) = desk.ask(**message)
    assert (answer["op"], answer["again"]) == ("nack", False)
    assert not stored(market)


def test_checking_an_edit(session_of):
    desk = Desk(session_of(recheck=lambda *_: (Finding(check="numbers", severity="warn", message="400?"),)))
    (answer,) = desk.ask(op="check", id="p000", subject="S", body="400", n=7)
    assert (answer["n"], answer["findings"][0]["message"]) == (7, "400?")
    (answer,) = desk.ask(op="check", id="p000", subject="S", body=" ", n=8)
    assert (answer["findings"][0]["severity"], answer["findings"][0]["message"]) == ("block", "the body is empty")


def test_renewing_and_taking_more(session_of, market, clock):
    desk = Desk(session_of())
    desk.ask(op="init", view="v")
    clock.move(minutes=20)
    assert desk.ask(op="renew")[0]["progress"]["left"] == 12
    assert len(market.rows(sa.select(t.claim))) == 24
    factory.store(market, [factory.package(n, batch_id="b2") for n in range(12, 30)])
    assert len(desk.ask(op="more", view="v")[0]["rows"]) == 20


def test_messages_on_several_threads(desk, market):
    def decide(n):
        message = {"op": "decide", "uid": f"u{n}", "id": f"p{n:03d}", "verdict": "approve", "seconds": 1}
        desk.grid._receive(None, message, [])

    threads = [threading.Thread(target=decide, args=(n,)) for n in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(stored(market)) == 12
    assert {m["op"] for m in desk.said} == {"ack"}


def test_the_saved_state_holds_nothing_personal(desk):
    desk.ask(op="init", view="v")
    desk.decide("p001", "edit", subject="S", body="Dear Ben, ring me")
    state = json.dumps({k: v for k, v in desk.grid.get_state().items() if k not in ("_esm", "_css")}, default=str)
    for personal in ("lindqvist", "okafor", "ring me", "Halden", "demo", "p000"):
        assert personal.lower() not in state.lower()


class Reader(HTMLParser):
    """Tags and text of a piece of HTML."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)

    def handle_data(self, data):
        self.text += data + " "


def test_the_still_is_a_table_of_the_queue_and_its_verdicts(desk, session):
    session.reject("p002", "tone", seconds=12)
    data, _ = desk.grid._repr_mimebundle_()
    assert "application/vnd.jupyter.widget-view+json" in data
    assert data["text/plain"] == "ReviewGrid: demo, reviewer Ana: 0 reviewed today, 11 waiting".replace(
        "0 rev", "1 rev"
    )
    reader = Reader(data["text/html"])
    for words in ("Halden Freight", "expansion, 12 d", "reject (Tone or wording) by Ana", "rejected", "12"):
        assert words in reader.text
    assert "@" not in reader.text
    assert "Hi " not in reader.text


def test_the_still_escapes_and_labels(ledger, clock):
    evil = "<script>alert(1)</script><img src=x onerror=alert(1)>"
    account = Account(name=evil, domain="evil.example")
    factory.store(ledger, [factory.package(0, account=account, simulated=True, tier=evil)])
    session = ReviewSession(ledger, "demo", evil, clock=clock)
    session.reject("p000", "other", evil)
    reader = Reader(still.table(session))
    assert reader.tags == {"style", "div", "p", "b", "table", "thead", "tbody", "tr", "th", "td"}
    assert "SIMULATED" in reader.text
    assert evil in reader.text


def test_the_still_of_an_empty_queue_says_what_to_do(ledger, clock):
    html = still.table(ReviewSession(ledger, "demo", "Ana", clock=clock))
    assert "Nothing waits for review" in html
    assert "c.generate(size=20)" in html


def test_displaying_gives_the_view_then_the_still(desk, session, monkeypatch):
    shown, updated = [], []
    monkeypatch.setattr("hitl_kit.widgets.still.display", lambda *a, **k: shown.append((a, k)))
    monkeypatch.setattr("hitl_kit.widgets.still.update_display", lambda *a, **k: updated.append((a, k)))
    desk.decide("p001")
    assert not updated
    desk.grid._ipython_display_()
    assert "text/html" not in shown[0][0][0]
    assert "Halden Freight" in shown[1][0][0].data
    desk.decide("p000")
    desk.ask(op="still")
    assert "approve by Ana" in updated[0][0][0].data
    assert updated[0][1]["display_id"] == shown[1][1]["display_id"]


@pytest.mark.parametrize("widget", [ReviewGrid, Inbox])
def test_the_modules_join_into_one(widget):
    joined = str(widget._esm)
    assert "import {" not in joined
    assert joined.count("export ") == 1
    names = [line.split()[1] for line in joined.splitlines() if line.startswith(("const ", "class "))]
    assert len(names) == len(set(names))


def test_no_module_is_left_out():
    joined = str(ReviewGrid._esm) + str(Inbox._esm)
    modules = {path.name for path in assets.STATIC.glob("*.js")}
    assert [name for name in modules if assets.module(name).strip() not in joined] == []
