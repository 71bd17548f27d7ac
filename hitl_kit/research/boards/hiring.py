"""HiringSource: the open positions on a company's job boards, as facts about whom it hires."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from hitl_kit.domain.accounts import Account
from hitl_kit.domain.base import sha256_hex, short_id
from hitl_kit.domain.evidence import Fact, Source, fold
from hitl_kit.domain.icp import ICP

from ..careers import Careers, own_name
from ..sources import STRENGTH, Reading
from ..unanswered import Unanswered
from .board import JobBoard, Posting
from .roles import closeness

if TYPE_CHECKING:
    from ..http import Door

HIRING = "hiring"
MAX_FACTS = 10
"""At most so many open positions of an account become facts."""
MAX_BOARDS = 3
"""A company that links to more boards shows other companies' positions."""
ANY_ROLE = 0.5
"""The strength of a position where the ICP does not say which roles it looks for: most companies hire somebody."""


class HiringSource:
    """Open positions that fit the `roles` of the ICP's signals (every one for "hiring" where that names none).

    The boards are those that the account's own pages link to; `site` is where these lie. The fact is the position's
    title as the board gives it, dated by its publication; the newest come first, each title once.
    """

    name = "job boards"
    problems: tuple[str, ...] = ()

    def __init__(self, door: Door, icp: ICP, boards: Sequence[JobBoard], *, site: str = "https://{domain}") -> None:
        self._careers = Careers(door, boards, site)
        self._wanted = [s for s in icp.signals if s.roles or s.kind == HIRING]
        self.unavailable = "" if self._wanted else "the ICP names no 'hiring' signal and no roles"

    def read(self, account: Account) -> Reading:
        """The positions that the account's boards list; Unanswered where none of them could be read."""
        if not account.domain:
            return Reading("not measured", "the account has no domain")
        own = own_name(account)
        boards = self._careers.linked_boards(account.domain, own)
        if not boards:
            return Reading("not measured", f"the pages of {account.domain} link to no job board that can be read")
        if len(boards) > MAX_BOARDS:
            return Reading("not measured", f"the pages of {account.domain} link to {len(boards)} job boards, not one")
        if not own(boards[0][1]):
            others = " and ".join(f"'{slug}' on {board.name}" for board, slug in boards)
            return Reading("not measured", f"the pages of {account.domain} link to another company's board: {others}")
        postings: dict[tuple[str, str], Posting] = {}
        failures: list[Unanswered] = []
        for board, slug in boards:
            try:
                postings |= {(p.board, p.id): p for p in board.postings(slug)}
            except Unanswered as error:
                failures.append(error)
        if len(failures) == len(boards):
            raise failures[0]
        causes = [f.message for f in failures]
        fitting = self._fitting(postings.values())
        if len(fitting) > MAX_FACTS:
            causes.append(f"{MAX_FACTS} of {len(fitting)} positions that fit are kept")
        if fitting:
            return _reading(account, fitting[:MAX_FACTS], "; ".join(causes))
        if failures:
            return Reading("not measured", "; ".join(causes))
        names = " and ".join(dict.fromkeys(board.name for board, _ in boards))
        if not postings:
            return Reading("not found", f"no open position on {names}")
        return Reading("not found", f"{len(postings)} open positions on {names}, none that the ICP asks for")

    def _fitting(self, postings: Iterable[Posting]) -> list[tuple[str, float, Posting]]:
        """Kind, strength and posting: the newest first, and of one day the closest to its role."""
        ranked = []
        for posting in postings:
            for signal in self._wanted if posting.headline else ():
                near = closeness(signal.roles, posting.headline) if signal.roles else 0
                if near is not None:
                    strength = STRENGTH["first-party"] if signal.roles else ANY_ROLE
                    age = -posting.published.toordinal() if posting.published else 0
                    ranked.append(((age, near, posting.headline, posting.id), signal.kind, strength, posting))
        once: dict[tuple[str, str], tuple[str, float, Posting]] = {}
        for _, kind, strength, posting in sorted(ranked, key=lambda r: r[0]):
            once.setdefault((kind, fold(posting.headline)), (kind, strength, posting))
        return list(once.values())


def _reading(account: Account, chosen: Sequence[tuple[str, float, Posting]], left_out: str) -> Reading:
    sources: dict[str, Source] = {}
    facts: dict[str, Fact] = {}
    texts: dict[str, str] = {}
    strengths: dict[str, float] = {}
    for kind, strength, posting in chosen:
        text = posting.text
        digest = sha256_hex(text)
        source = Source(
            id=short_id(posting.url, digest), url=posting.url, retrieved_at=posting.retrieved_at, sha256=digest,
            title=f"{account.name}: open position on {posting.board}", source_class="first-party",
            published=posting.published,
        )  # fmt: skip
        fact = Fact(
            id=short_id(source.id, kind, posting.headline), source_id=source.id, kind=kind, quote=posting.headline,
            dated=posting.published,
        )  # fmt: skip
        sources[source.id], facts[fact.id], texts[digest], strengths[fact.id] = source, fact, text, strength
    return Reading("found", left_out, tuple(sources.values()), tuple(facts.values()), texts, strengths)
