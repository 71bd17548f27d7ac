"""The fields of many accounts as columns, and which accounts one rule holds for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

import numpy as np
import numpy.typing as npt
import pandas as pd
from pandas.api.extensions import ExtensionDtype

from hitl_kit.domain.accounts import Account
from hitl_kit.domain.errors import InputError, meant
from hitl_kit.domain.icp import Rule

from . import values

Mask = npt.NDArray[np.bool_]
DTYPES: dict[str, ExtensionDtype] = {"employees": pd.Int64Dtype(), "revenue": pd.Float64Dtype()}
NUMBERS = tuple(DTYPES)
_FIELDS = tuple(name for name in Account.model_fields if name != "attributes")


@dataclass(frozen=True)
class Outcome:
    """What one rule says of every account: whether it holds, and whether there was a value to judge by."""

    holds: Mask
    known: Mask


@dataclass(frozen=True)
class Coded:
    """A column of texts: the distinct texts, and for each account the place of its own; '' is no value."""

    codes: npt.NDArray[np.intp]
    distinct: list[str]

    @property
    def known(self) -> Mask:
        """Which accounts have a value."""
        return np.array([text != "" for text in self.distinct], bool)[self.codes]


class Source(Protocol):
    """Where the fields of the accounts come from, a whole column at a time."""

    def __len__(self) -> int:
        """How many accounts there are."""

    def headers(self) -> Sequence[str]:
        """The headers of the lists' own columns, in the order in which they first occur."""

    def texts(self, name: str) -> Coded:
        """A field of Account that is text; technologies as one text, divided by ", "."""

    def attribute(self, headers: Sequence[str]) -> Coded:
        """Of each account, what it has under the first of these headers that it has."""

    def numbers(self, name: str) -> npt.NDArray[np.float64]:
        """employees or revenue; NaN where there is none."""

    def column(self, name: str, places: npt.NDArray[np.intp]) -> pd.Series:
        """A field as it is, or the account's "key", for the accounts at those places."""


class Fields:
    """The accounts' fields, read into columns as rules ask for them."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self._texts: dict[str, Coded] = {}
        self._numbers: dict[str, npt.NDArray[np.float64]] = {}

    def outcome(self, rule: Rule) -> Outcome:
        """Where the rule's conditions hold; InputError where no account has such a field."""
        name = self._resolve(rule)
        holds = np.ones(len(self.source), bool)
        if rule.min is not None or rule.max is not None:
            numbers = self._number(name)
            known = ~np.isnan(numbers)
            low = -np.inf if rule.min is None else rule.min
            high = np.inf if rule.max is None else rule.max
            holds &= (numbers >= low) & (numbers <= high)
        else:
            known = self._text(name).known
        if rule.any_of or rule.none_of:
            wanted, unwanted = _folded(rule.any_of), _folded(rule.none_of)
            column = self._text(name)
            holds &= np.array([_fits(_parts(text), wanted, unwanted) for text in column.distinct], bool)[column.codes]
        return Outcome(holds & known, known)

    def counts(self, rule: Rule) -> dict[str, int]:
        """How many accounts have each value that the rule may name, the most frequent first."""
        column = self._text(self._resolve(rule))
        found: Counter[str] = Counter()
        for text, n in zip(column.distinct, np.bincount(column.codes, minlength=len(column.distinct)), strict=True):
            parts = text.split(",") if own_field(rule) == "technologies" else [text]
            found.update(dict.fromkeys((part.strip() for part in parts if part.strip()), int(n)))
        return dict(found.most_common())

    def shown(self, rule: Rule, places: npt.NDArray[np.intp]) -> pd.Series:
        """The values that the rule looked at, as text ('' where there is none), for the accounts at those places."""
        name = self._resolve(rule)
        column = _written(self._number(name)[places]) if name in NUMBERS else self._text(name)
        codes = column.codes if name in NUMBERS else column.codes[places]
        return pd.Series(pd.array(column.distinct, dtype="str").take(codes))

    @cached_property
    def _headers(self) -> dict[str, list[str]]:
        """The lists' own headers, by their folded name."""
        found: dict[str, list[str]] = {}
        for header in self.source.headers():
            found.setdefault(header.strip().casefold(), []).append(header)
        return found

    def _resolve(self, rule: Rule) -> str:
        folded, own = rule.field.casefold(), own_field(rule)
        if own:
            return own
        if folded in self._headers or not len(self.source):
            return f"attribute {folded}"
        known = [*_FIELDS, *(headers[0] for headers in self._headers.values())]
        message = f"the rule '{rule.label}': no account has a field '{rule.field}'"
        raise InputError(message, mend=meant(rule.field, known, "the fields are"))

    def _text(self, name: str) -> Coded:
        if name not in self._texts:
            self._texts[name] = self._read(name)
        return self._texts[name]

    def _read(self, name: str) -> Coded:
        if name in NUMBERS:
            return _written(self._number(name))
        if name in _FIELDS:
            return self.source.texts(name)
        return self.source.attribute(self._headers.get(name.removeprefix("attribute "), []))

    def _number(self, name: str) -> npt.NDArray[np.float64]:
        """The column as numbers; NaN where there is none."""
        if name not in self._numbers:
            if name in NUMBERS:
                self._numbers[name] = self.source.numbers(name)
            else:
                column = self._text(name)
                read = (values.first_number(text) for text in column.distinct)
                numbers = np.array([np.nan if n is None else n for n in read], np.float64)
                self._numbers[name] = numbers[column.codes]
        return self._numbers[name]


