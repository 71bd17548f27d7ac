"""The figures of a campaign review: each takes Metrics and gives a plotly figure, or words where there is no data."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from .metrics import Metrics
from .rates import VERDICTS
from .theme import BLUE, GREEN, GREY, INK, MUTED, RED, SERIES, blank, dress, safe

VERDICT_COLOURS = dict(zip(VERDICTS, (GREEN, BLUE, RED, GREY), strict=True))
_VERDICT_WORDS = {"approve": "approved", "edit": "edited", "reject": "rejected", "hold": "held"}
_ROW = 34


def funnel(metrics: Metrics) -> go.Figure:
    """How many packages came how far, each step with its share of the one before; below, what went wrong."""
    title = "From account to positive reply"
    table = metrics.funnel
    if not table["packages"].iloc[0]:
        return blank(title, "no batch has been generated", simulated=metrics.simulated)
    table = table[~table["branch"] | (table["packages"] > 0)]
    shares = [
        "" if pd.isna(s) else f"  {s:.1%}{' of sent' * b}"
        for s, b in zip(table["of_previous"], table["branch"], strict=True)
    ]
    figure = go.Figure(
        go.Bar(
            x=table["packages"],
            y=[_step(s) for s in table["step"]],
            orientation="h",
            marker_color=[
                GREY if step == "out_of_office" else RED if branch else BLUE
                for step, branch in zip(table["step"], table["branch"], strict=True)
            ],
            text=[f"<b>{n:,}</b>{s}" for n, s in zip(table["packages"], shares, strict=True)],
            textposition="outside",
            cliponaxis=False,
            hoverinfo="skip",
        )
    )
    figure.update_yaxes(autorange="reversed", showgrid=False)
    figure.update_xaxes(visible=False, range=[0, table["packages"].max() * 1.25])
    figure.update_layout(margin_b=8)
    subtitle = "packages, and their share of the step before; a positive reply counts once a company"
    return dress(figure, title, subtitle, simulated=metrics.simulated, height=100 + _ROW * len(table))


def _step(step: str) -> str:
    return {"out_of_office": "out of office", "positive": "positive reply"}.get(step, step)


def angle_rates(metrics: Metrics) -> go.Figure:
    """Reply and positive reply rate of every angle that was sent, with the interval that the data allows."""
    return _rates(metrics.by_angle, "angle", "Replies by angle", simulated=metrics.simulated)


def segment_rates(metrics: Metrics) -> go.Figure:
    """Reply and positive reply rate of every segment (industry · tier) that was sent to."""
    return _rates(metrics.by_segment, "segment", "Replies by segment", simulated=metrics.simulated)


def portfolio(table: pd.DataFrame) -> go.Figure:
    """Reply and positive reply rate of every campaign in a portfolio (see `retrospect.portfolio`)."""
    return _rates(table, "campaign", "Replies by campaign", simulated=bool(table["simulated"].any()))


def _rates(frame: pd.DataFrame, by: str, title: str, *, simulated: bool) -> go.Figure:
    """Dots with their intervals, best on top. What has too few sends says so instead of being ranked."""
    shown = frame[frame["n"] > 0].sort_values(
        ["thin", "positive_rate", "reply_rate", by], ascending=[False, True, True, False]
    )
    shown = shown.reset_index(drop=True)
    if shown.empty:
        return blank(title, "nothing has been delivered", simulated=simulated)
    panels = (("reply", "replies", "any reply", BLUE), ("positive", "positives", "positive reply", GREEN))
    figure = make_subplots(
        cols=2, shared_yaxes=True, horizontal_spacing=0.06, subplot_titles=[words for _, _, words, _ in panels]
    )
    for col, (name, hits, _, colour) in enumerate(panels, 1):
        for trace in _panel(shown[~shown["thin"]], name, hits, colour):
            figure.add_trace(trace, row=1, col=col)
        thin = shown[shown["thin"]]
        words = [f"not enough data: {k} of {n}" for k, n in zip(thin[hits], thin["n"], strict=True)]
        figure.add_trace(_words([0.0] * len(thin), list(thin.index), words, MUTED), row=1, col=col)
        top = shown.loc[~shown["thin"], f"{name}_high"].max()
        figure.update_xaxes(range=[0, 0.1 if pd.isna(top) else top * 1.4], tickformat=".0%", nticks=5, row=1, col=col)
    names = [
        f"{safe(g)}  <span style='color:{MUTED}'>n = {n:,}</span>" for g, n in zip(shown[by], shown["n"], strict=True)
    ]
    figure.update_yaxes(tickvals=list(shown.index), ticktext=names, showgrid=False, range=[-0.6, len(shown) - 0.4])
    for annotation, axis in zip(figure.layout.annotations, (figure.layout.xaxis, figure.layout.xaxis2), strict=True):
        annotation.update(x=axis.domain[0], xanchor="left", font={"size": 13, "weight": 600})
    subtitle = "share of delivered mails (count), with exact 95% interval"
    return dress(figure, title, subtitle, simulated=simulated, height=160 + _ROW * len(shown), top=104)


def _panel(shown: pd.DataFrame, name: str, hits: str, colour: str) -> list[go.Scatter]:
    """The intervals as one broken line, the dots, and the values at the intervals' ends."""
    rate, low, high, y = shown[f"{name}_rate"], shown[f"{name}_low"], shown[f"{name}_high"], list(shown.index)
    ends = [x for pair in zip(low, high, strict=True) for x in (*pair, None)]
    lines = go.Scatter(
        x=ends, y=[v for i in y for v in (i, i, None)], mode="lines", line={"color": pale(colour), "width": 4},
        hoverinfo="skip",
    )  # fmt: skip
    dots = go.Scatter(
        x=rate, y=y, mode="markers", marker={"size": 10, "color": colour},
        customdata=shown[[hits, "n", f"{name}_low", f"{name}_high"]].to_numpy(),
        hovertemplate=f"%{{x:.1%}}: {_OF_N}<extra></extra>",
    )  # fmt: skip
    values = [f"  {r:.1%} ({k})" for r, k in zip(rate, shown[hits], strict=True)]
    return [lines, dots, _words(list(high), y, values, INK)]


