"""Journeys: one row a package, from who it was for to what became of it; a report's figures are counts over them."""

from __future__ import annotations

from typing import Any

import pandas as pd

from .rows import Rows, standing, week_of

_MOMENTS = ("sent", "delivered", "bounced", "replied", "positive", "unsubscribed", "complained")
_AGAINST = ("unsubscribed", "complained")


def journeys(rows: Rows) -> pd.DataFrame:
    """One row a package: its columns, the standing verdict, and what happened to it.

    drafted, decided, approved, sent, bounced, delivered, replied, positive, unsubscribed, complained, out_of_office
    are truths; sent_at, replied_at, positive_at the first moments. From `bounced` on they hold for sent mails only.
    bounced: came back, and nothing shows that it arrived after all · delivered: sent and not bounced (not every tool
    reports deliveries) · replied: a person answered, positive answers included, automatic ones not · positive: the
    first positive answer of its company, so that a company counts once.
    """
    frame = rows.packages.copy()
    frame["drafted"] = (frame["angle"] != "") & (frame["decider"] != "nobody")
    verdicts = standing(rows.decisions).set_index("package_id")
    frame = frame.join(
        verdicts[["verdict", "reviewer", "reason", "at"]].rename(columns={"at": "decided_at"}), on="package_id"
    )
    frame["decided"] = frame["verdict"].notna()
    frame["approved"] = frame["verdict"].isin(["approve", "edit"])
    frame[["verdict", "reviewer", "reason"]] = frame[["verdict", "reviewer", "reason"]].fillna("")
    return _outcomes(frame, rows.outcomes)


def _outcomes(frame: pd.DataFrame, outcomes: pd.DataFrame) -> pd.DataFrame:
    automatic = (outcomes["kind"] == "replied") & (outcomes["detail"] == "out_of_office")
    by_people = outcomes[~automatic]
    first = _per_package(by_people, "first").reindex(frame["package_id"])
    last = _per_package(by_people, "last").reindex(frame["package_id"])
    first.index = last.index = frame.index
    sent = first["sent"].notna()
    answered = first["replied"].notna() | first["positive"].notna()
    arrived = (last["delivered"] > last["bounced"]) | first[["replied", "positive", *_AGAINST]].notna().any(axis=1)
    frame["sent"] = sent
    frame["sent_at"] = first["sent"]
    frame["week"] = week_of(first["sent"])
    frame["bounced"] = sent & first["bounced"].notna() & ~arrived
    frame["delivered"] = sent & ~frame["bounced"]
    frame["replied"] = sent & answered
    frame["replied_at"] = first[["replied", "positive"]].min(axis=1)
    frame["positive_at"] = first["positive"]
    hits = frame[sent & first["positive"].notna()].sort_values(["positive_at", "package_id"])
    frame["positive"] = frame.index.isin(hits.drop_duplicates("company").index)
    for kind in _AGAINST:
        frame[kind] = sent & first[kind].notna()
    frame["out_of_office"] = sent & frame["package_id"].isin(outcomes.loc[automatic, "package_id"])
    return frame


def _per_package(outcomes: pd.DataFrame, which: str) -> pd.DataFrame:
    """Per package the first or last moment of each kind."""
    ordered = outcomes.drop_duplicates(["package_id", "kind"], keep="first" if which == "first" else "last")
    wide: Any = ordered.pivot(index="package_id", columns="kind", values="at").reindex(columns=list(_MOMENTS))
    return pd.DataFrame({kind: pd.to_datetime(wide[kind], utc=True) for kind in _MOMENTS}, index=wide.index)
