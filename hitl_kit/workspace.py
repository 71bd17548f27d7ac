"""Workspace: the folder that holds campaigns, reports and the ledger, and the files that hitl-kit brings along."""

from __future__ import annotations

import os
import re
import shutil
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from hitl_kit.domain.errors import InputError

_PACKAGE = Path(__file__).parent
_SLUG = re.compile(r"[a-z0-9][a-z0-9_-]{0,59}")
_NAMED = r'"campaign = \"demo\"'  # as a notebook's file has it
_RESERVED = {"ledger"}  # `hitl export ledger`


@dataclass(frozen=True)
class Workspace:
    """The folder of one team: `campaigns/`, `reports/`, `notebooks/` and the ledger's file."""

    root: Path

    @classmethod
    def find(cls, start: str | Path | None = None) -> Workspace:
        """The given folder; else HITL_WORKSPACE; else the nearest folder upwards that holds `campaigns/`."""
        given = start or os.environ.get("HITL_WORKSPACE")
        if given:
            return cls(Path(given).expanduser().resolve())
        here = Path.cwd()
        return cls(next((p for p in (here, *here.parents) if (p / "campaigns").is_dir()), here))

    @property
    def campaigns(self) -> Path:
        """Where people write: one folder a campaign."""
        return self.root / "campaigns"

    @property
    def reports(self) -> Path:
        """Where reports are rendered: reports/<slug>/<date>/."""
        return self.root / "reports"

    @property
    def notebooks(self) -> Path:
        """The workspace's own copies of the notebooks."""
        return self.root / "notebooks"

    @property
    def database_url(self) -> str:
        """HITL_DATABASE_URL, or the file hitl.db at the workspace's root."""
        path = quote(str(self.root / "hitl.db"))  # a folder's name may hold what has a meaning in an address
        return os.environ.get("HITL_DATABASE_URL") or f"sqlite:///{path}"

    def campaign_folder(self, slug: str) -> Path:
        """The folder of a campaign; InputError if there is none of that name."""
        folder = self.campaigns / check_slug(slug)
        if not folder.is_dir():
            known = ", ".join(self.slugs()) or "none yet"
            raise InputError(f"there is no campaign '{slug}' in {self.root} (there: {known})", mend=f"hitl new {slug}")
        return folder

    def slugs(self) -> list[str]:
        """The campaigns that this workspace holds."""
        if not self.campaigns.is_dir():
            return []
        return sorted(p.name for p in self.campaigns.iterdir() if p.is_dir() and _SLUG.fullmatch(p.name))

    def new_campaign(self, slug: str) -> Path:
        """A campaign folder with commented starter files; InputError if it is there already."""
        folder = self.campaigns / check_slug(slug)
        if folder.exists():
            raise InputError(f"{folder} is there already", mend="choose another name, or edit the files in it")
        _copy_whole(_PACKAGE / "starter", folder)
        self.add_notebooks(slug)
        return folder

    def add_demo(self) -> Path:
        """The bundled demo campaign, copied in unless it is there."""
        folder = self.campaigns / "demo"
        if not folder.exists():
            _copy_whole(_bundled("campaigns/demo"), folder)
        self.add_notebooks()
        return folder

    def add_notebooks(self, slug: str = "demo") -> None:
        """The six notebooks, copied in where they are missing, about this campaign; a person's own changes stay."""
        source = _bundled("notebooks")
        if source.resolve() == self.notebooks.resolve():
            return
        self.notebooks.mkdir(parents=True, exist_ok=True)
        for notebook in sorted(source.glob("*.ipynb")):
            if not (self.notebooks / notebook.name).exists():
                text = notebook.read_text(encoding="utf-8").replace(_NAMED, _NAMED.replace("demo", slug))
                (self.notebooks / notebook.name).write_text(text, encoding="utf-8", newline="\n")


def check_slug(slug: str) -> str:
    """The slug itself; InputError if it would not do as a folder's name."""
    if not _SLUG.fullmatch(slug):
        raise InputError(f"'{slug}' cannot name a campaign", mend="use lower-case letters, digits, '-' and '_'")
    if slug in _RESERVED:
        raise InputError(f"'{slug}' means something else to a command", mend="choose another name")
    return slug


def notebook_path(name: str) -> Path:
    """A notebook as hitl-kit brings it, for rendering a report."""
    return _bundled("notebooks") / name


def _bundled(name: str) -> Path:
    """A file that stands at the top of a checkout, and inside an installed package."""
    installed = _PACKAGE / "_bundled" / name
    return installed if installed.exists() else _PACKAGE.parent / name


def _copy_whole(source: Path, target: Path) -> None:
    """Copy a folder so that it is there whole or not at all."""
    partial = target.with_name(f".{target.name}.partial")
    shutil.rmtree(partial, ignore_errors=True)
    shutil.copytree(source, partial, ignore=shutil.ignore_patterns("__pycache__", ".*", "*.rejects.csv"))
    partial.rename(target)
