"""Found: what a source gathers for one account, and the Reading that it becomes."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from urllib.parse import urljoin, urlsplit

from hitl_kit.domain.base import sha256_hex, short_id
from hitl_kit.domain.evidence import Fact, Source, SourceClass

from ..html import plain_text
from ..sources import STRENGTH, Reading

MAX_TEXT = 40_000
"""At most so many characters of one text are kept; facts are looked for in those alone."""
MAX_QUOTE = 600
_MAX_TITLE = 300
_NO_CUES = "the ICP gives no cues to look for"


class Found:
    """The facts of one account out of one source, each beside the text in which it stands. Texts without a fact are
    not kept."""

    def __init__(self, *, asks: bool = True) -> None:
        self._asks = asks
        self._sources: dict[str, Source] = {}
        self._facts: dict[str, Fact] = {}
        self._texts: dict[str, str] = {}
        self._strengths: dict[str, float] = {}
        self._said: set[tuple[str, str]] = set()
        self._left_out: list[str] = []
        self._notes: list[str] = []

    def leave_out(self, what: str) -> None:
        """Say what could not be read although it might have told something."""
        self._left_out.append(what)

    def note(self, what: str) -> None:
        """Say what was left unread on purpose, which takes nothing from the answer."""
        self._notes.append(what)

    def add(self, source: Source, text: str, facts: Iterable[Fact]) -> None:
        """Keep the facts, with their source and its text. The same words again, on another page, add nothing."""
        for fact in facts:
            if fact.id in self._facts or (fact.kind, fact.quote) in self._said:
                continue
            self._said.add((fact.kind, fact.quote))
            self._facts[fact.id] = fact
            self._strengths[fact.id] = STRENGTH[source.source_class]
            self._sources[source.id] = source
            self._texts[source.sha256] = text

    def reading(self) -> Reading:
        """Found; not found where everything was read and tells of nothing; not measured where nothing was found and
        something was left out, or the ICP gives no words to look for (`asks`)."""
        cause = "; ".join(dict.fromkeys((*self._left_out, *self._notes)))
        if not self._facts and self._left_out:
            return Reading("not measured", cause)
        if not self._facts:
            return Reading("not found", cause) if self._asks else Reading("not measured", _NO_CUES)
        sources, facts = tuple(self._sources.values()), tuple(self._facts.values())
        return Reading("found", cause, sources, facts, self._texts, self._strengths)


def document(
    url: str, title: str, text: str, retrieved_at: datetime, source_class: SourceClass, published: date | None = None
) -> tuple[Source, str]:
    """A source and its text as they are kept: the text plain and bounded, the title one line, the address http(s)."""
    # JSON can name half of a character, which UTF-8 cannot hold
    kept = plain_text(text[: 2 * MAX_TEXT].encode("utf-8", "replace").decode())[:MAX_TEXT].strip()
    line = " ".join(plain_text(title[: 2 * _MAX_TITLE].encode("utf-8", "replace").decode()).split())[:_MAX_TITLE]
    digest = sha256_hex(kept)
    source = Source(
        id=short_id(url, digest), url=url, title=line or url, retrieved_at=retrieved_at, sha256=digest,
        source_class=source_class, published=published,
    )  # fmt: skip
    return source, kept


def stated(source: Source, kind: str, quote: str, dated: date | None) -> Fact:
    """A fact in words of the source; a quote that is too long ends at a word's end."""
    words = quote if len(quote) <= MAX_QUOTE else quote[:MAX_QUOTE].rsplit(" ", 1)[0]
    return Fact(id=short_id(source.id, kind, words), source_id=source.id, kind=kind, quote=words, dated=dated)


def web_address(address: object, base: str = "") -> str:
    """An address as a whole, if it is http(s) and of a bearable length; '' otherwise."""
    if not isinstance(address, str) or not 0 < len(address) <= 2000:
        return ""
    try:
        whole = urljoin(base, address.strip())
        parts = urlsplit(whole)
        host = parts.hostname or ""
    except ValueError:
        return ""
    clean = parts.scheme in ("http", "https") and host and not any(c.isspace() or ord(c) < 32 for c in whole)
    return whole if clean else ""


def host_of(address: str) -> str:
    """The host of an address in lower case, without www; '' where there is none."""
    try:
        return (urlsplit(address).hostname or "").rstrip(".").removeprefix("www.")
    except ValueError:
        return ""


def bare_domain(domain: str) -> str:
    """An account's domain as addresses are compared with it: lower case, without scheme, path and www."""
    text = domain.strip()
    return host_of(text if "//" in text else f"//{text}")


def belongs(address: str, domain: str) -> bool:
    """Whether an address lies on that domain or below it: shop.acme.example does, notacme.example does not."""
    host, own = host_of(address), bare_domain(domain)
    return bool(own) and (host == own or host.endswith(f".{own}"))