_OF_N = "%{customdata[0]} of %{customdata[1]}, 95%: %{customdata[2]:.1%} to %{customdata[3]:.1%}"


def _words(x: Sequence[float], y: Sequence[int], text: list[str], colour: str) -> go.Scatter:
    return go.Scatter(
        x=x, y=y, text=text, mode="text", textposition="middle right", textfont={"size": 12, "color": colour},
        hoverinfo="skip", cliponaxis=False,
    )  # fmt: skip


def failures(metrics: Metrics) -> go.Figure:
    """How often each type of failure befell each angle: a table, the darker the more frequent."""
    return _failures(metrics, metrics.failures, metrics.by_angle, "angle")


def segment_failures(metrics: Metrics) -> go.Figure:
    """How often each type of failure befell each segment (industry · tier)."""
    return _failures(metrics, metrics.failures_by_segment, metrics.by_segment, "segment")


def _failures(metrics: Metrics, table: pd.DataFrame, groups: pd.DataFrame, by: str) -> go.Figure:
    title = f"What went wrong, by {by}"
    if table.empty:
        return blank(title, "nothing has been sent", simulated=metrics.simulated)
    seen = table.groupby("failure", sort=False)["k"].sum()
    kinds = [kind for kind in seen.index if seen[kind]]
    rows = [g for g in groups[by] if g in set(table[by])][::-1]
    if not kinds:
        return blank(title, f"no failure in {metrics.count('sent'):,} sends", simulated=metrics.simulated)
    shown = table[table["failure"].isin(kinds)]
    column, row = [kinds.index(f) for f in shown["failure"]], [rows.index(g) for g in shown[by]]
    figure = go.Figure(
        go.Heatmap(
            x=column, y=row, z=shown["rate"].where(shown["k"] > 0), zmin=0, zmax=float(shown["rate"].max()),
            colorscale=[[0, "#fff6f0"], [1, "#f2b48f"]], showscale=False, xgap=3, ygap=3, hoverongaps=False,
            customdata=shown[["k", "n", "low", "high"]].to_numpy(), hovertemplate=f"{_OF_N}<extra></extra>",
        )
    )  # fmt: skip
    values = [
        f"{r:.1%} ({k})<br><span style='font-size:10px'>{100 * low:.1f}–{high:.1%}</span>" if k else "·"
        for r, k, low, high in zip(shown["rate"], shown["k"], shown["low"], shown["high"], strict=True)
    ]
    figure.add_trace(_words(column, row, values, INK).update(textposition="middle center"))
    figure.update_xaxes(
        tickvals=list(range(len(kinds))), ticktext=[k.replace(" ", "<br>") for k in kinds], side="top", showgrid=False,
        range=[-0.5, len(kinds) - 0.5], tickfont_size=11,
    )  # fmt: skip
    figure.update_yaxes(
        tickvals=list(range(len(rows))), ticktext=[safe(g) for g in rows], range=[-0.5, len(rows) - 0.5], showgrid=False
    )
    figure.update_layout(margin_b=8)
    subtitle = "share (count) and exact 95% interval; of sent mails, or, after delivery, of delivered ones"
    return dress(figure, title, subtitle, simulated=metrics.simulated, height=124 + 40 * len(rows), top=112)


