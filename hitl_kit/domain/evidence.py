"""Source, Fact, Signal: what happened at an account, who says so, and the exact words."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime
from typing import Literal

from pydantic import Field

from .base import Word

SourceClass = Literal["first-party", "filing", "press", "crm", "other"]
"""first-party: the company's own words · filing: told to an authority · press: a third party reported it
crm: our own notes · other: anything else."""

Answer = Literal["found", "not found", "not measured"]
"""found: the source spoke and there is something · not found: it spoke and there is nothing
not measured: it did not speak (unreachable, missing, refused), which is never a "no"."""

VETO_KINDS: dict[str, str] = {
    "layoffs": "the company is laying people off",
    "merger": "a merger or an acquisition is under way",
    "controversy": "the company is in a public crisis or controversy",
    "relationship": "somebody here knows the company already",
    "competitor": "the company is a competitor",
}
"""Facts of these kinds hold a package for a person: a draft is never written around them."""

_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad"))
_TYPOGRAPHY = str.maketrans(
    {"\u2018": "'", "\u2019": "'", "\u201c": '"', "\u201d": '"', "\u2013": "-", "\u2014": "-", "\u2212": "-"}
)


def fold(text: str) -> str:
    """A text for comparison: one kind of quote, dash and space, no invisible characters, no case."""
    plain = unicodedata.normalize("NFKC", text).translate(_INVISIBLE).translate(_TYPOGRAPHY)
    return re.sub(r"\s+", " ", plain).strip().casefold()


def occurs(quote: str, snapshot: str) -> bool:
    """Whether the quote stands in the snapshot, word for word (typography and white space apart)."""
    folded = fold(quote)
    return bool(folded) and folded in fold(snapshot)


class Source(Word):
    """A page, filing or file as it stood when it was read; sha256 names its stored text."""

    id: str
    url: str
    title: str
    retrieved_at: datetime
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")
    source_class: SourceClass = "other"
    published: date | None = None


class Fact(Word):
    """Exact words out of a source, and what kind of event they tell of."""

    id: str
    source_id: str
    kind: str
    quote: str = Field(min_length=1, max_length=600)
    dated: date | None = None


class Signal(Word):
    """A reason to write now: an event of a kind that the ICP names, its date and how strong it is (0 to 1)."""

    kind: str
    dated: date
    strength: float = Field(ge=0, le=1)
    fact_id: str


class Measurement(Word):
    """What one source answered for one account, and the cause where it did not answer.

    `asked` names the day and the ICP for which this answer stands, so that nobody is asked twice; '' where the source
    is read anew each time. `facts` are then the ids of the facts it gave.
    """

    source: str
    answer: Answer
    cause: str = ""
    asked: str = ""
    facts: tuple[str, ...] = ()


class AccountResearch(Word):
    """Everything research found for one account; the sources' texts lie in the ledger under their SHA-256."""

    account_key: str
    sources: tuple[Source, ...] = ()
    facts: tuple[Fact, ...] = ()
    signals: tuple[Signal, ...] = ()
    measurements: tuple[Measurement, ...] = ()

    def source(self, source_id: str) -> Source:
        """The source of that id; StopIteration if there is none."""
        return next(s for s in self.sources if s.id == source_id)
