"""A report's kernel counts what was read for it while it started."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from hitl_kit import Workbench
from hitl_kit.campaign import reports
from tests.reporting import small
from tests.reporting.making import notebook

DAY = date(2026, 11, 15)
COUNTS = """
from hitl_kit import Workbench
from hitl_kit.ledger import ahead

found, taken = [], ahead.taken


def watched(*asked):
    table = taken(*asked)
    found.append(table is not None)
    return table


ahead.taken = watched
metrics = Workbench(workspace).campaign(campaign).metrics(as_of)
print(all(found), len(found), metrics.count("sent"))
"""


@pytest.mark.slow
def test_a_reports_kernel_takes_over_what_was_read(
    workspace: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    notebook(tmp_path, COUNTS, parameters='workspace = ""\ncampaign = ""\nas_of = ""', name="counts.ipynb")
    monkeypatch.setattr(reports, "notebook_path", lambda _: tmp_path / "counts.ipynb")
    workbench = Workbench(workspace)
    small.store_packages(workbench.ledger, "depots", DAY - timedelta(days=9))
    small.store_outcomes(workbench.ledger, "depots", "sent", [DAY - timedelta(days=8)] * 3)
    page = workbench.campaign("depots").report(DAY).html.read_text()
    assert "True 4 3" in page
