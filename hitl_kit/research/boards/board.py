"""Posting and JobBoard: an open position, and a board that lists a company's; what the boards' files share."""

from __future__ import annotations

import html
import re
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Annotated, ClassVar, Literal, TypeVar
from urllib.parse import quote, urlencode

from pydantic import BaseModel, BeforeValidator, StringConstraints, ValidationError

from ..careers import Link
from ..html import Unreadable, html_text, plain_text
from ..unanswered import Unanswered

if TYPE_CHECKING:
    from ..http import Door

MAX_POSTINGS = 5_000
MAX_TITLE = 300
MAX_DESCRIPTION = 2_000
"""So much of a description is kept in the snapshot."""
_MAX_MARKUP = 20_000
_SLUG = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
_WEB = re.compile(r"https?://[^\s\"'<>\\\ud800-\udfff]{1,2000}")


@dataclass(frozen=True)
class Posting:
    """One open position as its board tells it; `markup` says what the description is written in."""

    board: str
    id: str
    title: str
    url: str
    retrieved_at: datetime
    department: str = ""
    location: str = ""
    published: date | None = None
    description: str = ""
    markup: Literal["", "html", "escaped html"] = ""

    @property
    def headline(self) -> str:
        """The title in one line of bounded length, which is what is quoted; '' where nothing of it can be seen."""
        return _one_line(self.title)

    @property
    def text(self) -> str:
        """The posting as its snapshot holds it: headline, department, location, day, the description's beginning."""
        lines = [self.headline]
        for name, value in (("Department", self.department), ("Location", self.location)):
            if value := _one_line(value):
                lines.append(f"{name}: {value}")
        if self.published:
            lines.append(f"Published: {self.published}")
        return "\n".join([*lines, *filter(None, [self._plain_description()])])

    def _plain_description(self) -> str:
        raw = self.description[:_MAX_MARKUP]
        if self.markup == "escaped html":
            raw = html.unescape(raw)
        try:
            plain = html_text(raw) if self.markup else plain_text(raw)
        except Unreadable:
            return ""
        return plain if len(plain) <= MAX_DESCRIPTION else plain[:MAX_DESCRIPTION].rsplit(maxsplit=1)[0] + " …"


def _one_line(text: str) -> str:
    return " ".join(plain_text(text).split())[:MAX_TITLE].rstrip()


def _day(value: object) -> date | None:
    """The UTC day of a moment as boards write it: ISO, `2026-10-05 08:25:23 UTC`, or milliseconds; None if unclear."""
    try:
        if isinstance(value, int | float):
            return datetime.fromtimestamp(value / 1000, UTC).date()
        moment = datetime.fromisoformat(str(value or "").strip().removesuffix(" UTC"))
        return (moment.astimezone(UTC) if moment.tzinfo else moment).date()
    except (ValueError, OverflowError, OSError):
        return None


def _sound(value: object) -> object:
    """A text as UTF-8 can hold it: JSON can name half of a character."""
    return value.encode("utf-8", "replace").decode() if isinstance(value, str) else value


def _words(value: object) -> object:
    return "" if value is None else _sound(value)


Day = Annotated[date | None, BeforeValidator(_day)]
"""The day of a moment; None where there is none or it cannot be read."""
Words = Annotated[str, BeforeValidator(_words)]
"""A text that may be missing."""
Title = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1), BeforeValidator(_sound)]
"""A text that every posting has."""
Address = Annotated[str, BeforeValidator(_sound)]
Id = Annotated[int | str, BeforeValidator(_sound)]


class Shape(BaseModel):
    """The documented fields of a board's answer that are read; others are passed over."""


ShapeT = TypeVar("ShapeT", bound=BaseModel)


class JobBoard(ABC):
    """A job board in two methods: which company a link to it means, and the company's open positions.

    `base` is where its API lies; tests and proxies name another.
    """

    name: ClassVar[str]
    api: ClassVar[str]

    def __init__(self, door: Door, base: str = "") -> None:
        self._door = door
        self._base = (base or self.api).rstrip("/")

    @abstractmethod
    def slug(self, link: Link) -> str:
        """The company's name on this board, where the link leads to it; else ''."""

    @abstractmethod
    def postings(self, slug: str) -> list[Posting]:
        """The company's open positions; Unanswered where the board did not tell, which is never "none"."""

    def _ask(
        self, shape: type[ShapeT], path: str, slug: str, query: Mapping[str, object] | None = None
    ) -> tuple[ShapeT, datetime]:
        """The answer in its documented shape and when it was given; `{slug}` stands for the company's name."""
        url = f"{self._base}{path}".replace("{slug}", quote(slug, safe=""))
        try:
            response = self._door.get(f"{url}?{urlencode(query)}" if query else url, missing_ok=True)
            if response.status in (404, 410):
                raise Unanswered(f"it knows no company '{slug}'", "refused")
            return shape.model_validate(response.json()), response.retrieved_at
        except Unanswered as error:
            raise Unanswered(f"{self.name}: {error.message}", error.kind) from None
        except ValidationError as error:
            first = error.errors(include_url=False, include_input=False)[0]
            place = ".".join(str(p) for p in first["loc"]) or "answer"
            raise self._changed(f"{place}: {first['msg']}") from None

    def _changed(self, what: str) -> Unanswered:
        return Unanswered(f"{self.name}: the answer is not of the documented shape ({what})", "bad answer")

    def _too_many(self) -> Unanswered:
        return Unanswered(f"{self.name}: more than {MAX_POSTINGS:,} open positions", "too large")


def plain_slug(text: str, *reserved: str) -> str:
    """The company's name as a link gives it, where it looks like one and is no page of the board's own; else ''."""
    return text if _SLUG.fullmatch(text) and text.casefold() not in reserved else ""


def web_address(written: str, otherwise: str) -> str:
    """The address of a posting if a browser may open it, else the other one."""
    return written if _WEB.fullmatch(written) and Link.of(written) else otherwise
