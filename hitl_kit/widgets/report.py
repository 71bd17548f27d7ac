"""The words of a campaign review beside its decisions: what to read with care, and where every figure comes from."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from datetime import date
from html import escape
from importlib.metadata import version

import pandas as pd

from hitl_kit.domain.base import as_day, utc_now
from hitl_kit.pipeline import BatchResult
from hitl_kit.retrospect import Metrics
from hitl_kit.retrospect.brakes import brakes_of
from hitl_kit.retrospect.rates import THIN

from .review import Review, styled
from .tables import Html, note, table


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


def portfolio_table(frame: pd.DataFrame, as_of: date | str | None = None) -> Html:
    """The portfolio in words: first the brakes that are on, then each campaign with its counts, rates and intervals,
    and how much of it is simulated; figures up to the day `as_of` (today if not given)."""
    four = zip(*(frame[c] for c in ("sent", "delivered", "bounces", "complaints")), strict=True)
    on = [[b for b in brakes_of(*map(int, counts)) if b.over] for counts in four]
    shown = pd.DataFrame(
        {
            "campaign": [
                f"{name} ({share:.0%} simulated)" if share else name
                for name, share in zip(frame["campaign"], frame["simulated_share"], strict=True)
            ],
            "brakes": [
                ", ".join(b.what for b in brakes) or ("off" if sent else "nothing sent yet")
                for brakes, sent in zip(on, frame["sent"], strict=True)
            ],
            "sent": frame["sent"],
            "replies (95%)": _rates(frame, "replies", "reply"),
            "positive (95%)": _rates(frame, "positives", "positive"),
            "bounced": frame["bounces"],
            "marked as spam": frame["complaints"],
            "approved as written (95%)": _rates(frame.assign(sent=frame["decided"]), "approve", "approve"),
            "seconds a review": frame["review_seconds"].round(),
        }
    )
    stopped = [
        f"{name}: a brake is on ({', '.join(f'{b.what}: {b.k:,} of {b.n:,}, limit {b.limit:.1%}' for b in brakes)})."
        for name, brakes in zip(frame["campaign"], on, strict=True)
        if brakes
    ]
    asks = stopped or (["No campaign has a brake on."] if len(frame) else [])
    items = "".join(f"<li>{escape(line)}</li>" for line in asks)
    day = f"Figures up to {as_day(as_of) or utc_now().date():%-d %B %Y}"
    found = table(shown, day, empty="No campaigns yet: hitl new SLUG")
    head = f'<ul class="hk-asks">{items}</ul>' if items else ""
    return styled(f'{head}<div class="hk-portfolio">{found.html}</div>', "\n".join([*asks, found.text]))


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


def provenance(metrics: Metrics, hashes: Mapping[str, str]) -> Html:
    """Where the figures come from: the ledger's head, the content of the campaign's files, the versions."""
    number, head = metrics.head
    parts = {
        "ledger": f"event {number:,}, {head}",
        **{name: digest[:16] for name, digest in hashes.items()},
        **{name: version(name) for name in ("hitl-kit", "pandas", "scipy")},
        "Python": sys.version.split()[0],
    }
    items = "".join(f"<dt>{escape(k)}</dt><dd>{escape(v)}</dd>" for k, v in parts.items())
    return Html(f'<dl class="hk-card">{items}</dl>', "\n".join(f"{k}: {v}" for k, v in parts.items()))


def trust(review: Review) -> Html:
    """Who let the mails go that went out: people, or nobody that the ledger knows of."""
    sent = review.metrics.journeys.loc[review.metrics.journeys["sent"], "approved"]
    read, n = int(sent.sum()), len(sent)
    lines = ["No certificate has been issued, so no draft approves itself: every one is read by a person."]
    if review.levels:
        lines = list(review.levels)
    if n and read == n:
        lines.append(f"All {n:,} mails that were sent had been read and let go by a person.")
    elif n:
        lines.append(f"Of {n:,} mails that were sent, {n - read:,} have no verdict of a person that stands.")
    items = "".join(f"<li>{escape(line)}</li>" for line in lines)
    return Html(f"<ul>{items}</ul>", "\n".join(lines))
