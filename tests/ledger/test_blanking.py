"""Blanking: what each row that holds something of a person becomes, and what stays."""

from __future__ import annotations

import json

import sqlalchemy as sa

from hitl_kit import Campaign
from hitl_kit.domain.base import canonical_json, iso, sha256_hex, utc_now
from hitl_kit.domain.packages import Route
from hitl_kit.ledger import Ledger, guards, tables
from hitl_kit.ledger.blanking import ASKED, FREE_TEXT
from hitl_kit.ledger.redaction import GONE
from hitl_kit.research.store import latest_research, snapshot_texts
from hitl_kit.targeting import load_contacts
from tests.ledger.copies import row
from tests.ledger.people import (
    JOOST,
    MARA,
    contact,
    erase,
    everything,
    found,
    packages,
    record,
    research,
    status,
    to,
)


def test_codes_of_outcomes_stay(walked: Campaign) -> None:
    erase(walked.workbench.ledger)
    details = [row["detail"] for row in everything(walked.workbench.ledger)["outcome"]]
    assert details == ["", "out_of_office", GONE]


def test_two_texts_that_differed_in_the_name_alone_stay_two(ledger: Ledger) -> None:
    record(ledger, tables.contact, contact(MARA))
    texts = ("Mara Quist opened a depot.", "MARA QUIST opened a depot.")
    found(ledger, *(research(f"{n}.example", text, text) for n, text in enumerate(texts)))
    erase(ledger)
    rows = everything(ledger)["snapshot"]
    assert {r["content"] for r in rows} == {f"{GONE} opened a depot.", f"{GONE} opened a depot. {GONE}"}
    assert all(r["sha256"] == sha256_hex(r["content"]) and r["characters"] == len(r["content"]) for r in rows)
    assert len(snapshot_texts(ledger, [f.sources[0].sha256 for f in latest_research(ledger, "depots").values()])) == 2
    assert ledger.verify().intact


def test_a_quote_that_began_within_the_name_still_stands_in_its_source(ledger: Ledger) -> None:
    record(ledger, tables.contact, contact(MARA))
    found(ledger, research("a.example", "So Mara Quist said yes.", "Quist said yes.", "said yes."))
    erase(ledger)
    item = latest_research(ledger, "depots")["a.example"]
    assert [f.quote for f in item.facts] == [GONE, "said yes."]


def test_a_namesake_is_somebody_else(ledger: Ledger) -> None:
    other = "mara.quist@zinc.example"
    record(ledger, tables.contact, contact(MARA), contact(other, attributes={"manager": "Mara Quist"}))
    found(
        ledger,
        research("alder-freight.example", "Mara Quist of Alder."),
        research("zinc.example", f"Mara Quist of Zinc, not {MARA}."),
    )
    before = everything(ledger)["contact"]
    assert erase(ledger).found.namesakes == 1
    assert [row for row in everything(ledger)["contact"] if row["email"] == other] == before[1:]
    texts = {row["content"] for row in everything(ledger)["snapshot"]}
    assert texts == {f"{GONE} of Alder.", f"Mara Quist of Zinc, not {GONE}."}
    assert ledger.verify().intact


def test_what_colleagues_share_is_not_theirs(ledger: Ledger) -> None:
    own, shared = "+47 911 22 333", "+47 22 00 00 00"
    page = "https://www.linkedin.com/in/maraq"
    record(
        ledger, tables.contact,
        contact(MARA, linkedin_url=page, attributes={"Mobile": own, "Phone": shared}),
        contact(JOOST, "Joost", "Vermeer", attributes={"Phone": shared, "notes": f"see {page}/x, ask Mara Quist"}),
    )  # fmt: skip
    found(ledger, research("a.example", f"Call 0047 91122333 or {shared}; no.linkedin.com/in/maraq?x=1"))
    erase(ledger)
    (text,) = [row["content"] for row in everything(ledger)["snapshot"]]
    assert text == f"Call {GONE} or {shared}; no.linkedin.com/in/maraq?x=1"
    joost = next(c for c in load_contacts(ledger, "depots") if c.email == JOOST)
    assert joost.attributes == {"Phone": shared, "notes": f"see {page}/x, ask {GONE}"}


