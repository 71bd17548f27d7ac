"""Sending over a real SMTP server: once, as approved, and every fault in its phase."""

from __future__ import annotations

import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from email import message_from_bytes
from email.policy import default
from typing import Any

import pytest
import sqlalchemy as sa

from hitl_kit.delivery import Server, send, settle, unknown
from hitl_kit.delivery.message import read_back
from hitl_kit.delivery.outbox import state_of
from hitl_kit.delivery.sending import LEASE, PAUSES, claim, finish, recover
from hitl_kit.delivery.smtp import Answered
from hitl_kit.domain.base import iso
from hitl_kit.domain.errors import Conflict, InputError
from hitl_kit.ledger import Ledger
from hitl_kit.ledger import tables as t
from hitl_kit.review import ReviewSession
from tests.delivery import post as p
from tests.delivery.post import Post
from tests.delivery.servers import Sink, SmtpServer
from tests.ledger.copies import hears_ctrl_c
from tests.review import factory


def states(post: Post) -> list[str]:
    """The states that touches are in now, in the order of their ids."""
    ids = [row["id"] for row in post.ledger.rows(sa.select(t.touch.c.id).order_by(t.touch.c.id))]
    found = state_of(post.ledger.rows, ids)
    return [found[i].state for i in ids]


def test_a_mail_leaves_once_and_as_it_was_approved(post: Post, server: Server, sink: Sink) -> None:
    (made,) = p.approved(post.ledger, p.package(0))
    run = send(post.ledger, post.world, server, actor="cron")
    assert [touch.package_id for touch in run.sent] == [made.id]
    assert not send(post.ledger, post.world, server, actor="cron").sent
    sender, recipients, raw = sink.box[0]
    read, draft, contact = read_back(raw), factory.draft_of(made), made.contact
    assert contact is not None
    assert (sender, recipients) == (p.SENDER.email, [contact.email])
    assert (read.subject, read.body, read.one_click) == (draft.subject, draft.body, True)
    kept = post.ledger.rows(sa.select(t.touch))[0]
    assert kept["raw"].rstrip() == raw.rstrip()
    assert kept["message_id"] == read.message_id
    outcome = post.ledger.rows(sa.select(t.outcome))
    assert [(o["package_id"], o["kind"]) for o in outcome] == [(made.id, "sent")]
    assert post.ledger.rows(sa.select(t.standing.c.sent_at))[0]["sent_at"] == outcome[0]["at"]
    assert post.ledger.verify().intact


def test_a_follow_up_goes_on_in_the_thread(post: Post, server: Server, sink: Sink) -> None:
    (made,) = p.approved(post.ledger, p.package(0, later=(p.follow_up(2), p.follow_up(3, days=2, words="And now?"))))
    send(post.ledger, post.world, server, actor="cron")
    assert "due" in post.holds("due")[0]
    post.clock.move(days=3)
    send(post.ledger, post.world, server, actor="cron")
    post.clock.move(days=4)  # a weekend lies between
    send(post.ledger, post.world, server, actor="cron")
    first, second, third = (message_from_bytes(raw, policy=default) for _, _, raw in sink.box)
    assert second["In-Reply-To"] == first["Message-ID"]
    assert third["In-Reply-To"] == second["Message-ID"]
    assert third["References"].split() == [first["Message-ID"], second["Message-ID"]]
    assert second["Subject"] == third["Subject"] == f"Re: {first['Subject']}"
    assert read_back(sink.box[1][2]).body == factory.draft_of(made).follow_ups[0].body
    assert len(post.ledger.rows(sa.select(t.outcome))) == 1  # one mail was sent to one person, in three steps


@pytest.mark.parametrize("stop", ["answered", "paused", "unsubscribed", "hard bounce"])
def test_the_sequence_ends_when_they_react(post: Post, server: Server, sink: Sink, stop: str) -> None:
    (made,) = p.approved(post.ledger, p.package(0, later=(p.follow_up(2),)))
    send(post.ledger, post.world, server, actor="cron")
    assert made.contact
    at = iso(post.clock.move(hours=1))
    common = {"campaign": "demo", "package_id": made.id, "at": at, "simulated": False}
    with post.ledger.recording("test", "outcomes.record", "demo") as recording:
        match stop:
            case "paused":
                recording.add(t.cadence, [
                    {**common, "email": made.contact.email, "state": "paused", "until": "", "reason": "", "by": "x"}
                ])  # fmt: skip
            case "answered":
                recording.add(t.outcome, [{**common, "kind": "replied", "detail": "question"}])
            case "unsubscribed":
                recording.add(t.suppression, [{"kind": "address", "value": made.contact.email, "reason": ""}])
            case _:
                recording.add(t.outcome, [{**common, "kind": "bounced", "detail": "hard"}])
    post.clock.move(days=4)
    assert not send(post.ledger, post.world, server, actor="cron").sent
    assert len(sink.box) == 1


