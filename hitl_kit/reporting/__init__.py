"""Reports: a notebook run with parameters by papermill, and its HTML that opens offline."""

from .execute import Progress, Rendered, checked_parameters, execute_notebook, render_report

__all__ = ["Progress", "Rendered", "checked_parameters", "execute_notebook", "render_report"]
