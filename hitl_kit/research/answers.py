"""What the sources answered, account by account."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pandas as pd

from hitl_kit.domain.evidence import AccountResearch

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
    """How many accounts each source gave which answer for: source, answer, cause, accounts; the most frequent first."""
    counts = answers.groupby(["source", "answer", "cause"], as_index=False).size().rename(columns={"size": "accounts"})
    return counts.sort_values(["source", "accounts"], ascending=[True, False], ignore_index=True)
