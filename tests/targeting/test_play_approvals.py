"""Approvals of plays: for one content and one drafter's version; what lapsed says what changed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from hitl_kit.domain.base import Word, canonical_json, sha256_hex
from hitl_kit.files import Document
from hitl_kit.ledger import Ledger, tables
from hitl_kit.targeting import approve, play_approval

PLAY: dict[str, Any] = {
    "play": {"id": "grow", "weight": 1}, "angle": {"argument": "why", "subject": ["one", "two"]},
    "sender": {"name": "Sam"}, "signal": {"kind": "expansion", "half_life_days": 30, "cues": ["new depot"]},
    "drafter": "template 2",
}  # fmt: skip


def document(**changes: Any) -> Document[Word]:
    text = canonical_json({**PLAY, **changes})
    return Document(Path("angles.yaml"), text, sha256_hex(text), Word())


def give(ledger: Ledger, by: str, **changes: Any) -> None:
    approve(ledger, "demo", "play", document(**changes), by=by, subject="grow", facts={"drafts": ["ab", "cd"]})


def test_a_play_nobody_approved_has_no_approval(ledger: Ledger) -> None:
    give(ledger, "Ana")
    assert play_approval(ledger, "demo", "other", document()) is None
    assert play_approval(ledger, "other", "grow", document()) is None


def test_an_approval_holds_for_the_same_content_and_its_event_says_what_was_shown(ledger: Ledger) -> None:
    give(ledger, "Ana")
    found = play_approval(ledger, "demo", "grow", document())
    assert found is not None
    assert (found.by, found.current, found.changes) == ("Ana", True, ())
    (event,) = ledger.rows(sa.select(tables.event))
    payload = json.loads(event["payload"])
    assert (payload["drafts"], payload["sha256"]) == (["ab", "cd"], document().sha256)


def changes(ledger: Ledger, **changed: Any) -> tuple[str, ...]:
    found = play_approval(ledger, "demo", "grow", document(**changed))
    assert found is not None
    assert not found.current
    return found.changes


def test_it_lapses_with_any_part_and_says_which(ledger: Ledger) -> None:
    give(ledger, "Ana")
    assert changes(ledger, play={"id": "grow", "weight": 2}) == ("play.weight: '1' → '2'",)
    assert changes(ledger, angle={"argument": "why not", "subject": ["one"]}) == (
        "angle.argument: 'why' → 'why not'", "angle.subject[2]: removed 'two'",
    )  # fmt: skip
    assert changes(ledger, signal=PLAY["signal"] | {"cues": ["new depot", "new hub"]}) == (
        "signal.cues[2]: added 'new hub'",
    )
    assert changes(ledger, sender={"name": "S\u202eam"}) == ("sender.name: 'Sam' → 'S\\u202eam'",)
    assert "signal.kind: removed 'expansion'" in changes(ledger, signal=None)
    assert changes(ledger, drafter="template 3") == ("drafter: 'template 2' → 'template 3'",)
    many = changes(ledger, angle={"argument": "why", "subject": [f"s{n}" for n in range(20)]})
    assert (len(many), many[-1]) == (9, "… and 12 more")


def test_each_drafter_has_approvals_of_its_own(ledger: Ledger) -> None:
    give(ledger, "Ana")
    assert changes(ledger, drafter="claude 1") == ("drafter: 'template 2' → 'claude 1'",)
    give(ledger, "Bo", drafter="claude 1")
    for drafter, by in (("template 2", "Ana"), ("claude 1", "Bo")):
        found = play_approval(ledger, "demo", "grow", document(drafter=drafter))
        assert found is not None
        assert (found.by, found.current) == (by, True)


def test_the_newest_approval_of_a_drafter_counts(ledger: Ledger) -> None:
    give(ledger, "Ana")
    give(ledger, "Bo", sender={"name": "Kim"})
    assert changes(ledger) == ("sender.name: 'Kim' → 'Sam'",)


def test_an_approval_from_before_is_told_as_such(ledger: Ledger) -> None:
    text = canonical_json([PLAY["play"], PLAY["angle"], PLAY["sender"], "template draft, no model used"])
    old = Document(Path("angles.yaml"), text, sha256_hex(text), Word())
    approve(ledger, "demo", "play", old, by="Ana", subject="grow")
    assert changes(ledger) == (
        "it was approved before approvals covered the signal's wording and the drafter's version",
    )
