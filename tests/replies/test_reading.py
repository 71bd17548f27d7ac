"""Any bytes can be read, with bounded work, and what a person wrote comes out of every format."""

from __future__ import annotations

import base64
import re
from datetime import UTC, date, datetime
from email.message import EmailMessage

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hitl_kit.domain.inbound import Inbound
from hitl_kit.replies import read_message
from tests.replies.machine_mail import ADDRESS, BOUNCES, COMPLAINTS, message

WORDS = "Yes, call me."
_HEADERS = st.sampled_from(
    [
        "From: Jane <jane@example.com>", "From: =?utf-8?B?SmFuZQ==?= <jane@example.com>", "From: =?bogus?Q?=FF?= <",
        "From:",
        "Subject: =?utf-8?q?a=0D=0ABcc=3A_x?=", "Subject: \xff\xfe\x00", "To: a@b, <<>>, \"", "Date: Mon, 99 Foo 2027",
        "Date: Mon, 3 May 2027 10:00:00 +9999", "Message-ID: <a@b>", "References: <a@b> <c", "In-Reply-To: <<a@b>>",
        "Content-Type: multipart/mixed; boundary=x", "Content-Type: multipart/report; report-type=delivery-status;"
        " boundary=x",
        "Content-Type: text/plain; charset=punycode", "Content-Type: text/html; charset=\"utf-8", "Content-Type:"
        " message/rfc822",
        "Content-Type: message/delivery-status", "Content-Type: message/feedback-report", "Content-Type: ;;;=",
        "Content-Type: text/plain; charset*=utf-8''%FF; format=flowed", "Content-Transfer-Encoding: base64",
        "Content-Transfer-Encoding: x-uuencode", "Content-Transfer-Encoding: quoted-printable", "Content-Disposition:"
        " ;=",
        "Return-Path: <>", "Auto-Submitted: auto-replied", "X-Failed-Recipients: a", " folded",
        "no colon at all", ": empty",
        "MIME-Version: 1.0", "Final-Recipient: rfc822;jane@example.com", "Action: failed", "Status: 5.1.1",
    ]
)  # fmt: skip
_BODIES = st.sampled_from(
    [
        "",
        "--x",
        "--x--",
        "hello",
        "> quoted",
        "=3D=\n=C3=A9",
        "<div><blockquote>x",
        "begin 644 a\n#86)C\n",
        "\x00\x80\xff",
        "550 5.1.1",
    ]
)
_MAIL = st.lists(st.one_of(_HEADERS, st.just(""), _BODIES), max_size=24).map(
    lambda lines: "\r\n".join(lines).encode("latin-1", "replace")
)


@settings(max_examples=300, deadline=None)
@given(st.one_of(_MAIL, st.binary(max_size=300)))
def test_no_bytes_raise_and_all_that_is_read_can_be_stored(raw: bytes) -> None:
    read = read_message(raw)
    assert Inbound.model_validate_json(read.model_dump_json()) == read
    assert not re.search(r"\x00|\\u0000", read.model_dump_json())
    assert not any(c in read.subject + read.sender + read.sender_name + read.message_id for c in "\r\n")


@settings(max_examples=150, deadline=None)
@given(st.sampled_from([b[2] for b in BOUNCES] + [c[1] for c in COMPLAINTS]), st.data())
def test_a_damaged_report_never_raises(raw: bytes, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(raw)))
    cut = data.draw(st.integers(0, 40))
    assert read_message(raw[:at] + data.draw(st.binary(max_size=8)) + raw[at + cut :]).kind


def test_what_threading_needs_is_read() -> None:
    read = read_message(
        message(
            WORDS,
            headers={"In-Reply-To": "<two@sales.example.org>", "References": "<one@x.example> <two@sales.example.org>"},
        )
    )
    assert (read.kind, read.text, read.sender, read.sender_name) == ("person", WORDS, ADDRESS, "Jane Doe")
    assert (read.message_id, read.in_reply_to) == ("<answer-1@example.com>", "<two@sales.example.org>")
    assert read.references == ("<one@x.example>", "<two@sales.example.org>")
    assert read.subject == "Re: Nine roles in Leipzig"
    assert read.sent_at == datetime(2027, 5, 3, 8, tzinfo=UTC)
    assert read.delivered_to == ("dana@sales.example.org",)
    assert (read.unread, read.suspicious) == ((), ())


def test_a_message_without_headers_is_a_persons() -> None:
    read = read_message(b"\n" + WORDS.encode())
    assert (read.kind, read.text, read.sender, read.message_id, read.sent_at) == ("person", WORDS, "", "", None)
    assert read_message(b"").text == ""


