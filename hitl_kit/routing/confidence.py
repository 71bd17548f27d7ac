"""Confidence as a number: the chance that a person approves a draft as it stands, fitted to verdicts on earlier drafts
and held against later ones. Before there are 200 of them it is a band and no number; a model is never asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import orjson
import sqlalchemy as sa

from hitl_kit.domain.packages import Confidence, Package
from hitl_kit.ledger import Ledger
from hitl_kit.ledger import tables as t

if TYPE_CHECKING:
    from sklearn.linear_model import LogisticRegression

Floats = npt.NDArray[np.float64]
Features = Mapping[str, float]

ENOUGH = 200
"""Verdicts before confidence is a number …"""
EACH = 20
"""… of which so many are of the rarer kind."""
_FITTED, _SCALED = 0.5, 0.75
"""The earlier half fits the features, the next quarter the scale, and the last quarter is held back to judge both."""
_EDGE = 1e-4
_BINS = 10


@dataclass(frozen=True)
class Reliability:
    """How the number did on later drafts that it was not fitted to: n of them, the expected calibration error (over
    ten bins of equal width), the Brier score and that of the mean alone, and each bin as (mean number, approved, n)."""

    n: int
    ece: float
    brier: float
    brier_of_mean: float
    bins: tuple[tuple[float, int, int], ...]


@dataclass(frozen=True)
class Calibration:
    """The fitted model, how many verdicts it rests on and how it did on those held back."""

    names: tuple[str, ...]
    fitted_on: int
    reliability: Reliability
    _model: LogisticRegression
    _scale: LogisticRegression

    def number(self, package: Package) -> float:
        """The chance that a person approves this draft as it stands."""
        return float(self._numbers([features(package.model_dump(mode="json"))])[0])

    def of(self, package: Package) -> Confidence | None:
        """The package's confidence with its number, in words too; None where it has none."""
        if package.confidence is None:
            return None
        number = round(self.number(package), 3)
        basis = (
            f"{package.confidence.basis}; drafts like it are approved as they are in {number:.0%} of cases"
            f" (fitted to {self.fitted_on:,} verdicts)"
        )
        return package.confidence.model_copy(update={"number": number, "basis": basis})

    def _numbers(self, rows: Sequence[Features]) -> Floats:
        return _chances(self._scale, _logit(_chances(self._model, _matrix(rows, self.names))))


@dataclass(frozen=True)
class TooFew:
    """Why confidence is no number yet: so many verdicts, and of them so many approved as they were."""

    n: int
    as_they_were: int

    @property
    def words(self) -> str:
        """The reason in a sentence."""
        rarer = min(self.as_they_were, self.n - self.as_they_were)
        return (
            f"{self.n} of {ENOUGH} verdicts, {rarer} of {EACH} of the rarer kind"
            f" ({self.as_they_were} approved as they were): confidence is a band until then"
        )


def features(content: Mapping[str, Any]) -> dict[str, float]:
    """What the number goes by, from a package's content: what each check found, the band, the sources behind the draft,
    the play and the drafter. Nothing that a model says about itself."""
    found: dict[str, float] = {}
    for finding in content["findings"]:
        if finding["severity"] != "note":
            found[f"check {finding['check']}"] = 1.0
            found[finding["severity"]] = found.get(finding["severity"], 0.0) + 1.0
    draft, confidence, research = content["draft"], content.get("confidence") or {}, content["research"]
    found[f"band {confidence.get('band', '')}"] = 1.0
    found[f"play {draft['play_id']}"] = 1.0
    found[f"drafter {draft['drafter'].partition(' ')[0]}"] = 1.0
    cited = {i for segment in draft["segments"] for i in segment["fact_ids"]}
    behind = {f["source_id"] for f in research["facts"] if f["id"] in cited}
    classes = {s["source_class"] for s in research["sources"] if s["id"] in behind}
    found |= {f"source {name}": 1.0 for name in classes}
    found["sources"] = float(min(len(behind), 5))
    ages = [term["age_days"] for term in content["score_terms"]]
    found["weeks since the signal"] = min(min(ages, default=0), 90) / 7
    return found


