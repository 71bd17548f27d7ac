"""The grid while its database is away: it says so, keeps what was decided and typed, and saves it when it is back."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from playwright.sync_api import Browser, Page

from hitl_kit.ledger import Ledger
from hitl_kit.ledger import tables as t
from tests.browser.conftest import Lab, write_notebook
from tests.browser.test_grid_lab import CELL, run, saved
from tests.postgres import Cluster
from tests.review import factory

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def page(lab: Lab, chromium: Browser, postgres_url: str) -> Iterator[Page]:
    """A notebook with the grid on twelve packages, its ledger on PostgreSQL."""
    ledger = Ledger.open(postgres_url)
    factory.store(ledger, [factory.package(n) for n in range(12)])
    ledger.close()
    write_notebook(lab.folder / "away.ipynb", CELL.replace("sqlite:///hitl.db", postgres_url))
    context = chromium.new_context(viewport={"width": 1440, "height": 1000})
    page = context.new_page()
    page.goto(lab.address("away.ipynb"))
    page.wait_for_selector(".jp-Notebook .jp-Cell", timeout=60_000)
    run(page)
    yield page
    context.close()


def test_a_database_that_stops_in_mid_session_loses_nothing(page: Page, postgres: Cluster, postgres_url: str) -> None:
    press, write = page.keyboard.press, page.keyboard.type
    press("a")
    saved(page)
    postgres.stop()
    press("a")
    press("e")
    write(" Typed while it was away.")
    page.wait_for_selector(".rv-alert:has-text('NOT SAVED: 1 verdict.')", timeout=20_000)
    alert = page.inner_text(".rv-alert")
    assert "The database at postgresql+psycopg" in alert
    assert "does not answer" in alert
    assert "Nothing is lost" in alert
    press("Control+Enter")
    page.wait_for_selector(".rv-alert:has-text('NOT SAVED: 2 verdicts.')", timeout=20_000)
    postgres.start()
    page.wait_for_selector(".rv-save[data-state=saved]", timeout=40_000)
    assert page.locator(".rv-alert").is_hidden()
    ledger = Ledger.open(postgres_url)
    found = ledger.rows(sa.select(t.decision).order_by(t.decision.c.id))
    verdicts = {r["package_id"]: r["verdict"] for r in found}
    assert verdicts == {"p000": "approve", "p004": "approve", "p008": "edit"}
    assert len(found) == 3, "each once, however often it was sent"
    (edited,) = [r["body"] for r in found if r["verdict"] == "edit"]
    assert edited.endswith("Typed while it was away.")
    assert ledger.verify().intact
    ledger.close()
