"""The figures of a campaign review that need more than counts: what angles draw to each other, and what was learned."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from .figures import VERDICT_COLOURS, pale, weeks_axis
from .metrics import Metrics
from .theme import BLUE, GREY, INK, MUTED, blank, dress, safe

CLAIMED_UNEDITED = ((1, 0.40, 0.50), (4, 0.65, 0.75), (12, 0.80, 0.90))
"""Mails approved without edits by week of use, lowest and highest, as vendors of such tools publish it. Nobody has
shown how it was measured."""

_ROW = 34
_BESIDE = 80
"""Pixels for what stands beside an interval that reaches the edge."""
_APART = 0.075
"""So much of the axis a line of text needs."""

_LINES = (("approve", "as written"), ("edit", "edited"), ("reject", "rejected"))


def bounded(evidence: pd.DataFrame) -> pd.Series[bool]:
    """Which angles have an interval that is more than "anything is possible"."""
    ends: pd.Series[bool] = np.isfinite(evidence["ratio_high"]) | (evidence["ratio_low"] > 0)
    return ends & (evidence["compared"] > 0)


def angle_ratios(evidence: pd.DataFrame, *, simulated: bool) -> go.Figure:
    """Each angle's odds of a positive reply to the others', with the interval that holds at every weekly look."""
    title = "Positive replies: each angle against the others"
    shown = evidence[bounded(evidence)].sort_values("ratio_high", ascending=True)
    if shown.empty:
        return blank(title, "no angle can be told from the others by anything yet", simulated=simulated)
    most = max([4.0, *(v for v in shown["ratio_high"] if math.isfinite(v))])
    least = min([0.25, *(v for v in shown["ratio_low"] if v > 0)])
    low, high = shown["ratio_low"].clip(lower=least / 2), shown["ratio_high"].clip(upper=most * 2)
    rows = list(range(len(shown)))
    figure = go.Figure(
        go.Scatter(
            x=[x for pair in zip(low, high, strict=True) for x in (*pair, None)],
            y=[y for row in rows for y in (row, row, None)], mode="lines", line={"color": pale(BLUE), "width": 5},
            hoverinfo="skip",
        )
    )  # fmt: skip
    for row, x, a, b in zip(rows, high, shown["ratio_low"], shown["ratio_high"], strict=True):
        figure.add_annotation(
            x=math.log10(x), y=row, text=f"{a:.2g} to {_end(b)}", showarrow=False, xanchor="left", xshift=4,
            font={"size": 12, "color": INK}, bgcolor="white", borderpad=1,
        )  # fmt: skip
    figure.add_vline(x=1, line={"color": MUTED, "dash": "dot", "width": 1.5})
    figure.add_annotation(
        x=0, y=1, yref="paper", text="as the others", showarrow=False, yanchor="bottom", font={"color": MUTED}
    )
    labels = [
        f"{safe(str(a))}  <span style='color:{MUTED}'>n = {n:,}</span>"
        for a, n in zip(shown.index, shown["compared"], strict=True)
    ]
    figure.update_yaxes(tickvals=rows, ticktext=labels, showgrid=False, range=[-0.6, len(shown) - 0.4])
    ticks = [t for t in (0.1, 0.25, 0.5, 1, 2, 4, 10, 25) if least / 2 <= t <= most * 2]
    figure.update_xaxes(
        type="log", tickvals=ticks, ticktext=[f"{t:g}×" for t in ticks],
        range=[math.log10(least / 2), math.log10(most * 4)],
    )  # fmt: skip
    subtitle = (
        "odds of a positive reply beside the others': 90% interval, valid at every weekly look; n: mails compared"
    )
    figure.update_layout(margin_r=_BESIDE)
    return dress(figure, title, subtitle, simulated=simulated, height=150 + _ROW * len(shown), top=104)


def _end(value: float) -> str:
    return f"{value:.2g}" if math.isfinite(value) else "no bound"


def learning(metrics: Metrics) -> go.Figure:
    """What reviewers said by week, with what vendors claim of it, and the seconds that they took."""
    title = "Learning: verdicts and time by week"
    table = metrics.verdicts_by_week
    if table.empty:
        return blank(title, "nobody has decided on a draft", simulated=metrics.simulated)
    figure = make_subplots(
        cols=2, column_widths=[0.64, 0.36], horizontal_spacing=0.2,
        subplot_titles=["share of verdicts", "median time"],
    )  # fmt: skip
    labels = [(_claim(figure, table["week"]), "vendors' claim", MUTED)]
    for name, words in _LINES:
        _share(figure, table, name, words)
        labels.append((float(table[f"{name}_rate"].iloc[-1]), words, VERDICT_COLOURS[name]))
    _labels(figure, max(table["week"].iloc[-1], table["week"].iloc[0] + pd.Timedelta(weeks=1)), labels)
    time = metrics.work_by("week")
    time = time[time["reviews"] > 0]
    figure.add_trace(
        go.Scatter(
            x=time["week"], y=time["median_seconds"], mode="lines+markers", line={"color": BLUE, "width": 1.5},
            marker={"size": 8}, name="median seconds", customdata=time[["reviews"]].to_numpy(),
            hovertemplate="%{y:.0f} s, n = %{customdata[0]}<extra></extra>",
        ), row=1, col=2,
    )  # fmt: skip
    figure.update_yaxes(rangemode="tozero", ticksuffix=" s", row=1, col=2)
    figure.update_yaxes(range=[0, 1.02], tickformat=".0%", row=1, col=1)
    weeks_axis(figure, table["week"], most=5)
    figure.update_xaxes(dtick=2 * figure.layout.xaxis.dtick, row=1, col=2)
    for annotation, axis in zip(figure.layout.annotations, (figure.layout.xaxis, figure.layout.xaxis2), strict=False):
        annotation.update(x=axis.domain[0], xanchor="left", font={"size": 13, "weight": 600})
    subtitle = "exact 95% interval; grey: what vendors claim for mails as written, method unpublished"
    return dress(figure, title, subtitle, simulated=metrics.simulated, height=340, top=104)


def _share(figure: go.Figure, table: pd.DataFrame, name: str, words: str) -> None:
    rate, colour = table[f"{name}_rate"], VERDICT_COLOURS[name]
    figure.add_trace(
        go.Scatter(
            x=table["week"] + pd.Timedelta(hours=14 * ([n for n, _ in _LINES].index(name) - 1)), y=rate,
            mode="lines+markers", name=words, line={"color": colour, "width": 1.8}, marker={"size": 8, "color": colour},
            error_y={
                "type": "data", "symmetric": False, "array": table[f"{name}_high"] - rate,
                "arrayminus": rate - table[f"{name}_low"], "thickness": 2, "width": 0, "color": pale(colour),
            },
            customdata=table[[name, "decided"]].to_numpy(),
            hovertemplate="%{y:.0%}: %{customdata[0]} of %{customdata[1]}<extra></extra>",
        ), row=1, col=1,
    )  # fmt: skip


def _claim(figure: go.Figure, weeks: pd.Series[Any]) -> float:
    """The vendors' claim as a band from the first week of review on; its middle in the last."""
    first, last = weeks.min(), weeks.max()
    numbers = np.arange(1, max(int((last - first).days // 7) + 1, 2) + 1)
    at, low, high = (np.array(column, dtype=float) for column in zip(*CLAIMED_UNEDITED, strict=True))
    x = [first + pd.Timedelta(weeks=int(n) - 1) for n in numbers]
    lower, upper = np.interp(numbers, at, low), np.interp(numbers, at, high)
    figure.add_trace(
        go.Scatter(
            x=[*x, *x[::-1]], y=[*upper, *lower[::-1]], fill="toself", fillcolor=pale(GREY), line={"width": 0},
            mode="lines", hoverinfo="skip", name="vendors' claim",
        ), row=1, col=1,
    )  # fmt: skip
    return float(lower[-1] + upper[-1]) / 2


def _labels(figure: go.Figure, x: Any, labels: list[tuple[float, str, str]]) -> None:
    """Each line's name at its end, moved apart where two would lie on each other."""
    at = -math.inf
    for y, words, colour in sorted(labels):
        at = max(y, at + _APART)
        figure.add_annotation(
            x=x, y=at, text=words, showarrow=False, xanchor="left", xshift=18, font={"color": colour, "size": 12},
            row=1, col=1,
        )  # fmt: skip
