"""Checkpoint 3 of a campaign: replies, and the people who answer them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, get_args

import pandas as pd

from hitl_kit import replies, targeting
from hitl_kit.domain.answering import Answering
from hitl_kit.domain.base import as_day, utc_now
from hitl_kit.domain.cadence import CadenceState
from hitl_kit.domain.errors import InputError, NotAllowed, meant
from hitl_kit.domain.inbound import Guess, Intent, Unsure
from hitl_kit.replies import Brief, Thread

from .paying import REPLIES
from .sending import Delivering
from .syncing import Synced, policies, sync

if TYPE_CHECKING:
    from hitl_kit.widgets import Inbox


class Replying(Delivering):
    """Who answered, what a person needs to know for an answer, and the answer."""

    def sync(
        self, *, mbox: str | Path = "", eml: str | Path = "", progress: Callable[[int], None] = lambda _done: None
    ) -> Synced:
        """What came back since the last time: from the mailbox that the environment names (HITL_IMAP_URL), an mbox file
        or a folder of .eml files. What belongs to other campaigns of the workspace is recorded with them."""
        return sync(
            self.workbench, mbox=Path(mbox) if mbox else None, eml=Path(eml) if eml else None, progress=progress
        )  # fmt: skip

    def read_unsure(self) -> Iterator[Guess]:
        """How Claude reads the open answers that the rules are unsure about, each recorded; none where the policy does
        not say replies: {reader: claude}. InputError where nobody set a limit, ModelStop where Claude cannot be asked:
        what is left stays unsure."""
        from hitl_kit.drafting.claude.intents import read_intents

        if self.answering().reader != "claude":
            return iter(())
        spending = self.spending(batches=False)  # people wait: nobody waits a day for half the price

        def ask(unsure: Sequence[Unsure]) -> Iterator[Guess]:
            return read_intents(lambda: self._paid(REPLIES, spending), spending, unsure)

        return replies.read_unsure(self._ledger, self.slug, ask, actor=self._user)

    def threads(self, *, simulated: bool = True) -> list[Thread]:
        """The conversations that a person is or was needed for, the open and urgent ones first."""
        return replies.list_threads(self._ledger, self.slug, simulated=simulated)

    def answering(self) -> Answering:
        """What the policy says about replies."""
        return self.policy.value.replies

    def conversation(self, package: str) -> Brief:
        """All that a person needs for an answer."""
        return replies.brief(
            self._ledger, self.slug, package, self.answering(),
            sender=self.library.value.sender.name, suppressed=partial(targeting.suppressed, self._ledger.rows),
        )  # fmt: skip

    def answer(self, package: str, text: str, *, subject: str = "", by: str = "") -> str:
        """Put a person's own answer into the outbox, from where the next `hitl send` takes it; gives the touch's id.

        NotAllowed for whoever may not be written to, and where it takes a lead to answer; InputError where there are no
        words, or nobody to answer.
        """
        from hitl_kit.delivery import Answer, queue_answer

        brief, name = self.conversation(package), self.workbench.signer(by)
        if brief.who == "lead":
            self.authority().require("answer angry", name)
        if not text.strip():
            raise InputError("the answer is empty", mend="write it: an answer is a person's own words")
        if not brief.to:
            raise InputError("the words of this reply are not here", mend="answer it in the tool that sent the mail")
        if brief.barred:
            raise NotAllowed(brief.barred, mend="whoever asked for no more mail gets none")
        contact = brief.package.contact
        answer = Answer(
            campaign=self.slug, package_id=package, email=brief.to, subject=subject or brief.subject, body=text,
            by=name, answers=brief.answers, in_reply_to=brief.in_reply_to, references=brief.references,
            to_name=contact.full_name if contact and contact.email == brief.to else "",
            simulated=brief.package.simulated,
        )  # fmt: skip
        with self._ledger.recording(name, "reply.answer", package) as recording:
            return queue_answer(recording, self.library.value.sender, answer, utc_now())

    def correct(self, message: int, intent: Intent, *, by: str = "") -> str:
        """Record that a person reads a message otherwise than the rules did; says what follows from it now."""
        name = self.workbench.signer(by)
        return replies.correct(self._ledger, policies(self.workbench), message, intent, by=name).why

    def settle(
        self, package: str, state: CadenceState, *, reason: str, until: date | str | None = None, by: str = ""
    ) -> None:
        """Record what a person decided about whether the contact is written to further."""
        if state not in get_args(CadenceState):
            raise InputError(
                f"'{state}' is not what can become of it", mend=meant(state, get_args(CadenceState), "say")
            )
        replies.decide(
            self._ledger, self.slug, package, state, by=self.workbench.signer(by), reason=reason, until=as_day(until)
        )

    def inbox(self, person: str = "") -> Inbox:
        """The conversations on screen, with the brief for each and a box for the answer."""
        from hitl_kit.widgets import Inbox

        return Inbox(self, self.workbench.signer(person))

    def replies(self, *, simulated: bool = True) -> pd.DataFrame:
        """Who answered, as reports count it, and who takes the answer from here."""
        return replies.inbox(self._ledger, self.slug, simulated=simulated)

    def hand_over(self, package: str, *, to: str, by: str = "", note: str = "") -> None:
        """Give a reply to the person who answers it."""
        replies.hand_over(self._ledger, self.slug, package, to=to, by=self.workbench.signer(by), note=note)
