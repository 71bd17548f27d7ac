"""A run is known to be at work until it ends, however it ends."""

from __future__ import annotations

import multiprocessing
import threading
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from hitl_kit.ledger.presence import Presence, at_work


def test_at_work_from_beginning_to_end(database_url: str) -> None:
    with Presence(database_url) as one, Presence(database_url) as two:
        assert one.name != two.name
        assert at_work(database_url, one.name)
        assert at_work(database_url, two.name)
    assert not at_work(database_url, one.name)
    assert not at_work(database_url, "0123456789abcdef")


def _work(url: str, told: Connection) -> None:
    with Presence(url) as presence:
        told.send(presence.name)
        told.recv()


def test_a_killed_program_is_no_longer_at_work(database_url: str) -> None:
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    program = context.Process(target=_work, args=(database_url, theirs), daemon=True)
    program.start()
    name = ours.recv()
    assert at_work(database_url, name)
    program.kill()
    program.join()
    assert not at_work(database_url, name)


@pytest.mark.sqlite
def test_nothing_is_left_beside_the_database(database_url: str, tmp_path: Path) -> None:
    (tmp_path / "hitl.db.run-00000000deadbeef").touch()  # of a program that was killed
    with Presence(database_url):
        assert len(list(tmp_path.glob("*.run-*"))) == 1
    assert not list(tmp_path.glob("*.run-*"))


def test_cleaning_up_never_takes_the_place_of_one_that_just_begins(database_url: str) -> None:
    """Each beginning cleans up after others; all of them at once must still be seen."""
    seen: list[bool] = []

    def begin() -> None:
        for _ in range(15):
            with Presence(database_url) as presence:
                seen.append(at_work(database_url, presence.name))

    threads = [threading.Thread(target=begin) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert seen == [True] * 90
