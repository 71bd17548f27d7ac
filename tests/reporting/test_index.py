"""reports/index.html: every report, newest first, failures marked, opening offline whatever stands in the files."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import nbformat
import pytest
from selectolax.lexbor import LexborHTMLParser

from hitl_kit.reporting.html import report_html
from hitl_kit.reporting.index import PORTFOLIO, listed, write_index
from hitl_kit.workspace import check_slug
from tests.reporting.making import record
from tests.reporting.test_report_html import HOSTILE, code, data


def put(reports: Path, slug: str, day: str, name: str = "review", *, simulated: str = "", **changes: Any) -> Path:
    folder = reports / slug / day
    folder.mkdir(parents=True, exist_ok=True)
    label = f'<p><span class="hk-sim">{simulated}</span></p>' if simulated else "<p>x</p>"
    nb = nbformat.v4.new_notebook(cells=[code(data(html=label))])
    page = folder / f"{name}.html"
    page.write_text(report_html(nb, title="x", about=record(**changes)))
    page.with_suffix(".ipynb").write_text("{}")
    return page


def rows(index: Path) -> list[str]:
    found = LexborHTMLParser(index.read_text()).css("tbody tr")
    return [" ".join(row.text(separator=" ").split()) for row in found]


def test_newest_first_with_what_each_says_of_itself(tmp_path: Path) -> None:
    put(tmp_path, "nordics", "2026-11-08")
    put(tmp_path, "nordics", "2026-11-15", simulated="Simulated: 5 of 5 packages")
    put(tmp_path, "alps", "2026-11-15").with_suffix(".pdf").write_bytes(b"%PDF")
    put(tmp_path, PORTFOLIO, "2026-11-15", "portfolio", kind="portfolio")
    index = write_index(tmp_path)
    assert rows(index) == [
        "Sunday, 15 November 2026",
        "Portfolio 2026-11-16 06:20 7 notebook",
        "alps 2026-11-16 06:20 7 notebook · PDF",
        "nordics simulated 2026-11-16 06:20 7 notebook",
        "Sunday, 8 November 2026",
        "nordics 2026-11-16 06:20 7 notebook",
    ]
    links = [a.attributes["href"] for a in LexborHTMLParser(index.read_text()).css("a")]
    assert all((tmp_path / str(link)).exists() for link in links)


def test_a_failed_run_is_marked_and_the_report_of_before_stays(tmp_path: Path) -> None:
    why = "5_review_campaign.ipynb: cell In [3] failed: KeyError: 'x'"
    put(tmp_path, "nordics", "2026-11-15")
    put(tmp_path, "nordics", "2026-11-15", "review.failed", failed=why)
    put(tmp_path, "alps", "2026-11-15", "review.failed", failed=why)
    found = rows(write_index(tmp_path))
    assert found[1] == f"alps failed {why} what failed · its notebook"
    assert found[2].startswith(f"nordics last run failed {why} The report of before stands. 2026-11-16")
    assert "2 with a failed run" in (tmp_path / "index.html").read_text()
    assert [line.failed for line in listed(tmp_path)] == [why, why]


def test_it_opens_offline_and_runs_nothing(tmp_path: Path) -> None:
    put(tmp_path, "nordics", "2026-11-15", simulated=HOSTILE.replace("<", "&lt;"), head=(7, '"><script>'))
    put(tmp_path, "odd", "2026-11-15", "review.failed", failed=HOSTILE)
    odd = tmp_path / 'a"b<c>' / "2026-11-15"
    odd.mkdir(parents=True)
    (odd / "review.html").write_text("older")
    text = write_index(tmp_path).read_text()
    assert "<script" not in text
    assert "<img" not in text
    assert "default-src 'none'" in text
    assert not re.findall(r"""(?:src|href)\s*=\s*["']?\s*(?:https?:|//|javascript:)""", text)
    links = [str(a.attributes["href"]) for a in LexborHTMLParser(text).css("a")]
    assert "a%22b%3Cc%3E/2026-11-15/review.html" in links


def test_other_files_are_none_of_its_business(tmp_path: Path) -> None:
    (tmp_path / "nordics" / "drafts").mkdir(parents=True)
    (tmp_path / "nordics" / "drafts" / "review.html").write_text("x")
    (tmp_path / "nordics" / "2026-11-15").mkdir()
    assert listed(tmp_path) == []
    assert "No report yet" in write_index(tmp_path).read_text()
    (tmp_path / "nordics" / "2026-11-15" / "review.html").write_text("of an earlier version")
    assert rows(write_index(tmp_path)) == ["Sunday, 15 November 2026", "nordics"]


def test_no_campaign_can_take_the_portfolios_folder() -> None:
    with pytest.raises(Exception, match="cannot name a campaign"):
        check_slug(PORTFOLIO)
