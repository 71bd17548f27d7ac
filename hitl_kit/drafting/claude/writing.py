"""Writing: the claims of a draft out of verified facts, and their place between the approved words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from hitl_kit.domain.base import Word
from hitl_kit.domain.drafts import Abstention, Draft, Segment
from hitl_kit.domain.evidence import VETO_KINDS, Fact
from hitl_kit.domain.icp import ICP
from hitl_kit.domain.plays import Sender
from hitl_kit.domain.policy import Writing
from hitl_kit.drafting.calls import Ask, Spending
from hitl_kit.drafting.choosing import Choice
from hitl_kit.drafting.drafter import DraftRequest

from . import prompts
from .body import body
from .texts import told_of

MAX_TOKENS = 1_500
MOST_FACTS = 12
_LONGEST = 1_000
"""Characters of a claim; the policy's bound in words is the model's to keep and the checks' to see."""


class Claim(Word):
    """One claim as the model gives it."""

    slot: str
    text: str
    fact_ids: tuple[str, ...]


class Claims(Word):
    """The answer to a writing: claims, or why there are none."""

    abstain: str
    claims: tuple[Claim, ...]


@dataclass(frozen=True)
class Writ:
    """One mail as the model is to complete it: the play, the facts by the names that they have in the prompt, and the
    question."""

    choice: Choice
    facts: dict[str, Fact]
    ask: Ask


@dataclass(frozen=True)
class Wish:
    """What a person asks to be changed about claims that were written."""

    earlier: tuple[str, ...]
    words: str


def writ(
    request: DraftRequest, choice: Choice, icp: ICP, sender: Sender, writing: Writing, spending: Spending,
    wish: Wish | None = None, rules: str = "",
) -> Writ:  # fmt: skip
    """The question about one mail, with the rules that reviewers have taught. It holds facts and no page, the person's
    title and neither name nor address."""
    facts = {f"f{n}": fact for n, fact in enumerate(_usable(request, choice, icp), 1)}
    slots = [{"slot": f"c{n}", "kind": s.fact.kind} for n, s in enumerate(choice.claims, 1) if s.fact]
    data: dict[str, object] = {
        "company": {"name": request.account.name, "industry": request.account.industry},
        "reader": {"title": request.contact.title if request.contact else ""},
        "today": request.as_of.isoformat(),
        "slots": slots,
        "facts": [_fact(name, fact, request) for name, fact in facts.items()],
    }
    if wish:
        data |= {"earlier": list(wish.earlier), "wish": wish.words}
    system = prompts.writing_system(writing, choice.angle, sender, rules)
    return Writ(
        choice, facts, Ask(request.package_id, "draft", body(spending, system, data, Claims, MAX_TOKENS), Claims)
    )


def _usable(request: DraftRequest, choice: Choice, icp: ICP) -> list[Fact]:
    """The facts that a claim may rest on: those that the templates would quote first, then what else is current.

    Left out are matters that a person must settle first, events after today or older than the ICP allows, and our own
    notes about the company unless the angle is about that very kind.
    """
    first = list(dict.fromkeys(s.fact for s in choice.claims if s.fact))
    kinds = {f.kind for f in first}
    own = {s.id for s in request.research.sources if s.source_class == "crm"}
    others = (
        f
        for f in request.research.facts
        if f not in first and f.kind not in VETO_KINDS and (f.source_id not in own or f.kind in kinds)
        and _current(f, request, icp)
    )  # fmt: skip
    ranked = sorted(others, key=lambda f: (f.kind not in kinds, -f.dated.toordinal() if f.dated else 0, f.id))
    return [*first, *ranked][:MOST_FACTS]


def _current(fact: Fact, request: DraftRequest, icp: ICP) -> bool:
    if fact.dated is None:
        return True
    priority, age = icp.signal(fact.kind), (request.as_of - fact.dated).days
    return age >= 0 and (priority is None or age <= priority.max_age_days)


def _fact(name: str, fact: Fact, request: DraftRequest) -> dict[str, str]:
    told = {"id": name, "kind": fact.kind, "quote": fact.quote}
    dated = {"dated": fact.dated.isoformat()} if fact.dated else {}
    return {**told, **dated, **told_of(request.research.source(fact.source_id))}


def written(given: Writ, answer: Claims, label: str) -> Draft | Abstention:
    """The mail with the model's claims in their places. A claim is taken as it is or not at all: one that has no place,
    or cites nothing of the kind that its place is for, leaves the package without a draft."""
    if answer.abstain and not answer.claims:
        return Abstention(reason=f"{label} wrote nothing: {_line(answer.abstain)[:300]}")
    slots = {f"c{n}": s for n, s in enumerate(given.choice.claims, 1)}
    if wrong := _wrong(answer.claims, slots, given.facts, {name: s.fact.kind for name, s in slots.items() if s.fact}):
        return Abstention(
            reason=f"{label} gave a draft that cannot be used: {wrong}. The template drafter would write one:"
            " a batch of another name with --drafter template"
        )
    by_slot = {c.slot: c for c in answer.claims}
    claims = [
        Segment(
            kind="claim", text=_line(by_slot[name].text),
            fact_ids=tuple(dict.fromkeys(given.facts[i].id for i in by_slot[name].fact_ids)),
        )
        for name in slots
    ]  # fmt: skip
    return given.choice.draft(label, claims)


def rewritten(draft: Draft, made: Draft | Abstention) -> Draft | Abstention:
    """The earlier draft with the new one's claims in their places."""
    if isinstance(made, Abstention):
        return made
    claims = [s for s in made.segments if s.kind == "claim"]
    if len(claims) != sum(s.kind == "claim" for s in draft.segments):
        return Abstention(reason=f"the angle {draft.angle_id} has other claims now than when this was written")
    new = iter(claims)
    segments = tuple(next(new) if s.kind == "claim" else s for s in draft.segments)
    return draft.model_copy(update={"segments": segments, "drafter": made.drafter})


def _wrong(claims: Iterable[Claim], slots: Iterable[str], facts: dict[str, Fact], kinds: dict[str, str]) -> str:
    """What makes the claims unusable, or ''."""
    counts = Counter(c.slot for c in claims)
    if set(counts) != set(slots) or any(n > 1 for n in counts.values()):
        return "it has not one claim for each place"
    for claim in claims:
        if not _line(claim.text) or len(claim.text) > _LONGEST:
            return "a claim is empty or far too long"
        if not claim.fact_ids:
            return "a claim cites no fact"
        if unknown := [i for i in claim.fact_ids if i not in facts]:
            return f"a claim cites a fact that it was not given ({_line(unknown[0])[:20]})"
        if not any(facts[i].kind == kinds[claim.slot] for i in claim.fact_ids):
            return f"a claim cites no fact of kind {kinds[claim.slot]}"
    return ""


def _line(text: str) -> str:
    """A text in one line: what a model writes brings no line breaks into a mail."""
    return " ".join(prompts.visible(text).split())
