"""Complaints, bounces, auto-replies and reports are told from each other and from people."""

from __future__ import annotations

import re
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


def test_a_report_that_says_nothing_in_its_fields_is_a_bounce() -> None:
    raw = report(f"info@{ADDRESS}", "Adresse inconnue", f"A message could not be delivered to:\n{ADDRESS}\n\nL'adresse"
        " n'existe pas.", "", "")  # fmt: skip
    emptied = re.sub(rb"\nFinal-Recipient.*?\n\n", b"\n", raw, flags=re.S)
    assert b"Final-Recipient" not in emptied
    read = read_message(emptied)
    assert (read.kind, read.subtype, read.recipient) == ("bounce", "hard", ADDRESS)


def test_a_report_whose_boundary_is_damaged_is_read_all_the_same() -> None:
    raw = report("MAILER-DAEMON@mx.example.com", "Undelivered Mail", "It failed.", "5.7.1", "smtp; 554 looks like spam")
    read = read_message(raw.replace(b'boundary="=_b"', b'boundary="=_b" Message-Id: <x@example.com>'))
    assert (read.kind, read.subtype, read.recipient, read.status) == ("bounce", "blocked", ADDRESS, "5.7.1")


@pytest.mark.parametrize(
    ("sender", "subject", "words", "headers", "recipient"),
    [
        ("System Administrator <postmaster@example.com>", "Undeliverable: Nine roles", "Your message\n\n  Subject: Nine"
         " roles\n\ndid not reach the following recipient(s):\n\nJane Doe on Mon, 3 May 2027", "", ""),
        ("Postmaster@example.com", "Mail Delivery Failure", "Delivery of email to this address has failed due to a full"
         " mailbox.", f"Final-Recipient: rfc822;{ADDRESS}\n", ADDRESS),
        ("<>", "", f"You sent mail to {ADDRESS}. That's not a valid user here.", "Auto-Submitted: auto-replied\n"
         f"In-Reply-To: {OURS}\n", ADDRESS),
    ],
)  # fmt: skip
def test_a_refusal_in_no_known_form_is_a_bounce(
    sender: str, subject: str, words: str, headers: str, recipient: str
) -> None:
    read = read_message(plain(sender, subject, words, headers=headers))
    assert (read.kind, read.recipient) == ("bounce", recipient)


@pytest.mark.parametrize(
    ("subject", "words"),
    [
        ("Automatic reply: Delivery problems in Leipzig", "I am out of office until 14 May. Write to tom@example.com."),
        ("Delivery problems in Leipzig", "I am out of office until 14 May. Write to tom@example.com."),
        ("Automatic reply: Nine roles", "We are closed. For permanent positions, e-mail jobs@example.com."),
        ("Nine roles", "I am out of office and unable to deliver any answer before 14 May. Write to tom@example.com."),
        ("Automatic reply: Failed deliveries", "Thank you, we will get back to you."),
    ],
)
def test_an_absence_notice_is_no_refusal_though_the_envelope_had_no_sender(subject: str, words: str) -> None:
    assert read_message(plain(f"<{ADDRESS}>", subject, words)).kind == "auto_reply"


def test_a_servers_mark_of_the_recipient_is_no_refusal() -> None:
    marked = message("Yes, call me.", headers={"Original-Recipient": "rfc822;dana@sales.example.org"})
    assert read_message(marked).kind == "person"


def test_somebody_who_left_is_no_refusal_though_the_envelope_had_no_sender() -> None:
    raw = plain(f"<{ADDRESS}>", "Automatic reply: Nine roles", "Jane Doe is no longer with Example. This address is no"
        " longer valid, write to info@example.com.")  # fmt: skip
    assert (read_message(raw).kind, read_message(raw).subtype) == ("auto_reply", "left")


