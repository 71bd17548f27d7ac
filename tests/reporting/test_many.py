"""Many reports: nothing passes from one to the next, a failure stops no other, a killed process loses nothing."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from hitl_kit.reporting import How, Outcome, render_many
from hitl_kit.reporting.record import read_record
from hitl_kit.reporting.renderer import Renderer
from tests.reporting.making import job, notebook, printed

pytestmark = pytest.mark.slow

BEGINS = """
import os, pathlib, time
pathlib.Path("{0}.new").write_text(str(os.getpid()))
os.replace("{0}.new", "{0}")
"""
"""A cell that tells that it runs, and in which process."""

LEAVES = """
import builtins, os, random, sqlite3, sys, threading
import numpy as np
import pandas as pd
found = ["left_over" in globals(), hasattr(builtins, "left_over"), "LEFT_OVER" in os.environ, hasattr(pd, "left_over")]
found += [pd.get_option("display.max_rows") == 7, os.path.basename(os.getcwd()) == "elsewhere"]
found += ["/left/over" in sys.path]
print(found.count(True), "left over;", threading.active_count() > 9, "threads;", random.random() == 0.5)
"""
LEAVING = """
left_over = builtins.left_over = pd.left_over = name
os.environ["LEFT_OVER"] = name
pd.set_option("display.max_rows", 7)
os.makedirs(os.path.join(folder, "elsewhere"), exist_ok=True)
os.chdir(os.path.join(folder, "elsewhere"))
sys.path.append("/left/over")
for _ in range(20):
    threading.Thread(target=threading.Event().wait, daemon=True).start()
sum.__self__.print = lambda *words: None
"""


@pytest.fixture(autouse=True)
def nothing_left(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """However a test ends, no file for a while is left of it."""
    folder = tmp_path_factory.mktemp("temporary")
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    yield
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("cold", [False, True], ids=["warm", "cold"])
def test_nothing_passes_from_one_report_to_the_next(tmp_path: Path, cold: bool) -> None:
    source = notebook(tmp_path, LEAVES, LEAVING, parameters='name = ""\nfolder = ""')
    names = ["a", "b", "c"] if not cold else ["a", "b"]
    jobs = [job(tmp_path / name, source, name=name, folder=str(tmp_path)) for name in names]
    told: list[tuple[int, int]] = []
    found = render_many(jobs, How(workers=1, cold=cold), told=lambda o, done, total: told.append((done, total)))
    assert [o.error for o in found] == [""] * len(names)
    assert told == [(n + 1, len(names)) for n in range(len(names))]
    for one in found:
        assert one.rendered is not None
        assert printed(one.rendered.ipynb) == "0 left over; False threads; False\n"


def test_one_that_fails_stops_no_other_and_replaces_nothing(tmp_path: Path) -> None:
    source = notebook(tmp_path, "1 / n", 'print("reached")', parameters="n = 1")
    bad = tmp_path / "bad"
    found = render_many([job(bad, source, n=n) for n in (1, 0, 2)], How(workers=1))
    assert [bool(o.rendered) for o in found] == [True, False, True]
    assert found[1].error == "small.ipynb: cell In [3] (1 / n) failed: ZeroDivisionError: division by zero"
    assert sorted(p.name for p in bad.iterdir()) == ["review.html", "review.ipynb"], "the third cleared the second away"
    before = (bad / "review.html").read_bytes()
    found = render_many([job(bad, source, n=0), job(tmp_path / "good", source, n=2)])
    assert [bool(o.rendered) for o in found] == [False, True]
    assert (bad / "review.html").read_bytes() == before
    assert read_record(bad / "review.failed.html").failed == found[0].error
    text = (bad / "review.failed.html").read_text()
    assert "This report failed and replaces nothing." in text
    assert "division by zero" in text
    assert "papermill" not in text


def test_a_kernel_that_dies_is_named_and_the_next_report_is_made(tmp_path: Path) -> None:
    source = notebook(tmp_path, "import os", "if n == 0:\n    os._exit(9)", parameters="n = 1")
    found = render_many([job(tmp_path / "x", source, n=0), job(tmp_path / "y", source, n=1)], How(workers=1))
    assert "its Python process died" in found[0].error
    assert (tmp_path / "x" / "review.failed.html").exists()
    assert found[1].rendered is not None


def test_a_wrong_parameter_is_refused_before_a_kernel_starts(tmp_path: Path) -> None:
    source = notebook(tmp_path, f'open({str(tmp_path / "ran")!r}, "w")', parameters="n = 1")
    found = render_many([job(tmp_path / "x", source, n="one"), job(tmp_path / "y", source, m=1)], How(workers=1))
    assert [o.error for o in found] == [
        "small.ipynb: parameter 'n' must be int, not str 'one'",
        "small.ipynb has no parameter 'm'",
    ]
    assert not (tmp_path / "ran").exists()
    assert not (tmp_path / "x").exists()


@pytest.mark.parametrize("whom", ["renderer", "kernel"])
def test_what_is_killed_is_done_again(tmp_path: Path, whom: str) -> None:
    """SIGKILL in the middle of the first try, of the process with the warm imports or of the report's own kernel."""
    begun = tmp_path / "begun"
    slow = notebook(tmp_path, f"import pathlib\nagain = pathlib.Path({str(begun)!r}).exists()",
                    BEGINS.format(str(begun)), "again or time.sleep(60)")  # fmt: skip
    renderer = Renderer([slow])
    found: list[Outcome] = []
    thread = threading.Thread(target=lambda: found.append(renderer.render(job(tmp_path / "x", slow))))
    try:
        thread.start()
        _wait_until(begun.exists)
        first, kernel = renderer.pid, int(begun.read_text())
        assert first is not None
        if whom == "renderer":
            os.killpg(first, signal.SIGKILL)
        else:
            os.kill(kernel, signal.SIGKILL)
        thread.join(60)
        assert found[0].error == ""
        assert sorted(p.name for p in (tmp_path / "x").iterdir()) == ["review.html", "review.ipynb"]
        assert (renderer.pid != first) is (whom == "renderer")
        assert int(begun.read_text()) != kernel
    finally:
        renderer.close()
    assert _ended(first)
    _wait_until(lambda: _ended(kernel))


