"""signals.csv: events that people or their tools noted down, as a source, and the import that fills it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from urllib.parse import urlsplit

from hitl_kit.domain.accounts import Account
from hitl_kit.domain.base import sha256_hex, short_id
from hitl_kit.domain.errors import InputError
from hitl_kit.domain.evidence import VETO_KINDS, Fact, Source, SourceClass
from hitl_kit.files import Column, ImportResult, Table, read_table, write_csv

from .pages import account_text, class_of, day_of
from .sources import STRENGTH, Reading

SIGNALS_HEADER = ("account", "kind", "dated", "strength", "quote", "url", "title", "source_class")
_REQUIRED = frozenset({"account", "kind", "dated", "quote"})
_ALIASES: dict[str, tuple[str, ...]] = {
    "account": ("domain", "account key", "company domain", "website"),
    "kind": ("signal", "signal type", "type", "event"),
    "dated": ("date", "event date", "happened at"),
    "strength": ("weight", "confidence"),
    "quote": ("text", "excerpt", "evidence", "snippet"),
    "url": ("link", "source url"),
    "title": ("source", "source title", "publication"),
    "source_class": ("class", "source type"),
}


@dataclass(frozen=True)
class SignalRow:
    """One event: which account, what kind, when, how strong, and the words that tell of it."""

    account: str
    kind: str
    dated: date
    strength: float
    quote: str
    url: str
    title: str
    source_class: SourceClass

    @property
    def identity(self) -> tuple[str, str, date, str]:
        """Two rows that agree in these tell of the same event."""
        return self.account, self.kind, self.dated, self.quote

    def cells(self) -> list[object]:
        """The row as signals.csv holds it."""
        return [self.account, self.kind, self.dated.isoformat(), f"{self.strength:g}", self.quote, self.url,
                self.title, self.source_class]  # fmt: skip


def _parse(row: dict[str, str]) -> SignalRow:
    cells = {name: _undefused(row.get(name, "")) for name in SIGNALS_HEADER}
    quote = " ".join(cells["quote"].split())
    if len(quote.split()) < 3:
        raise ValueError("quote: is shorter than three words; give the sentence that tells of the event")
    if len(quote) > 600:
        raise ValueError(f"quote: has {len(quote)} characters; at most 600 are quoted")
    source_class = class_of(cells["source_class"])
    return SignalRow(
        account=account_text(cells["account"]), kind=cells["kind"].casefold().replace(" ", "_"),
        dated=day_of(cells["dated"], "dated"), strength=_strength(cells["strength"], source_class), quote=quote,
        url=cells["url"], title=cells["title"], source_class=source_class,
    )  # fmt: skip


def _undefused(cell: str) -> str:
    """A cell without the apostrophe by which write_csv keeps spreadsheets from running it."""
    return cell[1:] if cell[:1] == "'" and cell[1:2] in ("=", "+", "-", "@", "\t", "\r") else cell


def _strength(cell: str, source_class: SourceClass) -> float:
    if not cell:
        return STRENGTH[source_class]
    try:
        value = float(cell)
    except ValueError:
        raise ValueError(f"strength: '{cell}' is not a number between 0 and 1") from None
    if not 0 <= value <= 1:
        raise ValueError(f"strength: {cell} is not between 0 and 1")
    return value


def _columns() -> list[Column]:
    return [Column(name, _ALIASES[name], required=name in _REQUIRED) for name in SIGNALS_HEADER]


class SignalFile:
    """Facts and signals out of a campaign's signals.csv. Each row is its own snapshot: the quote as it was noted."""

    name = "signals file"

    def __init__(self, path: Path) -> None:
        self._rows: dict[str, list[SignalRow]] = defaultdict(list)
        self.problems: tuple[str, ...] = ()
        self.unavailable = self._load(path)

    def _load(self, path: Path) -> str:
        if not path.exists():
            return f"this campaign brings no {path.name}"
        try:
            table = read_table(path, _columns(), _parse)
        except InputError as error:
            return error.message.replace(str(path), path.name)
        self.problems = tuple(f"{path.name}:{r.line}: {r.reason}" for r in table.rejects)
        for _, row in table.rows:
            self._rows[row.account].append(row)
        return ""

    def read(self, account: Account) -> Reading:
        """The events noted for the account."""
        keys = dict.fromkeys((account.key.casefold(), account.domain.casefold()))
        rows = {row.identity: row for key in keys if key for row in self._rows.get(key, ())}
        if not rows:
            return Reading("not found", "no row for this account")
        sources: dict[str, Source] = {}
        facts: dict[str, Fact] = {}
        texts: dict[str, str] = {}
        strengths: dict[str, float] = {}
        for row in rows.values():
            source, fact = _evidence(row)
            sources[source.id], facts[fact.id] = source, fact
            texts[source.sha256] = row.quote
            strengths[fact.id] = max(row.strength, strengths.get(fact.id, 0))
        return Reading("found", "", tuple(sources.values()), tuple(facts.values()), texts, strengths)


