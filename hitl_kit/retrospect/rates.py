"""Counts with their rates, and each rate with its exact 95% interval and the n that it rests on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from hitl_kit.domain.decisions import REASONS
from hitl_kit.domain.intervals import exact_interval, share

from .framing import coded
from .kinds import FAILURES
from .rows import standing, week_of

Ints = npt.NDArray[np.int64]
Truths = npt.NDArray[np.bool_]

THIN = 30
"""Fewer sends than this are called 'not enough data': a rate of 3% would rest on less than one reply."""

VERDICTS = ("approve", "edit", "reject", "hold")

RATE_COLUMNS = (
    "sent", "delivered", "bounces", "replies", "positives", "unsubscribes", "complaints", "n",
    "reply_rate", "reply_low", "reply_high", "positive_rate", "positive_low", "positive_high", "thin",
)  # fmt: skip


def with_rates(frame: pd.DataFrame, n: str, **of: str) -> pd.DataFrame:
    """The frame with NAME_rate, NAME_low and NAME_high for each NAME=k in `of`: the rate of its counts k of n."""
    hits, sizes = np.stack([frame[k].to_numpy() for k in of.values()]), frame[n].to_numpy()
    found = zip(of, share(hits, sizes), *exact_interval(hits, sizes), strict=True)
    columns = [{f"{k}_rate": rate, f"{k}_low": low, f"{k}_high": high} for k, rate, low, high in found]
    rates = pd.DataFrame({name: values for one in columns for name, values in one.items()}, index=frame.index)
    return pd.concat([frame, rates], axis=1)  # a column at a time takes many times as long


_FLAGS = {
    "sent": "sent", "delivered": "delivered", "bounces": "bounced", "replies": "replied", "positives": "positive",
    "unsubscribes": "unsubscribed", "complaints": "complained",
}  # fmt: skip


def outcome_rates(journeys: pd.DataFrame, by: str) -> pd.DataFrame:
    """Per group what became of its mails, most sends first; both rates are shares of n, the delivered mails. A group
    that was drafted and not sent is among them, but for weeks, which are those of sends."""
    of = journeys["sent"] if by == "week" else journeys["drafted"] | journeys["sent"]
    out = grouped(journeys, by, _FLAGS, of=of.to_numpy())
    out = with_rates(out, "delivered", reply="replies", positive="positives")
    out = out.assign(n=out["delivered"], thin=out["sent"] < THIN)
    return out[[by, *RATE_COLUMNS]].sort_values(["sent", by], ascending=[False, True]).reset_index(drop=True)


def grouped(frame: pd.DataFrame, by: str, flags: Mapping[str, str], *, of: Truths | None = None) -> pd.DataFrame:
    """How many rows of each group have each flag: `by` and a column for each (name → flag), groups in order. `of`
    chooses the rows that count, among them all that have a flag; without it all do."""
    codes, names = _codes(frame[by])
    counted = _Counted(codes, len(names))
    there = counted.having(np.ones(len(codes), dtype=bool) if of is None else of) > 0
    counts = {name: counted.having(frame[flag].to_numpy()) for name, flag in flags.items()}
    return pd.DataFrame({by: names, **counts})[there].sort_values(by, ignore_index=True)


class _Counted:
    """How many rows of each group there are, and how many of them have a flag; rows below 0 belong to no group."""

    def __init__(self, codes: Ints, groups: int) -> None:
        self._codes, self._groups = codes + 1, groups + 1
        self._all = np.bincount(self._codes, minlength=self._groups)

    def having(self, flag: Truths) -> Ints:
        """Counted by the rows that have it or by those that lack it, whichever are fewer: there may be a million."""
        if 2 * np.count_nonzero(flag) <= len(flag):
            return np.bincount(self._codes[flag], minlength=self._groups)[1:]
        return (self._all - np.bincount(self._codes[~flag], minlength=self._groups))[1:]


def _codes(values: pd.Series[Any]) -> tuple[Ints, pd.Series[Any]]:
    """A number for each row's group, and the groups' names; text as text, also where it was kept as categories."""
    codes, names = coded(values)
    categories = isinstance(values.dtype, pd.CategoricalDtype)
    return codes, pd.Series(names.astype("str") if categories else names)


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
    of = grouped(journeys, by, {"sent": "sent", "delivered": "delivered"}, of=journeys["sent"].to_numpy())
    codes, names = _codes(journeys[by])
    place, kind = _failed(journeys, outcomes)
    counts = np.bincount(codes[place] * len(_TYPES) + kind, minlength=len(names) * len(_TYPES))
    at = pd.Index(names).get_indexer(of[by])
    out = pd.DataFrame(
        {
            by: of[by].repeat(len(_TYPES)).reset_index(drop=True),
            "failure": pd.array(_TYPES * len(of), dtype="str"),
            "k": counts.reshape(len(names), len(_TYPES))[at].ravel(),
            "n": np.where(_IN_TRANSIT, of[["sent"]].to_numpy(), of[["delivered"]].to_numpy()).ravel(),
        }
    )
    low, high = exact_interval(out["k"], out["n"])
    return out.assign(rate=share(out["k"], out["n"]), low=low, high=high)


_TYPES = list(FAILURES.values())
_IN_TRANSIT = [kind == "bounced" for kind, _ in FAILURES]


def objections(journeys: pd.DataFrame, outcomes: pd.DataFrame, by: str) -> pd.DataFrame:
    """Per group how many delivered mails drew a refusal, an unsubscribe, a complaint or a "wrong person": `by`, k, n,
    rate, low, high."""
    of = grouped(journeys, by, {"delivered": "delivered"}, of=journeys["sent"].to_numpy())
    codes, names = _codes(journeys[by])
    place, kind = _failed(journeys, outcomes)
    hit = np.unique(place[~np.array(_IN_TRANSIT)[kind] & journeys["delivered"].to_numpy()[place]])
    counts = np.bincount(codes[hit], minlength=len(names))[pd.Index(names).get_indexer(of[by])]
    out = pd.DataFrame({by: of[by], "k": counts, "n": of["delivered"]})
    low, high = exact_interval(out["k"], out["n"])
    return out.assign(rate=share(out["k"], out["n"]), low=low, high=high)


def _failed(journeys: pd.DataFrame, outcomes: pd.DataFrame) -> tuple[Ints, Ints]:
    """Each sent mail's place and the number of each type of failure that befell it, once."""
    kinds = {kind for kind, _ in FAILURES}
    place = outcomes["place"].to_numpy(dtype=np.int64)
    bounced = journeys["bounced"].to_numpy()[place]
    counts = outcomes["kind"].isin(kinds).to_numpy() & journeys["sent"].to_numpy()[place]
    found = outcomes[counts & ((outcomes["kind"] != "bounced").to_numpy() | bounced)]
    (kind, kinds_there), (detail, details) = coded(found["kind"]), coded(found["detail"])
    number = {label: i for i, label in enumerate(_TYPES)}
    named = [[number.get(_failure(k, str(d)), -1) for d in details] for k in kinds_there]
    types = np.array(named, dtype=np.int64).reshape(len(kinds_there), len(details))[kind, detail]
    once = np.unique(found["place"].to_numpy(dtype=np.int64)[types >= 0] * len(_TYPES) + types[types >= 0])
    return once // len(_TYPES), once % len(_TYPES)


