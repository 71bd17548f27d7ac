"""The one door to the web: every HTTP request of the package, the Anthropic SDK's aside, is made here.

What lies behind an address that a page, a CRM or a redirect names is anybody's: only public hosts on the web's ports
are asked, answers are bounded in bytes and seconds, and what is not an answer is `Unanswered`, never an empty result.
"""

from __future__ import annotations

import random
import re
import sqlite3
import ssl
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from email.utils import format_datetime
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Final, Literal, Self

from hitl_kit.domain.base import utc_now
from hitl_kit.domain.errors import InputError

from .addresses import PORTS, PinnedBackend, is_private_name
from .limits import DEFAULT_RATES, MAX_RAW, Budget, Quotas, current_budget
from .response import Response, moment_of_http, received
from .robots import MAX_ROBOTS, Robots
from .unanswered import Kind, Unanswered

if TYPE_CHECKING:
    import httpx

__all__ = ["Door", "Response", "Unanswered"]

MAX_REDIRECTS = 5
MAX_URL = 2048
MAX_WAIT = 30.0
"""Servers that ask for longer pauses than this in all, before the answer to one request, are not asked again."""
_TRIES = 3
_BACKOFF = 0.5
_CONNECT = 5.0
_KEPT_OPEN = 64
_KEPT_DAYS = 30
_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
_PASSING: Final = frozenset({429, 500, 502, 503, 504})
_HOST: Final = re.compile(r"[a-z0-9._-]+|[0-9a-f:.]+")


