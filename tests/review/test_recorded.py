"""Verdicts of simulated reviewers, recorded in one go: the rules of a session hold, and all or nothing is recorded."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from hitl_kit.domain.drafts import Finding
from hitl_kit.domain.errors import Conflict, InputError
from hitl_kit.domain.packages import Package
from hitl_kit.ledger import Ledger, audit
from hitl_kit.ledger import tables as t
from hitl_kit.review import Given, ReviewSession, record_verdicts
from tests.review import factory
from tests.review.conftest import Clock

COLUMNS = ("package_id", "version", "verdict", "reviewer", "at", "reason", "note", "seconds", "subject", "body",
           "content_sha256", "undoes", "simulated")  # fmt: skip


def simulated(n: int, **changes: Any) -> Package:
    return factory.package(n, simulated=True, **changes)


def given(package: Package, verdict: str = "approve", **changes: Any) -> Given:
    return Given(package, **{"verdict": verdict, "reviewer": "Sim", "at": factory.NOW, "seconds": 31.26, **changes})


def stored(ledger: Ledger) -> list[dict[str, object]]:
    rows = ledger.rows(sa.select(t.decision).order_by(t.decision.c.id))
    return [{name: row[name] for name in COLUMNS} for row in rows]


def test_the_rows_are_those_of_a_session_in_one_event(ledger: Ledger, tmp_path: Path) -> None:
    second = Ledger.open(f"sqlite:///{tmp_path}/second.db")
    packages = [simulated(n) for n in range(3)]
    for each in (ledger, second):
        factory.store(each, packages)
    words = {"subject": "Depots ", "body": "Hi,\r\n\r\nother words."}
    moments = [factory.NOW + timedelta(minutes=n) for n in range(3)]
    verdicts = [
        given(packages[0], at=moments[0]), given(packages[1], "edit", at=moments[1], **words),
        given(packages[2], "reject", at=moments[2], reason="tone", reviewer="Other", seconds=9e9),
    ]  # fmt: skip
    assert record_verdicts(ledger, "demo", iter(verdicts), actor="simulation") == 3
    clock = Clock()
    one, other = (ReviewSession(second, "demo", name, clock=clock, simulated=True) for name in ("Sim", "Other"))
    one.approve("p000", seconds=31.26)
    clock.move(minutes=1)
    one.edit("p001", **words, seconds=31.26)
    clock.move(minutes=1)
    other.reject("p002", "tone", seconds=9e9)
    assert stored(ledger) == stored(second)
    statuses = sa.select(t.standing.c.package_id, t.standing.c.status, t.standing.c.reviewer, t.standing.c.versions)
    assert ledger.rows(statuses.order_by("package_id")) == second.rows(statuses.order_by("package_id"))
    second.close()
    (event,) = audit.entries(ledger, audit.Asked(kind="review", campaign="demo"))
    assert (event.kind, event.actor, event.subject) == ("review.record", "simulation", "demo")
    assert ledger.verify().intact


BLOCK = Finding(check="placeholder", severity="block", message="{city} was left over")


@pytest.mark.parametrize(
    ("wrong", "error", "words"),
    [
        (given(factory.package(1)), InputError, "is not simulated"),
        (given(simulated(2)), InputError, "there is no package p002"),
        (given(simulated(3, findings=(BLOCK,))), InputError, "{city} was left over"),
        (given(simulated(4, draft=None, abstained="no play")), InputError, "no play"),
        (given(simulated(5), "reject"), InputError, "'' is not a reason"),
        (given(simulated(6), "edit"), InputError, "subject is empty"),
        (given(simulated(7), seconds=float("nan")), InputError, "not a time"),
        (given(simulated(8), at=factory.NOW + timedelta(minutes=1)), Conflict, "with Ben"),
        (given(simulated(0)), Conflict, "already approved"),
    ],
)  # fmt: skip
def test_one_that_cannot_be_leaves_nothing_recorded(
    ledger: Ledger, wrong: Given, error: type[Exception], words: str
) -> None:
    kept = [simulated(0), *([] if wrong.package.id in ("p000", "p002") else [wrong.package])]
    factory.store(ledger, kept)
    if words == "with Ben":
        with ledger.recording("Ben", "review.claim", "demo") as r:
            until = (factory.NOW + timedelta(hours=1)).isoformat(timespec="microseconds")
            r.add(t.claim, [{"package_id": "p008", "reviewer": "Ben", "at": factory.NOW.isoformat(), "until": until}])
    head = ledger.head()
    with pytest.raises(error, match=words.replace("{", r"\{")):
        record_verdicts(ledger, "demo", [given(simulated(0)), wrong], actor="simulation")
    assert stored(ledger) == []
    assert ledger.head() == head


def test_a_draft_that_was_taken_out_since_is_not_decided_on(ledger: Ledger) -> None:
    factory.store(ledger, [simulated(0)])
    draft = factory.draft_of(simulated(0))
    other = simulated(0).model_copy(update={"draft": draft.model_copy(update={"subject": "Another"})})
    with pytest.raises(Conflict, match="another one by now"):
        record_verdicts(ledger, "demo", [given(other)], actor="simulation")
