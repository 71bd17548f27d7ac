"""Checks that warn about drafts which people then let go as they are."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from hitl_kit.domain.drafts import Finding
from hitl_kit.review.learning import Mail, in_vain
from tests.review.learning.judging import judged

SHORT = Finding(check="length", severity="warn", message="the mail has 50 words; the policy asks for 60")
NOTE = Finding(check="tone", severity="note", message="a note")
OTHER = Finding(check="figures", severity="warn", message="a figure that no source has")


def warned(n: int, *findings: Finding, **verdict: Any) -> Mail:
    mail = judged(n, **verdict)
    package = mail.package.model_copy(update={"findings": findings or (SHORT, NOTE)})
    return replace(mail, package=package)


def test_a_check_that_nobody_follows_is_told_with_its_counts() -> None:
    (found,) = in_vain([warned(n) for n in range(30)])
    assert (found.check, found.as_they_were, found.of) == ("length", 30, 30)
    assert len(found.mails) == 30
    assert "warned about 30 drafts, of which people let 30 go as they were" in found.words


def test_few_drafts_or_people_who_follow_it_say_nothing() -> None:
    assert in_vain([warned(n) for n in range(19)]) == []
    changed = [warned(n, change=lambda body: f"{body} More.") for n in range(10)]
    assert in_vain([*changed, *(warned(n) for n in range(10, 40))]) == []
    assert in_vain([judged(n) for n in range(40)]) == [], "no check warned"


def test_only_drafts_that_one_check_objects_to_count() -> None:
    assert in_vain([warned(n, SHORT, OTHER) for n in range(40)]) == []
    blocked = SHORT.model_copy(update={"severity": "block"})
    assert in_vain([warned(n, blocked) for n in range(40)]) == []


def test_a_reject_of_the_company_says_nothing_about_the_check() -> None:
    mails = [warned(n) for n in range(25)]
    rejected = [warned(n, verdict="reject", reason="not_icp") for n in range(25, 45)]
    (found,) = in_vain([*mails, *rejected])
    assert (found.as_they_were, found.of) == (25, 25)
    assert in_vain([*mails, *(warned(n, verdict="reject", reason="tone") for n in range(25, 45))]) == []
