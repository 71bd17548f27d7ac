"""The grid in Voilà, which shows a notebook as a page of its own: verdicts by keyboard reach the ledger there, too."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from playwright.sync_api import Browser

from hitl_kit.ledger import Ledger
from hitl_kit.ledger import tables as t
from tests.browser.conftest import Lab, write_notebook
from tests.browser.test_grid_lab import CELL
from tests.review import factory

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_a_verdict_in_voila_reaches_the_ledger(lab: Lab, chromium: Browser) -> None:
    pytest.importorskip("voila", reason="Voilà is not installed")
    url = f"sqlite:///{lab.folder / 'voila.db'}"
    ledger = Ledger.open(url)
    factory.store(ledger, [factory.package(n) for n in range(12)])
    write_notebook(lab.folder / "alone.ipynb", CELL.replace("sqlite:///hitl.db", url))
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.goto(f"{lab.url}voila/render/alone.ipynb?token={lab.token}")
    page.wait_for_selector(".rv-draft", timeout=60_000)
    page.focus(".rv-grid")
    page.keyboard.press("a")
    page.keyboard.press("e")
    page.keyboard.type(" PS.")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector(".rv-save[data-state=saved]")
    found = ledger.rows(sa.select(t.decision).order_by(t.decision.c.id))
    assert [(r["package_id"], r["verdict"]) for r in found] == [("p000", "approve"), ("p004", "edit")]
    assert page.locator(".rv-still").is_hidden()
    context.close()
    ledger.close()
