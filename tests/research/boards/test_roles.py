"""closeness: the ICP's wording of a role against titles as boards write them."""

from __future__ import annotations

import pytest

from hitl_kit.research.boards.roles import closeness


@pytest.mark.parametrize(
    ("role", "title", "beside"),
    [
        ("driver", "Driver", 0),
        ("driver", "HGV Drivers (Nights)", 2),
        ("drivers", "HGV Class 1 Driver", 3),
        ("Transport Planner", "Planner, Transport", 0),
        ("VP Engineering", "Vice President of Engineering", 1),
        ("Vice President of Engineering", "V.P., Eng.", 0),
        ("Head of People Operations", "Head of People Ops (EMEA)", 2),
        ("plan*", "Route Planning Lead", 2),
        ("transport plan*", "Transport Planner", 0),
        ("C*", "CFO", 0),
    ],
)
def test_a_role_is_found_however_its_title_is_written(role, title, beside):
    assert closeness([role], title) == beside


@pytest.mark.parametrize(
    ("role", "title"),
    [
        ("driver", "Screwdriver Assembler"),
        ("transport planner", "Transport Manager"),
        ("plan*", "Explanation Writer"),
        ("boss", "Bo"),
        ("driver", ""),
        ("driver", "\u200b"),
        ("*", "Driver"),
        ("", "Driver"),
    ],
)
def test_another_position_is_not_the_role(role, title):
    assert closeness([role], title) is None


def test_the_nearest_of_the_roles_counts():
    assert closeness(["manager", "fleet manager"], "Fleet Manager") == 0
    assert closeness(["fleet manager", "manager"], "Shop Manager") == 1
    assert closeness([], "Driver") is None
