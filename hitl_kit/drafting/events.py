"""Events: what a claim says has happened, beside what its quotes say: done or planned, denied or affirmed, or the
contrary. Clause is held against clause and verb against verb; what follows from a text by thought is not seen."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from .case import WARN, Case, Hit, Part, level
from .dates import days
from .lexicon import ALLIES, OPPOSITES
from .words import Clause, Token, clauses, keys_of, says

_WILL = frozenset(str.split("will shall upcoming"))
_EXPECT = frozenset(str.split(
    "plan plans planned planning intend intends intended intending aim aims aimed hope hopes hoped hoping expect"
    " expects"
    " expected expecting should want wants wanted wish wishes propose proposes scheduled due target targets"
    " targeting seek"
    " seeks seeking forecast forecasts anticipate anticipates anticipated prepares ambition goal scheduled"
    " looking wanted hiring recruiting openings vacancy vacancies slated poised eyeing envisages envisaged foresees"
    " aiming looks seek foreseen projected meant supposed pencilled earmarked pledged pledges aspires"
))  # fmt: skip
_MAY = frozenset(str.split(
    "may might could would if unless considers considering possibly perhaps potential potentially likely probably"
    " proposed"
    " proposal subject whether reportedly rumoured rumored provisional tentatively explores exploring eventually"
    " eligible contingent conditional provided hinges pending"
))  # fmt: skip
_AFTER = frozenset(str.split("expected planned due scheduled likely possible proposed anticipated pending uncertain"))
_NEGATIVES = frozenset(str.split(
    "no not never none neither nor without cannot nobody nothing nowhere undecided hardly scarcely fails failed"
    " declined declines denies denied"
))  # fmt: skip
_REFUSING = frozenset((verb, "out") for verb in str.split("rule rules ruled ruling cut cuts cutting phased phasing"))
"""Verbs of two words that deny what follows: "ruled out a sale"."""
_IDIOMS = frozenset([
    ("no", "small"), ("not", "only"), ("no", "less"), ("no", "more"), ("not", "just"), ("no", "wonder"), ("no",
    "fewer"),
    ("no", "mean"), ("no", "doubt"), ("no", "other"), ("nothing", "less"), ("no", "surprise"), ("not", "least"),
    ("not", "small"), ("not", "merely"), ("no", "easy"), ("no", "minor"), ("no", "trivial"),
])  # fmt: skip
_BEGUN = frozenset(str.split("begun began started completed finished"))
_UNFINISHED = frozenset([
    ("under", "construction"), ("being", "built"), ("being", "considered"), ("in", "talks"), ("in", "negotiations"),
    ("under", "discussion"), ("under", "review"), ("being", "planned"), ("on", "hold"),
    ("under", "study"), ("under", "consideration"), ("under", "negotiation"), ("under", "evaluation"), ("set", "to"),
    ("on", "track"), ("on", "course"), ("going", "to"), ("about", "to"), ("to", "follow"), ("to", "come"),
    ("yet", "to"),
])  # fmt: skip
SEEKS = frozenset(str.split("looking hiring recruiting openings vacancy vacancies seeking seeks wanted"))
WANTED = frozenset(str.split(
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
        sentence, carried = clause.sentence, max(carried, min(hedge(clause), 2))
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
        instead = any(t.word in _INSTEAD for t in tokens[max(0, n - 2) : n])
        yield Occurrence(token, sure, (past or already) and sure == 0, refuses != instead, near, clause.sentence)


_INSTEAD = frozenset({"than", "instead"})
"""What somebody does something else than is not done: "rather than sign"."""


def certainty(token: Token) -> int:
    """How sure a word makes what follows: 0 as it is, 1 will be, 2 planned, 3 may be."""
    if token.word in _MAY:
        return 3 if token.raw != "May" else 0  # the month
    if token.word in _EXPECT:
        return 2
    return 1 if token.word in _WILL or token.word.endswith("'ll") else 0


_MODALS = frozenset(str.split("may might could would"))


def _certainty(tokens: tuple[Token, ...], n: int) -> int:
    found = max((certainty(t) for t in tokens[max(0, n - 12) : n]), default=0)
    if any(t.word in _AFTER for t in tokens[n + 1 : n + 5]):
        found = max(found, 2)
    if tokens[n].form == "noun" and any(certainty(t) == 1 for t in tokens[n + 1 : n + 3]):
        found = max(found, 1)
    if any(t.word in _MODALS and t.raw != "May" for t in tokens[n + 1 : n + 3]):
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
            if word.startswith(("declin", "fail")) and not (
                follows == "to" and words[n + 2 : n + 3] and words[n + 2].isalpha()
            ):
                continue  # sales that declined are no refusal, nor is a system that failed twice
            if (word, follows) not in _IDIOMS:
                return True
        if (word, *words[n + 1 : n + 2]) in _REFUSING:
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
            sure = None if any(t.near & one.near for t in same) else WARN  # else it may be of another matter
            yield part.hit(f"'{one.token.raw}' tells as done what the quote only announces.", *one.token[2:4], sure)


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
        hedged = [c for c in clauses(part.told) if hedge(c) >= 2]
        if not hedged:
            continue
        told = occurrences(part.told)
        own = clauses(part.rest)
        seeks = any(t.word in SEEKS for c in hedged for t in c.tokens)
        wary = {
            c.sentence for c in own if hedge(c) >= 2 or _is_to(c) or (seeks and any(t.word in WANTED for t in c.tokens))
        }
        for one in occurrences(part.rest):
            same = [t for t in told if t.token.key == one.token.key]
            surer = one.token.form and one.certainty < 2 and not one.done and one.sentence not in wary
            refused = one.denied and all(t.denied for t in same)
            if surer and same and not refused and all(t.certainty >= 2 for t in same):
                word = one.token
                yield part.hit(f"The quote is less sure than '{word.raw}' is here.", word.start, word.end)
                return
        reader = keys_of(case.request.account.name)
        for clause in own:
            if clause.sentence not in wary and (best := _best(clause, clauses(part.told), reader)):
                if hedge(best) < 2 or (denied(best) and denied(clause)):
                    continue
                verbs = {t.key for t in clause.tokens if t.form}
                if any(o.token.key in verbs and not o.certainty for o in _of_clause(best, 0)):
                    continue  # "rejected a proposal": the verb itself has no reserve
                sure = None if verbs & _verbs(best) and not seeks else WARN
                yield part.hit("The quote says this with a reserve that is missing here.", *_span(clause), sure)
                return


@lru_cache(maxsize=256)
def hedge(clause: Clause) -> int:
    """The greatest reserve of a clause, as `certainty` counts it."""
    pairs = pairwise(t.word for t in clause.tokens)
    unfinished = 2 if any(pair in _UNFINISHED for pair in pairs) else 0
    return max(unfinished, *map(certainty, clause.tokens))


def _verbs(clause: Clause) -> frozenset[str]:
    return frozenset(t.key for t in clause.tokens if t.form)


def may_be(text: str, place: int) -> bool:
    """Whether the clause at that place of a text only says what may be."""
    at = (c for c in clauses(text) if c.tokens[0].start <= place < c.tokens[-1].end)
    return any(hedge(c) == 3 for c in at)


def _is_to(clause: Clause) -> bool:
    """Whether a clause tells what is to come: "twelve sites are to start"."""
    return any(t.word == "to" and n and clause.tokens[n - 1].word in _BE for n, t in enumerate(clause.tokens))


_BE = frozenset({"is", "are"})


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
        refusals = [t for t in told if denied(t)]
        any_denied = bool(refusals)
        if not any_denied and not any(denied(c) for c in clauses(part.rest)):
            continue
        ended = any(t.keys & _ENDED for t in told)
        reader = keys_of(case.request.account.name)
        for clause in clauses(part.rest):
            denies = denied(clause)
            if clause.tokens[0].word == "according":  # who said it, not what
                continue
            if not denies and not any_denied:
                continue
            if denies and (refused := [t for t in _refused(clause) if _affirmed(t, told)]):
                matter = clause.keys - reader
                same = any(len(matter & t.keys) > 1 for t in told if {r.key for r in refused} & t.keys)
                yield part.hit("This denies what the quote affirms.", *_span(clause), None if same else WARN)
                continue
            if not denies and any(_affirms(clause, t, told, reader) for t in refusals):
                yield part.hit("This affirms what the quote denies.", *_span(clause))
                continue
            if not denies and (verb := _planned_but_denied(clause, occurrences(part.told))):
                yield part.hit("This affirms what the quote denies.", verb.start, verb.end)
                continue
            if denies and ended and any(t.word in _NOT_NOW for t in clause.tokens):
                continue  # "no longer" tells of an end, and so does the quote
            best = _best(clause, told, reader)
            contrary = {"+" + o for k in clause.keys for o in OPPOSITES.get(k[1:], ())}
            if best is not None and not denies and hedge(clause) and any(t.word == "yet" for t in best.tokens):
                continue  # what is not done yet may well be planned
            if best is not None:
                if denies != denied(best) and not contrary & best.keys:
                    words = "denies what the quote affirms" if denies else "affirms what the quote denies"
                    firm = not any(t.word == "without" for t in clause.tokens)
                    sure = None if not denies or (firm and best.keys & _just_refused(clause)) else WARN
                    yield part.hit(f"This {words}.", *_span(clause), sure)
            elif denies and not any_denied and not any(contrary & t.keys for t in told):
                yield part.hit("This denies something; the quote denies nothing.", *_span(clause), WARN)


def _affirms(clause: Clause, refusal: Clause, told: tuple[Clause, ...], reader: frozenset[str]) -> bool:
    """Whether a clause holds what another denies, nearly all of it, and no other clause of the quotes does."""
    to_come = hedge(clause) and not any(o.done for o in _of_clause(clause, 0))
    if to_come and any(t.word == "yet" for t in refusal.tokens):
        return False
    place = next((n for n, t in enumerate(refusal.tokens) if t.word in _NEGATIVES or t.word.endswith("n't")), 0)
    core = frozenset(t.key for t in refusal.tokens[place:] if t.key) - reader
    least = 1 if len(core) == 1 and refusal.tokens[place].word == "no" else max(2, 0.75 * len(core))
    contrary = {"+" + o for k in core for o in OPPOSITES.get(k[1:], ())}
    held = len(core & clause.keys) >= least and not contrary & clause.keys
    return held and not any(len(core & t.keys) >= least for t in told if not denied(t))


def _just_refused(clause: Clause) -> frozenset[str]:
    """What the three words after a denial speak of."""
    words = [t.word for t in clause.tokens]
    place = next((n for n, w in enumerate(words) if w in _NEGATIVES or w.endswith("n't")), len(words))
    return frozenset(t.key for t in clause.tokens[place + 1 : place + 4] if t.key)


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
            sure = WARN if same else None  # the quotes tell both
            yield part.hit(f"'{one.token.raw}' is the contrary of what the quote says.", *one.token[2:4], sure)


def _of_company(one: Occurrence, text: str) -> bool:
    """Whether a name follows a sale or a purchase: trucks are bought every day, companies are not."""
    follows = text[one.token.end :].split()[:3]
    return one.token.key in ("+acquire", "+sell", "+merge") and any(w[:1].isupper() for w in follows)


_GRAVE = frozenset(str.split("fire sue trouble float demolish split"))
"""Words that tell of nothing else. Bagels leave an oven and somebody falls ill, but nobody sues by the way."""


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
            sure = None if one.token.key[1:] in _GRAVE or _of_company(one, part.rest) else WARN
            yield part.hit(f"The quote says nothing of '{one.token.raw}'.", *one.token[2:4], sure)


_BOUGHT_FROM = frozenset({"+supply", "+order", "+sign", "+choose"})
"""Who is supplied buys from the supplier, and not the supplier."""
