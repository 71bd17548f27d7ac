"""Events: what a claim says has happened, beside what its quotes say: done or planned, denied or affirmed, or the
contrary. Clause is held against clause and verb against verb; what follows from a text by thought is not seen."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from .case import Case, Hit, Part, level
from .dates import days
from .lexicon import ALLIES, OPPOSITES
from .numbers import is_number
from .words import Clause, Token, clauses, says, stem

_WILL = frozenset(str.split("will shall upcoming"))
_EXPECT = frozenset(str.split(
    "plan plans planned planning intend intends intended intending aim aims aimed hope hopes hoped hoping expect"
    " expects"
    " expected expecting should want wants wanted wish wishes propose proposes scheduled due target targets"
    " targeting seek"
    " seeks seeking forecast forecasts anticipate anticipates anticipated prepares ambition goal scheduled"
    " looking wanted hiring recruiting openings vacancy vacancies"
))  # fmt: skip
_MAY = frozenset(str.split(
    "may might could would if unless considers considering possibly perhaps potential potentially likely probably"
    " proposed"
    " proposal subject whether reportedly rumoured rumored provisional tentatively explores exploring eventually"
))  # fmt: skip
_AFTER = frozenset(str.split("expected planned due scheduled likely possible proposed anticipated pending uncertain"))
_NEGATIVES = frozenset(str.split(
    "no not never none neither nor without cannot nobody nothing nowhere undecided hardly scarcely fails failed"
    " declined"
    " declines denies denied"
))  # fmt: skip
_IDIOMS = frozenset([
    ("no", "small"), ("not", "only"), ("no", "less"), ("no", "more"), ("not", "just"), ("no", "wonder"), ("no",
    "fewer"),
    ("no", "mean"), ("no", "doubt"), ("no", "other"), ("nothing", "less"), ("no", "surprise"), ("not", "least"),
    ("not", "small"), ("not", "merely"), ("no", "easy"), ("no", "minor"), ("no", "trivial"),
])  # fmt: skip
_BEGUN = frozenset(str.split("begun began started completed finished"))
_UNFINISHED = frozenset([
    ("under", "construction"), ("being", "built"), ("being", "considered"), ("in", "talks"), ("in", "negotiations"),
    ("is", "to"), ("are", "to"), ("under", "discussion"), ("under", "review"), ("being", "planned"), ("on", "hold"),
])  # fmt: skip
_SEEKS = frozenset(str.split("looking hiring recruiting openings vacancy vacancies seeking seeks wanted"))
_WANTED = frozenset(str.split(
    "needs need search searching position positions post posts role roles job jobs advert adverts advertised advertises"
    " listed lists join"
))  # fmt: skip
"""Words of a vacancy: who lists a post has not filled it."""
_ALREADY = frozenset(str.split("already now currently today"))


class Occurrence(NamedTuple):
    """A word of a clause that tells of something. `certainty`: 0 told as it is, 1 will be, 2 is expected or planned,
    3 may be. `done`: told as past. `near`: the keys around it."""

    token: Token
    certainty: int
    done: bool
    denied: bool
    near: frozenset[str]
    sentence: int


@lru_cache(maxsize=256)
def occurrences(text: str) -> tuple[Occurrence, ...]:
    """Every word of a text that tells of something."""
    found: list[Occurrence] = []
    sentence = carried = 0
    for clause in clauses(text):
        carried = carried if clause.sentence == sentence else 0
        found += _of_clause(clause, carried)
        sentence, carried = clause.sentence, max(carried, min(_hedge(clause), 2))
    return tuple(found)


def _of_clause(clause: Clause, carried: int) -> Iterator[Occurrence]:
    """Its occurrences. A bare verb after "and" is as sure as the clause before (`carried`): "will move, and add …"."""
    tokens = clause.tokens
    refuses = denied(clause)
    for n, token in enumerate(tokens):
        if not token.key:
            continue
        sure = _certainty(tokens, n)
        if not sure and carried and n and tokens[n - 1].word == "and" and token.word.islower():
            sure = carried if not token.word.endswith(("s", "ed", "ing")) and token.form != "past" else 0
        past = token.form == "past" or (not token.form and len(token.word) > 4 and token.word.endswith("ed"))
        already = token.form in ("base", "ing") and any(t.word in _ALREADY for t in tokens)
        already = already or (token.form == "noun" and any(t.word in _BEGUN for t in tokens[max(0, n - 3) : n]))
        near = frozenset(t.key for t in tokens[max(0, n - 5) : n + 6] if t.key and t is not token)
        yield Occurrence(token, sure, (past or already) and sure == 0, refuses, near, clause.sentence)


def _level(token: Token) -> int:
    if token.word in _MAY:
        return 3 if token.raw != "May" else 0  # the month
    if token.word in _EXPECT:
        return 2
    return 1 if token.word in _WILL or token.word.endswith("'ll") else 0


def _certainty(tokens: tuple[Token, ...], n: int) -> int:
    found = max((_level(t) for t in tokens[max(0, n - 9) : n]), default=0)
    if any(t.word in _AFTER for t in tokens[n + 1 : n + 5]):
        found = max(found, 2)
    if tokens[n].form == "noun" and any(_level(t) == 1 for t in tokens[n + 1 : n + 3]):
        found = max(found, 1)
    if any(_level(t) == 3 for t in tokens[n + 1 : n + 3]):
        found = max(found, 3)
    before = [t.word for t in tokens[max(0, n - 2) : n]]
    if not found and (("to" in before[-1:] and tokens[n].form in ("base", "noun")) or before == ["to", "be"]):
        found = 1
    return found


@lru_cache(maxsize=256)
def denied(clause: Clause) -> bool:
    """Whether a clause denies something; "no small step" does not."""
    words = [t.word for t in clause.tokens]
    for n, word in enumerate(words):
        if word in _NEGATIVES or word.endswith("n't"):
            follows = words[n + 1] if n + 1 < len(words) else ""
            if word.startswith("declin") and not (follows == "to" and words[n + 2 : n + 3] and words[n + 2].isalpha()):
                continue  # sales that declined are not a refusal
            if (word, follows) not in _IDIOMS:
                return True
        if (word == "yet" and words[n + 1 : n + 2] == ["to"]) or (word == "still" and words[n + 1 : n + 2] == ["open"]):
            return True
    return False


def _claimed(case: Case) -> Iterator[tuple[Part, Occurrence, tuple[Occurrence, ...]]]:
    """Every verb or event of a claim beside all that its quotes tell."""
    for part in case.claims:
        if part.facts and says(part.rest):
            own = [o for o in occurrences(part.rest) if o.token.form or o.done]
            told = occurrences(part.told) if own else ()
            for one in own:
                yield part, one, told


def plan_as_fact(case: Case) -> Iterator[Hit]:
    """A claim that tells as done what its quotes only announce."""
    for part, one, told in _claimed(case):
        same = [t for t in told if t.token.key == one.token.key]
        announced = all((t.certainty or _dated_ahead(case, part, t)) and not t.denied for t in same)
        if one.done and not one.denied and same and announced:
            yield part.hit(f"'{one.token.raw}' tells as done what the quote only announces.", *one.token[2:4])


def _dated_ahead(case: Case, part: Part, one: Occurrence) -> bool:
    """Whether a quote tells in the present what has a date that is still to come: "she joins on 5 January"."""
    if one.done or one.token.form != "base":
        return False
    near = (d for d in days(level(part.told)) if d.month and 0 <= d.start - one.token.end < 70)
    return any(d._replace(day=d.day or 1).date() > case.request.as_of for d in near if d.year)


def dropped_hedge(case: Case) -> Iterator[Hit]:
    """A claim that is surer than its quotes: their "may", "expects" or "plans" is gone."""
    for part in case.claims:
        if not part.facts or not says(part.rest):
            continue
        hedged = [c for c in clauses(part.told) if _hedge(c) >= 2]
        if not hedged:
            continue
        told = occurrences(part.told)
        own = clauses(part.rest)
        seeks = any(t.word in _SEEKS for c in hedged for t in c.tokens)
        wary = {c.sentence for c in own if _hedge(c) >= 2 or (seeks and any(t.word in _WANTED for t in c.tokens))}
        for one in occurrences(part.rest):
            same = [t for t in told if t.token.key == one.token.key]
            surer = one.token.form and one.certainty < 2 and not one.done and one.sentence not in wary
            refused = one.denied and all(t.denied for t in same)
            if surer and same and not refused and all(t.certainty >= 2 for t in same):
                word = one.token
                yield part.hit(f"The quote is less sure than '{word.raw}' is here.", word.start, word.end)
                return
        reader = _keys(case.request.account.name)
        for clause in own:
            if clause.sentence not in wary and (best := _best(clause, clauses(part.told), reader)):
                if _hedge(best) < 2 or (denied(best) and denied(clause)):
                    continue
                yield part.hit("The quote says this with a reserve that is missing here.", *_span(clause))
                return


@lru_cache(maxsize=256)
def _hedge(clause: Clause) -> int:
    pairs = pairwise(t.word for t in clause.tokens)
    unfinished = 2 if any(pair in _UNFINISHED for pair in pairs) else 0
    return max(unfinished, *map(_level, clause.tokens))


def _span(clause: Clause) -> tuple[int, int]:
    return clause.tokens[0].start, clause.tokens[-1].end


def _best(clause: Clause, others: tuple[Clause, ...], reader: frozenset[str]) -> Clause | None:
    """The one clause that speaks of the same things: it shares at least two words and most of them, the reader's name
    (for which a quote says "we" or "the company") apart."""
    keys = clause.keys - reader if len(clause.keys - reader) > 2 else clause.keys
    if len(keys) < 2:
        return None
    shared = sorted(((len(keys & o.keys), n) for n, o in enumerate(others)), reverse=True)
    if not shared or shared[0][0] < max(2, 0.6 * len(keys)):
        return None
    if len(shared) > 1 and shared[1][0] == shared[0][0]:
        return None
    return others[shared[0][1]]


_NOT_NOW = frozenset(str.split("longer since anymore"))
_ENDED = frozenset("+" + group for group in str.split("close fire leave lose move replace sell split"))


def negation(case: Case) -> Iterator[Hit]:
    """A claim that denies what its quote affirms, or affirms what it denies."""
    for part in case.claims:
        if not part.facts or case.edited or not says(part.rest):
            continue
        told = clauses(part.told)
        any_denied = any(denied(t) for t in told)
        ended = any(t.keys & _ENDED for t in told)
        reader = _keys(case.request.account.name)
        for clause in clauses(part.rest):
            denies = denied(clause)
            if clause.tokens[0].word == "according":  # who said it, not what
                continue
            if not denies and not any_denied:
                continue
            if denies and any(_affirmed(t, told) for t in _refused(clause)):
                yield part.hit("This denies what the quote affirms.", *_span(clause))
                continue
            if not denies and (verb := _planned_but_denied(clause, occurrences(part.told))):
                yield part.hit("This affirms what the quote denies.", verb.start, verb.end)
                continue
            if denies and ended and any(t.word in _NOT_NOW for t in clause.tokens):
                continue  # "no longer" tells of an end, and so does the quote
            best = _best(clause, told, reader)
            contrary = {"+" + o for k in clause.keys for o in OPPOSITES.get(k[1:], ())}
            if best is not None and not denies and _hedge(clause) and any(t.word == "yet" for t in best.tokens):
                continue  # what is not done yet may well be planned
            if best is not None:
                if denies != denied(best) and not contrary & best.keys:
                    words = "denies what the quote affirms" if denies else "affirms what the quote denies"
                    yield part.hit(f"This {words}.", *_span(clause))
            elif denies and not any_denied and not any(contrary & t.keys for t in told):
                yield part.hit("This denies something; the quote denies nothing.", *_span(clause))


def _refused(clause: Clause) -> Iterator[Token]:
    """The verbs of a clause that come after its denial."""
    words = [t.word for t in clause.tokens]
    place = next((n for n, w in enumerate(words) if w in _NEGATIVES or w.endswith("n't")), len(words))
    return (t for t in clause.tokens[place:] if t.form in ("base", "past"))


def _planned_but_denied(clause: Clause, told: tuple[Occurrence, ...]) -> Token | None:
    """A verb of what is planned or will be, of which the quotes say in the same sense that it is not."""
    for one in _of_clause(clause, 0):
        same = [t for t in told if t.token.key == one.token.key and t.certainty]
        if one.token.form and one.certainty and same and all(t.denied for t in same):
            return one.token
    return None


def _affirmed(token: Token, told: tuple[Clause, ...]) -> bool:
    same = [c for c in told if token.key in c.keys]
    return bool(same) and not any(denied(c) for c in same)


def opposite(case: Case) -> Iterator[Hit]:
    """A claim whose verb tells the contrary of its quote's: closed for opened, fell for rose."""
    for part, one, told in _claimed(case):
        contrary = OPPOSITES.get(one.token.key[1:]) if one.token.form else None
        if not contrary:
            continue
        allies = {one.token.key, *("+" + a for a in ALLIES.get(one.token.key[1:], ()))}
        same = [len(t.near & one.near) for t in told if t.token.key in allies]
        against = [len(t.near & one.near) for t in told if t.token.key[1:] in contrary and t.denied == one.denied]
        if against and max(against) >= 1 and max(against) > max(same, default=-1):
            yield part.hit(f"'{one.token.raw}' is the contrary of what the quote says.", *one.token[2:4])


