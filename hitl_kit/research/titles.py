"""Job titles as people write them, reduced to words that can be compared: "V.P., Eng." and "Vice President of
Engineering" are the same post."""

from __future__ import annotations

import re
from functools import lru_cache

from hitl_kit.domain.evidence import fold

_PHRASES = (
    ("senior vice president", "senior vp"), ("executive vice president", "executive vp"),
    ("assistant vice president", "assistant vp"), ("associate vice president", "associate vp"),
    ("vice president", "vp"), ("vice-president", "vp"), ("vice pres.", "vp"),
    ("chief executive officer", "ceo"), ("chief operating officer", "coo"), ("chief operations officer", "coo"),
    ("chief financial officer", "cfo"), ("chief technology officer", "cto"), ("chief technical officer", "cto"),
    ("chief information security officer", "ciso"), ("chief information officer", "cio"),
    ("chief marketing officer", "cmo"), ("chief revenue officer", "cro"),
    ("chief human resources officer", "chro"), ("human resources", "hr"), ("co-founder", "founder"),
    ("cofounder", "founder"), ("research and development", "rnd"), ("r&d", "rnd"), ("go-to-market", "gtm"),
    ("information technology", "it"), ("business development", "bizdev"),
)  # fmt: skip
_WORDS = {
    "sr": "senior", "snr": "senior", "jr": "junior", "svp": "senior vp", "evp": "executive vp", "avp": "assistant vp",
    "eng": "engineering", "engg": "engineering", "ops": "operations", "operation": "operations", "mgr": "manager",
    "dir": "director", "mktg": "marketing", "mkt": "marketing", "dev": "development", "mfg": "manufacturing",
    "tech": "technology", "fin": "finance", "admin": "administration", "asst": "assistant", "assoc": "associate",
    "exec": "executive", "supv": "supervisor", "hd": "head", "intl": "international", "logistic": "logistics",
    "engineer": "engineer", "prod": "product", "proc": "procurement", "distro": "distribution",
}  # fmt: skip
_IGNORED = frozenset(str.split("of the and for at in a an de & global group worldwide international regional"))
_RANKS = frozenset(str.split(
    "vp director head chief manager lead president founder owner partner ceo coo cfo cto cio ciso cmo cro chro senior"
    " managing executive"
))  # fmt: skip
_LESSER = frozenset(str.split(
    "assistant associate deputy junior intern trainee student former ex retired emeritus secretary pa ea advisor"
    " adviser consultant non board formerly previously past outgoing elect designate internship apprentice"
    " candidate aspiring"
))  # fmt: skip

_OFFICE = re.compile(r"\b(?:c[a-z]{1,3}o|chro|president|founder|chairman)(?:'s)? office\b")
"""Where a post's staff works: "Manager, CEO's Office" is no CEO."""


@lru_cache(maxsize=20_000)
def posts(title: str) -> tuple[frozenset[str], ...]:
    """The posts that a title names ("COO / Managing Director" names two), each as a set of plain words."""
    bare = re.sub(r"\([^)]*\)|\[[^\]]*\]", " ", _plain(title))
    bare = _OFFICE.sub(" ", bare)
    bare = re.split(r"\b(?:to|office of|reporting to|on behalf of)\b", bare, maxsplit=1)[0]
    found: list[list[str]] = [[]]
    for part in re.split(r"([,/;|&]|\band\b|\s-\s)", bare):
        words = _words(part)
        if words and words[0] in _RANKS and found[-1] and _RANKS & set(found[-1]):
            found.append([])
        found[-1] += words
    return tuple(frozenset(w for w in post if w not in _IGNORED) for post in found if post)


@lru_cache(maxsize=20_000)
def words(title: str) -> frozenset[str]:
    """Every plain word of a title, brackets included."""
    return frozenset(_words(_plain(title)))


def _plain(title: str) -> str:
    text = re.sub(r"\b((?:[a-z]\.\s?){2,})", lambda m: re.sub(r"[.\s]", "", m[1]) + " ", fold(title) + " ")
    for phrase, short in _PHRASES:
        text = text.replace(phrase, short)
    return text


def _words(text: str) -> list[str]:
    return " ".join(_WORDS.get(w, w) for w in re.findall(r"[^\W_]+", text)).split()


def others(wanted: str, title: str) -> int | None:
    """How many words a title has beside those of the wanted one; None where it is another post.

    A lesser post (assistant to, former, deputy …) is another post unless the wanted title says so too.
    """
    target = words(wanted) - _IGNORED
    if not target or (words(title) & _LESSER) - target:
        return None
    fits = [len(post - target) for post in posts(title) if target <= post]
    return min(fits, default=None)


def excluded_by(exclusions: tuple[str, ...], title: str) -> str:
    """The first exclusion whose words all stand in the title, or ''."""
    return next((e for e in exclusions if words(e) - _IGNORED <= words(title)), "")
