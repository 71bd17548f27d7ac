"""Prices: the table is the published one, and no call costs more than its worst case."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hitl_kit.domain.errors import InputError
from hitl_kit.drafting.calls import PRICES, Usage, cost_usd, price, worst_case_usd
from tests.anthropic.billing import dollars

_TOKENS = st.integers(0, 60_000)


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(sorted(PRICES)), _TOKENS, _TOKENS, _TOKENS, _TOKENS, st.floats(0, 1))
def test_costs_are_those_of_the_published_table(
    model: str, fresh: int, out: int, read: int, written: int, share: float
) -> None:
    usage = Usage(fresh, out, read, written, int(written * share))
    published = dollars(model, fresh, out, read, written, usage.cache_write_1h)
    assert cost_usd(model, usage) == pytest.approx(published)
    assert cost_usd(model, usage, batch=True) == pytest.approx(published / 2)


def test_a_cost_by_hand() -> None:
    usage = Usage(input=1_000, output=200, cache_read=10_000, cache_write=2_000, cache_write_1h=500)
    by_hand = (1_000 * 2 + 1_500 * 2.5 + 500 * 4 + 10_000 * 0.1 + 200 * 10) / 1_000_000
    assert cost_usd("claude-sonnet-5-5", usage) == pytest.approx(by_hand)


def test_a_long_prompt_costs_more_on_haiku() -> None:
    short, long = (cost_usd("claude-haiku-5-5", Usage(input=n)) for n in (100_000, 100_001))
    assert long == pytest.approx(short * 5, rel=1e-4)


@settings(max_examples=200, deadline=None)
@given(
    st.sampled_from(sorted(PRICES)), st.text(max_size=400), st.integers(1, 4_000),
    st.sampled_from([None, {"type": "ephemeral"}, {"type": "ephemeral", "ttl": "1h"}]), st.booleans(), st.data(),
)  # fmt: skip
def test_no_call_costs_more_than_its_worst_case(
    model: str, text: str, room: int, cache: dict[str, str] | None, batch: bool, data: st.DataObject
) -> None:
    block: dict[str, Any] = {"type": "text", "text": text} | ({"cache_control": cache} if cache else {})
    params = {"model": model, "max_tokens": room, "system": [block], "messages": [{"role": "user", "content": text}]}
    prompt = 2 * len(text.encode("utf-8", "surrogatepass"))  # no token is shorter than a byte
    written = data.draw(st.integers(0, prompt)) if cache else 0
    hour = written if cache and "ttl" in cache else 0
    usage = Usage(prompt - written, data.draw(st.integers(0, room)), 0, written, hour)
    assert cost_usd(model, usage, batch=batch) <= worst_case_usd(params, batch=batch)


def test_a_model_without_a_price_is_refused() -> None:
    with pytest.raises(InputError) as refused:
        price("claude-sonet-5-5")
    assert "did you mean 'claude-sonnet-5-5'?" in str(refused.value)
    with pytest.raises(InputError, match="claude-haiku-5-5, claude-sonnet-5-5, claude-opus-5-5, claude-fable-5-2"):
        price("gpt")


def test_usages_add_up() -> None:
    assert Usage(1, 2, 3, 4, 5) + Usage(10, 20, 30, 40, 50) == Usage(11, 22, 33, 44, 55)
