"""Reports: a notebook run with parameters by papermill, and its HTML that opens offline."""

from .execute import Progress, execute_notebook
from .job import Job, Outcome, Rendered, render, render_report
from .many import TWO_WARM, How, Told, render_many, untold
from .parameters import checked_parameters

__all__ = [
    "TWO_WARM",
    "How",
    "Job",
    "Outcome",
    "Progress",
    "Rendered",
    "Told",
    "checked_parameters",
    "execute_notebook",
    "render",
    "render_many",
    "render_report",
    "untold",
]
