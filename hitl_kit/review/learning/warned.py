"""Warned: checks that warn about drafts which people then let go as they are. Such drafts never go by themselves, so a
bound that nobody keeps to costs a reading each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .evidence import interval
from .mails import Mail
from .rejects import ABOUT_COMPANY

_LEAST = 20
_LOW = 0.8
"""What the lower end of the interval reaches where a check warns in vain: 20 of 20, or 36 of 40."""


@dataclass(frozen=True)
class InVain:
    """A check that warned about `of` drafts and nothing else did, of which people let `as_they_were` go unchanged
    (exact 95% interval `low` to `high`); `mails` are these."""

    check: str
    as_they_were: int
    of: int
    low: float
    high: float
    mails: tuple[Mail, ...]

    @property
    def words(self) -> str:
        """The same in a sentence, with what can be done."""
        return (
            f"the check '{self.check}' warned about {self.of} drafts, of which people let {self.as_they_were} go as"
            " they were: while it warns, such drafts always wait for a person. If people are right, change what it"
            " goes by in policy.yaml (writing:)"
        )


def in_vain(mails: Sequence[Mail]) -> list[InVain]:
    """The checks that warn in vain, those that warn most first. Only drafts count that were judged as they were made,
    and to which a single check objected; those that were rejected for their company say nothing about a check."""
    of: dict[str, list[Mail]] = {}
    for mail in mails:
        found = {f.check: f.severity for f in mail.package.findings if f.severity != "note"}
        about_company = mail.verdict == "reject" and mail.reason in ABOUT_COMPANY
        if not about_company and mail.draft is mail.package.draft and list(found.values()) == ["warn"]:
            of.setdefault(next(iter(found)), []).append(mail)
    warned = []
    for check, about in of.items():
        good = tuple(m for m in about if m.verdict == "approve")
        low, high = interval(len(good), len(about))
        if len(about) >= _LEAST and low >= _LOW:
            warned.append(InVain(check, len(good), len(about), low, high, good))
    return sorted(warned, key=lambda w: (-w.of, w.check))
