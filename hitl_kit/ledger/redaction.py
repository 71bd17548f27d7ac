"""Redaction: the words that identify one person, found however they are spelt, and taken out of texts and JSON."""

from __future__ import annotations

import html.entities
import json
import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlsplit

from hitl_kit.domain.base import canonical_json

GONE = "[erased]"
"""What stands where a person's data stood."""

KEPT = frozenset(
    {
        "id", "key", "account_key", "source_id", "fact_id", "sha256", "play_id", "angle_id", "persona_id", "variant",
        "campaign", "batch_id", "domain", "external_id", "cik", "name", "email",
    }
)  # fmt: skip
"""Keys whose values tie rows together, or are a company's name or another person's address: these stay as they are."""

_LONGEST = {"quote": 600}
"""Values that may not grow: domain.evidence.Fact."""

_INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff\u00ad"
_UNSEEN = f"[{_INVISIBLE}]*"
_BETWEEN = rf"(?:[\s_+.‐‑–\-{_INVISIBLE}]|&nbsp;|&\#160;|&\#xa0;|%20|\\[nrt])+"
_BETWEEN_DIGITS = r"[\s().\-/]{0,3}"
_APOSTROPHES, _HYPHENS = "'’‘ʼ`´", "-‐‑‒–—"
_SPELT = {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "ø": "oe?", "å": "aa?", "æ": "ae", "ł": "l", "đ": "d", "ı": "i"}
"""How letters without a plain base letter, or with a spelling of their own, are written in ASCII."""

_PROFILE_SITES = ("linkedin.com", "x.com", "twitter.com", "facebook.com", "instagram.com", "github.com", "xing.com")
_NOT_A_PERSON = re.compile(r"/(?:company|companies|school|showcase|pages|groups)(?:/|$)")
_OWN_MAIL = re.compile(
    r"(?i)\b(?:personal|private|secondary|second|other|alternat\w*|home|direct|work)\b.*mail|mail.*\d"
)
_COMPANY_PHONE = re.compile(r"(?i)company|corporate|\bhq\b|headquarter|switchboard|office|account")
_PHONE = re.compile(r"\+?[\d(][\d\s().\-/]{6,24}\d")
_MAIL = re.compile(r"[^\s@<>,;\"']+@[^\s@<>,;\"']+\.[^\s@<>,;\"'.]{2,}")


@dataclass(frozen=True)
class Identity:
    """What is known of a person that may be searched for: addresses, full names, pages of theirs, phone numbers."""

    addresses: frozenset[str]
    names: frozenset[str] = frozenset()
    urls: frozenset[str] = frozenset()
    phones: frozenset[str] = frozenset()

    @classmethod
    def of(cls, address: str, contacts: Iterable[Mapping[str, Any]]) -> Identity:
        """What the contact's own rows tell. A single word is no name to search for: it is other people's too."""
        addresses, names, urls, phones = {address}, set[str](), set[str](), set[str]()
        for contact in contacts:
            names.add(full_name(contact))
            urls.add(_page(str(contact.get("linkedin_url", "")), profiles_only=False))
            for key, value in _attributes(contact):
                urls.add(_page(value, profiles_only=True))
                if _PHONE.fullmatch(value.strip()) and not _COMPANY_PHONE.search(key):
                    digits = re.sub(r"\D", "", value).lstrip("0")
                    phones.add(digits if 8 <= len(digits) <= 15 else "")
                if _OWN_MAIL.search(key) and _MAIL.fullmatch(value.strip()):
                    addresses.add(value.strip().casefold())
        safe = frozenset(n for n in names if len(n.split()) > 1 and sum(map(str.isalpha, n)) >= 5)
        return cls(frozenset(addresses), safe, frozenset(urls - {""}), frozenset(phones - {""}))

    def alone(self, address: str, others: Iterable[str]) -> Identity:
        """Without the pages, numbers and further addresses that texts about others hold, too: a switchboard, say."""
        extras = [Terms(replace(_NOBODY, **{kind: frozenset({value})})) for kind, value in self._extras(address)]
        shared = {term for text in others for term in extras if term.within(text)}
        taken = {value for term in shared for kind, value in term.identity._extras("")}
        return replace(
            self, addresses=self.addresses - taken, urls=self.urls - taken, phones=self.phones - taken
        )  # fmt: skip

    def _extras(self, address: str) -> Iterator[tuple[str, str]]:
        yield from (("addresses", a) for a in self.addresses if a != address)
        yield from (("urls", u) for u in self.urls)
        yield from (("phones", p) for p in self.phones)


_NOBODY = Identity(frozenset())


def full_name(contact: Mapping[str, Any]) -> str:
    """First and last name of a contact's content, with single spaces."""
    return " ".join(f"{contact.get('first_name', '')} {contact.get('last_name', '')}".split())


