"""Whom nobody may write to, from any campaign: addresses and whole domains. A suppression is never taken back here."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from hitl_kit.domain.outcomes import Suppression, suppression_hash
from hitl_kit.domain.packages import Package
from hitl_kit.files import ImportResult, read_table
from hitl_kit.ledger import Ledger, Recording, tables

from . import values
from .columns import SUPPRESSION_COLUMNS
from .fingerprint import file_sha256

_CHUNK = 100
"""Packages whose addresses are looked up at once: a database takes so many values in one question, and no more."""
ERASED = "erased at the person's request"
"""Why an address of which only the hash is known may not be written to."""


@dataclass(frozen=True)
class Suppressions:
    """Every suppressed address and domain; `reasons` says why, by address or domain. The addresses of people who were
    erased are known by their `hashes` alone. An address covers itself with a +tag: that is the same mailbox."""

    addresses: frozenset[str] = frozenset()
    domains: frozenset[str] = frozenset()
    hashes: frozenset[str] = frozenset()
    reasons: Mapping[str, str] = field(default_factory=dict)

    def covers(self, email: str) -> str | None:
        """Why that address may not be written to, or None where it may. A domain covers its subdomains."""
        address = normal_address(email)
        spellings = (address, untagged(address))
        if found := next((s for s in spellings if s in self.addresses), ""):
            return self._because(found)
        if any(self.erased(s) for s in spellings):
            return ERASED
        suppressed = covering_domain(address.rpartition("@")[2], self.domains)
        return self._because(suppressed) if suppressed else None

    def erased(self, address: str) -> bool:
        """Whether that address (in its normal form) is of a person who was erased at their own request."""
        return any(suppression_hash(address, salt) in self.hashes for salt in self._salts)

    @cached_property
    def _salts(self) -> frozenset[str]:
        return frozenset(value.partition("$")[0] for value in self.hashes)

    def _because(self, value: str) -> str:
        reason = self.reasons.get(value, "")
        return f"{value} is suppressed{': ' + reason if reason else ''}"


def normal_address(email: str) -> str:
    """The address as the ledger has it: in lower case, its domain in ASCII. What is none has one spelling, too."""
    try:
        return values.email(email.strip())
    except ValueError:
        return email.strip().casefold()


def untagged(address: str) -> str:
    """The address without the tag that its owner may have put behind a plus sign (RFC 5233)."""
    local, _, domain = address.rpartition("@")
    return f"{local.partition('+')[0] or local}@{domain}"


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
        rows = recording.rows(sa.select(tables.suppression))
        known, erased = {(r["kind"], r["value"]) for r in rows}, _suppressions(rows).erased
        new = [s for _, s in table.rows if (s.kind, s.value) not in known and not erased(s.value)]
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
    return _suppressions(ledger.rows(sa.select(tables.suppression)))


def suppressed(rows: Callable[[sa.Select[Any]], Sequence[sa.RowMapping]], email: str) -> str:
    """Why that address may not be written to now, '' where it may; `rows` reads, if need be under the write lock."""
    return _suppressions(rows(_concerning([email]))).covers(email) or ""


def still_allowed(recording: Recording, packages: Sequence[Package]) -> list[Package]:
    """The packages but those for a person who may not be written to any more, in their order.

    For the transaction that records them: a batch reads the suppressions when it begins, and somebody may be suppressed
    or erased while it works. Under the write lock nobody can be, and an erasure that comes later finds the package.
    """
    kept: list[Package] = []
    for start in range(0, len(packages), _CHUNK):
        part = packages[start : start + _CHUNK]
        now = _suppressions(recording.rows(_concerning(p.contact.email for p in part if p.contact)))
        kept += [p for p in part if p.contact is None or now.covers(p.contact.email) is None]
    return kept


def _concerning(emails: Iterable[str]) -> sa.Select[Any]:
    """The suppressions that may cover one of these addresses: of a long list, only a few rows are read."""
    addresses = {spelling for email in emails for a in [normal_address(email)] for spelling in (a, untagged(a))}
    domains = {".".join(labels[place:]) for a in addresses for labels in [a.rpartition("@")[2].split(".")]
               for place in range(len(labels))}  # fmt: skip
    s = tables.suppression
    return sa.select(s).where(
        sa.or_(
            sa.and_(s.c.kind == "address", s.c.value.in_(addresses)),
            sa.and_(s.c.kind == "domain", s.c.value.in_(domains)),
            s.c.kind == "hash",
        )
    )


def _suppressions(rows: Sequence[sa.RowMapping]) -> Suppressions:
    of_kind: defaultdict[str, set[str]] = defaultdict(set)
    for row in rows:
        of_kind[row["kind"]].add(row["value"])
    return Suppressions(
        addresses=frozenset(of_kind["address"]),
        domains=frozenset(of_kind["domain"]),
        hashes=frozenset(of_kind["hash"]),
        reasons={r["value"]: r["reason"] for r in rows},
    )
