"""A web server on loopback that says exactly what a test tells it to, and a listener that must never be reached."""

from __future__ import annotations

import gzip
import socket
import socketserver
import ssl
import threading
import zlib
from collections.abc import Callable, Mapping
from io import BufferedIOBase
from types import TracebackType
from typing import Any, Self

Route = bytes | Callable[[BufferedIOBase, "Request"], None]


class Request:
    """What was asked: the path with its query, and the headers by lower-case name."""

    def __init__(self, path: str, headers: Mapping[str, str]) -> None:
        self.path = path
        self.headers = headers


def answer(body: bytes = b"", kind: str = "application/json", status: str = "200 OK", **headers: str) -> bytes:
    """A whole HTTP answer; a header is named with underscores, and one given as '' is left out."""
    named = {
        "content-type": kind,
        "content-length": str(len(body)),
        **{k.replace("_", "-"): v for k, v in headers.items()},
    }
    lines = [f"HTTP/1.1 {status}", *(f"{name}: {value}" for name, value in named.items() if value), "", ""]
    return "\r\n".join(lines).encode() + body


def redirect(location: str, status: str = "302 Found") -> bytes:
    """A redirect to another address."""
    return answer(status=status, location=location)


def gzip_bomb(megabytes: int) -> bytes:
    """A gzip stream that unpacks to so many MB of zeros, and is a thousandth of that itself."""
    head = gzip.compress(b"")[:10]
    packer = zlib.compressobj(9, wbits=-15)
    block = packer.compress(bytes(1 << 20)) + packer.flush(zlib.Z_FULL_FLUSH)
    return head + block * megabytes


class Web:
    """A server at `address`: `routes` is path → a whole answer, or a function that writes one.

    `requests` is what was asked; `connections` how many connections were opened, asked something or not.
    """

    def __init__(self, address: str = "127.0.0.1", port: int = 0, context: ssl.SSLContext | None = None) -> None:
        self.routes: dict[str, Route] = {}
        self.requests: list[Request] = []
        self.connections = 0
        web = self

        class Handler(socketserver.StreamRequestHandler):
            def handle(self) -> None:
                web.connections += 1
                try:
                    while request := _read_request(self.rfile):
                        web.requests.append(request)
                        route = web.routes.get(request.path.split("?")[0], answer(status="404 Not Found"))
                        if isinstance(route, bytes):
                            self.wfile.write(route)
                        else:
                            route(self.wfile, request)
                            if not web.keep_open:
                                return
                except (OSError, ValueError):
                    return

        class Server(socketserver.ThreadingTCPServer):
            daemon_threads = True
            block_on_close = False
            allow_reuse_address = True
            request_queue_size = 128

            def get_request(self) -> tuple[socket.socket, Any]:
                connection, client = super().get_request()
                if context:
                    connection = context.wrap_socket(connection, server_side=True, do_handshake_on_connect=False)
                return connection, client

            def handle_error(self, request: object, client_address: object) -> None:
                """A client that hangs up in the middle is what some tests are about."""

        self.keep_open = False
        self._server = Server((address, port), Handler)
        self.host, self.port = self._server.server_address[:2]
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def url(self, path: str, host: str = "") -> str:
        """The address of a path, under the server's number or another name for it."""
        return f"http://{host or self.host!s}:{self.port}{path}"

    def asked(self, path: str) -> list[Request]:
        """The requests for a path, in order."""
        return [r for r in self.requests if r.path.split("?")[0] == path]


def _read_request(stream: BufferedIOBase) -> Request | None:
    first = stream.readline(70_000).split()
    if len(first) < 2:
        return None
    headers: dict[str, str] = {}
    while line := stream.readline(70_000).strip():
        name, _, value = line.decode("latin-1").partition(":")
        headers[name.lower()] = value.strip()
    return Request(first[1].decode("latin-1"), headers)


def unused_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
