"""Every figure that a page shows, read from the page itself: cells of tables, values of drawings, sentences.

A place is named as a reader finds it: "Angles › table › multi_depot › sent". Provenance (a `dl`) is no figure: it
differs each time that a report is made.
"""

from __future__ import annotations

import base64
import math
import re
from collections.abc import Mapping, Sequence
from typing import Any

from hitl_kit.domain.base import sha256_hex

Shown = dict[str, Any]
"""Place → what stands there: a text, or the values of one trace of a drawing by their kind."""

_VALUES = (
    "x", "y", "z", "text", "hovertext", "values", "labels", "customdata", "error_x", "error_y", "base", "visible",
)  # fmt: skip
_AXIS = ("title", "type", "range", "tickvals", "ticktext", "visible")
_HEADINGS = ("h1", "h2", "h3")
_BLOCKS = ("p", "li", "pre", "div", "h4", "h5", "h6", "summary", "figcaption", "blockquote", "main")
_NO_FIGURES = ("dl", "style", "script")


def shown(body: str, drawings: Sequence[Mapping[str, Any]]) -> Shown:
    """What a page shows: `body` is its HTML, `drawings` are the plotly figures that its places stand for, in order."""
    from selectolax.lexbor import LexborHTMLParser

    found = _Found()
    heading, page = "", LexborHTMLParser(f"<main>{body}</main>").css_first("main")
    by_name = {f"figure-{number}": drawing for number, drawing in enumerate(drawings)}
    texts: dict[int, str] = {}
    for node in page.traverse(include_text=True) if page else ():
        tag = node.tag
        if _nearest(node, ("table", *_HEADINGS, *_NO_FIGURES)):
            continue  # told as a whole, or not at all
        if tag in _HEADINGS:
            heading = _text(node)
            found.add(heading, "heading", heading)
        elif tag == "table":
            _table(found, heading, node)
        elif tag in ("img", "svg"):
            found.add(heading, "picture", sha256_hex(str(node.html))[:12])
        elif tag == "div" and (name := node.attributes.get("data-figure")) in by_name:
            _drawing(found, heading, by_name[name])
        elif tag == "-text" and (text := _text(node)):
            block = _nearest(node, _BLOCKS)
            if block.mem_id in texts:
                found.places[texts[block.mem_id]] += f" {text}"
            else:
                texts[block.mem_id] = found.add(heading, "text", text)
    return found.places


class _Found:
    """Places, each with a name of its own: a second text below one heading is 'text 2'."""

    def __init__(self) -> None:
        self.places: Shown = {}
        self._counts: dict[tuple[str, str], int] = {}

    def name(self, *parts: str) -> str:
        key = (" › ".join(p for p in parts[:-1] if p), parts[-1])
        self._counts[key] = number = self._counts.get(key, 0) + 1
        last = parts[-1] if number == 1 else f"{parts[-1]} {number}"
        return f"{key[0]} › {last}" if key[0] else last

    def add(self, heading: str, name: str, value: Any) -> str:
        place = self.name(heading, name)
        self.places[place] = value
        return place


def _table(found: _Found, heading: str, table: Any) -> None:
    caption = table.css_first("caption")
    place = found.name(heading, _text(caption) if caption else "table")
    header: list[str] = []
    for row in table.css("tr"):
        cells = row.css("th, td")
        texts = [_text(c) for c in cells]
        if not header and row.css_first("td") is None:
            header = texts
            found.places[place] = " · ".join(header)
            continue
        line = found.name(place, texts[0] if texts else "row")
        for number, text in enumerate(texts):
            column = header[number] if number < len(header) and header[number] else f"column {number + 1}"
            found.places[found.name(line, column)] = text


def _drawing(found: _Found, heading: str, drawing: Mapping[str, Any]) -> None:
    """A drawing's title, traces, axes, lines and notes."""
    layout = _mapping(drawing.get("layout"))
    words = _words(layout.get("title"))
    place = found.add(heading, words or "drawing", words)  # a title says what is shown, at times in figures
    for trace in map(_mapping, _list(drawing.get("data"))):
        if values := {key: _decoded(trace[key]) for key in _VALUES if trace.get(key) is not None}:
            found.add(place, plain(str(trace.get("name") or "trace")), values)
    for name, axis in layout.items():
        if name.startswith(("xaxis", "yaxis")):
            own = {key: _decoded(_mapping(axis)[key]) for key in _AXIS if _mapping(axis).get(key) is not None}
            if "title" in own:
                own["title"] = _words(own["title"])
            if own:
                found.add(place, f"{name[0]} axis {name[5:]}".strip(), own)
    for line in map(_mapping, _list(layout.get("shapes"))):
        found.add(place, "line", {key: _decoded(line[key]) for key in ("x0", "x1", "y0", "y1") if key in line})
    for note in map(_mapping, _list(layout.get("annotations"))):
        if text := plain(str(note.get("text") or "")):
            found.add(place, "note", text)


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _words(title: Any) -> str:
    return plain(str((title.get("text") if isinstance(title, Mapping) else title) or ""))


def _decoded(value: Any) -> Any:
    """Plotly's packed arrays as lists; no number that JSON does not know."""
    if isinstance(value, Mapping):
        if "bdata" in value:
            return _decoded(_unpacked(value))
        return {str(k): _decoded(v) for k, v in value.items() if k not in ("color", "thickness", "width")}
    if isinstance(value, (list, tuple)):
        return [_decoded(v) for v in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value


def _unpacked(value: Mapping[str, Any]) -> Any:
    import numpy as np

    try:
        flat = np.frombuffer(base64.b64decode(str(value["bdata"])), dtype=np.dtype(str(value["dtype"])))
        return flat.reshape([int(n) for n in str(value.get("shape") or len(flat)).split(",")]).tolist()
    except (ValueError, TypeError, KeyError):  # somebody's own hand was in it
        return "cannot be read"


def plain(text: str) -> str:
    """Plotly's own markup out of a label."""
    return " ".join(re.sub(r"<[^>]{0,200}>", " ", text).split())


def _text(node: Any) -> str:
    return " ".join(str(node.text(separator=" ")).split())


def _nearest(node: Any, tags: Sequence[str]) -> Any:
    """The nearest element around the node that has one of these tags."""
    around = node.parent
    while around is not None and around.tag not in tags:
        around = around.parent
    return around
