"""One report: what it is made from, and the files that come of it."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hitl_kit.domain.errors import HitlError

from .execute import CellFailed, Progress, failed_path, run
from .html import INTERACTIVE, report_html
from .kernels import WaitingKernel
from .pdf import write_pdf
from .record import About, record
from .saved import replace, write_notebook
from .stack import quiet


@dataclass(frozen=True)
class Rendered:
    """Where a report lies: the executed notebook, the HTML made from it, and the PDF where one was asked for."""

    ipynb: Path
    html: Path
    pdf: Path | None = None


@dataclass(frozen=True)
class Job:
    """One report to be made: `out_dir/name.ipynb` and `.html` of the notebook run with these parameters.

    A job is plain data, so that another process can do it. `about` is what the page will say of itself.
    """

    notebook: Path
    out_dir: Path
    parameters: Mapping[str, Any]
    about: About | None = None
    name: str = "review"
    pdf: bool = False
    title: str = ""

    @property
    def html(self) -> Path:
        """Where the page will lie."""
        return self.out_dir / f"{self.name}.html"


@dataclass(frozen=True)
class Outcome:
    """What came of a job: the report, or why there is none and what mends it. `killed` says that a process died under
    it, so that another try may well succeed."""

    job: Job
    seconds: float
    rendered: Rendered | None = None
    error: str = ""
    mend: str = ""
    killed: bool = False


def render(
    job: Job, *, progress: Progress | None = None, waiting: WaitingKernel | None = None,
    environment: Mapping[str, str] | None = None,
) -> Rendered:  # fmt: skip
    """Make the report. It is replaced only if the notebook ran to its end; a failure is kept beside it as
    `NAME.failed.ipynb` and `.html`, and HitlError names the cell and the cause. A kernel that is started for it has
    `environment` besides this process's."""
    executed, page = job.out_dir / f"{job.name}.ipynb", job.html
    try:
        nb = run(
            job.notebook, executed, job.parameters, progress, waiting=waiting, without=INTERACTIVE,
            environment=environment,
        )  # fmt: skip
    except CellFailed as failure:
        replace(failed_path(page), _page(job, failure.notebook, failed=failure.message))
        raise
    write_notebook(nb, executed)
    page.with_suffix(".pdf").unlink(missing_ok=True)  # an earlier run's would stand beside other figures
    replace(page, _page(job, nb))  # last: where the page is new, all of it is
    failed_path(page).unlink(missing_ok=True)
    return Rendered(executed, page, write_pdf(page) if job.pdf else None)


def _page(job: Job, nb: Any, *, failed: str = "") -> str:
    about = record(job.about, job.notebook, failed=failed) if job.about else None
    with quiet():
        return report_html(nb, title=job.title or f"{job.notebook.stem} · {job.name}", about=about)


def outcome(job: Job, *, progress: Progress | None = None, waiting: WaitingKernel | None = None) -> Outcome:
    """The same with the error as a value: one report that fails does not stop the others."""
    begun = time.monotonic()
    try:
        rendered = render(job, progress=progress, waiting=waiting)
    except HitlError as error:
        killed = isinstance(error, CellFailed) and error.killed
        return Outcome(job, time.monotonic() - begun, error=error.message, mend=error.mend, killed=killed)
    return Outcome(job, time.monotonic() - begun, rendered)


def render_report(
    notebook: Path,
    out_dir: Path,
    parameters: Mapping[str, Any],
    *,
    name: str = "review",
    progress: Progress | None = None,
) -> Rendered:
    """The notebook run with these parameters: `out_dir/name.ipynb` and `.html`, replaced only if it ran to its end."""
    return render(Job(notebook, out_dir, parameters, name=name), progress=progress)
