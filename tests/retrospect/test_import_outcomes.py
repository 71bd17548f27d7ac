from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from hitl_kit.domain.errors import InputError
from hitl_kit.domain.outcomes import Outcome
from hitl_kit.files import ImportResult
from hitl_kit.ledger import Ledger, tables
from hitl_kit.retrospect import import_outcomes, record_outcomes

CAMPAIGN = "nordics"
NOW = datetime(2026, 4, 1, 12, tzinfo=UTC)


def bring(ledger: Ledger, path: Path, **options: Any) -> ImportResult:
    return import_outcomes(ledger, CAMPAIGN, path, actor="Ann", now=NOW, **options)


def stored(ledger: Ledger) -> list[tuple[str, str, str, str]]:
    o = tables.outcome
    rows = ledger.rows(sa.select(o).order_by(o.c.package_id, o.c.at, o.c.id))
    return [(r["package_id"], r["kind"], r["at"][:16], r["detail"]) for r in rows]


def reasons(result: ImportResult) -> list[tuple[int, str]]:
    return [(r.line, r.reason) for r in result.rejects]


# --- what comes in


def test_long_form_by_package(ledger: Ledger, write: Any, csv_file: Any) -> None:
    write.package("p1")
    path = csv_file(
        "package_id,event,at,detail\n"
        "p1,replied,2026-03-04T10:00:00Z,wrong person\n"  # the send may stand below
        "p1,sent,2026-03-03T09:30:00+02:00,\n"
        "p1,delivered,2026-03-03T09:31,\n"  # no zone: UTC
    )
    result = bring(ledger, path)
    assert (result.added, result.changed, result.unchanged, result.rejects) == (3, 0, 0, ())
    assert stored(ledger) == [
        ("p1", "sent", "2026-03-03T07:30", ""),
        ("p1", "delivered", "2026-03-03T09:31", ""),
        ("p1", "replied", "2026-03-04T10:00", "wrong_person"),
    ]
    assert ledger.verify().intact


def test_wide_form_by_email_in_another_tools_words(ledger: Ledger, write: Any, csv_file: Any) -> None:
    write.package("p1", email="ann@north.example")
    write.package("p2", email="bo@south.example")
    path = csv_file(
        "Email Address;Sent Date;Bounce Date;Reply Date;Bounce Type\n"
        "Ann@North.example;2026-03-03;;2026-03-03;\n"  # a date alone is that day: an answer on the day of the send
        "bo@south.example;2026-03-03;2026-03-03;;Hard Bounce\n"
    )
    result = bring(ledger, path)
    assert (result.added, result.rejects) == (2, ())
    assert stored(ledger) == [
        ("p1", "sent", "2026-03-03T00:00", ""),
        ("p1", "replied", "2026-03-03T00:00", ""),
        ("p2", "sent", "2026-03-03T00:00", ""),
        ("p2", "bounced", "2026-03-03T00:00", "hard"),
    ]


def test_columns_can_be_mapped(ledger: Ledger, write: Any, csv_file: Any) -> None:
    write.package("p1")
    path = csv_file("Ref,What,When\np1,Email Sent,2026-03-03\n")
    result = bring(ledger, path, mapping={"Ref": "package_id", "What": "kind", "When": "at"})
    assert result.added == 1


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        ("Hard Bounce", ("bounced", "hard")),
        ("not interested", ("replied", "negative")),
        ("auto-reply", ("replied", "out_of_office")),
        ("Interested", ("positive", "")),
        ("opted out", ("unsubscribed", "")),
        ("SPAM_REPORT", ("complained", "")),
    ],
)
def test_other_tools_names_for_events(ledger: Ledger, write: Any, csv_file: Any, event: str, expected: Any) -> None:
    write.sent("p1")
    result = bring(ledger, csv_file(f"package_id,event,at\np1,{event},2026-03-05\n"))
    assert result.added == 1
    assert stored(ledger)[-1][1::2] == expected


def test_reading_a_file_again_changes_nothing(ledger: Ledger, write: Any, csv_file: Any) -> None:
    write.package("p1")
    write.package("p2")
    first = csv_file("package_id,sent_at,replied_at\np1,2026-03-03,\np2,2026-03-03,2026-03-05\n")
    assert bring(ledger, first).added == 2
    head = ledger.head()
    again = bring(ledger, first)
    assert (again.added, again.changed, again.unchanged) == (0, 0, 2)
    assert ledger.head() == head  # not even an event
    grown = csv_file("package_id,sent_at,replied_at\np1,2026-03-03,2026-03-06\np2,2026-03-03,2026-03-05\n", "b.csv")
    later = bring(ledger, grown)
    assert (later.added, later.changed, later.unchanged) == (0, 1, 1)
    assert len(stored(ledger)) == 4