def _failure(kind: Any, detail: str) -> str:
    return FAILURES.get((kind, detail)) or FAILURES.get((kind, ""), "")


def verdicts(decided: pd.DataFrame, by: str) -> pd.DataFrame:
    """Per group the standing verdicts: decided; for approve, edit, reject and hold the count, rate, low and high."""
    out = grouped(decided.assign(**{v: decided["verdict"] == v for v in VERDICTS}), by, {v: v for v in VERDICTS})
    out.insert(1, "decided", out[list(VERDICTS)].sum(axis=1).astype("int64"))
    return with_rates(out, "decided", **{verdict: verdict for verdict in VERDICTS})


def reasons(decided: pd.DataFrame) -> pd.DataFrame:
    """Why drafts were rejected, most frequent first: reason, label, k, n (all rejections), rate, low, high."""
    rejected = decided[decided["verdict"] == "reject"]
    return _of_reasons(rejected.astype({"reason": "str"}).groupby("reason").size().rename("k").reset_index())


def reasons_by(decided: pd.DataFrame, by: str) -> pd.DataFrame:
    """The same per group: `by`, reason, label, k, n (the group's rejections), rate, low, high."""
    rejected = decided[decided["verdict"] == "reject"].astype({"reason": "str"})
    counts = rejected.groupby([by, "reason"], observed=True).size().rename("k").reset_index()
    parts = [_of_reasons(part.reset_index(drop=True)) for _, part in counts.groupby(by, observed=True, sort=True)]
    return pd.concat(parts, ignore_index=True) if parts else _of_reasons(counts)


def _of_reasons(counts: pd.DataFrame) -> pd.DataFrame:
    words = [REASONS.get(code, code or "no reason given") for code in counts["reason"]]
    n = int(counts["k"].sum())
    low, high = exact_interval(counts["k"], n)
    out = counts.assign(
        label=pd.Series(words, index=counts.index, dtype="str"), k=counts["k"].astype("int64"), n=n,
        rate=share(counts["k"], n), low=low, high=high,
    )  # fmt: skip
    groups = [c for c in counts.columns if c not in ("reason", "k")]
    out = out[[*groups, "reason", "label", "k", "n", "rate", "low", "high"]]
    return out.sort_values(["k", "reason"], ascending=[False, True], ignore_index=True)


def timed(decisions: pd.DataFrame) -> pd.DataFrame:
    """The verdicts whose time in front of a reviewer was measured, those that were undone among them: it was spent."""
    return decisions[decisions["verdict"].isin(VERDICTS) & (decisions["seconds"] > 0)]


def review_time(decisions: pd.DataFrame, target_seconds: float) -> pd.DataFrame:
    """Seconds per verdict: reviewer, week, n, median, p90, over, over_rate, over_low, over_high.

    `over` is how many took longer than the target.
    """
    rows = timed(decisions)
    rows = rows.assign(week=week_of(rows["at"]), over=rows["seconds"] > target_seconds)
    rows = rows.astype({"reviewer": "str"})
    grouped = rows.groupby(["reviewer", "week"], sort=True)
    out = pd.DataFrame(
        {
            "n": grouped.size().astype("int64"),
            "median": grouped["seconds"].median(),
            "p90": grouped["seconds"].quantile(0.9),
            "over": grouped["over"].sum().astype("int64"),
        }
    ).reset_index()
    return with_rates(out, "n", over="over")


def decided_rows(journeys: pd.DataFrame, decisions: pd.DataFrame, by: str) -> pd.DataFrame:
    """The standing verdicts with the group of their package, or the `week` in which they were given."""
    rows = standing(decisions)
    if by == "week":
        return rows.assign(week=week_of(rows["at"]))
    return rows.assign(**{by: journeys[by].iloc[rows["place"].to_numpy()].to_numpy()})


def listed(names: Sequence[str], limit: int = 6) -> str:
    """'a, b and c', and no more names than a sentence can carry."""
    shown = list(names[:limit])
    if len(names) > limit:
        return f"{', '.join(shown)} and {len(names) - limit} more"
    return " and ".join(filter(None, [", ".join(shown[:-1]), shown[-1]])) if shown else ""
