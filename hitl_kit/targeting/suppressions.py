"""Whom nobody may write to, from any campaign: addresses and whole domains. A suppression is never taken back here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import sqlalchemy as sa

from hitl_kit.domain.outcomes import Suppression
from hitl_kit.files import ImportResult, read_table
from hitl_kit.ledger import Ledger, tables

from . import values
from .columns import SUPPRESSION_COLUMNS
from .lists import file_sha256


@dataclass(frozen=True)
class Suppressions:
    """Every suppressed address and domain; `reasons` says why, by address or domain."""

    addresses: frozenset[str] = frozenset()
    domains: frozenset[str] = frozenset()
    reasons: Mapping[str, str] = field(default_factory=dict)

    def covers(self, email: str) -> str | None:
        """Why that address may not be written to, or None where it may. A domain covers its subdomains."""
        try:
            address = values.email(email.strip())
        except ValueError:  # whatever it is, an exact match still counts
            address = email.strip().casefold()
        if address in self.addresses:
            return self._because(address)
        suppressed = covering_domain(address.rpartition("@")[2], self.domains)
        return self._because(suppressed) if suppressed else None

    def _because(self, value: str) -> str:
        reason = self.reasons.get(value, "")
        return f"{value} is suppressed{': ' + reason if reason else ''}"


def covering_domain(domain: str, suppressed: frozenset[str]) -> str | None:
    """The suppressed domain that this one is or lies under, or None."""
    while domain:
        if domain in suppressed:
            return domain
        domain = domain.partition(".")[2]
    return None


def import_suppressions(
    ledger: Ledger,
    path: Path,
    *,
    actor: str,
    mapping: Mapping[str, str] | None = None,
    encoding: str = "utf-8",
) -> ImportResult:
    """Take a do-not-contact list into the workspace. What is suppressed already stays as it is, reason included."""
    table = read_table(
        path, SUPPRESSION_COLUMNS, suppression_of, mapping=mapping, encoding=encoding, key=lambda s: s.value
    )
    with ledger.recording(actor, "suppressions.import", "workspace") as recording:
        known = {(r["kind"], r["value"]) for r in recording.rows(sa.select(tables.suppression))}
        new = [s for _, s in table.rows if (s.kind, s.value) not in known]
        recording.add(tables.suppression, (s.model_dump() for s in new))
        counts = {"added": len(new), "unchanged": len(table.rows) - len(new)}
        result = ImportResult.of("suppressions", table, **counts)
        if not result.nothing_usable:
            recording.note(**counts, rejected=len(result.rejects), file_sha256=file_sha256(path))
    return result


def suppression_of(row: Mapping[str, str]) -> Suppression:
    """The suppression of one row: an address, or a domain; "@acme.example" among the addresses is a domain too."""
    address, domain = values.present(row.get("address", "")), values.present(row.get("domain", ""))
    reason = row.get("reason", "")
    if address and domain:
        raise ValueError("holds an address and a domain: leave the one empty that is not to be suppressed")
    if not address and not domain:
        raise ValueError("holds neither an address nor a domain")
    local, at, host = address.rpartition("@")
    if address and local not in ("", "*"):
        return Suppression(kind="address", value=values.email(address), reason=reason)
    return Suppression(kind="domain", value=values.domain(host if at else domain or address), reason=reason)


def load_suppressions(ledger: Ledger) -> Suppressions:
    """Everything that is suppressed in the workspace now."""
    rows = ledger.rows(sa.select(tables.suppression))
    return Suppressions(
        addresses=frozenset(r["value"] for r in rows if r["kind"] == "address"),
        domains=frozenset(r["value"] for r in rows if r["kind"] == "domain"),
        reasons={r["value"]: r["reason"] for r in rows},
    )