def _attributes(contact: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    found = contact.get("attributes")
    if isinstance(found, dict):
        yield from ((str(k), str(v)) for k, v in found.items())


def _page(text: str, *, profiles_only: bool) -> str:
    """Host and path of a person's own page; '' where the text is none, or is a company's."""
    text = text.strip()
    if not re.match(r"(?i)(?:https?://)?[\w.-]+\.[a-z]{2,}/\S", text):
        return ""
    try:
        parts = urlsplit(text if "://" in text else f"//{text}")
        host = (parts.hostname or "").removeprefix("www.")
    except ValueError:
        return ""
    site, path = ".".join(host.split(".")[-2:]), parts.path.rstrip("/")
    if not path or _NOT_A_PERSON.search(path.casefold()) or (profiles_only and site not in _PROFILE_SITES):
        return ""
    return (site if site in _PROFILE_SITES else host) + path


class Terms:
    """Finds and takes out a person's identifying words: whatever the case, the spaces, the accents or the escapes."""

    def __init__(self, identity: Identity) -> None:
        self.identity = identity
        written = [*identity.addresses, *identity.urls, *identity.names]
        patterns = [_address(a) for a in sorted(identity.addresses)]
        patterns += [_url(u) for u in sorted(identity.urls)]
        patterns += [p for n in sorted(identity.names) for p in _name(n)]
        self._words = re.compile("|".join(patterns), re.IGNORECASE) if patterns else None
        self._numbers = re.compile("|".join(_phone(p) for p in sorted(identity.phones))) if identity.phones else None
        self._plain = [re.findall(r"[a-z0-9]+", word.lower()) for word in written]

    def within(self, text: str) -> bool:
        """Whether any of the words stands in the text."""
        return any(pattern.search(text) for pattern in self._patterns(text))

    def places(self, text: str) -> list[int]:
        """Where the words begin in the text."""
        return sorted(found.start() for pattern in self._patterns(text) for found in pattern.finditer(text))

    def redact(self, text: str) -> str:
        """The text without the words."""
        for pattern in self._patterns(text):
            text = pattern.sub(GONE, text)
        return text

    def _patterns(self, text: str) -> Iterator[re.Pattern[str]]:
        if self._words is not None and self._may_hold(text):
            yield self._words
        if self._numbers is not None:
            yield self._numbers

    def _may_hold(self, text: str) -> bool:
        """Whether a look with the slow pattern is worth it: nearly every text of a ledger is about somebody else."""
        plain = (text if text.isascii() else text.translate(dict.fromkeys(map(ord, _INVISIBLE)))).casefold()
        return any(all(part in plain for part in parts) for parts in self._plain)

    def redact_json(self, value: Any, key: str = "", kept: Collection[str] = KEPT) -> Any:
        """A JSON value without the words, its keys included; what ties rows together stays."""
        if isinstance(value, str):
            return value if key in kept else self.redact(value)[: _LONGEST.get(key)]
        if isinstance(value, list):
            return [self.redact_json(item, key, kept) for item in value]
        if isinstance(value, dict):
            return {k if k in kept else self.redact(k): self.redact_json(v, k, kept) for k, v in value.items()}
        return value

    def redact_content(self, text: str) -> str:
        """A column's text without the words: JSON stays JSON, and a text that has none of them stays the same."""
        if not self.within(text):
            return text
        try:
            value = json.loads(text)
        except ValueError:
            return self.redact(text)
        clean = self.redact_json(value)
        return text if clean == value else canonical_json(clean)


def _character(c: str) -> str:
    """A pattern for one character in its usual spellings: with or without its accent, escaped for HTML or JSON."""
    if c.isascii() and c.isalnum():
        return c
    if c in _APOSTROPHES:
        return rf"(?:[{_APOSTROPHES}]|&(?:\#0?39|\#x27|apos|rsquo|lsquo|\#8217|\#x2019);|%27|\\u2019)?"
    if c in _HYPHENS:
        return rf"[{_HYPHENS}\s]"
    forms = [re.escape(c)]
    for form in {c, c.lower(), c.upper()}:
        if len(form) == 1:
            n = ord(form)
            forms += [rf"&\#0?{n};", rf"&\#x0?{n:x};", rf"\\u{n:04x}"]
            forms += [f"&{html.entities.codepoint2name[n]};"] if n in html.entities.codepoint2name else []
    forms += [f"%{byte:02x}" for byte in c.encode()] if c.isascii() else ["".join(f"%{b:02x}" for b in c.encode())]
    base = unicodedata.normalize("NFD", c)[0]
    forms += [base + "[\u0300-\u036f]*"] if base != c else []
    forms += [_SPELT[c.lower()]] if c.lower() in _SPELT else []
    return f"(?:{'|'.join(forms)})"


def _spelt(text: str) -> str:
    return _UNSEEN.join(_character(c) for c in unicodedata.normalize("NFC", text))


def _address(address: str) -> str:
    return rf"(?:(?<![\w.+-])|(?<=%3a)|(?<=\\[nrt])){_spelt(address)}(?![\w-]|\.\w)"


def _url(url: str) -> str:
    return rf"(?:https?://)?(?:(?<!\w)[\w-]+\.)?(?<![\w-]){_spelt(url)}/?(?![\w-])"


def _name(name: str) -> Iterator[str]:
    """First and last name with at most an initial between them, and last name first."""
    words = [_spelt(w) for w in name.split()]
    initial = rf"{_BETWEEN}(?:[^\W\d_]\.?{_BETWEEN})?"
    start, end = r"(?:(?<!\w)|(?<=\\[nrt])|(?<=%20))", r"(?!\w)"
    yield start + _BETWEEN.join([words[0] + initial + words[1], *words[2:]]) + end
    last = _BETWEEN.join(words[1:])
    yield rf"{start}{last}\s*,\s*{words[0]}{end}"


def _phone(digits: str) -> str:
    return rf"(?<!\d)(?:\+|00?)?(?:\(\+?\s?)?{_BETWEEN_DIGITS.join(digits)}(?!\d)"
