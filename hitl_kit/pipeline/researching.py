"""Research of many accounts: several at once, recorded as it comes, and gone on with after a kill."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

import sqlalchemy as sa

from hitl_kit import research, targeting
from hitl_kit.domain.accounts import Account
from hitl_kit.domain.evidence import AccountResearch, Answer
from hitl_kit.ledger import Ledger, tables

from .brief import Brief, Progress, Tally, silent, untold
from .threads import in_threads

CHUNK = 200
"""Accounts read from the ledger at a time."""

_Job = tuple[Account, AccountResearch | None]
_Item = tuple[AccountResearch, dict[str, str]]


def research_accounts(
    ledger: Ledger, brief: Brief, keys: Sequence[str], progress: Progress = silent, *, tally: Tally = untold,
    again: bool = False,
) -> int:  # fmt: skip
    """Ask the brief's sources about the accounts of these keys and store what they answer; returns for how many
    accounts that differs from what was known. Refuses an ICP that nobody approved.

    A source of the web that has answered for an account, this day and this ICP is not asked again, also after a kill,
    unless `again`. Whatever stops this, what has been stored stays.
    """
    targeting.require_approved(ledger, brief.campaign, "icp", brief.icp)

    def ask(job: _Job) -> _Item:
        account, known = job
        return research.research_account(
            account, brief.icp.value, brief.sources, brief.as_of, asked=brief.asked, known=known
        )

    counts: dict[str, Counter[Answer]] = {source.name: Counter() for source in brief.sources}

    def items() -> Iterator[_Item]:
        threads = brief.policy.value.research.concurrency
        for done, item in enumerate(in_threads(ask, _jobs(ledger, brief, keys, again=again), threads), 1):
            yield item
            for measured in item[0].measurements:
                counts[measured.source][measured.answer] += 1
                tally(measured.source, counts[measured.source])
            progress("research", done, len(keys))

    return research.record_research(
        ledger, brief.campaign, items(), as_of=brief.as_of, actor=brief.actor, simulated=brief.simulated
    )


def _jobs(ledger: Ledger, brief: Brief, keys: Sequence[str], *, again: bool) -> Iterator[_Job]:
    """Each account with what is known of it, where that may spare a question."""
    for start in range(0, len(keys), CHUNK):
        chunk = list(keys[start : start + CHUNK])
        known = {} if again else research.research_of(ledger, brief.campaign, chunk, simulated=brief.simulated)
        for account in accounts_of(ledger, brief, chunk):
            yield account, known.get(account.key)


def accounts_of(ledger: Ledger, brief: Brief, keys: Sequence[str]) -> list[Account]:
    """A few hundred accounts of the campaign as they stand now, in the order of the keys."""
    a = tables.account
    rows = ledger.rows(
        sa.select(a.c.key, a.c.content)
        .where(a.c.campaign == brief.campaign, a.c.simulated == brief.simulated, a.c.key.in_(keys))
        .order_by(a.c.id)
    )
    latest = {row["key"]: row["content"] for row in rows}
    return [Account.model_validate_json(latest[key]) for key in keys if key in latest]
