"""Small notebooks in the place of the two that hitl-kit brings, and a ledger with a few outcomes to report on.

`python -m tests.reporting.small FOLDER …` is the command line with the notebooks of that folder.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from datetime import UTC, date, datetime, time
from pathlib import Path

from hitl_kit.campaign import reports
from hitl_kit.cli import main
from hitl_kit.domain.base import iso
from hitl_kit.ledger import Ledger, tables
from tests.reporting.making import notebook
from tests.review import factory

_READ = """
import sqlalchemy as sa
from IPython.display import HTML, Markdown, display
from hitl_kit import Workbench
from hitl_kit.domain.base import after_day, as_day
from hitl_kit.ledger import tables

wb, o = Workbench(workspace), tables.outcome
counted = sa.select(o.c.kind, sa.func.count().label("n")).where(o.c.at < after_day(as_day(as_of)))
counted = counted.group_by(o.c.kind).order_by(o.c.kind)
"""
_OWN = """
wb.campaign(campaign).policy
counted = counted.where(o.c.campaign == campaign)
"""
_SHOW = """
rows = wb.ledger.rows(counted)
display(Markdown(f"# {title}\\n\\n{sum(r['n'] for r in rows)} outcomes until {as_of}."))
cells = "".join(f"<tr><td>{r['kind']}</td><td>{r['n']}</td></tr>" for r in rows)
display(HTML(f"<table><thead><tr><th>kind</th><th>n</th></tr></thead>{cells}</table>"))
bar = {"type": "bar", "x": [r["kind"] for r in rows], "y": [r["n"] for r in rows]}
figure = {"data": [bar], "layout": {"title": {"text": "Outcomes"}}}
display({"application/vnd.plotly.v1+json": figure, "text/plain": ""}, raw=True)
display(HTML(f"<dl><dt>ledger</dt><dd>event {wb.ledger.head()[0]}</dd></dl>"))
"""


def notebooks(folder: Path) -> Path:
    """The folder with a review and a portfolio in it, each of which shows what the ledger's outcomes come to."""
    folder.mkdir(exist_ok=True)
    own, all_of_them = 'workspace = ""\ncampaign = ""\nas_of = ""', 'workspace = ""\nas_of = ""'
    review = (_READ, _OWN, f'title = f"Review of {{campaign}}"{_SHOW}')
    notebook(folder, *review, parameters=own, name="5_review_campaign.ipynb")
    notebook(folder, _READ, f'title = "Portfolio"{_SHOW}', parameters=all_of_them, name="6_review_portfolio.ipynb")
    return folder


def store_packages(ledger: Ledger, campaign: str, first: date, count: int = 3) -> None:
    """So many packages of a campaign, made on its first day."""
    made = (factory.package(n, id=f"{campaign}-{n}", campaign=campaign, as_of=first) for n in range(count))
    factory.store(ledger, made)


def store_outcomes(ledger: Ledger, campaign: str, kind: str, days: Iterable[date]) -> None:
    """An outcome of the campaign's n-th package at noon of the n-th of these days."""
    with ledger.recording("test", "outcomes.record", campaign) as recording:
        recording.add(tables.outcome, [
            {"campaign": campaign, "package_id": f"{campaign}-{n}", "kind": kind, "detail": "", "simulated": False,
             "at": iso(datetime.combine(day, time(12), tzinfo=UTC))}
            for n, day in enumerate(days)
        ])  # fmt: skip


if __name__ == "__main__":
    where = Path(sys.argv.pop(1))
    vars(reports)["notebook_path"] = lambda name: where / name
    main()
