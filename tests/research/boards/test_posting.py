"""Posting: the text that is kept of an open position, whatever its board wrote."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from hitl_kit.research.boards import Posting


def posting(**fields: Any) -> Posting:
    return Posting(**{"board": "Lever", "id": "1", "title": "Driver", "url": "https://x.example/1",
                      "retrieved_at": datetime(2026, 11, 15, tzinfo=UTC), **fields})  # fmt: skip


def test_the_snapshot_is_bounded_and_says_where_it_stops():
    text = posting(title="Driver " * 200, description="word " * 10_000).text
    headline, description = text.splitlines()
    assert len(headline) <= 300
    assert 1_900 < len(description) <= 2_002
    assert description.endswith("word …")


def test_markup_that_stalls_parsers_costs_the_description_only():
    assert posting(description="<div>" * 4_000, markup="html").text == "Driver"


def test_only_the_beginning_of_a_long_description_is_parsed():
    text = posting(description="<p>Drive.</p>" + " " * 20_000 + "<div>" * 4_000, markup="html").text
    assert text == "Driver\nDrive."


def test_a_title_of_several_lines_and_unseen_characters_is_one_line():
    assert posting(title=" HGV\n\nDriver\u202e\u200b \t(Leeds) ").headline == "HGV Driver (Leeds)"
    assert posting(title="\u200b\u202e").headline == ""


def test_a_plain_description_keeps_its_angle_brackets():
    assert posting(description="Loads < 40 t <b>").text.splitlines()[-1] == "Loads < 40 t <b>"
