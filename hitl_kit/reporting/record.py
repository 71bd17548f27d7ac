"""What a report says about itself, for machines: which campaign and day, from which ledger and files, every figure."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from importlib.metadata import version
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from hitl_kit.domain.base import sha256_hex, utc_now
from hitl_kit.domain.errors import InputError

Kind = Literal["campaign", "portfolio"]
MARK = "hitl-report"
_UNSEALED = '"seal":""'
_OPENING = f'<script type="application/json" id="{MARK}">'


class About(BaseModel):
    """What a report is about: given when it is asked for. `head` is the ledger's newest event then (number, hash);
    `files` are the SHA-256 of what people wrote."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    kind: Kind
    campaign: str = ""
    as_of: date
    head: tuple[int, str]
    files: dict[str, str] = {}


class Record(About):
    """The same with what came of it. `failed` says why there is no report; `shown` is each figure by its place; `seal`
    is the SHA-256 of the page without it."""

    rendered_at: datetime
    hitl_kit: str
    notebook: str
    failed: str = ""
    simulated: str = ""
    seal: str = ""
    shown: dict[str, Any] = {}

    @property
    def complete(self) -> bool:
        """Whether the day was over when it was made, so that it needs no second look."""
        end = datetime.combine(self.as_of + timedelta(days=1), time.min, tzinfo=UTC)
        return not self.failed and self.rendered_at >= end


def record(about: About, notebook: Path, *, failed: str = "") -> Record:
    """The record of a report that is made now from that notebook."""
    return Record(
        **about.model_dump(), rendered_at=utc_now(), hitl_kit=version("hitl-kit"),
        notebook=sha256_hex(notebook.read_bytes()), failed=failed,
    )  # fmt: skip


def element(found: Record) -> str:
    """The record as the page carries it: data that no browser runs."""
    return f"{_OPENING}{_json(found.model_dump(mode='json'))}</script>"


def sealed(page: str) -> str:
    """The page with its seal put in: whoever changes a byte of it later breaks the seal, or has to make a new one."""
    return page.replace(_UNSEALED, f'"seal":"{sha256_hex(page)}"', 1)


def unbroken(page: str, found: Record) -> bool:
    """Whether the page is as it was sealed."""
    return bool(found.seal) and sha256_hex(page.replace(f'"seal":"{found.seal}"', _UNSEALED, 1)) == found.seal


def _json(value: Mapping[str, Any]) -> str:
    """JSON that cannot end the script element that it stands in."""
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False).replace("<", "\\u003c")


def read_record(page: Path) -> Record:
    """The record that a report carries; InputError where the file is none of ours. Reads no further than needed."""
    text = ""
    try:
        with page.open(encoding="utf-8") as handle:
            while chunk := handle.read(200_000):
                text += chunk
                if found := re.search(f"{re.escape(_OPENING)}(.*?)</script>", text, re.DOTALL):
                    return Record.model_validate_json(found[1])
                if "<body" in text:
                    break
    except FileNotFoundError:
        raise InputError(f"{page} is missing", mend="give the report's .html file") from None
    except IsADirectoryError:
        raise InputError(f"{page} is a folder", mend="give the report's .html file in it") from None
    except (UnicodeDecodeError, ValidationError) as error:
        raise InputError(f"{page} is no report that can be read: {str(error).splitlines()[0]}", mend=_MEND) from None
    raise InputError(f"{page} is no report that hitl-kit made, or of a version before it kept its figures", mend=_MEND)


_MEND = "give the .html file of a report: reports/SLUG/DATE/review.html"
