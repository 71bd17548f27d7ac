"""Who did what to whom: the parties of a deal, a delivery, a lawsuit or a succession in a claim, beside those of its
quotes. Read from the order of names around a known verb, so it sees the plain sentences of news, not every sentence."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from itertools import takewhile
from typing import NamedTuple

from .case import WARN, Case, Hit, Part
from .lexicon import IRREGULAR, PLAIN
from .names import ALWAYS
from .words import Token, clauses, tokens

# For each event: its family, and the roles of subject, object, and of the names after "from" and "to" (or "for")
_FRAMES: dict[str, tuple[str, str, str, str, str]] = {
    "acquire": ("deal", "buyer", "target", "seller", ""),
    "sell": ("deal", "seller", "target", "", "buyer"),
    "sue": ("dispute", "plaintiff", "defendant", "", ""),
    "supply": ("supply", "supplier", "", "", "customer"),
    "choose": ("supply", "customer", "supplier", "", ""),
    "win": ("supply", "supplier", "", "customer", ""),
    "replace": ("succession", "new", "old", "old", ""),
    "hand": ("succession", "old", "", "", "new"),
    "lead": ("round", "investor", "company", "", ""),
    "raise": ("round", "company", "", "investor", ""),
    "invest": ("round", "investor", "", "", ""),
    "subcontract": ("subcontract", "giver", "", "", "taker"),
    "join": ("career", "person", "employer", "former", ""),
    "leave": ("career", "person", "former", "", "employer"),
    "award": ("supply", "customer", "supplier", "", "supplier"),
    "order": ("supply", "customer", "", "supplier", ""),
    "hire": ("hiring", "employer", "person", "former", ""),
    "appoint": ("hiring", "employer", "person", "", ""),
    "move": ("move", "", "", "from", "to"),
    "chair": ("chair", "person", "", "", ""),
    "license": ("licence", "licensor", "", "", "licensee"),
}
_LICENSED_IN = ("licence", "licensee", "", "licensor", "")
_GRANTED = ("licence", "licensor", "licensee", "", "licensee")
_BE = frozenset(str.split("is are was were be been being get gets got"))
_GOVERN = frozenset(str.split("in at near of with on over since under during for between within"))
_GENERIC = frozenset(str.split(
    "group holding holdings company limited ltd inc gmbh ag as ab sa plc co corp the and haus kliniken kitchens markets"
    " foods capital ventures freight logistics software pharma build of street dr mr mrs ms"
))  # fmt: skip
_BUSINESSES = frozenset(str.split("company firm group business retailer manufacturer bank agency operator"))
_SOMEBODY = "@somebody"
"""Who "the company" is, a sentence alone does not say."""
_CALLED = {
    "customer": "customer", "client": "customer", "supplier": "supplier", "vendor": "supplier", "provider": "supplier",
    "contractor": "supplier",
}  # fmt: skip
_SKIPPED = frozenset(str.split("the a an its our your their plants then former new"))
_POINTS_BACK = frozenset(str.split("its your our their a the new former main whose biggest largest"))
_READERS = frozenset(str.split("you your yours"))
_WRITERS = frozenset(str.split("we our us i my"))
_HOLIDAYS = frozenset(str.split("easter christmas diwali ramadan eid thanksgiving hanukkah pentecost lent"))
_RELATIVE = frozenset(str.split("who which that whose"))
_JOINING = frozenset(str.split("am of de du von van der di la le del & und"))


class _Name(NamedTuple):
    words: frozenset[str]
    start: int
    end: int
    before: str


class _Frame(NamedTuple):
    """An event of a sentence: its family, who has which role, its verb, and what else the sentence speaks of."""

    family: str
    roles: tuple[tuple[str, frozenset[str]], ...]
    token: Token
    about: frozenset[str]


def swapped(case: Case) -> Iterator[Hit]:
    """Parties that stand in a claim in each other's place: who bought whom, who supplies, sues or succeeds whom."""
    reader = _distinct(frozenset(t.word for t in tokens(case.request.account.name))) | {"@account"}
    for part in case.claims:
        if not part.facts or not part.rest.strip():
            continue
        own = _frames(part.rest, "@account", "@sender")
        if not own:
            continue
        first = _own_words(case, part)
        told = _frames(part.told, "@quoted", "@account" if first else "@third")
        for frame in own:
            same = [t for t in told if t.family == frame.family]
            if frame.family == frame.token.key:
                if same and all(_crossed(frame, t, reader) for t in same):
                    message = f"'{frame.token.raw}': the quote has the two the other way about."
                    yield part.hit(message, *frame.token[2:4])
                continue
            for role, words in frame.roles:
                words = words | reader if words & reader else words
                if _elsewhere(role, words, same, reader) or _taken(role, words, frame, same, reader):
                    message = f"'{frame.token.raw}': the quote has another in the place of the {role}."
                    sure = None if any(_exchanged(frame, t, reader) for t in same) else WARN
                    yield part.hit(message, *frame.token[2:4], sure)
                    break