def test_a_waiting_package_leaves_the_queue(drafted: Campaign) -> None:
    ledger, mara = drafted.workbench.ledger, to(drafted, MARA)
    waiting = drafted.waiting()
    assert status(ledger, mara.id) == "waiting"
    erase(ledger)
    assert status(ledger, mara.id) == "abstained"
    assert drafted.waiting() == waiting - 1
    assert mara.id not in drafted.session().claim()
    (package,) = [p for p in packages(drafted) if p.id == mara.id]
    assert (package.route.decider, package.route.reason) == ("nobody", ASKED)
    assert ledger.verify().intact


def test_a_package_that_waits_for_a_second_reviewer_waits_no_more(drafted: Campaign) -> None:
    ledger, mara = drafted.workbench.ledger, to(drafted, MARA)
    _redraw(ledger, mara.id)
    session = drafted.session()
    session.claim()
    session.approve(mara.id)
    assert status(ledger, mara.id) == "waiting"
    erase(ledger)
    assert status(ledger, mara.id) == "approved"
    (row,) = [r for r in everything(ledger)["decision"] if r["package_id"] == mara.id]
    assert row["content_sha256"] == "", "the approval binds to nothing that could be sent"
    assert drafted.metrics().count("approved") == 1


def _redraw(ledger: Ledger, package_id: str) -> None:
    """The same package as a draw for two reviewers makes it, in a ledger that nobody verifies."""
    from hitl_kit.ledger import standing

    p = tables.package
    with ledger.recording("Test Analyst", "test", "x") as recording, guards.lifted(recording.connection):
        (row,) = recording.rows(sa.select(p.c.content).where(p.c.id == package_id))
        content = row["content"].replace('"reviewers":1', '"reviewers":2')
        recording.connection.execute(sa.update(p).where(p.c.id == package_id).values(content=content))
        standing.rebuild(recording.connection)


def test_an_approved_mail_that_was_not_sent_cannot_be_sent(drafted: Campaign) -> None:
    ledger, mara = drafted.workbench.ledger, to(drafted, MARA)
    session = drafted.session()
    session.claim()
    session.approve(mara.id)
    erase(ledger)
    (row,) = [r for r in everything(ledger)["package"] if r["id"] == mara.id]
    (decision,) = everything(ledger)["decision"]
    assert row["email"] == ""
    assert decision["content_sha256"] != row["content_sha256"]
    assert drafted.session().look(mara.id).package.contact is None


def test_a_mail_to_another_that_names_them_is_no_longer_what_was_approved(ledger: Ledger, drafted: Campaign) -> None:
    ledger, joost = drafted.workbench.ledger, to(drafted, JOOST)
    assert joost.draft is not None
    assert "Mara Quist" in joost.draft.body
    erase(ledger)
    now = to(drafted, JOOST)
    assert now.draft is not None
    assert now.draft.body == joost.draft.body.replace("Mara Quist", GONE)
    (row,) = [r for r in everything(ledger)["package"] if r["id"] == joost.id]
    assert row["content_sha256"] == now.draft.sha256 != joost.draft.sha256
    assert [(f.check, f.start) for f in now.findings] == [(f.check, None) for f in joost.findings]
    assert now.contact == joost.contact


def test_free_text_of_approvals_and_decisions_about_angles(ledger: Ledger) -> None:
    record(ledger, tables.contact, contact(MARA))
    at = iso(utc_now())
    record(ledger, tables.account, {
        "campaign": "depots", "key": "alder-freight.example", "simulated": False,
        "content": '{"name":"Mara Quist Ltd","attributes":{"CEO":"Mara Quist"}}',
    })  # fmt: skip
    record(ledger, tables.approval, {
        "campaign": "depots", "kind": "icp", "subject": "", "sha256": "0", "by": "Dana", "at": at,
        "content": "icp: x\n# agreed with Mara Quist\n",
    })  # fmt: skip
    record(ledger, tables.angle_decision, {
        "campaign": "depots", "angle": "a", "verdict": "keep", "by": "Dana", "reason": f"{MARA} liked it", "at": at,
        "evidence": '{"n":1,"best":"Mara Quist"}', "simulated": False,
    })  # fmt: skip
    erase(ledger)
    rows = everything(ledger)
    assert rows["approval"][0]["content"] == f"icp: x\n# agreed with {GONE}\n"
    assert rows["angle_decision"][0]["reason"] == f"{GONE} liked it"
    assert json.loads(rows["angle_decision"][0]["evidence"]) == {"n": 1, "best": GONE}
    company = {"name": "Mara Quist Ltd", "attributes": {"CEO": GONE}}
    assert json.loads(rows["account"][0]["content"]) == company, "a company's name is its identity"
    assert ledger.verify().intact


