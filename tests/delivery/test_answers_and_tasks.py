"""A person's own answer leaves through the same outbox; steps by hand are tasks; an erasure blanks both."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
import sqlalchemy as sa

from hitl_kit.delivery import Answer, Server, queue_answer, send, task_done, task_table, unsubscribed
from hitl_kit.delivery.message import read_back
from hitl_kit.domain.base import iso
from hitl_kit.domain.errors import Conflict, InputError
from hitl_kit.domain.plays import Step
from hitl_kit.ledger import erasure
from hitl_kit.ledger import tables as t
from tests.delivery import post as p
from tests.delivery.post import Post
from tests.delivery.servers import Sink

WRITTEN = Answer(
    campaign="demo", package_id="p000", email="ana.lindqvist@halden0.example", subject="Re: your question",
    body="Dear Ana,\n\nyes, gladly.\n\nSam", by="Dana Moss", answers="<their@mail.example>",
    in_reply_to="<their@mail.example>", references=("<first@routewise.example>",), to_name="Ana Lindqvist",
)  # fmt: skip


def put(post: Post, answer: Answer = WRITTEN) -> str:
    with post.ledger.recording(answer.by, "reply.answer", answer.package_id) as recording:
        return queue_answer(recording, p.SENDER, answer, post.clock())


def test_an_answer_leaves_once_in_its_thread(post: Post, server: Server, sink: Sink) -> None:
    p.approved(post.ledger, p.package(0))
    assert put(post) == put(post)  # a second click
    post.set(first_day=1, cap=1, spacing_minutes=(10, 15))
    post.clock.now = datetime(2026, 3, 7, 23, 0, tzinfo=UTC)  # Saturday night: a person's own mail may leave
    assert len(send(post.ledger, post.world, server, actor="cron").sent) == 1
    assert not send(post.ledger, post.world, server, actor="cron").sent
    (_, recipients, raw) = sink.box[0]
    assert recipients == [WRITTEN.email]
    assert (read_back(raw).subject, read_back(raw).body) == (WRITTEN.subject, WRITTEN.body)
    assert b"In-Reply-To: <their@mail.example>" in raw
    assert b"List-Unsubscribe" not in raw
    assert not post.ledger.rows(sa.select(t.outcome))  # it is no first mail


def test_an_answer_to_who_is_suppressed_by_now_stays(post: Post, server: Server, sink: Sink) -> None:
    p.approved(post.ledger, p.package(0))
    put(post)
    with post.ledger.recording("x", "suppressions.import", "workspace") as recording:
        recording.add(t.suppression, [{"kind": "address", "value": WRITTEN.email, "reason": "asked us"}])
    run = send(post.ledger, post.world, server, actor="cron")
    assert not sink.box
    assert any("suppression" in held for judged in run.held for held in judged.held)


@pytest.mark.parametrize(
    "changes", [{"body": " "}, {"body": "x" * 20_001}, {"subject": ""}, {"in_reply_to": "<a>\r\nBcc: e@e.example"},
                {"email": "\u0430na@halden0.example"}],
)  # fmt: skip
def test_what_cannot_be_sent_is_not_queued(post: Post, changes: dict[str, str]) -> None:
    with pytest.raises(InputError):
        put(post, Answer(**{**WRITTEN.__dict__, **changes}))
    assert not post.ledger.rows(sa.select(t.touch))


def test_a_subject_keeps_to_its_line(post: Post) -> None:
    put(post, Answer(**{**WRITTEN.__dict__, "subject": "Re: x\r\nBcc: eve@evil.example"}))
    raw = post.ledger.rows(sa.select(t.touch.c.raw))[0]["raw"]
    assert read_back(raw).recipients == (WRITTEN.email,)
    assert read_back(raw).subject == "Re: x Bcc: eve@evil.example"


def test_steps_by_hand_are_tasks(post: Post, server: Server, sink: Sink) -> None:
    post.plays(Step(after_days=0), Step(after_days=2, channel="linkedin"), Step(after_days=1, channel="call"))
    p.approved(post.ledger, p.package(0))
    assert task_table(post.ledger, post.world, post.clock()).empty
    send(post.ledger, post.world, server, actor="cron")
    assert task_table(post.ledger, post.world, post.clock()).empty
    every = task_table(post.ledger, post.world, post.clock(), every=True)
    assert list(every["due"]) == ["2026-03-05", "2026-03-06"]
    post.clock.move(days=3)
    found = task_table(post.ledger, post.world, post.clock())
    assert list(found["channel"]) == ["linkedin", "call"]
    assert (
        task_done(post.ledger, post.world, found["task"][0], by="Dana", now=post.clock()) == "linkedin, Halden Freight"
    )
    assert list(task_table(post.ledger, post.world, post.clock())["channel"]) == ["call"]
    with pytest.raises(InputError, match="no open task"):
        task_done(post.ledger, post.world, found["task"][0], by="Dana", now=post.clock())
    assert len(sink.box) == 1  # no robot did any of it


def test_a_task_has_the_words_that_were_approved(post: Post, server: Server) -> None:
    p.approved(post.ledger, p.package(0, later=(p.follow_up(2, "linkedin", 0, "We wrote to you about your depot."),)))
    send(post.ledger, post.world, server, actor="cron")
    assert list(task_table(post.ledger, post.world, post.clock())["words"]) == ["We wrote to you about your depot."]


def test_a_held_task_is_not_done(post: Post, server: Server) -> None:
    post.plays(Step(after_days=0), Step(after_days=0, channel="call"))
    (made,) = p.approved(post.ledger, p.package(0))
    send(post.ledger, post.world, server, actor="cron")
    task = task_table(post.ledger, post.world, post.clock())["task"][0]
    with post.ledger.recording("x", "outcomes.record", "demo") as recording:
        recording.add(t.outcome, [{"campaign": "demo", "package_id": made.id, "kind": "unsubscribed",
                                   "at": iso(post.clock()), "detail": "", "simulated": False}])  # fmt: skip
    assert task_table(post.ledger, post.world, post.clock()).empty
    with pytest.raises(Conflict, match="asked for no more"):
        task_done(post.ledger, post.world, task, by="Dana", now=post.clock())


def test_an_erasure_blanks_what_was_sent(post: Post, server: Server) -> None:
    made, other = p.approved(post.ledger, p.package(0, later=(p.follow_up(2, words="Dear Lindqvist"),)), p.package(1))
    send(post.ledger, post.world, server, actor="cron")
    put(post)
    assert made.contact
    assert other.contact
    erasure.erase(post.ledger, made.contact.email, actor="Dana")
    text = "".join(
        str(row) + (bytes(row["raw"]).decode() if "raw" in row else "")
        for table in (t.touch, t.dispatch, t.package, t.cadence)
        for row in post.ledger.rows(sa.select(table))
    )
    for word in ("lindqvist", "Lindqvist", made.contact.email):
        assert word not in text
    assert other.contact.email in text
    assert post.ledger.verify().intact
    known = post.ledger.rows(sa.select(t.suppression))
    touches = post.ledger.rows(sa.select(t.touch.c.id).where(t.touch.c.package_id == made.id))
    assert all(unsubscribed(post.ledger, row["id"], post.clock()) for row in touches)  # told the same as everybody
    assert post.ledger.rows(sa.select(t.suppression)) == known
    post.clock.move(days=5)
    assert not send(post.ledger, post.world, server, actor="cron").sent
