"""Rules: what all edits and rejects together ask for, each as a candidate with its evidence, reviewer by reviewer."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from hitl_kit.domain.lessons import Candidate, Lesson

from . import habits, phrases, rejects
from .edits import Edited, read
from .evidence import Found
from .mails import Mail


def read_all(mails: Sequence[Mail]) -> list[Edited]:
    """The mails that may go, each read for what its edit shows."""
    return [read(m) for m in mails if m.let_go]


def candidates(
    mails: Sequence[Mail], accepted: Sequence[Lesson] = (), edits: Sequence[Edited] | None = None
) -> list[Candidate]:  # fmt: skip
    """Every rule that the verdicts speak for, the best supported first, without those that are accepted already."""
    seen = read_all(mails) if edits is None else edits
    request = habits.call_to_action(seen)
    requests = {lesson.into for lesson in (*accepted, *([request.lesson] if request else [])) if lesson.kind == "cta"}
    length = habits.longest(seen)
    beyond = length.lesson.words if length else 0
    topics = habits.topics(seen, beyond=beyond)
    tone, worded = phrases.tone(_worded([_without_request(e, requests) for e in seen], beyond, topics))
    parts = (habits.greeting(seen), habits.signoff(seen), request, habits.shortest(seen))
    every: list[Found | None] = [*parts, length, tone, *topics, *worded, *rejects.angles(mails)]
    known = {lesson.id for lesson in accepted}
    found = [f.candidate() for f in every if f is not None and f.lesson.id not in known]
    return sorted(found, key=lambda c: (-c.low, -c.asked, c.lesson.rule))


def _without_request(edited: Edited, requests: Collection[str]) -> Edited:
    """The mail without a call to action in whose place one of these was put: its words say nothing about others."""
    parts = tuple(p for p in edited.parts if p.kind != "cta" or p.before == p.after or p.after not in requests)
    return edited if len(parts) == len(edited.parts) else replace(edited, parts=parts)


def _worded(seen: Sequence[Edited], beyond: int, topics: Sequence[Found]) -> list[Found]:
    """The rules about words, without the sentences that a topic explains."""
    terms = [t.lesson.text for t in topics]
    return [r for r in phrases.phrases(seen, beyond=beyond) if not _explained(r.lesson, terms)]


def _explained(lesson: Lesson, terms: Sequence[str]) -> bool:
    return lesson.kind == "remove" and len(lesson.text.split()) > 4 and any(t in lesson.text.casefold() for t in terms)
