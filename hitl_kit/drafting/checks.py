"""The checks: one table of what each one sees, what it proves and what it cannot, and the two ways to run them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from hitl_kit.domain.drafts import Draft, Finding, Segment, Severity
from hitl_kit.domain.icp import ICP
from hitl_kit.domain.plays import AngleLibrary
from hitl_kit.domain.policy import Writing

from . import anchors, conduct, events, figures, fit, grounding, later, leftovers, novelty, reasons, when, who, wording
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


def roles(case: Case) -> Iterator[Hit]:
    """Parties of an event or of what one of them has in each other's place."""
    yield from who.swapped(case)
    yield from who.owners(case)


def dates(case: Case) -> Iterator[Hit]:
    """A date, or a part of a year, that the quotes do not have."""
    yield from when.date(case)
    yield from when.period(case)


def plans(case: Case) -> Iterator[Hit]:
    """What the quotes only announce, told as done: the same verb, or the same number."""
    yield from events.plan_as_fact(case)
    yield from anchors.planned(case)


def opposites(case: Case) -> Iterator[Hit]:
    """The contrary of what the quotes say, of a verb or of where a number goes."""
    yield from events.opposite(case)
    yield from anchors.turned(case)


def distances(case: Case) -> Iterator[Hit]:
    """A "last week" or "next spring" that does not fit the dates of what is cited."""
    yield from when.relative(case)
    yield from when.near_period(case)


def hedges(case: Case) -> Iterator[Hit]:
    """A reserve of the quote that is gone, of its verbs or of its numbers."""
    yield from events.dropped_hedge(case)
    yield from anchors.surer(case)
    yield from figures.bound(case)


