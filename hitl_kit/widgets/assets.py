"""The browser's files: plain ES modules and style sheets, joined without a build step."""

from __future__ import annotations

import re
from pathlib import Path

STATIC = Path(__file__).parent / "static"
_IMPORT = re.compile(r'^import \{[^}]*\} from "\./[\w.]+";\n', re.MULTILINE)
_EXPORT = re.compile(r"^export (?=(?:async )?(?:const|function|class)\b)", re.MULTILINE)


def module(*names: str) -> str:
    """The named modules as one, which is all that a notebook widget can carry. Each must come after what it imports."""
    return "\n".join(_EXPORT.sub("", _IMPORT.sub("", _read(name))) for name in names)


def style(*names: str) -> str:
    """The named style sheets as one."""
    return "\n".join(_read(name) for name in names)


def _read(name: str) -> str:
    return (STATIC / name).read_text(encoding="utf-8")
