"""A Chromium, the grid's own module in a page with a kernel that the test plays, and a JupyterLab that is real."""

from __future__ import annotations

import json
import os
import re
import secrets
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, astuple, dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route, sync_playwright

from hitl_kit.cli import keeping
from hitl_kit.domain.decisions import REASONS
from hitl_kit.domain.packages import Package
from hitl_kit.review import Progress, QueueRow, ReviewItem
from hitl_kit.review.item import queue_row
from hitl_kit.widgets import ReviewGrid, cards
from tests.review import factory

REPOSITORY = Path(__file__).parents[2]
ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The machine's Chromium; without one the test is skipped, or fails where services are required."""
    path = next((p for n in ("chromium", "chromium-browser", "google-chrome") if (p := shutil.which(n))), None)
    if path is None:
        message = "no Chromium on this machine: apt-get install chromium"
        if os.environ.get("HITL_REQUIRE_SERVICES") == "1":
            pytest.fail(message)
        pytest.skip(message)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, headless=True, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def tab(chromium: Browser) -> Iterator[Page]:
    """One tab for all the tests of a module that need no session of their own: opening a new one takes a second."""
    context = chromium.new_context()
    yield context.new_page()
    context.close()


@pytest.fixture
def page(tab: Page) -> Iterator[Page]:
    """The tab, blank and with nothing stored; an error in the page's scripts fails the test."""
    errors: list[str] = []

    def listen(error: object) -> None:
        errors.append(str(error))

    tab.on("pageerror", listen)
    tab.set_viewport_size({"width": 1280, "height": 860})
    yield tab
    tab.remove_listener("pageerror", listen)
    tab.unroute_all()
    tab.evaluate("window.close_grid?.(); localStorage.clear()")
    tab.mouse.move(0, 0)
    assert not errors, errors


KERNEL = (Path(__file__).parent / "kernel.js").read_text("utf-8")


@dataclass
class Stage:
    """The grid on a page, and the kernel that the test plays."""

    page: Page

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)
        self.page.evaluate(
            "() => new Promise((done) => requestAnimationFrame(() => setTimeout(() => setTimeout(done), 1)))"
        )

    def approve(self, times: int) -> None:
        """One after the other, each once it is shown: the grid takes no verdict on what nobody has seen."""
        for _ in range(times):
            self.page.wait_for_selector("[data-do=approve]:not([disabled])")
            self.press("a")

    def sent(self, op: str = "decide") -> list[dict[str, Any]]:
        self.page.wait_for_timeout(60)
        return [m for m in self.page.evaluate("m.sent") if m["op"] == op]

    def text(self, selector: str) -> str:
        return self.page.inner_text(selector)

    @property
    def current(self) -> str:
        return str(self.page.locator(".rv-row.rv-current").get_attribute("data-id"))

    def status(self, package_id: str) -> str:
        return str(self.page.locator(f".rv-row[data-id={package_id}]").get_attribute("data-status"))


def queue_message(packages: list[Package]) -> tuple[dict[str, Any], dict[str, Any]]:
    """What a kernel would answer for these packages, all waiting: the queue, and the cards by id."""
    order = sorted(packages, key=lambda p: (not p.high_value, -p.score, p.id))
    blank: dict[str, Any] = {"decision": None, "claimed_by": "", "claimed_until": None}
    found = {p.id: cards.card(_item(p), []) for p in order}
    stored = [{**factory.row(p), "status": "waiting", **blank, **dict.fromkeys(VERDICT)} for p in order]
    waiting = len(order)
    queue = {
        "op": "queue", "key": "k", "still": "still", "campaign": "demo", "reviewer": "Ana",
        "columns": list(QueueRow.__dataclass_fields__), "rows": [list(astuple(queue_row(r))) for r in stored],
        "first": [found[p.id] for p in order[:3]], "reasons": list(REASONS.items()),
        "progress": asdict(Progress(0, 0, waiting, waiting, 0, None, {})), "target": 300, "lease": 1800,
        "can_rewrite": True,
    }  # fmt: skip
    return queue, found


VERDICT = ("verdict", "reason", "reviewer", "decided_at", "seconds")


