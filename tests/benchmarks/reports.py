"""Reports: fifty of them in two processes, beside one in a new interpreter; one on a million touches, beside its own
kernel's start and imports."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from statistics import median

import nbformat

from hitl_kit import Workbench
from hitl_kit.ledger import Ledger, tables
from hitl_kit.reporting import execute_notebook
from hitl_kit.reporting.serve import import_statements
from hitl_kit.workspace import Workspace, notebook_path
from tests.benchmarks.bench import Figure, seconds
from tests.benchmarks.ledger import MANY, outcome_rows, package_rows

CAMPAIGNS = 50
MAILS = 500
SENT = datetime(2026, 3, 2, 9, tzinfo=UTC)
DAY = date(2026, 5, 31)
_ROUNDS = 3


def figures() -> Iterator[Figure]:
    """Every figure of the group."""
    with tempfile.TemporaryDirectory(prefix="hitl-bench-") as folder:
        yield from _fifty(Path(folder))
    with tempfile.TemporaryDirectory(prefix="hitl-bench-") as folder:
        yield _million(Path(folder))


def _workspace(root: Path) -> Workbench:
    workspace = Workspace(root)
    workspace.add_demo()
    return Workbench(root)


def _fifty(root: Path) -> Iterator[Figure]:
    """A workspace of fifty campaigns, each with a quarter of mails."""
    workbench = _workspace(root)
    for number in range(1, CAMPAIGNS):
        shutil.copytree(root / "campaigns" / "demo", root / "campaigns" / f"demo-{number}")
    for number, slug in enumerate(workbench.campaigns()):
        _fill(workbench.ledger, slug, number * MAILS, MAILS)
    command = [sys.executable, "-m", "hitl_kit", "report", "--workspace", str(root), "--as-of", DAY.isoformat()]

    def alone() -> None:
        subprocess.run([*command, "demo-7"], check=True, capture_output=True)

    one = median(seconds(alone) for _ in range(_ROUNDS))
    spent = seconds(lambda: subprocess.run([*command, "--all"], check=True, capture_output=True))
    made = len(list(root.glob("reports/*/*/*.html")))
    assert made == CAMPAIGNS + 1, made
    words = f"{spent:.1f} s for {made} of {MAILS} mails each, index and all; one alone {one:.2f} s"
    yield Figure(f"{CAMPAIGNS} reports and the portfolio, `hitl report --all`", spent, "s", 40, words)
    share = spent / (CAMPAIGNS * one)
    yield Figure("the same, beside one after another", share, "× 50 × one alone", 0.35, words)


def _fill(ledger: Ledger, slug: str, first: int, count: int) -> None:
    with ledger.recording("bench", "batch.packages", f"{slug}/b1") as recording:
        recording.add(tables.package, (row | {"campaign": slug} for row in package_rows(first, count)))
    with ledger.recording("bench", "outcomes.record", slug) as recording:
        recording.add(tables.outcome, (row | {"campaign": slug} for row in outcome_rows(first, count, SENT)))


def _million(root: Path) -> Figure:
    """The review of a campaign of a million mails, each time in a kernel of its own, as `hitl report` makes it."""
    workbench = _workspace(root)
    for first in range(0, MANY, 100_000):
        _fill(workbench.ledger, "demo", first, 100_000)
    campaign, notebook = workbench.campaign("demo"), notebook_path("5_review_campaign.ipynb")
    bare = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_code_cell(statement) for statement in import_statements(notebook)],
        metadata=nbformat.read(notebook, as_version=4).metadata,
    )
    nbformat.write(bare, root / "bare.ipynb")
    reports, imports = [], []
    for _ in range(_ROUNDS):
        imports.append(seconds(lambda: execute_notebook(root / "bare.ipynb", root / "out.ipynb")))
        reports.append(seconds(lambda: campaign.report(DAY)))
    ours, theirs = median(reports), median(imports)
    words = f"{ours:.2f} s and {theirs:.2f} s, medians of {_ROUNDS}"
    what = f"a report on {MANY:,} touches"
    return Figure(what, ours / theirs, "× its kernel's start and imports", 2, words)