class Door:
    """The way to the web for one run: safe, bounded, polite, cached (RFC 9111); made for many threads at once.

    `user_agent` says who asks ("Acme research ops@acme.example"). `cache` is a folder for answers that may be kept.
    `timeout` bounds a request in seconds, redirects and retries included; waiting for a turn at a host is not counted.
    `rates` is requests per seconds by host (`limits.DEFAULT_RATES`). `trusted` are (host, port) pairs the caller
    vouches for: they may be inside, on any port, and only one of them may redirect to one of them.
    """

    def __init__(
        self,
        *,
        user_agent: str,
        cache: Path | None = None,
        timeout: float = 20.0,
        rates: Mapping[str, tuple[int, float]] = DEFAULT_RATES,
        trusted: frozenset[tuple[str, int]] = frozenset(),
    ) -> None:
        if not user_agent.strip() or not (user_agent.isascii() and user_agent.isprintable()):
            mend = "name the company and an address, such as: Acme Ltd research@acme.example"
            raise InputError(f"'{user_agent[:80]}' cannot be sent as the User-Agent", mend=mend)
        self._agent = user_agent.strip()
        self._timeout = timeout
        self._trusted = trusted
        self._wire = _Wire(Quotas(rates), trusted)
        self._cached: Any = _with_cache(self._wire, cache) if cache else self._wire
        self._robots = Robots(self._agent, self._read_robots)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Hang up every connection, and close the cache."""
        self._cached.close()

    def get(
        self,
        url: str,
        *,
        headers: Mapping[str, str] = {},
        accept: Sequence[str] = ("application/json",),
        robots: bool = False,
        missing_ok: bool = False,
    ) -> Response:
        """The answer to a GET; Unanswered where there is none.

        A 404 or 410 is an answer where `missing_ok`. `accept` lists the content types that are one. `robots` heeds the
        site's robots.txt, as pages need and documented interfaces do not. `headers` with a secret in them (any but
        Accept…) keep the request out of the cache, and go to no other host on a redirect.
        """
        return self._fetch(url, headers, accept, robots=robots, missing_ok=missing_ok)

    def post(self, url: str, *, headers: Mapping[str, str] = {}, missing_ok: bool = False) -> Response:
        """The answer to a POST without a body, in JSON; Unanswered where there is none, or where it redirects. It may
        be sent more than once: only for what comes to the same when it is done twice."""
        return self._fetch(url, headers, ("application/json",), missing_ok=missing_ok, method="POST")

    def _fetch(
        self, url: str, headers: Mapping[str, str], accept: Sequence[str], *, robots: bool = False,
        missing_ok: bool = False, cut: int = 0, method: Literal["GET", "POST"] = "GET",
    ) -> Response:  # fmt: skip
        here = self._checked(url)
        budget = Budget(self._timeout, MAX_WAIT)
        token = current_budget.set(budget)
        try:
            for _ in range(MAX_REDIRECTS + 1):
                if robots:
                    with budget.paused():
                        self._robots.check(_origin(here), str(here))
                with self._sent(here, headers, accept, method) as answer:
                    if method == "GET" and answer.status_code in _REDIRECTS and "location" in answer.headers:
                        before, here = here, self._redirected(here, answer.headers["location"])
                        headers = headers if _origin(here) == _origin(before) else {}
                        continue
                    caching: Mapping[str, bool] = answer.extensions.get("caching", {})
                    return received(
                        str(here), answer.status_code, answer.headers, answer.iter_raw(), accept=accept,
                        missing_ok=missing_ok, cut=cut, from_cache=caching.get("from_cache", False),
                    )  # fmt: skip
        finally:
            current_budget.reset(token)
        raise Unanswered(f"it redirects more than {MAX_REDIRECTS} times", "bad answer")

    @contextmanager
    def _sent(
        self, url: httpx.URL, headers: Mapping[str, str], accept: Sequence[str], method: str
    ) -> Iterator[httpx.Response]:  # fmt: skip
        import httpx

        own = httpx.Headers({"user-agent": self._agent, "accept": ", ".join(accept)})
        own.update(headers)
        own["accept-encoding"] = "gzip, deflate"
        seconds = {"connect": min(_CONNECT, self._timeout), **dict.fromkeys(("read", "write", "pool"), self._timeout)}
        request = httpx.Request(method, url, headers=own, extensions={"timeout": seconds})
        plain = method == "GET" and all(name.lower().startswith("accept") for name in headers)
        transport = self._cached if plain else self._wire
        try:
            answer: httpx.Response = transport.handle_request(request)
            try:
                yield answer
            finally:
                answer.close()
        except httpx.TransportError as error:
            raise _unanswered(error, self._timeout) from None

    def _checked(self, url: str | httpx.URL, *, may_trust: bool = True) -> httpx.URL:
        """The URL, which may be asked; Unanswered where its own words forbid that."""
        import httpx

        try:
            parsed = httpx.URL(url)
            host = parsed.raw_host.decode("ascii")
        except (httpx.InvalidURL, ValueError, TypeError):
            raise Unanswered("the address cannot be read", "not allowed") from None
        if parsed.scheme not in ("http", "https"):
            raise Unanswered(f"'{parsed.scheme[:20]}' is neither http nor https", "not allowed")
        if parsed.userinfo:
            raise Unanswered("the address names a user", "not allowed")
        if len(str(parsed)) > MAX_URL:
            raise Unanswered(f"the address is longer than {MAX_URL:,} characters", "not allowed")
        port = _port(parsed)
        if (host, port) in self._trusted and may_trust:
            return parsed
        if not _HOST.fullmatch(host) or is_private_name(host) or (host, port) in self._trusted:
            raise Unanswered(f"'{host[:100]}' is no public host", "not allowed")
        if port not in PORTS:
            raise Unanswered(f"port {port} is not one of the web's", "not allowed")
        return parsed

    def _redirected(self, here: httpx.URL, location: str) -> httpx.URL:
        import httpx

        try:
            target = here.join(location)
        except (httpx.InvalidURL, ValueError):
            raise Unanswered("it redirects to an address that cannot be read", "bad answer") from None
        if here.scheme == "https" and target.scheme == "http":
            raise Unanswered("it redirects from https to http", "not allowed")
        return self._checked(target, may_trust=(here.host, _port(here)) in self._trusted)

    def _read_robots(self, url: str) -> str:
        try:
            return self._fetch(url, {}, ("*/*",), missing_ok=True, cut=MAX_ROBOTS).text
        except Unanswered as unanswered:
            if unanswered.kind == "refused":
                return ""
            raise


class _Wire:
    """What lies below the cache: turns at each host, pinned connections, and few retries."""

    def __init__(self, quotas: Quotas, trusted: frozenset[tuple[str, int]]) -> None:
        import certifi
        import httpcore
        import httpx

        limits = httpx.Limits(max_connections=None, max_keepalive_connections=_KEPT_OPEN, keepalive_expiry=30.0)
        self._transport = httpx.HTTPTransport(verify=_tls(certifi.where()), trust_env=False, limits=limits)
        pool = self._transport._pool
        # httpx has no argument for it; where it has moved, no request may leave
        if type(pool) is not httpcore.ConnectionPool or not hasattr(pool, "_network_backend"):
            raise RuntimeError("this version of httpx cannot be given checked connections")
        pool._network_backend = PinnedBackend(trusted)  # type: ignore[assignment]
        self._quotas = quotas
        self._trusted = trusted

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """The server's answer, after its turn and at most two more tries."""
        import httpx

        budget = current_budget.get()
        for left in reversed(range(_TRIES)):
            self._take_turn(request.url, budget)
            pause = _BACKOFF * 2 ** (_TRIES - 1 - left) * random.uniform(0.5, 1.5)  # noqa: S311 (spreads retries)
            try:
                answer = self._transport.handle_request(request)
            except (httpx.ConnectError, httpx.ReadError, httpx.WriteError, httpx.RemoteProtocolError):
                if not left:
                    raise
            else:
                asked = _retry_after(answer)
                if answer.status_code not in _PASSING or not left or (asked or 0) > budget.patience:
                    _date(answer)
                    return answer
                answer.close()
                pause = pause if asked is None else asked
                budget.patience -= pause
            with budget.paused():
                time.sleep(pause)
        raise AssertionError("the last try answers or raises")

    def _take_turn(self, url: httpx.URL, budget: Budget) -> None:
        wait = self._quotas.turn(url.host, unnamed=(url.host, _port(url)) not in self._trusted)
        if wait:
            with budget.paused():
                time.sleep(wait)

    def close(self) -> None:
        """Hang up every connection."""
        self._transport.close()


