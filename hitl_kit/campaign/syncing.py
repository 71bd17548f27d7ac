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
from hitl_kit.domain.errors import InputError, ModelStop

if TYPE_CHECKING:
    from hitl_kit.replies.storing import Stored

    from .campaign import Campaign
    from .workbench import Workbench

PolicyOf = Callable[[str], Answering]


@dataclass(frozen=True)
class Synced:
    """What a sync brought: `stored` of the mailbox or the files, `read` how many messages were read as what, `guessed`
    how Claude read those that the rules are unsure about, `unasked` of which campaigns it was not asked, and why."""

    stored: Stored
    read: Counter[str] = field(default_factory=Counter)
    guessed: Counter[str] = field(default_factory=Counter)
    unasked: tuple[str, ...] = ()


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
    read = triage(ledger, policies(workbench), actor=actor)
    return Synced(stored, read, *_second_reading(workbench))


def _second_reading(workbench: Workbench) -> tuple[Counter[str], tuple[str, ...]]:
    """What Claude made of the unsure answers of each campaign that wants it, and why it could not be asked; that stops
    no sync: a person reads what stays unsure."""
    guessed, unasked = Counter[str](), []
    for slug in workbench.campaigns():
        campaign = workbench.campaign(slug)
        try:
            for guess in campaign.read_unsure() if _wanted(campaign) else ():
                guessed[guess.intent] += 1
        except (InputError, ModelStop) as error:
            unasked.append(f"{slug}: {error.message}")
    return guessed, tuple(unasked)


def _wanted(campaign: Campaign) -> bool:
    """Whether the campaign's policy lets answers be shown to Claude; one that cannot be read does not."""
    try:
        return campaign.answering().reader == "claude"
    except InputError:
        return False


def policies(workbench: Workbench) -> PolicyOf:
    """What the policy of each campaign says about replies; the defaults for a message that belongs to none, or to a
    campaign whose folder is gone."""

    @cache
    def policy_of(slug: str) -> Answering:
        return workbench.campaign(slug).policy.value.replies if slug in workbench.campaigns() else Answering()

    return policy_of
