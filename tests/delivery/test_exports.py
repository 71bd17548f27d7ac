"""Exports: what the tools want, and nobody in it who must not be written to."""

from __future__ import annotations

import csv
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hitl_kit import targeting
from hitl_kit.delivery import TOOLS, Server, export, send
from hitl_kit.delivery.exports import Exported
from hitl_kit.domain.base import iso
from hitl_kit.domain.drafts import mail_sha256
from hitl_kit.domain.errors import InputError
from hitl_kit.domain.outcomes import suppression_hash
from hitl_kit.ledger import Ledger
from hitl_kit.ledger import tables as t
from tests.delivery import post as p
from tests.delivery.post import Post
from tests.delivery.servers import Sink
from tests.review import factory

REFERENCE = {
    "smartlead": "email,first_name,last_name,company_name,location",
    "instantly": "email,first_name,last_name,company_name,job_title,phone,website,personalization",
    "lemlist": "email,firstName,lastName,companyName,phone,linkedinUrl,picture,icebreaker,timezone",
    "salesloft": "email_address,first_name,last_name,title,phone,person_company_name,person_company_website,"
    "linkedin_url,city,state,country,do_not_contact,tags",
    "outreach": "Email,First Name,Last Name,Title,Company",
    "hubspot": "Email,First Name,Last Name,Company,Phone,Job Title,Website",
}


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(newline="", encoding="utf-8") as handle:
        return list(csv.DictReader(handle))


def made(post: Post, folder: Path, tool: str = "smartlead", **options: Any) -> Exported:
    return export(post.ledger, post.world, tool, folder, actor="Ana", now=post.clock.move(seconds=1), **options)


@pytest.mark.parametrize("tool", TOOLS)
def test_the_columns_of_each_tool(post: Post, tmp_path: Path, tool: str) -> None:
    (one,) = p.approved(post.ledger, p.package(0, later=(p.follow_up(2),)))
    found = made(post, tmp_path, tool)
    header = found.files[0].read_text().splitlines()[0].split(",")
    assert header == [*REFERENCE[tool].split(","), "subject", "body", "hitl_package_id", "follow_up_1"]
    (row,) = rows(found.files[0])
    draft = factory.draft_of(one)
    assert one.contact
    assert (row[header[0]], row["hitl_package_id"]) == (one.contact.email, one.id)
    assert mail_sha256(row["subject"], row["body"], draft.follow_ups) == draft.sha256
    assert row["follow_up_1"] == draft.follow_ups[0].body


def test_cells_that_a_spreadsheet_would_run_are_text_and_phones_stay(post: Post, tmp_path: Path) -> None:
    one = p.package(0)
    assert one.contact
    contact = one.contact.model_copy(update={
        "first_name": "=HYPERLINK(1)", "last_name": "@x", "title": "-1+2", "attributes": {"Phone": "+4520123456"},
    })  # fmt: skip
    p.approved(post.ledger, one.model_copy(update={"contact": contact}))
    (row,) = rows(made(post, tmp_path, "hubspot").files[0])
    assert (row["First Name"], row["Last Name"], row["Job Title"]) == ("'=HYPERLINK(1)", "'@x", "'-1+2")
    assert row["Phone"] == "+4520123456"


def test_a_text_that_begins_as_a_formula_is_left_out(post: Post, tmp_path: Path) -> None:
    (one,) = factory.store(post.ledger, [p.package(0)])
    body = f"=now()\n\n{p.SIGNOFF}"
    p.decide(post.ledger, one, "edit", subject="Hi", body=body, content_sha256=mail_sha256("Hi", body))
    found = made(post, tmp_path)
    assert (found.rows, rows(found.files[0])) == (0, [])
    assert "formula" in found.left_out[0][1]


