"""Questions are known by what they ask."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from hitl_kit.drafting.calls import WORDS, Ask
from hitl_kit.drafting.calls.ask import State
from hitl_kit.drafting.calls.book import custom_id
from tests.drafting.calls.questions import Claim, ask


def test_the_same_question_has_the_same_key_in_whatever_order_it_is_written() -> None:
    one = ask(1)
    other = Ask(one.package_id, one.purpose, dict(reversed([*one.params.items()])), Claim)
    assert one.key == other.key
    assert one.prompt_sha256 == other.prompt_sha256


def test_a_key_depends_on_package_purpose_and_body() -> None:
    one = ask(1)
    others = [
        replace(one, package_id="x"), replace(one, purpose="facts"), ask(1, max_tokens=301), ask(1, about="y"),
    ]  # fmt: skip
    assert len({one.key, *(other.key for other in others)}) == 5


def test_a_message_batch_takes_the_keys() -> None:
    assert re.fullmatch(r"[a-zA-Z0-9_-]{1,64}", custom_id(ask(1).key, 9_999_999))


def test_the_prompt_is_the_same_for_every_package() -> None:
    assert ask(1).prompt_sha256 == ask(2).prompt_sha256
    assert ask(1).prompt_sha256 != ask(1, model="claude-opus-5-5").prompt_sha256
    system: dict[str, Any] = {**ask(1).params, "system": "another"}
    assert ask(1).prompt_sha256 != replace(ask(1), params=system).prompt_sha256


def test_every_state_has_words() -> None:
    assert set(WORDS) == set(State.__args__)  # type: ignore[attr-defined]
