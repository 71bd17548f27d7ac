"""How every figure looks: white, readable, colour-blind-safe, labelled in place, and plain about simulated data."""

from __future__ import annotations

from html import escape

import plotly.graph_objects as go

INK, MUTED, GRID = "#1f2933", "#66727f", "#e6eaee"
BLUE, GREEN, RED, GOLD, GREY = "#0072b2", "#009e73", "#c8500a", "#e69f00", "#9aa5b1"
"""Okabe and Ito's palette, which readers of every kind of colour vision tell apart (red is its vermilion, darkened)."""

SERIES = (BLUE, GREEN, RED, "#a0558a", "#3d8fbf", GOLD)

FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif"
_RIGHT = 24
_AXIS = {
    "gridcolor": GRID, "linecolor": GRID, "zeroline": False, "ticks": "", "automargin": True, "ticklabelstandoff": 8,
    "title": {"standoff": 10}, "tickangle": 0,
}  # fmt: skip

TEMPLATE = go.layout.Template(
    layout={
        "font": {"family": FONT, "size": 13, "color": INK},
        "title": {
            "x": 0, "xref": "container", "xanchor": "left", "y": 1, "yref": "container",
            "yanchor": "top", "font": {"size": 16, "weight": 600}, "automargin": False,
        },
        "paper_bgcolor": "white",
        "plot_bgcolor": "white",
        "colorway": list(SERIES),
        "margin": {"l": 4, "r": _RIGHT, "t": 84, "b": 40},
        "xaxis": _AXIS,
        "yaxis": _AXIS,
        "showlegend": False,
        "legend": {"orientation": "h", "x": 0, "y": 1.02, "yanchor": "bottom", "traceorder": "normal"},
        "bargap": 0.35,
        "hoverlabel": {"font": {"size": 13}},
    }
)  # fmt: skip


def safe(text: str, limit: int = 34) -> str:
    """Text for a figure: plotly reads tags in it, so they are escaped; cut to what a label can hold."""
    return escape(text if len(text) <= limit else text[: limit - 1] + "…", quote=False)


def dress(figure: go.Figure, title: str, subtitle: str, *, simulated: bool, height: int, top: int = 84) -> go.Figure:
    """The figure in our theme, with its title, what its marks mean, and a label when any of its data is simulated.

    `top` is the pixels that title, subtitle and what stands above the plot take.
    """
    figure.update_layout(
        template=TEMPLATE,
        height=height,
        margin_t=top,
        title={
            "text": title,
            "pad": {"t": 12, "l": 2},
            "subtitle": {"text": subtitle, "font": {"size": 12.5, "color": MUTED}},
        },
    )
    if simulated:
        margin = figure.layout.margin.r or _RIGHT
        figure.add_annotation(
            text="simulated data", xref="paper", yref="paper", x=1, y=1, xanchor="right", yanchor="top",
            xshift=margin - _RIGHT, yshift=top - 12, showarrow=False, font={"size": 12, "color": "#8a4b00"},
            bgcolor="#fff3d6", bordercolor="#f0c36d", borderpad=4, name="simulated",
        )  # fmt: skip
    return figure


def blank(title: str, why: str, *, simulated: bool) -> go.Figure:
    """A figure that says in words that there is nothing to draw yet."""
    figure = go.Figure()
    figure.add_annotation(
        text=f"no data yet: {why}", xref="paper", yref="paper", x=0, y=1, xanchor="left", yanchor="top",
        showarrow=False, font={"size": 13, "color": MUTED},
    )  # fmt: skip
    dress(figure, title, "", simulated=simulated, height=92, top=44).update_layout(margin_b=4)
    return figure.update_xaxes(visible=False).update_yaxes(visible=False)
