"""Policies in the audit: each version of policy.yaml that was put to use, with its text and what it changed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from pydantic import BaseModel, ConfigDict

from hitl_kit.domain.base import sha256_hex
from hitl_kit.domain.errors import HitlError
from hitl_kit.domain.policy import Policy
from hitl_kit.files import Document, parse_yaml
from hitl_kit.ledger import Ledger, Recording, tables
from hitl_kit.ledger.snapshots import keep_texts, unpacked


class _Keys(BaseModel):
    model_config = ConfigDict(extra="allow")


def record_policy(ledger: Ledger, campaign: str, policy: Document[Policy], *, actor: str) -> None:
    """Record that another policy than before is in use, with the keys that differ; nothing where it is the same."""
    with ledger.recording(actor, "policy.change", campaign) as recording:
        before = _last(recording, campaign)
        if before.get("sha256") == policy.sha256:
            return
        text = sha256_hex(policy.text)
        keep_texts(recording, {text: policy.text})
        old, new = _keys(recording, before.get("text", "")), _top(policy.text)
        changed = sorted(key for key in {*old, *new} if (key in old, old.get(key)) != (key in new, new.get(key)))
        recording.note(sha256=policy.sha256, text=text, before=before.get("sha256", ""), changed=changed)


def _last(recording: Recording, campaign: str) -> dict[str, Any]:
    """What was recorded about the campaign's policy last."""
    e = tables.event
    select = sa.select(e.c.payload).where(e.c.subject == campaign, tables.POLICY_CHANGES).order_by(e.c.seq.desc())
    rows = recording.rows(select.limit(1))
    found: dict[str, Any] = json.loads(rows[0]["payload"]) if rows else {}
    return found


def _keys(recording: Recording, digest: str) -> dict[str, Any]:
    s = tables.snapshot
    rows = recording.rows(sa.select(s.c.content).where(s.c.sha256 == digest))
    return _top(unpacked(bytes(rows[0]["content"]))) if rows else {}


def _top(text: str) -> dict[str, Any]:
    """The top-level keys of a policy and what they hold; a text that is no policy any more holds none."""
    try:
        return parse_yaml(Path("policy.yaml"), text, _Keys).model_extra or {}
    except HitlError:
        return {}
