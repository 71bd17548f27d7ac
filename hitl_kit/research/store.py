"""Research in the ledger: one row when what is known of an account changes, each text once under its SHA-256."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date
from time import monotonic

import sqlalchemy as sa

from hitl_kit.domain.base import canonical_json, sha256_hex
from hitl_kit.domain.errors import LedgerError
from hitl_kit.domain.evidence import AccountResearch
from hitl_kit.ledger import Ledger, Recording, content_of
from hitl_kit.ledger.snapshots import keep_texts, unpacked
from hitl_kit.ledger.tables import research as research_table
from hitl_kit.ledger.tables import snapshot

Item = tuple[AccountResearch, dict[str, str]]
_CHUNK = 200
_SECONDS = 2.0
"""What a kill can cost is the work of so many accounts or seconds, whichever is less."""


def record_research(
    ledger: Ledger, campaign: str, items: Iterable[Item], *, as_of: date, actor: str, simulated: bool = False
) -> int:
    """Store research and its texts as it comes, a few hundred accounts or seconds to a transaction; returns how many
    accounts had changed.

    The same items again add nothing. `items` may be a generator: it is read outside of the transactions, and where it
    breaks off, what came before is stored.
    """
    added, chunk, since = 0, list[Item](), monotonic()

    def record() -> None:
        nonlocal added, chunk, since
        gathered, chunk, since = chunk, [], monotonic()
        with ledger.recording(actor, "research.record", campaign) as recording:
            keep_texts(recording, {digest: text for _, found in gathered for digest, text in found.items()})
            added += recording.add(research_table, _changed(recording, campaign, gathered, as_of, simulated))

    try:
        for item in items:
            chunk.append(item)
            if len(chunk) >= _CHUNK or monotonic() - since >= _SECONDS:
                record()
    finally:
        if chunk:
            record()
    return added


def _changed(
    recording: Recording, campaign: str, chunk: Sequence[Item], as_of: date, simulated: bool
) -> list[dict[str, object]]:
    keys = [found.account_key for found, _ in chunk]
    rows_of = recording.rows(_latest(campaign, simulated, keys))
    latest = {str(row["account_key"]): str(row["content"]) for row in rows_of}
    rows: list[dict[str, object]] = []
    for found, _ in chunk:
        content = canonical_json(found)
        if latest.get(found.account_key) == content:
            continue
        latest[found.account_key] = content
        rows.append({
            "campaign": campaign, "account_key": found.account_key, "as_of": as_of.isoformat(), "content": content,
            "simulated": simulated,
        })  # fmt: skip
    return rows


def _latest(campaign: str, simulated: bool, keys: Collection[str] | None = None) -> sa.Select[tuple[object, ...]]:
    r = research_table
    newest = sa.select(sa.func.max(r.c.id).label("id")).where(r.c.campaign == campaign, r.c.simulated == simulated)
    if keys is not None:
        newest = newest.where(r.c.account_key.in_(keys))
    found = newest.group_by(r.c.account_key).subquery()
    return sa.select(r).join(found, r.c.id == found.c.id).order_by(r.c.account_key)


def stream_research(ledger: Ledger, campaign: str, *, simulated: bool = False) -> Iterator[AccountResearch]:
    """What is known now of each account of a campaign, in the order of the keys, a few in memory at a time."""
    for row in ledger.stream(_latest(campaign, simulated)):
        yield AccountResearch.model_validate(content_of(row))


def research_of(
    ledger: Ledger, campaign: str, keys: Collection[str], *, simulated: bool = False
) -> dict[str, AccountResearch]:
    """What is known now of a few hundred accounts, by key; those never researched are not in it."""
    rows = ledger.rows(_latest(campaign, simulated, keys))
    return {str(row["account_key"]): AccountResearch.model_validate(content_of(row)) for row in rows}


def latest_research(ledger: Ledger, campaign: str, simulated: bool = False) -> dict[str, AccountResearch]:
    """What is known now of each account of a campaign, by the account's key."""
    return {found.account_key: found for found in stream_research(ledger, campaign, simulated=simulated)}


def snapshot_text(ledger: Ledger, sha256: str) -> str:
    """The stored text of that SHA-256; LedgerError where it is missing or is not what was stored."""
    return snapshot_texts(ledger, [sha256])[sha256]


def snapshot_texts(ledger: Ledger, shas: Iterable[str]) -> dict[str, str]:
    """The stored texts of several sources by SHA-256; LedgerError where one is missing or is not what was stored."""
    wanted = list(dict.fromkeys(shas))
    texts: dict[str, str] = {}
    for part in _parts(wanted):
        for row in ledger.rows(sa.select(snapshot).where(snapshot.c.sha256.in_(part))):
            texts[str(row["sha256"])] = _text(str(row["sha256"]), bytes(row["content"]))
    missing = [digest for digest in wanted if digest not in texts]
    if missing:
        mend = "hitl verify names what is broken"
        raise LedgerError(f"the ledger holds no text with the SHA-256 {missing[0]}", mend=mend)
    return texts


def _text(digest: str, content: bytes) -> str:
    text = unpacked(content)
    if sha256_hex(text) != digest:
        raise LedgerError(f"the stored text {digest} was altered", mend="hitl verify names what is broken")
    return text


def _parts(values: Sequence[str], size: int = 500) -> Iterator[Sequence[str]]:
    for start in range(0, len(values), size):
        yield values[start : start + size]
