"""A mailbox: how much it may send, how far apart, and what stops it."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from hitl_kit.delivery import Server, dry_run, resume, send
from hitl_kit.delivery.mailbox import Mailbox
from hitl_kit.domain.base import iso
from hitl_kit.ledger import tables as t
from tests.delivery import post as p
from tests.delivery.post import Post
from tests.delivery.servers import Sink


def test_the_cap_grows_with_the_days_it_is_used(post: Post, server: Server) -> None:
    p.approved(post.ledger, *(p.package(n) for n in range(12)))
    post.set(first_day=2, more_each_day=2, cap=5)
    counts = []
    for _ in range(4):
        counts.append(len(send(post.ledger, post.world, server, actor="cron").sent))
        post.clock.move(days=1)
    assert counts == [2, 4, 5, 1]
    assert "5 of 5 mails today" not in "".join(post.holds("mailbox cap"))


def test_the_dry_run_counts_what_would_leave_first(post: Post) -> None:
    p.approved(post.ledger, *(p.package(n) for n in range(4)))
    post.set(first_day=3, cap=3)
    found = dry_run(post.ledger, post.world, post.clock())
    assert list(found.frame["sends"]) == [True, True, True, False]
    assert found.holding == {"mailbox cap": 1}
    post.set(first_day=50, cap=50, spacing_minutes=(10, 15))
    assert list(dry_run(post.ledger, post.world, post.clock()).frame["sends"]) == [True, False, False, False]


def test_mails_leave_ten_to_fifteen_minutes_apart(post: Post, server: Server) -> None:
    p.approved(post.ledger, *(p.package(n) for n in range(6)))
    post.set(spacing_minutes=(10, 15))
    gaps, last = [], post.clock()
    assert send(post.ledger, post.world, server, actor="cron").behind == 4, "one left, one is held, and four wait"
    gaps.append(0.0)
    for _ in range(120):
        if send(post.ledger, post.world, server, actor="cron").sent:
            gaps.append((post.clock() - last).total_seconds() / 60)
            last = post.clock()
        post.clock.move(seconds=45)
    assert len(gaps) == 6
    assert all(10 <= gap <= 16 for gap in gaps[1:])
    assert len(set(gaps[1:])) > 1


def test_two_campaigns_share_a_mailbox(post: Post, server: Server) -> None:
    p.approved(post.ledger, p.package(0), p.package(1, id="q001", campaign="autumn"))
    post.set(spacing_minutes=(10, 15))
    assert len(send(post.ledger, post.world, server, actor="cron").sent) == 1
    post.world = replace(post.world, campaign="autumn")
    assert "the next mail may leave" in post.holds("spacing")[0]


def test_a_mailbox_that_was_in_use_elsewhere(post: Post) -> None:
    post.set(first_day=5, more_each_day=2, cap=30)
    box = Mailbox(post.ledger.rows, post.world.mailbox, post.world.sending, post.clock())
    assert box.cap == 5
    post.set(warm_since=(post.clock() - timedelta(days=10)).date())
    assert Mailbox(post.ledger.rows, post.world.mailbox, post.world.sending, post.clock()).cap == 25


def _sent(post: Post, server: Server, n: int, **outcomes: int) -> None:
    """Send n mails; the first so many of them have these outcomes."""
    made = p.approved(post.ledger, *(p.package(k) for k in range(n)))
    send(post.ledger, post.world, server, actor="cron")
    at = iso(post.clock.move(minutes=1))
    with post.ledger.recording("x", "outcomes.record", "demo") as recording:
        for kind, count in outcomes.items():
            detail = "hard" if kind == "bounced" else ""
            recording.add(t.outcome, [{"campaign": "demo", "package_id": one.id, "kind": kind, "at": at,
                                       "detail": detail, "simulated": False} for one in made[:count]])  # fmt: skip


def _next(post: Post) -> None:
    p.approved(post.ledger, p.package(11, id="next"))


@pytest.mark.parametrize(("bounces", "stops"), [(3, False), (4, True)])
def test_more_than_three_bounces_of_a_hundred_stop_a_mailbox(
    post: Post, server: Server, bounces: int, stops: bool
) -> None:
    _sent(post, server, 8, bounced=bounces)
    _next(post)
    why = post.holds("bounces")
    assert bool(why) is stops
    if stops:
        assert re.search(r"4 of 8 \(50\.0%; 95% interval 15\.7% to 84\.3%\)", why[0])


def test_refused_recipients_count_as_bounces(post: Post, server: Server, sink: Sink) -> None:
    sink.at_rcpt = ["550 5.1.1 no such user"] * 4
    p.approved(post.ledger, *(p.package(n) for n in range(6)))
    run = send(post.ledger, post.world, server, actor="cron")
    assert (len(run.failed), len(run.sent)) == (4, 0)
    assert "4 of 4" in post.holds("bounces")[0]


def test_one_complaint_stops_a_small_mailbox_until_a_person_looks(post: Post, server: Server) -> None:
    _sent(post, server, 5, complained=1)
    _next(post)
    assert "1 of 5" in post.holds("complaints")[0]
    stopped = Mailbox(post.ledger.rows, post.world.mailbox, post.world.sending, post.clock.move(minutes=5))
    resume(post.ledger, "demo", stopped, by="Dana", reason="the list was stale")
    assert post.holds("complaints") == []
    box = Mailbox(post.ledger.rows, post.world.mailbox, post.world.sending, post.clock())
    assert (box.complaint_fault, box.complained.found) == ("", 0)


@pytest.mark.parametrize(
    ("found", "stops", "warns"), [(0, False, False), (1, False, True), (2, False, True), (3, True, True)]
)
def test_complaints_of_a_large_mailbox(post: Post, found: int, stops: bool, warns: bool) -> None:
    """Of the last 1,000 mails: 0.1% is said, 0.3% stops; what lies before them counts no more."""
    at = [iso(p.TUESDAY + timedelta(seconds=n)) for n in range(1200)]
    with post.ledger.recording("x", "test.fill", "demo") as recording:
        recording.add(t.touch, [{
            "id": f"{n:016x}", "campaign": "demo", "package_id": f"m{n}", "kind": "first", "step": 1,
            "channel": "email",
            "email": f"{n}@x.example", "mailbox": p.SENDER.email, "message_id": f"<{n}@x>", "raw": b"",
            "content_sha256": "", "due_at": at[n], "by": "", "at": at[n], "simulated": False,
        } for n in range(1200)])  # fmt: skip
        recording.add(t.dispatch, [{
            "touch_id": f"{n:016x}", "number": 1, "state": "sent", "why": "", "run": "", "until": "", "at": at[n],
        } for n in range(1200)])  # fmt: skip
        recording.add(t.outcome, [{
            "campaign": "demo", "package_id": f"m{n}", "kind": "complained", "at": at[-1], "detail": "",
            "simulated": False,
        } for n in [*range(5), *range(1000, 1000 + found)]])  # fmt: skip
    box = Mailbox(post.ledger.rows, post.world.mailbox, post.world.sending, post.clock.move(days=1))
    assert (bool(box.complaint_fault), bool(box.complaint_warning)) == (stops, warns)
    assert (box.complained.found, box.complained.of) == (found, 1000)
