"""An executed notebook as one HTML file that opens offline and runs no script but its own."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from functools import cache
from html import escape
from importlib import resources
from typing import Any

from .figures import Shown, shown
from .record import Record, element, sealed

FIGURE = "application/vnd.plotly.v1+json"
WIDGET = "application/vnd.jupyter.widget-view+json"
INTERACTIVE = "interactive"
"""Cells with this tag are for the person in the notebook: a report neither runs nor shows them."""
LEFT_OUT = frozenset({"remove_cell", "remove-cell", INTERACTIVE, "papermill-error-cell-tag"})
"""Cells with one of these tags are not shown; the last is papermill's own words about a failure."""

_DRAW = """
for (const holder of document.querySelectorAll(".figure")) {
  const figure = JSON.parse(document.getElementById(holder.dataset.figure).textContent);
  Plotly.newPlot(holder, figure.data, figure.layout, {responsive: true, displaylogo: false, displayModeBar: false});
}
const fit = (size) => () => document.querySelectorAll(".figure").forEach((f) => Plotly.relayout(f, size));
addEventListener("beforeprint", fit({autosize: false, width: 900}));  // as wide as page.css lets a sheet be
addEventListener("afterprint", fit({autosize: true, width: null}));
"""


def report_html(nb: Any, *, title: str, about: Record | None = None) -> str:
    """The notebook's text, tables and figures without its code. The title is its first heading, or else `title`.

    `about` is the report's record, which the page carries together with all that it shows. Figures come from their
    plotly JSON and one copy of plotly.js in the file. The page's own policy lets no other script run and nothing load
    from another host, whatever the outputs hold.
    """
    shown_cells, figures = _prepared(nb)
    body, _ = _exporter().from_notebook_node(shown_cells)
    data = "".join(
        f'<script type="application/json" id="figure-{i}">{_json(figure)}</script>' for i, figure in enumerate(figures)
    )
    scripts = [_plotly(), _DRAW] if figures else []
    allowed = " ".join(f"'sha256-{_digest(script)}'" for script in scripts) or "'none'"
    policy = f"default-src 'none'; script-src {allowed}; style-src 'unsafe-inline'; img-src data: blob:; font-src data:"
    run = "".join(f"<script>{script}</script>" for script in scripts)
    style = resources.files(__package__).joinpath("page.css").read_text(encoding="utf-8")
    carried = element(_filled(about, body, figures)) if about else ""
    page = (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="referrer" content="no-referrer">\n'
        f"<title>{escape(_title(nb, title, about))}</title>\n<style>\n{style}</style>\n{carried}\n</head>\n"
        f"<body>\n<main>\n{_failure(about)}{body}\n</main>\n{data}\n{run}\n</body>\n</html>\n"
    )
    return sealed(page) if about else page


def _title(nb: Any, title: str, about: Record | None) -> str:
    """The heading, and of which campaign: a browser has several of them open."""
    heading = _heading(nb) or title
    return f"{heading}: {about.campaign}" if about and about.campaign else heading


def _filled(about: Record, body: str, figures: list[Any]) -> Record:
    """The record with what the page shows, and what it says of simulated rows."""
    from selectolax.lexbor import LexborHTMLParser

    label = LexborHTMLParser(body).css_first(".hk-sim")
    marked = any(
        note.get("name") == "simulated" for f in figures for note in (f.get("layout") or {}).get("annotations") or ()
    )
    simulated = " ".join(label.text().split()) if label else "Simulated data" if marked else ""
    return about.model_copy(update={"shown": shown(body, figures), "simulated": simulated})


def _failure(about: Record | None) -> str:
    """What stands above a report that failed."""
    if about is None or not about.failed:
        return ""
    return (
        '<div class="failed"><strong>This report failed and replaces nothing.</strong> '
        f"{escape(about.failed)}<br>What it got to stands below.</div>\n"
    )