def test_who_is_suppressed_stands_in_a_file_of_their_own(post: Post, tmp_path: Path) -> None:
    p.approved(post.ledger, p.package(0), p.package(1))
    with post.ledger.recording("x", "suppressions.import", "workspace") as recording:
        recording.add(t.suppression, [
            {"kind": "address", "value": "ana.lindqvist@halden0.example", "reason": "private"},
            {"kind": "domain", "value": "never.example", "reason": ""}, {"kind": "hash", "value": "a$b", "reason": ""},
            {"kind": "address", "value": "erased:1", "reason": ""},
        ])  # fmt: skip
    found = made(post, tmp_path)
    assert found.suppressions is not None
    assert found.rows == 1
    assert rows(found.suppressions) == [
        {"email": "ana.lindqvist@halden0.example", "domain": ""}, {"email": "", "domain": "never.example"}
    ]  # fmt: skip
    assert "private" not in found.suppressions.read_text()


def test_what_is_exported_is_not_sent_from_here_nor_exported_twice(
    post: Post, tmp_path: Path, server: Server, sink: Sink
) -> None:
    p.approved(post.ledger, p.package(0))
    assert made(post, tmp_path).rows == 1
    assert "exported to smartlead" in post.holds("other tool")[0]
    assert not send(post.ledger, post.world, server, actor="cron").sent
    again = made(post, tmp_path, "lemlist")
    assert again.rows == 0
    assert "exported to smartlead" in again.left_out[0][1]
    assert made(post, tmp_path, "lemlist", again=True).rows == 1
    assert not sink.box
    assert post.ledger.rows(sa.select(t.standing.c.sent_at))[0]["sent_at"] is None  # not contacted until it comes back


def test_what_was_sent_is_not_exported(post: Post, tmp_path: Path, server: Server) -> None:
    p.approved(post.ledger, p.package(0, later=(p.follow_up(2),)), p.package(1))
    send(post.ledger, post.world, server, actor="cron", most=1)
    assert [row["hitl_package_id"] for row in rows(made(post, tmp_path).files[0])] == ["p001"]


def test_a_large_export_for_lemlist_is_cut(post: Post, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("hitl_kit.delivery.exports", fromlist=["x"]).MOST_ROWS, "lemlist", 2)
    p.approved(post.ledger, *(p.package(n) for n in range(5)))
    found = made(post, tmp_path, "lemlist")
    assert [len(rows(path)) for path in found.files] == [2, 2, 1]
    assert len({path.name for path in found.files}) == 3