CHECKS: tuple[Check, ...] = (
    Check("claim without fact", "block", grounding.cited,
          "every claim cites a fact", "that the fact says what the claim says"),
    Check("unknown fact", "block", grounding.known_facts,
          "every cited fact is one that research found", "that it is the right one"),
    Check("quote not in source", "block", grounding.quoted,
          "the quote stands word for word in the stored text", "that the source tells the truth"),
    Check("misquote", "block", grounding.misquoted,
          "words in quotation marks are the source's words", "that they are not torn from their context"),
    Check("torn quote", "block", grounding.torn,
          "no quotation has an ellipsis or loses a \"not\", \"may\" or \"if\" of its sentence",
          "that the rest of the source does not change its sense"),
    Check("unsupported number", "block", figures.number,
          "every number of a claim stands in its quotes", "that it counts the same thing"),
    Check("swapped number", "block", figures.swapped,
          "no number stands beside the words that the quote puts beside another",
          "numbers whose words the quote does not have"),
    Check("changed unit", "block", figures.unit,
          "a number has the unit or currency of the quote", "conversions, which it takes for changes"),
    Check("changed date", "block", dates,
          "dates, quarters and weekdays are those of the quote or its source", "that they belong to this event"),
    Check("relative date", "block", distances,
          "\"last week\" and the like fit the dates of what is cited", "relative dates that are not listed"),
    Check("unsupported name", "block", grounding.name,
          "every name of a claim stands in its quotes or is the account's, contact's or sender's", "who did what"),
    Check("swapped roles", "block", roles,
          "buyer and bought, customer and supplier, plaintiff and defendant, old and new stand as in the quote",
          "roles told in long or unusual sentences"),
    Check("from and to", "block", who.from_and_to,
          "a way from here to there is not told backwards", "ways told in other words"),
    Check("foreign address", "block", grounding.address,
          "links, addresses and telephone numbers are approved or the source's own", "where a link leads today"),
    Check("unsupported superlative", "block", grounding.superlative,
          "superlatives, \"all\", \"only\" and \"always\" stand in the quote", "strong words that are not listed"),
    Check("negation", "block", events.negation,
          "claim and quote both deny or both affirm", "what exactly is denied"),
    Check("opposite", "block", opposites,
          "no listed verb is turned into its contrary", "contraries that are not listed"),
    Check("plan told as fact", "block", plans,
          "what the quote announces is not told as done", "plans that the quote itself tells as done"),
    Check("dropped hedge", "block", hedges,
          "\"may\", \"expects\", \"up to\" and \"about\" are kept", "reserves that are not listed"),
    Check("unsupported event", "block", events.unsupported_event,
          "no sale, dismissal, lawsuit or other grave event is added", "events that are not listed"),
    Check("invented reason", "warn", reasons.reason,
          "no reason is given where the quote gives none", "reasons without a \"because\" or the like"),
    Check("mostly new", "block", novelty.much_new,
          "at most three words of a claim, or four in ten, are in none of its quotes", "that it follows from them"),
    Check("new words", "warn", novelty.new_words,
          "at most one word of a claim is in none of its quotes", "that the claim follows from the quote"),
    Check("far from its quote", "warn", grounding.paraphrase,
          "claim and quote share a third of their words", "that they mean the same"),
    Check("wrong source", "block", fit.source,
          "a claim does not lay words to a kind of source that it does not cite", "that the source is a good one"),
    Check("angle", "block", fit.angle,
          "angle and play are in the library, not retired, and for this persona", "that the argument convinces"),
    Check("unapproved text", "block", fit.approved_text,
          "all text outside of claims is approved, word for word", "that it suits this reader"),
    Check("missing part", "warn", fit.missing_part,
          "greeting, argument, call to action and sign-off are there", "that they are in a good order"),
    Check("no claim", "warn", fit.has_claim,
          "the mail says something about this company", "that it matters to it"),
    Check("company", "warn", fit.company,
          "subject or claims name the account, or quote its own site",
          "that research was about the right company of that name"),
    Check("greeting", "block", fit.greeting,
          "the greeting is for the contact", "that the list has the name right"),
    Check("wrong title", "block", fit.title,
          "a post that a claim gives the reader is the list's", "that the list is up to date"),
    Check("stale event", "block", fit.fresh,
          "the cited event is as recent as the ICP asks", "that nothing has happened since"),
    Check("undated event", "warn", fit.dated,
          "the cited event has a date", "that the date is the event's"),
    Check("company not named", "note", fit.about_company,
          "a third party's quote names the company", "that it means this company"),
    Check("placeholder", "block", leftovers.placeholder,
          "no template syntax or listed placeholder is left", "other things that were to be filled in"),
    Check("leftover words", "block", leftovers.aside,
          "no listed aside of a writing machine, no fact id or footnote", "asides in other words"),
    Check("markup", "block", leftovers.markup,
          "no HTML and no Markdown", "plain text that only looks odd"),
    Check("hidden characters", "block", leftovers.hidden,
          "no invisible or turning characters, no words of mixed alphabets", "whole words in a look-alike alphabet"),
    Check("opt-out", "block", wording.opt_out,
          "the opt-out line is there", "that it is enough where the reader lives"),
    Check("postal address", "block", wording.postal_address,
          "the postal address is there", "that it is right"),
    Check("length", "warn", wording.length, "the policy's bounds hold", "that every word is needed"),
    Check("too long to check", "block", wording.too_long,
          "every paragraph was read to its end", "that it was understood"),
    Check("subject length", "warn", wording.subject_length, "the policy's bound holds", "that it will be opened"),
    Check("reading level", "warn", wording.reading_level,
          "no paragraph is beyond school grade 18, no sentence beyond 45 words", "that it is pleasant to read"),
    Check("banned phrase", "block", wording.banned,
          "no phrase that the policy bans", "the same thought in other words"),
    Check("spam phrase", "warn", wording.spam, "no listed phrase of advertising", "what a filter will decide"),
    Check("shouting", "warn", wording.shouting, "no capitals and exclamation marks", "the tone as a whole"),
    Check("questions", "warn", wording.one_question, "at most one question", "that it is easy to answer"),
    Check("two requests", "warn", wording.two_requests,
          "nothing but the call to action asks for something, in listed words", "requests in other words"),
    Check("fake familiarity", "block", conduct.familiarity,
          "no listed phrase that claims a shared past or flatters", "flattery in other words"),
    Check("promise", "block", conduct.promise,
          "no listed promise, saving, reference or guarantee outside of approved words", "promises in other words"),
    Check("our own praise", "block", conduct.ourselves,
          "claims do not speak of what the sender does", "that the approved words do so honestly"),
    Check("pressure", "block", conduct.pressure,
          "no listed urgency, scarcity, threat or reproach", "pressure in other words"),
    Check("personal remark", "block", conduct.personal,
          "no listed word on a person's age, sex, health, family, faith or origin", "remarks in other words"),
    Check("running others down", "block", conduct.disparaging,
          "no listed word against competitors or others", "what is meant between the lines"),
    Check("certainty", "block", conduct.certainty,
          "no \"surely\", \"certainly\" and the like", "certainty in other words"),
    Check("praise", "block", conduct.praise,
          "no listed praise that the quote does not give", "praise in other words"),
    Check("invented problem", "block", conduct.problem,
          "no listed trouble is laid to the reader without a fact", "troubles in other words"),
    Check("generic", "block", conduct.generic,
          "no listed phrase that fits any company", "the same thought in other words"),
    Check("later step", "block", later.words,
          "no placeholder, markup or banned phrase in what follows, and opt-out and address in every later email",
          "what the words of the play claim: a person approves these with the play"),
    Check("later step's tone", "warn", later.tone,
          "no listed phrase of advertising, capitals, second question or long sentence in what follows",
          "that a reminder is welcome"),
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
    subject, body = _readable(subject), _readable(body)
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
        Finding(
            check=check.name, severity=hit.severity or check.severity, message=hit.message, start=hit.start, end=hit.end
        )
        for check in CHECKS
        for hit in check.run(case)
    )


def _readable(text: str) -> str:
    """A text in which halves of characters (a browser may send them) are the sign for an unreadable one."""
    return _HALF.sub("\ufffd", text)


_HALF = re.compile("[\ud800-\udfff]")
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
