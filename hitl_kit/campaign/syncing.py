"""Sync: what came back since the last time, stored, read, and its consequences recorded."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from hitl_kit.domain.answering import Answering
from hitl_kit.domain.errors import InputError

if TYPE_CHECKING:
    from hitl_kit.replies.storing import Stored

    from .workbench import Workbench

PolicyOf = Callable[[str], Answering]


@dataclass(frozen=True)
class Synced:
    """What a sync brought: `stored` of the mailbox or the files, `read` how many messages were read as what."""

    stored: Stored
    read: Counter[str] = field(default_factory=Counter)


def sync(
    workbench: Workbench, *, mbox: Path | None = None, eml: Path | None = None,
    progress: Callable[[int], None] = lambda _done: None,
) -> Synced:  # fmt: skip
    """Read the mailbox that the environment names, or the files that are given instead, for all campaigns at once.

    A mailbox has one cursor, whoever of the workspace reads it. InputError where there is neither mailbox nor file.
    """
    from hitl_kit.replies import imap, mailbox, triage

    ledger, actor = workbench.ledger, workbench.user
    account = None if mbox or eml else imap.account(os.environ)
    if account is not None:
        stored = mailbox.read_mailbox(ledger, account, actor=actor, progress=progress)
    elif mbox or eml:
        stored = mailbox.read_files(ledger, actor=actor, mbox=mbox, eml=eml, progress=progress)
    else:
        raise InputError(
            "there is no mailbox to read", mend=f"set {imap.URL} and {imap.PASSWORD}, or give --mbox FILE or --eml DIR"
        )
    return Synced(stored, triage(ledger, policies(workbench), actor=actor))


def policies(workbench: Workbench) -> PolicyOf:
    """What the policy of each campaign says about replies; the defaults for a message that belongs to none, or to a
    campaign whose folder is gone."""

    @cache
    def policy_of(slug: str) -> Answering:
        return workbench.campaign(slug).policy.value.replies if slug in workbench.campaigns() else Answering()

    return policy_of
