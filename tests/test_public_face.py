"""What `import hitl_kit` offers, and how quickly."""

from __future__ import annotations

import subprocess
import sys

import pytest

import hitl_kit


def test_the_public_names_are_these() -> None:
    assert sorted(hitl_kit.__all__) == ["Campaign", "HitlError", "Workbench", "__version__"]
    assert all(hasattr(hitl_kit, name) for name in hitl_kit.__all__)


def test_importing_it_loads_no_notebook_machinery() -> None:
    """Kernels, papermill and widgets are loaded when they are used: a command must not wait for them."""
    names = ("papermill", "nbconvert", "ipywidgets", "anywidget", "alembic", "plotly", "scipy", "IPython", "anthropic")
    heavy = repr(set(names))
    for code, unwanted in (
        ("import hitl_kit.cli", f"{heavy} | {{'pandas', 'sqlalchemy'}}"),
        ("from hitl_kit import Workbench", heavy),
    ):
        code = f"import sys; {code}; print(({unwanted}) & set(sys.modules))"
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
        assert done.stdout.strip() == "set()"


def test_what_is_not_there_is_told() -> None:
    with pytest.raises(AttributeError, match="no attribute 'Werkbank'"):
        hitl_kit.Werkbank  # noqa: B018