def page_shows(html: str) -> Shown:
    """What a page that `report_html` made shows, read from its visible part alone."""
    from selectolax.lexbor import LexborHTMLParser

    page = LexborHTMLParser(html)
    main = page.css_first("main")
    drawings: list[Any] = []
    while (data := page.css_first(f"script#figure-{len(drawings)}")) is not None:
        drawings.append(_drawing(str(data.text())))
    return shown(main.inner_html or "" if main else "", drawings)


def notebook_shows(nb: Any) -> Shown:
    """What the page of an executed notebook would show."""
    cells, figures = _prepared(nb)
    body, _ = _exporter().from_notebook_node(cells)
    return shown(body, figures)


def _drawing(text: str) -> Any:
    """A drawing out of a page; an empty one where somebody's hand left no JSON of one."""
    try:
        found = json.loads(text)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _prepared(nb: Any) -> tuple[Any, list[Any]]:
    """The cells that a reader sees, with a place for every figure, and the figures in the order of their places."""
    import nbformat

    figures: list[Any] = []
    cells = []
    for original in nb.cells:
        if original.metadata.get("papermill", {}).get("status") == "pending":
            break  # a run that failed did not get here
        if LEFT_OUT & set(original.metadata.get("tags", ())):
            continue
        cell = json.loads(json.dumps(original))
        if cell["cell_type"] == "code":
            cell["outputs"] = [out for out in (_output(o, figures) for o in cell["outputs"]) if out]
            if not cell["outputs"]:
                continue
        cells.append(cell)
    kept = {"cells": cells, "metadata": {"language_info": {"name": "python"}}, "nbformat": 4, "nbformat_minor": 5}
    return nbformat.from_dict(kept), figures  # type: ignore[no-untyped-call]


def _output(out: dict[str, Any], figures: list[Any]) -> dict[str, Any] | None:
    """An output as the report shows it: no stderr, a figure as its place, a widget as its HTML or not at all."""
    if out.get("name") == "stderr":
        return None
    data = out.get("data")
    if data is None:
        return out
    if FIGURE in data:
        holder = f'<div class="figure" data-figure="figure-{len(figures)}"{_height(data[FIGURE])}></div>'
        figures.append({key: data[FIGURE].get(key) for key in ("data", "layout")})
        out["data"] = {"text/html": holder}
    elif WIDGET in data:
        if "text/html" not in data:
            return None
        out["data"] = {"text/html": data["text/html"]}
    return out


def _height(figure: Any) -> str:
    height = (figure.get("layout") or {}).get("height")
    return f' style="height:{float(height):.0f}px"' if isinstance(height, (int, float)) else ""


def _heading(nb: Any) -> str:
    """The first heading: of the text, or of what a cell displayed as Markdown."""
    for cell in nb.cells:
        texts = [cell.source] if cell.cell_type == "markdown" else [
            text if isinstance(text, str) else "".join(text)
            for output in cell.get("outputs", ()) if (text := output.get("data", {}).get("text/markdown"))
        ]  # fmt: skip
        for text in texts:
            found = re.search(r"^#\s+(.+)$", text, re.MULTILINE)
            if found:
                return re.sub(r"[*_`]", "", found[1]).strip()
    return ""


@cache
def _exporter() -> Any:
    """The exporter, whose templates take longer to compile than a report to convert."""
    from nbconvert import HTMLExporter

    return HTMLExporter(  # type: ignore[no-untyped-call]
        template_name="basic", exclude_input=True, exclude_input_prompt=True, exclude_output_prompt=True,
        mathjax_url="", require_js_url="", jquery_url="", exclude_anchor_links=True,
    )  # fmt: skip


def _json(value: Any) -> str:
    """JSON that cannot end the script element that it stands in."""
    return json.dumps(value, separators=(",", ":"), sort_keys=True).replace("<", "\\u003c")


def _digest(script: str) -> str:
    return base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()


@cache
def _plotly() -> str:
    from plotly.offline import get_plotlyjs

    return str(get_plotlyjs())
