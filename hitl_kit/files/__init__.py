"""Files that people write or bring: YAML with errors that name the line, CSV with a reject for every bad row."""

from .changing import Place, changed_yaml
from .imported import ImportResult
from .located import Document, parse_yaml, read_yaml
from .table import Column, Reject, Table, read_table, write_csv, write_rows

__all__ = [
    "Column",
    "Document",
    "ImportResult",
    "Place",
    "Reject",
    "Table",
    "changed_yaml",
    "parse_yaml",
    "read_table",
    "read_yaml",
    "write_csv",
    "write_rows",
]
