"""Erasure: one person's data is gone from every table and from the database's bytes; everything else still stands."""

from __future__ import annotations

import json
from typing import Any

import pytest
import sqlalchemy as sa

from hitl_kit import Campaign
from hitl_kit.domain.base import canonical_json
from hitl_kit.domain.errors import LedgerError, NotAllowed
from hitl_kit.domain.evidence import occurs
from hitl_kit.domain.outcomes import suppression_hash
from hitl_kit.ledger import Ledger, engine, erasure, guards, tables
from hitl_kit.ledger.blanking import ASKED
from hitl_kit.ledger.redaction import GONE
from hitl_kit.research.store import latest_research, snapshot_texts
from hitl_kit.targeting import load_contacts, load_suppressions
from tests.ledger.people import (
    BODY,
    JOOST,
    MARA,
    NEWS,
    contact,
    erase,
    everything,
    found,
    holding,
    packages,
    record,
    research,
    to,
)
from tests.postgres import Cluster


def test_the_whole_walk(walked: Campaign) -> None:
    ledger, mara = walked.workbench.ledger, to(walked, MARA)
    before, funnel = everything(ledger), walked.metrics().funnel
    named = {"contact", "package", "snapshot", "research", "decision", "outcome", "handoff"}
    assert holding(ledger, "mara quist", "quist", "mara", BODY) == named
    done = erase(ledger)
    assert ledger.verify().intact, ledger.verify().fault
    assert done.removed
    assert holding(ledger, "quist", "mara", BODY, "she knows us", "wants a call", "mobile") == set()
    assert walked.metrics().funnel.equals(funnel), "what happened is counted as before"
    assert load_contacts(ledger, "depots")[0].email == JOOST
    for package in packages(walked):
        texts = snapshot_texts(ledger, {s.sha256 for s in package.research.sources})
        for fact in package.research.facts:
            assert occurs(fact.quote, texts[package.research.source(fact.source_id).sha256])
    (alder,) = [p for p in packages(walked) if p.id == mara.id]
    assert (alder.contact, alder.findings, alder.abstained) == (None, (), ASKED)
    assert alder.draft is not None
    assert mara.draft is not None
    assert {s.text for s in alder.draft.segments} == {GONE}
    assert [s.fact_ids for s in alder.draft.segments] == [s.fact_ids for s in mara.draft.segments]
    assert alder.route == mara.route, "it was decided on and sent: that stays"
    facts = latest_research(ledger, "depots")["alder-freight.example"].facts
    assert NEWS.replace("Mara Quist", GONE).replace("Mara\u00a0QUIST", GONE) in [f.quote for f in facts]
    _the_others_are_as_they_were(before, everything(ledger), mara.id)
    assert len(walked.packages()) == len(packages(walked))
    assert set(walked.replies()["contact"]) == {""}


def _the_others_are_as_they_were(before: dict[str, Any], after: dict[str, Any], package_id: str) -> None:
    """A row in which nothing of hers stood is the same to the byte, its salt included; none is gone."""
    hers = {"decision", "outcome", "handoff"}
    for name, rows in before.items():
        new = [row for row in after[name] if row.get("kind") != "hash"]
        assert len(new) == len(rows)
        for row in rows:
            text = repr(row).casefold()
            if "quist" in text or (name in hers and row["package_id"] == package_id and row not in new):
                assert row not in new
            elif not (name in ("research", "package") and "alder" in text):
                assert row in new, name
    (joost,) = [row for row in before["contact"] if row["email"] == JOOST]
    assert joost in after["contact"]


def test_nothing_is_left_in_the_files(walked: Campaign, request: pytest.FixtureRequest) -> None:
    ledger = walked.workbench.ledger
    words = [MARA.encode(), b"Quist", b"A thought for Mara", BODY.encode(), b"she knows us"]

    def left() -> set[bytes]:
        files = _files(ledger, request)
        assert files
        return {word for word in words for data in files if word in data}

    assert left() == set(words)
    assert erase(ledger).removed
    assert left() == set()


