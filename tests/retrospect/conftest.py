"""A campaign written straight into the ledger: packages, verdicts and outcomes, as terse as a test wants them."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

import pytest

from hitl_kit.domain.accounts import Account, Contact
from hitl_kit.domain.base import canonical_json, iso, sha256_hex
from hitl_kit.domain.drafts import Draft, Segment
from hitl_kit.domain.evidence import AccountResearch
from hitl_kit.domain.packages import Package, Route
from hitl_kit.ledger import Ledger, tables

CAMPAIGN = "nordics"
DAY = date(2026, 3, 2)


def at(text: str) -> datetime:
    """A UTC moment from '2026-03-02' or '2026-03-02 09:30'."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@dataclass
class Writer:
    """Adds rows to a ledger; each call is one event."""

    ledger: Ledger
    campaign: str = CAMPAIGN
    numbers: itertools.count[int] = field(default_factory=itertools.count)

    def elsewhere(self, campaign: str) -> Writer:
        """The same for another campaign of the ledger."""
        return Writer(self.ledger, campaign, self.numbers)

    def package(
        self, package_id: str, *, angle: str = "cost", company: str = "", email: str = "", industry: str = "Logistics",
        tier: str = "A", as_of: date = DAY, abstained: str = "", simulated: bool = False, approved: bool = True,
        **columns: Any,
    ) -> str:  # fmt: skip
        """One package, approved at 08:00 of its day unless told otherwise."""
        company = company or f"{package_id}.example"
        email = email or f"ann@{company}"
        segments = (Segment(kind="greeting", text="Hello Ann,"),)
        draft = None if abstained else Draft(
            subject="Hello", segments=segments, play_id="play", angle_id=angle, angle_version=1, variant="a",
            drafter="template draft, no model used",
        )  # fmt: skip
        made = Package(
            id=package_id, campaign=self.campaign, batch_id="b1", tier=tier, high_value=False, score=1, draft=draft,
            account=Account(name=company, domain=company, industry=industry), abstained=abstained, as_of=as_of,
            contact=Contact(email=email, account_key=company), research=AccountResearch(account_key=company),
            route=Route(decider="nobody" if abstained else "human", reason="level 1"), simulated=simulated,
        )  # fmt: skip
        content = canonical_json(made.model_dump(mode="json"))
        row = {
            "id": package_id, "batch_id": "b1", "campaign": self.campaign, "account_key": company, "email": email,
            "tier": tier, "high_value": False, "persona": "head_of_ops", "signal": "hiring", "play": "play",
            "angle": "" if abstained else angle, "variant": "a", "decider": made.route.decider, "score": 1.0,
            "as_of": as_of.isoformat(), "content_sha256": sha256_hex(content), "content": content,
            "simulated": simulated, **columns,
        }  # fmt: skip
        self._add(tables.package, row)
        if approved and not abstained:
            self.decide(package_id, when=f"{as_of} 08:00", simulated=simulated)
        return package_id

    def decide(
        self, package_id: str, verdict: str = "approve", *, when: str = f"{DAY} 08:00", reviewer: str = "Ann",
        reason: str = "", seconds: float = 100, undoes: int | None = None, simulated: bool = False,
    ) -> int:  # fmt: skip
        """One verdict; returns its id."""
        n = next(self.numbers)
        row = {
            "uid": f"u{n}", "package_id": package_id, "version": n, "verdict": verdict, "reviewer": reviewer,
            "at": iso(at(when)), "reason": reason, "note": "", "seconds": seconds, "subject": "", "body": "",
            "content_sha256": "", "undoes": undoes, "simulated": simulated,
        }  # fmt: skip
        with self.ledger.recording("test", "decided", package_id) as recording:
            return recording.add_one(tables.decision, row)

    def outcome(
        self, package_id: str, kind: str, when: str = "2026-03-03 09:00", detail: str = "", simulated: bool = False
    ) -> None:
        """One outcome."""
        row = {
            "campaign": self.campaign, "package_id": package_id, "kind": kind, "at": iso(at(when)), "detail": detail,
            "simulated": simulated,
        }  # fmt: skip
        self._add(tables.outcome, row)

    def sent(self, package_id: str, *events: str, when: str = "2026-03-03 09:00", **options: Any) -> str:
        """A package that was approved and sent, and what came of it in turn: "bounced:hard", "replied" …"""
        simulated = bool(options.get("simulated", False))
        self.package(package_id, **options)
        self.outcome(package_id, "sent", when, simulated=simulated)
        for hour, event in enumerate(events, 10):
            kind, _, detail = event.partition(":")
            self.outcome(package_id, kind, f"{when[:10]} {hour}:00", detail, simulated)
        return package_id

    def _add(self, table: Any, row: dict[str, Any]) -> None:
        with self.ledger.recording("test", "added", self.campaign) as recording:
            recording.add(table, [row])


@pytest.fixture(scope="session")
def writer() -> type[Writer]:
    """The writer itself, for a ledger that several tests read."""
    return Writer


@pytest.fixture
def write(ledger: Ledger) -> Writer:
    """The campaign 'nordics' of an empty ledger, ready to be written to."""
    return Writer(ledger)


@pytest.fixture
def csv_file(tmp_path: Any) -> Callable[[str], Any]:
    """A file with that text."""

    def make(text: str, name: str = "outcomes.csv") -> Any:
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return make
