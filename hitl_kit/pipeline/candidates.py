"""Candidates: the accounts that a batch may write to, in their order, each with its research and its contact."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from hitl_kit import drafting, research, retrospect, targeting
from hitl_kit.domain.accounts import Account, Contact
from hitl_kit.domain.evidence import AccountResearch, Fact
from hitl_kit.domain.packages import ScoreTerm
from hitl_kit.ledger import Ledger, tables, views
from hitl_kit.research import ContactChoice

from .brief import Brief
from .researching import CHUNK, accounts_of


@dataclass(frozen=True)
class Candidate:
    """An account with its research, its score's terms and the contact that was chosen for it, if there is one."""

    account: Account
    tier: str
    high_value: bool
    research: AccountResearch
    terms: tuple[ScoreTerm, ...]
    choice: ContactChoice

    @property
    def score(self) -> float:
        """The sum of the terms."""
        return sum(t.points for t in self.terms)

    @property
    def nobody(self) -> str:
        """Why there is nobody to write to, '' where there is; without a signal, that is the first thing to mend."""
        if self.choice.contact is not None or not self.terms:
            return ""
        reasons = "; ".join(dict.fromkeys(reason for _, reason in self.choice.left_out))
        return f"{self.choice.why}: {reasons}" if reasons else self.choice.why


class Candidates:
    """The matched accounts of a campaign: keys of all of them, and everything else a few hundred at a time. Nobody who
    was written to before is chosen, unless not `anew`."""

    def __init__(self, ledger: Ledger, brief: Brief, matched: targeting.Match, *, anew: bool = True) -> None:
        self._ledger, self._brief, self._matched = ledger, brief, matched
        self._suppressions = targeting.load_suppressions(ledger)
        self._written_to = _written_to(ledger) if anew else {}
        self._retired = retrospect.retired_angles(ledger, brief.campaign)
        self._watched = retrospect.watched_angles(ledger, brief.campaign)
        self._seed = drafting.campaign_seed(ledger, brief.campaign, actor=brief.actor)

    def ranked(self, keys: Collection[str]) -> list[str]:
        """Those of these accounts that were researched, the highest score first."""
        wanted, icp = set(keys), self._brief.icp.value
        scores = (
            (-sum(t.points for t in research.score(icp, found, self._brief.as_of)), found.account_key)
            for found in research.stream_research(self._ledger, self._brief.campaign, simulated=self._brief.simulated)
            if found.account_key in wanted
        )
        return [key for _, key in sorted(scores)]

    def of(self, keys: Sequence[str]) -> Iterator[Candidate]:
        """The candidates of these keys, in their order."""
        icp, brief = self._brief.icp.value, self._brief
        contact_ids = self._contact_ids(keys)
        for start in range(0, len(keys), CHUNK):
            chunk = list(keys[start : start + CHUNK])
            known = research.research_of(self._ledger, brief.campaign, chunk, simulated=brief.simulated)
            contacts = self._contacts([i for key in chunk for i in contact_ids.get(key, ())])
            tiers = self._tiers(chunk)
            for account in accounts_of(self._ledger, brief, chunk):
                (tier, high_value), found = tiers[account.key], known[account.key]
                choice = research.choose_contact(icp, contacts.get(account.key, []), self._refuse)
                terms = research.score(icp, found, brief.as_of)
                yield Candidate(account, tier, high_value, found, terms, choice)

    def _tiers(self, keys: list[str]) -> dict[str, tuple[str, bool]]:
        """Tier of each account, and whether it is one that people always review."""
        rows = self._matched.accounts.loc[keys, ["tier", "high_value"]]
        return dict(zip(rows.index, zip(rows["tier"].tolist(), rows["high_value"].tolist(), strict=True), strict=True))

    def vetoes(self, found: AccountResearch) -> tuple[Fact, ...]:
        """The facts that hold a package for a person: a draft is never written around such news."""
        return research.vetoes(found, self._brief.as_of)

    def request(self, package_id: str, candidate: Candidate) -> drafting.DraftRequest:
        """What a drafter is given for a candidate."""
        return drafting.DraftRequest(
            package_id=package_id, account=candidate.account, contact=candidate.choice.contact,
            persona_id=candidate.choice.persona_id, research=candidate.research, score_terms=candidate.terms,
            retired_angles=self._retired, watched_angles=self._watched, as_of=self._brief.as_of, seed=self._seed,
        )  # fmt: skip

    def _contact_ids(self, keys: Sequence[str]) -> dict[str, list[int]]:
        """The rows of the contacts that stand now, by account."""
        current = views.current_contacts(self._brief.campaign, simulated=self._brief.simulated)
        light = current.with_only_columns(tables.contact.c.account_key, tables.contact.c.id)
        wanted, found = set(keys), dict[str, list[int]]()
        for row in self._ledger.stream(light):
            if row["account_key"] in wanted:
                found.setdefault(row["account_key"], []).append(row["id"])
        return found

    def _contacts(self, ids: Sequence[int]) -> dict[str, list[Contact]]:
        """The contacts of these rows by account, each account's in the order of the ids."""
        c, contents = tables.contact.c, dict[int, str]()
        for start in range(0, len(ids), 500):
            rows = self._ledger.rows(sa.select(c.id, c.content).where(c.id.in_(ids[start : start + 500])))
            contents |= {row["id"]: row["content"] for row in rows}
        found: dict[str, list[Contact]] = {}
        for number in ids:
            if contents[number] != views.ERASED:
                contact = Contact.model_validate_json(contents[number])
                found.setdefault(contact.account_key, []).append(contact)
        return found

    def _refuse(self, email: str) -> str | None:
        return self._suppressions.covers(email) or self._written_to.get(email)


def _written_to(ledger: Ledger) -> dict[str, str]:
    """Addresses with a mail that may leave, in any campaign of the workspace, and which one."""
    found = views.packages().subquery()
    rows = ledger.rows(
        sa.select(found.c.email, found.c.campaign)
        .where(found.c.status.in_(["approved", "edited", "automatic"]))
        .distinct()
    )
    return {row["email"]: f"already written to in campaign '{row['campaign']}'" for row in rows}
