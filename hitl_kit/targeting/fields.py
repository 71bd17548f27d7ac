"""The fields of many accounts as columns, and which accounts one rule holds for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pandas as pd

from hitl_kit.domain.accounts import Account
from hitl_kit.domain.errors import InputError, meant
from hitl_kit.domain.icp import Rule

from . import values

Mask = npt.NDArray[np.bool_]
_NUMBERS = ("employees", "revenue")
_FIELDS = tuple(name for name in Account.model_fields if name != "attributes")


@dataclass(frozen=True)
class Outcome:
    """What one rule says of every account: whether it holds, and whether there was a value to judge by."""

    holds: Mask
    known: Mask


class Fields:
    """The accounts' fields, read into columns as rules ask for them."""

    def __init__(self, accounts: Sequence[Account]) -> None:
        self.accounts = accounts
        self._texts: dict[str, tuple[npt.NDArray[np.intp], list[str]]] = {}

    def outcome(self, rule: Rule) -> Outcome:
        """Where the rule's conditions hold; InputError where no account has such a field."""
        name = self._resolve(rule)
        codes, distinct = self._text(name)
        holds, known = np.ones(len(self.accounts), bool), codes >= 0
        if rule.any_of or rule.none_of:
            wanted, unwanted = _folded(rule.any_of), _folded(rule.none_of)
            fits = np.array([_fits(_parts(text), wanted, unwanted) for text in distinct] + [False], bool)
            holds &= fits[codes]
        if rule.min is not None or rule.max is not None:
            numbers = self._number(name)
            known = known & ~np.isnan(numbers)
            low = -np.inf if rule.min is None else rule.min
            high = np.inf if rule.max is None else rule.max
            holds &= (numbers >= low) & (numbers <= high)
        return Outcome(holds & known, known)

    def shown(self, rule: Rule, where: Mask) -> list[str]:
        """The values that the rule looked at, as text, for the accounts of a mask."""
        codes, distinct = self._text(self._resolve(rule))
        return [distinct[c] if c >= 0 else "" for c in codes[where]]

    def column(self, name: str, places: Sequence[int]) -> pd.Series:
        """A field of an account, for the accounts at those places."""
        dtype = {"employees": "Int64", "revenue": "Float64"}.get(name, "str")
        return pd.Series([getattr(self.accounts[i], name) for i in places], dtype=dtype)

    @cached_property
    def _headers(self) -> dict[str, list[str]]:
        """The lists' own headers, by their folded name."""
        found: dict[str, list[str]] = {}
        for header in dict.fromkeys(h for a in self.accounts for h in a.attributes):
            found.setdefault(header.strip().casefold(), []).append(header)
        return found

    def _resolve(self, rule: Rule) -> str:
        folded = rule.field.casefold()
        plain = folded.replace(" ", "_").replace("-", "_")
        if plain in _FIELDS:
            return plain
        if folded in self._headers or not self.accounts:
            return f"attribute {folded}"
        known = [*_FIELDS, *(headers[0] for headers in self._headers.values())]
        message = f"the rule '{rule.label}': no account has a field '{rule.field}'"
        raise InputError(message, mend=meant(rule.field, known, "the fields are"))

    def _text(self, name: str) -> tuple[npt.NDArray[np.intp], list[str]]:
        """The column as codes into its distinct texts; -1 where there is no value."""
        if name not in self._texts:
            codes: dict[str, int] = {"": -1}
            read = self._reader(name)
            of_each = (codes.setdefault(read(a), len(codes) - 1) for a in self.accounts)
            column = np.fromiter(of_each, np.intp, len(self.accounts))
            self._texts[name] = column, list(codes)[1:]
        return self._texts[name]

    def _reader(self, name: str) -> Callable[[Account], str]:
        if name in _NUMBERS:
            return lambda a: _number_text(getattr(a, name))
        if name == "technologies":
            return lambda a: ", ".join(a.technologies)
        if name in _FIELDS:
            return lambda a: str(getattr(a, name))
        headers = self._headers.get(name.removeprefix("attribute "), [])
        if len(headers) == 1:
            return lambda a: a.attributes.get(headers[0], "")
        return lambda a: next((a.attributes[h] for h in headers if h in a.attributes), "")

    def _number(self, name: str) -> npt.NDArray[np.float64]:
        """The column as numbers; NaN where there is none."""
        if name in _NUMBERS:
            of_each = (getattr(a, name) for a in self.accounts)
            return np.fromiter((np.nan if v is None else v for v in of_each), np.float64, len(self.accounts))
        codes, distinct = self._text(name)
        numbers = [values.first_number(text) for text in distinct]
        return np.array([np.nan if n is None else n for n in numbers] + [np.nan], np.float64)[codes]


def _number_text(value: float | None) -> str:
    return "" if value is None else f"{value:.15g}"


def _folded(texts: Sequence[str]) -> frozenset[str]:
    return frozenset(text.strip().casefold() for text in texts)


def _parts(text: str) -> set[str]:
    """A text and each of its comma-separated parts, as they are compared."""
    folded = text.strip().casefold()
    return {folded, *(part.strip() for part in folded.split(","))} if "," in folded else {folded}


def _fits(parts: set[str], wanted: frozenset[str], unwanted: frozenset[str]) -> bool:
    return (not wanted or not wanted.isdisjoint(parts)) and unwanted.isdisjoint(parts)
