"""Estimate: what a batch will probably cost, from questions that were counted and not asked, or from a pilot."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import ceil

import pandas as pd
import sqlalchemy as sa

from hitl_kit.domain.base import canonical_json
from hitl_kit.domain.errors import ModelStop
from hitl_kit.drafting.calls import PRICED_ON, Ask, Spending, Usage, cost_usd
from hitl_kit.drafting.calls.prices import BATCH
from hitl_kit.ledger import Ledger
from hitl_kit.ledger import tables as t

SAMPLE = 50
"""Packages whose questions are counted."""
COLUMNS = ["asked", "one_p50", "one_p95", "one_worst", "all_p50", "all_p95", "all_worst"]
_ENOUGH = 20
"""Earlier answers from which the length of the next ones is taken."""
_ASSUMED = (0.2, 0.5)
"""Without these: the share of its space that an answer fills, usually (p50) and seldom more than (p95)."""
_BYTES_A_TOKEN = 3
"""Where nobody counts: less than most texts have, so that the estimate is rather too high."""

Counting = Callable[[Sequence[Ask]], Sequence[int]]
"""Gives the input tokens of each question."""


@dataclass(frozen=True)
class Estimate:
    """Dollars of one package and of all `size`, a row of `table` (COLUMNS) for each way of asking: one by one, and in
    message batches. `basis` says in words what the figures rest on.

    The worst case of a package is that both answers fill their space, cannot be used, and are asked for once more with
    twice the space. All packages together cost the p95 only if each of them does.
    """

    size: int
    model: str
    sampled: int
    basis: tuple[str, ...]
    table: pd.DataFrame
    batches: bool
    """Whether the batch is to be asked in message batches."""

    @property
    def limit_usd(self) -> float:
        """A limit under which the batch will hardly stop: every package at its p95, and room for one worst case."""
        row = self.table.iloc[int(self.batches)]
        return ceil((float(row["all_p95"]) + float(row["one_worst"])) * 100) / 100


def estimate(
    asked: Sequence[Sequence[Ask]], size: int, spending: Spending, ledger: Ledger, count: Counting
) -> Estimate:
    """What `size` packages will probably cost, from the questions about a sample of them. Nothing is paid for."""
    questions = [ask for asks in asked for ask in asks]
    try:
        tokens, counted = list(count(questions)), "input tokens counted by the service"
    except ModelStop as stop:
        tokens = [len(canonical_json(a.params).encode()) // _BYTES_A_TOKEN for a in questions]
        counted = f"input tokens guessed from the length of the texts ({stop.message})"
    inputs = dict(zip((a.key for a in questions), tokens, strict=True))
    lengths, basis = _lengths(ledger, questions)
    usual, seldom, worst = zip(*(_package(asks, inputs, lengths) for asks in asked), strict=True)
    said = (f"{len(asked)} packages of this campaign, {counted}", *basis, "every input token at its full price")
    return _estimate(size, spending, len(asked), said, (_at(usual, 0.5), _at(seldom, 0.95), max(worst)))


def measured(costs: Sequence[float], asked: Sequence[Sequence[Ask]], size: int, spending: Spending) -> Estimate:
    """What `size` packages will probably cost, from what those of a pilot did cost, asked for as `spending` says."""
    whole = [cost / (BATCH if spending.batches else 1) for cost in costs]
    inputs = {ask.key: len(canonical_json(ask.params).encode()) for asks in asked for ask in asks}
    worst = max(_worst(asks, inputs) for asks in asked)
    said = (f"what the {len(costs)} packages of a pilot have cost",)
    return _estimate(size, spending, len(costs), said, (_at(whole, 0.5), _at(whole, 0.95), worst))


def paid(ledger: Ledger, batch_id: str, packages: Iterable[str]) -> dict[str, float]:
    """What each of these packages of a batch has cost so far; a call of unknown fate counts at its most."""
    c, s, wanted = t.call.c, t.settlement.c, set(packages)
    select = (
        sa.select(c.package_id, sa.func.sum(sa.func.coalesce(s.cost_usd, c.reserved_usd)).label("usd"))
        .outerjoin_from(t.call, t.settlement, sa.and_(s.key == c.key, s.attempt == c.attempt))
        .where(c.batch_id == batch_id)
        .group_by(c.package_id)
    )
    return {row["package_id"]: float(row["usd"]) for row in ledger.stream(select) if row["package_id"] in wanted}


def _estimate(
    size: int, spending: Spending, sampled: int, basis: tuple[str, ...], one: tuple[float, float, float]
) -> Estimate:
    rows = []
    for way, share in (("one by one", 1.0), ("in message batches", BATCH)):
        dollars = [usd * share for usd in one]
        rows.append([way, *dollars, *(usd * size for usd in dollars)])
    said = (*basis, f"prices of {PRICED_ON:%-d %B %Y}")
    return Estimate(size, spending.model, sampled, said, pd.DataFrame(rows, columns=COLUMNS), spending.batches)


def _lengths(ledger: Ledger, questions: Sequence[Ask]) -> tuple[dict[str, tuple[float, float]], tuple[str, ...]]:
    """The usual and the seldom exceeded number of tokens of an answer, by purpose, and what they are taken from."""
    lengths: dict[str, tuple[float, float]] = {}
    basis: list[str] = []
    for purpose, space in {a.purpose: int(a.params["max_tokens"]) for a in questions}.items():
        past = _past(ledger, purpose, questions[0].model)
        if len(past) >= _ENOUGH:
            lengths[purpose] = (_at(past, 0.5), _at(past, 0.95))
            basis.append(f"{purpose}: answers as long as {len(past):,} earlier ones")
        else:
            usual, seldom = (space * share for share in _ASSUMED)
            lengths[purpose] = (usual, seldom)
            basis.append(f"{purpose}: answers assumed to have {usual:,.0f} tokens, seldom over {seldom:,.0f}")
    return lengths, tuple(basis)


def _past(ledger: Ledger, purpose: str, model: str) -> list[int]:
    """How long the last answers of this workspace to such questions were, in tokens."""
    c, s = t.call.c, t.settlement.c
    select = (
        sa.select(s.output_tokens)
        .join_from(t.settlement, t.call, sa.and_(s.key == c.key, s.attempt == c.attempt))
        .where(c.purpose == purpose, c.model == model, s.state == "answered")
        .order_by(s.id.desc())
        .limit(1000)
    )
    return [int(row["output_tokens"]) for row in ledger.rows(select)]


def _package(
    asks: Sequence[Ask], inputs: Mapping[str, int], lengths: Mapping[str, tuple[float, float]]
) -> tuple[float, float, float]:
    """Dollars of one package: usually, seldom more than, and at worst. What is read is written about: the facts that
    one answer gives are in the next question."""
    usual = seldom = 0.0
    found = (0.0, 0.0)
    for ask in asks:
        length = lengths[ask.purpose]
        sent = inputs[ask.key]
        usual += cost_usd(ask.model, Usage(input=round(sent + found[0]), output=round(length[0])))
        seldom += cost_usd(ask.model, Usage(input=round(sent + found[1]), output=round(length[1])))
        found = length
    return usual, seldom, _worst(asks, inputs)


def _worst(asks: Sequence[Ask], inputs: Mapping[str, int]) -> float:
    dollars, found = 0.0, 0
    for ask in asks:
        sent, space = inputs[ask.key] + found, int(ask.params["max_tokens"])
        dollars += sum(cost_usd(ask.model, Usage(cache_write=sent, output=n * space)) for n in (1, 2))
        found = space
    return dollars


def _at(values: Sequence[float], share: float) -> float:
    return float(pd.Series(values, dtype=float).quantile(share))
