"""Mails as a reviewer leaves them, out of the made-up market of the review's tests."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hitl_kit.domain.decisions import Verdict
from hitl_kit.domain.drafts import Draft, Segment
from hitl_kit.review.learning import Mail
from tests.review import factory

ARGUMENTS = (
    "A third site is where spreadsheets stop telling you which site holds the stock, and where the people who know are"
    " somewhere else. Our customers see one figure.",
    "Stock that moves between sites tends to be counted twice. With one figure the planners see what is truly there.",
    "Most planners count by hand. Our customers see one figure, and truly trust it. It helps to know that early.",
)


def draft(n: int) -> Draft:
    """The n-th package's draft with one of three arguments."""
    found = factory.package(n).draft
    assert found is not None
    words = ARGUMENTS[n % len(ARGUMENTS)]
    segments = tuple(Segment(kind="angle", text=words) if s.kind == "angle" else s for s in found.segments)
    return found.model_copy(update={"segments": segments})


def judged(
    n: int, change: Callable[[str], str] | None = None, *, reviewer: str = "Ana", verdict: Verdict | None = None,
    reason: str = "", **account: Any,
) -> Mail:  # fmt: skip
    """The n-th mail as the reviewer left it: changed in its body, or with another verdict."""
    package, written = factory.package(n), draft(n)
    package = package.model_copy(
        update={"draft": written, "account": package.account.model_copy(update=account)}
        if account
        else {"draft": written}
    )
    body = change(written.body) if change else written.body
    kind: Verdict = verdict or ("approve" if body == written.body else "edit")
    return Mail(
        package, written, n * 2 + 1, n * 2 + 2, reviewer, kind, reason, "", 60.0, "expansion", written.subject, body
    )
