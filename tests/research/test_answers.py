"""The table of answers, also where every account has a cause of its own."""

from __future__ import annotations

import pandas as pd
import pytest

from hitl_kit.domain.evidence import AccountResearch, Measurement
from hitl_kit.research import answer_counts, answer_table
from hitl_kit.research.answers import COLUMNS


def research(key: str, *measured: tuple[str, str, str]) -> AccountResearch:
    told = tuple(Measurement(source=s, answer=a, cause=c) for s, a, c in measured)
    return AccountResearch(account_key=key, measurements=told)


def rows(counts: pd.DataFrame) -> list[tuple[object, ...]]:
    return list(counts.itertuples(index=False, name=None))


def test_a_row_an_account_and_source():
    found = answer_table([research("a.example", ("pages", "found", ""), ("feed", "not measured", "404"))], {})
    assert list(found.columns) == COLUMNS
    assert rows(found) == [("a.example", "pages", "found", "", ""), ("a.example", "feed", "not measured", "404", "")]


def test_the_three_answers_are_counted_by_source_and_cause():
    told = [research(f"{n}", ("pages", "found" if n < 3 else "not found", "")) for n in range(5)]
    told.append(research("x", ("feed", "not measured", "404")))
    assert rows(answer_counts(answer_table(told, {}))) == [
        ("feed", "not measured", "404", 1), ("pages", "found", "", 3), ("pages", "not found", "", 2),
    ]  # fmt: skip


def test_causes_that_name_their_account_do_not_hide_the_other_sources():
    told = [
        research(
            f"{n}", ("boards", "not measured", f"the host c{n}.example is not known" if n % 2 else "refused: 403"),
            ("site", "found", ""),
        )
        for n in range(500)
    ]  # fmt: skip
    counts = answer_counts(answer_table(told, {}))
    assert rows(counts)[0] == ("boards", "not measured", "refused: 403", 250)
    assert rows(counts)[3:] == [("boards", "not measured", "248 other causes", 248), ("site", "found", "", 500)]
    assert counts["accounts"].sum() == 1000


@pytest.mark.parametrize(("causes", "shown"), [(0, 0), (1, 1), (4, 4), (5, 4)])
def test_one_more_cause_is_told_rather_than_counted(causes: int, shown: int):
    told = [research(f"{n}", ("pages", "not measured", f"cause {n}")) for n in range(causes)]
    counts = answer_counts(answer_table(told, {}))
    assert len(counts) == shown
    assert counts["cause"].str.contains("other causes").sum() == (causes > 4)
