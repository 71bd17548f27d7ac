"""Leftovers: what a machine leaves in a mail - template syntax, markup, its own asides, characters nobody sees."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from .case import Case, Hit
from .phrases import find

_PLACEHOLDER = re.compile(
    r"\{\{|\}\}|\{%|%\}|\{#|#\}|[$#]\{|\{\w[\w .|-]*\}|%[A-Za-z_]{3,}%|%%\w+%%|\*\|[^|\n]{1,40}\|\*"
    r"|<<[^<>\n]{1,40}>>|\[\[|\]\]"
    r"|<%|%>|<\?|\?>|\$[A-Za-z_]{3,}\$?|@@\w+|__[A-Z][A-Z_]+__|«[^»\n]{1,30}_[^»\n]{1,30}»|⟨[^⟩\n]{1,40}⟩|【[^】\n]*】"
    r"|(?<!\w)<[A-Za-z][\w ]*_[\w ]*>|</?[a-z][\w -]{0,30}/?>"
    r"|(?i:\[[^\]\n]{0,40}\b(?:name|company|title|role|city|date|topic|link|insert|your|product|industry|here|x"
    r"|amount|number"
    r"|figure|source|todo|tbd|fill|investor|contact|first|last|country|job|event)\b[^\]\n]{0,40}\])"
    r"|##\w+##|#\{|\{!|~\w+~|\(\((?=\w)|(?i:\((?:insert |your |their )?(?:first ?|last ?|company ?)?name\))"
    r"|\[\W{1,3}\]|\[[A-Z][\w' -]{1,30}\]|<[A-Z][A-Z _]+>|\{[^{}\n|]{1,40}\|[^{}\n]{1,60}\}"
    r"|^\s*(?i:claim|draft|option|version|variant|output|answer|response|subject|body|note|email|mail|paragraph|sentence"
    r"|rewritten|revised)(?:\s\w{1,2})?\s?:"
    r"|^\s*(?i:certainly|sure|of course|absolutely|okay|ok|great)\s?[!:]"
    r"|\[[A-Z][A-Z _-]+\]|\[\s*\]|\[\.\.\.\]|\(\s*\)|_{3,}|\?{3,}"
    r"|\b(?:TODO|TBD|TBC|FIXME|XX+|NaN|nan|None(?! of\b)|NULL|undefined|null|N/A|FNAME|LNAME|[A-Z]+_[A-Z_]+)\b"
    r"|(?i:\blorem ipsum\b)|\[object Object\]"
)
"""Whatever is added here needs a sign below, too."""
_SIGN = re.compile(r"[{}\[\]<>%$@*#_~«⟨【(]")
_LABEL = re.compile(r"\s*\w+(?:\s\w+)?\s?[:!]")
_LEFT = str.split("??? TODO TBD TBC FIXME XX NULL FNAME LNAME NaN nan None null undefined N/A")
_ASIDE = re.compile(
    r"\(?\b(?:f|fact|facts|source|ref)[ _#:-]?\d{1,3}\b\)?|\[\d{1,3}\]|\[(?:source|citation|sic)[^\]\n]{0,20}\]", re.I
)
_MARKUP = re.compile(
    r"</?[a-zA-Z][a-zA-Z0-9]*(?:\s[^<>\n]{0,200})?/?>|<!--|&(?:[a-zA-Z]{2,8}|#\d{1,6}|#x[0-9a-fA-F]{1,6});"
    r"|\*\*[^*\n]{1,200}\*\*|(?<!\w)__[^_\n]{1,200}__(?!\w)|(?<![\w*])\*[^\s*][^*\n]{0,100}\*(?![\w*])|~~|```"
    r"|`[^`\n]{1,100}`"
    r"|^\s{0,3}#{1,6}\s|^\s*(?:[-*•]|\d{1,2}[.)])\s+\S|!?\[[^\]\n]{1,100}\]\([^)\n]{1,300}\)|^\s*>\s"
    r"|\\[nrt](?!\w)|\|\s*-{3,}",
    re.M,
)
_MARKS = re.compile(r"[<&*_~`#\[>\\|•]|^\s*-|^\s*\d{1,2}[.)]\s", re.M)


def placeholder(case: Case) -> Iterator[Hit]:
    """Template syntax or a placeholder that nobody filled in."""
    for shown, _, _ in _placeholders(case.draft.subject):
        yield Hit(f"The subject still holds '{shown}'.")
    for part in case.parts:
        for shown, start, end in _placeholders(part.segment.text):
            yield part.hit(f"'{shown}' looks like something that was to be filled in.", start, end)


@lru_cache(maxsize=1024)
def _placeholders(text: str) -> tuple[tuple[str, int, int], ...]:
    if not _may_be_left(text):
        return ()
    return tuple((m[0], m.start(), m.end()) for m in _PLACEHOLDER.finditer(text))


def _may_be_left(text: str) -> bool:
    """Whether a text has any sign of a placeholder; most have none, and this is told soon."""
    words = any(word in text for word in _LEFT) or "lorem" in text.lower()
    return words or _SIGN.search(text) is not None or _LABEL.match(text) is not None


def aside(case: Case) -> Iterator[Hit]:
    """Words of the writing machine to its user, or its notes on sources."""
    for part in case.parts:
        if part.segment.kind == "signoff" and part.approved:
            continue
        for phrase in find(part.rest):
            if phrase.kind == "leftover" and not part.holds(phrase.start, phrase.end):
                shown = part.segment.text[phrase.start : phrase.end]
                yield part.hit(f"'{shown}' is not meant for the reader.", phrase.start, phrase.end)
        if part.segment.kind == "claim":
            for m in _ASIDE.finditer(part.rest):
                if not part.holds(*m.span()):
                    yield part.hit(f"'{m[0]}' is a note, not a word to the reader.", *m.span())


def markup(case: Case) -> Iterator[Hit]:
    """HTML or Markdown in a mail of plain text."""
    if _MARKS.search(case.draft.subject):
        for m in _MARKUP.finditer(case.draft.subject):
            yield Hit(f"The subject holds markup: '{m[0]}'.")
    for part in case.parts:
        for shown, start, end in _marked(part.rest if part.segment.kind == "claim" else part.segment.text):
            yield part.hit(f"'{shown}' is markup; the mail is plain text.", start, end)


@lru_cache(maxsize=1024)
def _marked(text: str) -> tuple[tuple[str, int, int], ...]:
    if not _MARKS.search(text):
        return ()
    return tuple((m[0][:40], m.start(), m.end()) for m in _MARKUP.finditer(text))


_ODD = frozenset("\u2028\u2029\u0085\ufffc\ufffd\u115f\u1160\u3164\uffa0\u2800\u180e")
_FINE = frozenset("\n\t\r")
_SCRIPTS = ("LATIN", "CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE", "COPTIC")
_WORD = re.compile(r"[^\W\d_]+")


def hidden(case: Case) -> Iterator[Hit]:
    """Characters that nobody sees or that turn the text around, and words of mixed alphabets."""
    for where, _, _ in _unseen(case.draft.subject):
        yield Hit(f"The subject holds {where}.")
    for part in case.parts:
        for where, start, end in _unseen(part.segment.text):
            yield part.hit(f"Here stands {where}.", start, end)


@lru_cache(maxsize=1024)
def _unseen(text: str) -> tuple[tuple[str, int, int], ...]:
    if text.isascii() and (text.isprintable() or not _CONTROL.search(text)):
        return ()
    found = [
        (f"an invisible character (U+{ord(c):04X})", n, n + 1) for n, c in enumerate(text) if _is_unseen(text, n, c)
    ]
    if not text.isascii():
        mixed = (
            (m, sorted({a for c in m[0] if (a := _alphabet(c))})) for m in _WORD.finditer(text) if not m[0].isascii()
        )
        found += [(f"a word of mixed alphabets ({', '.join(a).lower()})", *m.span()) for m, a in mixed if len(a) > 1]
    return tuple(found[:20])


_CONTROL = re.compile(r"[^\x20-\x7e\n\t\r]")
_JOINERS = "\u200c\u200d"


def _is_unseen(text: str, n: int, c: str) -> bool:
    if c in _FINE or (c.isascii() and c.isprintable()):
        return False
    if c in _JOINERS and 0 < n < len(text) - 1 and not (text[n - 1].isascii() or text[n + 1].isascii()):
        return False  # joins letters of scripts that need it, and emoji
    return unicodedata.category(c) in ("Cf", "Cc", "Co", "Cn", "Cs") or c in _ODD or "\ufe00" <= c < "\ufe0f"


@lru_cache(maxsize=4096)
def _alphabet(character: str) -> str:
    name = unicodedata.name(character, "")
    return next((s for s in _SCRIPTS if name.startswith(s)), "")
