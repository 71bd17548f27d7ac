"""Client: the Messages API, with every error told apart by what it means for the money and for the run."""

from __future__ import annotations

import logging
import os
from collections.abc import Awaitable, Mapping
from typing import Any, TypeVar

import anthropic
from pydantic import ValidationError

from hitl_kit.domain.errors import ModelRefusesUs

from .settings import Spending
from .verdict import Reply

Result = TypeVar("Result")

KEY = "ANTHROPIC_API_KEY"
_CONNECT_SECONDS = 10.0
_SPARE = 4
"""Connections beyond those of the calls: for message batches, and for counting."""
_MEND_KEY = f"export {KEY}=… with a key from https://console.anthropic.com; the template drafter needs none"
_AGAIN = "then run the same command again: it goes on where it stopped"

_RAW = {"X-Stainless-Raw-Response": "true"}
"""Asks the SDK for the response as it came, as its `with_raw_response` does."""

_BEFORE_SENDING = {"ClientConnectorError", "ConnectionTimeoutError", "PoolTimeout"}
"""Causes after which nothing can have been sent. The transport calls a connection that broke later the same, so that
its own errors tell nothing: only their causes do."""
_SERVED_PERHAPS = {408, 499, 504}
_SPENT = ("spend_limit", "billing")


class Busy(Exception):
    """The service did not take the call, which cost nothing. `everybody`: nor would it take another now."""

    def __init__(self, words: str, *, after: float | None = None, everybody: bool = False) -> None:
        super().__init__(words)
        self.after, self.everybody = after, everybody


class Lost(Exception):
    """Nobody knows whether the service did the work."""


class Rejected(Exception):
    """The service will never take this call, which cost nothing."""


class Unknown(Exception):
    """What was asked for by its id is not there."""


def required_key() -> str:
    """The key from the environment. ModelRefusesUs without one."""
    key = os.environ.get(KEY, "").strip()
    if not key:
        raise ModelRefusesUs("there is no key for Claude", mend=_MEND_KEY)
    if not key.isascii() or not key.isprintable():
        raise ModelRefusesUs("the key for Claude holds characters that no key has", mend=_MEND_KEY)
    return key


def connect(settings: Spending) -> anthropic.AsyncAnthropic:
    """The client of one run. It never tries again by itself: each try is ours to count."""
    # On DEBUG, the SDK logs what is sent, and so people's data; traces may hold it, too.
    logging.getLogger("anthropic").setLevel(logging.INFO)
    at_once = settings.concurrency + _SPARE
    limits = type(anthropic.DEFAULT_CONNECTION_LIMITS)(max_connections=at_once, max_keepalive_connections=at_once)
    return anthropic.AsyncAnthropic(
        api_key=required_key(),
        max_retries=0,
        open_telemetry=False,
        timeout=anthropic.Timeout(settings.patience.answer, connect=_CONNECT_SECONDS),
        http_client=anthropic.DefaultAioHttpClient(limits=limits),
    )


async def asked(answer: Awaitable[Result], model: str = "") -> Result:
    """What the service answers. Busy, Lost, Rejected, Unknown, or ModelRefusesUs.

    None of these remembers the SDK's error, which holds the request with its key and its prompt.
    """
    try:
        return await answer
    except anthropic.APIError as error:
        meant = meaning(error, model)
    raise meant


async def call(client: anthropic.AsyncAnthropic, params: Mapping[str, Any], call_id: str) -> Reply:
    """The model's message. Busy, Lost, Rejected, or ModelRefusesUs.

    Not `messages.create`: that builds a message out of whatever came, with most of a call's work, and checks nothing.
    """
    answer = client.post(
        "/v1/messages", cast_to=object, body=dict(params), options={"headers": _RAW, "idempotency_key": call_id}
    )
    raw: Any = await asked(answer, str(params["model"]))
    try:
        reply = Reply.model_validate_json(await raw.read())
    except ValidationError:
        reply = None
    if reply is None:
        raise Lost("the answer could not be read")
    return reply.model_copy(update={"request_id": raw.request_id or ""})


def meaning(error: anthropic.APIError, model: str = "") -> Exception:
    """What an error means for the call and for the run."""
    if isinstance(error, anthropic.APIStatusError):
        return _status(error, model)
    causes = _causes(error)
    if causes & _BEFORE_SENDING:
        return Busy("the service cannot be reached", everybody=True)
    if isinstance(error, anthropic.APITimeoutError):
        return Lost("no answer came in time")
    if isinstance(error, anthropic.APIResponseValidationError):
        return Lost("the answer could not be read")
    return Lost("the connection broke off")


def _status(error: anthropic.APIStatusError, model: str) -> Exception:
    said = (error.api_message or "no reason given").strip()[:300]
    status, code = error.status_code, error.error_code or ""
    if refusal := _refusal(error, said, model):
        return refusal
    if status == 404 and not model:
        return Unknown(said)
    if status in _SERVED_PERHAPS or (status >= 500 and error.type is None):  # a proxy's word says nothing of the work
        return Lost(f"the service broke off ({status})")
    after = _seconds(error.response.headers.get("retry-after"))
    if status == 429:
        return Busy(f"too many calls at a time ({said})", after=after, everybody=True)
    if status == 529:
        return Busy("the service is overloaded", after=after, everybody=True)
    if status in (409, 425) or status >= 500:
        return Busy(f"the service had an error ({status}: {said})", after=after)
    return Rejected(f"the service cannot take the call ({status} {code or error.type or ''}: {said})")


def _refusal(error: anthropic.APIStatusError, said: str, model: str) -> ModelRefusesUs | None:
    status, code = error.status_code, error.error_code or ""
    if status == 402 or error.type == "billing_error" or any(word in code for word in _SPENT):
        return ModelRefusesUs(
            f"the account at Anthropic may not spend more ({status} {code}: {said})",
            mend=f"raise the limit or add credit at https://console.anthropic.com, {_AGAIN}",
        )
    if status == 401:
        return ModelRefusesUs("Anthropic does not know the key in ANTHROPIC_API_KEY (401)", mend=_MEND_KEY)
    if status == 403:
        return ModelRefusesUs(
            f"the key in {KEY} may not do this (403 {code}: {said})",
            mend=f"ask whoever keeps the account for a key that may call {model or 'the model'}, {_AGAIN}",
        )
    if status == 404 and model:
        return ModelRefusesUs(
            f"Anthropic has no model '{model}' for this key (404)", mend="name another one with --model"
        )
    if code == "organization_on_hold":
        return ModelRefusesUs(f"the account at Anthropic is on hold ({said})", mend="settle that with Anthropic")
    if status == 407 or (status < 500 and error.type is None and status not in (408, 409, 413, 429, 499)):
        return ModelRefusesUs(
            f"something between here and Anthropic refused the call ({status})",
            mend="check the proxy, HTTPS_PROXY and ANTHROPIC_BASE_URL",
        )
    return None


def _causes(error: BaseException) -> set[str]:
    """The names of what an error goes back to, with those of their bases."""
    names: set[str] = set()
    cause: BaseException | None = error
    while cause is not None:
        names |= {kind.__name__ for kind in type(cause).__mro__}
        cause = cause.__cause__ or cause.__context__
    return names


def _seconds(value: str | None) -> float | None:
    """A retry-after header in seconds; a date, or anything else, tells nothing that we would go by."""
    try:
        seconds = float(value or "")
    except ValueError:
        return None
    return seconds if 0 <= seconds < float("inf") else None
