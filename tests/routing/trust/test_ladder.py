"""From the first verdicts to level 4 and back: what opens a level, who may take it, and what ends it."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from hitl_kit.domain.base import utc_now
from hitl_kit.domain.errors import InputError, NotApproved
from hitl_kit.domain.packages import Confidence
from hitl_kit.domain.trust import CatchRate, Versions
from hitl_kit.ledger import Ledger, tables
from hitl_kit.review import ReviewSession
from hitl_kit.routing import PLAIN
from hitl_kit.routing.trust import Router, Rung, Setting, attend, demote, holds_now, ladder, promote
from tests.review.factory import store
from tests.routing.trust.trusted import (
    ASLEEP,
    ATTENTIVE,
    SCOPE,
    VERSIONS,
    WHY,
    by_hand,
    draft,
    make,
    names,
    other,
    read,
    setting,
)  # fmt: skip


def rung(ledger: Ledger, files: Setting, rate: CatchRate | None = ATTENTIVE) -> Rung:
    return ladder(ledger, files, catch_rate=rate)[0]


def missing(ledger: Ledger, files: Setting, level: int, rate: CatchRate | None = ATTENTIVE) -> str:
    offer = rung(ledger, files, rate).offer(level)
    assert offer is not None
    return offer.missing


def at_level_2(ledger: Ledger, files: Setting, verdicts: int = 60) -> None:
    make(ledger, files, names(verdicts, "first"))
    read(ledger, names(verdicts, "first"))
    promote(ledger, files, SCOPE, 2, by="Lena", reason=WHY, catch_rate=ATTENTIVE)


def status(ledger: Ledger, prefix: str) -> Counter[str]:
    s = tables.standing
    rows = ledger.rows(sa.select(s.c.status).where(s.c.package_id.startswith(prefix)))
    return Counter(row["status"] for row in rows)


def automatic(ledger: Ledger) -> list[str]:
    s = tables.standing
    return [r["package_id"] for r in ledger.rows(sa.select(s.c.package_id).where(s.c.status == "automatic"))]


def spot_checks(ledger: Ledger) -> list[str]:
    s = tables.standing
    where = (s.c.decider == "spot-check", s.c.status == "waiting")
    return [r["package_id"] for r in ledger.rows(sa.select(s.c.package_id).where(*where).order_by(s.c.package_id))]


def test_nothing_is_open_before_any_verdict(ledger: Ledger) -> None:
    found = rung(ledger, setting())
    assert (found.level, found.offer(3)) == (1, None)
    offer = found.offer(2)
    assert offer is not None
    assert not offer.open
    assert offer.floor is None
    assert "0 of 0; e-value at its highest 1.0 of 20" in offer.missing


def test_clean_verdicts_open_level_2_and_a_person_takes_it(ledger: Ledger) -> None:
    files = setting()
    make(ledger, files, names(60))
    read(ledger, names(49))
    assert missing(ledger, files, 2) == "50 reviews or more: 49"
    read(ledger, names(60)[49:])
    assert missing(ledger, files, 2) == ""
    assert rung(ledger, files).level == 1, "an offer is not a level"
    given = promote(ledger, files, SCOPE, 2, by="Lena", reason=WHY, catch_rate=ATTENTIVE)
    assert (given.level, given.floor, given.tiers, given.by) == (2, 0.90, ("B", "C"), "Lena")
    assert rung(ledger, files).level == 2
    event = ledger.rows(sa.select(tables.event).where(tables.event.c.kind == "trust.promote"))[0]
    assert (event["actor"], event["subject"]) == ("Lena", f"demo/{SCOPE}")


@pytest.mark.parametrize(("rate", "says"), [(None, "not measured"), (ASLEEP, "0 of 10 caught")])
def test_who_approves_everything_never_opens_level_2(ledger: Ledger, rate: CatchRate | None, says: str) -> None:
    """All approved, and the seeded defects too (or nobody knows): an approval says nothing."""
    files = setting()
    make(ledger, files, names(90))
    read(ledger, names(90))
    assert says in missing(ledger, files, 2, rate)
    with pytest.raises(NotApproved, match="seeded defects"):
        promote(ledger, files, SCOPE, 2, by="Lena", reason=WHY, catch_rate=rate)
    assert rung(ledger, files).level == 1
    kinds = [e["kind"] for e in ledger.rows(sa.select(tables.event.c.kind))]
    assert kinds.count("trust.refused") == 1


def test_too_many_rejects_or_edits_keep_it_closed(ledger: Ledger) -> None:
    files = setting()
    make(ledger, files, names(80))
    read(ledger, names(80), rejected=names(8))
    assert "would reject fewer than 10%" in missing(ledger, files, 2)
    make(ledger, other(files, play="play-2"), names(80, "e"), made_with=VERSIONS.model_copy(update={"play": "play-2"}))
    read(ledger, names(80, "e"), edited=names(20, "e"))
    found = missing(ledger, other(files, play="play-2"), 2)
    assert "would reject or change" in found
    assert "would reject fewer" not in found


def test_what_cannot_go_by_itself_proves_nothing(ledger: Ledger) -> None:
    """The high-value tier, drafts with warnings, a middling band, and drafts of unknown make."""
    files = setting()
    make(ledger, files, names(20, "a"), tier="A", high_value=True)
    make(ledger, files, names(20, "m"), confidence=Confidence(band="medium", basis="one source"))
    make(ledger, files, names(20, "u"), made_with=None)
    every = [*names(20, "a"), *names(20, "m"), *names(20, "u")]
    read(ledger, every)
    found = rung(ledger, files).record
    assert (found.reviews, found.bands[0].n) == (40, 0)


def test_the_draft_of_somebody_who_was_erased_proves_nothing(ledger: Ledger) -> None:
    files = setting()
    make(ledger, files, names(3))
    store(ledger, [draft("gone", contact=None)])
    read(ledger, [*names(3), "gone"])
    assert rung(ledger, files).record.reviews == 3


def test_a_number_counts_for_the_threshold_that_it_reaches(ledger: Ledger) -> None:
    files = setting(floor=0.80)
    for n, number in enumerate((0.95, 0.87, 0.81, 0.5)):
        sure = Confidence(band="high", basis="no warnings", number=number)
        make(ledger, files, names(40, f"n{n}"), confidence=sure)
        read(ledger, names(40, f"n{n}"), rejected=names(40, f"n{n}")[:20] if n == 1 else ())
    found = rung(ledger, files)
    assert [b.n for b in found.record.bands] == [40, 40, 40]
    offer = found.offer(2)
    assert offer is not None
    assert offer.floor == 0.90, "0.85 fails, and 0.80 is not tried after it"
    assert [b.n for b in rung(ledger, setting()).record.bands] == [40, 40], "nothing below the policy's floor"


def test_a_level_needs_the_play_approved_and_the_policy_to_let_it(ledger: Ledger) -> None:
    files = setting()
    make(ledger, files, names(60))
    read(ledger, names(60))
    assert "a person approved the play" in missing(ledger, Setting(**{**files.__dict__, "approved": frozenset()}), 2)
    assert "policy.yaml lets drafts go" in missing(ledger, setting(tasks={}), 2)


def test_a_lower_floor_is_taken_at_the_same_level_and_the_watch_goes_on(ledger: Ledger) -> None:
    files = setting(spot_checks=1.0)
    at_level_2(ledger, files)
    make(ledger, files, names(6, "next"))
    read(ledger, names(6, "next"), rejected=["next0000"])
    sure = Confidence(band="high", basis="", number=0.87)
    make(ledger, files, names(50, "low"), confidence=sure)
    assert rung(ledger, files).offer(2) is None
    read(ledger, names(50, "low"))
    before = rung(ledger, files)
    given = promote(ledger, files, SCOPE, 2, by="Lena", reason=WHY, catch_rate=ATTENTIVE)
    assert (given.level, given.floor) == (2, 0.85)
    after = rung(ledger, files)
    assert before.watch is not None
    assert after.watch is not None
    assert (after.watch.reject.n, after.watch.level) == (6, before.watch.level)
    assert make(ledger, files, ["now"], confidence=sure)[0].route.decider == "spot-check"


def test_simulated_verdicts_on_real_drafts_prove_nothing(ledger: Ledger) -> None:
    files = setting()
    make(ledger, files, names(3))
    session = ReviewSession(ledger, "demo", "Simulated reviewer", simulated=True)
    session.approve("d0000")
    assert rung(ledger, files).record.reviews == 0


def test_levels_are_taken_one_at_a_time_and_for_a_reason(ledger: Ledger) -> None:
    files = setting()
    make(ledger, files, names(60))
    read(ledger, names(60))
    for level in (1, 3, 4, 7):
        with pytest.raises(NotApproved, match="not the next"):
            promote(ledger, files, SCOPE, level, by="Lena", reason=WHY, catch_rate=ATTENTIVE)
    with pytest.raises(InputError, match="its reason"):
        promote(ledger, files, SCOPE, 2, by="Lena", reason="  ", catch_rate=ATTENTIVE)
    with pytest.raises(InputError, match="no scope"):
        promote(
            ledger, files, SCOPE.model_copy(update={"play": "expansion_op"}), 2, by="Lena", reason=WHY,
            catch_rate=ATTENTIVE,
        )  # fmt: skip


def test_what_a_level_does(ledger: Ledger) -> None:
    files = setting()
    at_level_2(ledger, files)
    made = make(ledger, files, names(200, "next"))
    ways = Counter(p.route.decider for p in made)
    assert set(ways) == {"auto", "spot-check"}
    assert abs(ways["spot-check"] / 200 - 0.15) < 4 * (0.15 * 0.85 / 200) ** 0.5
    assert status(ledger, "next") == {"automatic": ways["auto"], "waiting": ways["spot-check"]}
    assert {p.route.reason for p in made if p.route.decider == "spot-check"} == {PLAIN}
    assert all(holds_now(ledger, "demo", i, files) == "" for i in automatic(ledger)[:5])
    kept = [
        *make(ledger, files, names(3, "high"), tier="A", high_value=True),
        *make(ledger, files, names(3, "mid"), confidence=Confidence(band="medium", basis="")),
        *make(ledger, files, names(3, "low"), confidence=Confidence(band="high", basis="", number=0.84)),
        *make(ledger, files, names(3, "else"), made_with=VERSIONS.model_copy(update={"icp": "icp-2"})),
    ]
    assert {p.route.decider for p in kept} == {"human"}
    assert {p.route.reason for p in kept[3:]} == {PLAIN}, "as a spot-check's"


def test_small_weeks_are_read_whole_and_larger_ones_to_the_count(ledger: Ledger) -> None:
    files = setting(spot_checks=0.05)
    at_level_2(ledger, files)
    make(ledger, files, names(12, "week"))
    assert sum(c.packages for c in attend(ledger, files)) > 0
    assert status(ledger, "week") == {"waiting": 12}
    make(ledger, files, names(80, "more"))
    attend(ledger, files)
    assert len(spot_checks(ledger)) == 20
    assert attend(ledger, files) == [], "done once"
    more = sorted(names(80, "more"), key=files.drawn)
    assert [i for i in spot_checks(ledger) if i.startswith("more")] == sorted(more[:8]), "the first by the draw"


def test_what_a_person_picks_out_counts_for_neither_side(ledger: Ledger) -> None:
    files = setting()
    at_level_2(ledger, files)
    make(ledger, files, names(60, "next"))
    chosen = automatic(ledger)[:30]
    before = rung(ledger, files)
    read(ledger, chosen, rejected=chosen)
    after = rung(ledger, files)
    assert after.record.bands[0].n == before.record.bands[0].n
    assert after.level == 2


def test_a_drop_in_quality_takes_the_level_back_by_itself(ledger: Ledger) -> None:
    files = setting()
    at_level_2(ledger, files)
    make(ledger, files, names(150, "next"))
    checks = spot_checks(ledger)
    read(ledger, checks, rejected=checks[2:])
    stale = automatic(ledger)
    assert "would have been rejected" in holds_now(ledger, "demo", stale[0]), "before anybody recorded it"
    change = attend(ledger, files)[0]
    assert (change.what, change.packages) == ("demote", len(stale))
    assert "is at level 1 again" in change.words
    assert rung(ledger, files).level == 1
    assert automatic(ledger) == []
    assert "a person decides" in holds_now(ledger, "demo", stale[0])
    assert {p.route.decider for p in make(ledger, files, names(5, "after"))} == {"human"}
    assert ledger.verify().intact


def test_after_that_evidence_starts_anew_and_rests_a_while(ledger: Ledger) -> None:
    files = setting(cool_down_days=14)
    at_level_2(ledger, files)
    make(ledger, files, names(150, "next"))
    checks = spot_checks(ledger)
    read(ledger, checks, rejected=checks[2:])
    attend(ledger, files)
    assert rung(ledger, files).record.reviews == 0
    make(ledger, files, names(60, "after"))
    read(ledger, names(60, "after"))
    assert "14 days since it was taken back" in missing(ledger, files, 2)
    later = utc_now() + timedelta(days=15)
    assert promote(ledger, files, SCOPE, 2, by="Lena", reason=WHY, catch_rate=ATTENTIVE, now=later).level == 2


@pytest.mark.parametrize(
    ("changed", "says"),
    [("drafter", "the drafter or its prompt"), ("play", "the play or its angle"), ("icp", "the ICP")],
)
def test_a_new_drafter_prompt_angle_or_icp_ends_it(ledger: Ledger, changed: str, says: str) -> None:
    files = setting()
    at_level_2(ledger, files)
    make(ledger, files, names(40, "next"))
    stale = automatic(ledger)
    now = other(files, **{changed: "template 3"})
    assert says in holds_now(ledger, "demo", stale[0], now), "before it is recorded"
    assert rung(ledger, now).level == 1
    change = attend(ledger, now)[0]
    assert (change.what, change.packages) == ("lapse", len(stale))
    assert says in change.why
    assert automatic(ledger) == []
    assert rung(ledger, now).record.reviews == 0, "verdicts on other versions are evidence for those"
    assert rung(ledger, files).record.reviews == 60, "and stay it"


def test_spot_checks_that_nobody_reads_stop_it(ledger: Ledger) -> None:
    files, later = setting(), utc_now() + timedelta(days=15)
    at_level_2(ledger, files)
    make(ledger, files, names(40, "next"))
    package = automatic(ledger)[0]
    assert "wait unread since" in holds_now(ledger, "demo", package, files, now=later)
    assert Router(ledger, files, now=later).route(draft("late")).decider == "human"
    found = ladder(ledger, files, now=later)[0]
    assert "wait unread since" in found.happened
    assert {c.what for c in attend(ledger, files, now=later)} == {"sample"}, "neither taken back nor lapsed"
    package = automatic(ledger)[0]
    read(ledger, spot_checks(ledger))
    assert holds_now(ledger, "demo", package, files, now=later) == ""


def test_a_person_takes_it_back_at_any_time(ledger: Ledger) -> None:
    files = setting()
    with pytest.raises(InputError, match="at level 1"):
        demote(ledger, files, SCOPE, by="Ana", reason="just so")
    at_level_2(ledger, files)
    make(ledger, files, names(40, "next"))
    assert demote(ledger, files, SCOPE, by="Ana", reason="the market has changed").packages > 0
    found = rung(ledger, files)
    assert (found.level, automatic(ledger)) == (1, [])
    assert "taken back on" in found.given.ended
    assert "the market has changed" in found.given.ended
    reasons = {row["reason"] for row in ledger.rows(sa.select(tables.reroute.c.reason))}
    assert reasons == {"Was to go by itself; then Ana took the level back"}, "an erasure looks for no free text there"


def test_the_policy_of_the_moment_counts_when_it_is_sent(ledger: Ledger) -> None:
    files = setting()
    at_level_2(ledger, files)
    make(ledger, files, names(40, "next"))
    package = automatic(ledger)[0]
    assert "policy.yaml gives drafts for tier B to people" in holds_now(ledger, "demo", package, setting(tasks={}))
    split = {"draft approval": "agent after validation", "first touch": {"B": "human", "C": "agent after validation"}}
    assert "tier B" in holds_now(ledger, "demo", package, setting(tasks=split))
    assert "not automatic" in holds_now(ledger, "demo", "first0000", files)
    assert "not automatic" in holds_now(ledger, "demo", "no such package", files)


def test_an_automatic_package_without_a_certificate_stays(ledger: Ledger) -> None:
    """Whatever wrote the row: what is not covered is not sent."""
    store(ledger, [draft("x1", route=by_hand("auto")), draft("x2", route=by_hand("auto"), made_with=None)])
    assert "is at level 1" in holds_now(ledger, "demo", "x1")
    assert "not known what made it" in holds_now(ledger, "demo", "x2")
    files = setting()
    at_level_2(ledger, files)
    cases: dict[str, tuple[dict[str, Any], str]] = {
        "x3": ({"tier": "A", "high_value": True}, "high-value"),
        "x4": ({"tier": "D"}, "does not cover tier D"),
        "x5": ({"confidence": Confidence(band="low", basis="")}, "confidence is low"),
        "x6": ({"confidence": Confidence(band="high", basis="", number=0.89)}, "0.89 is below 0.90"),
        "x7": ({"made_with": Versions(drafter="template 2", play="x", icp="y")}, "the play or its angle and the ICP"),
    }
    for name, (changes, says) in cases.items():
        store(ledger, [draft(name, route=by_hand("auto"), **changes)])
        assert says in holds_now(ledger, "demo", name), name


def test_the_stronger_claim_takes_longer_and_200_reviews_open_the_last_level(ledger: Ledger) -> None:
    files = setting(spot_checks=1.0)
    at_level_2(ledger, files)
    assert "would reject fewer than 5%" in missing(ledger, files, 3)
    make(ledger, files, names(140, "next"))
    read(ledger, names(20, "next"))
    assert promote(ledger, files, SCOPE, 3, by="Lena", reason=WHY, catch_rate=ATTENTIVE).level == 3
    assert missing(ledger, files, 4) == "200 reviews or more: 80"
    read(ledger, names(140, "next")[20:])
    assert promote(ledger, files, SCOPE, 4, by="Lena", reason=WHY, catch_rate=ATTENTIVE).level == 4
    assert rung(ledger, files).offers == ()
