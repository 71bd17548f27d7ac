"""The course that vendors publish for such workflows, and ours beside it."""

from __future__ import annotations

import pandas as pd

from .course import Course, Week

PUBLISHED: dict[int, tuple[str, str, str]] = {
    1: ("50-60%", "40-50%", "60-90"),
    4: ("70-80%", "65-75%", "30-45"),
    12: ("80-90%", "80-90%", "10-20"),
}
"""Week → packages accepted, mails approved without edits, minutes of review a day: vendors' claims."""

COLUMNS = ["week", "accepted", "approved as it was", "minutes a day", "defects caught", "by itself", "rules"]
"""accepted, approved as it was and minutes: ours / what vendors claim / the arm that learns nothing."""


def beside(course: Course, without: Course | None) -> pd.DataFrame:
    """Each week of a simulation beside the vendors' figures for it and the arm that learns nothing."""
    rows = []
    for n, week in enumerate(course.weeks):
        other = without.weeks[n] if without else None
        published = PUBLISHED.get(week.number, ("", "", ""))
        ours = _figures(week)
        theirs = _figures(other) if other else ("", "", "")
        beside_each = [
            " / ".join(part or "-" for part in each) if without or any(published) else each[0]
            for each in zip(ours, published, theirs, strict=True)
        ]
        rows.append([week.number, *beside_each, _caught(week), _went(week), week.rules])
    return pd.DataFrame(rows, columns=COLUMNS)


def _figures(week: Week) -> tuple[str, str, str]:
    return _share(week.accepted_share), _share(week.as_is_share), f"{week.minutes_a_day:.0f}"


def _caught(week: Week) -> str:
    return f"{week.caught} of {week.planted}" if week.planted else "none planted"


def _went(week: Week) -> str:
    return f"{week.automatic}, {week.bad_automatic} bad" if week.automatic else "0"


def _share(value: float) -> str:
    return f"{value:.0%}" if value == value else ""
