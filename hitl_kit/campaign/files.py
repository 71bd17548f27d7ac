"""What people wrote for a campaign: its files as they stand now."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from hitl_kit import drafting, targeting
from hitl_kit.domain.base import utc_now
from hitl_kit.domain.icp import ICP
from hitl_kit.domain.plays import AngleLibrary
from hitl_kit.domain.policy import Policy
from hitl_kit.domain.tasks import allocation_rows
from hitl_kit.domain.trust import LEVELS
from hitl_kit.files import Document, read_yaml
from hitl_kit.ledger import Ledger

if TYPE_CHECKING:
    from .workbench import Workbench

Mapped = Mapping[str, str] | None
"""Header of a CSV file → field."""


class CampaignFiles:
    """One campaign of a workspace: its files, and whoever works on it."""

    def __init__(self, workbench: Workbench, slug: str, folder: Path) -> None:
        self.workbench, self.slug, self.folder = workbench, slug, folder

    # -- what people wrote

    @property
    def icp(self) -> Document[ICP]:
        """icp.yaml as it stands now."""
        return read_yaml(self.folder / "icp.yaml", ICP)

    @property
    def library(self) -> Document[AngleLibrary]:
        """angles.yaml as it stands now, its templates tried."""
        document = read_yaml(self.folder / "angles.yaml", AngleLibrary)
        drafting.check_library(document.value)
        return document

    @property
    def policy(self) -> Document[Policy]:
        """policy.yaml as it stands now; what it says by tier is held against the ICP."""
        found = read_yaml(self.folder / "policy.yaml", Policy)
        if any(not isinstance(cell, str) for cell in found.value.tasks.values()):
            tiers = {"high_value": {t.name: t.high_value for t in self.icp.value.tiers}}
            found = read_yaml(self.folder / "policy.yaml", Policy, beside=tiers)
        return found

    @property
    def today(self) -> date:
        """The day as of which signals are read: today, unless the policy pins a recorded campaign to its own day."""
        return self.policy.value.today or utc_now().date()

    def tasks(self) -> pd.DataFrame:
        """Who does what at each level of trust: the task-allocation table of the policy, a row for a task and for each
        tier of which it says something of its own. At level 1 no certificate holds yet."""
        columns = ["task", "tier", *(f"level {n}" for n in LEVELS), "cannot be changed, because"]
        rows = []
        for told in allocation_rows(self.policy.value.tasks):
            first = "human" if told.owners[0] == "agent after validation" else told.owners[0]
            rows.append([told.task, told.tier or "all", first, *told.owners[1:], told.fixed])
        return pd.DataFrame(rows, columns=columns)

    def authority(self) -> targeting.Authority:
        """Who may do what in this campaign, by the roles in force."""
        return targeting.Authority.of_campaign(self._ledger, self.slug, self.policy.value.roles)

    def hashes(self) -> dict[str, str]:
        """The SHA-256 of each file that people wrote, as it stands now."""
        return {d.path.name: d.sha256 for d in (self.icp, self.library, self.policy)}

    @property
    def _ledger(self) -> Ledger:
        return self.workbench.ledger

    @property
    def _user(self) -> str:
        return self.workbench.user
