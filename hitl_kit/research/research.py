"""One account through every source: facts whose quotes hold, signals that the ICP names, and the score's terms."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time

from hitl_kit.domain.accounts import Account
from hitl_kit.domain.base import sha256_hex, short_id
from hitl_kit.domain.errors import HitlError
from hitl_kit.domain.evidence import VETO_KINDS, AccountResearch, Fact, Measurement, Signal, Source, occurs
from hitl_kit.domain.icp import ICP
from hitl_kit.domain.packages import ScoreTerm

from .sentences import for_machines
from .sources import Reading, SignalSource

VETO_MAX_AGE_DAYS = 365
_AGELESS = frozenset({"relationship", "competitor"})
"""Vetoes that no passing of time lifts."""


def research_account(
    account: Account, icp: ICP, sources: Sequence[SignalSource], as_of: date, *, asked: str = "",
    known: AccountResearch | None = None,
) -> tuple[AccountResearch, dict[str, str]]:  # fmt: skip
    """What the sources say about one account, and the texts they said it in by SHA-256.

    A fact whose quote does not stand in its source's text is refused. A signal is a dated fact of a kind that the ICP
    names, not after `as_of` and not older than that kind's `max_age_days`; words that are addressed to a machine are
    none, so that no draft is made of them. `asked` names the day and the ICP; a source whose answer in `known` stands
    for the same is not asked again, and its texts are not given.
    """
    earlier = {m.source: m for m in known.measurements if asked and m.asked == asked} if known else {}
    found_sources: dict[str, Source] = {}
    facts: dict[str, Fact] = {}
    signals: list[Signal] = []
    measurements: list[Measurement] = []
    texts: dict[str, str] = {}
    for source in sources:
        if known and source.name in earlier:
            measured = earlier[source.name]
            measurements.append(measured)
            given = [f for f in known.facts if f.id in measured.facts]
            found_sources |= {s.id: s for s in known.sources if s.id in {f.source_id for f in given}}
            signals += [s for s in known.signals if s.fact_id in measured.facts and s.fact_id not in facts]
            facts |= {f.id: f for f in given if f.id not in facts}
            continue
        reading = _ask(source, account)
        sound = _sound_facts(reading)
        current = [s for f in sound if (s := _signal(f, reading, icp, as_of))]
        answer, cause = reading.answer, reading.cause
        if reading.facts and not sound:
            answer, cause = "not measured", "its quotes do not stand in its text"
        elif answer == "found":
            cause = "; ".join(c for c in (_left_out(sound, icp, as_of), cause) if c)
        measured = Measurement(source=source.name, answer=answer, cause=cause)
        if asked and reading.lasting:
            measured = measured.model_copy(update={"asked": asked, "facts": tuple(f.id for f in sound)})
        measurements.append(measured)
        found_sources |= {s.id: s for s in reading.sources if s.sha256 in reading.texts}
        texts |= reading.texts
        signals += [s for s in current if s.fact_id not in facts]
        facts |= {f.id: f for f in sound if f.id not in facts}
    if rival := competitor(account, icp, as_of):
        source_of, fact, text = rival
        found_sources[source_of.id], facts[fact.id], texts[source_of.sha256] = source_of, fact, text
    order = {s.kind: place for place, s in enumerate(icp.signals)}
    signals.sort(key=lambda s: (order[s.kind], -s.strength, -s.dated.toordinal(), s.fact_id))
    research = AccountResearch(
        account_key=account.key, sources=tuple(found_sources.values()), facts=tuple(facts.values()),
        signals=tuple(signals), measurements=tuple(measurements),
    )  # fmt: skip
    return research, texts


def _ask(source: SignalSource, account: Account) -> Reading:
    if source.unavailable:
        return Reading("not measured", source.unavailable)
    try:
        return source.read(account)
    except (HitlError, OSError) as error:
        return Reading("not measured", getattr(error, "message", "") or str(error))


def _sound_facts(reading: Reading) -> list[Fact]:
    """The facts whose quote stands in a text that is what its SHA-256 says."""
    named = {s.id: s.sha256 for s in reading.sources}
    texts = {digest: text for digest, text in reading.texts.items() if sha256_hex(text) == digest}
    of = {source_id: texts.get(digest, "") for source_id, digest in named.items()}
    return [f for f in reading.facts if f.quote in (text := of.get(f.source_id, "")) or occurs(f.quote, text)]


def _signal(fact: Fact, reading: Reading, icp: ICP, as_of: date) -> Signal | None:
    priority = icp.signal(fact.kind)
    if priority is None or fact.dated is None or not 0 <= (as_of - fact.dated).days <= priority.max_age_days:
        return None
    if for_machines(fact.quote):
        return None
    return Signal(kind=fact.kind, dated=fact.dated, strength=reading.strengths.get(fact.id, 0.5), fact_id=fact.id)


def _left_out(facts: Iterable[Fact], icp: ICP, as_of: date) -> str:
    """Why facts of the ICP's kinds are no signals, in words."""
    why: Counter[str] = Counter()
    for fact in facts:
        priority = icp.signal(fact.kind)
        if priority is None:
            continue
        if fact.dated is None:
            why[f"{fact.kind} without a date"] += 1
        elif fact.dated > as_of:
            why[f"{fact.kind} dated after {as_of}"] += 1
        elif (as_of - fact.dated).days > priority.max_age_days:
            why[f"{fact.kind} older than {priority.max_age_days} days"] += 1
        elif for_machines(fact.quote):
            why[f"{fact.kind} in words addressed to a machine"] += 1
    return "left out: " + ", ".join(f"{n} {reason}" for reason, n in sorted(why.items())) if why else ""


