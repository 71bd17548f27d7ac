"""The ICP match of a million accounts, beside DuckDB asked by hand."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median
from typing import Any

import duckdb
import pandas as pd
import sqlalchemy as sa

from hitl_kit.domain.base import canonical_json
from hitl_kit.domain.icp import ICP, Persona, Rule, SignalPriority, Tier
from hitl_kit.ledger import Ledger, tables
from hitl_kit.targeting import Match, match_campaign
from tests.benchmarks.bench import Figure, medians, seconds

MANY = 1_000_000
SUPPRESSED = 20_000
ROUNDS = 5
_INDUSTRIES = ("Software", "Retail", "Logistics, Freight", "Healthcare", "Manufacturing", "Finance", "Energy", "Media")
_COUNTRIES = ("Norway", "Sweden", "Denmark", "Finland", "Iceland")

PROFILE = ICP(
    name="Benchmark",
    firmographics=(
        Rule(field="industry", any_of=("Software", "Freight", "Finance", "Media", "Energy")),
        Rule(field="employees", min=500),
        Rule(field="country", any_of=_COUNTRIES[:4]),
        Rule(field="founded", max=2010),
    ),
    exclusions=(Rule(field="technologies", any_of=("Snowflake",)), Rule(field="revenue", max=5e7)),
    personas=(Persona(id="coo", name="COO", titles=("COO",)),),
    signals=(SignalPriority(kind="hiring", priority=1, half_life_days=30),),
    tiers=(Tier(name="A", high_value=True, rules=(Rule(field="employees", min=10_000),)), Tier(name="B")),
)
"""Six rules, one of them on a column of the list's own, and a tier."""

_RULES = """
    case when not list_has_any(string_split(lower(industry), ', '),
                               ['software', 'freight', 'finance', 'media', 'energy']) then 0
         when employees is null or employees < 500 then 1
         when lower(country) not in ('norway', 'sweden', 'denmark', 'finland') then 2
         when founded is null or founded > 2010 then 3
         when list_contains(technologies, 'Snowflake') then 4
         when revenue <= 5e7 then 5
         when domain in (select domain from suppressed)
           or substr(domain, instr(domain, '.') + 1) in (select domain from suppressed) then 6
    end as dropped_by,
    case when employees >= 10000 then 'A' else 'B' end as tier
"""
_SHOWN = "key, name, industry, employees, revenue, country, region, city, location"
_VALUE = """
    [industry, employees::varchar, country, founded::varchar, array_to_string(technologies, ', '),
     format('{:.15g}', revenue), domain][dropped_by + 1] as value
"""
_FIELDS = """
    {"name": "VARCHAR", "domain": "VARCHAR", "industry": "VARCHAR", "employees": "BIGINT", "revenue": "DOUBLE",
     "country": "VARCHAR", "region": "VARCHAR", "city": "VARCHAR", "location": "VARCHAR", "technologies": ["VARCHAR"],
     "attributes": {"Founded": "BIGINT"}}
"""
_STORED = f"select key, unnest(json_transform(content, '{_FIELDS}'), recursive := true) from rows"


def figures() -> Iterator[Figure]:
    """Every figure of the group."""
    with tempfile.TemporaryDirectory(prefix="hitl-bench-") as folder:
        ledger, csv = Ledger.open(f"sqlite:///{Path(folder) / 'hitl.db'}"), Path(folder) / "accounts.csv"
        _fill(ledger)
        _write(ledger, csv)
        read = median(seconds(lambda: _rows(ledger)) for _ in range(ROUNDS))
        mine, theirs = _beside(ledger, lambda: _rows(ledger))
        again, loose = _beside(ledger, lambda: csv)
        words = (
            f"{mine:.2f} s and {theirs:.2f} s, both from the ledger's file, whose read alone takes {read:.2f} s; beside"
            f" DuckDB on a CSV file of the same accounts, which holds no JSON: {again:.2f} s and {loose:.2f} s"
        )
        yield Figure(f"{MANY:,} accounts, six rules, suppression and tiers", mine / theirs, "× DuckDB", 1.5, words)
        ledger.close()


