"""Dry run: touch × check as a table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pandas as pd

from hitl_kit.ledger import Ledger

from .checks import CHECKS, Judged
from .sending import judge_all
from .world import World

COLUMNS = ["touch", "account", "email", "kind", "step", "sends", *(c.name for c in CHECKS), "held", "warned"]


@dataclass(frozen=True)
class DryRun:
    """What would leave now. Nothing was sent or recorded."""

    judged: tuple[Judged, ...]
    at: datetime

    @property
    def frame(self) -> pd.DataFrame:
        """A row a touch: whether it would be sent, and for every check pass, warn, hold or '' (it does not ask)."""
        rows = []
        for one in self.judged:
            touch, package = one.case.touch, one.case.candidate.package
            rows.append([
                touch.id, package.account.name if package else "", touch.email, touch.kind, touch.step, not one.held,
                *(_said(one, c.name) for c in CHECKS), "; ".join(one.held), "; ".join(one.warned),
            ])  # fmt: skip
        return pd.DataFrame(rows, columns=COLUMNS)

    @property
    def holding(self) -> Mapping[str, int]:
        """How many touches each check holds, those that hold none left out."""
        found = {c.name: sum(_said(j, c.name) == "hold" for j in self.judged) for c in CHECKS}
        return {name: n for name, n in found.items() if n}

    def as_json(self) -> list[dict[str, Any]]:
        """The same for a script: every check with its result and why."""
        return [
            {
                "touch": j.case.touch.id, "package": j.case.touch.package_id, "email": j.case.touch.email,
                "kind": j.case.touch.kind, "step": j.case.touch.step, "due_at": j.case.touch.due_at,
                "sends": not j.held,
                "checks": {name: {"result": _said(j, name), "why": saw.why if saw else ""}
                           for name, saw in j.saw.items()},
            }
            for j in self.judged
        ]  # fmt: skip

    def _repr_html_(self) -> str:
        return self.frame.to_html(index=False)


def _said(judged: Judged, name: str) -> str:
    if name not in judged.saw:
        return ""
    saw = judged.saw[name]
    return saw.level if saw else "pass"


def dry_run(ledger: Ledger, world: World, now: datetime) -> DryRun:
    """What every check says about every mail that could leave at that moment, in the order in which they would."""
    return DryRun(tuple(judge_all(ledger.rows, world, now)), now)
