"""The cases of the defect benchmark: enough of them, well formed, and the tuning half stays caught."""

from __future__ import annotations

from collections import Counter

from hitl_kit.drafting import CHECKS
from tests.benchmarks.defects.cases import CLEAN, Case, cases, unseen


def test_there_are_enough_cases_in_both_halves() -> None:
    known = list(cases())
    bad = [c for c in known if c.kind != CLEAN]
    assert len(bad) >= 200
    assert len({c.kind for c in bad}) >= 12
    assert len(known) - len(bad) >= 100
    assert all(
        0.4 < sum(c.tuning for c in half) / len(half) < 0.6 for half in (bad, [c for c in known if c.kind == CLEAN])
    )
    assert {c.kind for c in bad if c.tuning} == {c.kind for c in bad if not c.tuning}
    named = {(c.kind, c.scene, str(sorted(c.change.items()))) for c in known}
    assert len(named) == len(known)


def test_every_class_names_checks_that_exist() -> None:
    assert {name for c in cases() for name in c.checks} <= {c.name for c in CHECKS}


def test_the_unseen_cases_are_well_formed() -> None:
    """What the checks say about them is measured, and no test's matter: no check is changed because of one."""
    new = list(unseen())
    assert len({c.scene for c in new} - {c.scene for c in cases()}) >= 8
    assert {c.kind for c in new} <= {c.kind for c in cases()}
    assert min(sum(c.kind == CLEAN for c in new), sum(c.kind != CLEAN for c in new)) >= 30
    assert all(c.prepared().draft.segments for c in new)


def test_the_tuning_half_stays_caught() -> None:
    seen: Counter[str] = Counter()
    for case in cases():
        if case.tuning:
            found = {f.check for f in case.findings() if f.severity != "note"}
            blocked = any(f.severity == "block" for f in case.findings()) if case.kind == CLEAN else False
            seen["clean" if case.kind == CLEAN else "bad"] += 1
            seen["blocked falsely"] += blocked
            seen["caught"] += bool(found & case.checks)
    assert seen["caught"] >= 0.95 * seen["bad"]
    assert seen["blocked falsely"] <= 0.05 * seen["clean"]


def test_the_good_draft_of_a_scene_is_clean() -> None:
    scenes = {c.scene for c in cases()}
    marked = {
        s: f for s in scenes if (f := [x for x in Case(CLEAN, s, {}, frozenset()).findings() if x.severity != "note"])
    }
    assert not marked
