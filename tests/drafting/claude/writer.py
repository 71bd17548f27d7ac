"""A model for tests, behind the local API: it reads the JSON document that it is sent and answers as one would."""

from __future__ import annotations

import json
from typing import Any

Body = dict[str, Any]


def document(body: Body) -> Any:
    """The one JSON document of a call."""
    (message,) = body["messages"]
    (block,) = message["content"]
    return json.loads(block["text"])


def is_reading(body: Body) -> bool:
    """Whether a call asks to read, not to write."""
    return "sources" in document(body)


def honest(body: Body) -> Body:
    """No further facts; and one claim for each place, in the words of the first fact of its kind."""
    told = document(body)
    if "sources" in told:
        return {"facts": []}
    return {"abstain": "", "claims": [_claim(slot, told) for slot in told["slots"]]}


def _claim(slot: Body, told: Body) -> Body:
    fact = next(f for f in told["facts"] if f["kind"] == slot["kind"])
    text = f'{told["company"]["name"]}: "{fact["quote"]}"'
    return {"slot": slot["slot"], "text": text, "fact_ids": [fact["id"]]}


def finding(*facts: Body) -> Any:
    """A model that gives these facts of every reading, and writes as an honest one."""

    def answer(body: Body) -> Body:
        return {"facts": list(facts)} if is_reading(body) else honest(body)

    return answer