def owners(case: Case) -> Iterator[Hit]:
    """What one party has, told of the other: "Portside's campus" for the reader's."""
    reader = _distinct(frozenset(t.word for t in tokens(case.request.account.name))) | {"@account"}
    for part in case.claims:
        own = _owned(part.rest, "@account") if part.facts else ()
        told = _owned(part.told, "@account" if _own_words(case, part) else "@quoted") if own else ()
        for key, words, token in own:
            words = words | reader if words & reader else words
            holders = [w | reader if w & reader else w for k, w, _ in told if k == key]
            known = any(w & words for _, w, _ in told)
            if holders and known and not any(h & (words | {"@quoted"}) for h in holders):
                yield part.hit(f"The quote gives this to another than '{token.raw}'.", token.start, token.end)
                return


@lru_cache(maxsize=256)
def _owned(text: str, reader: str) -> tuple[tuple[str, frozenset[str], Token], ...]:
    """What a text says that somebody has: its key, whose it is, and the word that says so."""
    found = []
    for clause in clauses(text):
        run = list(clause.tokens)
        names = list(_names(run, reader, reader))
        for n, token in enumerate(run):
            whose = frozenset({reader}) if token.word in ("your", "our") else None
            if token.word.endswith("'s") and (name := next((x for x in names if x.start <= n < x.end), None)):
                whose = _distinct(frozenset(t.word.removesuffix("'s") for t in run[name.start : n + 1]))
            for follows in run[n + 1 : n + 4] if whose else ():
                if not follows.raw[0].isalnum() or follows.word in PLAIN:
                    break
                if follows.key and follows.raw[0].islower() and not follows.raw[0].isdigit():
                    found.append((follows.key, whose or frozenset(), token))
    return tuple(found)


def _crossed(one: _Frame, other: _Frame, reader: frozenset[str]) -> bool:
    """Whether doer and object of an event stand in each other's place."""
    roles, there = (
        {role: words | reader if words & reader else words for role, words in f.roles} for f in (one, other)
    )
    if not {"doer", "object"} <= roles.keys() & there.keys():
        return False
    doer, target = roles["doer"] & there["object"], roles["object"] & there["doer"]
    return bool(doer and target) and not roles["doer"] & there["doer"]


def _exchanged(one: _Frame, other: _Frame, reader: frozenset[str]) -> bool:
    """Whether two have changed places: each is named in the other's role. Else the sentence may only be misread."""
    own, there = ({role: words | reader if words & reader else words for role, words in f.roles} for f in (one, other))
    return any(
        words & taken and not words & there.get(role, frozenset())
        for role, words in own.items()
        for place, taken in there.items()
        if place != role and (place in own and own[place] & there.get(role, taken))
    )


def _elsewhere(role: str, words: frozenset[str], told: list[_Frame], reader: frozenset[str]) -> bool:
    """Whether the quotes give that name another role in the same matter, and this role to somebody else."""
    in_role = other = False
    for frame in told:
        for name, known in frame.roles:
            known = known | reader if known & reader else known
            if known & words:
                in_role = in_role or name == role
                other = other or name != role
    return other and not in_role


_ALONE = {
    "supplier": ("+award", "+choose", "+order"), "customer": ("+award", "+choose", "+order"),
    "person": ("+leave", "+join"),
}  # fmt: skip
"""Roles that several may have at once, but for these events."""
_ONE = frozenset(str.split("investor buyer seller plaintiff defendant new old supplier customer person"))


def _taken(role: str, words: frozenset[str], frame: _Frame, told: list[_Frame], reader: frozenset[str]) -> bool:
    """Whether the quotes tell of the same event, once, and give this role to another."""
    if frame.token.key not in _ALONE.get(role, frame.token.key):
        return False
    if role not in _ONE or {"@sender", "@quoted"} & words or (role == "person" and words & reader):
        return False
    alike = [t for t in told if t.token.key == frame.token.key]
    if not any(frame.about & t.about for t in alike):
        return False
    same = [dict(t.roles) for t in alike]
    holders = [r[role] | reader if r[role] & reader else r[role] for r in same if role in r]
    return len(same) == 1 and bool(holders) and not holders[0] & (words | {"@third", "@quoted", _SOMEBODY})


def _own_words(case: Case, part: Part) -> bool:
    sources = [case.sources.get(f.source_id) for f in part.facts]
    return any(s is not None and s.source_class in ("first-party", "filing") for s in sources)


