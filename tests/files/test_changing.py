"""YAML that people wrote is changed in one place alone: every other byte stays, whatever its style."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from hitl_kit.domain.errors import InputError
from hitl_kit.files import Place, changed_yaml

TEXT = """# whom it is for
rules:
  - field: employees   # people, not posts
    min: 120  # below, the owner does it
    max: 3000
  - field: industry
    any_of: [Logistics, "Courier & Parcel"]  # with vehicles
  - field: country
    any_of:
      - Norway
      - Ireland

# the end
"""


def test_a_number_is_put_in_its_place_and_nothing_else_moves() -> None:
    changed = changed_yaml(TEXT, {("rules", 0, "min"): 200.0, ("rules", 0, "max"): 120_000_000.0})
    assert changed == TEXT.replace("min: 120 ", "min: 200 ").replace("3000", "120000000")


def test_a_list_keeps_its_style_and_the_comments_around_it() -> None:
    flow = changed_yaml(TEXT, {("rules", 1, "any_of"): ["Food: chilled", "2024"]})
    assert "any_of: ['Food: chilled', '2024']  # with vehicles" in flow
    block = changed_yaml(TEXT, {("rules", 2, "any_of"): ["Norway", "Denmark", "Finland"]})
    assert block == TEXT.replace("      - Ireland\n", "      - Denmark\n      - Finland\n")


def test_a_list_with_comments_of_its_own_is_left_alone() -> None:
    text = TEXT.replace("- Norway\n", "- Norway  # since May\n")
    with pytest.raises(InputError, match=r"rules\.3\.any_of has comments"):
        changed_yaml(text, {("rules", 2, "any_of"): ["Ireland"]})


@pytest.mark.parametrize("place", [("rules", 0, "any_of"), ("rules", 9, "min"), ("rules",), ("other",)])
def test_what_is_not_there_cannot_be_changed(place: tuple[str | int, ...]) -> None:
    with pytest.raises(InputError, match="is not what can be changed"):
        changed_yaml(TEXT, {place: 1.0})


@given(words=st.lists(st.text(min_size=1), max_size=4), low=st.floats(0, 1e12).map(round))
def test_whatever_is_put_in_is_read_as_it_was(words: list[str], low: int) -> None:
    changes: dict[Place, float | Sequence[str]] = {
        ("rules", 1, "any_of"): words,
        ("rules", 2, "any_of"): words,
        ("rules", 0, "min"): float(low),
    }
    try:
        "".join(words).encode()
    except UnicodeEncodeError:
        return
    found = yaml.safe_load(changed_yaml(TEXT, changes))["rules"]
    assert found[1]["any_of"] == found[2]["any_of"] == words
    assert found[0] == {"field": "employees", "min": low, "max": 3000}