def _beside(ledger: Ledger, source: Callable[[], Any]) -> tuple[float, float]:
    """Our median time and DuckDB's on that source. The first turn, which loads DuckDB, is not counted."""
    found: dict[str, Any] = {}

    def ours(_: int) -> None:
        found["ours"] = match_campaign(ledger, "demo", PROFILE)

    def by_hand(_: int) -> None:
        found["theirs"] = _by_hand(ledger, source())

    ours(0)
    by_hand(0)
    mine, theirs = medians(ours, by_hand, ROUNDS, before=lambda _: found.clear())
    _same(found["ours"], *found["theirs"])
    return mine, theirs


def _fill(ledger: Ledger) -> None:
    with ledger.recording("bench", "suppressions.import", "workspace") as recording:
        domains = [f"company{n}.example" for n in range(0, SUPPRESSED * 49, 49)]
        rows = ({"kind": "domain", "value": domain, "reason": "customer"} for domain in domains)
        recording.add(tables.suppression, rows)
    for first in range(0, MANY, 100_000):
        with ledger.recording("bench", "accounts.import", "demo") as recording:
            recording.add(tables.account, map(_row, range(first, first + 100_000)))


def _row(n: int) -> dict[str, Any]:
    domain = f"{'eu.' if n % 5 == 0 else ''}company{n}.example"
    content = {
        "name": f"Company {n}", "domain": domain, "cik": "", "external_id": f"X{n}", "industry": _INDUSTRIES[n % 8],
        "sub_industry": f"Branch {n % 90}", "employees": None if n % 17 == 0 else n * 7919 % 20_000,
        "revenue": None if n % 13 == 0 else float(n * 104_729 % 10**9), "country": _COUNTRIES[n * 31 % 97 % 5],
        "region": f"Region {n % 50}", "city": f"City {n % 2000}", "location": f"City {n % 2000}, Region {n % 50}",
        "technologies": ["AWS", "dbt"] if n % 3 else ["Snowflake"],
        "attributes": {"Founded": str(1900 + n * 13 % 125), "Stage": ("Series A", "Series B", "Seed")[n % 7 % 3]},
    }  # fmt: skip
    return {"campaign": "demo", "key": domain, "content": canonical_json(content), "simulated": False}


def _rows(ledger: Ledger) -> Any:
    """The quickest read of the ledger's accounts: the whole table in its own order, in Arrow columns."""
    a = tables.account
    return ledger.columns(sa.select(a.c.id, a.c.key, a.c.content).order_by(a.c.id))


def _by_hand(ledger: Ledger, source: Any) -> tuple[list[int], pd.DataFrame, pd.DataFrame]:
    """How many the steps keep, the matched accounts with their tier and the others with what left them out."""
    with duckdb.connect() as connection:
        s = tables.suppression
        connection.register(
            "suppressed", ledger.columns(sa.select(s.c.value.label("domain")).where(s.c.kind == "domain"))
        )
        if isinstance(source, Path):
            fields = f"from (select * replace (string_split(technologies, ', ') as technologies) from '{source}')"
        else:
            connection.register("rows", source)
            fields = f"from ({_STORED})"
        connection.execute(f"create temp table judged as select *, {_RULES} {fields}")
        dropped = dict(connection.execute("select dropped_by, count(*) from judged group by all").fetchall())
        matched = connection.sql(f"select {_SHOWN}, tier from judged where dropped_by is null").to_arrow_table()
        left = f"select key, name, dropped_by, {_VALUE} from judged where dropped_by is not null"
        left_out = connection.sql(left).to_arrow_table()
    counts = [MANY]
    for n in range(7):
        counts.append(counts[-1] - dropped.get(n, 0))
    return counts, matched.to_pandas(), left_out.to_pandas()


def _write(ledger: Ledger, path: Path) -> None:
    """The same accounts as a CSV file, a column each."""
    with duckdb.connect() as connection:
        connection.register("rows", _rows(ledger))
        fields = f"* replace (array_to_string(technologies, ', ') as technologies) from ({_STORED})"
        connection.execute(f"copy (select {fields}) to '{path}'")


def _same(ours: Match, counts: list[int], matched: pd.DataFrame, left_out: pd.DataFrame) -> None:
    """Both must have come to the same result, or the comparison is worth nothing."""
    assert list(ours.funnel["kept"]) == counts
    assert dict(zip(ours.accounts.index, ours.accounts["tier"], strict=True)) == dict(
        zip(matched["key"], matched["tier"], strict=True)
    )
    assert dict(zip(ours.left_out["key"], ours.left_out["value"].fillna(""), strict=True)) == dict(
        zip(left_out["key"], left_out["value"].fillna(""), strict=True)
    )
