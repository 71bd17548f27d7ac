"""What a verdict must be: a known reason, a mail that can be sent, findings that do not stand in the way."""

from __future__ import annotations

import re
from collections.abc import Iterable

from hitl_kit.domain.decisions import REASONS
from hitl_kit.domain.drafts import Draft, Finding
from hitl_kit.domain.errors import InputError
from hitl_kit.domain.packages import Package

MAX_SECONDS = 1800.0
"""No package counts for longer: after half an hour the reviewer was elsewhere."""
_MAX_SUBJECT = 300
_MAX_BODY = 20_000
_MAX_NOTE = 2_000
_MAX_INSTRUCTION = 500
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")


def reason(code: str, note: str) -> str:
    """The reason's code, if it is one, and if "other" comes with a note."""
    if code not in REASONS:
        raise InputError(f"'{code}' is not a reason", mend=f"use one of: {', '.join(REASONS)}")
    if code == "other" and not note:
        raise InputError("the reason 'other' says nothing without a note", mend="say what was wrong in a few words")
    return code


def note(text: str) -> str:
    """The note, stripped."""
    clean = _CONTROL.sub("", text.replace("\r\n", "\n")).strip()
    if len(clean) > _MAX_NOTE:
        raise InputError(f"the note has {len(clean):,} characters; at most {_MAX_NOTE:,} are kept")
    return clean


def instruction(text: str) -> str:
    """What a reviewer asks another version for, on one line."""
    clean = " ".join(_CONTROL.sub(" ", text).split())
    if not clean:
        raise InputError("the drafter was not told what to do", mend="say what should be different, in a few words")
    if len(clean) > _MAX_INSTRUCTION:
        raise InputError(f"the instruction has {len(clean):,} characters; at most {_MAX_INSTRUCTION} are passed on")
    return clean


def mail(subject: str, body: str, draft: Draft) -> tuple[str, str]:
    """Subject and body as they would be sent; InputError where they cannot be, or where nothing was changed."""
    subject, body = subject.strip(), body.replace("\r\n", "\n").replace("\r", "\n").strip()
    for what, text, most in (("subject", subject, _MAX_SUBJECT), ("body", body, _MAX_BODY)):
        if not text:
            raise InputError(f"the {what} is empty", mend="reject the package if there is nothing to send")
        if len(text) > most:
            raise InputError(f"the {what} has {len(text):,} characters; at most {most:,} can be sent")
        if _CONTROL.search(text):
            raise InputError(f"the {what} holds a control character", mend="type the text again instead of pasting it")
    if "\n" in subject:
        raise InputError("the subject has more than one line")
    if (subject, body) == (draft.subject, draft.body):
        raise InputError("nothing was changed", mend="approve the draft instead")
    return subject, body


def draft(package: Package) -> Draft:
    """The package's draft; InputError where there is none to decide on."""
    if package.draft is None:
        raise InputError(f"there is no draft for {package.account.name}: {package.abstained or package.route.reason}")
    return package.draft


def approvable(package: Package, findings: Iterable[Finding]) -> None:
    """InputError with the words of the findings that stand in the way of approving the draft as it is."""
    blocking = [f.message for f in findings if f.severity == "block"]
    if blocking:
        raise InputError(
            f"the draft for {package.account.name} cannot go as it is: {'; '.join(blocking)}",
            mend="edit it, or reject it with a reason",
        )


def seconds(measured: float) -> float:
    """The time that a verdict took, within bounds."""
    if not 0 <= measured < float("inf"):
        raise InputError(f"{measured} is not a time in seconds")
    return round(min(measured, MAX_SECONDS), 1)