@cache
def _tls(authorities: str) -> ssl.SSLContext:
    """Reading the world's certificate authorities takes longer than many requests: once a process is enough."""
    return ssl.create_default_context(cafile=authorities)


def _with_cache(wire: _Wire, folder: Path) -> Any:
    from hishel import SqliteStorage
    from hishel.httpx import CacheTransport

    path = folder / "answers.db"
    mend = "delete it, or name another folder for the cache"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        keep = {"default_ttl": _KEPT_DAYS * 86_400.0, "max_stream_size": MAX_RAW}
        storage = SqliteStorage(database_path=path, **keep)  # type: ignore[arg-type]
        with closing(sqlite3.connect(path)) as connection:
            connection.execute("PRAGMA schema_version")  # what is no database is told now, not at each request
        storage.get_entries("")
    except (OSError, RuntimeError, sqlite3.Error):
        raise InputError(f"{path} cannot be used as the cache of answers", mend=mend) from None
    return CacheTransport(wire, storage, rfc=True)  # type: ignore[arg-type]


def _unanswered(error: httpx.TransportError, seconds: float) -> Unanswered:
    import httpx

    if isinstance(error, httpx.ConnectTimeout):
        return Unanswered("timed out while connecting", "timeout")
    if isinstance(error, httpx.TimeoutException):
        return Unanswered(f"timed out after {seconds:g} s", "timeout")
    if isinstance(error, httpx.ConnectError):
        certificate = "CERTIFICATE" in str(error)
        return Unanswered("its certificate is not valid" if certificate else "no connection", "unreachable")
    kinds: dict[type[httpx.TransportError], tuple[str, Kind]] = {
        httpx.RemoteProtocolError: ("the answer breaks off or is not HTTP", "bad answer"),
        httpx.NetworkError: ("the connection broke", "unreachable"),
    }
    words, kind = next((k for sort, k in kinds.items() if isinstance(error, sort)), ("cannot be asked", "not allowed"))
    return Unanswered(words, kind)


def _retry_after(answer: httpx.Response) -> float | None:
    """The seconds that the server asks to be left alone, if it does."""
    value = answer.headers.get("retry-after", "").strip()
    if value.isascii() and value.isdigit():
        return float(value[:9])
    moment = moment_of_http(value, future=True)
    return max(0.0, (moment - utc_now()).total_seconds()) if moment else None


def _date(answer: httpx.Response) -> None:
    """Give an answer without a usable Date the present one, as RFC 9110 (6.6.1) asks: the cache keeps it."""
    if moment_of_http(answer.headers.get("date", "")) is None:
        answer.headers["date"] = format_datetime(utc_now(), usegmt=True)


def _port(url: httpx.URL) -> int:
    return url.port or (443 if url.scheme == "https" else 80)


def _origin(url: httpx.URL) -> str:
    return f"{url.scheme}://{url.netloc.decode('ascii')}"
