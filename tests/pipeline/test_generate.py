"""A batch: what is drafted, held and left, and that running it again adds nothing twice."""

from __future__ import annotations

import json
import signal
import subprocess
import sys

import pytest
import sqlalchemy as sa

from hitl_kit import Campaign
from hitl_kit.domain.errors import Conflict, InputError, NotApproved
from hitl_kit.domain.packages import Package
from hitl_kit.ledger import tables


def packages(campaign: Campaign) -> dict[str, Package]:
    """Packages by account name."""
    rows = campaign.workbench.ledger.rows(sa.select(tables.package.c.content))
    found = [Package.model_validate_json(row["content"]) for row in rows]
    return {p.account.name: p for p in found}


def row_counts(campaign: Campaign) -> dict[str, int]:
    ledger = campaign.workbench.ledger
    return {t.name: ledger.rows(sa.select(sa.func.count().label("n")).select_from(t))[0]["n"] for t in tables.RECORDED}


def test_nothing_is_researched_before_a_person_approved_the_icp(campaign: Campaign) -> None:
    with pytest.raises(NotApproved, match="never approved"):
        campaign.generate(5)
    with pytest.raises(NotApproved):
        campaign.research()
    assert not row_counts(campaign)["research"]


def test_an_icp_that_changed_since_is_refused_with_the_line_that_changed(approved: Campaign) -> None:
    path = approved.folder / "icp.yaml"
    path.write_text(path.read_text().replace("max: 5000", "max: 9000"))
    with pytest.raises(NotApproved, match=r"line 8: .*5000.* → .*9000"):
        approved.generate(5)
    path.write_text(path.read_text().replace("max: 9000", "max: 5000"))
    assert approved.generate(5).drafted == 2


def test_a_batch_drafts_holds_and_abstains_with_reasons(approved: Campaign) -> None:
    result = approved.generate(5)
    assert (result.drafted, result.held, result.abstained, result.added) == (2, 1, 2, 5)
    found = packages(approved)
    alder = found["Alder Freight"]
    assert alder.contact is not None
    assert alder.contact.email == "mara.quist@alder-freight.example"
    assert alder.draft is not None
    claim = next(s for s in alder.draft.segments if s.kind == "claim")
    fact = next(f for f in alder.research.facts if f.id in claim.fact_ids)
    assert fact.quote == (
        "Alder Freight opened a new depot in Hull on 1 November and now serves the east coast from there."
    )
    assert fact.quote in claim.text
    assert not [f for f in alder.findings if f.severity == "block"]
    assert alder.route.decider == "human"
    assert alder.score == pytest.approx(5 * 0.5 ** (15 / 30))

    assert found["Birch Foods"].high_value
    assert "high-value" in found["Birch Foods"].route.reason
    assert found["Cedar Haulage"].route.decider == "hold"
    assert "layoffs of 40 people" in found["Cedar Haulage"].route.reason
    assert found["Cedar Haulage"].draft is None
    assert "no signal" in found["Dogwood Cargo"].abstained
    assert found["Elm Parcels"].contact is None
    assert found["Elm Parcels"].abstained


def test_the_same_batch_again_adds_nothing(approved: Campaign) -> None:
    approved.generate(5, batch="first")
    before, head = row_counts(approved), approved.workbench.ledger.head()
    again = approved.generate(5, batch="first")
    assert (again.drafted, again.added) == (2, 0)
    assert row_counts(approved) == before
    assert approved.workbench.ledger.head() == head
    assert approved.workbench.verify().intact


def test_a_batch_of_other_content_is_refused_by_name(approved: Campaign) -> None:
    approved.generate(1, batch="first")
    with pytest.raises(Conflict, match="its size was 1"):
        approved.generate(2, batch="first")
    library = approved.folder / "angles.yaml"
    library.write_text(library.read_text().replace("Would a short call", "Would a brief call"))
    with pytest.raises(Conflict, match=r"angles\.yaml was another"):
        approved.generate(1, batch="first")


def test_the_next_batch_goes_on_with_other_accounts(approved: Campaign) -> None:
    approved.generate(1, batch="first")
    approved.generate(1, batch="second")
    drafted = {name for name, p in packages(approved).items() if p.draft}
    assert drafted == {"Alder Freight", "Birch Foods"}


def test_nobody_is_written_to_twice_or_when_suppressed(approved: Campaign) -> None:
    suppressed = approved.folder / "no.csv"
    suppressed.write_text("email\nmara.quist@alder-freight.example\n")
    approved.workbench.import_suppressions(suppressed)
    approved.generate(5)
    alder = packages(approved)["Alder Freight"]
    assert alder.draft is None
    assert "suppress" in alder.abstained


def test_a_retired_angle_writes_no_more_drafts(approved: Campaign) -> None:
    approved.decide("multi_depot", "retire", reason="nobody answers it")
    result = approved.generate(5)
    assert result.drafted == 0
    assert "retired" in packages(approved)["Alder Freight"].abstained


def test_a_size_that_holds_nothing_is_refused(approved: Campaign) -> None:
    with pytest.raises(InputError, match="holds nothing"):
        approved.generate(0)


KILLED = """
import os, signal, sys
from hitl_kit import Workbench
from hitl_kit.pipeline import batch
batch._CHUNK = 1
seen = 0
def progress(step, done, total):
    global seen
    seen += 1
    if seen == int(sys.argv[1]):
        os.kill(os.getpid(), signal.SIGKILL)
Workbench(".").campaign("depots").generate(5, batch="killed", progress=progress)
"""


@pytest.mark.parametrize("moment", [1, 5, 6, 7, 8])
def test_a_killed_batch_goes_on_where_it_stopped(approved: Campaign, moment: int) -> None:
    killed = subprocess.run([sys.executable, "-c", KILLED, str(moment)], check=False)
    assert killed.returncode == -signal.SIGKILL
    result = approved.generate(5, batch="killed")
    assert (result.drafted, result.held, result.abstained) == (2, 1, 2)
    assert len(packages(approved)) == 5
    assert approved.workbench.verify().intact


def test_an_edit_is_checked_against_the_same_facts(approved: Campaign) -> None:
    approved.generate(5)
    session = approved.session()
    item = session.next()
    assert item is not None
    findings = session.check(item.package.id, item.subject, item.body.replace("depot", "depot with 900 lorries", 1))
    assert any("900" in f.message for f in findings)
    assert all(f.severity != "block" for f in findings)


def test_abstentions_are_plain_json_for_scripts(approved: Campaign) -> None:
    result = approved.generate(5)
    assert sum(json.loads(json.dumps(dict(result.reasons))).values()) == result.abstained + result.held
