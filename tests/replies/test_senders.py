"""Addresses that look like others are seen through."""

from __future__ import annotations

from hitl_kit.replies.senders import skeleton, suspicions


def test_the_skeleton_is_what_the_eye_takes() -> None:
    assert skeleton("раураӏ") == skeleton("paypal")
    assert skeleton("exarnple") == skeleton("example")
    assert skeleton("examp1e") == skeleton("example")


def test_suspicions_are_said_in_words() -> None:
    assert suspicions("", "jane@ex\u0430mple.com") == ("the domain mixes alphabets: ex\u0430mple.com",)
    assert "look like Latin" in suspicions("", "jane@\u0430\u0440\u0440\u04cf\u0435.com")[0]
    assert suspicions("boss@example.com", "eve@example.net") == ("the name shows another address: boss@example.com",)
    assert suspicions("Jane Doe", "jane@example.com") == ()
    assert suspicions("", "not an address") == ()
