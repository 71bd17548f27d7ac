"""What somebody wrote, without what they quote."""

from __future__ import annotations

import re

from .anchoring import Anchor
from .quote_marks import (
    divider,
    header_block,
    initials,
    introduction,
    is_quoted,
    list_footer,
    mobile_signature,
    parted,
    rest_of_link,
    signature,
    unmarked,
    words_before,
)

_LONGEST_SIGNATURE = 12
_MOST_LINES = 20_000


def strip_quotes(text: str, sent: str | None = None) -> str:
    """The words that somebody wrote in this message: `text` without quoted and forwarded messages and signatures.

    Lines that begin with '>' go, and what stands between them stays, so an answer inside the quote is kept. From the
    introduction, header block or divider of a quote that has no such signs, everything below goes. `sent` is the text
    that we wrote: with it, a quote is found by its own words too. A signature goes where a sign marks it ('-- ', what a
    telephone adds); a name or a title under the last sentence is the writer's and stays.
    """
    whole = re.sub(r"\r\n?|[\x0b\x0c\x85\u2028\u2029]", "\n", text)
    lines = [part.rstrip() for line in whole.split("\n", _MOST_LINES)[:_MOST_LINES] for part in parted(line)]
    seen = [unmarked(line) for line in lines]
    anchor = Anchor(sent) if sent and sent.strip() else None
    kept: list[str] = []
    at, sign = 0, ""
    while at < len(lines):
        line = seen[at]
        if not line.strip():
            kept.append("")
        elif is_quoted(line) or (sign and initials(line) == sign) or rest_of_link(seen, at):
            pass
        elif anchor is not None and anchor.begins(seen, at):
            kept = _without_approach(kept, anchor)
            kept += anchor.between(lines, seen, at, answered=any(kept))
            break
        elif (count := introduction(seen, at)) > 0:
            kept = _without_rule(kept)
            kept += [words] if (words := words_before(line)) else []
            below = _first(seen, at + count)
            sign = initials(below) or sign
            if not (is_quoted(below) or initials(below)):
                if anchor is not None:
                    kept += anchor.between(lines, seen, at + count, answered=any(kept))
                break
            at += count
            continue
        elif divider(seen, at):
            kept = _without_rule(kept)
            if not is_quoted(_first(seen, at + 1)):
                break
        elif header_block(seen, at) or list_footer(seen, at):
            kept = _without_rule(kept)
            break
        elif signature(line) and (end := _signature_end(seen, at)):
            at = end
            continue
        elif not mobile_signature(line):
            kept.append(lines[at])
        at += 1
    return re.sub(r"\n{3,}", "\n\n", "\n".join(kept)).strip()


def _without_approach(kept: list[str], anchor: Anchor) -> list[str]:
    """The kept lines without those at their end that only led to our text: its greeting, a line that introduces it."""
    last = len(kept)
    while last and (not kept[last - 1].strip() or anchor.has(kept[last - 1])):
        last -= 1
    if last and kept[last - 1].rstrip().endswith((":", "：")) and re.search(r"\d|@", kept[last - 1]):
        last -= 1
    return kept[:last]


def _without_rule(kept: list[str]) -> list[str]:
    """The kept lines without a rule at their end that only led to the quote."""
    last = len(kept)
    while last and not re.search(r"[^\W_]", kept[last - 1]):
        last -= 1
    drawn = any(re.fullmatch(r"\s*[-–—_=*~]{3,}\s*", line) for line in kept[last:])
    return kept[:last] if drawn else kept


def _signature_end(lines: list[str], at: int) -> int:
    """Where a signature that opens at `at` is over: at the next quote or at the end; 0 where it is too long for one."""
    length, n = 0, at + 1
    while n < len(lines):
        if is_quoted(lines[n]) or (
            lines[n].strip() and (introduction(lines, n) or divider(lines, n) or header_block(lines, n))
        ):
            break
        length += bool(lines[n].strip())
        if length > _LONGEST_SIGNATURE:
            return 0
        n += 1
    return n


def _first(lines: list[str], at: int) -> str:
    return next((line for line in lines[at:] if line.strip()), "")