def test_a_person_lets_it_go_on_after_an_answer(post: Post, server: Server, sink: Sink) -> None:
    (made,) = p.approved(post.ledger, p.package(0, later=(p.follow_up(2),)))
    assert made.contact
    send(post.ledger, post.world, server, actor="cron")
    common = {"campaign": "demo", "package_id": made.id, "simulated": False}
    with post.ledger.recording("test", "outcomes.record", "demo") as recording:
        recording.add(t.outcome, [{**common, "kind": "replied", "detail": "x", "at": iso(post.clock.move(hours=1))}])
        recording.add(t.cadence, [{**common, "email": made.contact.email, "state": "going on", "until": "",
                                   "reason": "", "by": "Ana", "at": iso(post.clock.move(hours=1))}])  # fmt: skip
    post.clock.move(days=3)
    assert len(send(post.ledger, post.world, server, actor="cron").sent) == 1


FAULTS = [
    ("at_mail", "451 4.3.0 try later", "later", True),
    ("at_mail", "550 5.7.515 not authenticated", "later", True),
    ("at_rcpt", "451 4.7.1 greylisted", "later", False),
    ("at_rcpt", "550 5.1.1 no such user", "failed", False),
    ("at_rcpt", "550 5.7.1 relaying denied", "later", True),
    ("at_data", "452 4.3.1 full", "later", False),
    ("at_data", "554 5.7.1 spam", "failed", False),
]


@pytest.mark.parametrize(("phase", "reply", "state", "ours"), FAULTS)
def test_a_refusal_is_told_by_its_phase(
    post: Post, server: Server, sink: Sink, phase: str, reply: str, state: str, ours: bool
) -> None:
    p.approved(post.ledger, p.package(0))
    getattr(sink, phase).append(reply)
    run = send(post.ledger, post.world, server, actor="cron")
    assert next(why for _, why in getattr(run, state)).endswith(reply)
    assert bool(run.stopped) is ours
    assert not sink.box
    assert states(post) == ["approved" if state == "later" else "failed"]
    assert not send(post.ledger, post.world, server, actor="cron").sent  # not at once
    post.clock.move(minutes=PAUSES[0] + 1)
    assert len(send(post.ledger, post.world, server, actor="cron").sent) == (state == "later")
    assert len(sink.box) == (state == "later")
    if state == "later":
        assert len({row["message_id"] for row in post.ledger.rows(sa.select(t.touch))}) == 1


def test_it_gives_up_after_so_many_refusals(post: Post, server: Server, sink: Sink) -> None:
    p.approved(post.ledger, p.package(0))
    post.set(from_hour=0, to_hour=24)
    sink.at_rcpt = ["451 4.7.1 later"] * 20
    for minutes in (*PAUSES, PAUSES[-1]):
        send(post.ledger, post.world, server, actor="cron")
        post.clock.move(minutes=minutes + 1)
    assert states(post) == ["failed"]


def test_no_answer_after_data_is_unknown_for_good(post: Post, server: Server, sink: Sink) -> None:
    p.approved(post.ledger, p.package(0, later=(p.follow_up(2),)))
    sink.drop_after_data = True
    run = send(post.ledger, post.world, server, actor="cron")
    assert len(run.unknown) == len(sink.box) == 1
    sink.drop_after_data = False
    for _ in range(4):
        post.clock.move(days=7)
        send(post.ledger, post.world, server, actor="cron")
    assert len(sink.box) == 1  # neither again, nor what follows it
    (found,) = unknown(post.ledger.rows)
    assert found["id"] == run.unknown[0][0].id
    assert settle(post.ledger, found["id"], arrived=True, by="Ana", reason="in Sent", now=post.clock()) == "sent"
    assert post.ledger.rows(sa.select(t.outcome.c.kind))[0]["kind"] == "sent"
    with pytest.raises(Conflict, match="nothing to find out"):
        settle(post.ledger, found["id"], arrived=True, by="Ana", reason="again", now=post.clock())


