"""A list from a public source: mapped, matched, approved, and a batch that abstains rather than inventing."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

LIST = """Symbol,Security,GICS Sector,GICS Sub-Industry,Headquarters Location,Date added,CIK,Founded
AAA,Alpha Rail,Industrials,Rail Transportation,"Omaha, Nebraska",1957-03-04,100001,1862
BBB,Beta Trucks,Industrials,Cargo Ground Transportation,"Tulsa, Oklahoma",2017-07-26,100002,1934
CCC,Gamma Air,Industrials,Air Freight & Logistics,"Memphis, Tennessee",1980-12-31,100003,1971
DDD,Delta Bank,Financials,Diversified Banks,"New York City, New York",1976-06-30,100004,1799
EEE,"Epsilon, Inc.",Industrials,Building Products,"Dublin, Ireland",2010-11-17,100005,2013 (1888)
"""

ICP = """
version: 1
name: Transport in the interior
firmographics:
  - field: industry
    any_of: [Industrials]
  - field: location
    any_of: [Nebraska, Oklahoma, Tennessee, Ireland]
  - field: Founded
    max: 1950
personas:
  - id: operations
    name: Operations
    titles: [COO]
signals:
  - kind: expansion
    priority: 5
    half_life_days: 30
    cues: [new terminal]
tiers:
  - name: A
    high_value: true
    rules:
      - field: Founded
        max: 1900
  - name: B
"""


def test_the_walk(hitl: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    workspace = tmp_path / "mine"
    workspace.mkdir()
    monkeypatch.setenv("HITL_WORKSPACE", str(workspace))
    monkeypatch.delenv("HITL_DATABASE_URL", raising=False)
    (tmp_path / "list.csv").write_text(LIST)
    assert hitl("new", "rails")[0] == 0
    (workspace / "campaigns/rails/icp.yaml").write_text(ICP)
    mapping = [
        f"--map={pair}"
        for pair in ("Security=name", "GICS Sector=industry", "Headquarters Location=location", "Symbol=external_id")
    ]
    code, out, err = hitl("import", "accounts", "rails", str(tmp_path / "list.csv"), *mapping)
    assert code == 0, err
    assert "5 added" in out
    matched = json.loads(hitl("match", "rails", "--json")[1])
    assert {a["name"]: a["tier"] for a in matched["accounts"]} == {"Alpha Rail": "A", "Beta Trucks": "B"}
    assert [s["kept"] for s in matched["funnel"]][:4] == [5, 4, 4, 2]
    assert hitl("generate", "rails")[0] == 1
    assert hitl("approve", "icp", "rails", "--by", "Dana Moss")[0] == 0

    answers = json.loads(hitl("research", "rails", "--json")[1])
    looked = [a for a in answers if a["source"] != "own mail"]  # nobody was ever written to: that was looked at
    assert {a["answer"] for a in looked} == {"not measured"}
    assert all(a["cause"] for a in looked)
    result = json.loads(hitl("generate", "rails", "--size", "20", "--json")[1])
    assert (result["drafted"], result["abstained"]) == (0, 2)
    assert all("not measured" in reason for reason in result["reasons"])
    assert hitl("queue", "rails")[1].startswith("Nothing waits")
    assert hitl("verify")[0] == 0