def calibrate(ledger: Ledger, campaign: str, *, simulated: bool = False) -> Calibration | TooFew:
    """The number's model from every verdict that stands, in the order in which they were given."""
    p, s, d = t.package, t.standing, t.decision
    decided = ["approved", "edited", "rejected"]
    where = (
        s.c.campaign == campaign, s.c.simulated == simulated, s.c.status.in_(decided),
        s.c.decider.in_(["human", "spot-check"]), p.c.content_sha256 != "", d.c.simulated == simulated,
    )  # fmt: skip
    base: sa.Select[Any] = (
        sa.select(p.c.id).join(s, s.c.package_id == p.c.id).join(d, d.c.id == s.c.decision_id).where(*where)
    )
    good = sa.and_(s.c.status == "approved", d.c.content_sha256 == p.c.content_sha256)
    good_ones = sa.func.sum(sa.case((good, 1), else_=0))
    columns: list[Any] = [sa.func.count().label("n"), good_ones.label("good")]
    counted = ledger.rows(base.with_only_columns(*columns))[0]
    n, as_they_were = int(counted["n"]), int(counted["good"] or 0)
    if n < ENOUGH or min(as_they_were, n - as_they_were) < EACH:
        return TooFew(n, as_they_were)
    select = base.with_only_columns(p.c.content, sa.case((good, 1), else_=0).label("good")).order_by(d.c.event, d.c.id)
    rows, outcomes = [], []
    for row in ledger.stream(select):
        content = orjson.loads(row["content"])
        if content.get("contact"):  # an erasure takes the findings away
            rows.append(features(content))
            outcomes.append(int(row["good"]))
    return fit(rows, outcomes) or TooFew(n, as_they_were)


def fit(rows: Sequence[Features], outcomes: Sequence[int]) -> Calibration | None:
    """The model for drafts with these features and whether each was approved as it was, in the order of time. None
    where a part of them holds one kind alone."""
    from sklearn.linear_model import LogisticRegression

    y = np.asarray(outcomes)
    half, quarter = int(len(y) * _FITTED), int(len(y) * _SCALED)
    parts = (slice(0, half), slice(half, quarter), slice(quarter, None))
    if any(len(np.unique(y[part])) < 2 for part in parts):
        return None
    names = tuple(sorted({name for row in rows[:half] for name in row}))
    x = _matrix(rows, names)
    model = LogisticRegression(C=1.0, max_iter=5000).fit(x[parts[0]], y[parts[0]])
    scale = LogisticRegression(C=1e3, max_iter=5000)
    scale.fit(_logit(model.predict_proba(x[parts[1]])[:, 1]), y[parts[1]])
    shown = scale.predict_proba(_logit(model.predict_proba(x[parts[2]])[:, 1]))[:, 1]
    return Calibration(names, quarter, reliability(shown, y[parts[2]]), model, scale)


def reliability(numbers: npt.ArrayLike, outcomes: npt.ArrayLike) -> Reliability:
    """How numbers fared against what people said of the same drafts (1: approved as it was)."""
    p, y = np.asarray(numbers, dtype=float), np.asarray(outcomes, dtype=float)
    place = np.minimum((p * _BINS).astype(int), _BINS - 1)
    bins = []
    error = 0.0
    for number in np.unique(place):
        inside = place == number
        bins.append((float(p[inside].mean()), int(y[inside].sum()), int(inside.sum())))
        error += inside.mean() * abs(p[inside].mean() - y[inside].mean())
    return Reliability(
        len(y), float(error), float(((p - y) ** 2).mean()), float(y.mean() * (1 - y.mean())), tuple(bins)
    )  # fmt: skip


def _matrix(rows: Sequence[Features], names: Sequence[str]) -> Floats:
    return np.asarray([[row.get(name, 0.0) for name in names] for row in rows], dtype=float).reshape(-1, len(names))


def _chances(model: LogisticRegression, x: Floats) -> Floats:
    """What `predict_proba` gives, without its look at the input, which takes a hundred times as long as one draft."""
    from scipy.special import expit

    return np.asarray(expit(x @ model.coef_[0] + model.intercept_[0]))


def _logit(share: Floats) -> Floats:
    clipped = np.clip(share, _EDGE, 1 - _EDGE)
    return np.asarray(np.log(clipped / (1 - clipped))).reshape(-1, 1)