def test_a_complaint_that_its_type_does_not_name() -> None:
    flat = plain("fbl@provider.example", "Abuse report", f"Feedback-Type: abuse\nUser-Agent: Reporter/1.0\nVersion: 1\n"
        f"Original-Rcpt-To: <{ADDRESS}>\n")  # fmt: skip
    assert (read_message(flat).kind, read_message(flat).recipient) == ("complaint", ADDRESS)
    junk = next(raw for name, raw in COMPLAINTS if b"X-HmXmrOriginalRecipient" in raw)
    anybody = re.sub(rb"(?m)^From: staff@\S+", b"From: somebody@example.net", junk, count=1)
    assert read_message(anybody).kind == "complaint"


@pytest.mark.parametrize(
    "subject",
    [
        "Automatisk svar: Nine roles", "Automaatvastus: Nine roles", "Automatinis atsakymas: x", "Samodejni odgovor: x",
        "תשובה אוטומטית: x", "رد تلقائي: x", "Trả lời tự động: x", "Balasan otomatis: x", "ตอบกลับอัตโนมัติ: x",
        "Автоматичен отговор: x", "Vacation Auto-Response", "[Auto-Reply] Nine roles", "Re: x (Automatic Response)",
    ],
)  # fmt: skip
def test_an_auto_reply_says_so_in_its_subject_in_any_language(subject: str) -> None:
    assert read_message(message("Hello.", subject=subject)).kind == "auto_reply"


@pytest.mark.parametrize(
    ("subject", "text", "subtype"),
    [
        ("In vacanza", "Sono in ferie fino al 14 maggio.", "out_of_office"),
        ("Ferien", "Ich bin bis 14. Mai in den Ferien.", "out_of_office"),
        ("Re: Nine roles", "Thank you for your request 4711. This is an automated response.", "ticket"),
        ("Re: Nine roles", "Dies ist eine automatisch erzeugte E-Mail. Bitte nicht auf diese E-Mail antworten.",
         "automatic"),
        ("Re: Nine roles", "This account is protected. Please click on the link below to have your address added to the"
         " recipient's allowed list.\n\nhttps://example.com/verify", "challenge"),
    ],
)  # fmt: skip
def test_an_auto_reply_that_only_its_words_show(subject: str, text: str, subtype: str) -> None:
    read = read_message(message(text, subject=subject))
    assert (read.kind, read.subtype) == ("auto_reply", subtype)


@pytest.mark.parametrize(
    ("subject", "text"),
    [
        ("Absence planning", "Hi, does your tool do absence planning?"),
        ("Urlaubsplanung", "Guten Tag, das klingt gut. Können wir telefonieren?"),
        ("On leave management", "Call me about it."),
        ("Re: Nine roles", "I am on vacation until the 17th, let us speak after that. Could you send prices?"),
        ("Re: Nine roles", "This is an automated email, I guess. Remove me from your list."),
        ("Re: Nine roles", "To sell to us you have to be on our approved list, please fill out the form."),
        ("Re: Nine roles", "We have received your message and want to know more."),
        ("Ferien", f"Guten Tag, das klingt gut.\n\n{'Ein langer Anhang. ' * 200}Ich bin in den Ferien."),
    ],
)
def test_a_person_who_writes_of_absence_or_automation_stays_a_person(subject: str, text: str) -> None:
    assert read_message(message(text, subject=subject)).kind == "person"


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
        ("5.7.0", "The recipient mailbox has exceeded its disk space limit", "soft"),
        ("5.7.1", "sending quota exceeded", "blocked"), ("5.7.1", "554 rejected, size limit=15728640", "soft"),
        ("5.7.1", "550 No mailbox found", "hard"), ("5.7.1", "Recipient address rejected: Nonexistent user", "hard"),
        ("5.0.0", "552 Account does not have enough space", "soft"), ("", "failed due to a full mailbox", "soft"),
        ("5.0.0", "550 Your server requires confirmation", "blocked"),
        ("", "This is a permanent error; I've given up.", "hard"),
        ("", "permanent failure: TEMP_FAILURE: connection dropped", "soft"),
        ("5.7.1", "unable to relay", "hard"), ("5.6.0", "", "blocked"), ("4.2.2", "over quota", "soft"),
    ],
)  # fmt: skip
def test_an_exact_code_counts_before_words_and_words_before_a_vague_code(
    status: str, words: str, expected: str
) -> None:
    assert weight(status, words) == expected