def test_an_address_means_the_package_that_was_approved_by_then(ledger: Ledger, write: Any, csv_file: Any) -> None:
    write.package("old", email="ann@north.example")
    write.package("new", email="ann@north.example", approved=False)
    write.package("never", email="ann@north.example", approved=False)
    write.decide("new", "edit", when="2026-03-20 08:00")
    path = csv_file("email,event,at\nann@north.example,sent,2026-03-03\nann@north.example,sent,2026-03-21\n")
    assert bring(ledger, path).added == 2
    assert [(p, t[:10]) for p, _, t, _ in stored(ledger)] == [("new", "2026-03-21"), ("old", "2026-03-03")]


def test_a_mail_that_went_by_itself_may_have_been_sent(ledger: Ledger, write: Any, csv_file: Any) -> None:
    write.package("auto", decider="auto", approved=False)
    write.package("drawn", decider="spot-check", approved=False)
    found = bring(ledger, csv_file("package_id,event,at\nauto,sent,2026-03-03\ndrawn,sent,2026-03-03\n"))
    assert (found.added, len(found.rejects)) == (1, 1)
    assert [p for p, *_ in stored(ledger)] == ["auto"]


def test_what_is_told_of_a_simulated_package_stays_labelled(ledger: Ledger, write: Any, csv_file: Any) -> None:
    write.package("p1", simulated=True)
    write.package("p2")
    bring(ledger, csv_file("package_id,event,at\np1,sent,2026-03-03\np2,sent,2026-03-03\n"))
    o = tables.outcome
    labels = {r["package_id"]: bool(r["simulated"]) for r in ledger.rows(sa.select(o))}
    assert labels == {"p1": True, "p2": False}


# --- what is left out, and why


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("nobody,sent,2026-03-03", "package 'nobody' is not known in this campaign"),
        ("rejected,sent,2026-03-03", "was never approved here"),
        ("undone,sent,2026-03-03", "was never approved here"),
        ("held,sent,2026-03-03", "was never approved here"),
        ("p1,sent,yesterday", "'yesterday' is not a date"),
        ("p1,sent,03/04/2026", "is not a date"),
        ("p1,sent,2026-02-30", "is not a date"),
        ("p1,sent,0001-01-01T00:00+14:00", "is not a date"),
        ("p1,sent,1970-01-01", "before the year 2000"),
        ("p1,sent,2026-04-02", "lies in the future"),
        ("p1,sent,", "at is empty"),
        ("p1,,2026-03-03", "the event is empty"),
        ("p1,opened,2026-03-03", "'opened' is not an event that is counted"),
        (",sent,2026-03-03", "names neither a package nor an address"),
        ("p1,replied,2026-03-03", "no send is known"),
        ("p2,replied,2026-03-02T08:00", "lies before its send"),
        ("p2,replied,2026-03-03T08:59", "lies before its send"),
        (f"p2,replied,2026-03-03T10:00,{'x' * 301}", "301 characters"),
        ("p2,replied,2026-03-05,ok,too many", "has 5 cells where the header has 4"),
    ],
)
def test_a_bad_row_is_rejected_with_line_and_reason(
    ledger: Ledger, write: Any, csv_file: Any, row: str, reason: str
) -> None:
    write.package("p1")
    write.sent("p2")  # sent 2026-03-03 09:00
    write.package("rejected", approved=False)
    write.decide("rejected", "reject", reason="tone")
    write.package("held", approved=False)
    write.decide("held", "hold")
    write.package("undone", approved=False)
    write.decide("undone", "undo", undoes=write.decide("undone"))
    row += "," * (3 - row.count(","))
    before = len(stored(ledger))
    result = bring(ledger, csv_file(f"package_id,event,at,detail\n{row}\np2,replied,2026-03-09,\n"))
    assert [line for line, _ in reasons(result)] == [2]
    assert reason in result.rejects[0].reason
    assert result.rejects[0].raw == row
    assert (result.added, len(stored(ledger))) == (1, before + 1)  # the good row came in
    assert result.rejects_path is not None
    assert reason in result.rejects_path.read_text().replace('""', '"')


