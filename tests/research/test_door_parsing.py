"""Parsers that hang, crash or eat memory are killed, and the next page is parsed."""

from __future__ import annotations

import operator
import os
import re
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from selectolax.lexbor import LexborHTMLParser

from hitl_kit.research import parsing
from hitl_kit.research.html import Unreadable, html_text
from hitl_kit.research.http import Unanswered
from hitl_kit.research.limits import Body
from hitl_kit.research.parsing import run_killable


def test_the_value_of_a_function() -> None:
    assert run_killable(html_text, "<h1>Acme</h1><p>opens a depot", seconds=5) == "Acme\nopens a depot"


def test_processes_are_reused() -> None:
    run_killable(os.getpid, seconds=5)
    start = time.monotonic()
    pids = {run_killable(os.getpid, seconds=5) for _ in range(300)}
    assert len(pids) == 1
    assert pids != {os.getpid()}
    assert time.monotonic() - start < 2


def test_what_it_raises_is_raised_here() -> None:
    with pytest.raises(Unreadable, match="nested too deeply"):
        run_killable(html_text, "<div>" * 2000, seconds=5)


def test_an_error_that_cannot_be_sent_is_told_in_words() -> None:
    with pytest.raises(ValueError, match="packed as 'br'"):
        run_killable(Body, "br", seconds=5)


def test_what_hangs_is_killed_and_replaced() -> None:
    before = run_killable(os.getpid, seconds=5)
    start = time.monotonic()
    with pytest.raises(Unanswered, match=r"could not be parsed in 0\.2 s") as caught:
        # a regular expression that backtracks for years holds the interpreter and hears no signal of Python's
        run_killable(re.match, r"(a+)+$", "a" * 60 + "b", seconds=0.2)
    assert caught.value.kind == "timeout"
    assert time.monotonic() - start < 1
    with pytest.raises(ProcessLookupError):
        os.kill(before, 0)
    assert run_killable(html_text, "<p>next", seconds=5) == "next"


def test_markup_that_hangs_a_parser_is_killed() -> None:
    many = "<p " + " ".join(f"a{n}=1" for n in range(200_000)) + ">x"
    start = time.monotonic()
    with pytest.raises(Unanswered, match="could not be parsed"):
        run_killable(LexborHTMLParser, many, seconds=0.3)
    assert time.monotonic() - start < 2


def test_the_time_of_one_job_is_not_taken_from_the_next() -> None:
    for _ in range(4):
        run_killable(time.sleep, 0.15, seconds=0.4)
    pid = run_killable(os.getpid, seconds=0.2)
    time.sleep(0.3)
    assert run_killable(os.getpid, seconds=5) == pid


def test_memory_is_capped(monkeypatch: pytest.MonkeyPatch) -> None:
    parsing._stop()
    monkeypatch.setattr(parsing, "MEMORY", 100 << 20)
    try:
        with pytest.raises(Unanswered, match="more than 100 MB") as caught:
            run_killable(operator.mul, b"x", 1 << 30, seconds=5)
        assert caught.value.kind == "too large"
        assert len(run_killable(operator.mul, b"x", 1 << 20, seconds=5)) == 1 << 20
    finally:
        parsing._stop()


@pytest.mark.parametrize("death", [os.abort, os._exit])
def test_a_crash_is_an_answer(death: object) -> None:
    args = (3,) if death is os._exit else ()
    with pytest.raises(Unanswered, match="broke its parser"):
        run_killable(death, *args, seconds=5)  # type: ignore[arg-type]
    assert run_killable(html_text, "<p>next", seconds=5) == "next"


def test_a_process_that_died_idle_costs_no_page() -> None:
    pid = run_killable(os.getpid, seconds=5)
    os.kill(pid, 9)  # whether it is seen to be dead by then or not
    assert run_killable(html_text, "<p>next", seconds=5) == "next"


def test_what_a_function_prints_goes_nowhere() -> None:
    run_killable(os.write, 1, b"noise\n" * 100, seconds=5)
    run_killable(print, "noise", seconds=5)
    assert run_killable(html_text, "<p>next", seconds=5) == "next"


def test_it_holds_no_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    parsing._stop()
    monkeypatch.setenv("ANTHROPIC_API_KEY", "sk-secret")
    assert run_killable(os.getenv, "ANTHROPIC_API_KEY", seconds=5) is None


def test_threads_take_turns_at_few_processes() -> None:
    pages = [f"<p>{n}" for n in range(60)]
    with ThreadPoolExecutor(16) as pool:
        assert list(pool.map(lambda p: run_killable(html_text, p, seconds=5), pages)) == [p[3:] for p in pages]
    assert parsing._idle.qsize() <= parsing._WORKERS
