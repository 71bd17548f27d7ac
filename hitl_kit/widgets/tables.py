"""Tables and cards as a notebook and a report show them: readable, escaped, in the theme's colours."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from html import escape
from numbers import Integral
from typing import Any

import numpy as np
import pandas as pd

from hitl_kit.domain.icp import ICP, Rule

from . import assets


@dataclass(frozen=True)
class Html:
    """A piece of HTML that a notebook shows and an export keeps; `text` stands in where only text is shown."""

    html: str
    text: str

    def _repr_html_(self) -> str:
        return f'<style>{assets.style("tables.css")}</style><div class="hk">{self.html}</div>'

    def __repr__(self) -> str:
        return self.text


def table(
    frame: pd.DataFrame, caption: str = "", *, most: int = 50, empty: str = "Nothing here yet.", missing: str = ""
) -> Html:
    """A DataFrame as a readable table, without columns that say nothing. `empty` is shown when it has no rows,
    `missing` in a cell that has no value."""
    if frame.empty:
        return note(empty)
    frame = frame.loc[:, [any(map(_cell, frame[c].head(most))) for c in frame.columns]]
    numeric = {c: pd.api.types.is_numeric_dtype(frame[c]) and frame[c].dtype != bool for c in frame.columns}
    digits = {c: _digits(frame[c].head(most)) for c in frame.columns}
    head = "".join(f'<th class="{"n" if numeric[c] else ""}">{escape(_title(c))}</th>' for c in frame.columns)
    body = "".join(
        "<tr>"
        + "".join(_data(_cell(v, digits[c]), numeric[c], missing) for c, v in zip(frame.columns, row, strict=True))
        + "</tr>"
        for row in frame.head(most).itertuples(index=False)
    )
    title = f"<caption>{escape(caption)}</caption>" if caption else ""
    more = f'<p class="hk-note">… and {len(frame) - most:,} more.</p>' if len(frame) > most else ""
    html = (
        f'<div class="hk-scroll"><table>{title}<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>{more}'
    )
    return Html(html, frame.head(most).to_string(index=False))


def _digits(column: pd.Series[Any]) -> int:
    """The decimals that a column of numbers needs, two at most: all of its cells show as many."""
    if not pd.api.types.is_float_dtype(column):
        return 2
    shown = column.dropna().round(2)
    return next((digits for digits in (0, 1) if (shown.round(digits) == shown).all()), 2)


def _data(text: str, is_number: bool, missing: str) -> str:
    """A cell; a short text without spaces (an id, a day) is kept on one line."""
    if missing and not text:
        return f'<td class="hk-none">{escape(missing)}</td>'
    kind = "n" if is_number else "s" if len(text) <= 24 and " " not in text else ""
    return f'<td class="{kind}">{escape(text)}</td>'


def note(text: str) -> Html:
    """A sentence for the reader."""
    return Html(f'<p class="hk-note">{escape(text)}</p>', text)


def icp_card(icp: ICP) -> Html:
    """The ICP in words: rules, exclusions, personas, signals and tiers."""
    signals = (
        f"{s.kind.replace('_', ' ')} (priority {s.priority:g}, halves every {s.half_life_days:g} days)"
        for s in icp.signals
    )
    personas = (f"{p.name}: {', '.join(p.titles[:4])}{' …' if len(p.titles) > 4 else ''}" for p in icp.personas)
    tiers = (
        f"{t.name}{' (high value: always reviewed by a person)' if t.high_value else ''}: "
        + ("; ".join(r.label for r in t.rules) or "every other account")
        for t in icp.tiers
    )
    rows: Mapping[str, Iterable[str]] = {
        "Fits": map(_rule, icp.firmographics), "Leaves out": map(_rule, icp.exclusions), "Writes to": personas,
        "Looks for": signals, "Tiers": tiers,
    }  # fmt: skip
    items = {term: list(lines) for term, lines in rows.items()}
    html = "".join(
        f"<dt>{escape(term)}</dt><dd>{'<br>'.join(map(escape, lines)) or 'nothing'}</dd>"
        for term, lines in items.items()
    )
    text = "\n".join(f"{term}: {'; '.join(lines)}" for term, lines in items.items())
    title = f"<b>{escape(icp.name)}</b> (version {icp.version}) {escape(icp.description)}"
    return Html(f'<p>{title}</p><dl class="hk-card">{html}</dl>', f"{icp.name}\n{text}")


def _rule(rule: Rule) -> str:
    return f"{rule.label}{f' ({rule.why})' if rule.why else ''}"


def _title(column: object) -> str:
    return str(column).replace("_", " ")


def _cell(value: Any, digits: int = 2) -> str:
    if value is None or value is pd.NaT or value is pd.NA or (isinstance(value, float) and pd.isna(value)):
        return ""
    if isinstance(value, (bool, np.bool_)):
        return "yes" if value else ""
    if isinstance(value, Integral):
        return f"{int(value):,}"
    if isinstance(value, float):
        return f"{value:,.{digits}f}"
    return value.isoformat()[:10] if isinstance(value, (date, datetime)) else str(value)
