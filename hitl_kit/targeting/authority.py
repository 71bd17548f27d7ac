"""Authority: which roles are in force, and refusals that are recorded.

In force are the roles of the newest policy that was approved: nobody becomes an admin by editing the file. Until a
policy was approved, they are the file's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import sqlalchemy as sa
from pydantic import BaseModel, ConfigDict

from hitl_kit.domain.errors import NotAllowed
from hitl_kit.domain.roles import ACTIONS, Action, Roles
from hitl_kit.files import parse_yaml
from hitl_kit.ledger import Ledger, tables, views

from .approvals import ApprovalKind

WORKSPACE = "workspace"
"""The place of what is done for all campaigns at once."""

_KINDS = {None: "has no role", "reviewer": "is a reviewer", "lead": "is a lead", "admin": "is an admin"}

_APPROVING: dict[ApprovalKind, Action] = {"icp": "approve icp", "policy": "approve policy", "play": "approve play"}


class _RolesOf(BaseModel):
    """A policy as far as roles go: the rest of it may be from an older hitl-kit."""

    model_config = ConfigDict(extra="ignore")
    roles: Roles = Roles()


def approved_roles(ledger: Ledger, campaign: str) -> Roles | None:
    """The roles of the newest approved policy of a campaign, or None where no policy was ever approved."""
    rows = ledger.rows(views.latest_approval(campaign, "policy", ""))
    if not rows:
        return None
    return parse_yaml(Path(f"policy of {campaign}, as {rows[0]['by']} approved it"), rows[0]["content"], _RolesOf).roles


@dataclass(frozen=True)
class Authority:
    """Who may do what in a campaign, or in the whole workspace. `written` are the roles of the file as it stands."""

    ledger: Ledger
    place: str
    in_force: Roles
    written: Roles

    @classmethod
    def of_campaign(cls, ledger: Ledger, campaign: str, written: Roles) -> Self:
        """The authority in one campaign, whose policy.yaml has these roles now."""
        found = approved_roles(ledger, campaign)
        return cls(ledger, campaign, written if found is None else found, written)

    @classmethod
    def of_workspace(cls, ledger: Ledger, campaigns: Iterable[str], written: Callable[[str], Roles]) -> Self:
        """The authority over what no single campaign owns: the roles of all approved policies together, also of
        campaigns whose folder is gone. Files count only until one of the approved policies names somebody."""
        a = tables.approval
        rows = ledger.rows(sa.select(a.c.campaign).where(a.c.kind == "policy").distinct().order_by(a.c.campaign))
        approved = [row["campaign"] for row in rows]
        in_force = _together(approved_roles(ledger, c) or Roles() for c in approved)
        if not in_force.named:
            in_force = _together(written(c) for c in campaigns if c not in approved)
        return cls(ledger, WORKSPACE, in_force, in_force)

    def allows(self, action: Action, person: str) -> bool:
        """Whether that person may do it."""
        return self._roles(action).allow(action, person)

    def require(self, action: Action, person: str) -> None:
        """Nothing where that person may do it; else NotAllowed, and the refusal is recorded."""
        roles = self._roles(action)
        if roles.allow(action, person):
            return
        has, needs = roles.of(person), roles.needs(action)
        with self.ledger.recording(person, "role.refused", self.place) as recording:
            recording.note(action=action, needs=needs, has=has or "")
        where = "this workspace" if self.place == WORKSPACE else f"'{self.place}'"
        able = roles.who(action)
        message = (
            f"'{person}' may not {ACTIONS[action]} in {where}: that takes the role {needs} ({', '.join(able)}),"
            f" and '{person}' {_KINDS[has]}"
        )
        mend = f"ask {' or '.join(able)}"
        if self.written.allow(action, person):
            mend += (
                "; policy.yaml as it stands would allow it, but that change is not approved: it waits until"
                f" {' or '.join(roles.who('approve policy'))} gives: hitl approve policy {self.place}"
            )
        raise NotAllowed(message, mend=mend)

    def require_approver(self, kind: ApprovalKind, person: str) -> None:
        """The same for an approval of that kind."""
        self.require(_APPROVING[kind], person)

    def spelled(self, person: str) -> str:
        """The name under which that person's work is recorded: as the roles write it, so that no one becomes two. Where
        the database knows the person, as it does."""
        return self.in_force.spelled(person) if self.ledger.identity is None else person

    def _roles(self, action: Action) -> Roles:
        """A policy that names people for the first time is approved by somebody to whom it gives that right."""
        return self.written if action == "approve policy" and not self.in_force.named else self.in_force


def _together(roles: Iterable[Roles]) -> Roles:
    found = Roles()
    for one in roles:
        found = found.together(one)
    return found
