"""Tasks: who does what, by tier and level of trust, and what no policy can change."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal, get_args

from .base import Fault
from .errors import meant
from .trust import LEVELS, TrustLevel

Owner = Literal["human", "agent", "agent after validation", "never"]
"""human: a person · agent: the machine · agent after validation: the machine under a play that a person approved and a
certificate that holds, a person until then · never: nobody."""

TASKS: dict[str, Owner] = {
    "icp definition": "human",
    "account list": "agent",
    "signal research": "agent",
    "contact sourcing": "agent",
    "enrichment": "agent",
    "drafting": "agent",
    "play approval": "human",
    "draft approval": "human",
    "first touch": "human",
    "follow-up": "human",
    "follow-up scheduling": "agent after validation",
    "variant rotation": "agent",
    "clear refusal or out-of-office": "agent",
    "first reply": "human",
    "later reply": "human",
    "objection or pricing": "human",
    "meeting": "human",
    "crm log": "agent",
    "high-value account": "human",
    "angle retirement": "human",
    "trust promotion": "human",
}
"""Who does what unless policy.yaml says otherwise."""

FIXED: dict[str, str] = {
    "icp definition": "no research before a person approved the ICP",
    "play approval": "approving a play is a person's decision",
    "first reply": "replies are written by people",
    "later reply": "replies are written by people",
    "objection or pricing": "replies are written by people",
    "meeting": "replies are written by people",
    "high-value account": "the high-value tier is always reviewed by a person",
    "angle retirement": "retiring an angle is a person's decision",
    "trust promotion": "promoting a level of trust is a person's decision",
}
"""Tasks that no policy can take from people, and why."""

ALWAYS: dict[str, tuple[Owner, str]] = {
    "pausing after a reply": ("agent", "any message from a person pauses their cadence as it is stored"),
    "demotion": ("agent", "trust is taken back by itself; giving it is a person's"),
    "mail to a suppressed address": ("never", "a suppressed address is never contacted, by any path"),
    "sending again after an unknown delivery": ("never", "a message whose delivery is unknown is never sent again"),
}
"""What happens whatever the policy says, and why."""

SENDS = ("draft approval", "first touch", "follow-up")
"""Tasks that may be the agent's only under a certificate."""

OTHERWISE = "otherwise"
_LEVELS = {f"level {n}": n for n in LEVELS}
_UNSENT = (
    "a draft leaves only if a person approved it, or under a play that a person approved and a certificate that holds"
)

Split = Mapping[str, Owner]
Cell = Owner | Mapping[str, Owner | Split]
"""Who does a task: for all, or by tier and by level ("level 3" is level 3 and above), and otherwise."""


def owner_of(task: str, cell: Cell | None, tier: str = "", level: TrustLevel = 1) -> Owner:
    """Who does a task for an account of that tier, at that level of trust; `cell` is what the policy says of it."""
    if cell is None:
        return TASKS[task]
    if isinstance(cell, str):
        return cell
    own = cell.get(tier, cell)
    return own if isinstance(own, str) else _by_level(own, level) or _by_level(cell, level) or TASKS[task]


def _by_level(split: Mapping[str, Any], level: TrustLevel) -> Owner | None:
    reached = [n for key, n in _LEVELS.items() if key in split and n <= level]
    found: Owner | None = split[f"level {max(reached)}"] if reached else split.get(OTHERWISE)
    return found


def tiers_named(cell: Cell | None) -> list[str]:
    """The tiers of which a cell says something of their own."""
    if cell is None or isinstance(cell, str):
        return []
    return [key for key in cell if key != OTHERWISE and key not in _LEVELS]


@dataclass(frozen=True)
class Told:
    """One row of the task-allocation table: who does the task for that tier ('' for all others) at each level."""

    task: str
    tier: str
    owners: tuple[Owner, ...]
    fixed: str = ""


def allocation_rows(tasks: Mapping[str, Cell]) -> Iterator[Told]:
    """Every task in order, a row for each tier of which the policy says something of its own."""
    for task in TASKS:
        for tier in (*tiers_named(tasks.get(task)), ""):
            owners = tuple(owner_of(task, tasks.get(task), tier, level) for level in LEVELS)
            yield Told(task, tier, owners, FIXED.get(task, ""))
    for task, (owner, why) in ALWAYS.items():
        yield Told(task, "", (owner,) * len(LEVELS), why)


def task_faults(tasks: Mapping[str, Any], high_value: Mapping[str, bool] | None = None) -> Iterator[Fault]:
    """What is wrong with `tasks:`, each at its place. `high_value` is the ICP's tiers, where it is at hand."""
    for task, cell in tasks.items():
        if task in ALWAYS:
            yield Fault((task,), f"'{task}' is no matter of policy: {ALWAYS[task][1]}", "leave it out")
        elif task not in TASKS:
            yield Fault((task,), f"unknown task '{task}'; the tasks are {', '.join(TASKS)}", meant(task, TASKS, "use"))
        else:
            yield from _cell_faults(task, cell, high_value)


def _cell_faults(task: str, cell: Any, high_value: Mapping[str, bool] | None) -> Iterator[Fault]:
    if not isinstance(cell, Mapping):
        yield from _owner_faults(task, cell, (task,))
        return
    if not cell:
        yield Fault((task,), f"'{task}' says nothing", f"write one of: {', '.join(get_args(Owner))}")
    for key, inner in cell.items():
        place, tier = (task, str(key)), key != OTHERWISE and key not in _LEVELS
        if tier and high_value is not None and key not in high_value:
            yield Fault(
                place, f"the ICP has no tier '{key}'", meant(str(key), [*high_value, OTHERWISE, *_LEVELS], "use")
            )
        if not isinstance(inner, Mapping):
            yield from _owner_faults(task, inner, place, tier=str(key) if tier else "", high_value=high_value)
            continue
        if not tier:
            yield Fault(place, f"'{key}' is divided no further", f"write one of: {', '.join(get_args(Owner))}")
            continue
        for level, owner in inner.items():
            if level != OTHERWISE and level not in _LEVELS:
                yield Fault((*place, str(level)), f"'{level}' is no level", f"use {', '.join(_LEVELS)} or {OTHERWISE}")
            yield from _owner_faults(task, owner, (*place, str(level)), tier=str(key), high_value=high_value)


def _owner_faults(
    task: str, owner: Any, place: tuple[str, ...], *, tier: str = "", high_value: Mapping[str, bool] | None = None
) -> Iterator[Fault]:
    if owner not in get_args(Owner):
        yield Fault(place, f"{owner!r} does no task", f"write one of: {', '.join(get_args(Owner))}")
    elif task in FIXED and owner != "human":
        yield Fault(place, f"'{task}' stays with people: {FIXED[task]}", "write: human, or leave it out")
    elif task in SENDS and owner == "agent":
        yield Fault(place, f"'{task}' is never the agent's alone: {_UNSENT}", "write: agent after validation")
    elif task in SENDS and owner == "agent after validation" and (high_value or {}).get(tier):
        yield Fault(place, f"tier {tier} is high-value: {FIXED['high-value account']}", "write: human")
