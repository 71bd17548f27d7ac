"""A message finds the touch that it answers, by the surest sign first."""

from __future__ import annotations

from hitl_kit.domain.inbound import Inbound
from hitl_kit.replies.threads import Match, matched

IDS = {"<one@x>": "touch-1", "<two@x>": "touch-2", "<three@x>": "touch-3"}
TOKENS = {"tok4": "touch-4"}
PEOPLE = {"jane@example.com": "touch-5"}


def _find(**fields: object) -> Match | None:
    inbound = Inbound.model_validate({"kind": "person", **fields})
    return matched(inbound, message_ids=IDS, tokens=TOKENS, addresses=PEOPLE)


def test_the_surest_sign_counts() -> None:
    everything = {
        "in_reply_to": "<one@x>", "references": ("<two@x>",), "returned_message_id": "<three@x>",
        "delivered_to": ("bounces+tok4@sales.example.org",), "sender": "jane@example.com",
    }  # fmt: skip
    expected = [("touch-1", "in_reply_to"), ("touch-2", "references"), ("touch-3", "returned"), ("touch-4", "verp"),
                ("touch-5", "address")]  # fmt: skip
    for sign, (touch, how) in zip(list(everything), expected, strict=True):
        found = _find(**everything)
        assert found is not None
        assert (found.touch, found.how) == (touch, how)
        del everything[sign]
    assert _find(**everything) is None


def test_references_are_read_from_the_newest() -> None:
    found = _find(in_reply_to="<theirs@y>", references=("<one@x>", "<two@x>", "<theirs@y>"))
    assert found == Match("touch-2", "references")


def test_a_bounce_is_known_by_whom_it_is_about() -> None:
    assert _find(kind="bounce", recipient="Jane@example.com", sender="mailer-daemon@mx.example") == Match(
        "touch-5", "address"
    )


def test_strangers_match_nothing() -> None:
    assert _find(sender="eve@example.net", delivered_to=("dana@sales.example.org",)) is None
