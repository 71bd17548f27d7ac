"""Approvals: a person said yes to these exact bytes. One byte later it is no approval any more."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from hitl_kit.domain.base import iso, utc_now
from hitl_kit.domain.errors import InputError, NotApproved
from hitl_kit.files import Document
from hitl_kit.ledger import Ledger, tables, views

ApprovalKind = Literal["icp", "policy", "play"]
"""icp: icp.yaml · policy: policy.yaml · play: one play with everything that it says (subject: the play's id)."""

_SHOWN = 8
_WIDTH = 80


@dataclass(frozen=True)
class Approval:
    """The newest approval of a thing. It is `current` while the content is what was approved, byte for byte;
    after that `changes` says what differs, a line each."""

    by: str
    at: datetime
    sha256: str
    current: bool
    changes: tuple[str, ...] = ()


def approve(
    ledger: Ledger, campaign: str, kind: ApprovalKind, document: Document[Any], *, by: str, subject: str = "",
    facts: Mapping[str, Any] | None = None,
) -> None:  # fmt: skip
    """Record that a person approves this content as it was read. Approving the same once more adds nothing.

    `facts` go into the event: what the person was shown besides.
    """
    name = " ".join(by.split())
    if not name or not name.isprintable() or len(name) > 200:
        raise InputError("an approval needs the name of the person who gives it", mend="say who you are: --by NAME")
    with ledger.recording(name, f"{kind}.approve", f"{campaign}/{subject}" if subject else campaign) as recording:
        before = recording.rows(views.latest_approval(campaign, kind, subject))
        if before and (before[0]["sha256"], before[0]["by"]) == (document.sha256, name):
            return
        row = {"campaign": campaign, "kind": kind, "subject": subject, "by": name, "at": iso(utc_now())}
        recording.add_one(tables.approval, {**row, "sha256": document.sha256, "content": document.text})
        recording.note(sha256=document.sha256, **(facts or {}))


def approval_state(
    ledger: Ledger, campaign: str, kind: ApprovalKind, document: Document[Any], subject: str = ""
) -> Approval | None:
    """The newest approval and whether it holds for this content, or None where nobody approved anything yet."""
    rows = ledger.rows(views.latest_approval(campaign, kind, subject))
    if not rows:
        return None
    row = rows[0]
    current = row["sha256"] == document.sha256
    return Approval(
        by=row["by"],
        at=datetime.fromisoformat(row["at"]),
        sha256=row["sha256"],
        current=current,
        changes=() if current else changed_lines(row["content"], document.text),
    )


def require_approved(
    ledger: Ledger, campaign: str, kind: ApprovalKind, document: Document[Any], subject: str = ""
) -> Approval:
    """The approval that covers this exact content; NotApproved says who approved what before, and what changed."""
    what = f"play '{subject}'" if kind == "play" else document.path.name
    command = " ".join(filter(None, ["hitl approve", kind, campaign, subject, "--by NAME"]))
    found = approval_state(ledger, campaign, kind, document, subject)
    if found is None:
        raise NotApproved(f"{what} of {campaign} was never approved", mend=f"read it, then: {command}")
    if not found.current:
        changes = "".join(f"\n  {line}" for line in found.changes)
        raise NotApproved(
            f"{what} of {campaign} has changed since {found.by} approved it on {found.at:%Y-%m-%d %H:%M} UTC:{changes}",
            mend=f"undo the change, or read it and approve it: {command}",
        )
    return found


def changed_lines(before: str, after: str) -> tuple[str, ...]:
    """What differs, a line each with its number (in the text as it is now) and old → new words; at most eight."""
    old, new = (tuple(line.rstrip("\r") for line in text.split("\n")) for text in (before, after))
    found: list[str] = []
    for tag, i, i_end, j, j_end in difflib.SequenceMatcher(None, old, new).get_opcodes():
        if tag == "equal":
            continue
        pairs = min(i_end - i, j_end - j)
        found += [f"line {j + n + 1}: {_both(old[i + n], new[j + n])}" for n in range(pairs)]
        found += [f"line {n + 1}: added {_cut(new[n])}" for n in range(j + pairs, j_end)]
        found += [f"line {n + 1} as approved: removed {_cut(old[n])}" for n in range(i + pairs, i_end)]
    if not found:
        return ("only characters that are not shown differ (line endings or the byte order mark)",)
    more = len(found) - _SHOWN
    return (*found[:_SHOWN], f"… and {more} more") if more > 0 else tuple(found)


def shown_change(where: str, old: str | None, new: str | None) -> str:
    """A change at a named place as it can be shown: `where: 'old' → 'new'`; None is what was not, or is no more."""
    if old is None or new is None:
        return f"{where}: added {_cut(new or '')}" if old is None else f"{where}: removed {_cut(old)}"
    return f"{where}: {_both(old, new)}"


def _both(old: str, new: str) -> str:
    """Two lines around the place where they begin to differ."""
    same = next((n for n, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), min(len(old), len(new)))
    start = max(0, same - _WIDTH // 2) if max(len(old), len(new)) > _WIDTH else 0
    return f"{_cut(old, start)} → {_cut(new, start)}"


def _cut(line: str, start: int = 0) -> str:
    """A line as it can be shown anywhere: bounded, and what is not printable escaped."""
    shown = line[start : start + _WIDTH]
    return repr(("…" if start else "") + shown + ("…" if len(line) > start + _WIDTH else ""))
