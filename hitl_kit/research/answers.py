"""What the sources answered, account by account."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pandas as pd

from hitl_kit.domain.evidence import AccountResearch

MOST_CAUSES = 3
"""So many causes of each source's answer are told one by one, where there are two more."""
COLUMNS = ["account", "source", "answer", "cause", "signals"]


def answer_table(found: Iterable[AccountResearch], names: Mapping[str, str]) -> pd.DataFrame:
    """A row per account and source: found, not found or not measured, the cause, and the kinds of signal found at the
    account; `names` is account key → name. Columns are COLUMNS."""
    rows = [
        [
            names.get(r.account_key, r.account_key),
            m.source,
            m.answer,
            m.cause,
            ", ".join({s.kind: 1 for s in r.signals}),
        ]
        for r in found
        for m in r.measurements
    ]
    return pd.DataFrame(rows, columns=COLUMNS)


def answer_counts(answers: pd.DataFrame) -> pd.DataFrame:
    """How many accounts each source gave which answer for: source, answer, cause, accounts; of one answer the most
    frequent cause first.

    Of an answer's causes those beyond MOST_CAUSES are one row: many name the account that they are about.
    """
    by = ["source", "answer", "cause"]
    counts = answers.groupby(by, as_index=False).size().rename(columns={"size": "accounts"})
    counts = counts.sort_values(["source", "accounts"], ascending=[True, False], ignore_index=True)
    group = counts.groupby(["source", "answer"])["cause"]
    rare = (group.cumcount() >= MOST_CAUSES) & (group.transform("size") > MOST_CAUSES + 1)
    others = counts.loc[rare].groupby(["source", "answer"], as_index=False).agg(
        cause=("cause", lambda causes: f"{len(causes):,} other causes"), accounts=("accounts", "sum")
    )  # fmt: skip
    told = pd.concat([counts[~rare], others], ignore_index=True) if len(others) else counts
    return told.sort_values(["source", "answer"], kind="stable", ignore_index=True)
