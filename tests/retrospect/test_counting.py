"""The figures are those that plain counting gives, whatever happened, read row by row or as columns."""

from __future__ import annotations

import random
import statistics
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from hitl_kit.ledger import Ledger
from hitl_kit.retrospect import Metrics, collect

ANGLES = ("cost", "site", "ops")
KINDS = ("delivered", "bounced", "replied", "positive", "unsubscribed", "complained")
DETAILS = {
    "bounced": ("hard", "soft", "blocked", "", "mailbox full"),
    "replied": ("", "negative", "wrong_person", "angry", "out_of_office"),
}  # fmt: skip
FAILURES = {
    ("bounced", "hard"): "hard bounce", ("bounced", "soft"): "soft bounce", ("bounced", "blocked"): "blocked",
    ("bounced", ""): "bounce, type unknown", ("bounced", "mailbox full"): "bounce, type unknown",
    ("complained", ""): "spam complaint", ("unsubscribed", ""): "unsubscribed",
    ("replied", "negative"): "negative reply",
    ("replied", "wrong_person"): "wrong person", ("replied", "angry"): "angry reply",
}  # fmt: skip
START = datetime(2026, 3, 2, 9, tzinfo=UTC)


@dataclass
class One:
    """A package as the history was written, to be counted by hand."""

    name: str
    angle: str
    industry: str
    company: str
    verdicts: list[tuple[int, str, str, float]] = field(default_factory=list)
    undone: set[int] = field(default_factory=set)
    outcomes: list[tuple[str, datetime, str]] = field(default_factory=list)

    @property
    def verdict(self) -> str:
        return next((v for n, v, _, _ in reversed(self.verdicts) if n not in self.undone), "")

    def when(self, *kinds: str) -> list[datetime]:
        return sorted(at for kind, at, detail in self.outcomes if kind in kinds and detail != "out_of_office")

    @property
    def sent(self) -> bool:
        return bool(self.when("sent"))

    @property
    def bounced(self) -> bool:
        back, came = self.when("bounced"), self.when("delivered")
        told = self.when("replied", "positive", "unsubscribed", "complained")
        return self.sent and bool(back) and not told and not (came and came[-1] > back[-1])

    @property
    def delivered(self) -> bool:
        return self.sent and not self.bounced

    def failures(self) -> set[str]:
        kinds = {(kind, detail if kind in DETAILS else "") for kind, _, detail in self.outcomes}
        named = {FAILURES[key] for key in kinds if key in FAILURES and (key[0] != "bounced" or self.bounced)}
        return named if self.sent else set()


def history(write: Any, seed: int) -> list[One]:
    """Some packages of a campaign of its own, and whatever may befall them."""
    rng = random.Random(seed)
    found = []
    for n in range(rng.randint(0, 14)):
        angle, industry = rng.choice(ANGLES), rng.choice(["Retail", "Log\x1fistics", ""])
        one = One(f"{write.campaign}-{n}", angle, industry, f"c{rng.randrange(6)}.example")
        write.package(
            one.name, angle=angle, company=one.company, email=f"{n}@{one.company}", industry=industry, approved=False,
            batch_id=rng.choice(["b1", "Mon\x1fday"]), tier="A",
        )  # fmt: skip
        found.append(one)
        for _ in range(rng.randrange(3)):
            at = START + timedelta(hours=rng.randrange(400))
            verdict, seconds = rng.choice(["approve", "edit", "reject", "hold"]), float(rng.choice([0, 30, 400]))
            reason = "tone" if verdict == "reject" else ""
            number = write.decide(
                one.name, verdict, when=f"{at:%Y-%m-%d %H:%M}", reason=reason, seconds=seconds, reviewer="An\x1fn"
            )
            one.verdicts.append((number, verdict, reason, seconds))
            if rng.random() < 0.3:
                write.decide(one.name, "undo", when=f"{at:%Y-%m-%d %H:%M}", undoes=number, seconds=0)
                one.undone.add(number)
        moments = rng.sample(range(1, 900), 6)
        for kind in rng.sample(("sent", "sent", *KINDS), rng.randrange(6)):
            at = START + timedelta(hours=moments.pop())
            detail = rng.choice(DETAILS.get(kind, ("",)))
            write.outcome(one.name, kind, f"{at:%Y-%m-%d %H:%M}", detail)
            one.outcomes.append((kind, at, detail))
    return found


