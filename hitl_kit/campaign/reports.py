"""The reports of a workspace: which there are to make, how they are made, and whether one still holds."""

from __future__ import annotations

import tempfile
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from hitl_kit import retrospect
from hitl_kit.domain.base import utc_now
from hitl_kit.domain.errors import HitlError, InputError
from hitl_kit.domain.policy import Reports
from hitl_kit.reporting import How, Job, Outcome, Rendered, Told, render, render_many, untold
from hitl_kit.reporting.check import Check, compare, page_of
from hitl_kit.reporting.execute import Progress
from hitl_kit.reporting.index import PORTFOLIO, write_index
from hitl_kit.reporting.locks import alone
from hitl_kit.reporting.pdf import chromium
from hitl_kit.reporting.record import About, read_record
from hitl_kit.reporting.schedule import due_days, first_day, is_there
from hitl_kit.workspace import notebook_path

if TYPE_CHECKING:
    from .files import CampaignFiles
    from .workbench import Workbench


@dataclass(frozen=True)
class ReportRun:
    """What came of making reports: one outcome each, and the index that lists all there are. `busy` says that another
    run was making them, so that this one left them to it."""

    outcomes: tuple[Outcome, ...]
    index: Path
    busy: bool = False

    @property
    def failed(self) -> list[Outcome]:
        """Those that are not there."""
        return [o for o in self.outcomes if o.rendered is None]


def review_job(campaign: CampaignFiles, day: date, head: tuple[int, str]) -> Job:
    """The review of a campaign as of a day."""
    workspace = campaign.workbench.workspace
    files: dict[str, str] = {}
    with suppress(HitlError):  # a file that cannot be read fails in the notebook, which says where
        files = campaign.hashes()
    return Job(
        notebook_path("5_review_campaign.ipynb"),
        workspace.reports / campaign.slug / day.isoformat(),
        {"workspace": str(workspace.root), "campaign": campaign.slug, "as_of": day.isoformat()},
        About(kind="campaign", campaign=campaign.slug, as_of=day, head=head, files=files),
        title=f"Campaign review: {campaign.slug}, {day.isoformat()}",
    )


def portfolio_job(workbench: Workbench, day: date, head: tuple[int, str]) -> Job:
    """All campaigns side by side as of a day."""
    workspace = workbench.workspace
    return Job(
        notebook_path("6_review_portfolio.ipynb"),
        workspace.reports / PORTFOLIO / day.isoformat(),
        {"workspace": str(workspace.root), "as_of": day.isoformat()},
        About(kind="portfolio", as_of=day, head=head),
        name="portfolio",
        title=f"Portfolio, {day.isoformat()}",
    )


def make_one(campaign: CampaignFiles, day: date, *, pdf: bool = False, progress: Progress | None = None) -> Rendered:
    """One campaign's report, made in this process; HitlError names the cell that failed."""
    _has_come(day)
    if pdf:
        chromium()
    workbench = campaign.workbench
    job = replace(review_job(campaign, day, workbench.ledger.head()), pdf=pdf)
    try:
        with retrospect.ahead(workbench.ledger, campaign.slug, as_of=day) as reads:
            return render(job, progress=progress, environment=reads.environment)
    finally:
        write_index(workbench.workspace.reports)


def _has_come(day: date) -> None:
    """InputError for a day that is still to come; where it is already tomorrow, the day after today counts."""
    if day > utc_now().date() + timedelta(days=1):
        raise InputError(f"{day} has not come yet", mend="give a day up to today, or none")


def make_all(workbench: Workbench, day: date | None, how: How, told: Told = untold) -> ReportRun:
    """Every campaign's report and the portfolio's, as of a day."""
    day = day or utc_now().date()
    _has_come(day)
    head = workbench.ledger.head()
    jobs = [review_job(workbench.campaign(slug), day, head) for slug in workbench.campaigns()]
    if not jobs:
        raise InputError(f"{workbench.workspace.root} holds no campaigns", mend="hitl new SLUG")
    # the portfolio first: it reads every campaign, and as the last one it would keep the other processes waiting
    return _made(workbench, [portfolio_job(workbench, day, head), *jobs], how, told)


def make_due(workbench: Workbench, today: date | None, how: How, told: Told = untold) -> ReportRun:
    """The reports that the policies' schedules want and that are not there yet, and no other."""
    workspace = workbench.workspace
    with alone(workspace.reports) as free:
        if not free:
            return ReportRun((), workspace.reports / "index.html", busy=True)
        jobs = due(workbench, today or utc_now().date())
        return _made(workbench, jobs, how, told)


def due(workbench: Workbench, today: date) -> list[Job]:
    """The reports that are due on a day and not there yet, oldest first."""
    head = workbench.ledger.head()
    jobs: list[Job] = []
    days: set[date] = set()
    for slug in workbench.campaigns():
        campaign = workbench.campaign(slug)
        schedule = Reports()  # of a policy that cannot be read: its report fails, and says where
        with suppress(HitlError):
            schedule = campaign.policy.value.reports
        wanted = due_days(schedule, first_day(workbench.ledger, slug), today)
        days.update(wanted)
        jobs += [review_job(campaign, day, head) for day in wanted]
    jobs += [portfolio_job(workbench, day, head) for day in days]
    return sorted(
        (job for job in jobs if not is_there(job.html)), key=lambda job: (job.parameters["as_of"], job.out_dir)
    )


def _made(workbench: Workbench, jobs: list[Job], how: How, told: Told) -> ReportRun:
    if how.scheduler and workbench.workspace.database_url.startswith("sqlite"):
        raise InputError(
            "a scheduler's workers need a ledger that they all reach, and this one is a file",
            mend="move it to PostgreSQL (hitl backup, HITL_DATABASE_URL, hitl restore), or leave out --scheduler",
        )
    if how.pdf:
        chromium()  # before an hour is spent on the rest
        jobs = [replace(job, pdf=True) for job in jobs]
    outcomes = render_many(jobs, how, told=told)
    return ReportRun(tuple(outcomes), write_index(workbench.workspace.reports))


def check(workbench: Workbench, page: Path, progress: Progress | None = None) -> Check:
    """The report in that file made again, in a place of its own, as of its day; and how the two compare."""
    page = page_of(page)
    then = read_record(page)
    if then.failed:
        raise InputError(f"{page} shows a run that failed: there are no figures to check", mend="give a report's page")
    head = workbench.ledger.head()
    if then.kind == "campaign":
        job = review_job(workbench.campaign(then.campaign), then.as_of, head)
    else:
        job = portfolio_job(workbench, then.as_of, head)
    with tempfile.TemporaryDirectory(prefix="hitl-check-") as scratch:
        again = render(replace(job, out_dir=Path(scratch)), progress=progress)
        return compare(page, read_record(again.html), workbench.ledger)
