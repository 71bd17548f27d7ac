"""The quick way through the ledger's columns says what the way through Account objects says."""

from __future__ import annotations

import itertools
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hitl_kit.domain.accounts import Account
from hitl_kit.domain.base import canonical_json
from hitl_kit.domain.errors import InputError
from hitl_kit.domain.icp import ICP, Persona, Rule, SignalPriority, Tier
from hitl_kit.ledger import Ledger, tables
from hitl_kit.targeting import Match, load_accounts, match_accounts, match_campaign, record_accounts, stored
from hitl_kit.targeting.matching import fields_needed, match_fields
from hitl_kit.targeting.stored import stored_fields

_ODD = (
    "ÅSA",
    "straße",
    "STRASSE",
    "İ",
    "ß, ss",
    "a,,b",
    ",",
    "ﬁn",
    "\x00",
    'q"uo\\te',
    "\u2028",
    "😀",
    "1,200",
    "$2M",
    "-5",
)
_WORDS = st.one_of(st.sampled_from(("", "Software", "software , Retail", "Retail", *_ODD)), st.text(max_size=6))
_HEADERS = st.sampled_from(("Founded", "FOUNDED", " founded", "a/b", "a~1b", "Ü\x00", "", "Industry", "0"))
_DOMAINS = st.sampled_from(
    ("", "acme.example", "eu.acme.example", "a.eu.acme.example", "notacme.example", "example", "é.x")
)
_VALUES = st.one_of(st.sampled_from(("Software", "RETAIL", "founded", *_ODD)), st.text(min_size=1, max_size=4))
_NUMBERS = st.sampled_from((0.0, 1.0, 2.5, 5.0, 1900.0, 1e6, 123456789.125, 1e15, 0.1 + 0.2))


@st.composite
def accounts(draw: st.DrawFn) -> Account:
    name = draw(st.sampled_from(("Acme", "ACME", "Straße 9", "日本", "x\x00y")))
    return Account(
        name=name,
        domain=draw(_DOMAINS),
        cik=draw(st.sampled_from(("", "7", "8"))),
        external_id=draw(_WORDS),
        industry=draw(_WORDS),
        sub_industry=draw(_WORDS),
        employees=draw(st.none() | st.sampled_from((0, 1, 5, 100, 2**53 + 1))),
        revenue=draw(st.none() | _NUMBERS),
        country=draw(_WORDS),
        technologies=tuple(draw(st.lists(_WORDS, max_size=3))),
        attributes=draw(st.dictionaries(_HEADERS, _WORDS, max_size=3)),
    )


@st.composite
def rules(draw: st.DrawFn) -> Rule:
    fields = (
        "industry",
        "Sub-Industry",
        "employees",
        "revenue",
        "country",
        "technologies",
        "name",
        "founded",
        "a/b",
        "Ü\x00",
    )
    low, high = draw(st.none() | _NUMBERS), draw(st.none() | _NUMBERS)
    if low is not None and high is not None and low > high:
        low, high = high, low
    wanted, unwanted = draw(st.lists(_VALUES, max_size=3)), draw(st.lists(_VALUES, max_size=2))
    wanted, unwanted = [w for w in wanted if w.strip()], [u for u in unwanted if u.strip()]
    if not wanted and not unwanted and low is None and high is None:
        high = 5.0
    return Rule(
        field=draw(st.sampled_from(fields)), any_of=wanted, none_of=unwanted, min=low, max=high,
        if_missing=draw(st.sampled_from(("fail", "pass"))),
    )  # fmt: skip


@st.composite
def profiles(draw: st.DrawFn) -> ICP:
    tiers = [Tier(name=f"T{n}", high_value=n == 0, rules=(draw(rules()),)) for n in range(draw(st.integers(0, 2)))]
    return profile(
        *draw(st.lists(rules(), min_size=1, max_size=3)),
        exclusions=draw(st.lists(rules(), max_size=2)),
        tiers=[*tiers, Tier(name="rest", high_value=not tiers)],
    )


def profile(*firmographics: Rule, **others: Any) -> ICP:
    return ICP(
        name="Test",
        firmographics=firmographics,
        personas=(Persona(id="cfo", name="CFO", titles=("CFO",)),),
        signals=(SignalPriority(kind="hiring", priority=1, half_life_days=30),),
        **({"tiers": (Tier(name="A", high_value=True),)} | others),
    )


def quick(ledger: Ledger, campaign: str, icp: ICP, suppressed: frozenset[str] = frozenset()) -> Match | None:
    found = stored_fields(ledger, campaign, fields_needed(icp), many=1)
    return None if found is None else match_fields(icp, found, suppressed)


def same(one: Match, other: Match) -> None:
    pd.testing.assert_frame_equal(one.funnel, other.funnel)
    pd.testing.assert_frame_equal(one.accounts, other.accounts)
    pd.testing.assert_frame_equal(one.left_out, other.left_out)


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Ledger:
    return Ledger.open(f"sqlite:///{tmp_path_factory.mktemp('stored') / 'hitl.db'}")