def own_field(rule: Rule) -> str | None:
    """The field of Account that a rule looks at, or None where it is a column of the list's own."""
    plain = rule.field.casefold().replace(" ", "_").replace("-", "_")
    return plain if plain in _FIELDS else None


class AccountFields:
    """The fields of accounts that are in memory."""

    def __init__(self, accounts: Sequence[Account]) -> None:
        self._accounts = accounts

    def __len__(self) -> int:
        return len(self._accounts)

    def headers(self) -> Sequence[str]:
        return list(dict.fromkeys(h for a in self._accounts for h in a.attributes))

    def texts(self, name: str) -> Coded:
        if name == "technologies":
            return self._coded(lambda a: ", ".join(a.technologies))
        return self._coded(lambda a: str(getattr(a, name)))

    def attribute(self, headers: Sequence[str]) -> Coded:
        return self._coded(lambda a: next((a.attributes[h] for h in headers if h in a.attributes), ""))

    def numbers(self, name: str) -> npt.NDArray[np.float64]:
        of_each = (getattr(a, name) for a in self._accounts)
        return np.fromiter((np.nan if v is None else v for v in of_each), np.float64, len(self))

    def column(self, name: str, places: npt.NDArray[np.intp]) -> pd.Series:
        return pd.Series([getattr(self._accounts[i], name) for i in places.tolist()], dtype=DTYPES.get(name, "str"))

    def _coded(self, read: Callable[[Account], str]) -> Coded:
        codes: dict[str, int] = {}
        of_each = (codes.setdefault(read(a), len(codes)) for a in self._accounts)
        return Coded(np.fromiter(of_each, np.intp, len(self)), list(codes))


def _written(numbers: npt.NDArray[np.float64]) -> Coded:
    """Numbers as rules compare them with words and as people read them."""
    codes, distinct = pd.factorize(numbers, use_na_sentinel=False)
    return Coded(codes, ["" if np.isnan(number) else f"{number:.15g}" for number in distinct.tolist()])


def _folded(texts: Sequence[str]) -> frozenset[str]:
    return frozenset(text.strip().casefold() for text in texts)


def _parts(text: str) -> set[str]:
    """A text and each of its comma-separated parts, as they are compared."""
    folded = text.strip().casefold()
    return {folded, *(part.strip() for part in folded.split(","))} if "," in folded else {folded}


def _fits(parts: set[str], wanted: frozenset[str], unwanted: frozenset[str]) -> bool:
    return (not wanted or not wanted.isdisjoint(parts)) and unwanted.isdisjoint(parts)
