"""Tasks: the steps of a sequence that a person takes by hand. No robot writes on LinkedIn or calls."""

from __future__ import annotations

from datetime import datetime

import pandas as pd

from hitl_kit.domain.errors import Conflict, InputError
from hitl_kit.ledger import Ledger

from .case import Case
from .checks import judge
from .mailbox import Mailbox
from .outbox import enter, record
from .planning import candidates
from .sending import judge_all
from .world import World

COLUMNS = ["task", "due", "channel", "account", "contact", "title", "phone", "linkedin", "words", "held"]


def task_table(ledger: Ledger, world: World, now: datetime, *, every: bool = False) -> pd.DataFrame:
    """The tasks that are due, the oldest first; with `every`, also those that a check holds, and why."""
    rows = []
    for judged in judge_all(ledger.rows, world, now, tasks=True):
        package, touch = judged.case.candidate.package, judged.case.touch
        if package is None or package.contact is None or (judged.held and not every):
            continue
        contact = package.contact
        own = {k.casefold(): v for k, v in contact.attributes.items()}
        rows.append([
            touch.id, f"{touch.due_at:%Y-%m-%d}", touch.channel, package.account.name, contact.full_name, contact.title,
            own.get("phone", ""), contact.linkedin_url, touch.raw.decode(), "; ".join(judged.held),
        ])  # fmt: skip
    return pd.DataFrame(rows, columns=COLUMNS).sort_values(["due", "task"], ignore_index=True)


def task_done(ledger: Ledger, world: World, task_id: str, *, by: str, now: datetime) -> str:
    """Record that a person took a step; says which. InputError where there is no such task open, Conflict where a check
    holds it."""
    with ledger.recording(by, "task.done", task_id) as recording:
        open_tasks = (c for c in candidates(recording.rows, world, now) if c.touch.kind == "task")
        found = next((c for c in open_tasks if c.touch.id == task_id), None)
        if found is None or found.package is None:
            raise InputError(f"there is no open task '{task_id}'", mend=f"hitl tasks {world.campaign} lists them")
        mailbox = Mailbox(recording.rows, world.mailbox, world.sending, now)
        if held := judge(Case(found, world, recording.rows, now, mailbox)).held:
            raise Conflict(f"the task is held, {held[0]}", mend=f"hitl tasks {world.campaign} lists those that are due")
        record(recording, found.touch.model_copy(update={"by": by}))
        enter(recording, task_id, "done", now, number=1, why="done by hand")
        recording.note(campaign=world.campaign, channel=found.touch.channel)
    return f"{found.touch.channel}, {found.package.account.name}"
