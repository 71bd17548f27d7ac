"""The Messages API on loopback, over real HTTP: a server of the tests' own that reads bodies with the SDK's types.

`with AnthropicServer() as server: …` serves in a thread of this process; the SDK finds it by ANTHROPIC_BASE_URL.
"""

from __future__ import annotations

import asyncio
import json
import secrets
import threading
from collections.abc import Callable
from typing import Any, Self

import pydantic
from aiohttp import web
from anthropic.types.message_create_params import MessageCreateParamsNonStreaming

from hitl_kit.drafting.calls import PRICES

from .batches import Batches
from .billing import Meter
from .faults import ERROR_TYPES, Fault, Script

KEY = "sk-ant-test-0123456789abcdef"
"""The only key that the server takes."""

_BODY = pydantic.TypeAdapter(MessageCreateParamsNonStreaming)
_KNOWN = {*MessageCreateParamsNonStreaming.__annotations__, "stream"}

Body = dict[str, Any]


class AnthropicServer:
    """Answers every call after `latency` seconds with `answer(body)` (a dict is sent as JSON), or else with the
    smallest value that fits the schema. `script("text", Fault(429), None)` says what calls meet whose body holds it."""

    def __init__(
        self, *, latency: float = 0.0, batch_seconds: float = 0.0, characters_per_token: float = 4.0,
    ) -> None:  # fmt: skip
        self.latency = latency
        self.answer: Callable[[Body], str | dict[str, Any]] | None = None
        self.meter = Meter(characters_per_token)
        self.faults = Script()
        self.calls = self.under_way = self.most_at_once = 0
        self.bodies: list[Body] = []
        """Every body, in the order of arrival, while `keep_bodies` is set."""
        self.keep_bodies = False
        self.headers: list[dict[str, str]] = []
        self.port = 0
        self.batches = Batches(self, batch_seconds)
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, name="anthropic", daemon=True)
        self._ready = threading.Event()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def script(self, text: str, *faults: Fault | None) -> None:
        """The faults, one a call, that calls meet whose body holds the text; None is a good answer."""
        self.faults.add(text, faults)

    def __enter__(self) -> Self:
        self._thread.start()
        self._ready.wait(10)
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        runner = web.AppRunner(self._app(), access_log=None, shutdown_timeout=0.1)
        self._loop.run_until_complete(runner.setup())
        site = web.TCPSite(runner, "127.0.0.1", 0, backlog=4096)
        self._loop.run_until_complete(site.start())
        self.port = runner.addresses[0][1]
        self._ready.set()
        try:
            self._loop.run_forever()
        finally:
            self._loop.run_until_complete(runner.cleanup())
            for task in (left := asyncio.all_tasks(self._loop)):  # answers that nobody waits for
                task.cancel()
            self._loop.run_until_complete(asyncio.gather(*left, return_exceptions=True))
            self._loop.close()

    def _app(self) -> web.Application:
        app = web.Application(client_max_size=300 * 2**20, middlewares=[self._only_with_key])
        app.router.add_post("/v1/messages", self._messages)
        app.router.add_post("/v1/messages/count_tokens", self._count_tokens)
        app.router.add_get("/v1/models", self._models)
        self.batches.add_to(app)
        return app

    @web.middleware
    async def _only_with_key(self, request: web.Request, handler: Any) -> web.StreamResponse:
        bearer = request.headers.get("authorization", "").removeprefix("Bearer ")
        if KEY not in (bearer, request.headers.get("x-api-key")):
            return self.error(401, "invalid x-api-key")
        if "anthropic-version" not in request.headers:
            return self.error(400, "anthropic-version: header is required")
        answer: web.StreamResponse = await handler(request)
        return answer

    def error(self, status: int, message: str, fault: Fault | None = None) -> web.Response:
        """An error as the API words it, or as a proxy on the way does."""
        headers = {"request-id": f"req_{secrets.token_hex(8)}"}
        if fault and fault.retry_after is not None:
            headers["retry-after"] = str(fault.retry_after)
        if fault and fault.bare:
            return web.Response(text=f"<html>{status}</html>", content_type="text/html", status=status)
        error: dict[str, Any] = {"type": ERROR_TYPES.get(status, "api_error"), "message": message}
        if fault and fault.error_code:
            error["details"] = {"error_code": fault.error_code}
        body = {"type": "error", "error": error, "request_id": headers["request-id"]}
        return web.json_response(body, status=status, headers=headers)

    async def _messages(self, request: web.Request) -> web.StreamResponse:
        body = await request.json()
        self.calls += 1
        self.headers.append({k.lower(): v for k, v in request.headers.items()})
        del self.headers[:-20]
        if self.keep_bodies:
            self.bodies.append(body)
        self.under_way += 1
        self.most_at_once = max(self.most_at_once, self.under_way)
        try:
            return await self._served(request, body)
        finally:
            self.under_way -= 1

    async def _served(self, request: web.Request, body: Body) -> web.StreamResponse:
        fault = self.fault_for(body)
        if fault and isinstance(fault.kind, int):
            return self.error(fault.kind, fault.message or f"scripted {fault.kind}", fault)
        if fault and fault.kind == "reset":
            return _broken_off(request)
        if problem := self.problem(body):
            return self.error(*problem)
        await asyncio.sleep(self.latency + (fault.seconds if fault else 0))
        message = self.message(body, fault, batch=False)  # from here on it is charged for
        if fault and fault.kind == "reset_after_work":
            return _broken_off(request)
        if fault and fault.kind == "garbage":
            return web.Response(text="<html>Welcome to the hotel's network</html>", content_type="text/html")
        return web.json_response(message, headers={"request-id": f"req_{secrets.token_hex(8)}"})

    def fault_for(self, body: Body) -> Fault | None:
        return self.faults.next(body, json.dumps(body, ensure_ascii=False))

    def problem(self, body: Body) -> tuple[int, str] | None:
        """What the API would refuse a body for: status and words."""
        if extra := [key for key in body if key not in _KNOWN]:
            return 400, f"{extra[0]}: Extra inputs are not permitted"
        try:
            _BODY.validate_python(body)
        except pydantic.ValidationError as error:
            first = error.errors()[0]
            return 400, f"{'.'.join(map(str, first['loc']))}: {first['msg']}"
        if body["model"] not in PRICES:
            return 404, f"model: {body['model']}"
        form = (body.get("output_config") or {}).get("format")
        if form and '"citations"' in json.dumps(body["messages"]):
            return 400, "citations cannot be enabled with output_config.format"
        if form and list(body["messages"])[-1]["role"] == "assistant":
            return 400, "prefill is not supported with output_config.format"
        if form and form["schema"].get("additionalProperties") is not False:
            return 400, "output_config.format.schema: For 'object' type, 'additionalProperties' must be false"
        return None

    def message(self, body: Body, fault: Fault | None, *, batch: bool) -> dict[str, Any]:
        """The answer to a good body, billed."""
        kind = fault.kind if fault else None
        words, stop = self._words(body), "end_turn"
        if kind == "max_tokens":
            words, stop = words[: len(words) // 2], "max_tokens"
        elif kind == "refusal":
            words, stop = "", "refusal"
        elif kind == "malformed":
            words = words[:-1] + ", oops"
        elif kind == "empty":
            words = ""
        usage = self.meter.usage(body, words, batch=batch)
        if kind == "max_tokens":
            usage["output_tokens"] = body["max_tokens"]
        self.meter.bill(body, usage)
        details = {"type": "refusal", "category": "general_harms", "explanation": "declined by the test"}
        return {
            "id": f"msg_{secrets.token_hex(10)}", "type": "message", "role": "assistant", "model": body["model"],
            "content": [{"type": "text", "text": words, "citations": None}] if words else [],
            "stop_reason": stop, "stop_sequence": None, "stop_details": details if stop == "refusal" else None,
            "usage": usage,
        }  # fmt: skip

    def _words(self, body: Body) -> str:
        form = (body.get("output_config") or {}).get("format")
        answer = self.answer(body) if self.answer else smallest(form["schema"]) if form else "Hello."
        return answer if isinstance(answer, str) else json.dumps(answer, ensure_ascii=False)

    async def _count_tokens(self, request: web.Request) -> web.StreamResponse:
        body = await request.json()
        return web.json_response({"input_tokens": self.meter.tokens(json.dumps(body, ensure_ascii=False))})

    async def _models(self, _: web.Request) -> web.StreamResponse:
        models = [
            {"id": name, "type": "model", "display_name": name, "created_at": "2026-10-01T00:00:00Z",
             "lifecycle": "active"}
            for name in PRICES
        ]  # fmt: skip
        return web.json_response({"data": models, "has_more": False, "first_id": None, "last_id": None})


def _broken_off(request: web.Request) -> web.Response:
    if request.transport is not None:
        request.transport.abort()
    return web.Response()


def smallest(schema: dict[str, Any], root: dict[str, Any] | None = None, name: str = "") -> Any:
    """The smallest value that fits a schema of the kind that structured outputs know."""
    root = root or schema
    if "$ref" in schema:
        node: Any = root
        for part in schema["$ref"].removeprefix("#/").split("/"):
            node = node[part]
        return smallest(node, root, name)
    if "const" in schema:
        return schema["const"]
    if "enum" in schema:
        return schema["enum"][0]
    for choice in ("anyOf", "allOf", "oneOf"):
        if choice in schema:
            return smallest(schema[choice][0], root, name)
    if schema.get("type") == "object":
        return {key: smallest(part, root, key) for key, part in schema.get("properties", {}).items()}
    if schema.get("type") == "array":
        return [smallest(schema.get("items", {"type": "string"}), root, name)]
    return {"string": f"a {name}", "integer": 1, "number": 0.5, "boolean": True}.get(schema.get("type", ""))
