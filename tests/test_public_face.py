"""What `import hitl_kit` offers, and how quickly."""

from __future__ import annotations

import subprocess
import sys

import hitl_kit


def test_the_public_names_are_these() -> None:
    assert sorted(hitl_kit.__all__) == ["Campaign", "HitlError", "Workbench", "__version__"]
    assert all(hasattr(hitl_kit, name) for name in hitl_kit.__all__)


def test_importing_it_loads_no_notebook_machinery() -> None:
    """Kernels, papermill and widgets are loaded when they are used: a command must not wait for them."""
    heavy = "{'papermill', 'nbconvert', 'ipywidgets', 'anywidget', 'alembic', 'plotly', 'scipy'}"
    code = f"import sys, hitl_kit; print({heavy} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
