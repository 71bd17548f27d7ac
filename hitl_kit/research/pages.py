"""PageFolder: pages that the campaign brings, saved by hand or by a crawler, as a source of facts."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import get_args

from hitl_kit.domain.accounts import Account
from hitl_kit.domain.base import sha256_hex, short_id
from hitl_kit.domain.errors import InputError
from hitl_kit.domain.evidence import VETO_KINDS, Fact, Source, SourceClass, fold
from hitl_kit.domain.icp import ICP
from hitl_kit.files import Column, read_table

from .html import Unreadable, decoded, html_text, plain_text
from .parsing import run_killable
from .sentences import Cues, best, only_date, sentences
from .sources import STRENGTH, Reading
from .unanswered import Unanswered

INDEX_HEADER = ("file", "account", "url", "title", "retrieved_at", "published", "source_class")
MAX_PAGE_BYTES = 2_000_000
_SECONDS = 5.0
FACTS_A_PAGE = 2
"""At most so many facts of one kind are taken from one page."""

VETO_CUES: dict[str, tuple[str, ...]] = {
    "layoffs": (
        "laid off", "lay off", "laying off", "layoff*", "redundanc*", "job cuts", "cut jobs", "cutting jobs",
        "workforce reduction", "reduction in force", "reducing its workforce", "restructuring plan",
    ),
    "merger": (
        "to be acquired", "merger", "to merge with", "agreed to acquire", "agreed to be acquired", "will acquire",
        "takeover", "acquisition of the company", "has been acquired by", "was acquired by",
    ),
    "controversy": (
        "investigation into", "under investigation", "data breach", "lawsuit*", "class action", "recall of", "recalled",
        "fraud charges", "accused of", "filed for bankruptcy", "chapter 11", "insolvency",
    ),
}  # fmt: skip
"""The words by which the events are found that hold a package for a person."""


@dataclass(frozen=True)
class _Page:
    path: Path
    url: str
    title: str
    retrieved_at: datetime
    published: date | None
    source_class: SourceClass


class PageFolder:
    """Facts out of saved pages: `index.csv` says which file is about which account (its key, usually the domain).

    A fact is dated by its sentence if that gives one date in the past, else by the day the page was published. Its
    strength follows from the source's class (`sources.STRENGTH`).
    """

    name = "pages"

    def __init__(self, folder: Path, icp: ICP) -> None:
        self._folder = folder
        self._cues = event_cues(icp)
        self._asks = any(s.cues for s in icp.signals)
        self._pages: dict[str, list[_Page]] = defaultdict(list)
        self._refused: dict[str, list[str]] = defaultdict(list)
        self.problems: tuple[str, ...] = ()
        self.unavailable = self._index()

    def _index(self) -> str:
        if not self._folder.is_dir():
            return "this campaign brings no saved pages (pages/index.csv)"
        index = self._folder / "index.csv"
        columns = [Column(c, required=c in ("file", "account", "url", "retrieved_at")) for c in INDEX_HEADER]
        try:
            table = read_table(index, columns, self._row)
        except InputError as error:
            return error.message.replace(str(index), "pages/index.csv")
        problems = [f"pages/index.csv:{r.line}: {r.reason}" for r in table.rejects]
        for line, (account, page) in table.rows:
            if isinstance(page, _Page):
                self._pages[account].append(page)
            else:
                self._refused[account].append(page)
                problems.append(f"pages/index.csv:{line}: {page}")
        self.problems = tuple(problems)
        return ""

    def _row(self, row: dict[str, str]) -> tuple[str, _Page | str]:
        account = account_text(row["account"])
        try:
            return account, _Page(
                path=self._inside(row["file"]), url=row["url"], title=row.get("title") or row["url"],
                retrieved_at=moment_of(row["retrieved_at"], "retrieved_at"),
                published=day_of(row["published"], "published") if row.get("published") else None,
                source_class=class_of(row.get("source_class", "")),
            )  # fmt: skip
        except ValueError as error:
            return account, str(error)

    def _inside(self, name: str) -> Path:
        """The file of that name, which must be a plain file in the folder and of a bearable size."""
        root = self._folder.resolve()
        try:
            path = (self._folder / name).resolve(strict=True)
            size = path.stat().st_size
        except (OSError, ValueError, RuntimeError):
            raise ValueError(f"the file {name!r} is not in the folder") from None
        if not path.is_relative_to(root) or not path.is_file():
            raise ValueError(f"{name!r} is not a file inside the folder")
        if size > MAX_PAGE_BYTES:
            raise ValueError(f"the file {name!r} has {size:,} bytes; at most {MAX_PAGE_BYTES:,} are read")
        return path

    def read(self, account: Account) -> Reading:
        """The facts of every saved page about the account."""
        keys = dict.fromkeys((account.key.casefold(), account.domain.casefold()))
        pages = [p for k in keys if k for p in self._pages.get(k, ())]
        faults = [f for k in keys if k for f in self._refused.get(k, ())]
        if not pages and not faults:
            return Reading("not measured", "no saved page for this account")
        sources: list[Source] = []
        facts: list[Fact] = []
        texts: dict[str, str] = {}
        strengths: dict[str, float] = {}
        for page in pages:
            try:
                text = page_text(page.path)
            except (OSError, ValueError) as error:
                reason = (error.strerror or "") if isinstance(error, OSError) else str(error)
                faults.append(f"{page.path.name} cannot be read: {reason}")
                continue
            source = _source(page, text)
            sources.append(source)
            texts[source.sha256] = text
            for fact in event_facts(self._cues, source, text, naming=account.name):
                if fact.id not in strengths:
                    facts.append(fact)
                    strengths[fact.id] = STRENGTH[source.source_class]
        left_out = "; ".join(faults)
        if not sources:
            return Reading("not measured", left_out)
        if facts:
            return Reading("found", left_out, tuple(sources), tuple(facts), texts, strengths)
        if not self._asks:
            return Reading("not measured", "the ICP gives no cues to look for in pages", tuple(sources), texts=texts)
        return Reading("not found", left_out, tuple(sources), texts=texts)


def event_cues(icp: ICP) -> Sequence[Cues]:
    """The phrases by which each kind of event is found in a text: the ICP's own, and those that hold a package."""
    named = {s.kind: s.cues for s in icp.signals}
    kinds = dict.fromkeys([*named, *VETO_KINDS])
    phrases = {k: (*named.get(k, ()), *VETO_CUES.get(k, ())) for k in kinds}
    return [Cues.of(k, p, heed_negation=k not in VETO_KINDS) for k, p in phrases.items() if p]


