"""The funnel: which of a campaign's accounts fit its ICP, and which rule left each of the others out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from hitl_kit.domain.accounts import Account
from hitl_kit.domain.icp import ICP, Rule, Tier
from hitl_kit.ledger import Ledger

from .fields import AccountFields, Fields, Mask, Source, own_field
from .lists import load_accounts
from .stored import stored_fields
from .suppressions import covering_domain, load_suppressions

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
    return match_fields(icp, AccountFields(accounts), suppressed_domains)


def match_campaign(ledger: Ledger, campaign: str, icp: ICP, *, simulated: bool = False) -> Match:
    """The same for the accounts of a campaign as they stand in the ledger, suppressed domains left out. A million of
    them take seconds."""
    suppressed = load_suppressions(ledger).domains
    if stored := stored_fields(ledger, campaign, fields_needed(icp), simulated=simulated):
        return match_fields(icp, stored, suppressed)
    return match_accounts(icp, load_accounts(ledger, campaign, simulated=simulated), suppressed)


def value_counts(ledger: Ledger, campaign: str, rule: Rule) -> dict[str, int]:
    """The values of a rule's field among the accounts of a campaign: value → accounts, the most frequent first."""
    stored = stored_fields(ledger, campaign, {own_field(rule) or "attributes"})
    return Fields(stored or AccountFields(load_accounts(ledger, campaign))).counts(rule)


def fields_needed(icp: ICP) -> set[str]:
    """The fields of Account that a match looks at or shows; "attributes" where a rule is about a list's own column."""
    rules = (*icp.firmographics, *icp.exclusions, *(rule for tier in icp.tiers for rule in tier.rules))
    return {*_SHOWN, "domain", *(own_field(rule) or "attributes" for rule in rules)}


def match_fields(icp: ICP, source: Source, suppressed_domains: frozenset[str]) -> Match:
    """The same for accounts whose fields come from any source."""
    fields = Fields(source)
    kept = np.ones(len(source), bool)
    no_one = np.zeros(len(source), bool)
    funnel: list[tuple[str, str, int, int, int]] = [("imported", "all accounts", len(source), 0, 0)]
    left_out: list[pd.DataFrame] = []

    def step(name: str, label: str, stays: Mask, unknown: Mask, rule: Rule | None) -> None:
        nonlocal kept
        dropped = kept & ~stays
        kept = kept & stays
        lost = int(dropped.sum())
        funnel.append((name, label, int(kept.sum()), lost, int((dropped & unknown).sum())))
        if lost:
            gone = np.flatnonzero(dropped)
            left_out.append(
                pd.DataFrame(
                    {
                        "key": source.column("key", gone),
                        "name": source.column("name", gone),
                        "rule": pd.array([label], dtype="str").take(np.zeros(lost, int)),
                        "value": source.column("domain", gone) if rule is None else fields.shown(rule, gone),
                    }
                )
            )

    for rule in icp.firmographics:
        stays, unknown = _holds(fields, rule)
        step("firmographic", rule.label, stays, unknown, rule)
    for rule in icp.exclusions:
        step("exclusion", f"not: {rule.label}", ~fields.outcome(rule).holds, no_one, rule)
    step("not suppressed", "domain is not suppressed", ~_suppressed(source, kept, suppressed_domains), no_one, None)

    places = np.flatnonzero(kept)
    matched = pd.DataFrame({name: source.column(name, places) for name in _SHOWN})
    matched["tier"], matched["high_value"] = _tiers(icp.tiers, fields, places)
    matched.index = pd.Index(source.column("key", places), name="key")
    empty = pd.DataFrame({c: pd.Series(dtype="str") for c in ("key", "name", "rule", "value")})
    return Match(
        funnel=pd.DataFrame(funnel, columns=["step", "rule", "kept", "dropped", "unknown"]),
        accounts=matched,
        left_out=pd.concat(left_out, ignore_index=True) if left_out else empty,
    )


def _suppressed(source: Source, among: Mask, suppressed_domains: frozenset[str]) -> Mask:
    """Which of the accounts of a mask lie under a suppressed domain."""
    found = np.zeros(len(source), bool)
    if suppressed_domains:
        places = np.flatnonzero(among)
        domains = source.column("domain", places).tolist()
        found[places] = [covering_domain(domain, suppressed_domains) is not None for domain in domains]
    return found


def _holds(fields: Fields, rule: Rule) -> tuple[Mask, Mask]:
    """Where a rule holds, a missing value counting as the rule says, and where the value is missing."""
    outcome = fields.outcome(rule)
    unknown = ~outcome.known
    return (outcome.holds | unknown if rule.if_missing == "pass" else outcome.holds), unknown


def _tiers(tiers: Sequence[Tier], fields: Fields, places: npt.NDArray[np.intp]) -> tuple[pd.Series, pd.Series]:
    """The first tier whose rules all hold, and whether it is one that people always review."""
    number = np.full(len(places), len(tiers) - 1)
    for n in range(len(tiers) - 2, -1, -1):
        fits = np.ones(len(places), bool)
        for rule in tiers[n].rules:
            fits &= _holds(fields, rule)[0][places]
        number[fits] = n
    names = pd.Series(pd.array([t.name for t in tiers], dtype="str").take(number))
    return names, pd.Series(np.array([t.high_value for t in tiers])[number])
