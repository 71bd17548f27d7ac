"""A person's words are taken out of mails however those are encoded; what is about others stays byte for byte."""

from __future__ import annotations

import base64
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hitl_kit.ledger.mail_redaction import redacted
from hitl_kit.ledger.redaction import GONE, Identity, Terms

TERMS = Terms(Identity(frozenset({"mara.quist@alder.example"}), frozenset({"Mara Quist", "Zoë Ångström"})))


def mail(text: str, cte: str, subject: str = "A note", **headers: str) -> bytes:
    made = EmailMessage()
    made["Subject"], made["From"] = subject, "Joost <joost@birch.example>"
    for name, value in headers.items():
        made[name] = value
    made.set_content(text, cte=cte)
    return made.as_bytes()


def words(raw: bytes) -> str:
    found = message_from_bytes(raw, policy=default)
    assert isinstance(found, EmailMessage)
    body = found.get_body()
    return f"{found['Subject']} {found['From']} {found['Cc']} {body.get_content() if body else ''}"


@pytest.mark.parametrize("cte", ["7bit", "base64", "quoted-printable"])
def test_a_text_however_it_is_encoded(cte: str) -> None:
    before = mail("Ask Mara Quist, she is at mara.quist@alder.example.\n\nJoost\n", cte)
    after = redacted(before, TERMS)
    assert words(after).split(None, 5)[-1].replace("\r", "") == f"{words(before).split(None, 5)[-1]}".replace(
        "Mara Quist", GONE
    ).replace("mara.quist@alder.example", GONE)
    assert b"Quist" not in base64.b64decode(after.split(b"\n\n", 1)[1]) if cte == "base64" else b"Quist" not in after


def test_headers_with_encoded_words_and_plain_ones() -> None:
    raw = mail("Nothing.", "7bit", "Für Zoë Ångström und andere", Cc="Mara Quist <mara.quist@alder.example>")
    assert b"=?" in raw
    after = redacted(raw, TERMS)
    assert "Zoë" not in words(after)
    assert "Mara" not in words(after)
    assert "und andere" in words(after)
    assert "joost@birch.example" in words(after)


def test_a_part_of_many_and_its_attachment() -> None:
    made = EmailMessage()
    made["Subject"] = "Both"
    made.set_content("plain: Zoë Ångström", cte="base64")
    made.add_alternative("<p>html: Zoë Ångström</p>", subtype="html", cte="quoted-printable")
    made.add_attachment(b"\x00\x01 Mara", maintype="application", subtype="octet-stream", filename="x.bin")
    after = message_from_bytes(redacted(made.as_bytes(), TERMS), policy=default)
    texts = [part.get_content() for part in after.walk() if part.get_content_maintype() == "text"]
    assert len(texts) == 2
    assert all(GONE in text and "Zoë" not in text for text in texts)
    assert next(p for p in after.walk() if p.get_filename()).get_content() == b"\x00\x01 Mara"


@given(st.binary(max_size=400))
def test_what_does_not_name_them_stays_and_nothing_fails(raw: bytes) -> None:
    assert redacted(raw, TERMS) == raw
    assert redacted(b"Content-Transfer-Encoding: base64\n\n" + raw, TERMS).endswith(raw)


def test_a_text_in_a_charset_that_is_none() -> None:
    raw = b"Content-Type: text/plain; charset=nonsense\nContent-Transfer-Encoding: base64\n\n" + base64.b64encode(
        b"Mara Quist"
    )
    assert b"Quist" not in base64.b64decode(redacted(raw, TERMS).split(b"\n\n")[1])
