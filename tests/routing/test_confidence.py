"""Confidence as a number: when there is one, what it is fitted to, and how it is held against later drafts."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from hitl_kit.domain.drafts import Finding
from hitl_kit.domain.packages import Confidence
from hitl_kit.ledger import Ledger
from hitl_kit.routing import Calibration, TooFew, calibrate
from hitl_kit.routing.confidence import EACH, ENOUGH, features, fit, reliability
from hitl_kit.widgets.trust_card import reliability_figure
from tests.review.factory import store
from tests.routing.trust.trusted import draft, names, read

WARNED = Finding(check="freshness", severity="warn", message="the signal is old")


def drafts(count: int, share: float, seed: int) -> tuple[list[dict[str, float]], list[int]]:
    """Features and outcomes where a warning halves the chance of an approval."""
    rng = np.random.default_rng(seed)
    warned = rng.random(count) < share
    good = rng.random(count) < np.where(warned, 0.45, 0.9)
    plain, doubtful = (features(draft("x", findings=f).model_dump(mode="json")) for f in ((), (WARNED,)))
    return [doubtful if w else plain for w in warned], good.astype(int).tolist()


def test_it_learns_what_warnings_are_worth_and_is_held_against_later_drafts() -> None:
    rows, outcomes = drafts(2000, 0.4, 1)
    found = fit(rows, outcomes)
    assert found is not None
    assert (found.fitted_on, found.reliability.n) == (1500, 500)
    assert found.number(draft("x")) == pytest.approx(0.9, abs=0.05)
    assert found.number(draft("x", findings=(WARNED,))) == pytest.approx(0.45, abs=0.08)
    assert found.reliability.ece < 0.06
    assert found.reliability.brier < found.reliability.brier_of_mean - 0.02


def test_later_drafts_are_not_fitted_to() -> None:
    """Where the world turns round after the fit, the figures say so, and the model stays as it was."""
    rows, outcomes = drafts(800, 0.5, 2)
    turned = outcomes[:600] + [1 - y for y in outcomes[600:]]
    before, after = fit(rows, outcomes), fit(rows, turned)
    assert before is not None
    assert after is not None
    assert after.number(draft("x")) == before.number(draft("x"))
    assert after.reliability.brier > before.reliability.brier + 0.2
    assert after.reliability.ece > 0.3


def test_the_drafters_own_word_is_no_feature() -> None:
    named = features(draft("x").model_dump(mode="json"))
    assert not any("number" in name for name in named)
    sure = draft("x", confidence=Confidence(band="high", basis="", number=0.99))
    assert features(sure.model_dump(mode="json")) == named


def test_one_kind_alone_fits_nothing() -> None:
    rows, _ = drafts(300, 0.4, 3)
    assert fit(rows, [1] * 300) is None


def test_reliability_by_hand() -> None:
    found = reliability([0.05, 0.05, 0.95, 0.95], [0, 1, 1, 1])
    assert found.ece == pytest.approx(0.5 * abs(0.05 - 0.5) + 0.5 * abs(0.95 - 1.0))
    assert found.brier == pytest.approx((0.05**2 + 0.95**2 + 2 * 0.05**2) / 4)
    assert found.brier_of_mean == pytest.approx(0.75 * 0.25)
    assert [(round(mean, 9), k, n) for mean, k, n in found.bins] == [(0.05, 1, 2), (0.95, 2, 2)]
    assert reliability([1.0], [1]).bins == ((1.0, 1, 1),)


def test_a_number_needs_200_verdicts_of_both_kinds(ledger: Ledger) -> None:
    assert calibrate(ledger, "demo") == TooFew(0, 0)
    ids = names(ENOUGH)
    changes: list[dict[str, Any]] = [{"findings": (WARNED,)} if n % 2 else {} for n in range(ENOUGH)]
    store(ledger, [draft(name, **change) for name, change in zip(ids, changes, strict=True)])
    rejected = ids[1:ENOUGH:8]
    read(ledger, ids[:-1], rejected=rejected)
    assert calibrate(ledger, "demo") == TooFew(ENOUGH - 1, ENOUGH - 1 - len(rejected))
    read(ledger, ids[-1:])
    found = calibrate(ledger, "demo")
    assert len(rejected) >= EACH
    assert isinstance(found, Calibration)
    assert found.number(draft("x", findings=(WARNED,))) < found.number(draft("x"))
    assert isinstance(calibrate(ledger, "demo", simulated=True), TooFew)
    sure = found.of(draft("x"))
    assert sure is not None
    assert sure.number == round(found.number(draft("x")), 3)
    assert f"{sure.number:.0%} of cases (fitted to 150 verdicts)" in sure.basis
    figure = reliability_figure(found, simulated=False)
    assert "50 later drafts, fitted to 150 earlier ones" in figure.layout.title.subtitle.text
    assert len(figure.data[1].x) == len(found.reliability.bins)


def test_too_few_of_a_kind_are_too_few(ledger: Ledger) -> None:
    ids = names(ENOUGH + 5)
    store(ledger, [draft(name) for name in ids])
    read(ledger, ids, rejected=ids[: EACH - 1])
    found = calibrate(ledger, "demo")
    assert isinstance(found, TooFew)
    assert f"{EACH - 1} of {EACH} of the rarer kind" in found.words


def test_the_number_is_what_the_fitted_models_give() -> None:
    rows, outcomes = drafts(400, 0.4, 5)
    found = fit(rows, outcomes)
    assert found is not None
    for change in ({}, {"findings": (WARNED,)}):
        given = features(draft("x", **change).model_dump(mode="json"))
        raw = found._model.predict_proba([[given.get(name, 0.0) for name in found.names]])[0, 1]
        shown = found._scale.predict_proba([[np.log(raw / (1 - raw))]])[0, 1]
        assert found.number(draft("x", **change)) == pytest.approx(shown, abs=1e-12)