def _files(ledger: Ledger, request: pytest.FixtureRequest) -> list[bytes]:
    """What the database has written of this ledger."""
    if ledger.path is not None:
        return [p.read_bytes() for p in ledger.path.parent.glob(f"{ledger.path.name}*")]
    cluster: Cluster = request.getfixturevalue("postgres")
    cluster.execute("checkpoint")
    with ledger.moment() as connection:
        oid = connection.execute(sa.text("select oid from pg_database where datname = current_database()")).scalar()
        assert oid is not None
    return [p.read_bytes() for p in (cluster.data / "base" / str(oid)).iterdir()]


def test_again_it_changes_nothing_and_says_so(walked: Campaign) -> None:
    ledger = walked.workbench.ledger
    assert not erase(ledger).found.known
    head, rows = ledger.head(), everything(ledger)
    again = erase(ledger)
    assert (again.found.known, again.found.rows) == (True, {})
    assert (ledger.head(), everything(ledger)) == (head, rows)


def test_looking_first_changes_nothing_and_counts_what_will_change(walked: Campaign) -> None:
    ledger = walked.workbench.ledger
    head, rows = ledger.head(), everything(ledger)
    looked = erasure.find(ledger, MARA)
    assert (ledger.head(), everything(ledger)) == (head, rows)
    assert looked.rows == {
        "contact": 1, "decision": 2, "handoff": 1, "outcome": 1, "package": 2, "research": 2, "snapshot": 2,
    }  # fmt: skip
    assert erase(ledger).found.rows == looked.rows


def test_an_address_that_nobody_knows_is_suppressed(ledger: Ledger) -> None:
    done = erase(ledger, "nobody@else.example")
    assert (done.found.known, done.found.rows) == (False, {})
    assert load_suppressions(ledger).covers("Nobody@Else.example") == "erased at the person's request"
    assert load_suppressions(ledger).covers("somebody@else.example") is None
    assert ledger.verify().intact


def test_the_address_is_kept_as_a_hash_alone_under_the_workspaces_salt(ledger: Ledger) -> None:
    record(
        ledger, tables.suppression,
        {"kind": "address", "value": MARA, "reason": "Mara Quist wrote on Monday"},
        {"kind": "address", "value": JOOST, "reason": "colleague of Mara Quist"},
        {"kind": "domain", "value": "alder-freight.example", "reason": "customer"},
    )  # fmt: skip
    record(ledger, tables.contact, contact(MARA))
    erase(ledger)
    erase(ledger, "nobody@else.example")
    rows = ledger.rows(sa.select(tables.suppression).order_by(tables.suppression.c.id))
    assert [r["kind"] for r in rows] == ["address", "address", "domain", "hash", "hash"]
    assert rows[0]["value"].startswith("erased:")
    assert [r["reason"] for r in rows[:3]] == [GONE, f"colleague of {GONE}", "customer"]
    salts = {r["value"].partition("$")[0] for r in rows[3:]}
    assert len(salts) == 1
    assert rows[3]["value"] == suppression_hash(MARA, salts.pop())
    assert load_suppressions(ledger).covers(MARA)
    assert load_suppressions(ledger).covers("other@alder-freight.example"), "the domain stays suppressed"
    assert ledger.verify().intact


def test_the_event_says_who_and_nothing_about_whom(walked: Campaign) -> None:
    done = erase(walked.workbench.ledger)
    e = tables.event
    (event,) = walked.workbench.ledger.rows(sa.select(e).order_by(e.c.seq.desc()).limit(1))
    assert (event["actor"], event["kind"], event["subject"]) == ("Test Analyst", "person.erase", done.id)
    assert set(json.loads(event["payload"])) == {"blanked", "rows"}
    assert "mara" not in repr(event).casefold()


@pytest.mark.parametrize("table", ["contact", "package", "decision", "research"])
def test_a_blanked_row_that_is_changed_later_is_found(walked: Campaign, table: str) -> None:
    ledger, t = walked.workbench.ledger, tables.metadata.tables[table]
    ids = {row["id"]: row for row in everything(ledger)[table]}
    erase(ledger)
    changed = [row["id"] for row in everything(ledger)[table] if row != ids[row["id"]]]
    column = "note" if table == "decision" else "content"
    with ledger.recording("Test Analyst", "tamper", "x") as recording, guards.lifted(recording.connection):
        other = '{"contact":null,"route":{"reviewers":1},"account":{"industry":"Logistics"}}'
        recording.connection.execute(sa.update(t).where(t.c.id == changed[0]).values({column: other}))
    assert f"rows of '{table}' do not match what was recorded (changed)" in ledger.verify().fault


