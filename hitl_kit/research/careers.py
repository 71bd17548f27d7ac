"""Careers: which job boards a company's own pages link to; its name on a board is read there, never guessed."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, unquote, urljoin, urlsplit

from hitl_kit.domain.accounts import Account

from .unanswered import Unanswered

if TYPE_CHECKING:
    from .boards.board import JobBoard
    from .http import Door, Response

MAX_PAGES = 5
"""At most so many pages of a company are read in search of its careers page."""
MAX_CHARACTERS = 2_000_000
_GUESSED = ("/careers", "/jobs")
_PAGES = ("text/html", "application/xhtml+xml")
_ADDRESS = re.compile(r"(?:https?:|(?<![:\w]))//[^\s\"'<>\\`{}|^]{4,500}", re.I)
_HREF = re.compile(r"\bhref\s*=\s*(?:\"([^\"<>]{1,500})\"|'([^'<>]{1,500})')", re.I)
_SIGNS = re.compile(r"[\W_]+")
_FORMS = frozenset(str.split(
    "the inc ltd llc llp plc corp co company corporation limited gmbh ag se kg bv nv ab as aps oy oyj sa sas sarl spa"
    " srl holding holdings group international"
))  # fmt: skip
_CAREERS = re.compile(
    r"\b(?:careers?|jobs?|vacanc(?:y|ies)|open-positions|openings|join-us|work-with-us|work-for-us|hiring|recruitment"
    r"|karriere|stellenangebote|carrieres?|recrutement|emplois?|empleos?|werken-bij|lavora-con-noi)\b",
    re.I,
)


@dataclass(frozen=True)
class Link:
    """An http(s) address in its parts: host, the path's segments and the query, all decoded; the host in lower case."""

    host: str
    path: tuple[str, ...] = ()
    query: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, address: str) -> Link | None:
        """The parts of an address, or None where it is none that a browser would open."""
        try:
            parts = urlsplit(address.strip())
            host = (parts.hostname or "").rstrip(".")
            query = dict(parse_qsl(parts.query, max_num_fields=100))
        except ValueError:
            return None
        if parts.scheme not in ("http", "https") or not host:
            return None
        return cls(host, tuple(unquote(s) for s in parts.path.split("/") if s), query)


class Careers:
    """Finds a company's job boards on its home page, the careers pages linked there, else /careers and /jobs.

    `site` says where a company's home page lies, `{domain}` standing for its domain.
    """

    def __init__(self, door: Door, boards: Sequence[JobBoard], site: str = "https://{domain}") -> None:
        self._door = door
        self._boards = boards
        self._site = site

    def linked_boards(self, domain: str, own: Callable[[str], bool] = bool) -> tuple[tuple[JobBoard, str], ...]:
        """The boards that the first page with any links to, each with the company's name on it; `own` says whether a
        name is like this company's. Where no page links to such a board, those of other names that the first links to.

        Empty where every page could be read and none links to any; Unanswered where one could not be read.
        """
        home = self._site.replace("{domain}", domain)
        pages, asked, answered = [home], 0, False
        failure: Unanswered | None = None
        others: tuple[tuple[JobBoard, str], ...] = ()
        while pages and asked < MAX_PAGES:
            address, asked = pages.pop(0), asked + 1
            page: Response | None = None
            try:
                page = self._door.get(address, accept=_PAGES, robots=True, missing_ok=True)
            except Unanswered as error:
                failure = failure or Unanswered(f"{domain}: {error.message}", error.kind)
                if error.kind in ("unreachable", "timeout") and not answered:
                    break  # the other pages lie on the same host
            links: list[str] = []
            if page is not None and page.status < 400:
                answered = True
                text = _without_comments(page.text[:MAX_CHARACTERS])
                found = self._boards_in([page.url, *_addresses(text, page.url)])
                if named := tuple((board, slug) for board, slug in found if own(slug)):
                    return named
                others = others or found
                links = _careers_links(text, page.url, domain)
            if asked == 1:
                pages = links or [urljoin(address, path) for path in _GUESSED]
        if failure is not None and not others:
            raise failure
        return others

    def _boards_in(self, addresses: Sequence[str]) -> tuple[tuple[JobBoard, str], ...]:
        found: dict[tuple[str, str], tuple[JobBoard, str]] = {}
        for link in map(Link.of, dict.fromkeys(addresses)):
            for board in self._boards if link else ():
                if link and (slug := board.slug(link)):
                    found[board.name, slug] = (board, slug)
        return tuple(found.values())


def own_name(account: Account) -> Callable[[str], bool]:
    """Whether a name on a job board is like an account's: one holds the other's name or domain, or it is made of the
    name's initials. A company's pages also link to the boards of partners, customers and parents."""
    label = _SIGNS.sub("", account.domain.casefold().removeprefix("www.").partition(".")[0])
    words = [word for word in re.split(r"[\W_]+", account.name.casefold()) if word]
    plain = [word for word in words if word not in _FORMS]
    mine = [name for name in (label, "".join(plain)) if name]
    initials = {"".join(word[0] for word in some) for some in (words, plain)}

    def own(slug: str) -> bool:
        there = _SIGNS.sub("", slug.casefold())
        return there in initials or any(
            there == name or there.removeprefix(name) in _FORMS or (len(name) > 2 and name in there)
            or (len(there) > 3 and name.startswith(there))
            for name in mine
        )  # fmt: skip

    return own


def _without_comments(text: str) -> str:
    """A page without its comments: a board that the company has left often lives on in one."""
    kept = []
    while text:
        before, opened, rest = text.partition("<!--")
        kept.append(before)
        _, closed, text = rest.partition("-->")
        if opened and not closed:
            break
    return " ".join(kept)


def _addresses(text: str, base: str) -> list[str]:
    """Every address written in a page: links, frames, scripts, and what inline scripts hold as JSON."""
    plain = text.replace("\\/", "/").replace("\\u002F", "/").replace("\\u002f", "/").replace("\\u0026", "&")
    return [_joined(base, m[0]) for m in _ADDRESS.finditer(plain)]


def _joined(base: str, written: str) -> str:
    """The whole address of a link as it is written in a page, without its fragment; '' where it is none."""
    try:
        return urljoin(base, html.unescape(written).strip()).partition("#")[0]
    except ValueError:
        return ""


def _careers_links(text: str, base: str, domain: str) -> list[str]:
    """The links of a page that look like the careers page of the same company."""
    own = Link.of(base)
    bare = domain.casefold().removeprefix("www.")
    found: dict[str, None] = {}
    for match in _HREF.finditer(text):
        address = _joined(base, match[1] or match[2])
        link = Link.of(address)
        if link is None or own is None or address == base:
            continue
        if link.host not in (own.host, bare) and not link.host.endswith("." + bare):
            continue
        if _CAREERS.search(" ".join((link.host.removesuffix(bare), *link.path))):
            found[address] = None
    return list(found)