def score(icp: ICP, research: AccountResearch, as_of: date) -> tuple[ScoreTerm, ...]:
    """The terms of the account's score, one a kind (its strongest signal now), the largest first; the score is the sum
    of their points."""
    best: dict[str, ScoreTerm] = {}
    for signal in research.signals:
        priority = icp.signal(signal.kind)
        age = (as_of - signal.dated).days
        if priority is None or not 0 <= age <= priority.max_age_days:
            continue
        points = priority.priority * signal.strength * 0.5 ** (age / priority.half_life_days)
        term = ScoreTerm(
            kind=signal.kind, priority=priority.priority, strength=signal.strength, age_days=age,
            half_life_days=priority.half_life_days, points=round(points, 6),
        )  # fmt: skip
        if signal.kind not in best or term.points > best[signal.kind].points:
            best[signal.kind] = term
    return tuple(sorted(best.values(), key=lambda t: (-t.points, t.kind)))


def vetoes(research: AccountResearch, as_of: date | None = None) -> tuple[Fact, ...]:
    """The facts that hold a package for a person. With `as_of`, events of the year before that day and those without a
    date; a relationship and a competitor hold it whenever they were noted."""

    def recent(fact: Fact) -> bool:
        return as_of is None or fact.dated is None or (as_of - fact.dated).days <= VETO_MAX_AGE_DAYS

    return tuple(f for f in research.facts if f.kind in _AGELESS or (f.kind in VETO_KINDS and recent(f)))


def competitor(account: Account, icp: ICP, as_of: date) -> tuple[Source, Fact, str] | None:
    """That the ICP names the account's domain among the competitors, as a fact with its source and text."""
    domain = account.domain.casefold().removeprefix("www.")
    named = next((c for c in icp.competitors if domain == c or domain.endswith("." + c)), None)
    if named is None:
        return None
    text = f"{named} is one of the competitors that the ICP names"
    source = Source(
        id=short_id("icp.yaml", text), url="icp.yaml", title="our own ICP", sha256=sha256_hex(text),
        retrieved_at=datetime.combine(as_of, time.min, UTC), source_class="crm",
    )  # fmt: skip
    return source, Fact(id=short_id(source.id, "competitor"), source_id=source.id, kind="competitor", quote=text), text