def test_an_export_that_fails_leaves_neither_file_nor_record(
    post: Post, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    p.approved(post.ledger, p.package(0))
    monkeypatch.setattr("hitl_kit.delivery.exports.enter", lambda *a, **k: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        made(post, tmp_path)
    assert list(tmp_path.glob("*.csv*")) == []
    assert not post.ledger.rows(sa.select(t.touch))


def test_an_unknown_tool_is_named(post: Post, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no export for 'smartled'"):
        made(post, tmp_path, "smartled")


FATES = (
    "approved", "edited", "waiting", "rejected", "held", "automatic", "undone", "other bytes", "suppressed", "domain",
    "erased", "simulated", "answered", "unsubscribed", "sent", "paused", "blocked country", "same person",
    "suppressed, in capitals", "suppressed, with a tag", "erased, with a tag", "suppressed, in foreign letters",
    "suppressed, a domain above",
)  # fmt: skip


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(fates=st.lists(st.sampled_from(FATES), min_size=1, max_size=10), tool=st.sampled_from(sorted(TOOLS)))
def test_nobody_gets_in_who_must_not(fates: list[str], tool: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Whatever has happened to packages in whatever order: in are those that a person approved, in those bytes."""
    folder = tmp_path_factory.mktemp("export")
    ledger = Ledger.open(f"sqlite:///{folder / 'hitl.db'}")
    try:
        post = Post(ledger)
        wanted = {one for n, fate in enumerate(fates) if (one := _fate(post, n, fate))}
        found = export(ledger, post.world, tool, folder, actor="Ana", now=post.clock())
        assert {row["hitl_package_id"] for path in found.files for row in rows(path)} == wanted
    finally:
        ledger.close()


def _fate(post: Post, n: int, fate: str) -> str:
    """Store the n-th package with that fate; gives its id where it may be exported."""
    changes: dict[str, Any] = {"id": f"x{n:03d}"}
    if fate == "automatic":
        changes["route"] = p.package().route.model_copy(update={"decider": "auto"})
    one = p.package(n, country="Germany" if fate == "blocked country" else "United Kingdom", **changes)
    one = one.model_copy(update={"simulated": fate == "simulated"})
    assert one.contact
    email = f"person{n}@company{n}.example" if fate != "same person" else "twin@company.example"
    if "," in fate:
        one = one.model_copy(update={"account": one.account.model_copy(update={"domain": "xn--bcher-kva.example"})})
        email = {
            "suppressed, in capitals": email.upper(),
            "suppressed, a domain above": f"person{n}@mail.company{n}.example",
            "suppressed, in foreign letters": f"person{n}@xn--bcher-kva.example",
        }.get(fate, email.replace("@", "+news@"))  # fmt: skip
    assert one.contact
    one = one.model_copy(update={"contact": one.contact.model_copy(update={"email": email})})
    factory.store(post.ledger, [one])
    common = {"campaign": "demo", "package_id": one.id, "at": iso(p.TUESDAY - timedelta(hours=1)), "simulated": False}
    match fate:
        case "waiting" | "automatic":
            return ""
        case "rejected" | "held":
            p.decide(post.ledger, one, "reject" if fate == "rejected" else "hold")
            return ""
        case "edited":
            body = f"Edited for {n}.\n\n{p.SIGNOFF}"
            p.decide(post.ledger, one, "edit", subject="Hi", body=body, content_sha256=mail_sha256("Hi", body))
            return one.id
        case "other bytes":
            p.decide(post.ledger, one, content_sha256=mail_sha256("another", "text"))
            return ""
    decision = p.decide(post.ledger, one)
    with post.ledger.recording("x", "test.fate", one.id) as recording:
        match fate:
            case "approved":
                return one.id
            case "undone":
                recording.add_one(t.decision, {
                    "uid": f"u{n}", "package_id": one.id, "version": 2, "verdict": "undo", "reviewer": "Ana",
                    "at": common["at"], "reason": "", "note": "", "seconds": 0.0, "subject": "", "body": "",
                    "content_sha256": "", "undoes": decision, "simulated": False,
                })  # fmt: skip
            case "suppressed":
                recording.add(t.suppression, [{"kind": "address", "value": email, "reason": ""}])
            case "suppressed, in capitals" | "suppressed, with a tag":
                value = f"person{n}@company{n}.example"
                recording.add(t.suppression, [{"kind": "address", "value": value, "reason": ""}])
            case "suppressed, in foreign letters":
                row = targeting.suppressions.suppression_of({"address": f"Person{n}@Bücher.example"})
                recording.add(t.suppression, [row.model_dump()])
            case "domain" | "suppressed, a domain above":
                recording.add(t.suppression, [{"kind": "domain", "value": f"company{n}.example", "reason": ""}])
            case "erased" | "erased, with a tag":
                value = suppression_hash(f"person{n}@company{n}.example", f"salt{n}")
                recording.add(t.suppression, [{"kind": "hash", "value": value, "reason": ""}])
            case "answered":
                recording.add(t.outcome, [{**common, "kind": "replied", "detail": "question"}])
            case "unsubscribed":
                recording.add(t.outcome, [{**common, "kind": "unsubscribed", "detail": ""}])
            case "sent":
                recording.add(t.outcome, [{**common, "kind": "sent", "detail": ""}])
            case "paused":
                recording.add(t.cadence, [{**common, "email": email, "state": "paused", "until": "", "reason": "",
                                           "by": "x"}])  # fmt: skip
            case "same person":
                first = not post.ledger.rows(
                    sa.select(t.package.c.id).where(t.package.c.email == email, t.package.c.id < one.id)
                )
                return one.id if first else ""
    return ""


def test_no_fate_but_a_persons_approval_gets_in(post: Post, tmp_path: Path) -> None:
    """All fates at once, for each tool: the property above draws only some of them."""
    wanted = {one for n, fate in enumerate(FATES) if (one := _fate(post, n, fate))}
    found = made(post, tmp_path)
    assert {row["hitl_package_id"] for row in rows(found.files[0])} == wanted
    assert len(found.left_out) >= 8
