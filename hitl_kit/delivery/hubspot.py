"""HubSpot: opt-outs in both directions. A sync is a union: whoever opted out on one side has on both, and nobody is
ever opted in again by it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol
from urllib.parse import quote

import sqlalchemy as sa

from hitl_kit.ledger import Ledger
from hitl_kit.ledger import tables as t

from .world import Rows

API = "https://api.hubapi.com"
PATH = "/communication-preferences/2026-03/statuses/{email}/unsubscribe-all"
REASON = "opted out in HubSpot"


class Answer(Protocol):
    """An answer of the web."""

    @property
    def status(self) -> int:
        """The HTTP status."""

    def json(self) -> Any:
        """The body."""


class Door(Protocol):
    """The one way to the web, as the campaign hands it in."""

    def get(self, url: str, *, headers: Mapping[str, str], missing_ok: bool) -> Answer:
        """The answer to a GET."""

    def post(self, url: str, *, headers: Mapping[str, str], missing_ok: bool) -> Answer:
        """The answer to a POST without a body."""


@dataclass(frozen=True)
class Synced:
    """What a sync came to. `asked` addresses; `taken` were opted out there and are suppressed here now, `given` were
    suppressed here and are opted out there now; `absent` are not in HubSpot."""

    asked: int
    taken: int
    given: int
    absent: int


def sync(
    ledger: Ledger, door: Door, token: str, *, suppressed: Callable[[Rows, str], str], actor: str, api: str = API,
    told: Callable[[int, int], None] = lambda done, total: None,
) -> Synced:  # fmt: skip
    """Exchange opt-outs for every address that the workspace knows. Whatever was learned before HubSpot stopped
    answering is kept, and the next sync goes on from there.

    Raises what the door raises where HubSpot does not answer.
    """
    ours = [row["value"] for row in ledger.rows(_suppressed_addresses())]
    known = dict.fromkeys(row["email"] for row in ledger.rows(_contacts()))
    theirs = [email for email in known if "@" in email and email not in set(ours)]
    headers = {"Authorization": f"Bearer {token}"}
    found: list[str] = []
    given = absent = done = 0
    try:
        for email in [*ours, *theirs]:
            url = f"{api}{PATH.format(email=quote(email, safe='@'))}?channel=EMAIL"
            answer = door.get(url, headers=headers, missing_ok=True)
            done += 1
            told(done, len(ours) + len(theirs))
            if answer.status >= 400:
                absent += 1
            elif email in known and not suppressed(ledger.rows, email) and _opted_out(answer.json()):
                found.append(email)
            elif not _opted_out(answer.json()) and suppressed(ledger.rows, email):
                given += door.post(url, headers=headers, missing_ok=True).status < 400
    finally:
        taken = _take(ledger, found, given, actor)
    return Synced(done, taken, given, absent)


def _take(ledger: Ledger, emails: list[str], given: int, actor: str) -> int:
    """Suppress those who opted out there; returns how many are new."""
    s = t.suppression
    with ledger.recording(actor, "suppressions.sync", "workspace") as recording:
        known = {r["value"] for r in recording.rows(sa.select(s.c.value).where(s.c.value.in_(emails)))}
        new = [email for email in dict.fromkeys(emails) if email not in known]
        recording.add(s, [{"kind": "address", "value": email, "reason": REASON} for email in new])
        if new or given:
            recording.note(taken=len(new), given=given)
    return len(new)


def _opted_out(body: Any) -> bool:
    """Whether the answer says that they opted out of everything by email. HubSpot lists nothing where they did not."""
    results = body.get("results", ()) if isinstance(body, dict) else ()
    return any(isinstance(r, dict) and r.get("status") == "UNSUBSCRIBED" for r in results)


def _suppressed_addresses() -> sa.Select[Any]:
    s = t.suppression
    where = (s.c.kind == "address", ~s.c.value.startswith("erased:"))
    return sa.select(s.c.value).where(*where).order_by(s.c.id)


def _contacts() -> sa.Select[Any]:
    c = t.contact
    where = (c.c.simulated == sa.false(), ~c.c.email.startswith("erased:"))
    return sa.select(c.c.email).where(*where).distinct().order_by(c.c.email)
