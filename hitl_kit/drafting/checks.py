"""The checks: one table of what each one sees, what it proves and what it cannot, and the two ways to run them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from hitl_kit.domain.drafts import Draft, Finding, Segment, Severity
from hitl_kit.domain.icp import ICP
from hitl_kit.domain.plays import AngleLibrary
from hitl_kit.domain.policy import Writing

from . import fit, grounding, wording
from .case import Case, Hit
from .drafter import DraftRequest


@dataclass(frozen=True)
class Check:
    """A check, how serious its findings are, and the bounds of what it can know."""

    name: str
    severity: Severity
    run: Callable[[Case], Iterator[Hit]]
    proves: str
    cannot: str


CHECKS: tuple[Check, ...] = (
    Check("claim without fact", "block", grounding.cited,
          "every claim cites a fact", "that the fact says what the claim says"),
    Check("unknown fact", "block", grounding.known_facts,
          "every cited fact is one that research found", "that it is the right one"),
    Check("quote not in source", "block", grounding.quoted,
          "the quote stands word for word in the stored text", "that the source tells the truth"),
    Check("misquote", "block", grounding.misquoted,
          "words in quotation marks are the source's words", "that they are not torn from their context"),
    Check("unsupported number", "block", grounding.number,
          "every number of a claim stands in its quotes", "that it counts the same thing"),
    Check("unsupported name", "block", grounding.name,
          "every name of a claim stands in its quotes or is the account's, contact's or sender's", "who did what"),
    Check("foreign address", "block", grounding.address,
          "links and addresses are approved or the source's own", "where a link leads today"),
    Check("unsupported superlative", "block", grounding.superlative,
          "a listed strong word stands in the quote", "strong words that are not listed"),
    Check("negation", "block", grounding.negation,
          "claim and quote both deny or both affirm", "what exactly is denied"),
    Check("far from its quote", "warn", grounding.paraphrase,
          "claim and quote share a third of their words", "that they mean the same"),
    Check("angle", "block", fit.angle,
          "angle and play are in the library, not retired, and for this persona", "that the argument convinces"),
    Check("unapproved text", "block", fit.approved_text,
          "all text outside of claims is approved, word for word", "that it suits this reader"),
    Check("no claim", "warn", fit.has_claim,
          "the mail says something about this company", "that it matters to it"),
    Check("company", "warn", fit.company,
          "subject or claims name the account, or quote its own site",
          "that research was about the right company of that name"),
    Check("greeting", "block", fit.greeting,
          "the greeting is for the contact", "that the list has the name right"),
    Check("stale event", "block", fit.fresh,
          "the cited event is as recent as the ICP asks", "that nothing has happened since"),
    Check("undated event", "warn", fit.dated,
          "the cited event has a date", "that the date is the event's"),
    Check("company not named", "note", fit.about_company,
          "a third party's quote names the company", "that it means this company"),
    Check("placeholder", "block", wording.placeholder,
          "no template syntax or listed placeholder is left", "other things that were to be filled in"),
    Check("opt-out", "block", wording.opt_out,
          "the opt-out line is there", "that it is enough where the reader lives"),
    Check("postal address", "block", wording.postal_address,
          "the postal address is there", "that it is right"),
    Check("length", "warn", wording.length, "the policy's bounds hold", "that every word is needed"),
    Check("subject length", "warn", wording.subject_length, "the policy's bound holds", "that it will be opened"),
    Check("banned phrase", "block", wording.banned,
          "no phrase that the policy bans", "the same thought in other words"),
    Check("spam phrase", "warn", wording.spam, "no listed phrase of advertising", "what a filter will decide"),
    Check("shouting", "warn", wording.shouting, "no capitals and exclamation marks", "the tone as a whole"),
    Check("questions", "warn", wording.one_question, "at most one question", "that it is easy to answer"),
    Check("fake familiarity", "block", wording.familiarity,
          "no listed phrase that claims a shared past or flatters", "flattery in other words"),
)  # fmt: skip
"""Every check, in the order in which its findings are shown."""


def check_draft(
    draft: Draft,
    request: DraftRequest,
    *,
    snapshots: Mapping[str, str],
    library: AngleLibrary,
    writing: Writing,
    icp: ICP,
) -> tuple[Finding, ...]:
    """What the checks have to say about a draft, whoever wrote it. `snapshots` maps SHA-256 to the sources' texts."""
    return _run(Case(draft, request, snapshots, library, writing, icp))


def check_text(
    subject: str,
    body: str,
    request: DraftRequest,
    *,
    draft: Draft,
    library: AngleLibrary,
    writing: Writing,
    icp: ICP,
) -> tuple[Finding, ...]:
    """What the checks have to say about a reviewer's edit of `draft`: warnings, for a person's word stands.

    A paragraph that was left alone keeps its segment. One that was changed is read as a claim that may rest on any fact
    of the research and on the approved words of its angle.
    """
    if not subject.strip() or not body.strip():
        missing = "subject" if not subject.strip() else "text"
        return (Finding(check="empty", severity="warn", message=f"The mail has no {missing}."),)
    edited = draft.model_copy(update={"subject": subject, "segments": tuple(_segments(body, draft, request))})
    case = Case(edited, request, {}, library, writing, icp, edited=True)
    place = _places(body, edited)
    return tuple(
        f.model_copy(update={
            "severity": "note" if f.severity == "note" else "warn",
            "start": None if f.start is None else place[f.start],
            "end": None if f.end is None else place[f.end],
        })
        for f in _run(case)
    )  # fmt: skip


def _run(case: Case) -> tuple[Finding, ...]:
    return tuple(
        Finding(check=check.name, severity=check.severity, message=hit.message, start=hit.start, end=hit.end)
        for check in CHECKS
        for hit in check.run(case)
    )


_PARAGRAPHS = re.compile(r"\s*\n\s*\n\s*")


def _segments(body: str, draft: Draft, request: DraftRequest) -> Iterator[Segment]:
    """The paragraphs of an edited body: those of the draft as they were, the rest as claims on everything known."""
    before = {" ".join(s.text.split()): s for s in draft.segments}
    known = tuple(f.id for f in request.research.facts)
    rest = body.strip()
    while rest:
        whole = next((s for s in draft.segments if _begins(rest, s.text)), None)
        text = whole.text if whole else _PARAGRAPHS.split(rest, maxsplit=1)[0]
        rest = rest[len(text) :].lstrip()
        same = whole or before.get(" ".join(text.split()))
        yield same or Segment(kind="claim", text=text, fact_ids=known)


def _begins(rest: str, text: str) -> bool:
    return rest.startswith(text) and (len(rest) == len(text) or rest[len(text)] == "\n")


def _places(body: str, edited: Draft) -> list[int]:
    """For each place of the segments joined as the draft's body, the place in the body as it was typed."""
    places: list[int] = []
    cursor = 0
    for segment in edited.segments:
        start = body.find(segment.text, cursor)
        start = cursor if start < 0 else start
        places += range(start, start + len(segment.text))
        cursor = start + len(segment.text)
        places += [cursor, cursor]
    return [min(p, len(body)) for p in places]
