"""README and docs are true: their commands run, their links lead somewhere, their tables are those of the code."""

from __future__ import annotations

import re
import shlex
import sys
import types
from pathlib import Path
from typing import Any

import pytest
import typer

from hitl_kit import Workbench
from hitl_kit.cli import app
from hitl_kit.domain.plays import AngleLibrary
from hitl_kit.drafting import CHECKS
from hitl_kit.files import read_yaml

REPOSITORY = Path(__file__).parents[1]
PAGES = [REPOSITORY / "README.md", *sorted((REPOSITORY / "docs").glob("*.md"))]

FILES = {
    "my-accounts.csv": "Company,Site,Industry,Employees\nAlder Freight,alder-freight.example,Logistics,400\n"
    "Birch Bakery,birch.example,Food,80\n",
    "my-contacts.csv": "First Name,Last Name,Title,Email\nMara,Quist,VP Operations,mara.quist@alder-freight.example\n",
    "do-not-contact.csv": "email,reason\nsomebody@else.example,asked us\n",
    "my-signals.csv": "account,kind,dated,strength,quote,url,title,source_class\n"
    "alder-freight.example,expansion,{today},1,Alder Freight opened a new depot in Hull this month,"
    "https://alder-freight.example/news,Alder Freight newsroom,first-party\n",
    "outcomes.csv": "email,event,at\nmara.quist@alder-freight.example,sent,{now}\n",
}


def console_blocks(text: str) -> list[list[str]]:
    return [block.strip().splitlines() for block in re.findall(r"```console\n(.*?)```", text, re.DOTALL)]


def test_the_readme_opens_with_the_two_commands() -> None:
    blocks = console_blocks((REPOSITORY / "README.md").read_text())
    assert blocks[0] == ["make demo", "make test"]
    makefile = (REPOSITORY / "Makefile").read_text()
    assert re.search(r"^demo: .*\n\t@\$\(BIN\)/hitl demo$", makefile, re.MULTILINE)
    assert re.search(r"^test: .*\n\t\$\(BIN\)/python -m pytest", makefile, re.MULTILINE)


@pytest.mark.slow
def test_the_readmes_own_commands_run(hitl: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The section about one's own accounts, line by line in a fresh folder; what needs a browser or a shell apart."""
    from datetime import UTC, datetime

    now = datetime.now(UTC)
    for name, text in FILES.items():
        (tmp_path / name).write_text(text.format(today=now.date(), now=now.isoformat()))
    monkeypatch.chdir(tmp_path)
    for name in ("HITL_WORKSPACE", "HITL_DATABASE_URL"):
        monkeypatch.delenv(name, raising=False)
    (tmp_path / "campaigns").mkdir()
    lines = [line for block in console_blocks((REPOSITORY / "README.md").read_text()) for line in block]
    commands = [line for line in lines if line.startswith("hitl ") and line != "hitl lab"]
    assert len(commands) >= 10
    for line in commands:
        if line.startswith("hitl import outcomes"):
            _approve_everything()
        code, out, err = hitl(*shlex.split(line)[1:])
        assert code == 0, f"{line}\n{out}{err}"
        if line.startswith("hitl new"):
            _edit(tmp_path / "campaigns/nordics")
        if line.startswith("hitl queue"):
            assert "Alder" in out
    assert list(tmp_path.glob("reports/nordics/*/review.html"))


def _edit(folder: Path) -> None:
    """What the README asks for: one's own sender and words in the place of "change me"."""
    for path in folder.glob("*.yaml"):
        text = re.sub(r"change\.me@change-me", "sam@ours", path.read_text())
        path.write_text(text if path.name == "policy.yaml" else re.sub(r"(?i)change me", "Ours", text))


def _approve_everything() -> None:
    """The review between the two halves of the walk."""
    session = Workbench().campaign("nordics").session("Dana")
    assert [session.approve(package) for package in session.claim()]


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.name)
def test_links_lead_to_files(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", page.read_text()):
        assert (page.parent / target).exists(), f"{page.name} links to {target}"


def test_every_command_has_its_line() -> None:
    def names(prefix: str, command: object) -> list[str]:
        inner: dict[str, object] = getattr(command, "commands", {})
        return [n for key, value in inner.items() for n in names(f"{prefix} {key}", value)] if inner else [prefix]

    page = (REPOSITORY / "docs" / "commands.md").read_text()
    missing = [name for name in names("hitl", typer.main.get_command(app)) if f"`{name}" not in page]
    assert missing in ([], ["hitl approve"])


def test_the_table_of_checks_is_the_codes() -> None:
    page = (REPOSITORY / "docs" / "checkpoint-2-review.md").read_text()
    rows = re.findall(r"^\| ([^|]+) \| (block|warn|note) \| ([^|]+) \| ([^|]+) \|$", page, re.MULTILINE)
    assert rows == [(c.name, c.severity, c.proves, c.cannot) for c in CHECKS]


def test_the_tables_of_the_ledger_are_the_codes() -> None:
    from hitl_kit.ledger.tables import metadata

    page = (REPOSITORY / "docs" / "ledger.md").read_text()
    named = {name for row in re.findall(r"^\| (`[^|]+) \|", page, re.MULTILINE) for name in re.findall(r"`(\w+)`", row)}
    assert named == set(metadata.tables)


def test_the_table_of_sources_is_the_codes() -> None:
    from hitl_kit.research import CATALOG

    page = (REPOSITORY / "docs" / "sources.md").read_text()
    rows = re.findall(r"^\| ([^|]+) \| (local|web) \| ([^|]+) \| ([^|]+) \| ([^|]+) \|$", page, re.MULTILINE)
    assert rows == [(s.name, s.where, s.looks_at, s.needs, s.kinds) for s in CATALOG]


def test_the_example_source_works(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from hitl_kit.domain.accounts import Account

    page = (REPOSITORY / "docs" / "adding-a-source.md").read_text()
    code = re.findall(r"```python\n(.*?)```", page, re.DOTALL)[0]
    example = types.ModuleType("example")
    monkeypatch.setitem(sys.modules, "example", example)
    exec(code, example.__dict__)
    (tmp_path / "a.example.txt").write_text("They open a new depot in May.\nNothing else.\n")
    source = example.SalesNotes(tmp_path)
    assert source.read(Account(name="A", domain="a.example")).answer == "found"
    assert source.read(Account(name="B", domain="b.example")).answer == "not measured"


def test_nothing_names_a_machine() -> None:
    """No path of a developer's machine, and no host but examples and the loopback, in what people read."""
    for page in PAGES:
        assert not re.search(r"(?<![\w.])/(?:home|root|work|Users)/", page.read_text()), page.name


def test_the_demo_campaigns_figures_in_its_readme_are_true() -> None:
    text = (REPOSITORY / "campaigns/demo/README.md").read_text()
    accounts = (REPOSITORY / "campaigns/demo/accounts.csv").read_text().strip().splitlines()
    assert f"{len(accounts) - 1} companies" in text
    pages = list((REPOSITORY / "campaigns/demo/pages").glob("*.html"))
    assert f"{len(pages)} saved pages" in text
    library = read_yaml(REPOSITORY / "campaigns/demo/angles.yaml", AngleLibrary).value
    assert f"{len(library.angles)} angles, and {len(library.plays)} plays" in text
