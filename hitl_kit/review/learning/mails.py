"""Mails that people judged: each draft beside what became of it, as the ledger holds them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache

import orjson
import sqlalchemy as sa

from hitl_kit.domain.accounts import Account
from hitl_kit.domain.decisions import Verdict
from hitl_kit.domain.drafts import Draft
from hitl_kit.domain.lessons import FIELDS
from hitl_kit.domain.packages import Package
from hitl_kit.ledger import Ledger, views
from hitl_kit.ledger import tables as t

MOST = 5000
"""So many of the newest verdicts are learned from: what a team wants now, not years ago."""
_OPEN, _CLOSE = "\u2039", "\u203a"


@dataclass(frozen=True, eq=False)
class Mail:
    """One draft and one reviewer's standing verdict on it. `made` and `judged` are the ledger's event numbers."""

    package: Package
    draft: Draft
    made: int
    judged: int
    reviewer: str
    verdict: Verdict
    reason: str
    note: str
    seconds: float
    signal: str
    subject: str
    body: str
    """Subject and body as the reviewer let them go; the draft's own where they were not changed."""

    @property
    def account(self) -> Account:
        """The company that it is for."""
        return self.package.account

    @property
    def let_go(self) -> bool:
        """Whether it may be sent, changed or not."""
        return self.verdict in ("approve", "edit")

    @cached_property
    def data(self) -> dict[str, str]:
        """Words that are data, not wording, and what stands for them: quotations, titles, names."""
        cited = {i for s in self.draft.segments for i in s.fact_ids}
        facts = [f for f in self.package.research.facts if f.id in cited]
        titles = [s.title for f in facts for s in self.package.research.sources if s.id == f.source_id]
        known = dict.fromkeys((" ".join(f.quote.split()) for f in facts), f"{_OPEN}quote{_CLOSE}")
        known |= dict.fromkeys((" ".join(x.split()) for x in titles), f"{_OPEN}title{_CLOSE}")
        return {text: sign for text, sign in (known | self.names).items() if text}

    @cached_property
    def names(self) -> dict[str, str]:
        """The names in it, and the fields of a rule that stand for them."""
        contact = self.package.contact
        found = {self.account.name: "[company]"}
        if contact is not None:
            found |= {contact.last_name: "[last name]", contact.first_name: "[first name]"}
            found |= {contact.full_name: "[name]"}
            if contact.first_name.isupper():
                found[contact.first_name.title()] = "[first name]"
        return {text: sign for text, sign in found.items() if text.strip()}

    def general(self, text: str) -> str:
        """A text of this mail with signs instead of its data, so that mails to different people can be compared."""
        text = "\n".join(" ".join(line.split()) for line in text.split("\n"))
        for known, sign in self._hidden:
            text = text.replace(known, sign)
        return text

    @cached_property
    def _hidden(self) -> list[tuple[str, str]]:
        """What `general` puts a sign for, in this order: the longest first, a long one also without its full stop."""
        found = []
        for known in sorted(self.data, key=len, reverse=True):
            bare = known.rstrip(".")
            found.append((known, self.data[known]))
            if bare != known and len(bare) > 20:
                found.append((bare, self.data[known]))
        return found


def is_data(word: str) -> bool:
    """Whether a word of a general text stands for data that rules may not speak of."""
    return word.startswith(_OPEN)


def is_field(word: str) -> bool:
    """Whether a word of a general text is a field that rules may use."""
    return word in FIELDS


@lru_cache(maxsize=20_000)
def _package(content: str) -> Package:
    return Package.model_validate_json(content)


def judged_mails(ledger: Ledger, campaign: str, *, simulated: bool = False) -> list[Mail]:
    """The newest standing verdicts (MOST of them) but holds on drafts of the campaign, oldest first. Planted drafts are
    not among them, and what an erasure has blanked teaches nothing."""
    d, s, p, r = views.standing_decisions().subquery("d"), t.standing, t.package, t.revision
    select = (
        sa.select(
            p.c.content, p.c.event.label("made"), d.c.event.label("judged"), d.c.reviewer, d.c.verdict, d.c.reason,
            d.c.note, d.c.seconds, s.c.signal, d.c.subject, d.c.body, d.c.content_sha256, d.c.at, p.c.id,
        )
        .join(s, s.c.package_id == p.c.id)
        .join(d, d.c.package_id == p.c.id)
        .where(s.c.campaign == campaign, s.c.simulated == simulated, s.c.decider != "planted", d.c.verdict != "hold")
        .order_by(d.c.id.desc())
        .limit(MOST)
    )  # fmt: skip
    further: dict[str, list[sa.RowMapping]] = {}
    of = sa.select(r.c.package_id, r.c.content, r.c.at).join(s, s.c.package_id == r.c.package_id)
    for row in ledger.rows(of.where(s.c.campaign == campaign, r.c.content_sha256 != "").order_by(r.c.id)):
        further.setdefault(row["package_id"], []).append(row)
    found = (_mail(row, further.get(row["id"], [])) for row in reversed(ledger.rows(select)))
    return [mail for mail in found if mail is not None]


def _mail(row: sa.RowMapping, further: list[sa.RowMapping]) -> Mail | None:
    if row["content"] == views.ERASED or (row["verdict"] == "edit" and not row["body"]):
        return None
    package = _package(row["content"])
    draft = package.draft
    for version in further:  # the reviewer saw the newest that was there
        if version["at"] <= row["at"]:
            draft = Draft.model_validate(orjson.loads(version["content"])["draft"])
    if draft is None:
        return None
    edited = row["verdict"] == "edit"
    return Mail(
        package, draft, row["made"], row["judged"], row["reviewer"], row["verdict"], row["reason"], row["note"],
        row["seconds"], row["signal"], row["subject"] if edited else draft.subject,
        row["body"] if edited else draft.body,
    )  # fmt: skip
