"""The funnel: which of a campaign's accounts fit its ICP, and which rule left each of the others out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from hitl_kit.domain.accounts import Account
from hitl_kit.domain.icp import ICP, Rule, Tier

from .fields import Fields, Mask
from .suppressions import covering_domain

_SHOWN = ("name", "industry", "employees", "revenue", "country", "region", "city", "location")


@dataclass(frozen=True)
class Match:
    """The accounts of a campaign against its ICP.

    funnel: a row per step in order: step, rule, kept, dropped, unknown (how many of the dropped had no value)
    accounts: the matched ones by key: name, industry, employees, revenue, country, region, city, location, tier,
    high_value
    left_out: key, name, the rule that dropped it, the value that it had ('' where it had none)
    """

    funnel: pd.DataFrame
    accounts: pd.DataFrame
    left_out: pd.DataFrame


def match_accounts(icp: ICP, accounts: Sequence[Account], suppressed_domains: frozenset[str] = frozenset()) -> Match:
    """Every account through every rule in order. InputError where a rule names a field that no account has."""
    fields = Fields(accounts)
    kept = np.ones(len(accounts), bool)
    funnel: list[tuple[str, str, int, int, int]] = [("imported", "all accounts", len(accounts), 0, 0)]
    left_out: list[pd.DataFrame] = []

    def step(name: str, label: str, stays: Mask, unknown: Mask, rule: Rule | None) -> None:
        nonlocal kept
        dropped = kept & ~stays
        kept = kept & stays
        lost = int(dropped.sum())
        funnel.append((name, label, int(kept.sum()), lost, int((dropped & unknown).sum())))
        if lost:
            gone = np.flatnonzero(dropped).tolist()
            seen = [accounts[i].domain for i in gone] if rule is None else fields.shown(rule, dropped)
            left_out.append(
                pd.DataFrame(
                    {
                        "key": [accounts[i].key for i in gone],
                        "name": [accounts[i].name for i in gone],
                        "rule": label,
                        "value": seen,
                    },
                    dtype="str",
                )
            )

    for rule in icp.firmographics:
        stays, unknown = _holds(fields, rule)
        step("firmographic", rule.label, stays, unknown, rule)
    for rule in icp.exclusions:
        step("exclusion", f"not: {rule.label}", ~fields.outcome(rule).holds, np.zeros(len(accounts), bool), rule)
    allowed = np.fromiter((not covering_domain(a.domain, suppressed_domains) for a in accounts), bool, len(accounts))
    step("not suppressed", "domain is not suppressed", allowed, np.zeros(len(accounts), bool), None)

    places: list[int] = np.flatnonzero(kept).tolist()
    matched = pd.DataFrame({name: fields.column(name, places) for name in _SHOWN})
    matched["tier"], matched["high_value"] = _tiers(icp.tiers, fields, places)
    matched.index = pd.Index([accounts[i].key for i in places], dtype="str", name="key")
    empty = pd.DataFrame({c: pd.Series(dtype="str") for c in ("key", "name", "rule", "value")})
    return Match(
        funnel=pd.DataFrame(funnel, columns=["step", "rule", "kept", "dropped", "unknown"]),
        accounts=matched,
        left_out=pd.concat(left_out, ignore_index=True) if left_out else empty,
    )


def _holds(fields: Fields, rule: Rule) -> tuple[Mask, Mask]:
    """Where a rule holds, a missing value counting as the rule says, and where the value is missing."""
    outcome = fields.outcome(rule)
    unknown = ~outcome.known
    return (outcome.holds | unknown if rule.if_missing == "pass" else outcome.holds), unknown


def _tiers(tiers: Sequence[Tier], fields: Fields, places: list[int]) -> tuple[pd.Series, pd.Series]:
    """The first tier whose rules all hold, and whether it is one that people always review."""
    number = np.full(len(places), len(tiers) - 1)
    for n in range(len(tiers) - 2, -1, -1):
        fits = np.ones(len(places), bool)
        for rule in tiers[n].rules:
            fits &= _holds(fields, rule)[0][places]
        number[fits] = n
    names = pd.Series([tiers[n].name for n in number.tolist()], dtype="str")
    return names, pd.Series([tiers[n].high_value for n in number.tolist()], dtype=bool)
