"""What the sources share: addresses and domains, bounded texts, parts of answers, and parsers that fail."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from hitl_kit.domain.evidence import occurs
from hitl_kit.research.feeds import web_feeds
from hitl_kit.research.feeds.found import (
    MAX_QUOTE,
    MAX_TEXT,
    Found,
    bare_domain,
    belongs,
    document,
    host_of,
    stated,
    web_address,
)
from hitl_kit.research.feeds.parsed import parsed
from hitl_kit.research.feeds.shape import day, part, texts
from hitl_kit.research.feeds.xml import HostileXml, read_xml
from hitl_kit.research.http import Door, Unanswered

NOW = datetime(2026, 11, 21, tzinfo=UTC)


def test_which_addresses_belong_to_a_domain() -> None:
    for yes in (
        "https://acme.example/x",
        "http://www.acme.example",
        "//shop.acme.example",
        "https://ACME.example.:8080/",
    ):
        assert belongs(yes, "https://www.Acme.example/en")
    for no in (
        "https://notacme.example",
        "https://acme.example.evil.example",
        "https://acme.example@evil.example",
        "x",
        "http://[",
    ):
        assert not belongs(no, "acme.example")
    assert not belongs("https://acme.example", "")
    assert not belongs("nothing", "")


def test_domains_as_people_write_them() -> None:
    assert {bare_domain(d) for d in ("acme.example", " www.ACME.example ", "https://acme.example/en?x=1")} == {
        "acme.example"
    }
    assert bare_domain("") == ""
    assert host_of("https://www.acme.example:444/x") == "acme.example"


def test_addresses_that_may_be_kept() -> None:
    assert web_address("/a?b=c", "https://acme.example/x") == "https://acme.example/a?b=c"
    for bad in ("javascript:alert(1)", "data:text/html,x", "http://[", "https://a b.example", None, 7, "", "x" * 3000):
        assert web_address(bad) == ""


def test_a_document_is_bounded_and_sound() -> None:
    source, text = document(
        "https://a.example", "T\n\u202e" * 500, "half \ud800 of it\n" + "word " * 20_000, NOW, "press"
    )
    assert len(text) <= MAX_TEXT
    assert len(source.title) <= 300
    assert "\n" not in source.title
    assert text.encode()
    fact = stated(source, "news", text.replace("\n", " "), date(2026, 1, 1))
    assert len(fact.quote) <= MAX_QUOTE
    assert occurs(fact.quote, text)


def test_three_answers() -> None:
    assert Found().reading().answer == "not found"
    assert Found(asks=False).reading().answer == "not measured"
    broken = Found()
    broken.leave_out("a page was gone")
    broken.leave_out("a page was gone")
    assert (broken.reading().answer, broken.reading().cause) == ("not measured", "a page was gone")
    noted = Found()
    noted.note("6 of 9 were read")
    assert (noted.reading().answer, noted.reading().cause) == ("not found", "6 of 9 were read")
    source, text = document("https://a.example", "T", "Some words here.", NOW, "press")
    broken.add(source, text, [stated(source, "news", "Some words here.", None)])
    again, _ = document("https://b.example", "T", "Some words here.", NOW, "press")
    broken.add(again, text, [stated(again, "news", "Some words here.", None)])
    reading = broken.reading()
    assert (reading.answer, reading.cause, len(reading.facts)) == ("found", "a page was gone", 1)
    assert reading.strengths[reading.facts[0].id] == 0.8


def test_parts_of_an_answer() -> None:
    answer = {"a": {"b": 1, "c": ["x"], "d": None}}
    assert part(answer, "a.b", int) == 1
    assert texts(answer, "a.c") == ["x"]
    for path, kind in (("a.x", int), ("a.b", str), ("a.b.c", int), ("a.d", list)):
        with pytest.raises(Unanswered, match="its answer has changed"):
            part(answer, path, kind)
    with pytest.raises(Unanswered, match="more than texts"):
        texts({"c": ["x", 1]}, "c")
    assert day("2026-10-05T08:25:23Z") == date(2026, 10, 5)
    assert day("soon") is day(None) is day("2026-13-01") is None


def test_a_parser_that_fails_is_no_answer() -> None:
    assert parsed("it", int, "7") == 7
    with pytest.raises(Unanswered, match="the page cannot be read: invalid literal"):
        parsed("the page", int, "seven")
    with pytest.raises(Unanswered, match=r"the page cannot be read \(TypeError\)"):
        parsed("the page", len, 7)


def test_xml() -> None:
    assert read_xml(b"\n <?xml version='1.0'?><a><b>x</b></a>").findtext("b") == "x"
    with pytest.raises(ValueError, match="broken or cut off"):
        read_xml(b"<a>")
    with pytest.raises(HostileXml):
        read_xml(b'<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>')


def test_every_source_of_the_web_is_handed_out(icp, door: Door) -> None:
    sources = web_feeds(door, icp, date(2026, 1, 1))
    assert [s.name for s in sources] == [
        "website", "feed", "SEC 8-K", "SEC Form D", "Hacker News", "GitHub", "GDELT", "technology"
    ]  # fmt: skip
    assert not any(s.unavailable or s.problems for s in sources)
