"""How the benchmarks are asked for: which there are, one that there is not, and one that is stopped half way."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from types import ModuleType

import pytest

from tests.benchmarks.bench import Figure

benchmarks = import_module("tests.benchmarks.__main__")


def figure(value: float) -> Figure:
    return Figure("how long it takes", value, "s", 2.0, "once")


@pytest.fixture
def table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A table of the test's own, and three groups: one that keeps its bound, one that does not, one that is stopped."""

    def stopped() -> Iterator[Figure]:
        yield figure(1)
        raise KeyboardInterrupt

    groups = {"quick": lambda: [figure(1)], "slow": lambda: [figure(3)], "stopped": stopped}
    for name, figures in groups.items():
        module = ModuleType(f"tests.benchmarks.{name}")
        module.figures = figures  # type: ignore[attr-defined]
        monkeypatch.setitem(sys.modules, module.__name__, module)
    monkeypatch.setattr(benchmarks, "GROUPS", tuple(groups))
    monkeypatch.setattr(benchmarks, "TABLE", tmp_path / "RESULTS.md")
    return tmp_path / "RESULTS.md"


def test_each_group_has_a_line_and_nothing_runs(capsys: pytest.CaptureFixture[str]) -> None:
    assert benchmarks.main(["--list"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines] == list(benchmarks.GROUPS)
    assert all(len(line.split()) > 4 for line in lines)


def test_help_names_the_groups_and_an_example(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        benchmarks.main(["--help"])
    assert ended.value.code == 0
    said = " ".join(capsys.readouterr().out.split())
    assert "Example: python -m tests.benchmarks ledger" in said
    assert all(name in said for name in benchmarks.GROUPS)


def test_an_unknown_group_is_named_with_what_was_meant(table: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert benchmarks.main(["quick", "slwo"]) == 2
    assert capsys.readouterr().err == "there is no benchmark 'slwo'; did you mean 'slow'?\n"
    assert benchmarks.main(["x"]) == 2
    assert "there are: quick, slow, stopped" in capsys.readouterr().err
    assert not table.exists(), "not even the one that there is has run"


def test_a_bound_that_is_not_kept_is_said_by_the_exit_code(table: Path) -> None:
    assert benchmarks.main(["quick", "quick"]) == 0
    assert benchmarks.main(["slow"]) == 1
    text = table.read_text("utf-8")
    assert text.count("## quick") == text.count("## slow") == 1
    assert "| how long it takes | 3 s | ≤ 2 s | **no** | once |" in text


def test_a_group_that_is_stopped_leaves_its_last_table(table: Path, capsys: pytest.CaptureFixture[str]) -> None:
    benchmarks.main(["quick", "slow"])
    table.write_text(table.read_text("utf-8") + "\n## stopped\n\nas it was\n", "utf-8")
    assert benchmarks.main(["slow", "stopped", "quick"]) == 130
    assert "stopped; written anew: slow; as it stood before: stopped, quick" in capsys.readouterr().err
    assert table.read_text("utf-8").endswith("\n## stopped\n\nas it was\n")
    assert [p.name for p in table.parent.iterdir()] == [table.name], "no half of a table lies about"
    assert benchmarks.main(["stopped"]) == 130
    assert "written anew: nothing" in capsys.readouterr().err
