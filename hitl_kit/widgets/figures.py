"""Figures of checkpoint 1 and of a batch, in the look of the reports."""

from __future__ import annotations

import re
import textwrap
from collections import Counter

import plotly.graph_objects as go

from hitl_kit.pipeline import BatchResult
from hitl_kit.retrospect.theme import BLUE, GOLD, GREY, blank, dress, safe
from hitl_kit.targeting import Match

_HELD = "held"


def funnel_figure(match: Match) -> go.Figure:
    """How many accounts each rule of the ICP leaves, and how many it takes."""
    title = "From the list to the matched accounts"
    steps = match.funnel
    if not int(steps["kept"].iloc[0]):
        return blank(title, "no accounts imported: hitl import accounts SLUG FILE.csv", simulated=False)
    labels = [_lines(str(rule)) for rule in steps["rule"]]
    place = list(range(len(steps)))
    figure = go.Figure()
    figure.add_bar(y=place, x=steps["kept"], orientation="h", marker_color=BLUE, text=steps["kept"], name="kept")
    figure.add_bar(
        y=place, x=steps["dropped"], orientation="h", marker_color="#d5dbe1", name="left out",
        text=[
            f"−{dropped}" + (f", {unknown} without a value" if unknown else "") if dropped else ""
            for dropped, unknown in zip(steps["dropped"], steps["unknown"], strict=True)
        ],
    )  # fmt: skip
    figure.update_traces(textposition="auto", cliponaxis=False, hoverinfo="skip")
    figure.update_layout(barmode="stack")
    figure.update_yaxes(tickvals=place, ticktext=labels, autorange="reversed", showgrid=False)
    figure.update_xaxes(visible=False, range=[0, float(steps["kept"].iloc[0]) * 1.3])
    return dress(figure, title, "accounts kept by each rule in turn, and how many it leaves out",
                 simulated=False, height=110 + 40 * len(steps))  # fmt: skip


def _lines(text: str) -> str:
    """A label of at most two lines."""
    return "<br>".join(safe(line, 52) + " " for line in textwrap.wrap(text, 48, max_lines=2, placeholder=" …"))


def _brief(reason: str) -> str:
    """A reason without the names and counts of the one account; the table of packages has those."""
    return reason if reason.startswith(_HELD) else re.sub(r" \(\d+\)", "", reason.split(": ")[0])


def batch_figure(result: BatchResult) -> go.Figure:
    """What became of the accounts that a batch took up: drafted, held, left without a draft and why."""
    title = f"Batch {safe(result.batch_id)}: {result.drafted} of {result.size} drafted"
    rows = [("drafted, waiting for a person", result.drafted, BLUE)]
    reasons: Counter[str] = Counter()
    for reason, count in result.reasons.items():
        reasons[_brief(reason)] += count
    for reason, count in sorted(reasons.items(), key=lambda item: (-item[1], not item[0].startswith(_HELD), item[0])):
        rows.append((reason, count, GOLD if reason.startswith(_HELD) else GREY))
    rows += [(f"open for the next run: {reason}", count, GOLD) for reason, count in result.open.items()]
    if not any(count for _, count, _ in rows):
        return blank(title, "no account was taken up; notebook 1 shows which ones match", simulated=False)
    figure = go.Figure()
    figure.add_bar(
        y=[_lines(text) for text, _, _ in rows], x=[count for _, count, _ in rows], orientation="h",
        marker_color=[colour for _, _, colour in rows], text=[count for _, count, _ in rows],
        textposition="outside", cliponaxis=False, hoverinfo="skip",
    )  # fmt: skip
    figure.update_yaxes(autorange="reversed", showgrid=False)
    figure.update_xaxes(visible=False, range=[0, max(count for _, count, _ in rows) * 1.15 or 1])
    subtitle = "packages: drafted, held for a person, or without a draft and why"
    return dress(figure, title, subtitle, simulated=False, height=110 + 44 * len(rows))
