"""What people wrote for a campaign: its files as they stand now."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from hitl_kit import drafting, targeting
from hitl_kit.domain.icp import ICP
from hitl_kit.domain.plays import AngleLibrary
from hitl_kit.domain.policy import Policy
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
        """policy.yaml as it stands now."""
        return read_yaml(self.folder / "policy.yaml", Policy)

    @property
    def today(self) -> date:
        """The day as of which signals are read: today, unless the policy pins a recorded campaign to its own day."""
        return self.policy.value.today or datetime.now(UTC).date()

    def tasks(self) -> pd.DataFrame:
        """Who does what: the task-allocation table of the policy."""
        allocation = self.policy.value.allocation
        return pd.DataFrame(list(allocation.items()), columns=["task", "done by"])

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
