"""The values of a cell as people and tools write them: domains, addresses, sizes and sums of money.

Each function gives the normal form, or raises a ValueError that says what is wrong with the text.
"""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import urlsplit

from email_validator import EmailNotValidError, ValidatedEmail, validate_email

_NOTHING = frozenset({"-", "--", "–", "—", "n/a", "#n/a", "none", "null", "nan", "unknown", "undisclosed"})
_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_HOST = rf"(?:{_LABEL}\.)+(?:[a-z]{{2,63}}|xn--[a-z0-9-]{{1,59}})"
_DOMAIN = re.compile(rf"(?=.{{4,253}}$){_HOST}")
_PLAIN_URL = re.compile(rf"(?:https?://)?(?:www\.)?(?P<host>{_HOST})(?P<path>/.*)?")
_PLAIN_EMAIL = re.compile(rf"(?=.{{6,254}}$)(?![^@]{{65}})[a-z0-9_+-]+(?:\.[a-z0-9_+-]+)*@{_HOST}")
"""What nine of ten cells hold: read here, because the libraries take their time (100,000 rows in seconds)."""

_PROFILES = frozenset(
    {"linkedin.com", "facebook.com", "instagram.com", "twitter.com", "x.com", "youtube.com", "crunchbase.com"}
)
"""Sites on which many companies have a page: the page is not the company's domain."""

_LOCKED = "email_not_unlocked@domain.com"
"""What Apollo writes where the address was not paid for."""


def present(text: str) -> str:
    """The text, or '' where it says that there is nothing ("n/a", "-", "unknown")."""
    return "" if text.casefold() in _NOTHING else text


def domain(text: str) -> str:
    """The host of a domain or URL in lower case and ASCII, without 'www.', port and path."""
    plain = _PLAIN_URL.fullmatch(text.casefold())
    if plain and len(plain["host"]) <= 253:
        return _own(plain["host"], plain["path"] or "", text)
    wrong = f"{_shown(text)} is not a domain"
    if "@" in text and "://" not in text:
        raise ValueError(f"{_shown(text)} is an e-mail address, not a domain")
    try:
        parts = urlsplit(text if "://" in text else f"//{text}")
        host = (parts.hostname or "").rstrip(".")
        _ = parts.port
        if not host.isascii():
            host = str(_checked(f"x@{host}").ascii_domain).casefold()
    except (ValueError, EmailNotValidError):
        raise ValueError(wrong) from None
    bare = host.removeprefix("www.")
    host = bare if "." in bare else host
    if not _DOMAIN.fullmatch(host):
        raise ValueError(wrong)
    return _own(host, parts.path, text)


def _own(host: str, path: str, text: str) -> str:
    site = ".".join(host.split(".")[-2:])
    if site in _PROFILES and path.strip("/"):
        raise ValueError(f"{_shown(text)} is a page on {site}, not the company's own domain")
    return host


def email(text: str) -> str:
    """An address in lower case, its domain in ASCII: one person, one spelling. Syntax only, nothing is looked up."""
    folded = text.casefold()
    if folded == _LOCKED:
        raise ValueError(f"{_shown(text)} stands for an address that the tool did not give out")
    if _PLAIN_EMAIL.fullmatch(folded) and "--" not in folded:
        return folded
    try:
        checked = _checked(text)
    except EmailNotValidError as error:
        why = str(error).split(". ", 1)[0].rstrip(".")
        raise ValueError(f"{_shown(text)} is not an e-mail address: {why[:1].lower()}{why[1:]}") from None
    host = str(checked.ascii_domain).casefold()
    if not _DOMAIN.fullmatch(host):
        raise ValueError(f"{_shown(text)} is not an e-mail address: '{host}' is not a domain")
    return f"{checked.local_part.casefold()}@{host}"


def _checked(text: str) -> ValidatedEmail:
    # Names that are reserved for examples (RFC 2606) are syntax like any other: trial lists are full of them.
    return validate_email(
        text, strict=True, allow_smtputf8=False, check_deliverability=False, globally_deliverable=False
    )


