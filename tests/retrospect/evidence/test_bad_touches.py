"""Touches as exports really are: each odd row has its place, none a traceback or a silent drop."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hitl_kit.domain.errors import InputError
from hitl_kit.retrospect import angle_evidence
from hitl_kit.retrospect.evidence import group_evidence, segment_evidence
from tests.retrospect.evidence.conftest import random_touches

RATES = {"cost": 0.08, "speed": 0.04, "risk": 0.05}
ROW: dict[str, Any] = {
    "angle": "cost", "segment": "Logistics · A", "company": "extra.example",
    "sent_at": pd.Timestamp("2026-03-05 09:00", tz="UTC"), "bounced": False, "positive_at": pd.NaT,
}  # fmt: skip


@pytest.fixture(scope="module")
def touches() -> pd.DataFrame:
    return random_touches(11, RATES)


def with_row(touches: pd.DataFrame, **odd: Any) -> pd.DataFrame:
    return pd.DataFrame([*touches.astype(object).to_dict("records"), {**ROW, **odd}])


ODD: list[tuple[dict[str, Any], str]] = [
    ({"angle": None}, "no angle"),
    ({"angle": "  "}, "no angle"),
    ({"sent_at": None}, "no sent_at"),
    ({"sent_at": ""}, "no sent_at"),
    ({"sent_at": "yesterday"}, "sent_at cannot be read"),
    ({"sent_at": 46086.5}, "sent_at cannot be read"),
    ({"positive_at": "03/04/2026"}, "positive_at cannot be read"),
    ({"bounced": "perhaps"}, "bounced is neither true nor false"),
    ({"positive_at": pd.Timestamp("2026-03-04", tz="UTC")}, "positive reply before the mail was sent"),
    ({"positive_at": pd.Timestamp("2026-03-05 08:59", tz="UTC")}, "positive reply before the mail was sent"),
    ({"positive_at": pd.Timestamp("2026-03-06", tz="UTC"), "bounced": True}, "bounced, and yet a positive reply"),
]


@pytest.mark.parametrize(("odd", "cause"), ODD, ids=[f"{next(iter(o.items()))}" for o, _ in ODD])
def test_an_odd_row_is_left_out_and_counted(touches: pd.DataFrame, odd: dict[str, Any], cause: str) -> None:
    found = angle_evidence(with_row(touches, **odd))
    assert found.attrs["left_out"] == {cause: 1}
    pd.testing.assert_frame_equal(found, angle_evidence(touches))


def test_a_row_that_is_odd_twice_is_counted_once(touches: pd.DataFrame) -> None:
    assert angle_evidence(with_row(touches, angle=None, sent_at="?")).attrs["left_out"] == {"no angle": 1}


def test_a_mail_told_twice_counts_once_with_all_that_is_known_of_it(touches: pd.DataFrame) -> None:
    early = touches.assign(positive_at=touches["positive_at"].where(touches["bounced"]))
    twice = pd.concat([early.iloc[:700], touches, touches.iloc[300:400]])
    found = angle_evidence(twice)
    assert found.attrs["left_out"] == {"the same mail twice": 800}
    pd.testing.assert_frame_equal(found, angle_evidence(touches))


def test_a_reply_dated_by_the_day_may_come_on_the_day_of_the_mail(touches: pd.DataFrame) -> None:
    found = angle_evidence(with_row(touches, positive_at=pd.Timestamp("2026-03-05", tz="UTC")))
    assert found.attrs["left_out"] == {}
    assert found["positives"].sum() == angle_evidence(touches)["positives"].sum() + 1


def test_time_zones_are_brought_to_utc(touches: pd.DataFrame) -> None:
    """Monday in Auckland is Sunday in UTC; a time without a zone is UTC."""
    zones = [UTC, timezone(timedelta(hours=13)), timezone(timedelta(hours=-9))]

    def written(n: int, moment: Any) -> object:
        if pd.isna(moment):
            return (None, "", np.nan, pd.NaT)[n % 4]
        here = moment.to_pydatetime().astimezone(zones[n % 3])
        return (here, here.isoformat(), pd.Timestamp(here), moment.strftime("%Y-%m-%d %H:%M:%S.%f"))[n % 4]

    mixed = touches.copy()
    for name in ("sent_at", "positive_at"):
        mixed[name] = pd.Series([written(n, m) for n, m in enumerate(touches[name])], dtype=object)
    pd.testing.assert_frame_equal(angle_evidence(mixed), angle_evidence(touches))
    for change in (
        lambda moments: moments.dt.tz_convert("Pacific/Auckland"),
        lambda moments: moments.dt.tz_localize(None),
        lambda moments: moments.dt.tz_localize(None).astype("datetime64[ns]"),
        lambda moments: moments.astype("str").where(moments.notna()),
        lambda moments: moments.astype(object),
        lambda moments: moments.astype("timestamp[us, tz=UTC][pyarrow]"),
    ):
        changed = touches.assign(sent_at=change(touches["sent_at"]), positive_at=change(touches["positive_at"]))
        pd.testing.assert_frame_equal(angle_evidence(changed), angle_evidence(touches))


@pytest.mark.parametrize(
    ("true", "false"),
    [(1, 0), (1.0, np.nan), ("True", "False"), ("yes", ""), (" TRUE ", None), (np.True_, pd.NA), ("1", "no")],
)  # fmt: skip
def test_truths_may_be_written_in_many_ways(touches: pd.DataFrame, true: Any, false: Any) -> None:
    written = touches.assign(bounced=pd.Series([true if b else false for b in touches["bounced"]], dtype=object))
    found = angle_evidence(written)
    assert found.attrs["left_out"] == {}
    pd.testing.assert_frame_equal(found, angle_evidence(touches))


@pytest.mark.parametrize("dtype", ["category", object, "string"])
def test_names_may_be_of_any_kind(touches: pd.DataFrame, dtype: Any) -> None:
    kind = touches.astype(dict.fromkeys(("angle", "segment", "company"), dtype))
    pd.testing.assert_frame_equal(angle_evidence(kind), angle_evidence(touches))


def test_hostile_names_are_names(touches: pd.DataFrame) -> None:
    names = {"cost": "=cmd()|' '!A1", "speed": "<script>", "risk": "x\x00\n; drop table"}
    found = angle_evidence(touches.assign(angle=touches["angle"].map(names)))
    assert set(found.index) == set(names.values())


def test_numbers_may_be_names(touches: pd.DataFrame) -> None:
    found = angle_evidence(touches.assign(angle=touches["angle"].map({"cost": 1, "speed": 2, "risk": 10})))
    assert list(found.index) == ["1", "10", "2"]


def test_mails_without_a_company_or_segment_are_each_their_own(touches: pd.DataFrame) -> None:
    nameless = touches.assign(company=None)
    pd.testing.assert_frame_equal(angle_evidence(nameless), angle_evidence(touches))
    assert angle_evidence(touches.assign(company="")).attrs["left_out"] == {}
    alike = touches.assign(segment="one")
    pd.testing.assert_frame_equal(angle_evidence(touches.assign(segment=None)), angle_evidence(alike))


@pytest.mark.parametrize("dtypes", [{}, {"bounced": bool, "sent_at": "datetime64[us, UTC]"}])
def test_an_empty_frame_is_empty_evidence(dtypes: dict[str, Any]) -> None:
    nothing = pd.DataFrame(columns=list(ROW)).astype(dtypes)
    found = angle_evidence(nothing)
    assert len(found) == 0
    assert list(found.columns)[-1] == "weeks_to_answer"
    assert found.attrs == {"whole_weeks_to": "", "left_out": {}, "weeks_idle": []}
    assert angle_evidence(nothing, as_of=date(2026, 3, 1)).empty
    assert segment_evidence(nothing).empty
    assert group_evidence(nothing.assign(signal=""), "signal").empty


def test_before_the_first_mail_there_is_nothing(touches: pd.DataFrame) -> None:
    assert angle_evidence(touches, as_of="2020-01-01").empty


def test_the_frame_that_was_given_is_left_as_it_was(touches: pd.DataFrame) -> None:
    before = touches.copy(deep=True)
    angle_evidence(touches)
    pd.testing.assert_frame_equal(touches, before)


def test_odd_years_are_years() -> None:
    years = ["0001-01-01", "1969-12-30", "1970-01-01", "9999-12-31"]
    frame = pd.DataFrame([{**ROW, "sent_at": y, "company": y, "positive_at": y} for y in years])
    found = angle_evidence(frame)
    assert found["positives"]["cost"] == 4
    assert angle_evidence(frame, as_of=date.max)["sent"]["cost"] == 4
    assert angle_evidence(frame, as_of=datetime(1969, 12, 31, tzinfo=UTC))["sent"]["cost"] == 2


_MOMENTS = st.one_of(
    st.integers(0, 60 * 24).map(lambda hours: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(hours=hours)),
    st.sampled_from(
        [None, "", "nonsense", 7, pd.NaT, "2026-02-01", "2026-02-01T10:00:00-05:00", date(2026, 2, 3), True]
    ),
)
_ROWS = st.fixed_dictionaries(
    {
        "angle": st.sampled_from(["a", "b", "c", None, "", 3]),
        "segment": st.sampled_from(["s", "t", None]),
        "company": st.sampled_from(["x", "y", "z", "", None]),
        "sent_at": _MOMENTS,
        "bounced": st.sampled_from([True, False, 0, 1, "no", None, "?", 2.5]),
        "positive_at": _MOMENTS,
    }
)


@settings(max_examples=60, deadline=None)
@given(rows=st.lists(_ROWS, max_size=30))
def test_every_row_is_counted_or_left_out_for_a_cause(rows: list[dict[str, Any]]) -> None:
    frame = pd.DataFrame(rows, columns=list(ROW), dtype=object)
    found = angle_evidence(frame)
    assert found["sent"].sum() + sum(found.attrs["left_out"].values()) == len(frame)
    assert found["expected"].sum() == pytest.approx(found["positives"].sum())
    assert (found["ratio_low"] <= found["ratio_high"]).all()
    assert (found["positives"] <= found["sent"]).all()


@pytest.mark.parametrize(
    "given", [{"alpha": "0.1"}, {"alpha": None}, {"alpha": 1}, {"margin": "1"}, {"margin": 1e-300}]
)
def test_what_is_no_share_is_refused_in_words(touches: pd.DataFrame, given: dict[str, Any]) -> None:
    with pytest.raises(InputError, match=r"is no (chance of error|share of the others)"):
        angle_evidence(touches, **given)


def test_a_column_that_is_there_twice_is_refused_in_words(touches: pd.DataFrame) -> None:
    with pytest.raises(InputError, match="more than one column 'angle'"):
        angle_evidence(pd.concat([touches, touches[["angle"]]], axis=1))


def test_a_company_is_the_same_with_spaces_around_its_name(touches: pd.DataFrame) -> None:
    spaced = touches.assign(company=[f" {c} " if i % 2 else c for i, c in enumerate(touches["company"])])
    pd.testing.assert_frame_equal(angle_evidence(spaced), angle_evidence(touches))
