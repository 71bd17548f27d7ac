"""signals.csv as a source, and the import that fills it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from hitl_kit.domain.accounts import Account
from hitl_kit.domain.errors import InputError
from hitl_kit.research import SignalFile, import_signals
from hitl_kit.research.signal_file import SIGNALS_HEADER, SignalRow, _evidence

HEADER = ",".join(SIGNALS_HEADER)
ROW = (
    'acme-freight.example,hiring,2026-11-01,0.6,"We are hiring, and soon.",https://acme-freight.example/jobs,Jobs,press'
)
KINDS = ("hiring", "expansion")


def write(path: Path, *rows: str, header: str = HEADER) -> Path:
    path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    return path


def run(path: Path, target: Path, **options):
    return import_signals(path, target, known_accounts=["acme-freight.example", "cik:12"], kinds=KINDS, **options)


def test_a_row_is_a_fact_whose_snapshot_is_its_own_words(tmp_path, acme):
    reading = SignalFile(write(tmp_path / "signals.csv", ROW)).read(acme)
    (fact,), (source,) = reading.facts, reading.sources
    assert reading.answer == "found"
    assert (fact.quote, fact.kind, fact.dated) == ("We are hiring, and soon.", "hiring", date(2026, 11, 1))
    assert reading.texts == {source.sha256: fact.quote}
    assert (reading.strengths[fact.id], source.source_class) == (0.6, "press")


def test_the_three_answers(tmp_path, acme):
    source = SignalFile(write(tmp_path / "signals.csv", ROW))
    assert source.read(Account(name="Bolt", domain="bolt.example")).answer == "not found"
    assert SignalFile(tmp_path / "none.csv").unavailable == "this campaign brings no none.csv"
    assert source.unavailable == ""


def test_a_broken_file_is_a_cause_and_a_bad_row_a_problem(tmp_path, acme):
    assert "no column for 'account'" in SignalFile(write(tmp_path / "a.csv", "1", header="x")).unavailable
    source = SignalFile(write(tmp_path / "signals.csv", ROW.replace("2026-11-01", "1.11.2026"), ROW))
    assert source.problems == ("signals.csv:2: dated: '1.11.2026' is not a date; write it as 2026-10-12",)
    assert source.read(acme).answer == "found"


def test_without_a_strength_the_source_class_gives_one(tmp_path, acme):
    row = ROW.replace(",0.6,", ",,").replace(",press", ",filing")
    reading = SignalFile(write(tmp_path / "signals.csv", row)).read(acme)
    assert list(reading.strengths.values()) == [1.0]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (ROW.replace("2026-11-01", "soon"), "dated: 'soon' is not a date"),
        (ROW.replace("2026-11-01", "2026-13-01"), "dated: '2026-13-01' is not a day of the calendar"),
        (ROW.replace("0.6", "60"), "strength: 60 is not between 0 and 1"),
        (ROW.replace("0.6", "nan"), "strength: nan is not between 0 and 1"),
        (ROW.replace("0.6", "high"), "strength: 'high' is not a number"),
        (ROW.replace("acme-freight", "unknown"), "account: 'unknown.example' is not among the campaign's accounts"),
        (ROW.replace("hiring,2", "weather,2"), "kind: 'weather' is none of hiring, expansion, layoffs"),
        (ROW.replace("We are hiring, and soon.", "Hiring now"), "quote: is shorter than three words"),
        (ROW.replace("We are hiring, and soon.", "word " * 130), "quote: has 649 characters"),
        (ROW.replace(",press", ",rumour"), "source_class: 'rumour' is none of"),
        (ROW.replace("acme-freight.example,h", ",h"), "account is empty"),
    ],
)
def test_bad_rows_are_rejected_with_a_reason_and_good_ones_kept(tmp_path, row, reason):
    target = tmp_path / "signals.csv"
    result = run(write(tmp_path / "in.csv", row, ROW), target)
    assert (result.added, len(result.rejects)) == (1, 1)
    assert result.rejects[0].reason.startswith(reason)
    assert result.rejects_path is not None
    assert reason[:12] in result.rejects_path.read_text()
    assert len(target.read_text().splitlines()) == 2


def test_the_same_import_again_adds_nothing(tmp_path):
    target, source = tmp_path / "signals.csv", write(tmp_path / "in.csv", ROW, ROW)
    assert [(r.added, r.changed, r.unchanged) for r in (run(source, target), run(source, target))] == [
        (1, 0, 1),
        (0, 0, 2),
    ]
    changed = run(write(tmp_path / "in2.csv", ROW.replace("0.6", "0.9")), target)
    assert (changed.added, changed.changed) == (0, 1)
    assert ",0.9," in target.read_text()


@pytest.mark.parametrize(
    "quote",
    [
        "=SUM(A1) is what they wrote",
        "'=already has an apostrophe",
        "- we are hiring now",
        "@acme is hiring again",
        "'quoted' words of theirs",
        "+44 20 1 are the digits",
    ],
)
def test_a_quote_that_a_spreadsheet_would_run_survives_the_round_trip(tmp_path, acme, quote):
    target = tmp_path / "signals.csv"
    source = write(tmp_path / "in.csv", ROW.replace("We are hiring, and soon.", quote))
    assert run(source, target).added == 1
    assert run(source, target).unchanged == 1
    for line in target.read_text().splitlines()[1:]:
        assert line.split(",")[4].strip('"')[0] not in "=@-+"
    (fact,) = SignalFile(target).read(acme).facts
    assert fact.quote == (quote.removeprefix("'") if quote.startswith("'=") else quote)


def test_columns_are_mapped_and_accounts_come_as_people_write_them(tmp_path, acme):
    source = write(tmp_path / "in.csv", 'https://www.ACME-freight.example/,Hiring,2026-11-01,"We are hiring at last."',
                   header="Website,What,When,Words")  # fmt: skip
    target = tmp_path / "signals.csv"
    assert run(source, target, mapping={"What": "kind", "When": "dated", "Words": "quote"}).added == 1
    assert SignalFile(target).read(acme).answer == "found"


def test_an_existing_file_with_a_bad_row_is_not_overwritten(tmp_path):
    target = write(tmp_path / "signals.csv", ROW.replace("0.6", "lots"))
    before = target.read_bytes()
    with pytest.raises(InputError, match="strength: 'lots' is not a number"):
        run(write(tmp_path / "in.csv", ROW), target)
    assert target.read_bytes() == before


def test_a_missing_file_leaves_nothing_behind(tmp_path):
    with pytest.raises(InputError, match="is missing"):
        run(tmp_path / "none.csv", tmp_path / "signals.csv")
    assert not (tmp_path / "signals.csv").exists()


@pytest.mark.parametrize(
    ("url", "title"),
    [
        ("https://www.halden.example/news/2?a=b", "halden.example"),
        ("", "signals.csv"),
        ("trade fair", "trade fair"),
        ("http://[", "http://["),
    ],
)
def test_a_source_without_a_title_is_called_by_its_site(url: str, title: str) -> None:
    row = SignalRow("halden.example", "expansion", date(2026, 3, 1), 1.0, "a new depot opens", url, "", "other")
    assert _evidence(row)[0].title == title
