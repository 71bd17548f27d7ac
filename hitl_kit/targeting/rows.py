"""One row of a list as an account or a contact, or the reason why it is neither."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from typing import TypeVar

from hitl_kit.domain.accounts import Account, Contact, name_key

from . import values
from .columns import ACCOUNT_COLUMNS, CONTACT_COLUMNS

V = TypeVar("V")
_ACCOUNT_FIELDS = frozenset(c.name for c in ACCOUNT_COLUMNS)
_CONTACT_FIELDS = frozenset(c.name for c in CONTACT_COLUMNS)


def account_of(row: Mapping[str, str]) -> Account:
    """The account of one row of a list; ValueError names the field that cannot be read."""
    return Account(
        name=row["name"],
        domain=_read(row, "domain", values.domain) or "",
        cik=_read(row, "cik", values.cik) or "",
        external_id=row.get("external_id", ""),
        industry=row.get("industry", ""),
        sub_industry=row.get("sub_industry", ""),
        employees=_read(row, "employees", values.employees),
        revenue=_read(row, "revenue", values.revenue),
        country=row.get("country", ""),
        region=row.get("region", ""),
        city=row.get("city", ""),
        location=row.get("location", ""),
        technologies=values.several(row.get("technologies", "")),
        attributes=_attributes(row, _ACCOUNT_FIELDS),
    )


class Employers:
    """Finds a campaign's account by any of the names that a list may have for it."""

    def __init__(self, accounts: Iterable[Account]) -> None:
        self._keys: dict[str, str] = {}
        self._names: defaultdict[str, set[str]] = defaultdict(set)
        for account in accounts:
            self._keys[account.key.casefold()] = account.key
            names = (account.cik, account.external_id.casefold(), f"name:{name_key(account.name)}")
            for name in filter(None, names):
                self._names[name].add(account.key)

    def by_domain(self, domain: str) -> str | None:
        """The key of the account with that domain."""
        return self._keys.get(domain)

    def find(self, text: str) -> str | None:
        """The key of the account meant by a key, domain, CIK, id or exact name; ValueError where that is several."""
        folded = text.casefold()
        if key := self._keys.get(folded) or ("." in text and self._keys.get(_domain_or(folded))):
            return key
        meant = self._names.get(folded, set()) | self._names.get(f"name:{name_key(text)}", set())
        meant |= self._names.get(folded.removeprefix("cik").strip(" :").lstrip("0"), set())
        if len(meant) > 1:
            raise ValueError(f"{len(meant)} accounts of this campaign are called '{text}': give the domain instead")
        return next(iter(meant), None)


def contact_of(row: Mapping[str, str], employers: Employers) -> Contact:
    """The contact of one row of a list; ValueError says which field cannot be read, or that the account is unknown."""
    address = _field("email", row["email"], values.email)
    first, last = row.get("first_name", ""), row.get("last_name", "")
    if not first and not last:
        first, _, last = row.get("full_name", "").partition(" ")
    return Contact(
        email=address,
        account_key=_employer(row, address, employers),
        first_name=first,
        last_name=last,
        title=row.get("title", ""),
        linkedin_url=row.get("linkedin_url", ""),
        attributes=_attributes(row, _CONTACT_FIELDS),
    )


def _employer(row: Mapping[str, str], address: str, employers: Employers) -> str:
    """The key of the contact's account: as the row names it, else by the company's domain, else by the address."""
    account, site = values.present(row.get("account", "")), values.present(row.get("domain", ""))
    unclear = ""
    if account:
        try:
            if key := employers.find(account):
                return key
        except ValueError as error:
            unclear = str(error)
    if site and (key := employers.by_domain(_field("domain", site, values.domain))):
        return key
    if unclear:
        raise ValueError(f"account: {unclear}")
    named = account or site
    host = address.rpartition("@")[2]
    if not named and (key := employers.by_domain(host)):
        return key
    raise ValueError(f"no account '{named or host}' in this campaign: import accounts first")


def _domain_or(text: str) -> str:
    try:
        return values.domain(text)
    except ValueError:
        return text


def _read(row: Mapping[str, str], field: str, parse: Callable[[str], V]) -> V | None:
    text = values.present(row.get(field, ""))
    return _field(field, text, parse) if text else None


def _field(field: str, text: str, parse: Callable[[str], V]) -> V:
    try:
        return parse(text)
    except ValueError as error:
        raise ValueError(f"{field}: {error}") from None


def _attributes(row: Mapping[str, str], fields: frozenset[str]) -> dict[str, str]:
    return {header: text for header, text in row.items() if text and header not in fields}
