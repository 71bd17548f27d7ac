"""Stills: what a notebook shows of the grid and the panels where nothing is alive to draw them."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from typing import Any

import anywidget
from IPython.display import HTML, display, update_display

from hitl_kit.domain.base import utc_now
from hitl_kit.domain.decisions import REASONS
from hitl_kit.review import Progress, QueueRow, ReviewSession

_MOST = 200
_CELL = "text-align:left;padding:4px 10px;vertical-align:top;border-bottom:1px solid rgba(128,128,128,.3)"
_NO_VIEW = ".jp-OutputArea-child:not(:has(.rv)):has(+ .jp-OutputArea-child .rv-still)"
_HEAD = ("Status", "Tier", "Account", "Contact", "Angle", "Signal", "Band", "Findings", "Verdict", "Seconds")


class Live(anywidget.AnyWidget):
    """A live view that displays its still beside it, and hides that: a notebook that is exported, rendered by a
    schedule or opened without its kernel shows the still."""

    def __init__(self, key: str) -> None:
        self._still = key
        self._shown = False
        super().__init__()
        self.on_msg(self._receive)

    def _at_rest(self) -> tuple[str, str]:
        """The view in a line of plain text, and its still as HTML."""
        raise NotImplementedError

    def _receive(self, _widget: object, message: dict[str, Any], _buffers: object) -> None:
        """Answer one message of the view."""
        raise NotImplementedError

    def _repr_mimebundle_(self, **kwargs: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        data, metadata = super()._repr_mimebundle_(**kwargs) or ({}, {})
        line, html = self._at_rest()
        return {**data, "text/plain": line, "text/html": html}, metadata

    def _ipython_display_(self) -> None:
        data, metadata = self._repr_mimebundle_()
        html = data.pop("text/html")
        display(data, metadata=metadata, raw=True)
        display(HTML(html), display_id=self._still)
        self._shown = True

    def _refresh_still(self) -> None:
        if self._shown:
            update_display(HTML(self._at_rest()[1]), display_id=self._still)


def summary(session: ReviewSession) -> str:
    """One line: campaign, reviewer, and how far they have come."""
    return f"ReviewGrid: {session.campaign}, reviewer {session.reviewer}: {_progress(session.progress())}"


def table(session: ReviewSession, key: str = "") -> str:
    """The queue and its verdicts as an HTML table of plain text."""
    queue = session.queue()
    title = f"Review queue of {session.campaign}, reviewer {session.reviewer}: {_progress(session.progress())}"
    simulated = " Rows marked SIMULATED are made up." if any(r.simulated for r in queue) else ""
    more = f"<p>… and {len(queue) - _MOST} more.</p>" if len(queue) > _MOST else ""
    shown = "<p>Nothing waits for review. Generate a batch: <code>c.generate(size=20)</code></p>"
    if queue:
        shown = rows(_HEAD, (_cells(row) for row in queue[:_MOST]))
    stood = f" As it stood on {utc_now():%-d %B %Y, %H:%M} UTC."
    return frame(key, f"<p><b>{escape(title)}.</b>{stood}{simulated}</p>{shown}{more}")


def frame(key: str, html: str) -> str:
    """A still that a live view hides by its key. Without a live view it hides JupyterLab's note that there is none."""
    return f'<div class="rv-still" data-rv="{escape(key)}"><style>{_NO_VIEW}{{display:none}}</style>{html}</div>'


def rows(head: Iterable[str], body: Iterable[Iterable[object]]) -> str:
    """A table of plain texts."""
    top = "".join(f'<th style="{_CELL}">{escape(name)}</th>' for name in head)
    lines = ("".join(f'<td style="{_CELL}">{escape(str(cell))}</td>' for cell in row) for row in body)
    filled = "".join(f"<tr>{line}</tr>" for line in lines)
    return f'<table style="border-collapse:collapse"><thead><tr>{top}</tr></thead><tbody>{filled}</tbody></table>'


def _progress(p: Progress) -> str:
    held = f", {p.held} on hold" if p.held else ""
    return f"{p.reviewed_today} reviewed today, {p.waiting} waiting{held}"


def _cells(row: QueueRow) -> tuple[object, ...]:
    age = "" if row.age_days is None else f", {row.age_days} d"
    reason = f" ({REASONS.get(row.reason, row.reason)})" if row.reason else ""
    return (
        row.status, row.tier, row.account + (" · SIMULATED" if row.simulated else ""), row.contact,
        row.angle.replace("_", " "), (row.signal.replace("_", " ") + age) if row.signal else "", row.band,
        row.findings or "", f"{row.verdict}{reason} by {row.reviewer}" if row.verdict else "",
        "" if row.seconds is None else f"{row.seconds:g}",
    )  # fmt: skip
