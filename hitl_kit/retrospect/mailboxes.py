"""Mailboxes: from which address, or at least which domain, a package's mail goes out."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pandas as pd
import sqlalchemy as sa

from hitl_kit.ledger import Ledger
from hitl_kit.ledger import tables as t

NOT_KNOWN = "not known"
_TRIED = 5
"""So many drafts of a batch are asked for its sender: one that was erased does not say."""


def with_mailbox(ledger: Ledger, campaign: str, packages: pd.DataFrame) -> pd.DataFrame:
    """The packages with `mailbox`: the address that their first mail was given, else the domain of the sender for whom
    their batch was written (a batch has one library, and a library one sender), else 'not known'."""
    domain, batch = _domains(ledger, packages), packages["batch"].cat
    names = [NOT_KNOWN, *sorted(set(domain.values()))]
    number = np.array([*(names.index(domain.get(b, NOT_KNOWN)) for b in batch.categories), 0])
    codes = np.where(packages["angle"] != "", number[batch.codes], 0).astype(np.int64)
    mailbox: pd.Series[Any] = pd.Series(pd.Categorical.from_codes(codes, pd.Index(names)), index=packages.index)
    if given := _given(ledger, campaign):
        mailbox = packages["package_id"].map(given).fillna(mailbox.astype("str")).astype("category")
    return packages.assign(mailbox=mailbox)


def _domains(ledger: Ledger, packages: pd.DataFrame) -> dict[str, str]:
    """By batch the domain of its sender, as the cohort of a draft names it."""
    batch = packages["batch"].cat
    drafted = np.flatnonzero((packages["angle"] != "").to_numpy())
    by_batch = drafted[np.argsort(batch.codes.to_numpy()[drafted], kind="stable")]
    codes = batch.codes.to_numpy()[by_batch]
    some = by_batch[np.arange(len(codes)) - np.searchsorted(codes, codes) < _TRIED]
    names = packages["package_id"].iloc[some]
    batch_of = dict(zip(names, packages["batch"].iloc[some].astype("str"), strict=True))
    found: dict[str, str] = {}
    ids, p = list(batch_of), t.package
    for start in range(0, len(ids), 500):
        for row in ledger.rows(sa.select(p.c.id, p.c.content).where(p.c.id.in_(ids[start : start + 500]))):
            cohort = ((json.loads(row["content"]) or {}).get("draft") or {}).get("cohort") or ""
            if domain := cohort.partition(" ")[2]:
                found.setdefault(batch_of[row["id"]], domain)
    return found


def _given(ledger: Ledger, campaign: str) -> dict[str, str]:
    """By package the address that its earliest touch goes out from."""
    c = t.touch.c
    select = sa.select(c.package_id, c.mailbox).where(c.campaign == campaign, c.mailbox != "")
    return {str(r["package_id"]): str(r["mailbox"]) for r in ledger.rows(select.order_by(c.step.desc()))}
