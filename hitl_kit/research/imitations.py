"""Domains that look like another one: an address at such a domain is nobody's work address."""

from __future__ import annotations

import unicodedata

_PASSES_FOR = dict(str.split(pair, ":") for pair in str.split(
    "а:a в:b е:e ѕ:s і:i ј:j к:k м:m н:h о:o р:p с:c т:t у:y х:x ԁ:d ԛ:q ԝ:w һ:h ӏ:l ѵ:v "
    "α:a γ:y ε:e η:n ι:i κ:k ν:v ο:o ρ:p σ:o τ:t υ:u χ:x ω:w ա:w օ:o ո:n ս:u ց:g հ:h զ:q "
    "ı:i ɑ:a ɡ:g ɩ:i ʏ:y"
))  # fmt: skip
"""Letters of other alphabets, and some Latin ones, that pass for letters of ours."""
_TWINS = frozenset("аеіјорсухѕԁԛԝһӏѵοαօıɑɡ")
"""Those of them that nobody can tell from ours in any typeface."""
_ALPHABETS = ("LATIN", "CYRILLIC", "GREEK", "ARMENIAN", "HEBREW", "ARABIC")
_PAIRS = (("rn", "m"), ("vv", "w"), ("0", "o"), ("1", "l"))
"""What passes for another letter within ours."""


def imitation(host: str, site: str) -> str:
    """Why a domain is an imitation, in words, or ''; `host` is in ASCII as mail goes, `site` the account's own domain
    ('' where it has none)."""
    if host == site or host.endswith(f".{site}"):
        return ""
    for label in map(_shown, host.split(".")):
        letters = [c for c in label if c.isalpha()]
        alphabets = {a for a in _ALPHABETS for c in label if unicodedata.name(c, "").startswith(f"{a} ")}
        if len(alphabets) > 1:
            return f"the domain {host} mixes alphabets, as imitations do"
        if not label.isascii() and all(c in _TWINS or c.isascii() for c in letters):
            return f"the domain {host} is written in letters that pass for others"
    if site and _look(host) == _look(site):
        return f"the domain {host} only looks like {site}"
    return ""


def _shown(label: str) -> str:
    """A label as people see it."""
    try:
        return label.encode("ascii").decode("idna") if label.startswith("xn--") else label
    except UnicodeError:
        return label


def _look(host: str) -> str:
    """What a hurried reader takes a domain for: two of the same look are told apart by nobody."""
    shown = unicodedata.normalize("NFKD", ".".join(map(_shown, host.casefold().split("."))))
    plain = "".join(_PASSES_FOR.get(c, c) for c in shown if not unicodedata.combining(c))
    for seen, taken in _PAIRS:
        plain = plain.replace(seen, taken)
    return plain