def unsupported_event(case: Case) -> Iterator[Hit]:
    """A grave event (a sale, a dismissal, a lawsuit, a failure …) of which the quotes say nothing."""
    for part, one, told in _claimed(case):
        allies = ALLIES.get(one.token.key[1:]) if one.token.form else None
        if allies is None:
            continue
        keys = {t.token.key for t in told}
        contrary = {"+" + o for o in OPPOSITES.get(one.token.key[1:], ())}
        supported = {one.token.key, *("+" + a for a in allies)} | (contrary if one.denied else set())
        if one.token.key == "+acquire" and " from " in part.rest[one.token.end :]:
            supported |= _BOUGHT_FROM
        if not supported & keys:
            yield part.hit(f"The quote says nothing of '{one.token.raw}'.", *one.token[2:4])


_BOUGHT_FROM = frozenset({"+supply", "+order", "+sign", "+choose"})
"""Who is supplied buys from the supplier, and not the supplier."""
_FEW, _MANY, _SHARE = 2, 4, 0.3


def new_words(case: Case) -> Iterator[Hit]:
    """Some words in a claim that neither its quotes nor the names of the parties hold."""
    for part in case.claims:
        new, _ = _new(case, part)
        if len({t.key for t in new}) >= _FEW:
            shown = ", ".join(f"'{w}'" for w in dict.fromkeys(t.raw for t in new))
            yield part.hit(f"The quote has none of these words: {shown}.", new[0].start, new[-1].end)


def much_new(case: Case) -> Iterator[Hit]:
    """A claim much of which its quotes do not hold."""
    for part in case.claims:
        new, of = _new(case, part)
        if len({t.key for t in new}) >= max(_MANY, _SHARE * of):
            yield part.hit("Much of this claim is not in what it cites.", new[0].start, new[-1].end)


def _new(case: Case, part: Part) -> tuple[list[Token], int]:
    """The words of a claim that are new beside what it cites, and how many words it has that say something."""
    own = _tokens(part.rest)
    if not part.facts or case.edited or len(own) < _FEW:
        return [], 0
    known = _keys(part.evidence) | _keys(case.own_words) | _keys(case.about)
    hosts = "".join(case.hosts(part))
    new = [t for t in own if t.key not in known and stem(t.word) not in known and t.word not in hosts]
    return new, len({t.key for t in own})


def _tokens(text: str) -> list[Token]:
    return [t for c in clauses(text) for t in c.tokens if t.key and not is_number(t.word)]


@lru_cache(maxsize=256)
def _keys(text: str) -> frozenset[str]:
    return frozenset(k for c in clauses(text) for t in c.tokens for k in (t.key, stem(t.word)) if k)