_numbers = itertools.count()


@settings(max_examples=12, deadline=None)
@given(
    lists=st.lists(st.lists(accounts(), max_size=6), min_size=1, max_size=3),
    icp=profiles(),
    suppressed=st.frozensets(_DOMAINS.filter(bool), max_size=2),
)
def test_both_ways_agree(shared: Ledger, lists: list[list[Account]], icp: ICP, suppressed: frozenset[str]) -> None:
    campaign = f"c{next(_numbers)}"
    for part in lists:
        record_accounts(shared, campaign, part, (), actor="Ana", simulated=False)
    known = load_accounts(shared, campaign)
    if not known:
        assert quick(shared, campaign, icp) is None
        return
    assert outcome(lambda: quick(shared, campaign, icp, suppressed)) == outcome(
        lambda: match_accounts(icp, known, suppressed)
    )


def outcome(match: Callable[[], Match | None]) -> str | list[Any]:
    """The three tables of a match, types and all, or the words of its error."""
    try:
        found = match()
    except InputError as error:
        return str(error)
    assert found is not None
    tables = (found.funnel, found.accounts, found.left_out)
    return [(t.dtypes.to_dict(), t.astype(object).where(t.notna(), None).to_dict("split")) for t in tables]


ANYBODY = profile(Rule(field="industry", none_of=("Retail",), if_missing="pass"))


def company(n: int, **fields: Any) -> Account:
    return Account(name=f"Company {n}", domain=f"company{n}.example", **fields)


def test_the_newest_row_counts_at_the_place_of_the_first(ledger: Ledger) -> None:
    add(ledger, "demo", company(1), company(2, industry="Retail"), company(3))
    add(ledger, "demo", company(2, industry="Media"), company(1, industry="Retail"))
    found = quick(ledger, "demo", ANYBODY)
    assert found is not None
    assert list(found.accounts.index) == ["company2.example", "company3.example"]
    assert list(found.left_out["key"]) == ["company1.example"]
    same(found, match_accounts(ANYBODY, load_accounts(ledger, "demo")))


@pytest.mark.parametrize("others", [3, 50], ids=["dense", "sparse"])
def test_other_campaigns_and_simulated_rows_do_not_count(ledger: Ledger, others: int) -> None:
    add(ledger, "demo", company(1))
    add(ledger, "other", *(company(n) for n in range(others)))
    add(ledger, "demo", company(7), simulated=True)
    add(ledger, "demo", company(2))
    found = quick(ledger, "demo", ANYBODY)
    assert found is not None
    assert list(found.accounts.index) == ["company1.example", "company2.example"]
    assert quick(ledger, "nobody", ANYBODY) is None


def test_a_row_that_only_account_can_read_goes_through_account(ledger: Ledger) -> None:
    row = {"campaign": "demo", "key": "old.example", "simulated": False}
    with ledger.recording("Ana", "accounts.import", "demo") as recording:
        recording.add_one(tables.account, row | {"content": canonical_json({"name": "Old", "domain": "old.example"})})
    assert quick(ledger, "demo", ANYBODY) is None
    assert list(match_campaign(ledger, "demo", ANYBODY).accounts.index) == ["old.example"]


@pytest.mark.parametrize("count", [3, stored.MANY])
def test_a_campaign_is_matched_without_what_is_suppressed(ledger: Ledger, count: int) -> None:
    template = canonical_json(company(12345, industry="Media", employees=7))
    row = {"campaign": "demo", "simulated": False}
    with ledger.recording("Ana", "accounts.import", "demo") as recording:
        contents = ((n, template.replace("12345", str(n))) for n in range(count))
        recording.add(tables.account, (row | {"key": f"company{n}.example", "content": c} for n, c in contents))
        recording.add_one(tables.suppression, {"kind": "domain", "value": "company1.example", "reason": ""})
    found = match_campaign(ledger, "demo", ANYBODY)
    same(found, match_accounts(ANYBODY, load_accounts(ledger, "demo"), frozenset({"company1.example"})))
    assert len(found.accounts) == count - 1
    assert (stored_fields(ledger, "demo", {"name"}) is None) is (count < stored.MANY)


def test_a_small_campaign_does_not_load_duckdb(tmp_path: Path) -> None:
    program = (
        "import sys; from hitl_kit.ledger import Ledger; from tests.targeting.test_stored import ANYBODY, add, company;"
        "from hitl_kit.targeting import match_campaign; "
        f"ledger = Ledger.open('sqlite:///{tmp_path / 'hitl.db'}'); add(ledger, 'demo', company(1));"
        "assert len(match_campaign(ledger, 'demo', ANYBODY).accounts) == 1; ledger.close();"
        "print('duckdb' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"


def add(ledger: Ledger, campaign: str, *accounts: Account, simulated: bool = False) -> None:
    record_accounts(ledger, campaign, accounts, (), actor="Ana", simulated=simulated)
