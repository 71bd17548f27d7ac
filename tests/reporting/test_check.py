"""`hitl report --check`: a report holds as long as the ledger says the same; whatever was changed is named."""

from __future__ import annotations

import json
import shutil
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import nbformat
import pytest

from hitl_kit import Workbench
from hitl_kit.campaign import reports
from hitl_kit.ledger import Ledger
from hitl_kit.reporting.check import Check, compare, page_of
from hitl_kit.reporting.html import report_html
from hitl_kit.reporting.record import read_record
from hitl_kit.reporting.saved import read_notebook, write_notebook
from tests.reporting import small
from tests.reporting.making import record
from tests.reporting.test_report_html import code, data, figure

DAY = date(2026, 11, 15)
TABLE = "Review of depots › table › replied › n"


@pytest.fixture
def workbench(workspace: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workbench:
    folder = small.notebooks(tmp_path / "notebooks")
    monkeypatch.setattr(reports, "notebook_path", lambda name: folder / name)
    found = Workbench(workspace)
    small.store_packages(found.ledger, "depots", DAY - timedelta(days=9))
    small.store_outcomes(found.ledger, "depots", "sent", [DAY - timedelta(days=8)] * 3)
    small.store_outcomes(found.ledger, "depots", "replied", [DAY - timedelta(days=2), DAY])
    return found


@pytest.fixture
def page(workbench: Workbench) -> Path:
    return workbench.campaign("depots").report(DAY).html


@pytest.mark.slow
def test_later_days_disturb_no_report_and_what_is_recorded_late_is_named(
    hitl: Any, workbench: Workbench, page: Path
) -> None:
    small.store_outcomes(workbench.ledger, "depots", "replied", [DAY + timedelta(days=1)] * 3)
    small.store_packages(workbench.ledger, "alps", DAY, 2)
    status, out, _ = hitl("report", "--check", str(page))
    assert (status, out.split(":")[1].strip()) == (0, "all 9 places show what the ledger says")

    small.store_outcomes(workbench.ledger, "depots", "replied", [DAY - timedelta(days=1)])
    page.write_text(page.read_text().replace("<style>", "<style>td { color: white }", 1))
    status, out, _ = hitl("report", "--check", str(page))
    told = " ".join(out.split())
    assert status == 1
    assert "the page was changed after it was made, though in none of these places" in told
    assert f"{TABLE}: “2” in the report, “3” in the ledger" in told
    assert "“5 outcomes until 2026-11-15.” in the report, “6 outcomes until 2026-11-15.” in the ledger" in told
    assert "Outcomes › trace › replied: “2” in the report, “3” in the ledger" in told
    assert "recorded after the report was made, for days up to 2026-11-15: 1 outcomes" in told


@pytest.mark.slow
def test_a_forgery_that_holds_together_is_found_by_the_ledger(hitl: Any, workbench: Workbench, page: Path) -> None:
    """Somebody who knows how reports are made changes a count in the notebook, and has the page made from it anew."""
    notebook, about = page.with_suffix(".ipynb"), read_record(page)
    nb = _with_other_outputs(read_notebook(notebook), "<td>2</td>", "<td>9</td>")
    write_notebook(nb, notebook)
    another = about.model_copy(update={"seal": "", "head": (about.head[0], "0" * 64)})
    page.write_text(report_html(nb, title="", about=another))
    policy = workbench.workspace.campaign_folder("depots") / "policy.yaml"
    policy.write_text(f"{policy.read_text()}\n# a remark\n")
    status, out, _ = hitl("report", "--check", str(notebook), "--json")
    found = json.loads(out)
    assert (status, found["holds"], found["sealed"], found["ledger_known"]) == (1, False, True, False)
    assert found["altered"] == found["notebook"] == []
    assert found["differences"] == [{"place": TABLE, "then": "9", "now": "2"}]
    assert found["causes"] == ["changed since: policy.yaml"]


@pytest.mark.slow
@pytest.mark.sqlite
def test_the_reports_of_the_demo_hold(hitl: Any, demo_workspace: Path, tmp_path: Path) -> None:
    """The notebooks that hitl-kit brings: made as of an earlier day in warm processes, checked in a new interpreter."""
    root = tmp_path / "demo"
    shutil.copytree(demo_workspace, root)
    assert hitl("report", "--all", "--as-of", "2026-11-01", "--workers", "1", "--workspace", str(root))[0] == 0
    for page in root.glob("reports/*/2026-11-01/*.html"):
        status, out, _ = hitl("report", "--check", str(page), "--workspace", str(root), "--json")
        found = json.loads(out)
        assert (status, found["holds"]) == (0, True), found["differences"]
        assert found["figures"] > (20 if page.stem == "portfolio" else 100)
        assert read_record(page).simulated


# --- the page and the notebook themselves


@pytest.fixture
def made(tmp_path: Path, ledger: Ledger) -> Path:
    """A report of this ledger, made without a kernel."""
    cells = [nbformat.v4.new_markdown_cell("# R\n41 were sent."), code(data(html="<table><tr><td>7</td></tr></table>")),
             code(data(figure=figure("Replies")))]  # fmt: skip
    nb = nbformat.v4.new_notebook(cells=cells)
    write_notebook(nb, tmp_path / "review.ipynb")
    page = tmp_path / "review.html"
    page.write_text(report_html(nb, title="", about=record(head=ledger.head())))
    return page


def checked(page: Path, ledger: Ledger, text: str = "") -> Check:
    """The page, or that text in its place, beside the same report made again."""
    again = read_record(page)
    page.write_text(text or page.read_text())
    return compare(page, again, ledger)


def test_an_untouched_report_holds(made: Path, ledger: Ledger) -> None:
    found = checked(made, ledger)
    assert found.holds
    assert found.figures == 5
    made.with_suffix(".ipynb").unlink()
    assert checked(made, ledger).holds, "the page alone may be handed on"


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("41 were sent.", "43 were sent.", "R › text: “43 were sent.” in a, “41 were sent.” in b"),
        ("<td>7</td>", "<td>8</td>", "R › table › 8 › column 1: “8” in a, nothing in b"),
        ('"x":[1]', '"x":[2]', "R › Replies › trace › Replies: “2” in a, “1” in b"),
        ('<div class="figure"', '<div class="gone"', ""),
        ("</h1>", "</h1><p>All is well.</p>", "R › text: “All is well.” in a, “41 were sent.” in b"),
    ],
)
def test_a_page_that_was_changed_is_found_and_the_place_named(
    made: Path, ledger: Ledger, old: str, new: str, words: str
) -> None:
    text = made.read_text()
    head, body = text.split("<body>")
    assert old in body
    found = checked(made, ledger, f"{head}<body>{body.replace(old, new)}")
    assert not found.holds
    assert not found.sealed
    assert not found.differences
    assert found.altered or not words
    assert not words or found.altered[0].words_of("a", "b") == words


