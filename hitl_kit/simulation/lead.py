"""The simulated lead: accepts rules and changes of the ICP by the evidence that is shown, and by nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import yaml

from hitl_kit import drafting, pipeline, targeting
from hitl_kit.campaign import Campaign
from hitl_kit.domain.errors import HitlError
from hitl_kit.domain.lessons import Candidate
from hitl_kit.domain.plays import AngleLibrary
from hitl_kit.domain.wordings import count
from hitl_kit.review.learning import Proposal, Taught

NAME = "Simulated lead"
_LOW = 0.4
"""The lower end of a rule's interval from which it is accepted: 5 of 5 mails, or 13 of 20."""


class Lead:
    """Decides once a week. What cannot be followed is kept with its reason."""

    def __init__(self, campaign: Campaign) -> None:
        self._campaign = campaign
        self._refused: dict[str, str] = {}
        self._accepted: dict[str, tuple[str, ...]] = {}
        self._open: list[Candidate] = []

    def decide(self, now: datetime) -> list[str]:
        """What the lead did, a sentence each."""
        taught = self._campaign.taught(simulated=True)
        return [
            *self._unlearn(taught),
            *self._accept(taught, now),
            *self._narrow(taught),
            *self._bound(taught),
            *self.trust(now),
        ]

    def trust(self, now: datetime) -> Iterator[str]:
        """Approve the plays as they are written now, and take every level that is offered."""
        campaign, ledger = self._campaign, self._campaign.workbench.ledger
        brief = campaign.brief(sources=(), simulated=True)
        for found in pipeline.patterns(ledger, brief):
            if found.holding != "holds":
                facts = {"drafter": found.version, "drafts": []}
                targeting.approve(
                    ledger, campaign.slug, "play", found.document, by=NAME, subject=found.play.id, facts=facts
                )  # fmt: skip
        for change in campaign.attend_trust(simulated=True, now=now):
            yield f"is told: {change.words}"
        for rung in campaign.ladder(simulated=True, now=now):
            offer = next((o for o in rung.offers if o.open), None)
            if offer is not None:
                campaign.promote(
                    str(rung.scope), offer.level, by=NAME, reason="the certificate holds", simulated=True, now=now
                )  # fmt: skip
                yield f"takes level {offer.level} for {rung.scope}: drafts from {offer.floor:.2f} go by themselves"

    def _accept(self, taught: Taught, now: datetime) -> Iterator[str]:
        self._open = []
        for candidate in taught.candidates:
            lesson = candidate.lesson
            if candidate.low < _LOW or candidate.asked <= sum(v.other for v in candidate.voices):
                self._open.append(candidate)
                continue
            try:
                self._campaign.accept_lesson(lesson.id, by=NAME, simulated=True, taught=taught, at=now)
            except HitlError as error:
                self._refused[lesson.rule] = error.message
                continue
            self._accepted[lesson.rule] = candidate.differs
            who = f"; {'; '.join(candidate.differs)}" if candidate.differs else ""
            yield f"accepts: {lesson.rule} ({candidate.evidence}{who})"

    def _unlearn(self, taught: Taught) -> Iterator[str]:
        for rule in taught.decided:
            if rule.verdict == "accept" and taught.effect(rule).worse:
                self._campaign.unlearn_lesson(rule.lesson.id, by=NAME, simulated=True)
                yield f"un-learns: {rule.lesson.rule} ({taught.effect(rule).words})"

    def _narrow(self, taught: Taught) -> Iterator[str]:
        """Take the ICP's proposals over: the file is changed and approved anew, as a person would do it."""
        icp = self._campaign.icp
        known = {r.label for r in icp.value.firmographics}
        chosen = [p for p in taught.proposals(icp.value) if p.high < p.elsewhere_low and p.rule.label not in known]
        if not chosen:
            return
        content = yaml.safe_load(icp.text)
        content["firmographics"] += [_as_yaml(p) for p in chosen]
        icp.path.write_text(yaml.safe_dump(content, sort_keys=False, allow_unicode=True), encoding="utf-8")
        self._campaign.approve("icp", by=NAME)
        for p in chosen:
            yield f"changes the ICP: {p.words}"

    def _bound(self, taught: Taught) -> Iterator[str]:
        """Where the check of lengths warns in vain, take the policy's bounds for what people let go."""
        for warned in taught.in_vain:
            policy = self._campaign.policy
            lengths = [sum(count(s.text) for s in m.draft.segments if s.kind != "signoff") for m in warned.mails]
            low, high = policy.value.writing.min_words, policy.value.writing.max_words
            if warned.check != "length" or (min(lengths) >= low and max(lengths) <= high):
                continue
            content = yaml.safe_load(policy.text)
            content["writing"] |= {"min_words": min(low, *lengths), "max_words": max(high, *lengths)}
            policy.path.write_text(yaml.safe_dump(content, sort_keys=False, allow_unicode=True), encoding="utf-8")
            bounds = "{min_words} to {max_words}".format_map(content["writing"])
            yield f"has the policy ask for {bounds} words instead of {low} to {high}: {warned.words.partition(':')[0]}"

    def why_not(self, label: str, library: AngleLibrary) -> str:
        """Why something that reviewers still change was not learned, as far as the system can tell."""
        about, _, words = label.partition(" ")
        if about == "icp":
            return (
                "too few companies of a kind were judged, or too few of all accepted, for a rule of the ICP to be told"
            )
        for rule, differs in self._accepted.items():
            if _is_about(label, rule) and differs:
                return f"the reviewers want different things: the team's rule is to {rule} ({'; '.join(differs)})"
        for rule, message in self._refused.items():
            if (words and words.casefold() in rule.casefold()) or _is_about(label, rule):
                return message
        if isinstance(library, drafting.LearnedLibrary):
            for sentence in drafting.unmet(library, library.lessons):
                if words and words.casefold() in sentence.casefold():
                    return sentence
        if about == "topic" and (where := drafting.everywhere(library, words)):
            return f"it stands in every variant of {where}: no approved words are left without it"
        for candidate in self._open:
            rule = candidate.lesson.rule
            if _is_about(label, rule) or (words and words.casefold() in rule.casefold()):
                differing = [v.reviewer for v in candidate.voices if v.other]
                if differing:
                    return f"the reviewers want different things ({'; '.join(candidate.differs)})"
                return f"too little evidence yet: {candidate.lesson.rule} ({candidate.evidence})"
        return "no rule was found in the edits so far"


def _is_about(label: str, rule: str) -> bool:
    kinds = {"greeting": "greet with", "sign-off": "sign off", "call to action": "ask ", "too long": "at most",
             "too short": "at least", "tone": "forms"}  # fmt: skip
    return any(label.startswith(kind) and words in rule for kind, words in kinds.items())


def _as_yaml(proposal: Proposal) -> dict[str, object]:
    rule = proposal.rule.model_dump(mode="json", exclude_defaults=True)
    return {**rule, "if_missing": "pass", "why": "learned from verdicts"}
