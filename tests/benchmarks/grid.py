"""The review grid on ten thousand packages in a real JupyterLab, beside plain ipywidgets and ipydatagrid."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from typing import Any

from playwright.sync_api import Page, WebSocket, sync_playwright

from hitl_kit.ledger import Ledger
from tests.benchmarks.bench import Figure
from tests.browser.conftest import ARGUMENTS, Lab, running_lab, write_notebook
from tests.review import factory

MANY = 10_000
ROUNDS = 20
SCRIPT = (Path(__file__).parent / "grid.js").read_text("utf-8")

READY = """
import sys
from pathlib import Path
import ipywidgets as w, pandas as pd
from ipydatagrid import DataGrid
from hitl_kit.ledger import Ledger
from hitl_kit.review import ReviewSession
from hitl_kit.widgets import ReviewGrid
session = ReviewSession(Ledger.open("sqlite:///hitl.db"), "demo", "Ana")
def resident():
    line = next(x for x in Path("/proc/self/status").read_text().splitlines() if x.startswith("VmRSS"))
    return int(line.split()[1]) / 1024
def note(name):
    Path(name).write_text(str(resident()))
note("before.txt")
"""
GRID = "ReviewGrid(session)"
AFTER = "note('after.txt')"
PLAIN = """
def line(row):
    said, button = w.Label("waiting"), w.Button(description="Approve")
    button.on_click(lambda _: (session.approve(row.package_id), setattr(said, "value", "approved")))
    return w.HBox([w.Label(row.account), w.Label(row.contact), w.Label(row.angle), said, button])
w.VBox([line(row) for row in [r for r in everything if r.status == "waiting"][-25:]])
"""
DATAGRID = """
frame = pd.DataFrame([[r.account, r.contact, r.angle, r.signal, r.status] for r in everything],
                     columns=["account", "contact", "angle", "signal", "status"])
DataGrid(frame)
"""
EVERYTHING = """
everything, after = [], ""
while page := session.everything(after):
    everything += page
    after = page[-1].package_id
"""


def figures() -> Iterator[Figure]:
    """Every figure of the group."""
    browser = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))))
    with (
        tempfile.TemporaryDirectory(prefix="hitl-bench-") as folder,
        running_lab(Path(folder)) as lab,
        sync_playwright() as playwright,
    ):
        ledger = Ledger.open(f"sqlite:///{lab.folder / 'hitl.db'}")
        factory.store(ledger, (factory.package(n) for n in range(MANY)))
        ledger.close()
        write_notebook(lab.folder / "bench.ipynb", READY, GRID, AFTER, EVERYTHING, PLAIN, DATAGRID)
        chromium = playwright.chromium.launch(executable_path=browser, headless=True, args=ARGUMENTS)
        page = chromium.new_page(viewport={"width": 1440, "height": 1000})
        yield from _measured(lab, page)
        chromium.close()


def _measured(lab: Lab, page: Page) -> Iterator[Figure]:
    received: list[int] = []

    def listen(socket: WebSocket) -> None:
        socket.on("framereceived", lambda payload: received.append(len(payload)))

    page.on("websocket", listen)
    page.goto(lab.address("bench.ipynb"))
    page.wait_for_selector(".jp-Notebook .jp-Cell", timeout=60_000)
    page.wait_for_function(
        "() => jupyterapp.shell.currentWidget?.sessionContext?.session?.kernel?.status === 'idle'", timeout=60_000
    )
    page.add_script_tag(content=SCRIPT)
    run: Any = lambda cell, shows: page.evaluate("([c, s]) => bench.run(c, s)", [cell, shows])  # noqa: E731
    run(0, "")
    run(1, ".rv-draft")
    page.select_option(".rv-views", "Everything")  # remembered: from here on it opens with all of them
    loaded = f"() => document.querySelector('.rv-count')?.textContent === '{MANY:,} packages'"
    page.wait_for_function(loaded, timeout=60_000)

    received.clear()
    paints = [run(1, ".rv-draft")]
    page.wait_for_function(loaded, timeout=60_000)
    wire = sum(received) / 2**20
    paints += [run(1, ".rv-draft") for _ in range(ROUNDS - 1)]
    page.wait_for_function(loaded, timeout=60_000)
    keys = [page.evaluate("() => bench.key('a')") for _ in range(ROUNDS)]
    blank = page.evaluate("() => bench.scroll()")
    run(2, "")
    memory = float((lab.folder / "after.txt").read_text()) - float((lab.folder / "before.txt").read_text())

    run(3, "")
    plain = [run(4, ".jupyter-button") for _ in range(5)]
    clicks = [page.evaluate("n => bench.click(n)", n) for n in range(ROUNDS)]
    datagrid = [run(5, ".ipydatagrid-widget canvas, .lm-DataGrid canvas") for _ in range(5)]

    paint, painted, durable = median(paints), median(k[0] for k in keys), median(k[1] for k in keys)
    said = f"medians of {ROUNDS}, {MANY:,} packages; a row confirmed with ipywidgets after {median(clicks):.0f} ms"
    others = f"ipywidgets, 25 rows: {median(plain):.0f} ms; ipydatagrid, {MANY:,} rows: {median(datagrid):.0f} ms"
    yield Figure("first paint after the cell runs", paint, "ms", 400, f"median of {ROUNDS}; {others}")
    yield Figure("key to painted row", painted, "ms", 30, said)
    yield Figure("key to durable and confirmed", durable, "ms", 90, said)
    yield Figure("over the wire at opening, all rows", wire, "MB", 1.5, "all frames of the kernel's web socket")
    yield Figure("kernel's growth", memory, "MB", 20, f"resident set after {ROUNDS + 1} openings and {ROUNDS} verdicts")
    yield Figure("longest blank while scrolling", blank, "ms", 100, "from end to end, a screen and a half a frame")
