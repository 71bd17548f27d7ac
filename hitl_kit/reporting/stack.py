"""The notebook stack (papermill, nbclient, nbformat), kept quiet."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def quiet() -> Iterator[None]:
    """No notices from the notebook stack: what matters to the reader of a report is raised as an error."""
    log = logging.getLogger("papermill")
    level = log.level
    log.setLevel(logging.CRITICAL + 1)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        warnings.simplefilter("ignore", PendingDeprecationWarning)
        try:
            yield
        finally:
            log.setLevel(level)


def literal(path: Path) -> str:
    """The path as papermill reads it: it would fill in {braces}."""
    return str(path).replace("{", "{{").replace("}", "}}")
