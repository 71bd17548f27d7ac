"""`hitl plays` and `hitl approve play`: what a person sees before saying yes."""

from __future__ import annotations

import json
from typing import Any

from hitl_kit import Campaign

PLAY = "expansion_operations"


def test_the_table_says_what_was_approved_and_what_has_lapsed(hitl: Any, approved: Campaign) -> None:
    approved.research()
    code, out, _ = hitl("plays", "depots")
    assert code == 0
    assert "never" in out
    assert hitl("approve", "play", "depots", PLAY)[0] == 0
    assert "holds" in hitl("plays", "depots")[1]
    path = approved.folder / "angles.yaml"
    path.write_text(path.read_text().replace("Sam Reed", "Kim [bold] Reed"))
    out = hitl("plays", "depots")[1]
    assert "lapsed" in out
    assert "sender.name: 'Sam Reed' → 'Kim [bold] Reed'" in out
    (row,) = json.loads(hitl("plays", "depots", "--json")[1])
    assert (row["play"], row["approval"]) == (PLAY, "lapsed")


def test_a_play_is_shown_with_its_drafts_and_how_to_approve_it(hitl: Any, approved: Campaign) -> None:
    approved.research()
    code, out, _ = hitl("plays", "depots", PLAY)
    assert code == 0
    for part in ("When", "new depot", "2 drafts of 10", "Mara Quist", "opened a new depot in Hull", "12 Wharf Lane"):
        assert part in out
    assert f"hitl approve play depots {PLAY} --by NAME" in out
    one = json.loads(hitl("plays", "depots", PLAY, "--size", "1", "--json")[1])
    assert (one["play"], one["approval"], len(one["drafts"])) == (PLAY, "never approved", 1)
    assert one["logic"]["To"] == ["Head of operations: COO, VP Operations, Head of Operations, Operations Director"]
    assert all(set(f) >= {"check", "severity", "message"} for f in one["drafts"][0]["findings"])


def test_approving_shows_what_is_approved(hitl: Any, approved: Campaign) -> None:
    approved.research()
    code, out, _ = hitl("approve", "play", "depots", PLAY)
    assert code == 0
    assert out.index("opened a new depot in Hull") < out.index("2 drafts seen")


def test_an_unknown_play_and_a_missing_one_are_told(hitl: Any, approved: Campaign) -> None:
    assert "did you mean" in hitl("plays", "depots", "expansion_operation")[2]
    code, _, err = hitl("approve", "play", "depots")
    assert code == 1
    assert PLAY in err