def test_the_guards_are_back(walked: Campaign) -> None:
    ledger = walked.workbench.ledger
    erase(ledger)
    for table in (tables.contact, tables.package, tables.event):
        with pytest.raises(LedgerError, match="append-only"), ledger.recording("a", "b", "c") as recording:
            recording.connection.execute(sa.delete(table))


def test_rows_that_become_alike_still_verify(ledger: Ledger) -> None:
    """Two rows of one event that differed in the spelling of the name alone; research rows have no salt."""
    record(ledger, tables.contact, contact(MARA), contact(MARA, "MARA"))
    row = {"campaign": "depots", "account_key": "alder-freight.example", "as_of": "2026-01-01", "simulated": False}
    contents = [canonical_json({"account_key": "a", "note": f"{n} said"}) for n in ("Mara Quist", "MARA QUIST", GONE)]
    record(ledger, tables.research, *({**row, "content": c} for c in contents))
    erase(ledger)
    assert len({row["content"] for row in everything(ledger)["research"]}) == 1
    assert ledger.verify().intact


def test_a_row_that_two_erasures_touch_verifies(ledger: Ledger) -> None:
    record(ledger, tables.contact, contact(MARA), contact(JOOST, "Joost", "Vermeer"))
    found(ledger, research("a.example", "Mara Quist and Joost Vermeer met.", "Mara Quist and Joost Vermeer met."))
    erase(ledger)
    assert ledger.verify().intact
    erase(ledger, JOOST)
    assert ledger.verify().intact
    assert latest_research(ledger, "depots")["a.example"].facts[0].quote == f"{GONE} and {GONE} met."


def test_what_events_say_is_named_for_it_cannot_be_changed(ledger: Ledger) -> None:
    record(ledger, tables.contact, contact(MARA))
    with ledger.recording("Test Analyst", "test", "for Mara Quist") as recording:
        recording.note(n=1)
    assert erase(ledger).found.events == (2,)
    assert ledger.verify().intact


@pytest.mark.sqlite
def test_while_somebody_reads_the_old_bytes_stay_and_it_says_so(
    walked: Campaign, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    monkeypatch.setattr(engine, "PATIENCE", 0.2)
    ledger = walked.workbench.ledger
    with ledger.moment() as reading:
        reading.execute(sa.select(tables.contact)).all()
        assert not erase(ledger).removed
    assert any(MARA.encode() in data for data in _files(ledger, request))
    assert erase(ledger).removed, "the same command once more"
    assert not any(MARA.encode() in data for data in _files(ledger, request))


def test_on_postgresql_only_the_owner_may(postgres: Cluster, postgres_url: str) -> None:
    ledger = Ledger.open(postgres_url)
    record(ledger, tables.contact, contact(MARA))
    name = str(sa.make_url(postgres_url).database)
    postgres.execute(f"create role clerk_{name} login")
    postgres.execute(f"grant select, insert on all tables in schema public to clerk_{name}", name)
    postgres.execute(f"grant usage on all sequences in schema public to clerk_{name}", name)
    clerk = Ledger.open(postgres.url(name, f"clerk_{name}"))
    with pytest.raises(NotAllowed, match="only the owner"):
        erasure.erase(clerk, MARA, actor=f"clerk_{name}")
    clerk.close()
    assert "mara" in repr(everything(ledger)["contact"])
    assert ledger.verify().intact
    ledger.close()


def test_on_postgresql_a_reader_who_stays_is_waited_for_and_then_named(
    postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "PATIENCE", 1)
    ledger = Ledger.open(postgres_url)
    record(ledger, tables.contact, contact(MARA))
    erase(ledger)
    with ledger.moment() as reading:
        reading.execute(sa.select(tables.contact)).all()
        assert not erase(ledger).removed
    assert erase(ledger).removed
    ledger.close()
