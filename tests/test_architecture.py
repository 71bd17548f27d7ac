"""The floors of the design: imports run one way, and stages do not touch."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "hitl_kit"

STAGES = ("targeting", "research", "drafting", "routing", "review", "delivery", "replies", "retrospect")
BELOW: dict[str, set[str]] = {"domain": set(), "files": {"domain"}, "ledger": {"domain"}, "workspace": {"domain"}}
BELOW |= {stage: {"domain", "files", "ledger"} for stage in STAGES}
BELOW["pipeline"] = {"domain", "files", "ledger", *STAGES}
BELOW["widgets"] = {*BELOW["pipeline"], "pipeline"}
BELOW["reporting"] = {"domain", "files", "ledger", "workspace"}
BELOW["campaign"] = {*BELOW["widgets"], "widgets", "reporting", "workspace"}
BELOW["simulation"] = {*BELOW["pipeline"], "pipeline", "campaign", "workspace"}
BELOW["doctor"] = {"domain", "files", "ledger", "workspace", "delivery", "replies"}
BELOW["cli"] = {*BELOW["campaign"], "campaign", "simulation", "doctor"}
BELOW["__init__"] = {*BELOW["campaign"], "campaign"}
BELOW["__main__"] = {"cli"}


def _modules() -> list[Path]:
    return sorted(p for p in PACKAGE.rglob("*.py") if "versions" not in p.parts)


def _floor(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def _imported(path: Path) -> set[str]:
    """The floors that a module imports from, whatever way the import is written."""
    package = ["hitl_kit", *path.relative_to(PACKAGE).parts[:-1]]
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        names: list[str] = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            origin = ".".join([*base, *([node.module] if node.module else [])])
            names = [f"{origin}.{alias.name}" for alias in node.names]
        for name in names:
            parts = name.split(".")
            if parts[0] == "hitl_kit" and len(parts) > 1:
                found.add(parts[1])
    return found


@pytest.mark.parametrize("path", _modules(), ids=lambda p: str(p.relative_to(PACKAGE)))
def test_imports_run_one_way(path: Path) -> None:
    floor = _floor(path)
    known = {*BELOW, floor}
    wrong = {name for name in _imported(path) if name in known} - BELOW[floor] - {floor}
    assert not wrong, f"{path.relative_to(PACKAGE)} imports {', '.join(sorted(wrong))}"


def test_every_floor_has_its_place() -> None:
    assert {_floor(p) for p in _modules()} <= set(BELOW)


def test_there_is_one_door_to_the_web() -> None:
    clients = {"httpx", "httpx2", "requests", "urllib3", "aiohttp", "urllib.request", "http.client"}
    for path in _modules():
        nodes = list(ast.walk(ast.parse(path.read_text())))
        named = {alias.name for n in nodes if isinstance(n, ast.Import) for alias in n.names}
        named |= {n.module or "" for n in nodes if isinstance(n, ast.ImportFrom) and not n.level}
        used = {c for c in clients for name in named if name == c or name.startswith(f"{c}.")}
        assert not used or path == PACKAGE / "research" / "http.py", f"{path.relative_to(PACKAGE)} imports {used}"


def test_files_hold_one_idea() -> None:
    browser = [p for kind in ("*.js", "*.css") for p in (PACKAGE / "widgets").rglob(kind)]
    lines = {p.relative_to(PACKAGE): len(p.read_text().splitlines()) for p in [*_modules(), *browser]}
    assert not {path: n for path, n in lines.items() if n > 400}


def test_logic_lives_outside_the_notebooks() -> None:
    """A notebook's cell is a few calls: no functions, classes or loops."""
    import json

    for notebook in sorted((PACKAGE.parent / "notebooks").glob("*.ipynb")):
        for cell in json.loads(notebook.read_text())["cells"]:
            if cell["cell_type"] == "code":
                nodes = ast.walk(ast.parse("".join(cell["source"])))
                assert not any(isinstance(n, (ast.FunctionDef, ast.ClassDef, ast.For, ast.While)) for n in nodes)
                assert not cell["outputs"], f"{notebook.name} is committed with outputs"