def _host(url: str) -> str:
    """The site's name, where a row gives its source no title: mails name titles, and nobody writes an address there."""
    try:
        return (urlsplit(url).hostname or url).removeprefix("www.")
    except ValueError:
        return url


def _evidence(row: SignalRow) -> tuple[Source, Fact]:
    """The file says when something happened, not when it was noted, so that day stands for both."""
    digest, title = sha256_hex(row.quote), row.title or _host(row.url) or "signals.csv"
    source = Source(
        id=short_id(row.url, digest, row.dated.isoformat()), url=row.url, title=title,
        retrieved_at=datetime.combine(row.dated, datetime.min.time(), UTC), sha256=digest,
        source_class=row.source_class, published=row.dated,
    )  # fmt: skip
    fact = Fact(
        id=short_id(source.id, row.kind, row.quote), source_id=source.id, kind=row.kind, quote=row.quote,
        dated=row.dated,
    )  # fmt: skip
    return source, fact


def import_signals(
    path: Path,
    target: Path,
    *,
    known_accounts: Collection[str],
    kinds: Collection[str],
    mapping: Mapping[str, str] | None = None,
    encoding: str = "utf-8",
) -> ImportResult:
    """Merge the good rows of a CSV file into the campaign's signals.csv; the rest becomes rejects.

    `known_accounts` are account keys, `kinds` those that the ICP names (vetoes are always allowed). A row that tells of
    the same event (account, kind, day, words) takes the place of the old one.
    """
    keys = {key.casefold(): key for key in known_accounts}
    allowed = dict.fromkeys([*kinds, *VETO_KINDS])

    def parse(row: dict[str, str]) -> SignalRow:
        parsed = _parse(row)
        if parsed.account not in keys:
            raise ValueError(f"account: '{parsed.account}' is not among the campaign's accounts; import it first")
        if parsed.kind not in allowed:
            raise ValueError(f"kind: '{parsed.kind}' is none of {', '.join(allowed)}")
        return replace(parsed, account=keys[parsed.account])

    kept = {row.identity: row for row in _existing(target)}
    table: Table[SignalRow] = read_table(path, _columns(), parse, mapping=mapping, encoding=encoding)
    added = changed = unchanged = 0
    for _, row in table.rows:
        before = kept.get(row.identity)
        added += before is None
        changed += before is not None and before != row
        unchanged += before == row
        kept[row.identity] = row
    if added or changed:
        target.parent.mkdir(parents=True, exist_ok=True)
        write_csv(target, SIGNALS_HEADER, (row.cells() for row in kept.values()))
    return ImportResult.of("signals", table, added=added, changed=changed, unchanged=unchanged)


def _existing(target: Path) -> list[SignalRow]:
    """The rows already there; InputError rather than losing one that a person wrote by hand and got wrong."""
    if not target.exists():
        return []
    table = read_table(target, _columns(), _parse)
    if table.rejects:
        first = table.rejects[0]
        raise InputError(f"{target}:{first.line}: {first.reason}", mend="mend or remove that row, then import again")
    return [row for _, row in table.rows]