def test_a_missing_date_is_that_of_the_last_server_or_of_the_fetch() -> None:
    received = b"Received: from a by b; Mon, 3 May 2027 10:00:00 +0000\nAuto-Submitted: auto-replied\n\nBack on 10 May."
    assert read_message(received).return_date == date(2027, 5, 10)
    bare = b"Auto-Submitted: auto-replied\n\nI am away. Back on 10 May."
    assert read_message(bare).return_date is None
    assert read_message(bare, received=date(2027, 5, 3)).return_date == date(2027, 5, 10)


@pytest.mark.parametrize(
    ("declared", "used", "text"),
    [
        ("utf-8", "utf-8", "Grüße — żółć"), ("iso-8859-1", "cp1252", "price in € – ok"), ("us-ascii", "utf-8", "déjà"),
        ("iso-8859-1", "utf-8", "déjà vu"), ("utf-8", "cp1252", "Müller"),
        ("gb2312", "gb18030", "您好，价格是多少"),
        ("shift_jis", "cp932", "こんにちは①"), ("iso-2022-jp", "iso-2022-jp", "お願いします"),
        ("koi8-r", "koi8-r", "привет"),
        ("x-unknown", "utf-8", "olá"), ("zip", "utf-8", "olá"), ("punycode", "ascii", "ola"),
        ("utf-16", "utf-16", "hello"),
        ("big5", "big5", "你好"), ("windows-1250", "cp1250", "zażółć"), ("", "utf-8", "naïve"),
    ],
)  # fmt: skip
def test_letters_survive_wrong_charsets(declared: str, used: str, text: str) -> None:
    kind = f"Content-Type: text/plain; charset={declared}\n" if declared else ""
    head = f"From: jane@example.com\nContent-Transfer-Encoding: base64\n{kind}\n".encode()
    assert read_message(head + base64.encodebytes(text.encode(used))).text == text


def test_eight_bit_headers_are_read() -> None:
    for charset in ("utf-8", "cp1252"):
        read = read_message("From: Jürgen <j@example.com>\nSubject: Grüße\n\nJa.".encode(charset))
        assert (read.subject, read.sender_name) == ("Grüße", "Jürgen")


def test_a_header_cannot_smuggle_another() -> None:
    read = read_message(
        b"From: =?utf-8?q?Eve=0D=0ABcc=3A_x=40y.z?= <eve@example.com>\nSubject: =?utf-8?b?YQ0KQmNjOiB4QHkueg==?=\n\nx"
    )
    assert (read.subject, read.sender, read.sender_name) == ("a Bcc: x@y.z", "eve@example.com", "Eve Bcc: x@y.z")


def test_flowed_lines_are_joined_and_left_over_codes_decoded() -> None:
    flowed = b"Content-Type: text/plain; format=flowed; delsp=yes\n\nYes, ca \nll me.\n> quoted \n> on\n-- \nBob"
    assert read_message(flowed).text == WORDS
    left_over = b"Content-Type: text/plain; charset=utf-8\n\nYes=2C caf=C3=A9 at =\nnoon=20=20"
    assert read_message(left_over).text == "Yes, café at noon"
    assert read_message(b"\n\na=20 is a number, x=10, y=30").text == "a=20 is a number, x=10, y=30"


HTML = [
    '<div dir="ltr">Yes, call&nbsp;me.</div><br><div class="gmail_quote"><div dir="ltr" class="gmail_attr">On Mon, 3'
    " May 2027"
    ' at 14:30, Dana &lt;<a href="mailto:d@x.example">d@x.example</a>&gt; wrote:<br></div><blockquote'
    ' class="gmail_quote">Worth'
    " a look?</blockquote></div>",
    '<html><head><title>x</title><style>p{}</style></head><body><p class="MsoNormal">Yes, call me.<o:p></o:p></p><div '
    'style="border-top:solid"><p><b>From:</b> Dana &lt;d@x.example&gt;<br><b>Sent:</b> Monday, 3 May 2027'
    " 14:30<br><b>To:</b> Jane"
    "<br><b>Subject:</b> hi</p></div><p>Worth a look?</p></body></html>",
    '<div>Yes, call me.</div><div id="appendonsend"></div><hr><div id="divRplyFwdMsg"><b>Von:</b> D</div><div>Worth a'
    " look?</div>",
    '<div>Yes, call me.</div><div id="yahoo_quoted_1" class="yahoo_quoted"><div>On Monday, Dana'
    " wrote:</div><div>Worth?</div></div>",
    '<div>Yes, call me.</div><div class="moz-cite-prefix">Am 03.05.27 um 14:30 schrieb Dana:</div><blockquote'
    ' type="cite">x</blockquote>',
    '<div>Yes, call me.</div><div class="protonmail_quote">On Monday, Dana wrote:<blockquote>x</blockquote></div>',
    '<p>Yes, <b>call</b> <span style="display:none">hidden</span>me.</p><div class="gmail_signature">Jane'
    " Doe<br>COO</div>",
    "<script>alert(1)</script><p>Yes, call me.</p><!-- x -->",
    "<blockquote>Worth a look?</blockquote><div>Yes, call me.</div>",
]


