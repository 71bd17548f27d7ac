"""Evidence about signals, segments and angles in a segment: the same figures, passed by e-BH."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hitl_kit.domain.errors import InputError
from hitl_kit.retrospect import angle_evidence, group_evidence, segment_evidence
from hitl_kit.retrospect.evidence.labels import bonferroni, e_bh
from tests.retrospect.evidence.conftest import random_touches


def test_e_bh_by_hand() -> None:
    """Four hypotheses at 0.1: the bounds are 40, 20, 13.3 and 10."""
    assert e_bh(np.log([41, 1, 1, 1]), 0.1).tolist() == [True, False, False, False]
    assert e_bh(np.log([39, 1, 1, 1]), 0.1).tolist() == [False] * 4
    assert e_bh(np.log([14, 1, 30, 15]), 0.1).tolist() == [True, False, True, True]
    assert e_bh(np.log([13, 12, 11, 10.01]), 0.1).tolist() == [True] * 4
    assert e_bh(np.zeros(0), 0.1).tolist() == []


@given(e=st.lists(st.floats(0.01, 1e6), min_size=1, max_size=30), alpha=st.sampled_from([0.01, 0.1, 0.5]))
def test_e_bh_passes_what_its_definition_says(e: list[float], alpha: float) -> None:
    n, ordered = len(e), sorted(e, reverse=True)
    most = max((r for r in range(1, n + 1) if np.log(ordered[r - 1]) >= np.log(n / (r * alpha))), default=0)
    passed = e_bh(np.log(e), alpha)
    assert passed.sum() == most
    assert not most or min(np.array(e)[passed]) >= ordered[most - 1]
    assert (passed | ~bonferroni(np.log(e), alpha)).all()


def test_angles_in_a_segment_are_the_angles_of_its_mails_alone() -> None:
    touches = random_touches(5, {"cost": 0.10, "speed": 0.02, "risk": 0.06}, weekly=300, segments=3)
    found = segment_evidence(touches)
    assert found.index.names == ["angle", "segment"]
    assert len(found) == 9
    for segment in ("segment 0", "segment 2"):
        alone = angle_evidence(touches[touches["segment"] == segment])
        ours = found[found.index.get_level_values("segment") == segment].droplevel("segment")
        same = ["sent", "positives", "expected", "ratio_low", "ratio_high", "e_retire", "e_scale"]
        pd.testing.assert_frame_equal(ours[same], alone[same], rtol=1e-6)


def test_a_segment_in_which_an_angle_fails_is_found() -> None:
    """Bad in one segment of three, good in the others: the angle as a whole hides it."""
    touches = random_touches(5, dict.fromkeys(("cost", "speed", "risk"), 0.10), weekly=900, segments=3)
    lost = (touches["angle"] == "risk") & (touches["segment"] == "segment 1") & (np.arange(len(touches)) % 10 > 0)
    touches["positive_at"] = touches["positive_at"].where(~lost)
    labels = segment_evidence(touches)["label"]
    assert labels[labels == "retire"].index.tolist() == [("risk", "segment 1")]


def test_signals_are_compared_within_a_segment() -> None:
    touches = random_touches(5, {"hiring": 0.10, "funding": 0.10, "vanity": 0.01}, weekly=600)
    by_signal = touches.rename(columns={"angle": "signal"}).assign(angle="cost")
    found = group_evidence(by_signal, "signal")
    as_angles = angle_evidence(touches)
    assert found.index.name == "signal"
    same = [c for c in as_angles.columns if c != "label"]
    pd.testing.assert_frame_equal(found[same], as_angles[same], check_names=False)
    assert found["label"]["vanity"] == "retire"
    apart = group_evidence(by_signal.assign(angle=by_signal["signal"]), "signal", within=["segment", "angle"])
    assert (apart["e_retire"] == 1).all()


def test_segments_are_compared_within_an_angle() -> None:
    touches = random_touches(5, {"cost": 0.02, "speed": 0.2}, weekly=400)
    only = {"cost": "segment 0", "speed": "segment 1"}
    found = group_evidence(touches.assign(segment=touches["angle"].map(only)), "segment")
    assert (found["e_retire"] == 1).all()
    assert group_evidence(touches, "segment", within=["company"])["sent"].sum() == len(touches)


def test_a_column_that_is_missing_is_named() -> None:
    with pytest.raises(InputError, match="no column 'signal'"):
        group_evidence(random_touches(1, {"a": 0.1}, weeks=1), "signal")