def test_what_a_person_found_not_sent_is_not_sent_again(post: Post, server: Server, sink: Sink) -> None:
    p.approved(post.ledger, p.package(0))
    sink.drop_after_data = True
    touch = send(post.ledger, post.world, server, actor="cron").unknown[0][0]
    sink.drop_after_data = False
    with pytest.raises(InputError, match="without a reason"):
        settle(post.ledger, touch.id, arrived=False, by="Ana", reason=" ", now=post.clock())
    assert settle(post.ledger, touch.id, arrived=False, by="Ana", reason="asked them", now=post.clock()) == "failed"
    post.clock.move(days=7)
    assert not send(post.ledger, post.world, server, actor="cron").sent
    assert not post.ledger.rows(sa.select(t.outcome))


def test_a_connection_that_breaks_before_data_is_tried_again(post: Post, server: Server, sink: Sink) -> None:
    p.approved(post.ledger, p.package(0))
    sink.drop_at_rcpt = True
    assert len(send(post.ledger, post.world, server, actor="cron").later) == 1
    sink.drop_at_rcpt = False
    post.clock.move(minutes=PAUSES[0] + 1)
    assert len(send(post.ledger, post.world, server, actor="cron").sent) == 1
    assert len(sink.box) == 1


def test_a_server_that_is_not_there_stops_the_run(post: Post, sink: Sink) -> None:
    p.approved(post.ledger, *(p.package(n) for n in range(3)))
    with SmtpServer(sink) as gone:
        port = gone.port
    run = send(post.ledger, post.world, Server("127.0.0.1", port, tls="none", seconds=2), actor="cron")
    assert len(run.later) == 1
    assert "connect" in run.stopped


def test_twenty_racing_senders_send_each_mail_once(post: Post, server: Server, sink: Sink) -> None:
    p.approved(post.ledger, *(p.package(n) for n in range(6)))

    def race(_: int) -> int:
        own = Post(Ledger.open(post.ledger.url))
        try:
            return len(send(own.ledger, own.world, server, actor="racer").sent)
        finally:
            own.ledger.close()

    with ThreadPoolExecutor(20) as pool:
        counts = list(pool.map(race, range(20)))
    assert sum(counts) == 6
    assert sorted(r for _, recipients, _ in sink.box for r in recipients) == sorted(
        row["email"] for row in post.ledger.rows(sa.select(t.package.c.email))
    )
    assert post.ledger.verify().intact


@pytest.mark.slow
@pytest.mark.parametrize(("window", "delivered"), [("claiming", 0), ("claimed", 0), ("accepted", 1), ("recording", 1)])
def test_a_sender_that_is_killed_leaves_no_second_mail(
    post: Post, server: Server, sink: Sink, window: str, delivered: int
) -> None:
    p.approved(post.ledger, p.package(0))
    command = [sys.executable, "-m", "tests.delivery.killed", post.ledger.url, str(server.port), window]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    assert done.returncode == -signal.SIGKILL, done.stderr
    assert len(sink.box) == delivered
    again = send(post.ledger, post.world, server, actor="cron")
    if window == "claiming":  # nothing was claimed: it is as if the killed one had never been
        assert (len(again.sent), len(sink.box), states(post)) == (1, 1, ["sent"])
        return
    assert not again.sent
    assert states(post) == ["sending"]  # its claim stands: it may be at work still
    post.clock.move(seconds=LEASE.total_seconds() + 1)
    run = send(post.ledger, post.world, server, actor="cron")
    assert (run.recovered, len(run.sent)) == (1, 0)
    assert states(post) == ["unknown"]
    post.clock.move(days=7)
    assert not send(post.ledger, post.world, server, actor="cron").sent
    assert len(sink.box) == delivered


