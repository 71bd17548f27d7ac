"""Job boards: whom a company hires, from the boards that its careers page links to.

hiring (the source) · roles (which positions fit) · board (Posting, JobBoard and what the boards' files share)
and one file a board: ashby · greenhouse · lever · recruitee · smartrecruiters · workable
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from .ashby import Ashby
from .board import JobBoard, Posting
from .greenhouse import Greenhouse
from .hiring import HiringSource
from .lever import Lever, LeverEurope
from .recruitee import Recruitee
from .smartrecruiters import SmartRecruiters
from .workable import Workable

if TYPE_CHECKING:
    from ..http import Door

BOARDS: tuple[type[JobBoard], ...] = (Greenhouse, Lever, LeverEurope, Ashby, Workable, SmartRecruiters, Recruitee)


def job_boards(door: Door) -> tuple[JobBoard, ...]:
    """Every board that can be read."""
    return tuple(board(door) for board in BOARDS)


__all__ = [
    "BOARDS",
    "Ashby",
    "Greenhouse",
    "HiringSource",
    "JobBoard",
    "Lever",
    "LeverEurope",
    "Posting",
    "Recruitee",
    "SmartRecruiters",
    "Workable",
    "job_boards",
]
