"""Frames: numbers for values, without gaps where that is wanted."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hitl_kit.retrospect.framing import coded, dense


@pytest.mark.parametrize(
    "values",
    [
        pd.Series(["b", None, "a", "b"], dtype=object),
        pd.Series(["b", None, "a", "b"], dtype="str"),
        pd.Series(pd.Categorical(["b", None, "a", "b"], ["z", "b", "a"])),
        pd.Series([], dtype="str"),
    ],
)
def test_codes_stand_for_the_values(values: pd.Series[Any]) -> None:
    codes, found = coded(values)
    assert codes.dtype == np.int64
    assert [None if code < 0 else found[code] for code in codes] == [None if v != v or v is None else v for v in values]


@given(st.lists(st.integers(0, 40)), st.sampled_from([1, 1_000_000_007]))
def test_numbers_without_gaps_stand_for_the_codes(codes: list[int], times: int) -> None:
    given_codes = np.array(codes, dtype=np.int64) * times
    number, there = dense(given_codes)
    assert there[number].tolist() == given_codes.tolist()
    assert sorted(set(number.tolist())) == list(range(len(there)))