def _item(p: Package) -> ReviewItem:
    subject, body = (p.draft.subject, p.draft.body) if p.draft else ("", "")
    return ReviewItem(p, "waiting", None, subject, body, p.findings)


@pytest.fixture
def stage_of(page: Page) -> Callable[..., Stage]:
    """The grid on the given packages (default: the twelve of the made-up market)."""

    def make(packages: list[Package] | None = None, theme: str = "true") -> Stage:
        queue, found = queue_message([factory.package(n) for n in range(12)] if packages is None else packages)
        html = f"<body data-jp-theme-light='{theme}'><style>{ReviewGrid._css}</style><div id=here></div>"

        def serve(route: Route) -> None:
            if route.request.url.endswith(".js"):
                route.fulfill(content_type="text/javascript", body=str(ReviewGrid._esm))
            else:
                route.fulfill(content_type="text/html; charset=utf-8", body=html)

        page.route("http://grid.example/**", serve)
        page.goto("http://grid.example/")
        page.evaluate("localStorage.clear()")
        page.add_script_tag(content=KERNEL, type="module")
        page.wait_for_function("() => window.open_grid")
        page.evaluate("([queue, cards]) => open_grid(new Model(queue, cards))", [queue, found])
        page.wait_for_selector(".rv-draft, .rv-empty code")
        page.focus(".rv-grid")
        return Stage(page)

    return make


@pytest.fixture
def stage(stage_of: Callable[..., Stage]) -> Stage:
    return stage_of()


@dataclass
class Lab:
    """A JupyterLab on a folder of its own."""

    url: str
    token: str
    folder: Path

    def address(self, notebook: str) -> str:
        return f"{self.url}lab/tree/{notebook}?token={self.token}&reset"


@pytest.fixture(scope="session")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    """A JupyterLab for all tests of this process."""
    with running_lab(tmp_path_factory.mktemp("jupyter")) as found:
        yield found


@contextmanager
def running_lab(root: Path) -> Iterator[Lab]:
    """A JupyterLab on an empty folder below `root`, ended by its own process id."""
    folder, token = root / "lab", secrets.token_hex(8)
    own = {f"JUPYTER_{what}_DIR": str(root / what) for what in ("CONFIG", "DATA", "RUNTIME")}
    for path in (folder, *map(Path, own.values())):
        path.mkdir()
    command = [
        sys.executable, "-m", "jupyter", "lab", "--no-browser", "--port=0", f"--IdentityProvider.token={token}",
        f"--ServerApp.root_dir={folder}", "--LabApp.expose_app_in_browser=True",
        "--ServerApp.allow_root=True", "--ServerApp.terminals_enabled=False",
    ]  # fmt: skip
    settings = {"JUPYTER_CONFIG_PATH": str(keeping.LAB_SETTINGS), "JUPYTER_PREFER_ENV_PATH": "1"}
    environment = {**os.environ, **own, **settings, "PYTHONPATH": str(REPOSITORY)}
    log = folder.parent / "lab.log"
    with log.open("wb") as out:
        server = subprocess.Popen(command, cwd=folder, env=environment, stdout=out, stderr=out)
    try:
        yield Lab(_address(server, log), token, folder)
    finally:
        server.terminate()
        server.wait(20)


def _address(server: subprocess.Popen[bytes], log: Path) -> str:
    for _ in range(300):
        found = re.search(r"http://(?:localhost|127\.0\.0\.1):(\d+)/", log.read_text("utf-8", "replace"))
        if found:
            return f"http://localhost:{found[1]}/"
        assert server.poll() is None, log.read_text("utf-8", "replace")
        time.sleep(0.1)
    raise AssertionError(log.read_text("utf-8", "replace"))


def write_notebook(path: Path, *cells: str) -> None:
    """A notebook of code cells."""
    code: list[dict[str, Any]] = [
        {"cell_type": "code", "id": f"c{n}", "metadata": {}, "execution_count": None, "outputs": [], "source": text}
        for n, text in enumerate(cells)
    ]
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    path.write_text(json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": kernel, "cells": code}))
