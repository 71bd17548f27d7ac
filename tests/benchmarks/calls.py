"""Paid calls: 10,000 drafts from a server that takes 200 ms for each, every call in the ledger before it is made."""

from __future__ import annotations

import asyncio
import json
import multiprocessing
import os
import tempfile
from collections.abc import Iterator
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import anthropic
import pydantic
import sqlalchemy as sa

from hitl_kit.drafting.calls import Ask, Model, Spending
from hitl_kit.ledger import Ledger, tables
from tests.benchmarks.bench import Figure, seconds

DRAFTS = 10_000
LATENCY = 0.2
CONCURRENCY = 100


class Draft(pydantic.BaseModel):
    """What is asked for: as long as the claims of a mail are."""

    claims: list[str]


_ANSWER = json.dumps({"claims": ["You opened a second depot in Malmö, and the planners' vacancies say why. " * 2] * 3})
_PARAMS: dict[str, Any] = {
    "model": "claude-sonnet-5-5", "max_tokens": 1_000,
    "system": [{"type": "text", "text": "Write claims from facts, and from nothing else. " * 100,
                "cache_control": {"type": "ephemeral"}}],
    "output_config": {"effort": "low",
                      "format": {"type": "json_schema", "schema": anthropic.transform_schema(Draft)}},
}  # fmt: skip


def figures() -> Iterator[Figure]:
    """Wall time and memory of the run."""
    ours, theirs = multiprocessing.Pipe()
    server = multiprocessing.get_context("spawn").Process(target=_serve, args=(theirs,), daemon=True)
    server.start()
    theirs.close()
    try:
        os.environ["ANTHROPIC_BASE_URL"] = f"http://127.0.0.1:{ours.recv()}"
        os.environ["ANTHROPIC_API_KEY"] = "sk-ant-bench"
        with tempfile.TemporaryDirectory(prefix="hitl-bench-") as folder:
            yield from _run(Path(folder))
    finally:
        server.kill()
        server.join()


def _run(folder: Path) -> Iterator[Figure]:
    ledger = Ledger.open(f"sqlite:///{folder / 'hitl.db'}")
    settings = Spending(concurrency=CONCURRENCY, max_usd=1_000)
    model = Model(ledger, campaign="bench", batch_id="bench", actor="bench", settings=settings)
    sizes = {0: _resident()}

    def draft() -> None:
        for done, answer in enumerate(model.answers(map(_ask, range(DRAFTS))), start=1):
            assert answer.state == "answered"
            if done % 200 == 0:
                sizes[done] = _resident()

    took = seconds(draft)
    settled = ledger.rows(sa.select(sa.func.count().label("n")).select_from(tables.settlement))
    assert settled[0]["n"] == DRAFTS
    least = DRAFTS * LATENCY / CONCURRENCY
    what = f"{DRAFTS:,} drafts at {LATENCY * 1000:.0f} ms, {CONCURRENCY} at a time"
    measured = f"{took:.1f} s and {least:.1f} s, with {ledger.head()[0]:,} durable commits to the ledger"
    yield Figure(what, took / least, "× the server's latency", 1.25, measured)
    half, peak = sizes[DRAFTS // 2], max(sizes.values())
    words = f"{sizes[0] / 1e6:,.0f} MB before, {half / 1e6:,.0f} MB after half of them, {peak / 1e6:,.0f} MB at most"
    yield Figure(f"memory for {what}", (peak - sizes[0]) / 1e6, "MB", 50, words)
    ledger.close()


def _ask(n: int) -> Ask:
    facts = [{"id": f"f{i}", "quote": f"Company {n} opened its depot number {i} in the north."} for i in range(8)]
    content = json.dumps({"company": f"Company {n}", "facts": facts})
    return Ask(f"package-{n}", "draft", {**_PARAMS, "messages": [{"role": "user", "content": content}]}, Draft)


def _resident() -> int:
    """The bytes that this process holds."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def _serve(bench: Connection) -> None:
    """Answer every call after LATENCY, in a process of its own, with as little work as can be."""
    body = json.dumps({
        "id": "msg_bench", "type": "message", "role": "assistant", "model": _PARAMS["model"],
        "content": [{"type": "text", "text": _ANSWER}], "stop_reason": "end_turn", "stop_sequence": None,
        "usage": {"input_tokens": 400, "output_tokens": 200, "cache_read_input_tokens": 1_100,
                  "cache_creation_input_tokens": 0},
    }).encode()  # fmt: skip
    head = f"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {len(body)}\r\n\r\n".encode()

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while asked := await reader.readuntil(b"\r\n\r\n"):
                length = next(line for line in asked.lower().split(b"\r\n") if line.startswith(b"content-length:"))
                await reader.readexactly(int(length.partition(b":")[2]))
                await asyncio.sleep(LATENCY)
                writer.write(head + body)
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    async def serve() -> None:
        server = await asyncio.start_server(answer, "127.0.0.1", 0, backlog=1_000)
        bench.send(server.sockets[0].getsockname()[1])
        await server.serve_forever()

    asyncio.run(serve())
