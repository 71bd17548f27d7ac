"""Identity: under which name something is recorded. PostgreSQL knows it; SQLite takes a name on trust."""

from __future__ import annotations

import getpass
import os

from hitl_kit.domain.base import short_id
from hitl_kit.domain.errors import NotAllowed
from hitl_kit.domain.roles import same_name

from .store import Ledger


def claimed(user: str = "") -> str:
    """The name that a person claims: the given one, else HITL_USER, else the login name."""
    return user or os.environ.get("HITL_USER") or getpass.getuser()


def words(ledger: Ledger, name: str) -> str:
    """As whom somebody works who gave that name, and what it is worth, in a sentence or two."""
    if ledger.identity is not None:
        return f"You are '{ledger.identity}', as PostgreSQL knows you."
    source = "the login name of this machine" if name == getpass.getuser() else "as you were named here"
    return (
        f"You are '{name}', {source}. That is attribution, not authentication: whoever can open the ledger's file can"
        " write any name."
    )


def signer(ledger: Ledger, name: str, user: str) -> str:
    """The name to record: the given one, or the user's where none is given. Where the database knows the person, it is
    the database's; another person's is refused with NotAllowed, and the refusal is recorded."""
    name, known = " ".join(name.split()) or user, ledger.identity
    if known is None or same_name(name) == same_name(known):
        return known or name
    with ledger.recording(known, "name.refused", "workspace") as recording:
        recording.note(given=short_id(name))  # an event outlives an erasure
    raise NotAllowed(
        f"PostgreSQL knows you as '{known}', so nothing is recorded in the name of '{name}'",
        mend="leave the name out; whoever it is connects as themselves",
    )