def event_facts(cues: Sequence[Cues], source: Source, text: str, *, naming: str) -> list[Fact]:
    """The sentences of a source's text that tell of an event, a few of each kind; those that name the company first.

    A fact is dated by its sentence if that gives one date, else by the day the source was published.
    """
    quotable = [s for s in sentences(text) if len(s) <= 600 and len(s.split()) >= 3]
    folded = [fold(s) for s in quotable]
    return [
        Fact(
            id=short_id(source.id, kind.kind, quotable[place]), source_id=source.id, kind=kind.kind,
            quote=quotable[place], dated=_dated(quotable[place], source.published),
        )
        for kind in cues
        for place in best(folded, kind, naming=naming, at_most=FACTS_A_PAGE)
    ]  # fmt: skip


def _source(page: _Page, text: str) -> Source:
    digest = sha256_hex(text)
    return Source(
        id=short_id(page.url, digest), url=page.url, title=page.title, retrieved_at=page.retrieved_at, sha256=digest,
        source_class=page.source_class, published=page.published,
    )  # fmt: skip


def _dated(sentence: str, published: date | None) -> date | None:
    """An old event told again stays old; an announced date does not make the announcement later."""
    own = only_date(sentence)
    return min(own, published) if own and published else own or published


def page_text(path: Path) -> str:
    """The text of a saved page (HTML by its suffix or its looks); ValueError where there is none to read."""
    text = decoded(path.read_bytes())
    looks = re.match(r"\s*(?:<!--.*?-->\s*)?<(?:!doctype|html|head|body|\?xml)", text[:2000], re.I | re.S)
    marked_up = path.suffix.lower() in (".html", ".htm", ".xhtml") or looks is not None
    try:
        plain = run_killable(html_text, text, seconds=_SECONDS) if marked_up else plain_text(text)
    except Unanswered as error:
        raise Unreadable(error.message) from None
    if not plain:
        raise Unreadable("it holds no text")
    return plain


def account_text(value: str) -> str:
    """An account's key as people write it: a domain may come as an address or with www."""
    return re.sub(r"^(?:https?://)?(?:www\.)?", "", value.strip().casefold()).rstrip("/")


def day_of(value: str, field: str) -> date:
    """A day written as 2026-10-12; ValueError names the field."""
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", value.strip()):
        raise ValueError(f"{field}: '{value}' is not a date; write it as 2026-10-12")
    try:
        return date.fromisoformat(value.strip())
    except ValueError:
        raise ValueError(f"{field}: '{value}' is not a day of the calendar") from None


def moment_of(value: str, field: str) -> datetime:
    """A day or a moment in ISO form, in UTC unless it says otherwise; ValueError names the field."""
    if len(value.strip()) <= 10:
        return datetime.combine(day_of(value, field), datetime.min.time(), UTC)
    try:
        moment = datetime.fromisoformat(value.strip())
    except ValueError:
        raise ValueError(f"{field}: '{value}' is not a moment; write it as 2026-10-12T08:00:00Z") from None
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)


def class_of(value: str) -> SourceClass:
    """The source class of that name ('' is other); ValueError where there is none."""
    known: tuple[SourceClass, ...] = get_args(SourceClass)
    for name in known:
        if name == (value.strip().casefold() or "other"):
            return name
    raise ValueError(f"source_class: '{value}' is none of {', '.join(known)}")
