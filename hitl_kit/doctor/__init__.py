"""The doctor: everything that has to be right for a workspace, looked at one by one, and what mends what is not."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import sqlalchemy as sa

from . import database, files, machine, mail
from .case import Case
from .findings import Check, Finding, State, fail

__all__ = ["CHECKS", "Check", "State", "examine"]

CHECKS: dict[str, Callable[[Case], Finding | None]] = {
    "python": machine.python,
    "workspace": files.workspace,
    "environment": machine.environment,
    "key": machine.key,
    "env file": files.env_file,
    "disk": files.disk,
    "file system": files.file_system,
    "sqlite": database.sqlite_version,
    "permissions": files.permissions,
    "database": database.database,
    "schema": database.schema_state,
    "size": database.size,
    "write": database.write,
    "chain": database.head,
    "clock": database.clock,
    "identity": database.identity,
    "notebooks": machine.notebooks,
    "kernel": machine.kernel,
    "browser": machine.browser,
    "smtp": mail.smtp,
    "imap": mail.imap,
    "sending": mail.sending,
}
"""Every check by its name, in the order in which they look. One that has nothing to look at gives None."""


def examine(workspace: str | Path | None = None) -> list[Check]:
    """What every check says about a workspace. It never makes, upgrades or changes a ledger, and shows no secret."""
    try:
        case = Case(workspace)
    except (OSError, RuntimeError, ValueError) as error:  # the current folder is gone, '~nobody', a NUL in a name
        return [Check("workspace", *fail(f"the workspace cannot be found: {error}", "name it with --workspace DIR"))]
    try:
        found = [(name, _look(look, case)) for name, look in CHECKS.items()]
        secrets = case.secrets()
        return [
            Check(name, finding.state, _hidden(finding.words, secrets), _hidden(finding.mend, secrets))
            for name, finding in found
            if finding is not None
        ]
    finally:
        case.close()


def _look(look: Callable[[Case], Finding | None], case: Case) -> Finding | None:
    """What a check says; one that stumbles says over what."""
    try:
        return look(case)
    except sa.exc.DBAPIError as error:
        trouble = case.trouble(error)
        return fail(trouble.words, trouble.mend)
    except OSError as error:
        return fail(f"cannot be looked at: {error}", "check the permissions of what it names")
    except Exception as error:
        text = str(error).strip().partition("\n")[0]
        return fail(f"could not be looked at: {type(error).__name__}: {text}", "tell whoever keeps hitl-kit running")


def _hidden(text: str, secrets: list[str]) -> str:
    for secret in secrets:
        text = text.replace(secret, "***")
    return text
