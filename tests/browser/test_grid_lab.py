"""The grid in a real JupyterLab: verdicts by keyboard reach the ledger, and a restarted kernel loses nothing."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime

import nbformat
import pytest
import sqlalchemy as sa
from nbconvert import HTMLExporter
from playwright.sync_api import Browser, Page

from hitl_kit.ledger import Ledger
from hitl_kit.ledger import tables as t
from tests.browser.conftest import Lab, write_notebook
from tests.review import factory

pytestmark = [pytest.mark.browser, pytest.mark.slow]

CELL = """
from hitl_kit.ledger import Ledger
from hitl_kit.review import ReviewSession
from hitl_kit.widgets import ReviewGrid
from tests.review.factory import shorter
session = ReviewSession(Ledger.open("sqlite:///hitl.db"), "demo", "Ana", rewrite=shorter, judge=lambda package: ())
ReviewGrid(session)
"""
RUN = "() => jupyterapp.commands.execute('notebook:run-all-cells')"


@pytest.fixture(scope="module")
def review(lab: Lab, chromium: Browser) -> Iterator[tuple[Lab, Page]]:
    """A notebook with the grid on twelve packages, run in JupyterLab."""
    ledger = Ledger.open(f"sqlite:///{lab.folder / 'hitl.db'}")
    factory.store(ledger, [factory.package(n) for n in range(12)])
    ledger.close()
    write_notebook(lab.folder / "review.ipynb", CELL)
    context = chromium.new_context(viewport={"width": 1440, "height": 1000})
    page = context.new_page()
    page.goto(lab.address("review.ipynb"))
    page.wait_for_selector(".jp-Notebook .jp-Cell", timeout=60_000)
    run(page)
    yield lab, page
    context.close()


def run(page: Page) -> None:
    page.wait_for_function(
        "() => jupyterapp.shell.currentWidget?.sessionContext?.session?.kernel?.status === 'idle'", timeout=60_000
    )
    page.evaluate(RUN)
    page.wait_for_selector(".rv-draft", timeout=60_000)
    page.focus(".rv-grid")


def saved(page: Page) -> None:
    page.wait_for_selector(".rv-save[data-state=saved]")


def rows(lab: Lab) -> list[tuple[str, str, str]]:
    ledger = Ledger.open(f"sqlite:///{lab.folder / 'hitl.db'}")
    found = ledger.rows(sa.select(t.decision).order_by(t.decision.c.id))
    assert ledger.verify().intact
    ledger.close()
    return [(r["package_id"], r["verdict"], r["reason"]) for r in found]


def test_a_morning_by_keyboard(review: tuple[Lab, Page]) -> None:
    lab, page = review
    press, write = page.keyboard.press, page.keyboard.type
    press("a")
    press("e")
    write(" PS. By hand.")
    press("Control+Enter")
    press("x")
    press("6")
    saved(page)
    press("u")
    press("x")
    press("3")
    saved(page)
    assert rows(lab) == [
        ("p000", "approve", ""), ("p004", "edit", ""), ("p008", "reject", "tone"), ("p008", "undo", ""),
        ("p008", "reject", "weak_evidence"),
    ]  # fmt: skip
    assert page.locator(".jp-Notebook .jp-Cell").count() == 1  # no key inserted, cut or ran a cell
    assert page.locator(".rv-still").is_hidden()


def test_a_restarted_kernel_keeps_what_was_typed_and_decided(review: tuple[Lab, Page]) -> None:
    lab, page = review
    current = page.get_attribute(".rv-row.rv-current", "data-id")
    page.keyboard.press("e")
    page.keyboard.type(" Half a thou")
    page.evaluate("() => jupyterapp.shell.currentWidget.sessionContext.session.kernel.restart()")
    page.keyboard.type("ght.")
    assert page.input_value(".rv-e-body").endswith("Half a thought.")
    page.wait_for_timeout(300)
    page.evaluate("() => { window.old = document.querySelector('.rv-grid'); }")
    page.wait_for_function(
        "() => jupyterapp.shell.currentWidget.sessionContext.session.kernel.status === 'idle'", timeout=60_000
    )
    page.evaluate(RUN)
    page.wait_for_function(
        "() => !document.contains(window.old) && document.querySelector('.rv-e-body')", timeout=60_000
    )
    assert page.input_value(".rv-e-body").endswith("Half a thought.")
    page.keyboard.press("Control+Enter")
    saved(page)
    assert rows(lab)[-1] == (current, "edit", "")


def test_filter_bulk_and_undo_reach_the_ledger(review: tuple[Lab, Page]) -> None:
    lab, page = review
    before = len(rows(lab))
    page.select_option(".rv-views", "To do")
    page.keyboard.press("/")
    page.keyboard.type("b vp")
    page.keyboard.press("Escape")
    page.keyboard.press("Control+a")
    page.keyboard.press("h")
    page.wait_for_selector(".rv-bulk button:has-text('Hold')")
    named = page.inner_text(".rv-bulk")
    page.keyboard.press("Control+Enter")
    saved(page)
    held = rows(lab)[before:]
    assert held
    assert {v for _, v, _ in held} == {"hold"}
    assert not {i for i, _, _ in held} & {"p000", "p004", "p008"}, "the high-value tier"
    assert f"Hold {len(held)}" in named.replace("\n", " ")
    page.keyboard.press("Control+z")
    page.wait_for_selector(".rv-bulk button:has-text('Undo')")
    page.keyboard.press("Control+Enter")
    saved(page)
    assert {v for _, v, _ in rows(lab)[before + len(held) :]} == {"undo"}
    page.select_option(".rv-views", "Everything")
    page.wait_for_function("() => document.querySelector('.rv-count').textContent === '12 packages'")
    page.select_option(".rv-views", "My queue")
    page.keyboard.press("n")


def test_another_version_comes_while_one_goes_on(review: tuple[Lab, Page]) -> None:
    lab, page = review
    asked = str(page.get_attribute(".rv-row.rv-current", "data-id"))
    page.keyboard.press("w")
    page.keyboard.type("shorter")
    page.keyboard.press("Control+Enter")
    page.keyboard.press("j")
    page.wait_for_selector(".rv-last:has-text('Another version for')")
    page.keyboard.press("k")
    assert "Version 2 of 2" in page.inner_text(".rv-version")
    page.keyboard.press("a")
    saved(page)
    assert rows(lab)[-1] == (asked, "approve", "")
    ledger = Ledger.open(f"sqlite:///{lab.folder / 'hitl.db'}")
    last = ledger.rows(sa.select(t.decision).order_by(t.decision.c.id.desc()).limit(1))[0]
    assert last["content_sha256"] == ledger.rows(sa.select(t.revision))[0]["content_sha256"]
    ledger.close()


def test_two_reviewers_in_two_browsers_never_hold_the_same(review: tuple[Lab, Page], chromium: Browser) -> None:
    lab, page = review
    ledger = Ledger.open(f"sqlite:///{lab.folder / 'hitl.db'}")
    factory.store(ledger, [factory.package(n) for n in range(12, 16)])
    ledger.close()
    write_notebook(lab.folder / "ben.ipynb", CELL.replace('"Ana"', '"Ben"'))
    context = chromium.new_context(viewport={"width": 1024, "height": 800})
    ben = context.new_page()
    ben.goto(lab.address("ben.ipynb"))
    ben.wait_for_selector(".jp-Notebook .jp-Cell", timeout=60_000)
    run(ben)
    mine, theirs = (
        {str(r.get_attribute("data-id")) for r in p.locator(".rv-row[data-status=waiting]").all()} for p in (page, ben)
    )
    assert theirs
    assert not mine & theirs
    ben.keyboard.press("a")
    saved(ben)
    taken = rows(lab)[-1][0]
    page.select_option(".rv-views", "Everything")
    page.click(f".rv-row[data-id={taken}]")
    page.wait_for_selector(".rv-decided:has-text('approved by Ben')")
    other = sorted(theirs - {taken})[0]
    page.click(f".rv-row[data-id={other}]")
    page.wait_for_selector(".rv-decided:has-text('With Ben')")
    page.keyboard.press("a")
    page.wait_for_selector(".rv-alert:has-text('is with Ben until')")
    page.click("[data-do=dismiss]")
    page.select_option(".rv-views", "My queue")
    page.keyboard.press("n")
    context.close()


def test_the_saved_notebook_shows_the_queue_and_no_personal_data_beyond_it(review: tuple[Lab, Page]) -> None:
    lab, page = review
    page.keyboard.press("h")
    saved(page)
    page.wait_for_function("() => document.querySelector('.rv-still').textContent.includes('hold by Ana')")
    page.evaluate("() => jupyterapp.commands.execute('docmanager:save')")
    path = lab.folder / "review.ipynb"
    page.wait_for_function("() => !jupyterapp.shell.currentWidget.context.model.dirty")
    text = path.read_text("utf-8")
    assert "hold by Ana" in text
    assert "@" not in json.dumps([o for c in json.loads(text)["cells"] for o in c["outputs"]])
    assert "Half a thought" not in text
    exported, _ = HTMLExporter().from_filename(str(path))
    assert "Review queue of demo" in exported
    assert f"As it stood on {datetime.now(UTC):%-d %B %Y}" in exported
    assert "Halden Freight" in exported


def test_a_page_that_is_opened_again_returns_to_the_same_place(review: tuple[Lab, Page]) -> None:
    lab, page = review
    page.keyboard.press("j")
    page.keyboard.press("j")
    current = str(page.get_attribute(".rv-row.rv-current", "data-id"))
    page.keyboard.press("e")
    page.keyboard.type(" Half a line.")
    page.evaluate("() => jupyterapp.commands.execute('docmanager:save')")
    page.wait_for_function("() => !jupyterapp.shell.currentWidget.context.model.dirty")
    page.once("dialog", lambda dialog: dialog.accept())  # the browser asks: something is not saved
    page.goto(lab.address("review.ipynb").removesuffix("&reset"))
    page.wait_for_selector(".rv-e-body", timeout=60_000)
    assert page.get_attribute(".rv-row.rv-current", "data-id") == current
    assert page.input_value(".rv-e-body").endswith("Half a line.")


def test_the_notebook_that_papermill_runs_shows_the_queue(lab: Lab) -> None:
    import papermill

    source, target = lab.folder / "source.ipynb", lab.folder / "target.ipynb"
    write_notebook(source, f"import os; os.chdir({str(lab.folder)!r})" + CELL)
    papermill.execute_notebook(str(source), str(target), progress_bar=False)
    outputs = nbformat.read(str(target), as_version=4)["cells"][0]["outputs"]
    shown = "".join(o["data"].get("text/html", "") for o in outputs if "data" in o)
    assert "<table" in shown
    assert "Halden Freight" in shown
    assert "lindqvist@" not in json.dumps(json.loads(target.read_text("utf-8")))