def weekly_rates(metrics: Metrics) -> go.Figure:
    """Reply and positive reply rate of each week's sends; hollow while answers may still come."""
    title = "Replies by week of sending"
    table = metrics.by_week[metrics.by_week["n"] > 0] if len(metrics.by_week) else metrics.by_week
    if table.empty:
        return blank(title, "nothing has been delivered", simulated=metrics.simulated)
    figure = go.Figure()
    for name, words, colour in (("reply", "any reply", BLUE), ("positive", "positive reply", GREEN)):
        rate = table[f"{name}_rate"]
        shift = pd.Timedelta(hours=-14 if name == "reply" else 14)
        fill = [colour if ripe else "white" for ripe in table["ripe"]]
        figure.add_trace(
            go.Scatter(
                x=table["week"] + shift, y=rate, mode="lines+markers", name=words, line={"color": colour, "width": 1.5},
                marker={"size": 9, "color": fill, "line": {"color": colour, "width": 2}}, cliponaxis=False,
                error_y={
                    "type": "data", "symmetric": False, "array": table[f"{name}_high"] - rate,
                    "arrayminus": rate - table[f"{name}_low"], "thickness": 2, "width": 0, "color": pale(colour),
                },
                customdata=table[["replies" if name == "reply" else "positives", "n"]].to_numpy(),
                hovertemplate="%{y:.1%}: %{customdata[0]} of %{customdata[1]}<extra></extra>",
            )
        )  # fmt: skip
        end = table["week"].iloc[-1] + pd.Timedelta(hours=14)
        _end_label(figure, end, float(rate.iloc[-1]), words, colour, 9 if name == "reply" else -9)
    top = float(table["reply_high"].max())
    figure.update_yaxes(tickformat=".0%", rangemode="tozero", range=[0, min(1.0, top) * 1.08])
    weeks_axis(figure, table["week"])
    subtitle = "share of delivered mails, with exact 95% interval; hollow: answers may still come"
    return dress(figure, title, subtitle, simulated=metrics.simulated, height=310)


