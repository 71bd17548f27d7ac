"""Storing: the message, the pause and the cursor together or not at all, and never twice."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from datetime import timedelta
from email.message import EmailMessage
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hitl_kit import Campaign
from hitl_kit.domain.answering import Answering
from hitl_kit.domain.base import iso, sha256_hex
from hitl_kit.domain.delivery import Touch
from hitl_kit.ledger import Ledger
from hitl_kit.ledger import tables as t
from hitl_kit.ledger.erasure import erase
from hitl_kit.replies import strangers
from hitl_kit.replies.arrived import Arrived, Cursor, Lot
from hitl_kit.replies.cadences import newest
from hitl_kit.replies.conversations import list_threads
from hitl_kit.replies.reading import read_message
from hitl_kit.replies.storing import Stored, cursor_in, store
from hitl_kit.replies.triaging import triage
from tests.replies.dovecot import Box
from tests.replies.mails import MAILBOX, SENT, answer, machine, rows

MARA = "mara.quist@alder-freight.example"


def put(campaign: Campaign, *raws: bytes) -> Stored:
    lot = Lot(tuple(Arrived(raw) for raw in raws))
    return store(campaign.workbench.ledger, lot, mailbox=MAILBOX, actor="Dana")


def test_an_answer_pauses_its_person_in_the_event_that_stores_it(approved: Campaign, out: dict[str, Touch]) -> None:
    touch, other = list(out.values())[:2]
    assert put(approved, answer(touch, "Tell me more.")) == Stored(new=1, matched=1)
    (inbound,) = rows(approved, t.inbound)
    (cadence,) = rows(approved, t.cadence)
    assert inbound["event"] == cadence["event"]
    assert inbound["raw"] == answer(touch, "Tell me more.")
    assert (inbound["touch_id"], inbound["package_id"], inbound["matched_by"]) == (
        touch.id,
        touch.package_id,
        "in_reply_to",
    )
    assert inbound["received_at"] == iso(SENT + timedelta(days=1))
    assert (cadence["email"], cadence["state"], cadence["package_id"]) == (touch.email, "paused", touch.package_id)
    assert set(newest(approved.workbench.ledger, [touch.email, other.email])) == {touch.email}
    assert rows(approved, t.reading) == [], "nothing was decided by what it says"


def test_how_a_message_is_matched(approved: Campaign, out: dict[str, Touch]) -> None:
    one, two, *_ = out.values()
    cases = {
        "in_reply_to": answer(one, "a", References=two.message_id),
        "references": answer(one, "b", In_Reply_To="", References=f"{two.message_id} {one.message_id}"),
        "returned": machine(one),
        "verp": answer(one, "c", In_Reply_To="", From="x@else.example", To=f"bounce+{one.id}@sender.example"),
        "address": answer(one, "d", In_Reply_To=""),
        "": answer(one, "e", In_Reply_To="", From="stranger@else.example"),
    }  # fmt: skip
    for how, raw in cases.items():
        put(approved, raw)
        row = rows(approved, t.inbound)[-1]
        assert row["matched_by"] == how
        assert (row["package_id"], row["touch_id"]) == ((one.package_id, one.id) if how else ("", ""))
    assert row["email"] == "stranger@else.example"
    assert len(rows(approved, t.cadence)) == 5, "a stranger has no cadence"


def test_a_copy_of_our_own_mail_is_nobodys_answer(approved: Campaign, out: dict[str, Touch]) -> None:
    touch = next(iter(out.values()))
    copy = answer(touch, "As promised, here it is.", From=f"Rep <{MAILBOX}>", To=touch.email)
    assert put(approved, copy) == Stored(new=1)
    assert rows(approved, t.cadence) == []


def test_strangers_are_listed(approved: Campaign, out: dict[str, Touch]) -> None:
    raw = answer(next(iter(out.values())), "Tell me more.", From="Bo <bo@else.example>", In_Reply_To="")
    put(approved, raw, answer(next(iter(out.values())), "Tell me more."))
    triage(approved.workbench.ledger, lambda _: Answering(), actor="Dana")
    found = strangers(approved.workbench.ledger)
    assert found[["sender", "name", "about", "their words"]].to_numpy().tolist() == [
        ["bo@else.example", "Bo", "positive", "Tell me more."]
    ]


def test_a_mail_that_another_tool_sent_is_matched_by_its_address(approved: Campaign) -> None:
    approved.generate(5)
    session = approved.session()
    (first, *_) = session.claim()
    session.approve(first)
    row = next(r for r in rows(approved, t.package) if r["id"] == first)
    raw = f"From: {row['email'].upper()}\nMessage-ID: <1@x.example>\nSubject: Hello\n\nTell me more.\n".encode()
    assert put(approved, raw) == Stored(new=1, matched=1)
    (found,) = rows(approved, t.inbound)
    assert (found["package_id"], found["touch_id"], found["matched_by"]) == (first, "", "address")
    assert rows(approved, t.cadence)[0]["email"] == row["email"]


def test_the_same_message_is_stored_once_however_it_comes(approved: Campaign, out: dict[str, Touch]) -> None:
    raw = answer(next(iter(out.values())), "Tell me more.")
    copy = b"Received: from elsewhere; Mon, 3 May 2027 09:00:00 +0000\r\n" + raw.replace(b"\n", b"\r\n")
    assert put(approved, raw, raw) == Stored(new=1, known=1, matched=1)
    assert put(approved, raw, copy) == Stored(known=2)
    assert len(rows(approved, t.cadence)) == 1


def test_a_message_id_alone_does_not_make_two_messages_one(approved: Campaign, out: dict[str, Touch]) -> None:
    """Anybody can write a Message-ID; and some programs give all their mails the same."""
    touch = next(iter(out.values()))
    same: Any = {"Message_ID": "<1@mail.example>"}
    assert put(approved, answer(touch, "No.", **same)) == Stored(new=1, matched=1)
    assert put(approved, answer(touch, "Yes, please.", **same)) == Stored(new=1, matched=1)
    assert put(approved, answer(touch, "No.", From="a@else.example", **same)).new == 1
    assert put(approved, answer(touch, "No.", Message_ID=""), answer(touch, "No, no.", Message_ID="")).new == 2


def test_a_time_in_the_future_is_now(approved: Campaign, out: dict[str, Touch]) -> None:
    put(approved, answer(next(iter(out.values())), "Hi", days=4000))
    (row,) = rows(approved, t.inbound)
    assert row["received_at"] == row["at"]


def test_the_cursor_moves_with_the_rows(ledger: Ledger) -> None:
    cursor = Cursor(MAILBOX, "INBOX", "7", 12)
    lot = Lot((Arrived(b"Subject: x\n\nx", 12),), cursor)
    assert cursor_in(ledger, cursor) is None
    store(ledger, lot, mailbox=MAILBOX, actor="Dana")
    assert cursor_in(ledger, Cursor(MAILBOX, "INBOX")) == cursor
    assert cursor_in(ledger, Cursor(MAILBOX, "Other")) is None
    events = {r["event"] for table in (t.inbound, t.fetched) for r in ledger.rows(sa.select(table))}
    assert len(events) == 1


def test_who_is_stopped_stays_stopped(approved: Campaign, out: dict[str, Touch]) -> None:
    touch = next(iter(out.values()))
    put(approved, answer(touch, "Please remove me from your list."))
    triage(approved.workbench.ledger, lambda _: Answering(), actor="Dana")
    put(approved, answer(touch, "Thanks.", days=1.5))
    assert newest(approved.workbench.ledger, [touch.email])[touch.email]["state"] == "stopped"
    triage(approved.workbench.ledger, lambda _: Answering(), actor="Dana")
    assert newest(approved.workbench.ledger, [touch.email])[touch.email]["state"] == "stopped"


HOSTILE = st.one_of(
    st.binary(max_size=2000),
    st.builds(
        lambda headers, body: b"".join(name + b": " + value + b"\n" for name, value in headers) + b"\n" + body,
        st.lists(
            st.tuples(
                st.sampled_from([
                    b"From", b"To", b"Subject", b"Message-ID", b"In-Reply-To", b"References", b"Date", b"Content-Type",
                    b"Content-Transfer-Encoding", b"Return-Path", b"Auto-Submitted", b"MIME-Version", b"Delivered-To",
                ]),
                st.one_of(
                    st.binary(max_size=60),
                    st.sampled_from([
                        b"multipart/mixed; boundary=\"", b"multipart/report; report-type=delivery-status; boundary=a",
                        b"text/html; charset=\x00", b"message/rfc822", b"<a@b>", b"=?utf-8?b?////?=", b"a@b.example",
                        b"text/plain; charset=utf-7", b"base64", b"quoted-printable",
                        b"Thu, 99 Foo 99999 99:99:99 +9999",
                        b"mara.quist@alder-freight.example",
                    ]),
                ),
            ),
            max_size=10,
        ),
        st.one_of(st.binary(max_size=500), st.sampled_from([b"--a\n--a--", b"=\n=\n=", b"<div>" * 300, b"\x00" * 50])),
    ),
)  # fmt: skip


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(HOSTILE, min_size=1, max_size=4, unique=True))
def test_whatever_the_bytes_are_they_are_kept_and_read(ledger: Ledger, raws: list[bytes]) -> None:
    lot = Lot(tuple(Arrived(raw) for raw in raws))
    before = {r["sha256"] for r in ledger.rows(sa.select(t.inbound.c.sha256))}
    found = store(ledger, lot, mailbox=MAILBOX, actor="Dana")
    kept = {r["sha256"]: r["raw"] for r in ledger.rows(sa.select(t.inbound))}
    fresh = {sha256_hex(raw): raw for raw in raws if sha256_hex(raw) not in before}
    assert found.new + found.known == len(raws)
    assert found.new <= len(fresh)
    assert all(kept[digest] == raw for digest, raw in fresh.items() if digest in kept)
    triage(ledger, lambda _: Answering(), actor="Dana")
    read = {r["inbound_id"] for r in ledger.rows(sa.select(t.reading.c.inbound_id))}
    assert read == {r["id"] for r in ledger.rows(sa.select(t.inbound)) if r["raw"]}


KILLED = """
import os, sys
from hitl_kit import Workbench
from hitl_kit.replies.imap import Account
from hitl_kit.replies.mailbox import read_mailbox
account = Account("127.0.0.1", int(sys.argv[2]), sys.argv[3], sys.argv[4], tls=False)
ledger = Workbench(sys.argv[1]).ledger
print("ready", flush=True)
read_mailbox(ledger, account, actor="Dana", progress=lambda done: print(done, flush=True))
"""


@pytest.mark.sqlite
def test_killed_at_any_moment_nothing_is_lost_and_nothing_stored_twice(
    approved: Campaign, out: dict[str, Touch], dovecot: Box
) -> None:
    touches = list(out.values())
    raws = [answer(touches[n % len(touches)], f"Tell me more about {n}. {'x' * 9_000}") for n in range(350)]
    dovecot.deliver(*raws)
    a = dovecot.account
    command = [sys.executable, "-c", KILLED, str(approved.workbench.workspace.root), str(a.port), a.user, a.password]
    seen = []
    for lots, wait in ((0, 0.0), (1, 0.0), (0, 0.05), (1, 0.03)):  # after so many lots, and so many seconds more
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n"
            for _ in range(lots):
                process.stdout.readline()
            time.sleep(wait)
            process.send_signal(signal.SIGKILL)
        inbound, cursors = rows(approved, t.inbound), rows(approved, t.fetched)
        seen.append(len(inbound))
        assert len(inbound) == (int(cursors[-1]["uid"]) if cursors else 0), "the cursor stands where the rows end"
        assert len(rows(approved, t.cadence)) == len(inbound), "and everybody is paused"
    assert subprocess.run(command, capture_output=True, check=True)
    assert sorted(r["raw"] for r in rows(approved, t.inbound)) == sorted(raw.replace(b"\n", b"\r\n") for raw in raws)
    assert max(seen) > 0, "some of it was stored before a kill"
    assert approved.workbench.verify().intact


def test_mail_from_before_an_erasure_does_not_come_back(approved: Campaign, out: dict[str, Touch]) -> None:
    ledger, touch = approved.workbench.ledger, next(iter(out.values()))
    first, second = answer(touch, "Tell me more."), answer(touch, "And the price?", days=1.2)
    put(approved, first)
    erase(ledger, touch.email, actor="Dana")
    assert put(approved, first) == Stored(known=1), "its hash is still known"
    assert put(approved, second, first.replace(b"\n", b"\r\n")) == Stored(forgotten=2)
    assert put(approved, answer(touch, "I am back, and want to hear more.", days=3)).new == 1
    assert ledger.verify().intact


def test_an_erasure_takes_a_person_out_of_their_mail_and_out_of_others(
    approved: Campaign, out: dict[str, Touch]
) -> None:
    """Their own messages go; in a colleague's, their name goes, also where the mail's encoding hides it."""
    ledger, (one, other) = approved.workbench.ledger, out.values()
    made = EmailMessage()
    made["From"], made["In-Reply-To"], made["Message-ID"] = other.email, other.message_id, "<1@birch.example>"
    made.set_content(f"Please write to Mara Quist instead: {MARA}. It is Zoë who decides.", cte="base64")
    hidden = made.as_bytes()
    assert MARA.encode() not in hidden
    put(approved, answer(one, "Tell me more."), hidden)
    triage(ledger, lambda _: Answering(), actor="Dana")
    erase(ledger, MARA, actor="Dana")
    own, colleagues = rows(approved, t.inbound)
    assert (own["raw"], own["message_id"], own["email"].split(":")[0]) == (b"", "", "erased")
    left = read_message(colleagues["raw"])
    assert "Mara" not in left.body + left.subject
    assert "It is Zoë who decides." in left.body
    first, second = rows(approved, t.reading)
    assert first["content"] == "{}"
    assert "Mara Quist" not in second["content"]
    assert MARA not in second["content"]
    assert {r["email"].split(":")[0] for r in rows(approved, t.cadence)} == {"erased", other.email}
    assert [x.package_id for x in list_threads(ledger, "depots")] == [other.package_id]
    assert ledger.verify().intact
