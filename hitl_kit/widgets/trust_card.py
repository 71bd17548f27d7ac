"""Trust as a notebook shows it: each play's level and what opens the next one, and how reliable confidence is."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import plotly.graph_objects as go

from hitl_kit.domain.intervals import exact_interval
from hitl_kit.domain.trust import LEVELS, Offer
from hitl_kit.retrospect.theme import BLUE, GREY, blank, dress
from hitl_kit.routing import Calibration, Rung, TooFew

from .tables import Html, note


def trust_card(rungs: Sequence[Rung]) -> Html:
    """Each play's level, and what opens the next one with how it stands."""
    if not rungs:
        return note("There is no play yet.")
    html = "".join(_rung(rung) for rung in rungs)
    return Html(html, "\n".join(_words(rung) for rung in rungs))


def _title(rung: Rung) -> str:
    return f"{rung.scope}: level {rung.level}, {LEVELS[rung.level]}"


def _rung(rung: Rung) -> str:
    happened = f'<p class="hk-note">{escape(rung.happened)}</p>' if rung.happened else ""
    opens = ""
    if (offer := rung.following) is not None:
        takes = "is open to a person who takes it" if offer.open else "takes"
        opens = f"<p>Level {offer.level}, {LEVELS[offer.level]}, {takes}:</p><ul>{_conditions(offer)}</ul>"
    return f"<details><summary><b>{escape(_title(rung))}</b></summary>{happened}{opens}</details>"


def _conditions(offer: Offer) -> str:
    return "".join(
        f"<li>{'✓' if c.met else '○'} {escape(c.what)}: {escape(c.stands)}"
        f"{f' → {escape(c.mend)}' if c.mend and not c.met else ''}</li>"
        for c in offer.conditions
    )


def _words(rung: Rung) -> str:
    conditions = rung.following.conditions if rung.following else ()
    lines = [f"  {'yes' if c.met else 'no '} {c.what}: {c.stands}" for c in conditions]
    return "\n".join([_title(rung), *filter(None, [rung.happened]), *lines])


def reliability_figure(found: Calibration | TooFew, *, simulated: bool) -> go.Figure:
    """Confidence against the share that people approved as it was, with 95% intervals, on drafts held back."""
    title = "Is confidence what it says?"
    if isinstance(found, TooFew):
        return blank(title, found.words, simulated=simulated)
    shown = found.reliability
    numbers, approved, n = zip(*shown.bins, strict=True)
    low, high = exact_interval(approved, n)
    share = [k / of for k, of in zip(approved, n, strict=True)]
    figure = go.Figure()
    figure.add_scatter(x=[0, 1], y=[0, 1], mode="lines", line={"color": GREY, "dash": "dot"}, hoverinfo="skip")
    figure.add_scatter(
        x=numbers, y=share, mode="markers", marker={"color": BLUE, "size": [6 + min(k, 60) / 5 for k in n]},
        error_y={"type": "data", "symmetric": False, "array": [float(h) - s for h, s in zip(high, share, strict=True)],
                 "arrayminus": [s - float(x) for x, s in zip(low, share, strict=True)], "color": BLUE},
        text=[f"{k} of {of} approved as they were" for k, of in zip(approved, n, strict=True)],
        hovertemplate="confidence %{x:.2f}<br>%{text}<extra></extra>",
    )  # fmt: skip
    figure.update_xaxes(range=[0, 1], title="confidence")
    figure.update_yaxes(range=[0, 1.02], title="approved as it was")
    subtitle = (
        f"{shown.n} later drafts, fitted to {found.fitted_on} earlier ones; calibration error {shown.ece:.3f}, "
        f"Brier score {shown.brier:.3f} ({shown.brier_of_mean:.3f} for the mean alone)"
    )
    return dress(figure, title, subtitle, simulated=simulated, height=420)