@pytest.mark.slow
@pytest.mark.parametrize(("times", "delivered", "found"), [(1, 1, "sent"), (2, 0, "sending")])
def test_ctrl_c_waits_for_the_servers_answer_once(
    post: Post, server: Server, sink: Sink, times: int, delivered: int, found: str
) -> None:
    p.approved(post.ledger, p.package(0), p.package(1))
    command = [sys.executable, "-m", "tests.delivery.killed", post.ledger.url, str(server.port), f"interrupted{times}"]
    done = subprocess.run(command, check=False, capture_output=True, text=True, preexec_fn=hears_ctrl_c)
    assert "KeyboardInterrupt" in done.stderr
    assert (len(sink.box), states(post)) == (delivered, [found])
    assert len(send(post.ledger, post.world, server, actor="cron").sent) == 1, "the other one, and nothing twice"
    assert len(sink.box) == delivered + 1


def test_recovery_leaves_a_claim_that_stands(post: Post) -> None:
    p.approved(post.ledger, p.package(0))
    _claimed(post)
    assert recover(post.ledger, actor="x", now=post.clock() + LEASE - timedelta(seconds=1)) == 0
    assert recover(post.ledger, actor="x", now=post.clock() + LEASE + timedelta(seconds=1)) == 1


def test_a_late_answer_is_recorded_over_unknown(post: Post) -> None:
    """The sender's machine slept through its lease: what it then knows for sure is worth more."""
    p.approved(post.ledger, p.package(0))
    touch = _claimed(post)
    recover(post.ledger, actor="x", now=post.clock.move(hours=1))
    assert finish(post.ledger, touch, Answered("sent", "250 ok"), run="r1", actor="x", now=post.clock()) == "sent"
    with pytest.raises(Conflict, match="not this run's"):
        finish(post.ledger, touch, Answered("sent", "250 ok"), run="r1", actor="x", now=post.clock())


def test_what_was_unknown_is_not_tried_again_whatever_is_learned_late(post: Post) -> None:
    p.approved(post.ledger, p.package(0))
    touch = _claimed(post)
    with pytest.raises(Conflict, match="not this run's"):
        finish(post.ledger, touch, Answered("sent", "250 ok"), run="another", actor="x", now=post.clock())
    recover(post.ledger, actor="x", now=post.clock.move(hours=1))
    late = Answered("later", "refused at RCPT: 451 later")
    assert finish(post.ledger, touch, late, run="r1", actor="x", now=post.clock()) == "failed"


def _claimed(post: Post, run: str = "r1") -> Any:
    from hitl_kit.delivery.planning import candidates

    candidate = next(candidates(post.ledger.rows, post.world, post.clock()))
    touch = claim(post.ledger, post.world, candidate, run=run, actor="cron")
    assert claim(post.ledger, post.world, candidate, run="another", actor="cron") is None
    return touch


def test_a_verdict_can_be_undone_until_the_mail_is_claimed(post: Post) -> None:
    made, other = p.approved(post.ledger, p.package(0), p.package(1))
    review = ReviewSession(post.ledger, "demo", "Ana", clock=post.clock)
    review.undo(package_id=other.id)
    assert _claimed(post).package_id == made.id
    with pytest.raises(Conflict, match="began to leave"):
        review.undo(package_id=made.id)
    cover = review.cover([made.id], "undo")
    assert "began to leave" in cover.left_out[0][2]


def test_what_is_undone_between_the_look_and_the_claim_does_not_leave(post: Post) -> None:
    from hitl_kit.delivery.planning import candidates

    (made,) = p.approved(post.ledger, p.package(0))
    candidate = next(candidates(post.ledger.rows, post.world, post.clock()))
    ReviewSession(post.ledger, "demo", "Ana", clock=post.clock).undo(package_id=made.id)
    assert claim(post.ledger, post.world, candidate, run="r", actor="cron") is None
    assert not post.ledger.rows(sa.select(t.touch))


def test_an_edited_mail_leaves_as_it_was_edited(post: Post, server: Server, sink: Sink) -> None:
    (made,) = factory.store(post.ledger, [p.package(0, later=(p.follow_up(2),))])
    review = ReviewSession(post.ledger, "demo", "Ana", clock=post.clock)
    body = f"Hi Ana,\n\nOnly this, with an umlaut: ü.\n\n{p.SIGNOFF}"
    review.edit(made.id, "Another subject", body)
    send(post.ledger, post.world, server, actor="cron")
    assert (read_back(sink.box[0][2]).subject, read_back(sink.box[0][2]).body) == ("Another subject", body)
    post.clock.move(days=3)
    send(post.ledger, post.world, server, actor="cron")
    assert read_back(sink.box[1][2]).subject == "Re: Another subject"
