"""The risk matrix: who does a task, by tier and level, and what is refused."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from hitl_kit.domain.policy import Policy
from hitl_kit.domain.tasks import ALWAYS, FIXED, SENDS, TASKS, Owner, allocation_rows, task_faults
from hitl_kit.domain.trust import BOUNDS, LEVELS, Trust

LATER = "agent after validation"
OWNERS = st.sampled_from(get_args(Owner))
CELLS = st.one_of(
    OWNERS,
    st.dictionaries(
        st.sampled_from(["A", "B", "otherwise", "level 2", "level 4"]),
        st.one_of(OWNERS, st.dictionaries(st.sampled_from(["otherwise", "level 3"]), OWNERS, min_size=1)),
        min_size=1,
    ),
)


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("human", {("B", 1): "human", ("B", 4): "human"}),
        ({"level 3": LATER}, {("B", 2): "human", ("B", 3): LATER, ("C", 4): LATER}),
        ({"C": LATER, "otherwise": "never"}, {("C", 1): LATER, ("B", 1): "never"}),
        ({"B": {"level 2": LATER}, "otherwise": "never"}, {("B", 1): "never", ("B", 2): LATER, ("C", 2): "never"}),
        ({"B": {"otherwise": "human", "level 4": LATER}}, {("B", 3): "human", ("B", 4): LATER, ("C", 4): "human"}),
    ],
)  # fmt: skip
def test_who_does_it(cell: Any, expected: dict[tuple[str, Any], str]) -> None:
    policy = Policy(tasks={"first touch": cell})
    for (tier, level), owner in expected.items():
        assert policy.owner("first touch", tier, level) == owner, (tier, level)


@given(st.dictionaries(st.sampled_from([*TASKS, *ALWAYS, "no task"]), CELLS, max_size=4))
def test_no_policy_that_loads_takes_from_people_what_is_theirs(tasks: dict[str, Any]) -> None:
    """Whatever is written: it is refused with a place and a reason, or every rule holds at every tier and level."""
    high_value = {"A": True, "B": False}
    if found := list(task_faults(tasks, high_value)):
        assert all(f.where[0] in tasks and f.message and f.mend for f in found)
        return
    policy = Policy(tasks=tasks)
    for level in LEVELS:
        for tier in high_value:
            assert all(policy.owner(task, tier, level) == "human" for task in FIXED)
            assert all(policy.owner(task, tier, level) != "agent" for task in SENDS)
    assert {row.task for row in allocation_rows(policy.tasks)} == {*TASKS, *ALWAYS}


def test_every_fault_is_named_at_once() -> None:
    tasks = {"meeting": "agent", "first touch": {"A": LATER, "X": "human"}, "lunch": "human", "demotion": "human"}
    found = {f.where: f.message for f in task_faults(tasks, {"A": True, "B": False})}
    assert set(found) == {
        ("meeting",), ("first touch", "A"), ("first touch", "X"), ("lunch",), ("demotion",),
    }  # fmt: skip
    with pytest.raises(ValidationError, match=r"meeting.*first touch|lunch"):
        Policy.model_validate({"tasks": tasks})


@pytest.mark.parametrize(
    "trust",
    [
        {"thresholds": [0.8, 0.9]}, {"thresholds": [0.9, 0.9]}, {"thresholds": [1.0]}, {"thresholds": []},
        {"spot_checks": 0.01}, {"spot_checks_a_week": 5}, {"catch_rate": 0.1}, {"floor": 0.2}, {"floor": 0.95},
        {"epsilon": 0.5},
    ],
)  # fmt: skip
def test_knobs_have_bounds(trust: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Policy.model_validate({"trust": trust})


def test_the_steps_end_at_the_floor() -> None:
    assert Trust().steps == (0.90, 0.85)
    assert Trust(floor=0.9).steps == (0.90,)
    assert [Trust().step_of("low", n) for n in (0.9, 0.899, 0.85, 0.849)] == [0, 1, 1, None]
    assert [Trust().step_of(band, None) for band in ("high", "medium")] == [0, None]


def test_higher_levels_claim_no_less() -> None:
    found = [BOUNDS[level] for level in LEVELS if level > 1]
    assert found == sorted(found, key=lambda b: (b.reject, b.change), reverse=True)


def test_the_page_says_what_the_knobs_are() -> None:
    page = (Path(__file__).parents[2] / "docs" / "trust.md").read_text()
    rows = dict(re.findall(r"^\| `(\w+)` \| ([^|]+) \|", page, re.MULTILINE))
    shown = {name: str(list(v) if isinstance(v, tuple) else v) for name, v in Trust().model_dump().items()}
    assert {name: float(x) if "[" not in x else x for name, x in rows.items()} == {
        name: float(x) if "[" not in x else x.replace("0.9,", "0.90,").replace("0.8]", "0.80]")
        for name, x in shown.items()
    }
