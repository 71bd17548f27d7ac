"""Taught: all that the verdicts of a campaign teach, read once."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import pandas as pd

from hitl_kit.domain.errors import InputError
from hitl_kit.domain.icp import ICP
from hitl_kit.domain.lessons import Candidate
from hitl_kit.ledger import Ledger

from .decided import Decided, decided
from .edits import Edited
from .effects import Effect, effect
from .icp import Proposal, proposals, real_icp
from .mails import Mail, judged_mails
from .rejects import reject_table
from .rules import candidates, read_all
from .warned import InVain, in_vain

COLUMNS = [
    "lesson", "kind", "rule", "state", "evidence", "share", "low", "high", "by_reviewer", "differs", "effect", "by",
    "at",
]  # fmt: skip

_STATES = {"accept": "in force", "decline": "declined", "unlearn": "un-learned"}


class Taught:
    """What the verdicts of a campaign teach, as of the moment at which it was made."""

    def __init__(self, ledger: Ledger, campaign: str, *, simulated: bool = False) -> None:
        self._ledger, self._campaign, self._simulated = ledger, campaign, simulated

    @cached_property
    def mails(self) -> list[Mail]:
        """The judged mails, oldest first."""
        return judged_mails(self._ledger, self._campaign, simulated=self._simulated)

    @cached_property
    def edits(self) -> list[Edited]:
        """Those that may go, each read for what its edit shows."""
        return read_all(self.mails)

    @cached_property
    def decided(self) -> list[Decided]:
        """What people decided about rules."""
        return decided(self._ledger, self._campaign, simulated=self._simulated)

    @cached_property
    def candidates(self) -> list[Candidate]:
        """The rules that are not in force and that the verdicts speak for; what was declined is not among them."""
        settled = [d.lesson for d in self.decided if d.verdict != "unlearn"]
        return candidates(self.mails, settled, self.edits)

    @cached_property
    def in_vain(self) -> list[InVain]:
        """The checks that warn about drafts which people let go as they are."""
        return in_vain(self.mails)

    def candidate(self, lesson: str) -> Candidate:
        """The candidate of that id (its first characters do); InputError if there is none or more than one."""
        found = [c for c in self.candidates if lesson and c.lesson.id.startswith(lesson.strip())]
        if len(found) != 1:
            what = "more than one rule begins" if found else "no proposed rule begins"
            raise InputError(f"{what} with '{lesson}'", mend=f"hitl lessons {self._campaign} lists them")
        return found[0]

    def in_force(self, lesson: str) -> Decided:
        """The rule in force of that id; InputError if there is none."""
        found = [d for d in self.decided if d.verdict == "accept" and lesson and d.lesson.id.startswith(lesson.strip())]
        if len(found) != 1:
            raise InputError(
                f"no rule in force begins with '{lesson}'", mend=f"hitl lessons {self._campaign} lists them"
            )
        return found[0]

    def effect(self, rule: Decided) -> Effect:
        """What an accepted rule has changed."""
        return effect(rule.lesson, rule.event, self.mails, self.edits)

    def table(self) -> pd.DataFrame:
        """Every rule, proposed or decided, with its evidence and effect; columns are COLUMNS."""
        rows: list[list[Any]] = [
            [
                c.lesson.id, c.lesson.kind, c.lesson.rule, "proposed", c.evidence, c.asked / c.of, c.low, c.high,
                "; ".join(f"{v.reviewer}: {v.agreed} of {v.of}" for v in c.voices), "; ".join(c.differs), "", "", "",
            ]
            for c in self.candidates
        ]  # fmt: skip
        for d in self.decided:
            shown = self.effect(d).words if d.verdict == "accept" else ""
            rows.append([
                d.lesson.id, d.lesson.kind, d.lesson.rule, _STATES[d.verdict], d.evidence, None, None, None, "", "",
                shown, d.by, d.at[:16].replace("T", " "),
            ])  # fmt: skip
        return pd.DataFrame(rows, columns=COLUMNS).astype({"share": float, "low": float, "high": float})

    def rejects(self) -> pd.DataFrame:
        """Reasons for rejects by angle, signal and segment."""
        return reject_table(self.mails)

    def proposals(self, icp: ICP) -> list[Proposal]:
        """Changes to the ICP that the verdicts ask for."""
        return proposals(self.mails, icp)

    def real_icp(self, icp: ICP) -> pd.DataFrame:
        """The real ICP beside the stated one, feature by feature."""
        return real_icp(self.mails, icp)
