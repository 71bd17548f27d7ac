"""reports/index.html: every report of the workspace on one page, newest first, which opens offline."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from importlib import resources
from pathlib import Path
from urllib.parse import quote

from hitl_kit.domain.base import as_day
from hitl_kit.domain.errors import InputError

from .execute import failed_path
from .locks import in_turn
from .record import Record, read_record
from .saved import replace

PORTFOLIO = "_portfolio"
"""The folder of the portfolio's reports: no campaign can have that name."""
_PAGES = ("review.html", "portfolio.html")


@dataclass(frozen=True)
class Listed:
    """One line of the index: where a report lies, what it says of itself, and why the last run failed if it did."""

    page: Path
    day: str
    name: str
    record: Record | None
    failed: str


def listed(reports: Path) -> list[Listed]:
    """Every report, and every run that failed: newest day first, the portfolio before the campaigns."""
    found = []
    for folder in reports.glob("*/*/"):
        if not _is_day(folder.name):
            continue
        for name in _PAGES:
            page = folder / name
            failed = failed_path(page)
            if page.exists() or failed.exists():
                about = _record(page)
                failure = _record(failed)
                found.append(Listed(page, folder.name, folder.parent.name, about, failure.failed if failure else ""))
    found.sort(key=lambda line: (line.name != PORTFOLIO, line.name))
    return sorted(found, key=lambda line: line.day, reverse=True)


def _is_day(name: str) -> bool:
    try:
        return as_day(name) is not None
    except InputError:
        return False


def _record(page: Path) -> Record | None:
    try:
        return read_record(page) if page.exists() else None
    except InputError:
        return None


def write_index(reports: Path) -> Path:
    """The index made anew, whole or as it was; of two that write it at once, the second knows what the first does."""
    with in_turn(reports):
        out = reports / "index.html"
        replace(out, _page(listed(reports), reports))
        return out


def _page(lines: list[Listed], reports: Path) -> str:
    broken = sum(1 for line in lines if line.failed)
    words = f"{len(lines):,} report{'s' * (len(lines) != 1)}" + (f", {broken:,} with a failed run" if broken else "")
    days: dict[str, list[Listed]] = {}
    for line in lines:
        days.setdefault(line.day, []).append(line)
    body = "".join(
        f'<tbody><tr class="day"><th colspan="4" scope="rowgroup">{escape(_day(day))}</th></tr>'
        + "".join(_row(line, reports) for line in found)
        + "</tbody>"
        for day, found in days.items()
    )
    table = (
        "<table><thead><tr><th>Report</th><th>Made (UTC)</th><th>Ledger event</th><th>Files</th></tr></thead>"
        f"{body}</table>"
        if lines
        else "<p>No report yet: <code>hitl report SLUG</code> makes one.</p>"
    )
    style = "".join(
        resources.files(__package__).joinpath(name).read_text(encoding="utf-8") for name in ("page.css", "index.css")
    )
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>Reports</title>\n<style>\n{style}</style>\n</head>\n<body>\n<main>\n<h1>Reports</h1>\n"
        f'<p class="muted">{escape(words)}. A report\'s figures go up to the end of the day that it stands under.</p>\n'
        f"{table}\n</main>\n</body>\n</html>\n"
    )


def _day(day: str) -> str:
    found = as_day(day)
    return f"{found:%A}, {found.day} {found:%B %Y}" if found else day


def _row(line: Listed, reports: Path) -> str:
    about = line.record
    name = "Portfolio" if line.name == PORTFOLIO else line.name
    there = line.page.exists()
    title = _link(line.page, reports, name) if there else escape(name)
    badges = []
    if about and about.simulated:
        badges.append(f'<span class="badge sim" title="{escape(about.simulated)}">simulated</span>')
    if line.failed:
        badges.append(f'<span class="badge bad">{"last run failed" if there else "failed"}</span>')
    cause = ""
    if line.failed:
        kept = "\nThe report of before stands." if there else ""
        cause = f'<div class="cause">{escape(line.failed)}{kept}</div>'
    made = f"{about.rendered_at:%Y-%m-%d %H:%M}" if about else ""
    event = f'<span title="{escape(about.head[1])}">{about.head[0]:,}</span>' if about else ""
    files = [
        (line.page.with_suffix(".ipynb"), "notebook"),
        (line.page.with_suffix(".pdf"), "PDF"),
        (failed_path(line.page), "what failed"),
        (failed_path(line.page.with_suffix(".ipynb")), "its notebook"),
    ]
    links = " · ".join(_link(path, reports, words) for path, words in files if path.exists())
    return f"<tr><td>{title} {' '.join(badges)}{cause}</td><td>{made}</td><td>{event}</td><td>{links}</td></tr>"


def _link(path: Path, reports: Path, words: str) -> str:
    return f'<a href="{escape(quote(path.relative_to(reports).as_posix()))}">{escape(words)}</a>'
