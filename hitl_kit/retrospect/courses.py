"""Courses: what people decide about signals and about the campaign as a whole, with a reason and the evidence."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

import pandas as pd
import sqlalchemy as sa

from hitl_kit.domain.base import iso, utc_now
from hitl_kit.domain.decisions import COURSES, Course, CourseAbout
from hitl_kit.domain.errors import InputError, meant
from hitl_kit.ledger import Ledger, tables

from .decisions import checked, evidence_json, with_recommendation


def decide_course(
    ledger: Ledger, campaign: str, about: CourseAbout, subject: str, verdict: str, *, by: str, reason: str,
    evidence: Mapping[str, Any], known: Collection[str] = (), now: datetime | None = None,
) -> Course:  # fmt: skip
    """Record what a named person decides about a signal (`subject`, one of `known`) or about the campaign (itself).

    It changes no file: a signal's priority stands in icp.yaml, which people approve.
    """
    by, reason = checked(verdict, COURSES[about], f"a {about}" if about == "signal" else "the campaign", by, reason)
    if about == "signal" and subject not in known:
        mend = meant(subject, sorted(known), "the signals are")
        raise InputError(f"campaign '{campaign}' has no signal '{subject}'", mend=mend)
    course = Course(about=about, subject=subject, verdict=verdict, by=by, reason=reason, at=now or utc_now())
    with ledger.recording(by, "course.decide", f"{campaign}/{subject}" if about == "signal" else campaign) as recording:
        recording.add_one(
            tables.course,
            {
                "campaign": campaign, "about": about, "subject": subject, "verdict": verdict, "by": by,
                "reason": reason, "evidence": evidence_json(evidence), "at": iso(course.at), "simulated": False,
            },
        )  # fmt: skip
        recording.note(about=about, verdict=verdict)
    return course


def courses(ledger: Ledger, campaign: str) -> pd.DataFrame:
    """Every such decision, oldest first: about, subject, verdict, by, reason, at, evidence (JSON), simulated, what the
    evidence `recommended`, and whether it went `against` that."""
    c = tables.course
    columns = (c.c.about, c.c.subject, c.c.verdict, c.c.by, c.c.reason, c.c.at, c.c.evidence, c.c.simulated)
    return with_recommendation(ledger.frame(sa.select(*columns).where(c.c.campaign == campaign).order_by(c.c.id)))
