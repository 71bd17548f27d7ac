"""HTML that is built to stall a parser: known before one is let loose on it."""

from __future__ import annotations

import re

_MAX_DEPTH = 500
_MAX_ATTRIBUTES = 500
_MAX_SELF_CLOSED = 5000
_MAX_FORMATTING = 40
_NEVER_DEEP = frozenset(str.split(
    "area base br col dd dt embed hr img input li link meta option p source td th tr track wbr html head body"
))  # fmt: skip
_FORMATTING = frozenset(str.split("a b big code em font i nobr s small strike strong tt u"))
_TAG = re.compile(r"(/?)([a-zA-Z][a-zA-Z0-9]*)([^>]*)")


def stalling(html: str, *, formatting: int = _MAX_FORMATTING) -> str:
    """Why a parser would take time in step with the square of this HTML's length, or '' where it would not: thousands
    of nested elements, or of attributes of one. `formatting` is how many elements such as <b> may be open at once."""
    depth = open_formatting = self_closed = 0
    for chunk in html.split("<")[1:]:
        match = _TAG.match(chunk)
        if match is None:
            continue
        closing, name, rest = match[1], match[2].lower(), match[3]
        if len(rest) > _MAX_ATTRIBUTES * 2:
            bare = re.sub(r"\"[^\"]*\"|'[^']*'", "", rest)
            if max(bare.count("="), len(bare.split())) > _MAX_ATTRIBUTES:
                return f"an element has more than {_MAX_ATTRIBUTES} attributes"
        if name in _NEVER_DEEP:
            continue
        if rest.endswith("/"):
            self_closed += 1
        else:
            depth = max(0, depth + (-1 if closing else 1))
            if name in _FORMATTING:
                open_formatting = max(0, open_formatting + (-1 if closing else 1))
        if depth > _MAX_DEPTH or open_formatting > formatting or self_closed > _MAX_SELF_CLOSED:
            return "its elements are nested too deeply"
    return ""
