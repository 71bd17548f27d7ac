"""A notebook's parameters, checked before a kernel starts: papermill itself takes any name and any type."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from hitl_kit.domain.errors import InputError

from .stack import literal, quiet


def checked_parameters(notebook: Path, parameters: Mapping[str, Any]) -> dict[str, Any]:
    """The parameters as the notebook takes them; InputError for one that it does not know or of another type."""
    if not notebook.is_file():
        raise InputError(f"{notebook} is missing", mend="check the path of the notebook")
    with quiet():
        import papermill

        try:
            known: dict[str, dict[str, Any]] = papermill.inspect_notebook(literal(notebook))
        except Exception as error:  # whatever a file that is no notebook makes papermill raise
            raise InputError(f"{notebook} cannot be read as a notebook: {error}") from None
    out: dict[str, Any] = {}
    for name, value in parameters.items():
        if name not in known:
            mend = f"it takes: {', '.join(known)}" if known else "give one of its cells the tag 'parameters'"
            raise InputError(f"{notebook.name} has no parameter '{name}'", mend=mend)
        plain = _plain(value)
        allowed = _types(known[name])
        if allowed and type(plain) not in allowed and not (type(plain) is int and float in allowed):
            wanted = " or ".join(t.__name__ for t in allowed if t is not type(None))
            raise InputError(
                f"{notebook.name}: parameter '{name}' must be {wanted}, not {type(value).__name__} {value!r}"
            )
        out[name] = plain
    return out


def _plain(value: Any) -> Any:
    """What papermill can write into a cell: paths and dates as text."""
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, Path) else value


_NAMED: dict[str, type] = {"str": str, "int": int, "float": float, "bool": bool, "list": list, "dict": dict}


def _types(parameter: Mapping[str, Any]) -> tuple[type, ...]:
    """The types that a parameter's annotation allows, or else the type of its default; () where neither tells."""
    annotation = str(parameter.get("inferred_type_name") or "None")
    if annotation != "None":
        found = re.fullmatch(r"(Optional\[)?(\w+).*", annotation)
        named = _NAMED.get(found[2]) if found else None
        return () if named is None else (named, type(None)) if found and found[1] else (named,)
    try:
        default = ast.literal_eval(str(parameter["default"]))
    except (ValueError, SyntaxError):
        return ()
    return () if default is None else (type(default),)