def _distinct(words: frozenset[str]) -> frozenset[str]:
    return words - _GENERIC or words


@lru_cache(maxsize=256)
def _frames(text: str, reader: str, writer: str) -> tuple[_Frame, ...]:
    """The frames of a text; "you" stands for `reader` and "we" for `writer`."""
    sentences: dict[int, list[Token]] = {}
    for clause in clauses(text):
        sentences.setdefault(clause.sentence, []).extend(clause.tokens)
    return tuple(f for run in sentences.values() for f in _of_sentence(run, reader, writer))


def _of_sentence(run: list[Token], reader: str, writer: str) -> Iterator[_Frame]:
    verbs = [n for n, t in enumerate(run) if (_group(t) in _FRAMES and t.form != "noun") or _acts(run, n)]
    if not verbs and not any(t.word in _CALLED for t in run):
        return
    names = [x for x in _names(run, reader, writer) if not _speaks(run, x)]
    about = frozenset(t.key for t in run if t.key and (not t.raw[0].isupper() or t.word in ALWAYS))
    for number, n in enumerate(verbs):
        until = verbs[number + 1] if number + 1 < len(verbs) else len(run)
        family, subject, target, source, goal = _frame(run, n, until)
        passive = run[n].form == "past" and any(t.word in _BE for t in run[max(0, n - 3) : n])
        led_by = run[n].form == "past" and n + 1 < len(run) and run[n + 1].word == "by"
        told_of = any(t.word in _RELATIVE for t in run[max(0, n - 3) : n])  # "…, who retires": of the name just before
        before = [
            x
            for x in names
            if x.end <= n
            and x.before not in _GOVERN
            and (told_of or x.before[-3:] != "ing")
            and (told_of or x.before not in ("from", "to"))
        ]
        joins = next(
            (x for x in names if x.end == n and run[n].form in ("ing", "") and x.before in ("with", "and")), None
        )
        after = [x for x in names if n < x.start < until]
        roles: dict[str, frozenset[str]] = {}
        agent = next((x for x in after if x.before == "by"), None)
        told_to = next((x for x in after if x.start == n + 1 and x.words & {reader, writer}), None)
        if told_to and family == "deal" and subject == "seller" and len(after) > 1:
            _put(roles, goal, told_to)  # "sold you three homes"
            after = [x for x in after if x is not told_to]
        after = [x for x in after if not _only_owns(run, x)]
        direct = next((x for x in after if x.before not in (*_GOVERN, "by", "from", "to")), None)
        if passive or (led_by and agent):
            _put(roles, subject, agent)
            _put(roles, target, before[-1] if before and not (led_by and not passive and len(before) > 1) else
                 before[0] if before else None)  # fmt: skip
        else:
            # "…, succeeding her": whoever the sentence is about does it
            own = run[n].word.endswith("ing") and not told_of
            _put(roles, subject, joins or (before[0 if own else -1] if before else None))
            _put(roles, target, direct)
        _put(roles, source, next((x for x in after if x.before == "from"), None))
        _put(roles, goal, next((x for x in after if x.before in ("to", "for")), None))
        if _group(run[n]) == "supply" and "customer" not in roles and direct and not passive:
            _put(roles, "customer", direct)
        if roles:
            yield _Frame(family, tuple(roles.items()), run[n], about - {run[n].key})
    yield from _called(run, names, about)


def _acts(run: list[Token], n: int) -> bool:
    """Whether a word looks like a verb of which somebody is the doer: past, or "-ing" after a comma or a "by"."""
    token, before = run[n], run[n - 1].word if n else ""
    if not token.key or not token.raw.islower() or token.form == "noun" or _group(token) in _FRAMES:
        return False
    past = token.form == "past" or (token.word.endswith("ed") and len(token.word) > 4) or token.word in IRREGULAR
    return (past and before not in _SKIPPED) or (token.word.endswith("ing") and before not in _NO_VERB_AFTER)


_NO_VERB_AFTER = _BE | _SKIPPED | frozenset(str.split("of for in at on with and or"))


def _frame(run: list[Token], n: int, until: int) -> tuple[str, str, str, str, str]:
    """The family of an event and its roles. A verb that is not listed has a family of its own: who did it to whom."""
    group = _group(run[n])
    if group == "license" and any(t.word == "from" for t in run[n:until]):
        return _LICENSED_IN
    if run[n].word == "granted" and any(t.key == "+license" for t in run[n : n + 7]):
        return _GRANTED
    return _FRAMES.get(group) or (run[n].key, "doer", "object", "", "")