def test_what_no_place_shows_breaks_the_seal_all_the_same(made: Path, ledger: Ledger) -> None:
    found = checked(made, ledger, made.read_text().replace("<style>", "<style>td { color: white }", 1))
    assert found.altered == ()
    assert not found.sealed
    assert not found.holds


def test_a_notebook_that_was_changed_is_found(made: Path, ledger: Ledger) -> None:
    notebook = made.with_suffix(".ipynb")
    write_notebook(_with_other_outputs(read_notebook(notebook), "<td>7</td>", "<td>8</td>"), notebook)
    found = checked(made, ledger)
    assert found.altered == ()
    assert [d.place for d in found.notebook] == ["R › table › 8 › column 1", "R › table › 7 › column 1"]
    assert not found.holds
    for broken in ("", "{", '{"cells": 3}'):
        notebook.write_text(broken)
        assert "cannot be read" in str(checked(made, ledger).notebook[0].then)


def test_a_report_is_known_by_any_of_its_files() -> None:
    folder = Path("reports/depots/2026-11-15")
    assert {page_of(folder / f"review{suffix}") for suffix in (".html", ".ipynb", ".pdf")} == {folder / "review.html"}


def test_what_cannot_be_checked_is_refused_in_words(hitl: Any, workspace: Path, ledger: Ledger) -> None:
    page = workspace / "review.html"
    for text, words in (
        ("x", "no report that hitl-kit made"),
        (report_html(nbformat.v4.new_notebook(), title="", about=record(failed="KeyError")), "a run that failed"),
        (report_html(nbformat.v4.new_notebook(), title="", about=record(campaign="../x")), "cannot name a campaign"),
        (
            report_html(nbformat.v4.new_notebook(), title="", about=record(campaign="gone")),
            "there is no campaign 'gone'",
        ),
    ):
        page.write_text(text)
        status, _, err = hitl("report", "--check", str(page))
        assert status == 1
        assert words in " ".join(err.split())


def _with_other_outputs(nb: Any, old: str, new: str) -> Any:
    for cell in nb.cells:
        for output in cell.get("outputs", ()):
            if "text/html" in output.get("data", {}):
                output["data"]["text/html"] = output["data"]["text/html"].replace(old, new)
    return nb
