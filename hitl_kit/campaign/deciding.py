"""Checkpoint 4 of a campaign: outcomes, figures, decisions about angles, and the report."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from hitl_kit import pipeline, retrospect
from hitl_kit.domain.base import as_day
from hitl_kit.domain.decisions import AngleDecision, AngleVerdict
from hitl_kit.files import ImportResult
from hitl_kit.workspace import notebook_path

from .files import Mapped
from .replying import Replying

if TYPE_CHECKING:
    from hitl_kit.reporting import Rendered
    from hitl_kit.widgets import DecisionPanel


class Deciding(Replying):
    """What became of the mails, and what people make of it."""

    def import_outcomes(self, path: str | Path, mapping: Mapped = None, *, encoding: str = "utf-8") -> ImportResult:
        """What became of the mails, from the sending tool's export."""
        return retrospect.import_outcomes(
            self._ledger, self.slug, Path(path), actor=self._user, mapping=mapping, encoding=encoding
        )

    def metrics(self, as_of: date | str | None = None) -> retrospect.Metrics:
        """Every figure of the campaign as of that day (today if not given)."""
        target = self.policy.value.review.target_seconds
        return retrospect.collect(self._ledger, self.slug, as_of=as_day(as_of), target_seconds=target)

    def decide(
        self, angle: str, verdict: AngleVerdict, *, by: str = "", reason: str, as_of: date | str | None = None
    ) -> AngleDecision:
        """Record what the user, or whom `by` names, decides about an angle, with the evidence that stands now."""
        name = self.workbench.signer(by)
        self.authority().require("decide", name)
        return retrospect.decide_angle(
            self._ledger, self.slug, angle, verdict, by=name, reason=reason,
            evidence=self._evidence(angle, as_of), known_angles={a.id for a in self.library.value.angles},
        )  # fmt: skip

    def _evidence(self, angle: str, as_of: date | str | None) -> dict[str, Any]:
        """The angle's row of the review as it stands, and the ledger's head that it was counted at."""
        metrics = self.metrics(as_of)
        rows = metrics.by_angle[metrics.by_angle["angle"] == angle]
        return {"head": list(metrics.head)} | ({str(k): v for k, v in rows.iloc[0].items()} if len(rows) else {})

    def angle_decisions(self, as_of: date | str | None = None) -> pd.DataFrame:
        """The decision that stands about each angle."""
        return self.metrics(as_of).decisions[["angle", "verdict", "by", "reason", "at"]]

    def decision_panel(self, as_of: date | str | None = None) -> DecisionPanel:
        """Every angle with its figures, and where a person says keep, scale, watch or retire."""
        from hitl_kit.widgets import DecisionPanel, angle_choices

        choices = angle_choices(self.metrics(as_of), [a.id for a in self.library.value.angles])

        def decide(angle: str, verdict: AngleVerdict, by: str, reason: str) -> str:
            return self.decide(angle, verdict, by=by, reason=reason, as_of=as_of).words

        return DecisionPanel(choices, decide)

    def report(self, as_of: date | str | None = None, *, progress: pipeline.Progress = pipeline.silent) -> Rendered:
        """Render the campaign review to reports/<slug>/<date>/review.{ipynb,html}."""
        from hitl_kit.reporting import render_report

        day = as_day(as_of) or datetime.now(UTC).date()
        return render_report(
            notebook_path("5_review_campaign.ipynb"),
            self.workbench.workspace.reports / self.slug / day.isoformat(),
            {"workspace": str(self.workbench.workspace.root), "campaign": self.slug, "as_of": day.isoformat()},
            progress=lambda done, total: progress("report", done, total),
        )
