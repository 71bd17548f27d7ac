"""A web server on loopback that gives prepared answers, and a real door to it."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from hitl_kit.research.http import Door


class Site:
    """Prepared answers by path; one that is a list is cut by the query's offset (or skip) and limit by `page`."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.base = f"http://127.0.0.1:{port}"
        self.answers: dict[str, tuple[int, str, bytes, dict[str, str]]] = {}
        self.pages: dict[str, Any] = {}
        self.asked: list[str] = []

    def put(self, path: str, body: object, *, status: int = 200, kind: str = "", **headers: str) -> None:
        """Text and bytes go out as they are (HTML unless said otherwise), everything else as JSON."""
        if isinstance(body, str | bytes):
            raw, usual = body.encode() if isinstance(body, str) else body, "text/html; charset=utf-8"
        else:
            raw, usual = json.dumps(body).encode(), "application/json"
        self.answers[path] = (status, kind or usual, raw, headers)

    def put_pages(self, path: str, page: Any) -> None:
        """`page(start, limit)` gives the JSON for each part."""
        self.pages[path] = page

    def answer(self, target: str) -> tuple[int, str, bytes, dict[str, str]]:
        self.asked.append(target)
        path, query = urlsplit(target).path, parse_qs(urlsplit(target).query)
        if path in self.pages:
            start = int((query.get("skip") or query.get("offset") or ["0"])[0])
            self.put(path, self.pages[path](start, int(query["limit"][0])))
        return self.answers.get(path, (404, "application/json", b'{"ok": false, "error": "not found"}', {}))


@pytest.fixture(scope="session")
def server() -> Iterator[Site]:
    """One server for all tests of a process; `site` empties it for each."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def do_GET(self) -> None:
            status, kind, body, headers = found.answer(self.path)
            self.send_response_only(status)
            for name, value in {"Content-Type": kind, "Content-Length": str(len(body)), **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    class Server(ThreadingHTTPServer):
        def handle_error(self, *_: object) -> None:
            """A client that has read enough hangs up."""

    listening = Server(("127.0.0.1", 0), Handler)
    found = Site(listening.server_address[1])
    thread = threading.Thread(target=listening.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield found
    listening.shutdown()
    thread.join()
    listening.server_close()


@pytest.fixture
def site(server: Site) -> Site:
    server.answers.clear()
    server.pages.clear()
    server.asked.clear()
    return server


@pytest.fixture(scope="session")
def door(server: Site) -> Iterator[Door]:
    """One door for all tests: it keeps no answers, and remembers only that this site has no robots.txt."""
    with new_door(server) as opened:
        yield opened


def new_door(site: Site) -> Door:
    return Door(user_agent="hitl-kit tests ops@acme.example", trusted=frozenset({("127.0.0.1", site.port)}))


@pytest.fixture
def fresh_door(site: Site) -> Iterator[Door]:
    """A door that has not read the site's robots.txt yet."""
    with new_door(site) as opened:
        yield opened
