"""A POST through the one door: as careful as a GET, never cached, never redirected."""

from __future__ import annotations

import pytest

from hitl_kit.research.http import Door, Unanswered
from tests.research.door_server import Web, answer, redirect


def test_a_post_is_answered_and_is_not_kept(door: Door, web: Web) -> None:
    web.routes["/x"] = answer(b'{"a": 1}')
    for _ in range(2):
        assert door.post(f"http://127.0.0.1:{web.port}/x", headers={"Authorization": "Bearer t"}).json() == {"a": 1}
    assert [r.headers["authorization"] for r in web.requests] == ["Bearer t"] * 2


def test_a_post_follows_no_redirect(door: Door, web: Web) -> None:
    web.routes["/x"] = redirect(f"http://127.0.0.1:{web.port}/y")
    with pytest.raises(Unanswered):
        door.post(f"http://127.0.0.1:{web.port}/x")
    assert len(web.requests) == 1


def test_a_missing_thing_may_be_an_answer(door: Door, web: Web) -> None:
    assert door.post(f"http://127.0.0.1:{web.port}/none", missing_ok=True).status == 404


def test_a_post_reaches_no_private_host(door: Door) -> None:
    with pytest.raises(Unanswered, match="no public host"):
        door.post("http://localhost:1/x")