def winners(found: list[One]) -> set[str]:
    """Of each company the first mail, by moment and then by name, that drew a positive answer."""
    first: dict[str, tuple[datetime, str]] = {}
    for one in found:
        if one.sent and one.when("positive"):
            candidate = (one.when("positive")[0], one.name)
            first[one.company] = min(first.get(one.company, candidate), candidate)
    return {name for _, name in first.values()}


def check(metrics: Metrics, found: list[One]) -> None:
    won = winners(found)
    away = {o.name for o in found if o.sent and any(d == "out_of_office" for k, _, d in o.outcomes if k == "replied")}
    expected = {
        "generated": len(found), "drafted": len(found), "decided": sum(bool(o.verdict) for o in found),
        "approved": sum(o.verdict in ("approve", "edit") for o in found), "sent": sum(o.sent for o in found),
        "delivered": sum(o.delivered for o in found),
        "replied": sum(o.sent and bool(o.when("replied", "positive")) for o in found), "positive": len(won),
        "bounced": sum(o.bounced for o in found), "out_of_office": len(away),
        "unsubscribed": sum(o.sent and bool(o.when("unsubscribed")) for o in found),
        "complained": sum(o.sent and bool(o.when("complained")) for o in found),
    }  # fmt: skip
    assert dict(zip(metrics.funnel["step"], metrics.funnel["packages"], strict=True)) == expected
    for column, of in (("angle", lambda o: o.angle), ("segment", lambda o: f"{o.industry or 'industry unknown'} · A")):
        rows = metrics.by(column).set_index(column)
        assert set(rows.index) == {of(o) for o in found}
        for name in rows.index:
            mine = [o for o in found if of(o) == name]
            row = rows.loc[name]
            assert row["sent"] == sum(o.sent for o in mine)
            assert row["n"] == row["delivered"] == sum(o.delivered for o in mine)
            assert row["positives"] == sum(o.name in won for o in mine)
        failed = Counter((of(o), f) for o in found for f in o.failures())
        shown = metrics.failures_by(column)
        assert {(r[column], r["failure"]): r["k"] for _, r in shown[shown["k"] > 0].iterrows()} == dict(failed)
        verdicts = Counter((of(o), o.verdict) for o in found if o.verdict)
        table = metrics.verdicts_by(column).set_index(column)
        assert {(n, v): table.loc[n, v] for n in table.index for v in ("approve", "edit", "reject", "hold")} == {
            (n, v): verdicts[n, v] for n in table.index for v in ("approve", "edit", "reject", "hold")
        }
        refused = {"spam complaint", "unsubscribed", "negative reply", "wrong person", "angry reply"}
        if column == "angle":
            hit = Counter(o.angle for o in found if o.delivered and o.failures() & refused)
            assert {r["angle"]: r["k"] for _, r in metrics.objections.iterrows() if r["k"]} == dict(hit)
    seconds = [s for o in found for _, _, _, s in o.verdicts if s]
    work = metrics.work_by().iloc[0]
    assert work["reviews"] == len(seconds)
    assert work["minutes"] == pytest.approx(sum(seconds) / 60)
    if seconds:
        assert metrics.median_seconds == work["median_seconds"] == statistics.median(seconds)
    assert metrics.reasons["k"].sum() == sum(o.verdict == "reject" for o in found)


@pytest.mark.parametrize("seed", range(4))
def test_the_figures_are_those_of_plain_counting(ledger: Ledger, write: Any, seed: int) -> None:
    other = history(write.elsewhere("other"), seed + 1000)
    found = history(write, seed)
    metrics = collect(ledger, "nordics")
    check(metrics, found)
    check(collect(ledger, "other"), other)
    with ledger.recording("ana", "test", "later") as recording:
        recording.note(nothing="but a newer head")
    again = collect(ledger, "nordics", head=metrics.head[0])  # the sends out of the outcomes, not out of `standing`
    check(again, found)
    assert again.journeys.equals(metrics.journeys)
    assert (again.notes, again.simulated_label) == (metrics.notes, metrics.simulated_label)
