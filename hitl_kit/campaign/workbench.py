"""Workbench: a workspace opened for one user, and what concerns all of its campaigns."""

from __future__ import annotations

import os
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from hitl_kit import research, retrospect, targeting
from hitl_kit.domain.base import as_day, utc_now
from hitl_kit.domain.roles import Action
from hitl_kit.files import ImportResult
from hitl_kit.ledger import Ledger, Verification, identity
from hitl_kit.reporting import TWO_WARM, How, Progress, Told, untold
from hitl_kit.workspace import Workspace

from . import reports
from .campaign import Campaign
from .files import Mapped
from .reports import ReportRun

if TYPE_CHECKING:
    from hitl_kit.delivery import Application
    from hitl_kit.reporting.check import Check


class Workbench:
    """A workspace opened for one user: `Workbench()` finds the workspace from the current folder upwards.

    PostgreSQL knows the user. On SQLite it is `user`, else HITL_USER, else the login name: attribution, not
    authentication.
    """

    def __init__(self, workspace: str | Path | None = None, *, user: str = "") -> None:
        self.workspace = Workspace.find(workspace or None)
        self.doors = research.Doors(self.workspace.root / ".cache" / "research")
        self._claimed = user

    @cached_property
    def user(self) -> str:
        """The name that stands in the ledger."""
        known = None if self.workspace.database_url.startswith("sqlite") else self.ledger.identity
        return known or identity.claimed(self._claimed)

    def identity_words(self, name: str = "") -> str:
        """As whom somebody works who gave that name, by default the user, and what it is worth."""
        return identity.words(self.ledger, name or self.user)

    def signer(self, name: str = "") -> str:
        """The name to record: `name`, or the user's; NotAllowed where the database knows that it is another's."""
        return identity.signer(self.ledger, name, self.user)

    def require(self, action: Action, person: str = "") -> None:
        """Nothing where that person (by default the user) may do it to the whole workspace; else NotAllowed."""
        authority = targeting.Authority.of_workspace(
            self.ledger, self.campaigns(), lambda slug: self.campaign(slug).policy.value.roles
        )
        authority.require(action, self.signer(person))

    @cached_property
    def ledger(self) -> Ledger:
        """The workspace's ledger, created when it is first needed."""
        return Ledger.open(self.workspace.database_url)

    def close(self) -> None:
        """Give the connections back, of the ledger and to the web; they open again when they are needed."""
        self.doors.close()
        if (ledger := self.__dict__.pop("ledger", None)) is not None:
            ledger.close()

    def campaign(self, slug: str) -> Campaign:
        """The campaign of that name; InputError if the workspace has none."""
        return Campaign(self, slug, self.workspace.campaign_folder(slug))

    def campaigns(self) -> list[str]:
        """The names of the workspace's campaigns."""
        return self.workspace.slugs()

    def new(self, slug: str) -> Campaign:
        """A new campaign with commented starter files."""
        return Campaign(self, slug, self.workspace.new_campaign(slug))

    def import_suppressions(self, path: str | Path, mapping: Mapped = None, *, encoding: str = "utf-8") -> ImportResult:
        """Addresses and domains that no campaign of this workspace ever contacts."""
        return targeting.import_suppressions(
            self.ledger, Path(path), actor=self.user, mapping=mapping, encoding=encoding
        )

    def unsubscribe_endpoint(self) -> Application:
        """The application (ASGI) behind the one-click unsubscribe of every mail of this workspace."""
        from hitl_kit.delivery import application, unsubscribe_key, unsubscribed

        key = unsubscribe_key(self.workspace.root, os.environ)
        return application(key, lambda touch: unsubscribed(self.ledger, touch, utc_now()))

    def portfolio(self, as_of: date | str | None = None) -> pd.DataFrame:
        """All campaigns side by side: one row each, figures as of that day."""
        day = as_day(as_of)
        return retrospect.portfolio([retrospect.collect(self.ledger, s, as_of=day) for s in self.campaigns()])

    def report_all(self, as_of: date | str | None = None, *, how: How = TWO_WARM, told: Told = untold) -> ReportRun:
        """Every campaign's report and the portfolio's, as of that day (today if not given)."""
        return reports.make_all(self, as_day(as_of), how, told)

    def report_due(self, today: date | str | None = None, *, how: How = TWO_WARM, told: Told = untold) -> ReportRun:
        """The reports that the policies' schedules want by that day (today if not given) and that are not there yet."""
        return reports.make_due(self, as_day(today), how, told)

    def check_report(self, page: str | Path, *, progress: Progress | None = None) -> Check:
        """Whether a report shows what the ledger says: made again as of its day, figure by figure."""
        return reports.check(self, Path(page), progress)

    def verify(self, anchor: tuple[int, str] | None = None) -> Verification:
        """Whether the ledger is as it was recorded, and still continues a head that was kept elsewhere."""
        return self.ledger.verify(anchor=anchor)
