"""Words of a text: tokens in their clauses, brought to one form so that "bought" meets "buys" and "staff" meets
"employees"."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from .case import folded, level
from .dates import days
from .lexicon import AFTER_MODALS, EVENT_FORMS, EVENT_PAIRS, IRREGULAR, MODALS, PLAIN, SAME
from .numbers import is_number

_TOKEN = re.compile(r"\d+(?:[.,]\d+)*(?:[a-z]{1,2}\b)?|[^\W\d_]+(?:['&-][^\W_]+)*|[.,;:!?()&%]|-(?=\s)")
_STOP = frozenset(".,;:!?()-")
_SENTENCE_ENDS = frozenset(".!?;")
_ABBREVIATED = frozenset(str.split("mr mrs ms dr prof st inc ltd co no vs"))
_NEW_CLAUSE = frozenset(str.split("but while which who whereas although though after before because so"))
_VERBAL = frozenset(
    str.split("has have had is are was were will would may might could can does did do we it they he she expects plans"
              " should must shall opened closed wants intends reports stays led takes joins")
)  # fmt: skip


class Token(NamedTuple):
    """A word or a mark: `word` without case, `key` the form under which it is compared ("+open" for an event, else its
    stem; "" for words that say nothing), `form` of an event (past, base, ing, noun)."""

    word: str
    raw: str
    start: int
    end: int
    key: str
    form: str


class Clause(NamedTuple):
    """A run of tokens without an inner boundary, and the number of its sentence."""

    tokens: tuple[Token, ...]
    sentence: int

    @property
    def keys(self) -> frozenset[str]:
        """What it speaks of."""
        return frozenset(t.key for t in self.tokens if t.key)


@lru_cache(maxsize=8192)
def key_of(word: str) -> str:
    """The form under which a word (without case) is compared; "" where it says nothing by itself."""
    word = word.removesuffix("'s").rstrip("'")
    if word[:1].isdigit():
        return word.rstrip("abcdefghijklmnopqrstuvwxyz")
    if word in PLAIN:
        return ""
    if event := event_of(word):
        return "+" + event[0]
    return SAME.get(word) or SAME.get(stem(word)) or stem(word)


@lru_cache(maxsize=8192)
def event_of(word: str) -> tuple[str, str] | None:
    """The event that a word tells of and its form (past, base, ing, noun): "stoppage" is a noun of "stop"."""
    if word in EVENT_FORMS or word in _NO_NOUNS or len(word) < 6:
        return EVENT_FORMS.get(word)
    for ending in _NOUN_ENDINGS:
        if word.endswith(ending):
            verb = word[: -len(ending)]
            for base in (verb, verb + "e", verb[:-1] if verb[-1:] == verb[-2:-1] else verb):
                if (found := EVENT_FORMS.get(base)) and found[1] == "base":
                    return found[0], "noun"
    return None


_NOUN_ENDINGS = ("ations", "ation", "ments", "ment", "ions", "ion", "ages", "age", "als", "al", "ance")
_NO_NOUNS = frozenset(str.split("leakage department departments signage promotion promotions apartment apartments"))


@lru_cache(maxsize=8192)
def stem(word: str) -> str:
    """A word without its ending: enough to tell that two forms are of one word."""
    word = (
        IRREGULAR.get(word.removesuffix("ship"), word.removesuffix("ship"))
        if len(word) > 8
        else IRREGULAR.get(word, word)
    )
    for ending, least in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= least:
            word = word[: -len(ending)]
            break
    if len(word) > 3 and word[-1] == word[-2] and (word[-1] not in "aeiouls" or (word[-1] == "l" and len(word) > 5)):
        word = word[:-1]
    word = word.rstrip("e") if len(word) > 3 else word
    for british, american in _SPELLINGS:
        if word.endswith(british) and len(word) > 4:
            return word[: -len(british)] + american
    return word


_SPELLINGS = (("is", "iz"), ("ys", "yz"), ("our", "or"), ("ens", "enc"))
"""British and American: organise, analyse, labour, licence."""

_ENDINGS = (
    ("ations", 3), ("ation", 3), ("ements", 3), ("ement", 3), ("ments", 4), ("ment", 4), ("ingly", 4), ("ings", 4),
    ("ing", 3), ("ies", 2), ("ied", 2), ("edly", 4), ("ed", 3), ("ers", 3), ("er", 4), ("ors", 4), ("or", 4),
    ("ions", 4),
    ("ion", 4), ("ity", 4), ("ly", 4), ("es", 3), ("s", 3), ("y", 3),
)  # fmt: skip


@lru_cache(maxsize=256)
def tokens(text: str) -> tuple[Token, ...]:
    """The words and marks of a text, in their places."""
    found: list[Token] = []
    reported = False  # "said that it would" is "will" at second hand
    for m in _TOKEN.finditer(level(text)):
        raw = m[0]
        word = raw.lower() if raw.isascii() else folded(raw)
        if word == "fall" and any(d.start <= m.start() < d.end for d in days(m.string)):
            word = "autumn"
        key, form = ("", "") if not raw[0].isalnum() else (key_of(word), "")
        if word in AFTER_MODALS and found and found[-1].word in MODALS:
            group, form = AFTER_MODALS[word]
            key = "+" + group
        elif key.startswith("+"):
            form = (event_of(word.removesuffix("'s").rstrip("'")) or ("", ""))[1]
        elif word == "left" and found and (found[-1].word in _WHO_LEFT or found[-1].raw[0].isupper()):
            key, form = "+leave", "past"
        if found and (pair := EVENT_PAIRS.get((found[-1].word, word))):
            last = found[-1]
            found[-1] = last._replace(key="+" + pair[0], form=pair[1])
            key, form = "", ""
        if word == "to" and found and found[-1].key == "+choose":
            found[-1] = found[-1]._replace(key="", form="")  # who chooses to stay chooses no supplier
        if word == "from" and found and found[-1].key == "+leave":
            found[-1] = found[-1]._replace(key="", form="")  # what leaves from Kochi is sent, nobody quits
        if word in _NO_OBJECT:
            _succeeds(found)
        if word in _REPORTED:
            reported = True
        elif word in _SENTENCE_ENDS:
            reported = False
        found.append(Token("will" if reported and word == "would" else word, raw, m.start(), m.end(), key, form))
    _succeeds(found)
    return tuple(found)


_REPORTED = frozenset(str.split("said told announced added wrote"))
_WHO_LEFT = frozenset(str.split("who has have had he she they"))
_NO_OBJECT = frozenset(str.split("from as in on at next this when after before later and , ; ."))


def _succeeds(found: list[Token]) -> None:
    """To take over from somebody, or in January, is to succeed, not to buy."""
    if [t.word for t in found[-1:]] == ["over"] and found[-2:-1] and found[-2].key == "+acquire":
        found[-2] = found[-2]._replace(key="+replace")


@lru_cache(maxsize=256)
def clauses(text: str) -> tuple[Clause, ...]:
    """The clauses of a text: between marks, before "but", "which" and the like, and before an "and" with a verb."""
    found: list[Clause] = []
    run: list[Token] = []
    sentence = 0
    all_of = tokens(text)
    for n, token in enumerate(all_of):
        after = [t.word for t in all_of[n + 1 : n + 4]]
        divides = token.word in _STOP and not (token.word == "." and run and run[-1].word in _ABBREVIATED)
        divides = divides and not (token.word in ",-" and _lists(run, after))
        divides = divides and not (token.word == "." and after[:1] == [","])  # "Reading, Pa., by 2027"
        begins = token.word in _NEW_CLAUSE or (token.word == "and" and any(w in _VERBAL for w in after[:2]))
        if (divides or begins) and run:
            found.append(Clause(tuple(run), sentence))
            run = []
        if divides:
            sentence += token.word in _SENTENCE_ENDS
        else:
            run.append(token)
    if run:
        found.append(Clause(tuple(run), sentence))
    return tuple(found)


@lru_cache(maxsize=256)
def says(text: str) -> bool:
    """Whether a text holds a word that says something by itself."""
    return any(t.key for t in tokens(text))


def _lists(run: list[Token], after: list[str]) -> bool:
    """Whether a comma stands within a date or a list of short names, not between clauses."""
    return bool(run) and bool(after) and after[0].isdigit()


def worded(text: str) -> list[Token]:
    """The words of a text that say something, numbers apart."""
    return [t for c in clauses(text) for t in c.tokens if t.key and not is_number(t.word)]


@lru_cache(maxsize=256)
def keys_of(text: str) -> frozenset[str]:
    """The forms under which a text's words are compared: their keys and their stems."""
    return frozenset(k for c in clauses(text) for t in c.tokens for k in (t.key, stem(t.word)) if k)