def test_what_a_model_wrote_to_them_and_what_it_was_asked_to_change(drafted: Campaign) -> None:
    ledger, package = drafted.workbench.ledger, to(drafted, MARA)
    call = row(tables.call, 1) | {"key": "to her", "package_id": package.id, "attempt": 1}
    record(ledger, tables.call, call, call | {"key": "to another", "package_id": "another"})
    words = row(tables.settlement, 1) | {"key": "to her", "attempt": 1, "content": "Dear Ms Q", "why": ""}
    other = words | {"key": "to another", "content": '{"text":"Mara Quist and Bo"}'}
    record(ledger, tables.settlement, words, other)
    again = {"package_id": package.id, "number": 1, "instruction": "warmer", "content": "Dear Ms Q"}
    record(ledger, tables.revision, row(tables.revision, 1) | again)
    erase(ledger)
    rows = everything(ledger)
    assert {r["key"]: r["content"] for r in rows["settlement"]} == {
        "to her": GONE,
        "to another": f'{{"text":"{GONE} and Bo"}}',
    }
    (revision,) = rows["revision"]
    assert (revision["instruction"], revision["content"], revision["content_sha256"]) == (GONE, GONE, "")
    assert ledger.verify().intact


def test_every_table_says_where_people_may_be_named() -> None:
    assert set(FREE_TEXT) == set(tables.RECORDED)
    ids = {
        "id", "sha256", "campaign", "key", "email", "account_key", "kind", "value", "subject", "by", "at", "as_of",
        "icp_sha256", "library_sha256", "policy_sha256", "drafter", "batch_id", "tier", "persona", "signal", "play",
        "angle", "variant", "decider", "content_sha256", "package_id", "reviewer", "until", "uid", "verdict", "to",
        "salt", "model", "prompt_sha256", "purpose", "lot", "state", "request_id", "message_id", "provider_id", "about",
        "run", "scope", "versions", "lesson", "original", "defect", "channel", "mailbox", "due_at", "touch_id",
        "matched_by", "received_at", "subtype", "intent", "folder", "uidvalidity",
    }  # fmt: skip
    codes = {("decision", "reason"), ("reroute", "reason")}
    for table, free in FREE_TEXT.items():
        named = {c.name for c in table.columns if isinstance(c.type, (sa.Text, sa.LargeBinary))}
        left = {name for name in named - set(free) - ids if (table.name, name) not in codes}
        assert left == set(), f"{table.name}: say whether a person may be named in {left}"


def test_a_package_that_a_veto_holds_is_held_for_nobody(drafted: Campaign) -> None:
    ledger = drafted.workbench.ledger
    (row,) = [r for r in everything(ledger)["package"] if r["email"] == MARA]
    veto = {"id": "held", "draft": None, "findings": (), "route": Route(decider="hold", reason="x")}
    content = canonical_json(to(drafted, MARA).model_copy(update=veto))
    own = {"id": "held", "email": MARA.upper(), "decider": "hold", "content_sha256": "", "content": content}
    record(ledger, tables.package, {name: own.get(name, row[name]) for name in row if name not in ("event", "salt")})
    assert status(ledger, "held") == "held"
    erase(ledger)
    assert status(ledger, "held") == "abstained"
    (after,) = [p for p in packages(drafted) if p.id == "held"]
    assert (after.contact, after.draft, after.route) == (None, None, Route(decider="nobody", reason=ASKED))
    assert ledger.verify().intact
