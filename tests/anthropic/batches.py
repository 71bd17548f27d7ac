"""Message Batches on loopback: created at once, worked on for a while, results in no order."""

from __future__ import annotations

import asyncio
import json
import random
import re
import secrets
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from aiohttp import web

from .faults import Fault

if TYPE_CHECKING:
    from .server import AnthropicServer

_CUSTOM_ID = re.compile(r"[a-zA-Z0-9_-]{1,64}")
_NOT_SERVED = ("expired", "canceled")
_A_DAY = 86_400.0


@dataclass
class Batch:
    """A batch: what was asked, and what became of each request once it has ended."""

    id: str
    requests: list[dict[str, Any]]
    created: float
    ready: float
    faults: dict[str, Fault | None]
    results: list[dict[str, Any]] = field(default_factory=list)

    @property
    def ended(self) -> bool:
        return time.time() >= self.ready


class Batches:
    """The batches of a server. `faults` meet calls that create one, `result_faults` the reading of results: there,
    "reset" breaks off in the middle."""

    def __init__(self, server: AnthropicServer, seconds: float) -> None:
        self.server = server
        self.seconds = seconds
        self.create_seconds = 0.0
        """How long it takes until a new batch is there, whether or not somebody still waits for the answer."""
        self.known: dict[str, Batch] = {}
        self.watch: Callable[[str], None] = lambda moment: None
        """Told of the moments "creating", "created" (and nobody knows yet) and "half" (of the results are sent)."""
        self.faults: list[Fault] = []
        self.result_faults: list[Fault] = []
        self.page = 20

    def add_to(self, app: web.Application) -> None:
        app.router.add_post("/v1/messages/batches", self._create)
        app.router.add_get("/v1/messages/batches", self._list)
        app.router.add_get("/v1/messages/batches/{id}", self._retrieve)
        app.router.add_get("/v1/messages/batches/{id}/results", self._results)

    async def _create(self, request: web.Request) -> web.StreamResponse:
        fault = self.faults.pop(0) if self.faults else None
        if fault and isinstance(fault.kind, int):
            return self.server.error(fault.kind, f"scripted {fault.kind}", fault)
        if fault and fault.kind == "reset":
            return _broken_off(request)
        requests = (await request.json())["requests"]
        ids = [r["custom_id"] for r in requests]
        if wrong := [n for n, i in enumerate(ids) if not _CUSTOM_ID.fullmatch(i)]:
            return self.server.error(400, f"requests.{wrong[0]}.custom_id: String should match pattern")
        if len(set(ids)) != len(ids) or len(ids) > 100_000:
            return self.server.error(400, "requests: custom_id must be unique, at most 100000")
        self.watch("creating")
        await asyncio.sleep(self.create_seconds)
        now = time.time()
        faults = {r["custom_id"]: self.server.fault_for(r["params"]) for r in requests}
        made = Batch(f"msgbatch_{secrets.token_hex(10)}", requests, now, now + self.seconds, faults)
        self.known[made.id] = made
        self.watch("created")
        if fault and fault.kind == "reset_after_work":  # the batch is there, and nobody is told its id
            return _broken_off(request)
        return web.json_response(self._view(made))

    async def _list(self, request: web.Request) -> web.StreamResponse:
        newest = list(reversed(self.known.values()))
        after = request.query.get("after_id")
        start = next((n + 1 for n, b in enumerate(newest) if b.id == after), 0)
        limit = min(int(request.query.get("limit", self.page)), self.page)
        shown = newest[start : start + limit]
        return web.json_response(
            {"data": [self._view(b) for b in shown], "has_more": start + limit < len(newest),
             "first_id": shown[0].id if shown else None, "last_id": shown[-1].id if shown else None}
        )  # fmt: skip

    async def _retrieve(self, request: web.Request) -> web.StreamResponse:
        batch = self.known.get(request.match_info["id"])
        return web.json_response(self._view(batch)) if batch else self.server.error(404, "no such batch")

    async def _results(self, request: web.Request) -> web.StreamResponse:
        batch = self.known.get(request.match_info["id"])
        if batch is None or not batch.ended:
            return self.server.error(404, "no results")
        fault = self.result_faults.pop(0) if self.result_faults else None
        self._work(batch)
        response = web.StreamResponse(headers={"content-type": "application/x-jsonl"})
        await response.prepare(request)
        half = len(batch.results) // 2
        for n, result in enumerate(batch.results):
            if fault and n == half:
                return _broken_off(request)
            if n == half:
                self.watch("half")
            await response.write(json.dumps(result).encode() + b"\n")
        await response.write_eof()
        return response

    def _work(self, batch: Batch) -> None:
        """Answer every request, once; each completion is billed."""
        if batch.results:
            return
        for request in batch.requests:
            params, fault = request["params"], batch.faults[request["custom_id"]]
            problem = self.server.problem(params)
            result: dict[str, Any]
            if fault and fault.kind in _NOT_SERVED:
                result = {"type": fault.kind}
            elif problem or (fault and isinstance(fault.kind, int)):
                status, words = problem or (int(fault.kind), "scripted") if fault else problem or (400, "")
                kind = {400: "invalid_request_error", 404: "not_found_error"}.get(status, "api_error")
                error = {"type": "error", "request_id": None, "error": {"type": kind, "message": words}}
                result = {"type": "errored", "error": error}
            else:
                result = {"type": "succeeded", "message": self.server.message(params, fault, batch=True)}
            batch.results.append({"custom_id": request["custom_id"], "result": result})
        random.Random(batch.id).shuffle(batch.results)

    def _view(self, batch: Batch) -> dict[str, Any]:
        if batch.ended:
            self._work(batch)
        counts = Counter(r["result"]["type"] for r in batch.results) if batch.ended else Counter[str]()
        url = f"{self.server.url}/v1/messages/batches/{batch.id}/results"
        return {
            "id": batch.id, "type": "message_batch", "processing_status": "ended" if batch.ended else "in_progress",
            "created_at": _iso(batch.created), "expires_at": _iso(batch.created + _A_DAY),
            "ended_at": _iso(batch.ready) if batch.ended else None, "archived_at": None, "cancel_initiated_at": None,
            "results_url": url if batch.ended else None,
            "request_counts": {
                "processing": 0 if batch.ended else len(batch.requests),
                **{kind: counts[kind] for kind in ("succeeded", "errored", "canceled", "expired")},
            },
        }  # fmt: skip


def _iso(moment: float) -> str:
    return datetime.fromtimestamp(moment, UTC).isoformat()


def _broken_off(request: web.Request) -> web.Response:
    if request.transport is not None:
        request.transport.abort()
    return web.Response()
