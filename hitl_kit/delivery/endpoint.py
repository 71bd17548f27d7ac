"""Endpoint: the address behind List-Unsubscribe, as an ASGI application (RFC 8058). A GET shows a page and changes
nothing: link checkers and mail scanners follow every link."""

from __future__ import annotations

import asyncio
import email.policy
from collections.abc import Awaitable, Callable, MutableMapping
from email.parser import BytesParser
from typing import Any
from urllib.parse import parse_qsl

from hitl_kit.domain.errors import LedgerError

from .tokens import touch_of_token

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Message, Receive, Send], Awaitable[None]]

MAX_BODY = 10_000
FIELD, VALUE = "List-Unsubscribe", "One-Click"
_PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title}</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="robots" content="noindex">
<style>body{{font:1rem/1.5 system-ui,sans-serif;max-width:34rem;margin:4rem auto;padding:0 1rem;
color:#1c1c1c;background:#fff}}
button{{font:inherit;padding:.6rem 1.2rem;border:1px solid #1c1c1c;border-radius:.4rem;background:#1c1c1c;color:#fff}}
button:focus-visible{{outline:3px solid #2a6fdb;outline-offset:2px}}</style></head>
<body><h1>{title}</h1><p>{words}</p>{form}</body></html>"""
_FORM = (
    f'<form method="post"><input type="hidden" name="{FIELD}" value="{VALUE}">'
    "<button>Do not write to me again</button></form>"
)
_HEADERS = [
    (b"content-type", b"text/html; charset=utf-8"), (b"cache-control", b"no-store"),
    (b"referrer-policy", b"no-referrer"), (b"x-content-type-options", b"nosniff"),
    (b"content-security-policy", b"default-src 'none'; style-src 'unsafe-inline'; form-action 'self'"),
]  # fmt: skip


def application(key: bytes, unsubscribe: Callable[[str], bool]) -> Application:
    """The application. `unsubscribe` is given a touch's id, and says whether there is such a touch."""

    async def app(scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await _lifespan(receive, send)
            return
        if scope["type"] != "http":
            return
        status, title, words, form = await _answer(scope, receive, key, unsubscribe)
        page = _PAGE.format(title=title, words=words, form=_FORM if form else "").encode()
        allow = [(b"allow", b"GET, HEAD, POST")] if status == 405 else []
        head = [*_HEADERS, *allow, (b"content-length", str(len(page)).encode())]
        await send({"type": "http.response.start", "status": status, "headers": head})
        await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else page})

    return app


async def _answer(
    scope: Message, receive: Receive, key: bytes, unsubscribe: Callable[[str], bool]
) -> tuple[int, str, str, bool]:
    touch_id = touch_of_token(scope["path"].rstrip("/").rpartition("/")[2], key)
    if not touch_id:
        return 404, "This link is not one of ours", "It may have been cut off: copy the whole of it.", False
    if scope["method"] in ("GET", "HEAD"):
        return 200, "No more mail?", "One click, and nobody here writes to you again.", True
    if scope["method"] != "POST":
        return 405, "This cannot be done here", "Open the link in a browser instead.", False
    body = await _body(receive)
    kind = next((v for k, v in scope["headers"] if k.lower() == b"content-type"), b"").decode("latin-1")
    if body is None or _fields(body, kind).get(FIELD) != VALUE:
        return 400, "That was not understood", "Open the link in a browser, and use the button.", True
    try:
        known = await asyncio.to_thread(unsubscribe, touch_id)
    except LedgerError:
        return 503, "Please try again in a minute", "What you asked for could not be saved just now.", True
    if not known:
        return 404, "This link is not one of ours", "It may have been cut off: copy the whole of it.", False
    return 200, "Done", "Nobody here writes to you again.", False


async def _body(receive: Receive) -> bytes | None:
    """The request's body, None where it is too large or breaks off."""
    body = bytearray()
    while True:
        message = await receive()
        if message["type"] != "http.request":
            return None
        body += message.get("body", b"")
        if len(body) > MAX_BODY:
            return None
        if not message.get("more_body"):
            return bytes(body)


def _fields(body: bytes, kind: str) -> dict[str, str]:
    """The fields of a form, whichever way they were packed; what is none has none."""
    if kind.partition(";")[0].strip().lower() == "multipart/form-data":
        head = b"Content-Type: " + kind.encode("latin-1", "replace").replace(b"\n", b" ").replace(b"\r", b" ")
        form = BytesParser(policy=email.policy.HTTP).parsebytes(head + b"\r\n\r\n" + body)
        fields = {}
        for part in form.iter_parts() if form.is_multipart() else ():
            name = part.get_param("name", header="content-disposition")
            value = part.get_payload(decode=True)
            if isinstance(name, str) and isinstance(value, bytes):
                fields[name] = value.decode("utf-8", "replace").strip()
        return fields
    try:
        return dict(parse_qsl(body.decode("utf-8"), max_num_fields=20))
    except (UnicodeDecodeError, ValueError):
        return {}


async def _lifespan(receive: Receive, send: Send) -> None:
    while True:
        message = await receive()
        await send({"type": f"{message['type']}.complete"})
        if message["type"] == "lifespan.shutdown":
            return
