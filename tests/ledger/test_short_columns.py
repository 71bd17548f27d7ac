"""Short columns: what they hold is what the rows hold, whatever the values are."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hitl_kit.domain.errors import LedgerError
from hitl_kit.ledger import Ledger, tables
from hitl_kit.ledger.short_columns import Moment

ODD = ["", "plain", "two\nlines", "quoted 'so'", "tab\tand ünïcode 😀", "a\x1eb", "\x1e", " ends with a space ", "1"]
"""\x1e is what stands between values."""


def outcomes(ledger: Ledger, details: list[str]) -> sa.Select[Any]:
    """Outcomes with these details, as a query for numbers, truths and texts."""
    with ledger.recording("ana", "test", "x") as recording:
        recording.add(
            tables.outcome,
            [
                {"campaign": "c", "package_id": f"p{n}", "kind": "sent", "at": "2026-03-02", "detail": detail}
                | {"simulated": n % 2 == 0}
                for n, detail in enumerate(details)
            ],
        )
    o = tables.outcome.c
    return sa.select(o.id, o.package_id, o.simulated, o.detail).where(o.campaign == "c").order_by(o.id.desc())


def same(ledger: Ledger, select: sa.Select[Any], repeated: tuple[str, ...] = ()) -> None:
    assert ledger.short_columns(select, repeated).to_pylist() == [dict(row) for row in ledger.rows(select)]


def test_they_hold_what_rows_hold_in_the_order_of_the_query(ledger: Ledger) -> None:
    select = outcomes(ledger, ["hard", "soft", "hard", ""])
    same(ledger, select)
    same(ledger, select, ("detail", "simulated"))
    table = ledger.short_columns(select, ("detail",))
    assert [str(t) for t in table.schema.types] == [
        "int64", "string", "bool", "dictionary<values=string, indices=int32, ordered=0>"
    ]  # fmt: skip
    assert sorted(table.column("detail").combine_chunks().dictionary.to_pylist()) == ["", "hard", "soft"]


def test_moments_are_timestamps_and_nothing_is_null(ledger: Ledger) -> None:
    moments = ["2026-03-02T09:00:00.000000+00:00", "", "2026-03-02T09:00:00.000001+00:00"]
    select = outcomes(ledger, moments)
    told = sa.type_coerce(tables.outcome.c.detail, Moment).label("told")
    for repeated in ((), ("package_id",)):
        table = ledger.short_columns(select.add_columns(told), repeated)
        assert str(table.schema.field("told").type) == "timestamp[us, tz=UTC]"
        found = [None if m is None else m.isoformat(timespec="microseconds") for m in table.column("told").to_pylist()]
        assert found == [m or None for m in reversed(moments)]
    assert (
        str(ledger.short_columns(select.add_columns(told).where(sa.false())).schema.field("told").type)
        == "timestamp[us, tz=UTC]"
    )


def test_texts_that_hold_what_stands_between_values_are_read_as_well(ledger: Ledger) -> None:
    select = outcomes(ledger, ODD)
    same(ledger, select)
    same(ledger, select, ("detail",))
    day = sa.type_coerce(tables.outcome.c.at + "T00:00:00+00:00", Moment).label("day")
    assert {m.year for m in ledger.short_columns(select.add_columns(day)).column("day").to_pylist()} == {2026}


def test_nothing_found_has_the_same_columns(ledger: Ledger) -> None:
    select = outcomes(ledger, ["hard"]).where(tables.outcome.c.package_id == "unknown")
    found = ledger.short_columns(select, ("detail",))
    assert (found.num_rows, found.column_names) == (0, ["id", "package_id", "simulated", "detail"])


@pytest.mark.sqlite
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40, deadline=None)
@given(st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=1, max_size=20))
def test_numbers_are_exact_to_the_last_digit(ledger: Ledger, numbers: list[float]) -> None:
    rows = [
        sa.select(sa.literal(place).label("place"), sa.literal(number, sa.Float).label("number"))
        for place, number in enumerate(numbers)
    ]
    table = ledger.short_columns(sa.select(sa.union_all(*rows).subquery()))
    assert table.sort_by("place").column("number").to_pylist() == numbers


@pytest.mark.sqlite
def test_what_cannot_be_read_says_so(ledger: Ledger) -> None:
    with pytest.raises(LedgerError):
        ledger.short_columns(sa.select(sa.literal_column("x", sa.Text).label("x")).select_from(sa.table("nowhere")))