def verdicts_by_week(metrics: Metrics) -> go.Figure:
    """What reviewers said each week, as shares; above each bar how many verdicts it stands for."""
    title = "Verdicts by week"
    table = metrics.verdicts_by_week
    if table.empty:
        return blank(title, "nobody has decided on a draft", simulated=metrics.simulated)
    roomy = len(table) <= 16
    figure = go.Figure()
    for verdict in VERDICTS:
        rate = table[f"{verdict}_rate"]
        figure.add_trace(
            go.Bar(
                x=table["week"], y=rate, name=_VERDICT_WORDS[verdict], marker_color=VERDICT_COLOURS[verdict],
                width=5.5 * 86_400_000, text=[f"{r:.0%}" if roomy and r >= 0.1 else "" for r in rate],
                textposition="inside", insidetextanchor="middle", textangle=0, textfont={"color": "white", "size": 12},
                customdata=table[[verdict, "decided"]].to_numpy(),
                hovertemplate="%{customdata[0]} of %{customdata[1]}<extra></extra>",
            )
        )  # fmt: skip
    if roomy:
        for week, n in zip(table["week"], table["decided"], strict=True):
            figure.add_annotation(
                x=week, y=1, text=f"{n:,}", showarrow=False, yanchor="bottom", font={"color": MUTED, "size": 12}
            )
    figure.update_layout(barmode="stack", showlegend=True, legend_y=1.08)
    figure.update_yaxes(tickformat=".0%", range=[0, 1], tickvals=[0, 0.5, 1])
    weeks_axis(figure, table["week"])
    return dress(
        figure, title, "share of standing verdicts; on top how many", simulated=metrics.simulated, height=360, top=124
    )


def review_seconds(metrics: Metrics) -> go.Figure:
    """Each reviewer's median seconds a package by week, up to the 90th percentile, against the target."""
    title = "Time per review"
    table = metrics.review_time
    if table.empty:
        return blank(title, "no review has been timed", simulated=metrics.simulated)
    figure = go.Figure()
    for i, (reviewer, rows) in enumerate(table.groupby("reviewer", sort=True)):
        colour = SERIES[i % len(SERIES)]
        figure.add_trace(
            go.Scatter(
                x=rows["week"] + pd.Timedelta(hours=10 * i), y=rows["median"], mode="lines+markers",
                name=safe(str(reviewer)), line={"color": colour, "width": 1.5}, marker={"size": 8, "color": colour},
                error_y={
                    "type": "data", "symmetric": False, "array": rows["p90"] - rows["median"],
                    "arrayminus": [0] * len(rows), "thickness": 2, "width": 0, "color": pale(colour),
                },
                customdata=rows[["p90", "n"]].to_numpy(),
                hovertemplate="median %{y:.0f} s, 90%: %{customdata[0]:.0f} s, n = %{customdata[1]}<extra></extra>",
            )
        )  # fmt: skip
    target = metrics.target_seconds
    figure.add_hline(y=target, line={"color": RED, "dash": "dash", "width": 1.5})
    figure.add_annotation(
        x=1, xref="paper", y=target, text=f"target {target} s", showarrow=False, xanchor="left", xshift=6,
        font={"color": RED, "size": 12},
    )  # fmt: skip
    many = table["reviewer"].nunique() > 1
    figure.update_layout(showlegend=many, margin_r=90)
    figure.update_yaxes(range=[0, max(float(table["p90"].max()), target) * 1.15], ticksuffix=" s")
    weeks_axis(figure, table["week"])
    who = "" if many else f" of {safe(str(table['reviewer'].iloc[0]))}"
    subtitle = f"median{who}, with a line up to the 90th percentile"
    return dress(figure, title, subtitle, simulated=metrics.simulated, height=310, top=112 if many else 84)


def pale(colour: str) -> str:
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return f"rgba({red},{green},{blue},0.4)"


def _end_label(figure: go.Figure, x: Any, y: float, text: str, colour: str, lift: int) -> None:
    figure.add_annotation(
        x=x,
        y=y,
        text=f"  {text}",
        showarrow=False,
        xanchor="left",
        xshift=8,
        yshift=lift,
        font={"color": colour, "size": 12},
    )
    figure.update_layout(margin_r=110)


def weeks_axis(figure: go.Figure, weeks: pd.Series[Any], most: int = 9) -> None:
    """A tick on the Monday of each week, or of every so many, so that no more than `most` labels stand there."""
    first, last = weeks.min(), weeks.max()
    count = int((last - first).days // 7) + 1
    every = -(-count // most)
    edge = pd.Timedelta(days=5)
    figure.update_xaxes(
        tick0=first,
        dtick=every * 7 * 86_400_000,
        tickformat="%-d %b",
        showgrid=False,
        range=[first - edge, last + edge],
    )
