"""Defects to plant: ways in which a real draft is made wrong so that a person who reads it should see it.

They are of the kind that no check can see, for what a check sees is pointed out to the reviewer anyway: the right words
about the wrong company, news that has nothing to do with the argument, somebody who does not decide about it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from hitl_kit.domain.drafts import Draft, Segment
from hitl_kit.domain.evidence import AccountResearch, Fact
from hitl_kit.domain.packages import Package
from hitl_kit.domain.plays import SegmentKind

Spoil = Callable[[Package, Sequence[Package]], Iterator[Package]]
"""The package with the defect, in as many ways as the other packages of the batch allow."""


def another_company(package: Package, others: Sequence[Package]) -> Iterator[Package]:
    """Research of another company, as when a name is mistaken: its quotes stand in a mail to this one."""
    draft = _draft(package)
    for other in others:
        theirs = other.research
        if other.account.key == package.account.key:
            continue
        swap = {i: _of_kind(theirs, fact.kind) for i, fact in _cited(draft, package.research).items()}
        known = {i: fact for i, fact in swap.items() if fact is not None}
        if not swap or len(known) < len(swap):
            continue
        research = theirs.model_copy(update={"account_key": package.account.key})
        segments = [_quoting(s, known, package.research, research) for s in draft.segments]
        if None not in segments:
            yield package.model_copy(
                update={"research": research, "draft": draft.model_copy(update={"segments": tuple(segments)})}
            )


def another_argument(package: Package, others: Sequence[Package]) -> Iterator[Package]:
    """The argument of another angle after this company's news: the two have nothing to do with each other."""
    draft = _draft(package)
    for other in others:
        theirs = _draft(other)
        if theirs.angle_id == draft.angle_id or other.persona_id != package.persona_id:
            continue
        words: dict[SegmentKind, Segment] = {s.kind: s for s in theirs.segments if s.kind in ("angle", "proof", "cta")}
        own = {s.kind for s in draft.segments if s.kind in ("angle", "proof", "cta")}
        named = any(other.account.name in s.text for s in words.values())
        if set(words) != own or named or other.account.name not in theirs.subject:
            continue
        subject = theirs.subject.replace(other.account.name, package.account.name)
        segments = tuple(words.get(s.kind, s) for s in draft.segments)
        changed = {
            "subject": subject, "segments": segments, "angle_id": theirs.angle_id, "play_id": theirs.play_id,
            "angle_version": theirs.angle_version, "variant": theirs.variant,
        }  # fmt: skip
        yield package.model_copy(update={"draft": draft.model_copy(update=changed)})


def other_news(package: Package, others: Sequence[Package]) -> Iterator[Package]:
    """Another fact about the company in the place of the one that the argument is about."""
    del others
    draft = _draft(package)
    cited = _cited(draft, package.research)
    kinds = {fact.kind for fact in cited.values()}
    for fact in package.research.facts:
        if fact.kind not in kinds and len(cited) == 1:
            known = dict.fromkeys(cited, fact)
            segments = [_quoting(s, known, package.research, package.research) for s in draft.segments]
            if None not in segments:
                yield package.model_copy(update={"draft": draft.model_copy(update={"segments": tuple(segments)})})


def another_post(package: Package, others: Sequence[Package]) -> Iterator[Package]:
    """A reader who does not decide about any of this."""
    del others
    if package.contact is not None and package.contact.title:
        title = f"Assistant to the {package.contact.title}"
        yield package.model_copy(update={"contact": package.contact.model_copy(update={"title": title})})


DEFECTS: dict[str, Spoil] = {
    "research of another company": another_company,
    "argument that does not fit the news": another_argument,
    "other news than the argument is about": other_news,
    "reader who does not decide": another_post,
}
"""Every class of defect, in the words in which it is revealed."""


def _draft(package: Package) -> Draft:
    assert package.draft is not None, "only drafts are spoilt"
    return package.draft


def _cited(draft: Draft, research: AccountResearch) -> dict[str, Fact]:
    ids = {i for s in draft.segments for i in s.fact_ids}
    return {f.id: f for f in research.facts if f.id in ids}


def _of_kind(research: AccountResearch, kind: str) -> Fact | None:
    return next((f for f in research.facts if f.kind == kind), None)


def _quoting(
    segment: Segment, instead: dict[str, Fact], before: AccountResearch, after: AccountResearch
) -> Segment | None:  # fmt: skip
    """The segment with the other facts' quotes and titles in the place of its own; None where they do not stand in it
    word for word."""
    text = segment.text
    for fact_id in segment.fact_ids:
        old, new = next(f for f in before.facts if f.id == fact_id), instead[fact_id]
        quote = old.quote if old.quote in text else old.quote.rstrip(".")
        if quote not in text:
            return None
        text = text.replace(quote, new.quote.rstrip(".") if quote != old.quote else new.quote)
        text = text.replace(before.source(old.source_id).title, after.source(new.source_id).title)
    return segment.model_copy(update={"text": text, "fact_ids": tuple(instead[i].id for i in segment.fact_ids)})
