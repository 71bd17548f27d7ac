"""The audit: every kind of event in words, chosen by campaign, day, person and kind."""

from __future__ import annotations

import ast
import re
from datetime import date
from pathlib import Path
from typing import get_args

import pytest

from hitl_kit.domain.decisions import Verdict
from hitl_kit.domain.lessons import LessonVerdict
from hitl_kit.domain.trust import Ending
from hitl_kit.ledger import Ledger, audit, recording, tables
from hitl_kit.ledger.audit import KINDS, Asked, entries
from hitl_kit.review import PlayVerdict
from hitl_kit.targeting import ApprovalKind

ROOT = Path(__file__).parents[2]
DOMAINS = {
    "lesson_verdict": get_args(LessonVerdict),
    "verdict": get_args(Verdict),
    "play_verdict": get_args(PlayVerdict),
    "kind": get_args(ApprovalKind),
    "ending": get_args(Ending),
}


def written() -> set[str]:
    """The kinds of events that the code records: the second argument of every `recording(…)` and `finish(…)`."""
    found: set[str] = set()
    for path in (ROOT / "hitl_kit").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and getattr(node.func, "attr", "") in ("recording", "finish"):
                found |= set(_kinds(node.args[1])) if not isinstance(node.args[1], ast.Name) else set()
    return found


def _kinds(node: ast.expr) -> list[str]:
    if isinstance(node, ast.Constant):
        return [str(node.value)]
    assert isinstance(node, ast.JoinedStr), ast.dump(node)
    texts = [""]
    for part in node.values:
        if isinstance(part, ast.Constant):
            texts = [t + str(part.value) for t in texts]
        else:
            assert isinstance(part, ast.FormattedValue)
            assert isinstance(part.value, ast.Name)
            texts = [t + value for t in texts for value in DOMAINS[part.value.id]]
    return texts


def test_every_kind_that_the_code_records_has_words_and_no_other() -> None:
    assert written() == set(KINDS)


def test_the_docs_list_every_kind() -> None:
    page = (ROOT / "docs" / "ledger.md").read_text()
    rows = re.findall(r"^\| `([a-z]+\.[a-z]+)` \| ([^|]+) \|$", page, re.MULTILINE)
    assert dict(rows) == KINDS


def note(ledger: Ledger, kind: str, subject: str, actor: str = "Ana", **facts: object) -> None:
    with ledger.recording(actor, kind, subject) as r:
        r.note(**{"n": 1, **facts})


def package(ledger: Ledger, package_id: str, campaign: str, key: str = "acme.example") -> None:
    row = {
        "id": package_id, "batch_id": f"{campaign}/b", "campaign": campaign, "account_key": key, "email": "",
        "tier": "A", "high_value": False, "persona": "", "signal": "", "play": "", "angle": "", "variant": "",
        "decider": "human",
        "score": 1.0, "as_of": "2026-01-01", "content_sha256": "", "content": "{}", "simulated": False,
    }  # fmt: skip
    account = {"campaign": campaign, "key": key, "simulated": False}
    with ledger.recording("agent", "batch.packages", f"{campaign}/b") as r:
        r.add(tables.account, [{**account, "content": '{"name":"Old"}'}, {**account, "content": '{"name":"Acme"}'}])
        r.add(tables.package, [row])


def test_a_campaigns_events_are_its_own_its_batches_and_its_packages(ledger: Ledger) -> None:
    package(ledger, "p1", "demo")
    package(ledger, "p2", "demo-two")
    for subject in ("demo", "demo/b", "p1", "demo-two", "demo-two/b", "p2", "workspace", "demox", "dem_", "demo/%"):
        note(ledger, "review.claim", subject)
    assert [e.subject for e in entries(ledger, Asked("demo"))] == ["demo/b", "demo", "demo/b", "p1", "demo/%"]
    assert [e.subject for e in entries(ledger, Asked("demo-two"))] == ["demo-two/b", "demo-two", "demo-two/b", "p2"]
    assert len(list(entries(ledger))) == 12
    assert list(entries(ledger, Asked("dem"))) == []
    assert [e.subject for e in entries(ledger, Asked("dem_"))] == ["dem_"]  # no wildcard


