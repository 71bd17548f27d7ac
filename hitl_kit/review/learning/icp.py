"""The real ICP beside the stated one: which features of a company drive verdicts, as proposals with their evidence."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from itertools import accumulate
from math import comb
from typing import Any

import pandas as pd

from hitl_kit.domain.accounts import Account
from hitl_kit.domain.icp import ICP, Rule

from .evidence import interval
from .mails import Mail

COLUMNS = [
    "feature", "value", "accepted", "judged", "share", "low", "high", "elsewhere", "stated", "proposal", "differs",
]  # fmt: skip
_LEAST = 4
_MOST_ACCEPTED = 0.5
_RATIO = 0.5
"""Companies are left out where they are accepted at most this part as often as the others."""
_CHANCE = 0.01
_TEXTS = ("industry", "country", "sub_industry", "region")
_NUMBERS = ("employees", "revenue")


@dataclass(frozen=True)
class Proposal:
    """A change to the ICP: a rule to add, and what speaks for it: of `judged` companies that it would leave out only
    `accepted` were accepted (exact 95% interval `low` to `high`), of the others the share `elsewhere` (at least
    `elsewhere_low`, the lower end of its interval)."""

    rule: Rule
    value: str
    accepted: int
    judged: int
    low: float
    high: float
    elsewhere: float
    elsewhere_low: float
    differs: tuple[str, ...]

    @property
    def words(self) -> str:
        """The proposal and its evidence in a sentence."""
        out = self.judged - self.accepted
        words = f"{out} of {self.judged} companies with {self.value} were rejected as not our ICP"
        return f"{self.rule.label}: {words}, of the others {1 - self.elsewhere:.0%}"


@dataclass(frozen=True)
class _Seen:
    account: Account
    accepted: bool
    reviewer: str


def proposals(mails: Sequence[Mail], icp: ICP) -> list[Proposal]:
    """Rules that the verdicts ask for, the best supported first. Each is found among the companies that those before it
    let through, so that one cause is not named twice. Only "not our ICP" counts against a company: a draft that was
    rejected for its words says nothing about whom it was for, nor does a company that the ICP leaves out by now."""
    named = [r.model_copy(update={"field": _name(r)}) for r in icp.firmographics]
    stated = [r for r in named if r.field in (*_TEXTS, *_NUMBERS)]
    seen = [
        _Seen(m.account, not (m.verdict == "reject" and m.reason == "not_icp"), m.reviewer)
        for m in mails
        if (m.let_go or m.reason != "relationship") and all(_passes(rule, m.account) for rule in stated)
    ]
    found: list[Proposal] = []
    while (best := _best(seen)) is not None and len(found) < 12:
        found.append(best)
        seen = [s for s in seen if _passes(best.rule, s.account)]
    return _merged(found)


def real_icp(mails: Sequence[Mail], icp: ICP) -> pd.DataFrame:
    """Every feature with the share of its companies that reviewers accept (with its interval), what the ICP states
    about it, and what is proposed."""
    proposed = proposals(mails, icp)
    rows: list[list[Any]] = []
    seen = [_Seen(m.account, not (m.verdict == "reject" and m.reason == "not_icp"), m.reviewer) for m in mails]
    overall = sum(s.accepted for s in seen) / len(seen) if seen else float("nan")
    for name in _TEXTS:
        by: dict[str, list[_Seen]] = defaultdict(list)
        for s in seen:
            by[str(getattr(s.account, name) or "")].append(s)
        for value, group in sorted(by.items(), key=lambda item: -len(item[1])):
            if value:
                words = next((p.words for p in proposed if p.rule.field == name and value in p.rule.none_of), "")
                rows.append([name, value, *_shares(group), overall, _stated(icp, name), words, ""])
    for p in proposed:
        if p.rule.field in _NUMBERS:
            k, n = p.accepted, p.judged
            rows.append([
                p.rule.field, p.value, k, n, k / n, p.low, p.high, p.elsewhere, _stated(icp, p.rule.field), p.words,
                "; ".join(p.differs),
            ])  # fmt: skip
    return pd.DataFrame(rows, columns=COLUMNS)


def _shares(group: Sequence[_Seen]) -> list[Any]:
    k, n = sum(s.accepted for s in group), len(group)
    return [k, n, k / n, *interval(k, n)]


def _stated(icp: ICP, name: str) -> str:
    return "; ".join(r.label for r in icp.firmographics if _name(r) == name) or "nothing"


def _name(rule: Rule) -> str:
    return rule.field.replace(" ", "_").lower()


@dataclass(frozen=True)
class _Cut:
    """Companies that a rule would leave out: of `n` of them `k` were accepted, of the `others` `kept`."""

    field: str
    end: str
    """Which end of the rule it is: "max", "min", or "none_of" for a value alone."""
    bound: float | str
    k: int
    n: int
    kept: int
    others: int

    @property
    def tells(self) -> bool:
        """Whether acceptance is rare among them, and far rarer than among the others."""
        if self.n < _LEAST or not self.others or self.k > _MOST_ACCEPTED * self.n:
            return False
        return self.k / self.n <= _RATIO * self.kept / self.others and self.chance <= _CHANCE

    @property
    def chance(self) -> float:
        """The chance of so few accepted ones if it made no difference."""
        return _chance(self.k, self.n, self.kept, self.others)

    def proposal(self, seen: Sequence[_Seen]) -> Proposal:
        """The rule with its evidence."""
        limit = (self.bound,) if self.end == "none_of" else self.bound
        rule = Rule.model_validate({"field": self.field, "if_missing": "pass", self.end: limit})
        more = "more" if self.end == "max" else "fewer"
        value = self.bound if isinstance(self.bound, str) else f"{more} than {self.bound:,.15g} {self.field}"
        out = [s for s in seen if not _passes(rule, s.account)]
        return Proposal(
            rule, value, self.k, self.n, *interval(self.k, self.n), self.kept / self.others,
            interval(self.kept, self.others)[0], _differing(out),
        )  # fmt: skip


def _best(seen: Sequence[_Seen]) -> Proposal | None:
    found = [cut for cut in _possible(seen) if cut.tells]
    best = max(found, key=lambda cut: (-cut.chance, cut.n), default=None)
    return best.proposal(seen) if best else None


def _possible(seen: Sequence[_Seen]) -> Iterator[_Cut]:
    total = sum(s.accepted for s in seen)

    def cut(field: str, end: str, bound: float | str, k: int, n: int) -> _Cut:
        return _Cut(field, end, bound, k, n, total - k, len(seen) - n)

    for name in _TEXTS:
        judged = Counter(str(getattr(s.account, name) or "") for s in seen)
        accepted = Counter(str(getattr(s.account, name) or "") for s in seen if s.accepted)
        for value in sorted(judged.keys() - {""}):
            yield cut(name, "none_of", value, accepted[value], judged[value])
    for name in _NUMBERS:
        pairs = sorted((float(v), s.accepted) for s in seen if (v := getattr(s.account, name)) is not None)
        known, upto = [v for v, _ in pairs], [0, *accumulate(accepted for _, accepted in pairs)]
        if len(known) < _LEAST or not upto[-1]:
            continue
        for bound in _cuts(known, [v for v, accepted in pairs if accepted]):
            high, low = bisect_right(known, bound), bisect_left(known, bound)
            yield cut(name, "max", bound, upto[-1] - upto[high], len(known) - high)
            yield cut(name, "min", bound, upto[low], low)


def _cuts(known: Sequence[float], taken: Sequence[float]) -> list[float]:
    """Values at which to divide: those of accepted companies near either end of them, where a bound may lie."""
    ends = sorted(taken)
    near = len(ends) // 8 + 3
    middle = [known[len(known) * q // 10] for q in range(1, 10)]
    return sorted({*ends[:near], *ends[-near:], *middle})


def _differing(out: Sequence[_Seen]) -> tuple[str, ...]:
    """Reviewers who accept such companies."""
    n = Counter(s.reviewer for s in out)
    k = Counter(s.reviewer for s in out if s.accepted)
    return tuple(f"{r} accepts {k[r]} of {n[r]}" for r in sorted(n) if n[r] >= 3 and k[r] > n[r] / 2)


@lru_cache(maxsize=20_000)
def _chance(k: int, n: int, kept: int, others: int) -> float:
    """The chance of so few accepted ones among those left out if it made no difference (Fisher, one-sided)."""
    accepted, seen = k + kept, n + others
    ways = sum(comb(accepted, j) * comb(seen - accepted, n - j) for j in range(max(0, n - seen + accepted), k + 1))
    return float(Fraction(ways, comb(seen, n)))


def _passes(rule: Rule, account: Account) -> bool:
    value = getattr(account, rule.field)
    if value is None or value == "":
        return True
    if rule.any_of or rule.none_of:
        named = str(value).casefold()
        unwanted = named in {v.casefold() for v in rule.none_of}
        return not unwanted and (not rule.any_of or named in {v.casefold() for v in rule.any_of})
    return (rule.min is None or value >= rule.min) and (rule.max is None or value <= rule.max)


def _merged(found: Sequence[Proposal]) -> list[Proposal]:
    """Of several bounds of one kind for a number, the last and tightest; each value of a text on its own."""
    kept: dict[tuple[str, str], Proposal] = {}
    for p in found:
        side = "max" if p.rule.max is not None else "min" if p.rule.min is not None else p.value
        earlier = kept.pop((p.rule.field, side), None)
        if earlier is not None:  # together they leave out all that either does
            n, k = p.judged + earlier.judged, p.accepted + earlier.accepted
            p = Proposal(p.rule, p.value, k, n, *interval(k, n), p.elsewhere, p.elsewhere_low, p.differs)
        kept[p.rule.field, side] = p
    return list(kept.values())