def test_unknown_and_unapproved_addresses(ledger: Ledger, write: Any, csv_file: Any) -> None:
    write.package("p1", email="ann@north.example", approved=False)
    result = bring(ledger, csv_file("email,sent_at\nann@north.example,2026-03-03\nx@y.example,2026-03-03\n"))
    assert "was ever approved here" in result.rejects[0].reason
    assert "'x@y.example' is not known" in result.rejects[1].reason
    assert result.nothing_usable


def test_duplicates_inside_a_file(ledger: Ledger, write: Any, csv_file: Any) -> None:
    write.package("p1")
    result = bring(ledger, csv_file("package_id,event,at\np1,sent,2026-03-03T09:00\np1,sent,2026-03-03T10:00+01:00\n"))
    assert result.added == 1
    assert reasons(result) == [(3, "'sent' at that time stands already on line 2")]


def test_a_wide_row_is_taken_whole_or_not_at_all(ledger: Ledger, write: Any, csv_file: Any) -> None:
    write.package("p1")
    path = csv_file(
        "package_id,sent_at,replied_at\n"
        "p1,2026-03-05,2026-03-04\n"  # an answer before the send: the send is not taken either …
        "p1,,2026-03-09\n"  # … so that this one has no send
        "p1,,\n"
    )
    result = bring(ledger, path)
    assert stored(ledger) == []
    assert [line for line, _ in reasons(result)] == [2, 3, 4]
    assert "before its send" in result.rejects[0].reason
    assert "no send is known" in result.rejects[1].reason
    assert "no date in any column" in result.rejects[2].reason


def test_another_campaigns_package_is_unknown(ledger: Ledger, write: Any, csv_file: Any) -> None:
    write.elsewhere("other").package("p1")
    result = bring(ledger, csv_file("package_id,event,at\np1,sent,2026-03-03\n"))
    assert "not known in this campaign" in result.rejects[0].reason


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("event,at\nsent,2026-03-03\n", "does not say which mail"),
        ("package_id,name\np1,x\n", "what happened when"),
        ("package_id,event,at,replied_at\np1,sent,2026-03-03,\n", "the same thing twice"),
        ("", "is empty"),
        ("package_id,package_id,event,at\n", "stands 2 times"),
        ('package_id,"event,at\n', "a quote in the header is not closed"),
        (",".join(f"c{i}" for i in range(100_000)) + "\n", "1,000 columns"),
    ],
)
def test_a_file_that_cannot_be_used_says_why(ledger: Ledger, csv_file: Any, text: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        bring(ledger, csv_file(text))
    assert ledger.head()[0] == 0


def test_an_unclosed_quote_and_a_wrong_encoding_cost_their_rows_only(
    ledger: Ledger, write: Any, tmp_path: Path
) -> None:
    write.package("p1")
    path = tmp_path / "o.csv"
    path.write_bytes(
        b'package_id,event,at,detail\np1,sent,2026-03-03,"open\np1,sent,2026-03-04,caf\xe9\np1,sent,2026-03-05,\n'
    )
    result = bring(ledger, path)
    assert result.added == 1
    assert {line for line, _ in reasons(result)} == {2, 3}


def test_a_missing_file(ledger: Ledger, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="is missing"):
        bring(ledger, tmp_path / "none.csv")


# --- what other parts of the product saw


def test_recording_is_idempotent_and_labelled(ledger: Ledger, write: Any) -> None:
    write.package("p1")
    seen = [
        Outcome(package_id="p1", kind="sent", at=datetime(2026, 3, 3, tzinfo=UTC)),
        Outcome(package_id="p1", kind="bounced", at=datetime(2026, 3, 3, tzinfo=UTC), detail="Hard bounce"),
    ]
    assert record_outcomes(ledger, CAMPAIGN, [*seen, *seen], actor="smtp", simulated=True) == 2
    assert record_outcomes(ledger, CAMPAIGN, seen, actor="smtp", simulated=True) == 0
    assert stored(ledger)[1][3] == "hard"
    assert all(r["simulated"] for r in ledger.rows(sa.select(tables.outcome)))


@pytest.mark.parametrize(("package", "message"), [("nobody", "has no package"), ("p2", "was not approved")])
def test_recording_refuses_what_cannot_have_been_sent(ledger: Ledger, write: Any, package: str, message: str) -> None:
    write.package("p1")
    write.package("p2", approved=False)
    outcomes = [Outcome(package_id=p, kind="sent", at=datetime(2026, 3, 3, tzinfo=UTC)) for p in ("p1", package)]
    with pytest.raises(InputError, match=message):
        record_outcomes(ledger, CAMPAIGN, outcomes, actor="smtp", simulated=False)
    assert stored(ledger) == []
