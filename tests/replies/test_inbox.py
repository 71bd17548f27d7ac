"""The inbox: who answered, what we quoted, and who takes it over."""

from __future__ import annotations

from pathlib import Path

import pytest

from hitl_kit import Campaign
from hitl_kit.domain.errors import InputError


@pytest.fixture
def answered(approved: Campaign) -> Campaign:
    """Two mails approved; the one to Alder Freight was answered."""
    approved.generate(5)
    session = approved.session()
    for package in session.claim():
        session.approve(package)
    path = Path("outcomes.csv")
    path.write_text(
        "email,event,at,detail\n"
        "mara.quist@alder-freight.example,sent,2026-11-17T09:00:00Z,\n"
        "mara.quist@alder-freight.example,replied,2026-11-18T09:00:00Z,negative\n"
        "joost.vermeer@birch-foods.example,sent,2026-11-17T09:05:00Z,\n"
    )
    result = approved.import_outcomes(path)
    assert (result.added, result.rejects) == (3, ())
    return approved


def test_a_reply_waits_with_what_was_quoted(answered: Campaign) -> None:
    found = answered.replies()
    assert found["account"].tolist() == ["Alder Freight"]
    row = found.iloc[0]
    assert "opened a new depot in Hull" in row["quoted"]
    assert (row["detail"], row["with"], bool(row["positive"])) == ("negative", "", False)


def test_a_person_takes_it_over_and_may_pass_it_on(answered: Campaign) -> None:
    package = answered.replies().iloc[0]["package"]
    answered.hand_over(package, to="Dana")
    answered.hand_over(package, to="Kit", note="on holiday")
    assert answered.replies()["with"].tolist() == ["Kit"]
    assert answered.workbench.verify().intact


def test_only_a_reply_can_be_handed_over_and_only_by_name(answered: Campaign) -> None:
    with pytest.raises(InputError, match="has no reply"):
        answered.hand_over("0123456789abcdef", to="Dana")
    with pytest.raises(InputError, match="needs a name"):
        answered.hand_over(answered.replies().iloc[0]["package"], to=" ")


def test_an_empty_inbox_has_its_columns(approved: Campaign) -> None:
    found = approved.replies()
    assert found.empty
    assert {"account", "quoted", "with"} <= set(found.columns)
