"""Research: how near many questions to slow servers come to the least time that they can take, and at what memory."""

from __future__ import annotations

import asyncio
import json
import multiprocessing
import os
import tempfile
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from multiprocessing.connection import Connection
from pathlib import Path

from hitl_kit import Campaign, Workbench, pipeline
from hitl_kit.domain.accounts import Account
from hitl_kit.research import Remote, SignalSource, stream_research
from hitl_kit.research.boards import Greenhouse, HiringSource
from hitl_kit.research.feeds import Edgar, HackerNews, Submissions
from hitl_kit.research.http import Door
from hitl_kit.targeting import record_accounts
from tests.benchmarks.bench import Figure, seconds

ACCOUNTS = 5_000
LATENCY = 0.1
_TODAY = datetime.now(UTC).date()
_REQUESTS = 4
"""For one account: home page, job board, search, list of filings."""
_SETTLED = 0.2
"""Memory is compared with what it is when this share of the accounts is done: pools and caches are full by then."""
_ICP = """
name: Bench
firmographics: [{field: industry, any_of: [Logistics]}]
personas: [{id: operations, name: Operations, titles: [COO]}]
signals:
  - {kind: hiring, priority: 4, half_life_days: 30, roles: [Transport Planner]}
  - {kind: product_launch, priority: 3, half_life_days: 45, cues: [launch*]}
  - {kind: leadership, priority: 3, half_life_days: 45}
tiers: [{name: A, high_value: true}]
"""


def figures() -> Iterator[Figure]:
    """Every figure of the group."""
    ours, theirs = multiprocessing.Pipe()
    server = multiprocessing.get_context("spawn").Process(target=_serve, args=(theirs,), daemon=True)
    server.start()
    try:
        port = ours.recv()
        with tempfile.TemporaryDirectory(prefix="hitl-bench-") as folder:
            yield from _run(Path(folder), port, ours)
    finally:
        server.kill()
        server.join()


def _run(folder: Path, port: int, server: Connection) -> Iterator[Figure]:
    campaign = _campaign(folder)
    trusted = frozenset({("127.0.0.1", port)})
    sizes = {0: _resident()}
    with Door(user_agent="Bench ops@bench.example", cache=folder / "cache", trusted=trusted) as door:
        brief = campaign.brief(sources=[Remote(s) for s in _sources(door, f"http://127.0.0.1:{port}", campaign)])
        took = seconds(
            lambda: pipeline.research_accounts(
                campaign.workbench.ledger, brief, [_key(n) for n in range(ACCOUNTS)],
                lambda _, done, total: sizes.update({done: _resident()}),
            )
        )  # fmt: skip
    server.send("how many requests?")
    requests = server.recv()
    _all_answered(campaign, brief, requests)
    threads = brief.policy.value.research.concurrency
    least = requests * LATENCY / threads
    what = f"{ACCOUNTS:,} accounts × {len(brief.sources)} sources"
    measured = f"{took:.1f} s and {least:.1f} s: {requests:,} requests of {LATENCY * 1000:.0f} ms, {threads} at once"
    yield Figure(f"research of {what}", took / least, "× the servers' latency", 1.3, measured)
    settled = sizes[int(ACCOUNTS * _SETTLED)]
    peak = max(sizes.values())
    grown = (peak - settled) / 1e6
    words = f"{sizes[0] / 1e6:,.0f} MB before, {settled / 1e6:,.0f} MB after a fifth, {peak / 1e6:,.0f} MB at most"
    yield Figure(f"memory for four fifths of {what}", grown, "MB", 50, words)
    campaign.workbench.close()


def _all_answered(campaign: Campaign, brief: pipeline.Brief, requests: int) -> None:
    """What was given up or asked twice would make the ratio look better than the work was."""
    known = stream_research(campaign.workbench.ledger, campaign.slug)
    answers = Counter((m.source, m.answer) for found in known for m in found.measurements)
    given = {"job boards": "found", "Hacker News": "not found", "SEC 8-K": "not found"}
    assert answers == {(s.name, given[s.name]): ACCOUNTS for s in brief.sources}, answers
    assert requests == _REQUESTS * ACCOUNTS + 1, "one more for robots.txt"


def _campaign(folder: Path) -> Campaign:
    campaign = Workbench(folder, user="bench").new("bench")
    (campaign.folder / "icp.yaml").write_text(_ICP)
    campaign.approve("icp")
    accounts = [Account(name=f"Company {n}", domain=_key(n), cik=str(n + 1)) for n in range(ACCOUNTS)]
    record_accounts(campaign.workbench.ledger, campaign.slug, accounts, [], actor="bench", simulated=False)
    return campaign


def _sources(door: Door, server: str, campaign: Campaign) -> list[SignalSource]:
    icp, since = campaign.icp.value, campaign.today - timedelta(days=365)
    return [
        HiringSource(door, icp, [Greenhouse(door, server)], site=f"{server}/site/{{domain}}"),
        HackerNews(door, icp, since, base=server),
        Edgar(Submissions(door, since, data=server)),
    ]


def _key(n: int) -> str:
    return f"company{n:05d}.example"


def _resident() -> int:
    """The bytes that this process holds."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def _serve(bench: Connection) -> None:
    """Answer every request after LATENCY, in a process of its own; tell the port, and later how many there were."""
    asked = 0

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal asked
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                asked += 1
                kind, body = _page(head.split(b" ", 2)[1].decode())
                await asyncio.sleep(LATENCY)
                fields = f"content-type: {kind}\r\ncontent-length: {len(body)}\r\ncache-control: max-age=600"
                writer.write(f"HTTP/1.1 200 OK\r\n{fields}\r\n\r\n".encode() + body)
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    def tell() -> None:
        bench.recv()
        bench.send(asked)

    async def serve() -> None:
        server = await asyncio.start_server(answer, "127.0.0.1", 0)
        bench.send(server.sockets[0].getsockname()[1])
        asyncio.get_running_loop().add_reader(bench.fileno(), tell)
        await server.serve_forever()

    asyncio.run(serve())


def _page(path: str) -> tuple[str, bytes]:
    """An answer of the size and shape that the real ones have, to whatever is asked."""
    name = path.partition("?")[0].rpartition("/")[2]
    if path == "/robots.txt":
        return "text/plain", b"User-agent: *\nAllow: /\n"
    if path.startswith("/site/"):
        slug = name.partition(".")[0]
        filler = "<p>We move goods from where they are to where they are needed.</p>" * 150
        link = f'<a href="https://boards.greenhouse.io/{slug}">Careers</a>'
        return "text/html", f"<html><body>{filler}{link}</body></html>".encode()
    if path.startswith("/api/v1/search"):
        return "application/json", json.dumps({"hits": [], "nbPages": 1, "nbHits": 0}).encode()
    if path.startswith("/submissions/"):
        columns = ("form", "filingDate", "reportDate", "items", "accessionNumber", "primaryDocument")
        recent: dict[str, list[str]] = {column: [] for column in columns}
        answer = {"cik": name.removeprefix("CIK")[:10], "filings": {"recent": recent, "files": []}}
        return "application/json", json.dumps(answer).encode()
    jobs = [
        {"id": n, "title": title, "absolute_url": f"https://boards.greenhouse.io/x/jobs/{n}",
         "first_published": f"{_TODAY}T08:00:00Z", "content": "&lt;p&gt;What you will do here.&lt;/p&gt;" * 40}
        for n, title in enumerate(["Transport Planner", "Cook", "Fleet Analyst", "Clerk"])
    ]  # fmt: skip
    return "application/json", json.dumps({"jobs": jobs}).encode()
