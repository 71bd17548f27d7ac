"""Roles: who may approve, decide and erase, by name. Where the policy names nobody, everybody may do everything."""

from __future__ import annotations

import unicodedata
from typing import Annotated, Literal, Self, get_args

from pydantic import AfterValidator, model_validator

from .base import Word

Role = Literal["reviewer", "lead", "admin"]
"""reviewer: reviews drafts · lead: approves ICPs and plays, decides about angles, has the third word
admin: approves the policy, erases and restores. Each may do what those before it may."""

Action = Literal[
    "review",
    "settle",
    "decide",
    "resume",
    "answer angry",
    "approve icp",
    "approve play",
    "approve policy",
    "promote",
    "erase",
    "restore",
]

ACTIONS: dict[Action, str] = {
    "review": "review drafts",
    "settle": "settle what two reviewers differ on",
    "decide": "decide about an angle",
    "resume": "let a stopped mailbox send again",
    "answer angry": "answer somebody who is angry",
    "approve icp": "approve an ICP",
    "approve play": "approve a play",
    "approve policy": "approve a policy",
    "promote": "promote a trust level",
    "erase": "erase a person's data",
    "restore": "restore a backup",
}
"""What needs a role, in words."""

_RANKS: tuple[Role, ...] = get_args(Role)
_NEEDS: dict[Action, Role] = {
    "review": "reviewer", "settle": "lead", "decide": "lead", "resume": "lead", "answer angry": "lead",
    "erase": "admin", "restore": "admin",
}  # fmt: skip


def same_name(name: str) -> str:
    """What two spellings of a person's name have in common: neither case nor spaces tell people apart."""
    return " ".join(unicodedata.normalize("NFC", name).split()).casefold()


def _name(name: str) -> str:
    if not name or not name.isprintable() or len(name) > 200:
        raise ValueError("is not a person's name: write up to 200 printable characters")
    return name


Name = Annotated[str, AfterValidator(_name)]


class Approvers(Word):
    """Which role it takes to approve what."""

    icp: Role = "lead"
    play: Role = "lead"
    policy: Role = "admin"
    promotion: Role = "lead"


class Roles(Word):
    """Who has which role. A name in two of them has the higher one."""

    reviewer: tuple[Name, ...] = ()
    lead: tuple[Name, ...] = ()
    admin: tuple[Name, ...] = ()
    approve: Approvers = Approvers()

    @model_validator(mode="after")
    def _somebody_is_admin(self) -> Self:
        if self.named and not self.admin:
            raise ValueError("nobody is an admin: name at least one, or nobody may change the roles again")
        return self

    @property
    def named(self) -> bool:
        """Whether anybody has a role. Where nobody has, everybody may do everything."""
        return bool(self.reviewer or self.lead or self.admin)

    def of(self, person: str) -> Role | None:
        """The person's highest role, or None."""
        known = same_name(person)
        found = [r for r in _RANKS if any(same_name(n) == known for n in self._holding(r))]
        return found[-1] if found else None

    def spelled(self, person: str) -> str:
        """The person's name as it is written here, so that one person does not become two; else as given."""
        known = same_name(person)
        return next((n for r in reversed(_RANKS) for n in self._holding(r) if same_name(n) == known), person)

    def needs(self, action: Action) -> Role:
        """The lowest role that may do it."""
        match action:
            case "approve icp":
                return self.approve.icp
            case "approve play":
                return self.approve.play
            case "approve policy":
                return self.approve.policy
            case "promote":
                return self.approve.promotion
            case _:
                return _NEEDS[action]

    def allow(self, action: Action, person: str) -> bool:
        """Whether that person may do it."""
        role = self.of(person)
        return not self.named or (role is not None and role in self._enough(action))

    def who(self, action: Action) -> tuple[str, ...]:
        """The names of those who may do it, each once, in the order of the roles."""
        names = (name for role in self._enough(action) for name in self._holding(role))
        return tuple({same_name(name): name for name in names}.values())

    def together(self, other: Roles) -> Roles:
        """The roles of both; each thing that needs approval needs what these say."""
        merged = {r: (*self._holding(r), *other._holding(r)) for r in _RANKS}
        return Roles(**merged, approve=self.approve)

    def _enough(self, action: Action) -> tuple[Role, ...]:
        return _RANKS[_RANKS.index(self.needs(action)) :]

    def _holding(self, role: Role) -> tuple[str, ...]:
        return {"reviewer": self.reviewer, "lead": self.lead, "admin": self.admin}[role]
