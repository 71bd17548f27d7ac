"""Drafts with one defect each and drafts without any: what the checks catch, what they block wrongly, what they cost.

A defect counts as caught when a finding of severity block or warn comes from a check that its class names in
defects.yaml; as blocked when such a finding blocks. A clean draft counts as falsely blocked when anything blocks it.
The tuning half may be looked at while a check is written; the bounds are held against the test half alone. Which half
a case is in follows from its own words (`Case.tuning`), so adding one moves no other. Whoever wrote the checks had
written the cases before, so the figures flatter: defects by others are caught less often. The cases of unseen/ tell how
often; they were written apart, and no check was changed because of one.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from itertools import groupby
from statistics import median

from hitl_kit.domain.intervals import exact_interval
from hitl_kit.drafting import CHECKS
from hitl_kit.drafting.case import Case as Looked
from tests.benchmarks.bench import Figure
from tests.benchmarks.defects.cases import CLEAN, WRITING, Case, Prepared, cases, unseen

_ROUNDS = 5


def figures() -> Iterator[Figure]:
    """Every figure of the group: by class, in all, and what a draft costs."""
    known = sorted(cases(), key=lambda c: c.kind)
    judged = [(c, *_verdict(c)) for c in known if not c.tuning]
    for kind, of_kind in groupby(judged, key=lambda j: j[0].kind):
        if kind != CLEAN:
            yield _rate(f"caught: {kind}", [caught for _, caught, _ in of_kind], 0.5)
    bad = [j for j in judged if j[0].kind != CLEAN]
    good = [j for j in judged if j[0].kind == CLEAN]
    yield _rate("caught, all defects of the test half", [caught for _, caught, _ in bad], 0.9)
    yield _rate("blocked, all defects of the test half", [blocked for _, _, blocked in bad], 0.8)
    yield _rate("blocked falsely, clean drafts of the test half", [b for _, _, b in good], 0.1, at_least=False)
    yield _rate("marked at all, clean drafts of the test half", [c for _, c, _ in good], 0.2, at_least=False)
    tuned = [(c.kind, _verdict(c)) for c in known if c.tuning]
    yield _rate("caught, tuning half", [v[0] for kind, v in tuned if kind != CLEAN], 0.9)
    yield _rate("blocked falsely, tuning half", [v[1] for kind, v in tuned if kind == CLEAN], 0.1, at_least=False)
    new = [(c.kind, _verdict(c)) for c in unseen()]
    yield _rate("caught, drafts never tuned on", [v[0] for kind, v in new if kind != CLEAN], 0.9)
    yield _rate(
        "blocked falsely, drafts never tuned on", [v[1] for kind, v in new if kind == CLEAN], 0.1, at_least=False
    )
    yield from _costs([c.prepared() for c in known])


def _verdict(case: Case) -> tuple[bool, bool]:
    """Whether the case is caught (a clean one: marked) and whether it is blocked."""
    found = [f for f in case.findings() if f.severity != "note" and (case.kind == CLEAN or f.check in case.checks)]
    return bool(found), any(f.severity == "block" for f in found)


def _rate(what: str, seen: Sequence[bool], bound: float, *, at_least: bool = True) -> Figure:
    hits, of = sum(seen), len(seen)
    low, high = (float(end) for end in exact_interval(hits, of))
    words = f"{hits} of {of}; 95% interval {low:.0%} to {high:.0%}"
    return Figure(what, 100 * hits / of if of else 0.0, "%", 100 * bound, words, at_least=at_least)


def _costs(drafts: Sequence[Prepared]) -> Iterator[Figure]:
    """What all checks take for a draft that nobody has seen before, and what the slowest takes."""
    whole = median(_spent_on_all(drafts) for _ in range(_ROUNDS))
    yield Figure("all checks, a draft", whole * 1000, "ms", 2.0, f"processor time, {len(drafts)} paraphrased drafts")
    spent = {c.name: median(_spent_on(c.name, drafts) for _ in range(_ROUNDS)) for c in CHECKS}
    slowest = max(spent, key=lambda n: spent[n])
    yield Figure(
        "the slowest check, a draft", spent[slowest] * 1000, "ms", 2.0, f"'{slowest}', with the reading it needs"
    )


def _spent_on_all(drafts: Sequence[Prepared]) -> float:
    _forget()
    start = time.process_time()
    for draft in drafts:
        draft.check()
    return (time.process_time() - start) / len(drafts)


def _spent_on(name: str, drafts: Sequence[Prepared]) -> float:
    check = next(c for c in CHECKS if c.name == name)
    looked = [Looked(d.draft, d.request, d.snapshots, d.library, WRITING, d.icp) for d in drafts]
    _forget()
    start = time.process_time()
    for case in looked:
        for _ in check.run(case):
            pass
    return (time.process_time() - start) / len(drafts)


def _forget() -> None:
    """Empty what is kept of whole texts, as a text is new with each draft; words are kept, as they return."""
    from hitl_kit.drafting import (
        anchors,
        case,
        dates,
        events,
        figures,
        grounding,
        leftovers,
        novelty,
        numbers,
        phrases,
        who,
        wording,
        words,
    )

    for kept in (
        case.folded, dates.days, dates.relative_days, events.occurrences, events.denied, figures._beside,
        grounding._words, words.says,
        grounding._keys, leftovers._placeholders, leftovers._marked, leftovers._unseen, numbers.numbers, phrases.find,
        who._frames, who._ways, wording._level_of, words.tokens, words.clauses, words.keys_of, novelty._roots,
        events.hedge, anchors.said, anchors._named, wording._capitals, case._in_a_line,
    ):  # fmt: skip
        kept.cache_clear()
