"""Counts with their rates, and each rate with its exact 95% interval and the n that it rests on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from hitl_kit.domain.decisions import REASONS

from .intervals import exact_interval, share
from .kinds import FAILURES
from .rows import standing, week_of

THIN = 30
"""Fewer sends than this are called 'not enough data': a rate of 3% would rest on less than one reply."""

VERDICTS = ("approve", "edit", "reject", "hold")

RATE_COLUMNS = (
    "sent", "delivered", "bounces", "replies", "positives", "unsubscribes", "complaints", "n",
    "reply_rate", "reply_low", "reply_high", "positive_rate", "positive_low", "positive_high", "thin",
)  # fmt: skip


def with_rate(frame: pd.DataFrame, k: str, n: str, name: str) -> pd.DataFrame:
    """The frame with `name`_rate, `name`_low and `name`_high for its counts k of n."""
    low, high = exact_interval(frame[k], frame[n])
    return frame.assign(**{f"{name}_rate": share(frame[k], frame[n]), f"{name}_low": low, f"{name}_high": high})


def outcome_rates(journeys: pd.DataFrame, by: str) -> pd.DataFrame:
    """Per group what became of its mails, most sends first; both rates are shares of n, the delivered mails."""
    flags = {
        "sent": "sent", "delivered": "delivered", "bounces": "bounced", "replies": "replied", "positives": "positive",
        "unsubscribes": "unsubscribed", "complaints": "complained",
    }  # fmt: skip
    counts = journeys.groupby(by, sort=True)[list(flags.values())].sum().astype("int64")
    out = counts.rename(columns={flag: name for name, flag in flags.items()}).reset_index()
    out["n"] = out["delivered"]
    out = with_rate(with_rate(out, "replies", "n", "reply"), "positives", "n", "positive")
    out["thin"] = out["sent"] < THIN
    return out[[by, *RATE_COLUMNS]].sort_values(["sent", by], ascending=[False, True]).reset_index(drop=True)


def funnel(journeys: pd.DataFrame) -> pd.DataFrame:
    """From generated to positive, and in `branch` what went wrong: step, packages, of_previous, of_first, branch."""
    main = ("drafted", "decided", "approved", "sent", "delivered", "replied", "positive")
    side = ("bounced", "unsubscribed", "complained", "out_of_office")
    counts = [len(journeys), *(int(journeys[flag].sum()) for flag in main)]
    out = pd.DataFrame({"step": ["generated", *main], "packages": counts})
    out["of_previous"] = share(out["packages"], out["packages"].shift(fill_value=0).clip(lower=0))
    out["of_first"] = share(out["packages"], counts[0])
    out["branch"] = False
    sent = int(journeys["sent"].sum())
    beside = pd.DataFrame({"step": side, "packages": [int(journeys[flag].sum()) for flag in side]})
    beside["of_previous"] = share(beside["packages"], sent)
    beside["of_first"] = share(beside["packages"], counts[0])
    return pd.concat([out, beside.assign(branch=True)], ignore_index=True)


def failures(journeys: pd.DataFrame, outcomes: pd.DataFrame, by: str) -> pd.DataFrame:
    """Per group and type of failure how many mails it befell: `by`, failure, k, n, rate, low, high; zeros included.

    n is the mails sent for what keeps a mail from arriving, and the mails delivered for what people do with it.
    """
    sent = journeys[journeys["sent"]]
    found = outcomes.merge(sent[["package_id", by, "bounced", "delivered"]], on="package_id")
    found = found[(found["kind"] != "bounced") | found["bounced"]]
    kinds = list(zip(found["kind"], found["detail"], strict=True))
    found["failure"] = [_failure(kind, detail) for kind, detail in kinds]
    found = found[found["failure"] != ""].drop_duplicates(["package_id", "failure"])
    counts = found.groupby([by, "failure"]).size()
    groups = sorted(sent[by].unique())
    grid = pd.MultiIndex.from_product([groups, list(FAILURES.values())], names=[by, "failure"])
    out = (
        counts.reindex(grid, fill_value=0)
        .astype("int64")
        .rename("k")
        .reset_index()
        .astype({"failure": str, "k": "int64"})
    )
    of = sent.groupby(by)[["sent", "delivered"]].sum().astype("int64")
    in_transit = {label for (kind, _), label in FAILURES.items() if kind == "bounced"}
    transit = out["failure"].isin(in_transit)
    out["n"] = out[by].map(of["sent"]).where(transit, out[by].map(of["delivered"])).astype("int64")
    low, high = exact_interval(out["k"], out["n"])
    return out.assign(rate=share(out["k"], out["n"]), low=low, high=high)


def _failure(kind: Any, detail: str) -> str:
    return FAILURES.get((kind, detail)) or FAILURES.get((kind, ""), "")


def verdicts(decided: pd.DataFrame, by: str) -> pd.DataFrame:
    """Per group the standing verdicts: decided; for approve, edit, reject and hold the count, rate, low and high."""
    counts = decided.groupby([by, "verdict"]).size().unstack(fill_value=0).reindex(columns=list(VERDICTS), fill_value=0)
    out = counts.astype("int64").rename_axis(columns=None).reset_index()
    out.insert(1, "decided", out[list(VERDICTS)].sum(axis=1).astype("int64"))
    for verdict in VERDICTS:
        out = with_rate(out, verdict, "decided", verdict)
    return out


def reasons(decided: pd.DataFrame) -> pd.DataFrame:
    """Why drafts were rejected, most frequent first: reason, label, k, n (all rejections), rate, low, high."""
    rejected = decided[decided["verdict"] == "reject"]
    counts = rejected.groupby("reason").size().rename("k").astype("int64").reset_index()
    counts.insert(
        1, "label", counts["reason"].map(lambda code: REASONS.get(code, code or "no reason given")).astype(str)
    )
    counts["n"] = len(rejected)
    low, high = exact_interval(counts["k"], counts["n"])
    out = counts.assign(rate=share(counts["k"], counts["n"]), low=low, high=high)
    return out.sort_values(["k", "reason"], ascending=[False, True]).reset_index(drop=True)


def timed(decisions: pd.DataFrame) -> pd.DataFrame:
    """The verdicts whose time in front of a reviewer was measured, those that were undone among them: it was spent."""
    return decisions[decisions["verdict"].isin(VERDICTS) & (decisions["seconds"] > 0)]


def review_time(decisions: pd.DataFrame, target_seconds: float) -> pd.DataFrame:
    """Seconds per verdict: reviewer, week, n, median, p90, over, over_rate, over_low, over_high.

    `over` is how many took longer than the target.
    """
    rows = timed(decisions)
    rows = rows.assign(week=week_of(rows["at"]), over=rows["seconds"] > target_seconds)
    grouped = rows.groupby(["reviewer", "week"], sort=True)
    out = pd.DataFrame(
        {
            "n": grouped.size().astype("int64"),
            "median": grouped["seconds"].median(),
            "p90": grouped["seconds"].quantile(0.9),
            "over": grouped["over"].sum().astype("int64"),
        }
    ).reset_index()
    return with_rate(out, "over", "n", "over")


def decided_rows(journeys: pd.DataFrame, decisions: pd.DataFrame) -> pd.DataFrame:
    """The standing verdicts with the angle that they were about and the week in which they were given."""
    rows = standing(decisions).merge(journeys[["package_id", "angle"]], on="package_id")
    return rows.assign(week=week_of(rows["at"]))


def listed(names: Sequence[str], limit: int = 6) -> str:
    """'a, b and c', and no more names than a sentence can carry."""
    shown = list(names[:limit])
    if len(names) > limit:
        return f"{', '.join(shown)} and {len(names) - limit} more"
    return " and ".join(filter(None, [", ".join(shown[:-1]), shown[-1]])) if shown else ""
