"""What an import did, for every kind of file alike."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from .table import Reject, Table


@dataclass(frozen=True)
class ImportResult:
    """Counts of one import. added + changed + unchanged + rejects = the rows of the file."""

    what: str
    path: Path
    added: int
    changed: int
    unchanged: int
    rejects: tuple[Reject, ...]
    rejects_path: Path | None
    mapped: dict[str, str]
    extra: tuple[str, ...]

    @classmethod
    def of(cls, what: str, table: Table[object], *, added: int, changed: int = 0, unchanged: int = 0) -> ImportResult:
        """The result for a table whose rejects are complete: writes the rejects file."""
        return cls(
            what=what, path=table.path, added=added, changed=changed, unchanged=unchanged,
            rejects=tuple(sorted(table.rejects, key=lambda r: r.line)), rejects_path=table.write_rejects(),
            mapped=dict(table.mapped), extra=tuple(table.extra),
        )  # fmt: skip

    @property
    def nothing_usable(self) -> bool:
        """Whether the file brought not one row that could be used."""
        return not (self.added or self.changed or self.unchanged)
