"""The bytes of a mail: a reader finds the approved words in them, and no header breaks out of its line."""

from __future__ import annotations

import email
from datetime import UTC, datetime
from email.policy import default

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from hitl_kit.delivery.message import Written, as_bytes, message_id, read_back, reply_subject
from hitl_kit.domain.errors import InputError

AT = datetime(2026, 3, 3, 10, 0, tzinfo=UTC)
PLAIN = Written(
    from_name="Sam Reed", from_email="sam@routewise.example", to_name="Zoë Ånström", to_email="zoe@acme.example",
    subject="Hello", body="One.\n\nTwo.", message_id="<a1@routewise.example>",
    unsubscribe=f"https://u.routewise.example/{'x' * 120}",
)  # fmt: skip
WORDS = st.text(st.characters(blacklist_categories=("Cs", "Cc", "Zl", "Zp"), blacklist_characters="\x85"), min_size=1)
BODIES = st.lists(WORDS, min_size=1, max_size=6).map("\n".join)


def mail(**changes: object) -> Written:
    return Written(**{**PLAIN.__dict__, **changes})


@given(BODIES)
def test_a_reader_finds_the_body_byte_for_byte(body: str) -> None:
    body = body.strip()
    assume(body)
    assert read_back(as_bytes(mail(body=body), AT)).body == body


@given(WORDS)
def test_a_reader_finds_the_subject(subject: str) -> None:
    subject = " ".join(subject.split())
    assume(subject)
    assert read_back(as_bytes(mail(subject=subject), AT)).subject == subject


def test_lines_are_short_enough_for_every_server() -> None:
    raw = as_bytes(mail(body="word " * 500, subject="ü" * 200, to_name="ö" * 80), AT)
    assert max(map(len, raw.split(b"\r\n"))) <= 998
    assert b"\n" not in raw.replace(b"\r\n", b"")
    assert raw.isascii()


@pytest.mark.parametrize("place", ["subject", "to_email", "from_email", "message_id", "in_reply_to", "unsubscribe"])
@pytest.mark.parametrize("break_", ["\r\nBcc: eve@evil.example", "\nX: y", "\r", "\x00", "\u2028", "\x85"])
def test_no_header_breaks_out_of_its_line(place: str, break_: str) -> None:
    with pytest.raises(InputError):
        as_bytes(mail(**{place: getattr(PLAIN, place) + break_ + "x"}), AT)


@given(st.text(max_size=40))
def test_no_name_makes_another_header_or_recipient(name: str) -> None:
    try:
        raw = as_bytes(mail(to_name=name), AT)
    except InputError:
        return
    read = email.message_from_bytes(raw, policy=default)
    assert set(read.keys()) == {
        "From", "To", "Subject", "Date", "Message-ID", "List-Unsubscribe", "List-Unsubscribe-Post", "Content-Type",
        "Content-Transfer-Encoding", "MIME-Version",
    }  # fmt: skip
    assert read_back(raw).recipients == ("zoe@acme.example",)


def test_the_unsubscribe_address_stays_in_one_piece() -> None:
    raw = as_bytes(PLAIN, AT)
    assert (
        f"List-Unsubscribe: <{PLAIN.unsubscribe}>, <mailto:sam@routewise.example?subject=unsubscribe>".encode() in raw
    )
    assert read_back(raw).unsubscribe == PLAIN.unsubscribe


@pytest.mark.parametrize("address", ["zo\u00eb@acme.example", "zoe@\u0430cme.example", "no address", "a@b, c@d", ""])
def test_an_address_that_is_none_is_refused(address: str) -> None:
    with pytest.raises(InputError):
        as_bytes(mail(to_email=address), AT)


@pytest.mark.parametrize("body", ["", " \n", "a\x00b", "a\x1b[31mb", "\ud800"])
def test_a_body_that_cannot_be_sent_is_refused(body: str) -> None:
    with pytest.raises(InputError):
        as_bytes(mail(body=body), AT)


def test_a_thread() -> None:
    raw = as_bytes(mail(in_reply_to="<b@x>", references=("<a@x>", "<b@x>")), AT)
    read = email.message_from_bytes(raw, policy=default)
    assert (read["In-Reply-To"], read["References"]) == ("<b@x>", "<a@x> <b@x>")
    assert reply_subject("Hello") == "Re: Hello"
    assert reply_subject("RE: Hello") == "RE: Hello"
    assert message_id("abc", "sam@routewise.example") == "<abc@routewise.example>"