@pytest.mark.parametrize("html", HTML)
def test_a_person_is_heard_through_html(html: str) -> None:
    mail = EmailMessage()
    mail["From"] = ADDRESS
    mail.set_content(html, subtype="html")
    assert read_message(mail.as_bytes()).text == WORDS


def test_plain_text_counts_before_html_and_attachments_are_not_read() -> None:
    mail = EmailMessage()
    mail["From"] = ADDRESS
    mail.set_content(WORDS)
    mail.add_alternative("<p>Something else</p>", subtype="html")
    mail.add_attachment("Read me not", filename="notes.txt")
    inner = EmailMessage()
    inner.set_content("Nor me")
    mail.add_attachment(inner)
    assert read_message(mail.as_bytes()).text == WORDS


def test_a_huge_attachment_is_left_out_and_the_text_is_read() -> None:
    mail = EmailMessage()
    mail["From"] = ADDRESS
    mail.set_content(WORDS)
    mail.add_attachment(b"\x00" * (12 << 20), maintype="application", subtype="pdf", filename="a.pdf")
    read = read_message(mail.as_bytes())
    assert (read.text, read.unread) == (WORDS, ())
    cut = read_message(f"From: {ADDRESS}\n\n{WORDS}\n".encode() + b"x y\n" * (4 << 20))
    assert cut.text.startswith(WORDS)
    assert cut.unread


def test_deep_nesting_and_many_parts_are_bounded_and_said() -> None:
    deep = b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(3000))
    assert read_message(b"From: a@b.example\n" + deep + b"Content-Type: text/plain\n\nhi").unread
    many = b"From: a@b.example\nContent-Type: multipart/mixed; boundary=x\n\n" + b"--x\n\nhi\n" * 5000 + b"--x--"
    assert any("300" in words for words in read_message(many).unread)
    html = message("x").replace(b"text/plain", b"text/html").replace(b"x\n", b"<div>" * 5000 + b"hi")
    assert read_message(html).text.endswith("hi")
    assert read_message(html).unread


@pytest.mark.timeout(60)  # quadratic work would take minutes
@pytest.mark.parametrize(
    "piece", ["<b>", "<p><b>", "<td ", "a=1 ", "<!--", "&amp;", "=?utf-8?q?a?= ", "(", "<a@b> ", '"', ","]
)
def test_long_pieces_take_time_in_step_with_their_length(piece: str) -> None:
    long = (piece * (300_000 // len(piece))).encode()
    assert read_message(b"Content-Type: text/html\n\n" + long)
    assert (
        read_message(
            b"From: " + long + b"\nSubject: " + long + b"\nReferences: " + long + b"\nDate: " + long + b"\n\nx"
        ).text
        == "x"
    )


def test_look_alikes_are_flagged() -> None:
    assert read_message(message("x", sender="Jane <jane@ex\u0430mple.com>")).suspicious
    assert read_message(message("x", sender="Jane <jane@xn--exmple-4nf.com>")).suspicious
    assert read_message(message("x", sender='"boss@example.com" <eve@example.net>')).suspicious
    assert not read_message(message("x", sender="Jörg <joerg@müller.example>")).suspicious
    assert not read_message(message("x", sender="Иван <ivan@mail.пример.рф>")).suspicious


def test_words_are_read_though_the_parts_were_lost_on_the_way() -> None:
    raw = (
        b"From: Jane <jane@example.com>\nSubject: Re: Nine roles\n"
        b"Content-Type: multipart/alternative; boundary=gone\n\nYes, call me.\n\n"
        b"On 3 May 2027, at 14:30, Dana <dana@sales.example.org>\nwrote:\n\nWorth a look?\n"
    )
    assert (read_message(raw).kind, read_message(raw).text) == ("person", WORDS)
