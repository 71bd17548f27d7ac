"""Accounts and contacts: from a list that a person or a tool exported into a campaign, and back as words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from hitl_kit.domain.accounts import Account, Contact
from hitl_kit.domain.base import canonical_json
from hitl_kit.files import ImportResult, read_table
from hitl_kit.ledger import Ledger, Recording, tables, views

from .columns import ACCOUNT_COLUMNS, CONTACT_COLUMNS
from .fingerprint import file_sha256
from .rows import Employers, account_of, contact_of
from .suppressions import ERASED, load_suppressions


def import_accounts(
    ledger: Ledger,
    campaign: str,
    path: Path,
    *,
    actor: str,
    mapping: Mapping[str, str] | None = None,
    encoding: str = "utf-8",
) -> ImportResult:
    """Take a list of companies into a campaign: all usable rows in one event, the others in the rejects file."""
    table = read_table(path, ACCOUNT_COLUMNS, account_of, mapping=mapping, encoding=encoding, key=lambda a: a.key)
    with ledger.recording(actor, "accounts.import", campaign) as recording:
        counts = _add_accounts(recording, campaign, [a for _, a in table.rows], simulated=False)
        result = ImportResult.of("accounts", table, **counts)
        if not result.nothing_usable:
            recording.note(**counts, rejected=len(result.rejects), file_sha256=file_sha256(path))
    return result


def import_contacts(
    ledger: Ledger,
    campaign: str,
    path: Path,
    *,
    actor: str,
    mapping: Mapping[str, str] | None = None,
    encoding: str = "utf-8",
) -> ImportResult:
    """Take a list of people into a campaign; one whose company is not among its accounts, or who was erased, is a
    reject."""
    employers, suppressions = Employers(load_accounts(ledger, campaign)), load_suppressions(ledger)

    def parse(row: dict[str, str]) -> Contact:
        contact = contact_of(row, employers)
        if suppressions.erased(contact.email):
            raise ValueError(ERASED)
        return contact

    table = read_table(path, CONTACT_COLUMNS, parse, mapping=mapping, encoding=encoding, key=lambda c: c.email)
    with ledger.recording(actor, "contacts.import", campaign) as recording:
        counts = _add_contacts(recording, campaign, [c for _, c in table.rows], simulated=False)
        result = ImportResult.of("contacts", table, **counts)
        if not result.nothing_usable:
            recording.note(**counts, rejected=len(result.rejects), file_sha256=file_sha256(path))
    return result


def record_accounts(
    ledger: Ledger,
    campaign: str,
    accounts: Sequence[Account],
    contacts: Sequence[Contact],
    *,
    actor: str,
    simulated: bool,
) -> None:
    """Put accounts and contacts into a campaign in one event; what stands there already is not added again."""
    with ledger.recording(actor, "accounts.record", campaign) as recording:
        _add_accounts(recording, campaign, accounts, simulated=simulated)
        _add_contacts(recording, campaign, contacts, simulated=simulated)


def load_accounts(ledger: Ledger, campaign: str, *, simulated: bool = False) -> list[Account]:
    """A campaign's accounts as they stand now, in the order of first import."""
    current = views.current_accounts(campaign, simulated=simulated)
    return [Account.model_validate_json(row["content"]) for row in ledger.stream(current)]


def load_contacts(ledger: Ledger, campaign: str, *, simulated: bool = False) -> list[Contact]:
    """A campaign's contacts as they stand now, in the order of first import."""
    current = views.current_contacts(campaign, simulated=simulated)
    return [Contact.model_validate_json(row["content"]) for row in ledger.stream(current)]


def _add_accounts(
    recording: Recording, campaign: str, accounts: Iterable[Account], *, simulated: bool
) -> dict[str, int]:
    rows = (
        {"campaign": campaign, "key": a.key, "content": canonical_json(a), "simulated": simulated} for a in accounts
    )
    current = recording.rows(_contents(views.current_accounts(campaign, simulated=simulated), "key"))
    return _add_changed(recording, tables.account, rows, "key", {r["key"]: r["content"] for r in current})


def _add_contacts(
    recording: Recording, campaign: str, contacts: Iterable[Contact], *, simulated: bool
) -> dict[str, int]:
    rows = (
        {
            "campaign": campaign, "email": c.email, "account_key": c.account_key, "content": canonical_json(c),
            "simulated": simulated,
        }
        for c in contacts
    )  # fmt: skip
    current = recording.rows(_contents(views.current_contacts(campaign, simulated=simulated), "email"))
    return _add_changed(recording, tables.contact, rows, "email", {r["email"]: r["content"] for r in current})


def _contents(current: sa.Select[Any], key: str) -> sa.Select[Any]:
    """Of a view only what an import compares with."""
    inner = current.order_by(None).subquery()
    return sa.select(inner.c[key], inner.c.content)


def _add_changed(
    recording: Recording, table: sa.Table, rows: Iterable[dict[str, Any]], key: str, current: dict[str, str]
) -> dict[str, int]:
    """Add the rows whose content is not what stands now; counts of added, changed and unchanged."""
    counts = {"added": 0, "changed": 0, "unchanged": 0}

    def new() -> Iterator[dict[str, Any]]:
        for row in rows:
            before = current.get(row[key])
            if before == row["content"]:
                counts["unchanged"] += 1
                continue
            counts["added" if before is None else "changed"] += 1
            current[row[key]] = row["content"]
            yield row

    recording.add(table, new())
    return counts
