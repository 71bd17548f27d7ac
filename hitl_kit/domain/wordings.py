"""Wordings: a text in sentences, a phrase found in it, taken out of it or put another way; data in it stays."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

_ABBREVIATIONS = frozenset(str.split(
    "inc ltd co corp llc plc gmbh mr mrs ms dr prof st no vs e.g i.e approx jr sr dept est fig gen gov sen rep vol"
    " u.s u.k jan feb mar apr jun jul aug sep sept oct nov dec"
))  # fmt: skip
_PRIVATE = 0xE000
_END = re.compile(r"(?<![.!?])[.!?]++[\"'\u201d\u2019)\]]*+\s+(?=[\"'\u201c\u2018(\[]?[A-Z\d{\[\ue000-\uf8ff])")

CONTRACTIONS: dict[str, str] = {
    "I am": "I'm", "I have": "I've", "I will": "I'll", "I would": "I'd", "we are": "we're", "we have": "we've",
    "we will": "we'll", "you are": "you're", "you have": "you've", "you will": "you'll", "it is": "it's",
    "that is": "that's", "there is": "there's", "what is": "what's", "do not": "don't", "does not": "doesn't",
    "did not": "didn't", "is not": "isn't", "are not": "aren't", "was not": "wasn't", "were not": "weren't",
    "cannot": "can't", "can not": "can't", "could not": "couldn't", "would not": "wouldn't",
    "should not": "shouldn't", "will not": "won't", "have not": "haven't", "has not": "hasn't", "let us": "let's",
}  # fmt: skip
"""The full form → the short one, as an informal tone has it."""


def sentences(text: str) -> list[str]:
    """The sentences of a paragraph, in their order; joined by spaces they are the paragraph again. A full stop after
    an abbreviation or a single letter ends none."""
    found, start = [], 0
    for match in _END.finditer(text):
        before = text[start : match.start()].rsplit(maxsplit=1)
        word = before[-1].lstrip("(\"'\u201c").casefold() if before else ""
        if match[0].startswith(".") and (word in _ABBREVIATIONS or re.fullmatch(r"(?:[a-z]\.)*[a-z]", word)):
            continue
        found.append(text[start : match.end()].strip())
        start = match.end()
    return [s for s in (*found, text[start:].strip()) if s]


def count(text: str) -> int:
    """How many words a text has."""
    return len(text.split())


class Masked:
    """A text whose data (quotations, template fields) is hidden behind one sign each, so that nothing changes it."""

    def __init__(self, text: str, data: Iterable[str]) -> None:
        self._hidden: list[str] = []
        for found in sorted({d for d in data if d}, key=len, reverse=True):
            if found in text:
                text = text.replace(found, chr(_PRIVATE + len(self._hidden)))
                self._hidden.append(found)
        self.text = text

    def lost(self, text: str) -> list[str]:
        """The data that a text made of this one's no longer has."""
        return [
            d for n, d in enumerate(self._hidden) if chr(_PRIVATE + n) in self.text and chr(_PRIVATE + n) not in text
        ]

    def shown(self, text: str) -> str:
        """A text made of this one's, with the data back in its places."""
        for number, found in reversed(list(enumerate(self._hidden))):
            text = text.replace(chr(_PRIVATE + number), found)
        return text


@lru_cache(maxsize=4096)
def pattern(phrase: str) -> re.Pattern[str]:
    """Where a phrase stands as whole words, in any case, over any white space."""
    words = r"\s+".join(re.escape(w) for w in phrase.split())
    before = r"(?<!\w)" if re.match(r"\w", phrase) else ""
    after = r"(?!\w)" if re.search(r"\w$", phrase) else ""
    return re.compile(f"{before}{words}{after}", re.I)


def holds(text: str, phrase: str) -> bool:
    """Whether the phrase stands in the text."""
    return bool(phrase.strip()) and pattern(phrase).search(text) is not None


def replaced(text: str, phrase: str, into: str = "") -> str:
    """The text with the phrase put another way, or taken out; capitals at the beginning of sentences stay right."""
    if not holds(text, phrase):
        return text

    def other(found: re.Match[str]) -> str:
        return into[:1].upper() + into[1:] if into and found[0][0].isupper() and not found[0].isupper() else into

    return tidy(pattern(phrase).sub(other, text))


def without_sentences(text: str, phrase: str) -> str:
    """The text without the sentences that hold the phrase; '' where all of them do."""
    return " ".join(s for s in sentences(text) if not holds(s, phrase))


_SPACES = (
    (re.compile(r"[ \t]{2,}"), " "),
    (re.compile(r"[ \t]+([,.;:!?])"), r"\1"),
    (re.compile(r"([,;:])\s*(?=[.!?])"), ""),
    (re.compile(r"([,;])(?:\s*[,;])+"), r"\1"),
    (re.compile(r"^[\s,;:]+", re.M), ""),
    (re.compile(r"([.!?])\s*,\s*"), r"\1 "),
)
_LOWER_START = re.compile(r"(^|[.!?][\"'\u201d\u2019)]*\s+)([a-z])")


def tidy(text: str) -> str:
    """A text after words were taken out: no double spaces, no stray marks, capitals at the beginning of sentences."""
    for found, instead in _SPACES:
        text = found.sub(instead, text)
    return _LOWER_START.sub(lambda m: m[1] + m[2].upper(), text.strip())


def informal(text: str) -> str:
    """The text with short forms: "it's" for "it is"."""
    return _forms(text, CONTRACTIONS)


def formal(text: str) -> str:
    """The text with full forms and without exclamation marks."""
    plain = text.replace("\u2019", "'").replace("!", ".") if "!" in text or "\u2019" in text else text
    return _forms(plain, {short: full for full, short in CONTRACTIONS.items() if full != "can not"})


def _forms(text: str, forms: dict[str, str]) -> str:
    for before, after in forms.items():
        if holds(text, before):
            text = pattern(before).sub(lambda m, a=after: _cased(m[0], a), text)  # type: ignore[misc]
    return text


def _cased(found: str, instead: str) -> str:
    return instead[0].upper() + instead[1:] if found[0].isupper() else instead