_UNITS = {
    "": 1.0, "k": 1e3, "thousand": 1e3, "m": 1e6, "mm": 1e6, "mn": 1e6, "mio": 1e6, "million": 1e6,
    "b": 1e9, "bn": 1e9, "billion": 1e9, "t": 1e12, "tn": 1e12, "trillion": 1e12,
}  # fmt: skip
_UNIT = "|".join(sorted((u for u in _UNITS if u), key=len, reverse=True))
_DIGITS = r"\d{1,3}(?:[,' \u00a0\u202f]\d{3})+(?:\.\d+)?|\d{1,3}(?:\.\d{3}){2,}(?:,\d+)?|\d+(?:[.,]\d+)?(?:e[+-]?\d+)?"
_MONEY = r"(?:[$€£¥]|usd|eur|gbp|chf|us\$)"
_QUANTITY = re.compile(rf"{_MONEY}?\s*(?P<digits>{_DIGITS})\s*(?P<unit>{_UNIT})?\s*{_MONEY}?\s*(?P<more>\+)?")
_BETWEEN = re.compile(r"\s*(?:[-–—]|\bto\b)\s*")
_FIRST = re.compile(rf"(?P<sign>(?<!\w)-)?{_MONEY}?(?P<digits>{_DIGITS})(?:\s?(?P<unit>{_UNIT})(?![\w]))?")
_MOST_EMPLOYEES, _MOST_MONEY = 100e6, 1e15


@lru_cache(10_000)
def employees(text: str) -> int:
    """A head count: "1,200", "10k", "10,001+"; of a range ("51-200") the middle, rounded down."""
    plain = re.sub(r"\s*(employees|people|staff)$", "", text.strip().casefold())
    if re.fullmatch(r"\d{1,3}\.\d{3}", plain):  # people do not come in thousandths
        plain = plain.replace(".", "")
    number = _amount(plain)
    if number is None or number > _MOST_EMPLOYEES or (number % 1 and _QUANTITY.fullmatch(plain)):
        raise ValueError(f"{_shown(text)} is not a number of employees")
    return int(number)


@lru_cache(10_000)
def revenue(text: str) -> float:
    """A sum of money in the list's own currency: "$12.5M", "3 bn", "12,500,000"; of a range the middle."""
    number = _amount(text.strip().casefold())
    if number is None or number > _MOST_MONEY:
        raise ValueError(f"{_shown(text)} is not a sum of money")
    return number


def _amount(text: str) -> float | None:
    """The number that the whole text stands for, or None."""
    if below := re.fullmatch(r"(?:<|less than|under|up to)\s*(.+)", text):
        top = _amount(below[1])
        return None if top is None else top / 2
    text = re.sub(r"^(?:~|>|≈|about|over|more than|approx\.?)\s*", "", text)
    if found := _QUANTITY.fullmatch(text):
        return _number(found)
    ends = _BETWEEN.split(text)
    low, high = (_QUANTITY.fullmatch(e) for e in ends) if len(ends) == 2 else (None, None)
    if not low or not high:
        return None
    bottom, top = _number(low), _number(high)
    if not low["unit"] and high["unit"] and bottom < top / _UNITS[high["unit"]]:  # "10-50M" means 10M to 50M
        bottom *= _UNITS[high["unit"]]
    return (bottom + top) / 2 if bottom <= top else None


def _number(found: re.Match[str]) -> float:
    digits = re.sub(r"['\s\u00a0\u202f]", "", found["digits"])
    if re.fullmatch(r"\d{1,3}(,\d{3})+(\.\d+)?", digits):
        digits = digits.replace(",", "")
    elif re.fullmatch(r"\d{1,3}(\.\d{3}){2,}(,\d+)?", digits):
        digits = digits.replace(".", "").replace(",", ".")
    value = float(digits.replace(",", "."))
    return value * _UNITS[found["unit"] or ""]


def first_number(text: str) -> float | None:
    """The first number in a text ("2013 (1888)" is 2013), with its unit if it has one, or None."""
    found = _FIRST.search(text.casefold())
    if found is None:
        return None
    return -_number(found) if found["sign"] else _number(found)


def cik(text: str) -> str:
    """An SEC company number without its leading zeros."""
    digits = text.strip().casefold().removeprefix("cik").strip(" :#").removesuffix(".0").lstrip("0")
    if not re.fullmatch(r"[0-9]{1,10}", digits):
        raise ValueError(f"{_shown(text)} is not a CIK (up to ten digits)")
    return digits


@lru_cache(10_000)
def several(text: str) -> tuple[str, ...]:
    """The items of a list in one cell (divided by ; or | or ,), each once, in their order."""
    found: dict[str, str] = {}
    for item in filter(None, map(str.strip, re.split(r"[;|,]", text))):
        found.setdefault(item.casefold(), item)
    return tuple(found.values())


def _shown(text: str) -> str:
    return f"'{text if len(text) <= 60 else text[:57] + '…'}'"
