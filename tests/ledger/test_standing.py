"""Standing: whatever happens, in whatever order, the triggers keep what a reading of all the rows would say."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hitl_kit.ledger import Ledger, standing, tables
from tests.ledger.behind import tamper
from tests.review import factory

PACKAGES = ("p000", "p001", "p002")
ACTS = st.one_of(
    st.tuples(
        st.just("verdict"), st.sampled_from(PACKAGES), st.sampled_from(["approve", "edit", "reject", "hold"]),
        st.sampled_from(["Ana", "Bo"]),
    ),
    st.tuples(st.just("undo"), st.integers(0, 9)),
    st.tuples(st.just("claim"), st.sampled_from(PACKAGES), st.sampled_from(["Ana", "Bo"]), st.integers(0, 3)),
    st.tuples(
        st.just("reroute"), st.sampled_from(PACKAGES), st.sampled_from(["human", "hold", "auto", "planted", "nobody"])
    ),
    st.tuples(
        st.just("outcome"), st.sampled_from(PACKAGES),
        st.sampled_from(["sent", "delivered", "bounced", "replied", "positive", "unsubscribed", "complained"]),
        st.integers(0, 3), st.sampled_from(["", "out_of_office", "hard"]),
    ),
)  # fmt: skip


def at(n: int) -> str:
    return f"2026-03-0{n + 1}T09:00:00.000000+00:00"


class Life:
    """Plays acts on a ledger; those that the ledger cannot hold (a second undo, the same outcome) are left out."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger
        self.verdicts: list[tuple[int, str]] = []
        self.undone: set[int] = set()
        self.outcomes: set[tuple[str, str, int]] = set()
        self.versions = dict.fromkeys(PACKAGES, 0)

    def play(self, act: tuple[Any, ...]) -> None:
        """One act, as an event of its own."""
        with self.ledger.recording("Ana", "test", "x") as recording:
            match act:
                case ("verdict", package, verdict, reviewer):
                    number = recording.add_one(tables.decision, self._decision(package, verdict, reviewer, None))
                    self.verdicts.append((number, package))
                case ("undo", n) if n < len(self.verdicts) and self.verdicts[n][0] not in self.undone:
                    number, package = self.verdicts[n]
                    recording.add_one(tables.decision, self._decision(package, "undo", "Ana", number))
                    self.undone.add(number)
                case ("claim", package, reviewer, n):
                    row = {"package_id": package, "reviewer": reviewer, "at": at(n), "until": at(n + 1)}
                    recording.add(tables.claim, [row])
                case ("reroute", package, decider):
                    row = {"package_id": package, "decider": decider, "reason": "a test", "at": at(0)}
                    recording.add_one(tables.reroute, row)
                case ("outcome", package, kind, n, detail) if (package, kind, n) not in self.outcomes:
                    row = {"campaign": "demo", "package_id": package, "kind": kind, "at": at(n), "detail": detail}
                    recording.add(tables.outcome, [{**row, "simulated": False}])
                    self.outcomes.add((package, kind, n))

    def _decision(self, package: str, verdict: str, reviewer: str, undoes: int | None) -> dict[str, Any]:
        self.versions[package] += 1
        return {
            "uid": f"{package}-{self.versions[package]}", "package_id": package, "version": self.versions[package],
            "verdict": verdict, "reviewer": reviewer, "at": at(0), "reason": "", "note": "", "seconds": 1.0,
            "subject": "", "body": "", "content_sha256": "", "undoes": undoes, "simulated": False,
        }  # fmt: skip


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=st.lists(ACTS, max_size=14))
def test_the_triggers_keep_what_the_rows_say(database_url: str, acts: list[tuple[Any, ...]]) -> None:
    ledger = Ledger.open(database_url)
    with ledger.recording("Ana", "test", "x") as recording:
        if not recording.rows(sa.select(tables.package.c.id).limit(1)):
            double = factory.package(1).route.model_copy(update={"reviewers": 2})
            made = [factory.package(0), factory.package(1, route=double), factory.package(2)]
            recording.add(tables.package, [factory.row(p) for p in made])
    life = Life(ledger)
    with ledger.moment() as connection:  # what earlier examples left behind
        life.versions |= {
            r.package_id: r.n
            for r in connection.execute(
                sa.select(tables.decision.c.package_id, sa.func.max(tables.decision.c.version).label("n")).group_by(
                    tables.decision.c.package_id
                )
            )
        }
        found = connection.execute(sa.select(tables.outcome.c.package_id, tables.outcome.c.kind, tables.outcome.c.at))
        life.outcomes |= {(r.package_id, r.kind, int(r.at[9]) - 1) for r in found}
    for act in acts:
        life.play(act)
    with ledger.moment() as connection:
        assert standing.disagreement(connection) == ""
    ledger.close()


@pytest.mark.parametrize(
    "change",
    [
        "update standing set status = 'approved' where package_id = 'p001'",
        "delete from standing where package_id = 'p001'",
        "update standing set angle = 'other' where package_id = 'p001'",
    ],
)
def test_what_was_changed_in_it_is_found_and_mended_by_an_upgrade(ledger: Ledger, change: str) -> None:
    factory.store(ledger, [factory.package(n) for n in range(3)])
    tamper(ledger, change)
    assert ledger.verify().fault.startswith("package p001 does not stand as its rows say")
    from hitl_kit.ledger import engine, schema

    write = engine.writer(ledger.url)
    schema.upgrade(write, ledger.url)
    write.dispose()
    assert ledger.verify().fault == ""


def test_another_decider_moves_what_nobody_decided_and_no_verdict_makes_a_planted_one_approved(ledger: Ledger) -> None:
    factory.store(ledger, [factory.package(n) for n in range(3)])
    life = Life(ledger)

    def status(package: str) -> str:
        row = ledger.rows(sa.select(tables.standing.c.status).where(tables.standing.c.package_id == package))[0]
        return str(row["status"])

    found = []
    for act in (("hold",), ("human",), ("auto",), ("planted",)):
        life.play(("reroute", "p000", *act))
        found.append(status("p000"))
    life.play(("verdict", "p000", "approve", "Ana"))
    assert [*found, status("p000")] == ["held", "waiting", "automatic", "waiting", "revealed"]
    life.play(("verdict", "p001", "approve", "Ana"))
    life.play(("reroute", "p001", "hold"))
    assert status("p001") == "approved"
    assert ledger.verify().intact
