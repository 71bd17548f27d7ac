"""Checkpoint 4 of a campaign: what people decide about angles, signals and the campaign, and the report."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import TYPE_CHECKING, Any

import pandas as pd

from hitl_kit import pipeline, retrospect, routing
from hitl_kit.domain.base import after_day, as_day, utc_now
from hitl_kit.domain.decisions import AngleDecision, AngleVerdict, Course
from hitl_kit.retrospect.advice import campaign_recommendation, signal_recommendation

from .reports import make_one
from .weighing import Weighing

if TYPE_CHECKING:
    from hitl_kit.reporting import Rendered
    from hitl_kit.widgets import DecisionPanel, Review


class Deciding(Weighing):
    """What people make of it. Each decision keeps the evidence that stood then."""

    def decide(
        self, angle: str, verdict: AngleVerdict, *, by: str = "", reason: str, as_of: date | str | None = None
    ) -> AngleDecision:
        """Record what the user, or whom `by` names, decides about an angle, with the evidence that stands now.

        A retired angle is drafted with no more, and its drafts that wait are held until it is brought back.
        """
        name = self._decider(by)
        metrics = self.metrics(as_of)
        return retrospect.decide_angle(
            self._ledger, self.slug, angle, verdict, by=name, reason=reason,
            evidence=_angle_evidence(metrics, angle), known_angles={a.id for a in self.library.value.angles},
        )  # fmt: skip

    def decide_signal(
        self, signal: str, verdict: str, *, by: str = "", reason: str, as_of: date | str | None = None
    ) -> Course:
        """Record what is decided about a kind of signal: prioritise, keep or drop. icp.yaml, which holds the
        priorities, is for people to change."""
        name = self._decider(by)
        metrics = self.metrics(as_of)
        evidence = _head(metrics) | _row(metrics.by("signal"), "signal", signal)
        weighed = retrospect.signals_compared(metrics.touches, metrics.today)
        if signal in weighed.index:
            row = weighed.loc[[signal]].iloc[0]
            evidence |= {"evidence": row.to_dict(), "recommended": signal_recommendation(row)}
        kinds = {s.kind for s in self.icp.value.signals}
        return retrospect.decide_course(
            self._ledger, self.slug, "signal", signal, verdict, by=name, reason=reason, evidence=evidence, known=kinds
        )

    def decide_campaign(self, verdict: str, *, by: str = "", reason: str, as_of: date | str | None = None) -> Course:
        """Record whether the campaign is to scale, or to calibrate before more is sent."""
        name = self._decider(by)
        metrics = self.metrics(as_of)
        word, why = campaign_recommendation(metrics)
        steps = dict(zip(metrics.funnel["step"], metrics.funnel["packages"], strict=True))
        evidence = _head(metrics) | {"funnel": steps, "recommended": word, "why": why}
        return retrospect.decide_course(
            self._ledger, self.slug, "campaign", self.slug, verdict, by=name, reason=reason, evidence=evidence
        )

    def angle_decisions(self, as_of: date | str | None = None) -> pd.DataFrame:
        """The decision that stands about each angle."""
        return self.metrics(as_of).decisions[["angle", "verdict", "by", "reason", "at", "recommended", "against"]]

    def courses(self) -> pd.DataFrame:
        """Every decision about signals and about the campaign as a whole, oldest first."""
        return retrospect.courses(self._ledger, self.slug)

    def held_drafts(self) -> pd.DataFrame:
        """The drafts that are held because people retired their angle."""
        return retrospect.held_drafts(self._ledger, self.slug)

    def review_page(self, as_of: date | str | None = None) -> Review:
        """Everything that the report of that day (today if not given) shows, counted once."""
        from hitl_kit.widgets import Review

        with ThreadPoolExecutor(1) as pool:
            counting = pool.submit(self.metrics, as_of)  # mostly the database's work, beside which files are read
            listed, kinds = [a.id for a in self.library.value.angles], [s.kind for s in self.icp.value.signals]
            files = self.hashes()
            metrics = counting.result()
        angles, signals = retrospect.both_compared(metrics.touches, metrics.today)
        return Review(
            metrics=metrics,
            angles=angles,
            signals=signals,
            listed=listed,
            kinds=kinds,
            held=metrics.held,
            files=files,
            levels=routing.levels_told(self._ledger, self.slug, head=metrics.head[0], before=after_day(metrics.today)),
        )

    def decision_panel(self, as_of: date | str | None = None) -> DecisionPanel:
        """Every angle and signal with its evidence, and where a person says what becomes of it."""
        from hitl_kit.widgets import DecisionPanel, choices

        def decide(key: str, verdict: str, by: str, reason: str) -> str:
            about, _, subject = key.rpartition(":")
            if about == "signal":
                return self.decide_signal(subject, verdict, by=by, reason=reason, as_of=as_of).words
            if about == "campaign":
                return self.decide_campaign(verdict, by=by, reason=reason, as_of=as_of).words
            return self.decide(key, verdict, by=by, reason=reason, as_of=as_of).words  # type: ignore[arg-type]

        return DecisionPanel(choices(self.review_page(as_of)), decide, name=self._ledger.identity or "")

    def report(
        self, as_of: date | str | None = None, *, pdf: bool = False, progress: pipeline.Progress = pipeline.silent
    ) -> Rendered:
        """Render the campaign review to reports/<slug>/<date>/review.{ipynb,html}, and a PDF if it is wanted."""
        day = as_day(as_of) or utc_now().date()
        return make_one(self, day, pdf=pdf, progress=lambda done, total: progress("report", done, total))

    def _decider(self, by: str) -> str:
        """The name to record; NotAllowed where the policy gives decisions to other roles."""
        name = self.workbench.signer(by)
        self.authority().require("decide", name)
        return name


def _head(metrics: retrospect.Metrics) -> dict[str, Any]:
    return {"head": list(metrics.head)}


def _angle_evidence(metrics: retrospect.Metrics, angle: str) -> dict[str, Any]:
    """The angle's row of the review as it stands, its row of the evidence, and the ledger's head."""
    evidence = _head(metrics) | _row(metrics.by_angle, "angle", angle)
    weighed = retrospect.angles_compared(metrics.touches, metrics.today)
    if angle in weighed.index:
        row = weighed.loc[[angle]].iloc[0]
        evidence |= {"evidence": row.to_dict() | {"of": len(weighed)}, "recommended": str(row["label"])}
    return evidence


def _row(frame: pd.DataFrame, column: str, name: str) -> dict[str, Any]:
    rows = frame[frame[column] == name]
    return {str(k): v for k, v in rows.iloc[0].items()} if len(rows) else {}
