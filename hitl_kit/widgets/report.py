"""The words of a campaign review: what to decide, what to read with care, and where every figure comes from."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from html import escape
from importlib.metadata import version

import pandas as pd

from hitl_kit.pipeline import BatchResult
from hitl_kit.retrospect import Metrics
from hitl_kit.retrospect.rates import THIN
from hitl_kit.retrospect.summary import headline as headline_lines

from .tables import Html, note, table


def headline(metrics: Metrics) -> Html:
    """What a lead should know first, with how much of it is simulated."""
    lines = headline_lines(metrics)
    badge = f'<p><span class="hk-sim">{escape(metrics.simulated_label)}</span></p>' if metrics.simulated else ""
    day = f", figures up to {metrics.as_of:%-d %B %Y}" if metrics.as_of else ""
    name = f"<b>Campaign {escape(metrics.campaign)}</b>{day}. "
    intro = f'<p class="hk-note">{name}Every rate is shown with the interval that its data allows (exact, 95%).</p>'
    items = "".join(f"<li>{escape(line)}</li>" for line in lines)
    return Html(f"{badge}{intro}<ul>{items}</ul>", "\n".join([metrics.simulated_label, *lines]).strip())


def rate_table(frame: pd.DataFrame, by: str) -> Html:
    """Counts and rates of each group in words: a rate with its interval, and "not enough data" where n is small."""
    shown = pd.DataFrame(
        {
            by.replace("_", " "): frame[by],
            "sent": frame["sent"],
            "replies (95%)": _rates(frame, "replies", "reply"),
            "positive (95%)": _rates(frame, "positives", "positive"),
            "bounced": frame["bounces"],
            "unsubscribed": frame["unsubscribes"],
            "complaints": frame["complaints"],
        }
    )
    return table(shown, empty="Nothing has been sent yet.")


def batch_problems(result: BatchResult) -> Html:
    """What the sources had to leave out, so that somebody mends it; nothing where all was read."""
    if not result.problems:
        return note("Every row and file of the sources could be read.")
    return table(pd.DataFrame({"left out": result.problems}), f"{len(result.problems):,} to mend in the sources")


def portfolio_table(frame: pd.DataFrame) -> Html:
    """The portfolio in words: counts, rates with their intervals, and how much is simulated."""
    shown = pd.DataFrame(
        {
            "campaign": frame["campaign"],
            "sent": frame["sent"],
            "replies (95%)": _rates(frame, "replies", "reply"),
            "positive (95%)": _rates(frame, "positives", "positive"),
            "bounced": frame["bounces"],
            "unedited (95%)": _rates(frame.assign(sent=frame["decided"]), "approve", "approve"),
            "seconds a review": frame["review_seconds"],
            "simulated": [f"{share:.0%}" if share else "" for share in frame["simulated_share"]],
        }
    )
    return table(shown, empty="No campaigns yet: hitl new SLUG")


def _rates(frame: pd.DataFrame, count: str, name: str) -> list[str]:
    """k (rate, low to high) in words, and "not enough data" where few were sent."""
    columns = (count, f"{name}_rate", f"{name}_low", f"{name}_high", "sent")
    return [
        f"{k:,}"
        if pd.isna(rate)
        else f"{k:,} ({rate:.1%}, {low:.1%} to {high:.1%})" + ", not enough data" * (sent < THIN)
        for k, rate, low, high, sent in zip(*(frame[c] for c in columns), strict=True)
    ]


def reasons_table(metrics: Metrics) -> Html:
    """Why drafts were rejected, the most frequent reason first."""
    shown = metrics.reasons[["label", "k"]].rename(columns={"label": "reason for a rejection", "k": "drafts"})
    return table(shown, empty="Nothing was rejected.")


def replies_table(replies: pd.DataFrame, *, waiting: bool) -> Html:
    """The replies that wait for a person, or those that somebody has taken over."""
    if waiting:
        shown = replies[replies["with"] == ""]
        columns = ["replied", "account", "contact", "positive", "detail", "subject", "quoted", "package"]
        empty = "No reply waits. Import outcomes to see new ones."
        return table(shown[columns], f"{len(shown)} wait for an answer", most=20, empty=empty)
    shown = replies[replies["with"] != ""]
    columns = ["with", "replied", "account", "contact", "subject"]
    return table(shown[columns], f"{len(shown)} taken over", empty="Nobody has taken one over yet.")


def notes(metrics: Metrics) -> Html:
    """Where the figures are thin or odd, and what their intervals do not cover."""
    lines = [
        *metrics.notes,
        "An interval is for one look at one rate. Whoever looks every week, or picks the best of several angles, will "
        "see differences that are chance: treat them as a reason to wait, not to retire.",
        "Angles are compared as they were sent; if one went to easier companies, its rate shows that too.",
    ]
    items = "".join(f"<li>{escape(line)}</li>" for line in lines)
    return Html(f"<ul>{items}</ul>", "\n".join(lines))


def provenance(metrics: Metrics, hashes: dict[str, str]) -> Html:
    """Where the figures come from: the ledger's head, the content of the campaign's files, the versions."""
    number, head = metrics.head
    parts = {
        "ledger": f"event {number:,}, {head}",
        **{name: digest[:16] for name, digest in hashes.items()},
        "hitl-kit": version("hitl-kit"),
        "Python": sys.version.split()[0],
    }
    items = "".join(f"<dt>{escape(k)}</dt><dd>{escape(v)}</dd>" for k, v in parts.items())
    return Html(f'<dl class="hk-card">{items}</dl>', "\n".join(f"{k}: {v}" for k, v in parts.items()))


def angle_choices(metrics: Metrics, angles: Sequence[str]) -> list[dict[str, str]]:
    """Every angle with its figures in a line and the decision that stands, for the decision panel."""
    rates = metrics.by_angle.set_index("angle")
    standing = metrics.decisions.set_index("angle")
    choices = []
    for angle in angles:
        evidence = "nothing sent yet"
        if angle in rates.index and rates.loc[angle, "sent"]:
            row = rates.loc[angle]
            low, high = row["positive_low"], row["positive_high"]
            evidence = f"{row['sent']:,} sent, {row['positives']:,} positive ({low:.1%} to {high:.1%})"
            evidence += ", not enough data" if row["thin"] else ""
        current = ""
        if angle in standing.index:
            decided = standing.loc[angle]
            current = str(decided["verdict"])
            evidence += f". Decided: {current}, by {decided['by']} ({decided['reason']})"
        choices.append({"angle": angle, "evidence": evidence, "current": current})
    return choices
