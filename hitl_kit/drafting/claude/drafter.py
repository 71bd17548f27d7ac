"""ClaudeDrafter: facts out of stored texts, then claims out of facts; the rest of the mail is approved words."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import Protocol, TypeVar

from hitl_kit.domain.base import canonical_json, sha256_hex
from hitl_kit.domain.drafts import Abstention, Draft
from hitl_kit.domain.errors import ModelStop
from hitl_kit.domain.icp import ICP
from hitl_kit.domain.plays import AngleLibrary
from hitl_kit.domain.policy import Writing
from hitl_kit.drafting.calls import Answer, Ask, Spending, State
from hitl_kit.drafting.choosing import choose
from hitl_kit.drafting.drafter import DraftRequest, Texts
from hitl_kit.drafting.lessons import LearnedLibrary, instructions, lessons_of
from hitl_kit.drafting.rendering import check_library

from . import prompts, reading, writing
from .reading import FoundFacts
from .writing import Claims

VERSION = 1
"""Raise it with every change to how an answer becomes a draft: approvals of plays end with it."""

_OPEN: tuple[State, ...] = ("unserved", "uncertain")
"""States that the next run asks again about."""
_MEND: dict[State, str] = {
    "refused": "Asking again gives the same. Write this one by hand, or take the template drafter in another batch",
    "truncated": "Its sources may be too long: a batch of another name may fare better, or the template drafter",
    "invalid": "A batch of another name asks anew, and the template drafter needs no model",
    "failed": "hitl audit shows the call; the template drafter needs no model",
}


_Given = TypeVar("_Given")


class Answering(Protocol):
    """Whoever answers questions: the model as a batch uses it."""

    def answers(self, asks: Iterable[Ask]) -> Iterator[Answer]:
        """The answers, as they come and in any order."""


class ClaudeDrafter:
    """Reads the texts of an account for facts and writes the claims of its mail from facts alone.

    Whatever the model gives counts only once it is held against the texts and the facts; what does not hold is left
    out, and a mail without its claims is not made. ModelStop where the run cannot go on; what was answered is kept.
    `model` is asked for when the first question is: naming the drafter needs no key.
    """

    def __init__(
        self, library: AngleLibrary, icp: ICP, tone: Writing, spending: Spending,
        model: Callable[[Spending], Answering],
    ) -> None:  # fmt: skip
        check_library(library)
        self._library, self._icp, self._tone, self._spending = library, icp, tone, spending
        self._model = model
        self.label = claude_label(spending)
        self._rules = instructions(lessons_of(library))
        self.version = claude_version(spending, tone, self._rules)
        if isinstance(library, LearnedLibrary):
            self.version += library.mark
        self.spent_usd = 0.0
        """What the answers have cost so far, those of earlier runs included that were not paid for again."""

    @property
    def spent(self) -> str:
        """What the answers have cost so far, and what they may."""
        most = f" of at most ${self._spending.max_usd:,.2f}" if self._spending.max_usd is not None else ""
        return f"${self.spent_usd:,.2f}{most}"

    def read_all(self, requests: Iterable[DraftRequest], texts: Texts) -> Iterator[DraftRequest]:
        """The requests with the facts that the model found, in the order of its answers."""
        calls, _ = self._halves()
        for request, given, answer in self._asked(requests, lambda r: self._reading(r, texts), calls):
            if given is None or answer is None:
                yield request
            elif isinstance(answer.value, FoundFacts):
                yield reading.with_facts(request, given, answer.value, self._icp, self.label)
            else:
                yield replace(request, unread=self._unanswered("read the sources", answer))

    def draft_all(self, requests: Iterable[DraftRequest]) -> Iterator[tuple[DraftRequest, Draft | Abstention]]:
        """Each request with its draft or the reason why there is none, in the order of the model's answers."""
        _, calls = self._halves()
        return self._written(requests, self._writ, calls)

    def _written(
        self, requests: Iterable[DraftRequest], question: Callable[[DraftRequest], writing.Writ | Abstention],
        at_a_time: int,
    ) -> Iterator[tuple[DraftRequest, Draft | Abstention]]:  # fmt: skip
        for request, given, answer in self._asked(requests, question, at_a_time):
            if isinstance(given, Abstention):
                yield request, given
            elif answer is not None and isinstance(answer.value, Claims):
                yield request, writing.written(given, answer.value, self.label)
            elif answer is not None:
                yield request, self._unanswered("write", answer)

    def rewrite(self, request: DraftRequest, draft: Draft, instruction: str) -> Draft | Abstention:
        """A further version of a draft, its claims changed as a person asks; all other words stay. It is paid for."""
        earlier = tuple(s.text for s in draft.segments if s.kind == "claim")
        wish = writing.Wish(earlier, instruction)
        only = replace(request, play_id=draft.play_id)
        (made,) = (made for _, made in self._written([only], lambda r: self._writ(r, wish), self._spending.concurrency))
        return writing.rewritten(draft, made)

    def asks(self, request: DraftRequest, texts: Texts) -> tuple[Ask, ...]:
        """What the model would be asked about a request as it stands: to read, and to write; nothing where no play can
        be used."""
        given = self._writ(request)
        read = self._reading(request, texts)
        return () if isinstance(given, Abstention) else (*((read.ask,) if read else ()), given.ask)

    def _reading(self, request: DraftRequest, texts: Texts) -> reading.Reading | None:
        """What to ask of the sources; None where there is nothing to read, or nothing that could be written after."""
        if isinstance(next(choose(request, self._library)), Abstention):
            return None
        stored = texts({s.sha256 for s in request.research.sources})
        return reading.reading(request, stored, self._icp, self._library.sender, self._spending)

    def _writ(self, request: DraftRequest, wish: writing.Wish | None = None) -> writing.Writ | Abstention:
        chosen = request.unread or next(choose(request, self._library))
        if isinstance(chosen, Abstention):
            return chosen
        return writing.writ(
            request, chosen, self._icp, self._library.sender, self._tone, self._spending, wish, self._rules
        )

    def draft(self, request: DraftRequest) -> Draft | Abstention:
        """The draft for one request, from the facts that it holds."""
        return next(draft for _, draft in self.draft_all([request]))

    def _halves(self) -> tuple[int, int]:
        """The calls at a time of each step: both go on at once, and a package takes one of each."""
        whole = self._spending.concurrency
        return max(1, whole // 2), max(1, whole - whole // 2)

    def _asked(
        self, requests: Iterable[DraftRequest], question: Callable[[DraftRequest], _Given], at_a_time: int
    ) -> Iterator[tuple[DraftRequest, _Given, Answer | None]]:
        """Each request with what is asked about it and the answer; None where there is nothing to ask. Where the run
        stops, also that of the step before, all that could be had is given first."""
        unasked: deque[tuple[DraftRequest, _Given]] = deque()
        under_way: dict[str, tuple[DraftRequest, _Given]] = {}
        stopped: list[ModelStop] = []

        def asks() -> Iterator[Ask]:
            try:
                for request in requests:
                    given = question(request)
                    ask = getattr(given, "ask", None)
                    if isinstance(ask, Ask):
                        under_way[ask.key] = (request, given)
                        yield ask
                    else:
                        unasked.append((request, given))
            except ModelStop as stop:
                stopped.append(stop)

        model = self._model(replace(self._spending, concurrency=at_a_time))
        try:
            for answer in model.answers(asks()):
                self.spent_usd += answer.cost_usd
                yield *under_way.pop(answer.ask.key), answer
                while unasked:
                    yield *unasked.popleft(), None
        except ModelStop as stop:
            stopped.append(stop)
        while unasked:
            yield *unasked.popleft(), None
        if stopped:
            raise stopped[0]

    def _unanswered(self, what: str, answer: Answer) -> Abstention:
        """Why there is no draft, and what a person can do about it."""
        mend = _MEND.get(answer.state, "")
        return Abstention(
            reason=f"{self.label} could not {what}: {answer.why}" + (f". {mend}" if mend else ""),
            again=answer.state in _OPEN,
        )


def claude_label(spending: Spending) -> str:
    """Who writes, in words that a reviewer reads."""
    return f"Claude ({spending.model})"


def claude_version(spending: Spending, tone: Writing, rules: str = "") -> str:
    """The model's id and the hash of all that it is told for every package and of the form of its answers."""
    told = canonical_json(
        [VERSION, prompts.READING, prompts.WRITING, prompts.tone(tone), FoundFacts.model_json_schema(),
         Claims.model_json_schema(), spending.effort, *([rules] if rules else [])]
    )  # fmt: skip
    return f"{spending.model} {sha256_hex(told)[:16]}"
