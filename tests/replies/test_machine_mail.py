"""Complaints, bounces, auto-replies and reports are told from each other and from people."""

from __future__ import annotations

from datetime import date

import pytest

from hitl_kit.replies import read_message
from hitl_kit.replies.bounce_words import weight
from tests.replies.machine_mail import ADDRESS, AWAY, BOUNCES, COMPLAINTS, OURS, complaint, message, plain, report


@pytest.mark.parametrize(("name", "subtype", "raw"), BOUNCES, ids=[b[0] for b in BOUNCES])
def test_a_bounce_is_found_weighed_and_traced(name: str, subtype: str, raw: bytes) -> None:
    read = read_message(raw)
    assert (read.kind, read.subtype, read.recipient) == ("bounce", subtype, ADDRESS)
    if OURS.encode() in raw:
        assert read.returned_message_id == OURS
    assert read.diagnostic


@pytest.mark.parametrize(("name", "subtype", "raw"), BOUNCES, ids=[b[0] for b in BOUNCES])
def test_a_bounce_is_found_with_other_line_ends(name: str, subtype: str, raw: bytes) -> None:
    read = read_message(raw.replace(b"\n", b"\r\n"))
    assert (read.kind, read.subtype, read.recipient) == ("bounce", subtype, ADDRESS)


@pytest.mark.parametrize(("name", "raw"), COMPLAINTS, ids=[c[0] for c in COMPLAINTS])
def test_a_complaint_is_found(name: str, raw: bytes) -> None:
    read = read_message(raw)
    assert (read.kind, read.recipient, read.returned_message_id) == ("complaint", ADDRESS, OURS)


@pytest.mark.parametrize("kind", ["not-spam", "auth-failure"])
def test_a_feedback_report_that_is_no_complaint(kind: str) -> None:
    read = read_message(complaint(kind))
    assert (read.kind, read.subtype) == ("report", kind)


@pytest.mark.parametrize(("language", "subject", "text", "day"), AWAY)
def test_an_absence_and_its_end_are_found(language: str, subject: str, text: str, day: str) -> None:
    for raw in (message(text, subject=subject),
                message(text, subject="Re: Nine roles", headers={"Auto-Submitted": "auto-replied"})):  # fmt: skip
        read = read_message(raw)
        assert (read.kind, read.subtype, read.return_date) == ("auto_reply", "out_of_office", date.fromisoformat(day))


@pytest.mark.parametrize(
    ("text", "subtype"),
    [
        ("Jane is no longer with Example. Please write to info@example.com.", "left"),
        ("Frau Doe ist nicht mehr für unser Unternehmen tätig.", "left"),
        ("Thank you for contacting Example. Your ticket #48211 was opened.", "ticket"),
        ("To deliver your message, please click here to confirm that you are human.", "challenge"),
        ("Hello.", "automatic"),
    ],
)
def test_what_a_machine_answers(text: str, subtype: str) -> None:
    read = read_message(message(text, headers={"Auto-Submitted": "auto-replied"}))
    assert (read.kind, read.subtype, read.return_date) == ("auto_reply", subtype, None)


@pytest.mark.parametrize(
    "header", ["X-Autoreply", "X-Autorespond", "X-Autoresponder", "X-MS-Exchange-Inbox-Rules-Loop", "X-Mail-Autoreply"]
)
def test_older_programs_mark_their_answers_in_their_own_way(header: str) -> None:
    assert read_message(message("Hello.", headers={header: "yes"})).kind == "auto_reply"
    assert read_message(message("Hello.", headers={header: "no"})).kind == "person"


def test_a_message_without_an_envelope_sender_is_a_machines() -> None:
    assert read_message(message("Hello.", headers={"Return-Path": "<>"})).kind == "auto_reply"


@pytest.mark.parametrize(
    ("text", "subject", "headers"),
    [
        ("Yes, call me.", "Re: Nine roles", {"Auto-Submitted": "no"}),
        ("I am out of the office until 14 May, let us talk then.\n\nOn Mon, 3 May 2027 at 09:00, Dana"
        " <dana@sales.example.org>"
         " wrote:\n> Worth a look?", "Re: Nine roles", {"In-Reply-To": OURS}),
        ("Your mail to Tom bounced:\n\n> 550 5.1.1 <tom@example.com>: Recipient address rejected: User unknown\n\nTry"
         " tom.b@example.com.", "Re: Nine roles", {"In-Reply-To": OURS}),
        ("Delivery to the following recipient failed permanently:\n\n     tom@example.com\n\nThat is what I got. Any"
        " other"
         " address?", "Re: Nine roles", {}),
        ("Our delivery failed last week, so yes.", "Delivery of pallets failed", {}),
        ("Ticket 4711 is what I ask about.", "Automation of shifts", {}),
        ("Please unsubscribe me.", "Re: Nine roles", {"Precedence": "bulk", "List-Id": "<x.example.com>"}),
    ],
)  # fmt: skip
def test_a_person_stays_a_person(text: str, subject: str, headers: dict[str, str]) -> None:
    assert read_message(message(text, subject=subject, headers=headers)).kind == "person"


