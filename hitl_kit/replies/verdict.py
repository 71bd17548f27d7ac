"""What a machine's message says, as one reader of machine mail found it."""

from __future__ import annotations

from dataclasses import dataclass
from email.message import Message

from hitl_kit.domain.inbound import InboundKind

from .decoding import clean, part_text
from .mail import Mail, header_text, inner_parts


@dataclass(frozen=True)
class Verdict:
    """The kind of a message and what it reports; the fields mean what those of Inbound mean."""

    kind: InboundKind
    subtype: str
    because: str
    recipient: str = ""
    status: str = ""
    diagnostic: str = ""
    returned_message_id: str = ""


def fields(part: Message) -> list[dict[str, str]]:
    """The blocks of 'Name: value' lines in a report's part, however the parser took it apart; names in lower case."""
    inner = inner_parts(part)
    if not inner:
        return _blocks(part_text(part)[0])
    found = [{name.lower(): header_text(str(value)) for name, value in block.raw_items()} for block in inner]
    if len(inner) == 1 and not inner[0].is_multipart():
        # a report that was taken for one message: what follows its first empty line is the next block
        found += _blocks(part_text(inner[0])[0])
    return [block for block in found if block]


def _blocks(text: str) -> list[dict[str, str]]:
    found: list[dict[str, str]] = []
    for block in text.replace("\r\n", "\n").split("\n\n")[:200]:
        lines: dict[str, str] = {}
        last = ""
        for line in block.split("\n")[:200]:
            name, colon, value = line.partition(":")
            if line[:1] in " \t" and last:
                lines[last] += " " + line.strip()
            elif colon and name.strip() and " " not in name.strip():
                last = name.strip().lower()
                lines.setdefault(last, clean(value).strip()[:4000])
        if lines:
            found.append(lines)
    return found


def returned_headers(mail: Mail) -> dict[str, str]:
    """The headers of our own mail where a report carries it back, names in lower case; {} where it does not."""
    for part in mail.parts:
        kind, inner = part.get_content_type(), inner_parts(part)
        if kind == "message/rfc822" and inner:
            return {name.lower(): header_text(str(value)) for name, value in inner[0].raw_items()}
        if kind in ("text/rfc822-headers", "message/rfc822-headers", "message/rfc822"):
            blocks = fields(part)
            if blocks:
                return blocks[0]
    return {}