def test_a_package_is_shown_with_its_accounts_newest_name(ledger: Ledger) -> None:
    package(ledger, "p1", "demo")
    note(ledger, "review.claim", "p1")
    assert [(e.subject, e.account) for e in entries(ledger)] == [("demo/b", ""), ("p1", "Acme")]


def test_days_people_and_kinds_narrow_the_choice(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    from datetime import UTC, datetime

    for moment, actor, kind in [
        (datetime(2026, 3, 1, 23, 59, 59, 999999, tzinfo=UTC), "Ana", "review.approve"),
        (datetime(2026, 3, 2, tzinfo=UTC), "Ana", "review.reject"),
        (datetime(2026, 3, 2, 23, 59, 59, 999999, tzinfo=UTC), "Ben", "icp.approve"),
        (datetime(2026, 3, 3, tzinfo=UTC), "Ana Maria", "review.undo"),
    ]:
        monkeypatch.setattr(recording, "utc_now", lambda moment=moment: moment)
        note(ledger, kind, "demo", actor)

    def chosen(**asked: object) -> list[int]:
        return [e.event for e in entries(ledger, Asked(**asked))]  # type: ignore[arg-type]

    assert chosen(since=date(2026, 3, 2)) == [2, 3, 4]
    assert chosen(until=date(2026, 3, 2)) == [1, 2, 3]
    assert chosen(since=date(2026, 3, 2), until=date(2026, 3, 2)) == [2, 3]
    assert chosen(actor="ANA") == [1, 2]
    assert chosen(actor=" Ana  Maria") == [4]
    assert chosen(kind="review") == [1, 2, 4]
    assert chosen(kind="icp.approve") == [3]
    assert chosen(kind="%") == []
    assert chosen(campaign="demo", actor="ana", kind="review", since=date(2026, 3, 2)) == [2]


def test_the_last_ones_are_shown_oldest_first(ledger: Ledger) -> None:
    for n in range(5):
        note(ledger, "review.claim", "demo", n=n)
    assert [e.event for e in entries(ledger, last=2)] == [4, 5]
    assert [e.event for e in entries(ledger, last=9)] == [1, 2, 3, 4, 5]


def test_the_detail_says_what_the_event_says(ledger: Ledger) -> None:
    note(
        ledger,
        "accounts.import",
        "demo",
        n=3,
        file_sha256="a" * 64,
        changed=["review", "roles"],
        kept=[],
        has="",
        ok=True,
    )
    (found,) = entries(ledger)
    assert found.detail == "changed review, roles; file sha256 aaaaaaaaaaaa; has none; kept none; n 3; ok yes"
    package(ledger, "p1", "demo")
    assert list(entries(ledger))[1].detail == "2 account rows; 1 package row"
    note(ledger, "ledger.restore", "workspace", long="x" * 5000)
    assert len(list(entries(ledger))[2].detail) == 300


def test_a_rejection_is_shown_with_its_reason(ledger: Ledger) -> None:
    from hitl_kit.domain.decisions import REASONS

    package(ledger, "p1", "demo")
    decision = {
        "uid": "u", "package_id": "p1", "version": 1, "verdict": "reject", "reviewer": "Ana", "at": "x",
        "reason": "tone",
        "note": "private words", "seconds": 1.0, "subject": "", "body": "", "content_sha256": "", "undoes": None,
        "simulated": False,
    }  # fmt: skip
    with ledger.recording("Ana", "review.reject", "p1") as r:
        r.add_one(tables.decision, decision)
    (found,) = entries(ledger, Asked(kind="review.reject"))
    assert found.detail == f"{REASONS['tone']}; 1 decision row"
    assert found.what == KINDS["review.reject"]


def test_an_unknown_kind_of_a_later_version_is_shown_too(ledger: Ledger) -> None:
    note(ledger, "weather.change", "demo")
    assert [(e.kind, e.what) for e in entries(ledger)] == [("weather.change", "")]


def test_many_events_pass_a_few_at_a_time(ledger: Ledger) -> None:
    for n in range(30):
        note(ledger, "review.claim", "demo", n=n)
    passing = audit.entries(ledger)
    assert next(passing).event == 1
    note(ledger, "review.claim", "demo")  # a reader that is under way holds up no writer
    assert sum(1 for _ in passing) == 29
