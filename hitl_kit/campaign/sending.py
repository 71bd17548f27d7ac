"""What leaves a campaign: mails inside guardrails, tasks for people, files for other tools."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from hitl_kit import pipeline, routing, targeting
from hitl_kit.domain.base import utc_now
from hitl_kit.domain.delivery import Sending
from hitl_kit.domain.errors import InputError
from hitl_kit.research.unanswered import Unanswered

from .reviewing import Reviewing

if TYPE_CHECKING:  # the mail libraries take a while to import, and most commands send nothing
    from hitl_kit.delivery import DryRun, Exported, Mailbox, Run, Synced, World

HUBSPOT = "HITL_HUBSPOT_TOKEN"
NOT_CONFIGURED = "policy.yaml has no 'sending:', and without it nothing is sent"
MEND = "write at least: sending: {unsubscribe_url: https://…, dkim_selectors: [...], zone: …}; docs/delivery.md has all"


class Delivering(Reviewing):
    """What was approved leaves, once."""

    def sending_lacks(self) -> list[str]:
        """What is missing before anything can be sent, each in words; nothing where all is there."""
        from hitl_kit.delivery import smtp_lacks

        lacks = [NOT_CONFIGURED] if self.policy.value.sending is None else []
        if names := smtp_lacks(os.environ):
            lacks.append(
                f"the environment names no server: {', '.join(names)} {'are' if len(names) > 1 else 'is'} not set"
            )
        return lacks

    def wordless(self) -> list[str]:
        """The plays with a later email that has no words in angles.yaml: it is never sent."""
        return [
            play.id
            for play in self.library.value.plays
            if any(s.channel == "email" and not s.words for n, s in enumerate(play.sequence, 1) if n != play.mail_step)
        ]

    def send_plan(self) -> DryRun:
        """What would leave now and what holds the rest: every touch, and what every check says about it. Sends and
        records nothing."""
        from hitl_kit.delivery import dry_run

        world = self._world(look_up=self.policy.value.sending is not None)
        return dry_run(self._ledger, world, utc_now())

    def send(self, most: int = 1000) -> Run:
        """Send what may leave now. InputError, with all that is missing, where nothing can be sent."""
        from hitl_kit.delivery import send, smtp_server

        if lacks := self.sending_lacks():
            raise InputError("; ".join(lacks), mend=MEND if lacks[0] == NOT_CONFIGURED else "docs/delivery.md")
        targeting.record_policy(self._ledger, self.slug, self.policy, actor=self._user)
        return send(self._ledger, self._world(look_up=True), smtp_server(os.environ), actor=self._user, most=most)

    def to_do(self, *, every: bool = False) -> pd.DataFrame:
        """The steps that people take by hand and that are due; with `every`, also those that a check holds."""
        from hitl_kit.delivery import task_table

        return task_table(self._ledger, self._world(), utc_now(), every=every)

    def did(self, task: str, *, by: str = "") -> str:
        """Record that the user, or whom `by` names, took a step by hand; says which."""
        from hitl_kit.delivery import task_done

        return task_done(self._ledger, self._world(), task, by=self.workbench.signer(by), now=utc_now())

    def export(self, tool: str, folder: str | Path = "", *, again: bool = False) -> Exported:
        """Write what people approved and is not sent as a file for a tool: smartlead, instantly, lemlist, salesloft,
        outreach or hubspot; into campaigns/SLUG/exports unless said otherwise."""
        from hitl_kit.delivery import export

        where = Path(folder) if folder else self.folder / "exports"
        return export(self._ledger, self._world(), tool, where, actor=self._user, now=utc_now(), again=again)

    def sync_hubspot(self, progress: pipeline.Progress = pipeline.silent) -> Synced:
        """Exchange opt-outs with HubSpot: whoever opted out on one side has on both. InputError without a token."""
        from hitl_kit.delivery import sync

        if not (token := os.environ.get(HUBSPOT, "")):
            raise InputError(f"{HUBSPOT} is not set", mend="a private app's token with communication_preferences")
        door = self.workbench.doors.open(self.policy.value.research.contact)
        try:
            return sync(
                self._ledger, door, token, suppressed=targeting.suppressed, actor=self._user,
                told=lambda done, total: progress("HubSpot", done, total),
            )  # fmt: skip
        except Unanswered as error:
            mend = error.mend or f"check {HUBSPOT} and the network; what was learned is kept, and the next sync goes on"
            raise Unanswered(f"HubSpot does not answer: {error.message}", error.kind, mend=mend) from None

    def mailbox(self) -> Mailbox:
        """What the sender's mailbox has sent, how much more it may send today, and what came back."""
        from hitl_kit.delivery import Mailbox

        world = self._world()
        return Mailbox(self._ledger.rows, world.mailbox, world.sending, utc_now())

    def resume_mailbox(self, *, by: str = "", reason: str) -> str:
        """Record that a person looked at what stopped the mailbox, and lets it go on; says which."""
        from hitl_kit.delivery import resume

        name, box = self.workbench.signer(by), self.mailbox()
        self.authority().require("resume", name)
        if not reason.strip():
            raise InputError("nobody can follow this later without a reason", mend="say what was done about it")
        if not (box.bounce_fault or box.complaint_fault):
            return f"{box.address} is not stopped: nothing was recorded"
        resume(self._ledger, self.slug, box, by=name, reason=reason)
        return f"{box.address} goes on, says {name}"

    def unknown_mails(self) -> pd.DataFrame:
        """Mails that may have left, and are never sent again: for a person to look for."""
        from hitl_kit.delivery import unknown

        columns = ["touch", "email", "message_id", "why", "at"]
        found = [r for r in unknown(self._ledger.rows) if r["campaign"] == self.slug]
        rows = [[r["id"], r["email"], r["message_id"], r["why"], r["at"]] for r in found]
        return pd.DataFrame(rows, columns=columns)

    def settle_mail(self, touch: str, *, arrived: bool, by: str = "", reason: str) -> str:
        """Record whether a mail left of which nobody knew; gives its state. It is not sent again either way."""
        from hitl_kit.delivery import settle

        name = self.workbench.signer(by)
        self.authority().require("resume", name)
        return settle(self._ledger, touch, arrived=arrived, by=name, reason=reason, now=utc_now())

    def _holds_now(self, package: str) -> str:
        """Why the automatic approval of a package does not hold at this moment, '' where it does."""
        brief = self.brief(sources=(), drafter=self.policy.value.drafting.drafter)
        setting = pipeline.trust_setting(self._ledger, brief)
        return routing.holds_now(self._ledger, self.slug, package, setting=setting)

    def _world(self, *, look_up: bool = False) -> World:
        """All that delivery has to be given; `look_up` asks DNS about the sending domain."""
        from hitl_kit.delivery import Remembered, Spamd, World, authentication, resolver, unsubscribe_key

        library, policy = self.library.value, self.policy.value
        sending = policy.sending or Sending()
        domain = library.sender.email.rpartition("@")[2].casefold()
        return World(
            campaign=self.slug, sender=library.sender, sending=sending, plays={p.id: p for p in library.plays},
            key=unsubscribe_key(self.workbench.workspace.root, os.environ), suppressed=targeting.suppressed,
            holds_now=self._holds_now,
            authentication=authentication(domain, sending.dkim_selectors, resolver(os.environ)) if look_up else None,
            score=Remembered(Spamd.at(sending.spamd).score) if sending.spamd else None,
        )  # fmt: skip