def test_reports_that_ask_for_nothing() -> None:
    delivered = report("MAILER-DAEMON@mx.example.com", "Successful Mail Delivery Report", "", "2.1.5", "smtp; 250"
        " 2.1.5 OK",
                       action="delivered")  # fmt: skip
    assert (read_message(delivered).kind, read_message(delivered).subtype) == ("report", "delivered")
    receipt = (
        b"From: jane.doe@example.com\nSubject: Read: Nine roles\nContent-Type: multipart/report; report-type="
        b'disposition-notification; boundary="=_b"\n\n--=_b\nContent-Type: text/plain\n\nYour message was'
        b' read.\n--=_b\n'
        b"Content-Type: message/disposition-notification\n\nFinal-Recipient:"
        b" rfc822;jane.doe@example.com\nOriginal-Message-ID: "
        + OURS.encode() + b"\nDisposition: manual-action/MDN-sent-manually; displayed\n\n--=_b--\n"
    )  # fmt: skip
    read = read_message(receipt)
    assert (read.kind, read.subtype, read.recipient, read.returned_message_id) == ("report", "read", ADDRESS, OURS)
    dmarc = plain("noreply-dmarc@google.com", "Report domain: example.org Submitter: google.com Report-ID: 1", "x")
    assert read_message(dmarc).kind == "report"


def test_a_complaint_counts_before_a_bounce_and_a_bounce_before_an_auto_reply() -> None:
    marked = complaint().replace(
        b"MIME-Version", b"Auto-Submitted: auto-generated\nX-Failed-Recipients: a@b.example\nMIME-Version"
    )
    assert read_message(marked).kind == "complaint"
    assert all(read_message(raw).kind == "bounce" for _, _, raw in BOUNCES if b"Auto-Submitted" in raw)


def test_an_old_form_beyond_ascii_is_read_in_silence(capfd: pytest.CaptureFixture[str]) -> None:
    qmail = next(raw for name, _, raw in BOUNCES if name == "qmail")
    raw = qmail.replace(b"MAILER-DAEMON@", b"Zusteller f\xfcr Post MAILER-DAEMON@")
    read = read_message(raw)
    assert (read.kind, read.recipient, read.because) == ("bounce", ADDRESS, "the form of a known mail server")
    assert capfd.readouterr() == ("", "")


def test_of_two_recipients_the_failed_one_is_named() -> None:
    raw = report("MAILER-DAEMON@mx.example.com", "Undelivered Mail", "", "5.1.1", "smtp; 550 5.1.1 unknown")
    both = raw.replace(b"\n\nFinal-Recipient", b"\n\nFinal-Recipient: rfc822;ok@example.com\nAction: relayed\nStatus:"
        b" 2.0.0"
                       b"\n\nFinal-Recipient", 1)  # fmt: skip
    assert (read_message(both).kind, read_message(both).recipient) == ("bounce", ADDRESS)


@pytest.mark.parametrize(
    ("status", "words", "expected"),
    [
        ("5.1.1", "", "hard"), ("5.2.2", "", "soft"), ("4.7.1", "greylisted", "soft"), ("5.7.1", "policy", "blocked"),
        ("5.7.1", "user unknown", "hard"), ("5.0.0", "no such user", "hard"),
        ("", "550 blocked using zen.spamhaus.org", "blocked"),
        ("", "mailbox full", "soft"), ("", "connection timed out", "soft"), ("5.0.0", "", "hard"), ("", "", "soft"),
        ("5.7.1", "unable to relay", "hard"), ("5.6.0", "", "blocked"), ("4.2.2", "over quota", "soft"),
    ],
)  # fmt: skip
def test_an_exact_code_counts_before_words_and_words_before_a_vague_code(
    status: str, words: str, expected: str
) -> None:
    assert weight(status, words) == expected
