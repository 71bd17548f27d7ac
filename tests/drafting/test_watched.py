"""An angle that people watch is drawn half as often, and nobody is moved to it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace

from hitl_kit.domain.accounts import Account
from hitl_kit.domain.plays import AngleLibrary
from hitl_kit.drafting import Choice, DraftRequest, choose
from tests.drafting.bench import SENDER, angle, play

LIBRARY = AngleLibrary(
    sender=SENDER, angles=(angle("depots"), angle("opening")),
    plays=(play("one", "expansion", "depots"), play("two", "expansion", "opening")),
)  # fmt: skip


def test_a_watched_angle_is_drawn_half_as_often(request_of: Callable[..., DraftRequest]) -> None:
    asked = [request_of(account=Account(name="A", domain=f"a{n}.example"), seed="s") for n in range(900)]

    def firsts(*watched: str) -> list[str]:
        found = [next(choose(replace(r, watched_angles=frozenset(watched)), LIBRARY)) for r in asked]
        return [c.angle.id for c in found if isinstance(c, Choice)]

    even, halved = firsts(), firsts("depots")
    assert len(even) == len(halved) == 900
    assert 390 < Counter(even)["depots"] < 510, "a half"
    assert 240 < Counter(halved)["depots"] < 360, "a third: half the weight of the other"
    assert not [1 for before, after in zip(even, halved, strict=True) if (before, after) == ("opening", "depots")]
    assert firsts("depots", "opening") == even, "both watched: as before"