def test_stopping_leaves_no_half_report_and_no_process(tmp_path: Path) -> None:
    slow = notebook(tmp_path, BEGINS.format(str(tmp_path / "begun")), "time.sleep(60)")
    renderer = Renderer([slow])
    found: list[Outcome] = []
    thread = threading.Thread(target=lambda: found.append(renderer.render(job(tmp_path / "x", slow))))
    thread.start()
    _wait_until((tmp_path / "begun").exists)
    renderer.close()
    thread.join(20)
    assert "it was stopped" in found[0].error
    assert list((tmp_path / "x").iterdir()) == []
    _wait_until(lambda: _ended(int((tmp_path / "begun").read_text())))


def test_a_renderer_whose_owner_is_killed_ends_and_clears_away(tmp_path: Path) -> None:
    source = notebook(tmp_path, BEGINS.format(str(tmp_path / "begun")), "time.sleep(1)")
    code = (
        "import sys; from pathlib import Path; from tests.reporting.making import job\n"
        "from hitl_kit.reporting.renderer import Renderer\n"
        "Renderer([Path(sys.argv[1])]).render(job(Path(sys.argv[2]), Path(sys.argv[1])))"
    )
    places = tmp_path / "temporary"
    places.mkdir()
    owner = subprocess.Popen(
        [sys.executable, "-c", code, str(source), str(tmp_path / "x")], env={**os.environ, "TMPDIR": str(places)},
        cwd=Path(__file__).parents[2],
    )  # fmt: skip
    _wait_until((tmp_path / "begun").exists)
    owner.kill()
    owner.wait()
    _wait_until(lambda: not list(places.iterdir()))
    assert _ended(int((tmp_path / "begun").read_text()))


def _wait_until(there: Callable[[], bool]) -> None:
    end = time.monotonic() + 60
    while not there():
        assert time.monotonic() < end
        time.sleep(0.02)


def _ended(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return False
