"""Whether a report still holds: made again from the ledger as of its day, it has to show the same figures."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa

from hitl_kit.domain.base import after_day
from hitl_kit.ledger import Ledger, tables

from .differences import Difference, differences
from .html import notebook_shows, page_shows
from .record import Record, read_record, unbroken
from .saved import read_notebook

_DATED = (
    (tables.package, "as_of", "packages"),
    (tables.decision, "at", "verdicts"),
    (tables.outcome, "at", "outcomes"),
    (tables.angle_decision, "at", "decisions about angles"),
)


@dataclass(frozen=True)
class Check:
    """What came of checking a report, of which `figures` places were compared.

    `differences` are between the report and the ledger, and `causes` what may explain them; `altered` are between the
    page and the figures that it carries, `notebook` between the notebook beside it and those. `sealed` is whether the
    page is, to the byte, as it was made.
    """

    record: Record
    figures: int
    differences: tuple[Difference, ...]
    altered: tuple[Difference, ...]
    notebook: tuple[Difference, ...]
    causes: tuple[str, ...]
    sealed: bool
    ledger_known: bool

    @property
    def holds(self) -> bool:
        """Whether the report shows what the ledger says."""
        return self.ledger_known and self.sealed and not (self.differences or self.altered or self.notebook)


def page_of(file: Path) -> Path:
    """The page of a report that is named by any of its files."""
    return file.with_suffix(".html") if file.suffix in (".ipynb", ".pdf") else file


def compare(page: Path, again: Record, ledger: Ledger) -> Check:
    """The report in a file beside the record of the same report made again."""
    then = read_record(page)
    text = page.read_bytes().decode()
    found = differences(then.shown, again.shown)
    return Check(
        record=then,
        figures=len(then.shown),
        differences=tuple(found),
        altered=tuple(differences(page_shows(text), then.shown)),
        notebook=tuple(_of_notebook(page.with_suffix(".ipynb"), then)),
        causes=tuple(_causes(then, again, ledger)) if found else (),
        sealed=unbroken(text, then),
        ledger_known=_known(ledger, then),
    )


def _of_notebook(notebook: Path, then: Record) -> list[Difference]:
    """Where the notebook beside the page shows something else; nothing where there is none."""
    if not notebook.exists():
        return []
    try:
        return differences(notebook_shows(read_notebook(notebook)), then.shown)
    except Exception as error:  # whatever a file that was a notebook makes nbformat and nbconvert raise
        return [Difference(notebook.name, f"cannot be read ({type(error).__name__})", f"{len(then.shown):,} places")]


def _known(ledger: Ledger, then: Record) -> bool:
    """Whether the ledger still holds the event that was its newest when the report was made."""
    seq, digest = then.head
    rows = ledger.rows(sa.select(tables.event.c.hash).where(tables.event.c.seq == seq))
    return seq == 0 or bool(rows and rows[0]["hash"] == digest)


def _causes(then: Record, again: Record, ledger: Ledger) -> list[str]:
    """What has changed since, in sentences."""
    causes = []
    if late := _late(then, ledger):
        causes.append(f"recorded after the report was made, for days up to {then.as_of}: {late}")
    changed = [n for n in then.files.keys() | again.files.keys() if then.files.get(n) != again.files.get(n)]
    if changed:
        causes.append(f"changed since: {', '.join(sorted(changed))}")
    if then.hitl_kit != again.hitl_kit or then.notebook != again.notebook:
        causes.append(f"another notebook: the report is of hitl-kit {then.hitl_kit}, this is {again.hitl_kit}")
    return causes or ["nothing that the ledger or the campaign's files know of"]


def _late(then: Record, ledger: Ledger) -> str:
    """What was recorded later about days that the report covers."""
    parts = []
    for table, column, name in _DATED:
        dated = table.c[column]
        within = dated <= then.as_of.isoformat() if column == "as_of" else dated < after_day(then.as_of)
        select = sa.select(sa.func.count().label("n")).select_from(table).where(table.c.event > then.head[0], within)
        if then.campaign:
            if "campaign" in table.c:
                select = select.where(table.c.campaign == then.campaign)
            else:
                p = tables.package
                own = sa.select(p.c.id).where(p.c.campaign == then.campaign)
                select = select.where(table.c.package_id.in_(own))
        if count := int(ledger.rows(select)[0]["n"]):
            parts.append(f"{count:,} {name}")
    return ", ".join(parts)
