"""Mara Quist and what a ledger may hold on her."""

from __future__ import annotations

import zlib
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from hitl_kit import Campaign
from hitl_kit.domain.base import canonical_json, iso, sha256_hex, utc_now
from hitl_kit.domain.evidence import AccountResearch, Fact, Source
from hitl_kit.domain.packages import Package
from hitl_kit.ledger import Ledger, erasure, tables
from hitl_kit.research.store import record_research

MARA = "mara.quist@alder-freight.example"
JOOST = "joost.vermeer@birch-foods.example"
NEWS = "Mara Quist, VP Operations at Alder Freight, opened a new depot in Hull: “More vans”, says Mara\u00a0QUIST."
BODY = "the blue heron flies at noon"


def erase(ledger: Ledger, address: str = MARA) -> erasure.Erased:
    return erasure.erase(ledger, address, actor="Test Analyst")


def record(ledger: Ledger, table: sa.Table, *rows: dict[str, Any]) -> None:
    with ledger.recording("Test Analyst", "test", "x") as recording:
        recording.add(table, rows)


def everything(ledger: Ledger) -> dict[str, list[dict[str, Any]]]:
    """Every row of every table, the texts of snapshots unpacked."""
    found = {t.name: [dict(row) for row in ledger.rows(sa.select(t))] for t in tables.RECORDED}
    for row in found["snapshot"]:
        row["content"] = zlib.decompress(row["content"]).decode()
    return found


def holding(ledger: Ledger, *words: str) -> set[str]:
    """The tables in which one of the words stands, whatever its case and spaces."""
    return {
        name for name, rows in everything(ledger).items()
        if any(word in " ".join(repr(rows).replace("\\xa0", " ").casefold().split()) for word in words)
    }  # fmt: skip


def contact(email: str, first: str = "Mara", last: str = "Quist", **other: Any) -> dict[str, Any]:
    """A contact's row; its company is its address's host."""
    key = email.partition("@")[2]
    content = {"email": email, "account_key": key, "first_name": first, "last_name": last, "title": "VP", **other}
    return {
        "campaign": "depots", "email": email, "account_key": key, "content": canonical_json(content),
        "simulated": False,
    }  # fmt: skip


def research(key: str, text: str, *quotes: str) -> tuple[AccountResearch, dict[str, str]]:
    """What was found for an account in one text."""
    digest = sha256_hex(text)
    source = Source(id="s", url=f"https://{key}/news", title="News", retrieved_at=utc_now(), sha256=digest)
    facts = tuple(Fact(id=f"f{n}", source_id="s", kind="expansion", quote=q) for n, q in enumerate(quotes))
    return AccountResearch(account_key=key, sources=(source,), facts=facts), {digest: text}


def found(ledger: Ledger, *items: tuple[AccountResearch, dict[str, str]]) -> None:
    record_research(ledger, "depots", items, as_of=utc_now().date(), actor="Test Analyst")


def with_a_batch(approved: Campaign) -> Campaign:
    """An approved campaign with a batch; the news of two companies names Mara."""
    today = approved.today
    (approved.folder / "news.csv").write_text(
        "account,kind,dated,strength,quote,url,title,source_class\n"
        f'alder-freight.example,expansion,{today},1,"{NEWS}",https://alder-freight.example/mara-quist,'
        "Mara Quist opens a depot,first-party\n"
        f"birch-foods.example,expansion,{today},1,Birch Foods builds a second site like that of Mara Quist at Alder,"
        "https://birch-foods.example/news,News,first-party\n"
    )
    approved.import_signals(approved.folder / "news.csv")
    approved.generate(size=4)
    return approved


def after_a_morning(drafted: Campaign) -> Campaign:
    """A campaign with a batch after a morning: an edit, a rejection with a note, a send, replies, a handoff."""
    session = drafted.session()
    session.claim()
    mara, joost = to(drafted, MARA), to(drafted, JOOST)
    session.edit(mara.id, "A thought for Mara", f"Hi Mara,\n\n{BODY}.\n\nSam", note="she knows us")
    session.reject(joost.id, "relationship", note=f"ask mara  quist <{MARA.upper()}> first")
    events = [("sent", ""), ("replied", "out_of_office"), ("positive", "Call me on my mobile, Mara")]
    rows = [
        {
            "campaign": "depots", "package_id": mara.id, "kind": kind, "detail": detail, "simulated": False,
            "at": iso(datetime.now(UTC) + timedelta(hours=n)),
        }
        for n, (kind, detail) in enumerate(events)
    ]  # fmt: skip
    record(drafted.workbench.ledger, tables.outcome, *rows)
    drafted.hand_over(mara.id, to="Sam", note="Mara wants a call")
    return drafted


def packages(campaign: Campaign) -> list[Package]:
    rows = campaign.workbench.ledger.rows(sa.select(tables.package.c.content))
    return [Package.model_validate_json(row["content"]) for row in rows]


def to(campaign: Campaign, email: str) -> Package:
    return next(p for p in packages(campaign) if p.contact and p.contact.email == email)


def status(ledger: Ledger, package_id: str) -> str:
    s = tables.standing.c
    return str(ledger.rows(sa.select(s.status).where(s.package_id == package_id))[0]["status"])