def _called(run: list[Token], names: list[_Name], about: frozenset[str]) -> Iterator[_Frame]:
    """Who is called a customer or a supplier: "Pronto Pizza, its customer since 2015", "your supplier Acme"."""
    for n, token in enumerate(run):
        if (role := _CALLED.get(token.word)) and n and run[n - 1].word in _POINTS_BACK:
            before = [x for x in names if x.end <= n - 1 and n - 1 - x.end < 5]
            after = next((x for x in names if x.start == n + 1), None)
            if name := after or (before[-1] if before else None):
                yield _Frame("supply", ((role, name.words),), token, about)


def _speaks(run: list[Token], name: _Name) -> bool:
    """Whether a name only says what happened."""
    after = run[name.end].word if name.end < len(run) else ""
    return after in ("said", "says", "told", "wrote", "added") or name.before in ("according",)


def _only_owns(run: list[Token], name: _Name) -> bool:
    """Whether "your" is not the party, but has it: "replaces your depots"."""
    follows = run[name.end] if name.end < len(run) else None
    owns = run[name.start].word in ("your", "our") and name.end - name.start == 1
    return owns and follows is not None and follows.raw[0].islower() and follows.word not in _BUSINESSES


def _group(token: Token) -> str:
    if token.word == "led":
        return "lead"
    return token.key[1:] if token.key.startswith("+") else ""


def _put(roles: dict[str, frozenset[str]], role: str, name: _Name | None) -> None:
    if role and name is not None:
        roles.setdefault(role, name.words)


def _names(run: list[Token], reader: str, writer: str) -> Iterator[_Name]:
    """Names and the pronouns that stand for a party, in their places, with the word before each."""
    n = 0
    while n < len(run):
        word = run[n].word
        before = _word_before(run, n)
        if word in _READERS or word in _WRITERS:
            yield _Name(frozenset({reader if word in _READERS else writer}), n, n + 1, before)
            n += 1
        elif word in _BUSINESSES and n and run[n - 1].word == "the":
            yield _Name(frozenset({_SOMEBODY}), n, n + 1, before)
            n += 1
        elif _named(run[n]):
            end = n + 1
            while end < len(run) and (_named(run[end]) or (run[end].word in _JOINING and end + 1 < len(run) and
                                                          _named(run[end + 1]))):  # fmt: skip
                end += 1
            words = frozenset(t.word.removesuffix("'s") for t in run[n:end] if t.word not in _JOINING)
            yield _Name(_distinct(words), n, end, before)
            n = end
        else:
            n += 1


def _named(token: Token) -> bool:
    return (
        token.raw[0].isupper()
        and token.word not in PLAIN
        and token.word not in ALWAYS
        and token.word not in _HOLIDAYS
        and not (token.form and token.raw.istitle())
    )


def _word_before(run: list[Token], n: int) -> str:
    """The word before a name, articles, possessives and what the party is called apart."""
    n -= 1
    while n >= 0 and (run[n].word in _SKIPPED or run[n].word in _CALLED):
        n -= 1
    return run[n].word if n >= 0 else ""


def from_and_to(case: Case) -> Iterator[Hit]:
    """A way told backwards: "from Leeds to Hull" for "from Hull to Leeds"."""
    for part in case.claims:
        if not part.facts or not part.rest.strip():
            continue
        own = _ways(part.rest)
        if not own:
            continue
        told = _ways(part.told)
        ends = {p: {v for q, v, _ in told if q == p} for p in ("from", "to")}
        for way, value, token in own:
            other = "to" if way == "from" else "from"
            if value in ends[other] and ends[way] and value not in ends[way]:
                yield part.hit(f"The quote has '{other} {token.raw}', not '{way} {token.raw}'.", token.start, token.end)
                return


_BEFORE_ENDS = frozenset(str.split("the a an our your its their about around nearly some almost over just only new"))


@lru_cache(maxsize=256)
def _ways(text: str) -> tuple[tuple[str, str, Token], ...]:
    found = []
    for clause in clauses(text):
        run = clause.tokens
        for n, token in enumerate(run[:-1]):
            near = takewhile(lambda t: t.word not in ("from", "to"), run[n + 1 : n + 4])
            follows = [t for t in near if t.raw[0].isdigit() or (t.raw[0].isupper() and len(t.raw) > 2)]
            if token.word == "to" and run[n + 1].raw.islower() and run[n + 1].word not in _BEFORE_ENDS:
                continue  # "to leave Google"
            if token.word in ("from", "to") and follows and not (follows[0].raw.isupper() and len(follows) < 2):
                chosen = next((t for t in follows if t.raw[0].isdigit()), follows[0])
                found.append((token.word, chosen.word.rstrip("m"), chosen))
    return tuple(found)
