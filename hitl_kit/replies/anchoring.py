"""Our own text as the anchor: where a reply repeats it, the quote begins, whatever stands around it."""

from __future__ import annotations

import re
import unicodedata

_LINE = 16
"""Letters and digits that a line needs to be known by itself; a CJK character says as much as two."""
_ARTEFACT = re.compile(
    r"^\W*(?:<?https?://\S+|\[?(?:image|cid|bild|imagen)[:\]].*|<?mailto:\S+|\S+@\S+\.\S+)\W*$", re.I
)
_LONGEST_SENT = 200_000


def bare(text: str) -> str:
    """Letters and digits alone, in one case and one form of Unicode, so that wrapping and typography do not matter."""
    return "".join(c for c in unicodedata.normalize("NFKC", text).casefold() if c.isalnum())


class Anchor:
    """The text that we sent, asked line by line whether a reply repeats it."""

    def __init__(self, sent: str) -> None:
        self._sent = bare(sent[:_LONGEST_SENT])

    def knows(self, line: str) -> bool:
        """Whether a line is ours: long enough to be nobody else's, and in our text."""
        words = bare(line)
        wide = sum(1 for c in words if c >= "\u2e80")
        return len(words) + wide >= _LINE and words in self._sent

    def has(self, line: str) -> bool:
        """Whether a line's words stand in our text, however short it is: proof only beside a line that it `knows`."""
        return bare(line) in self._sent

    def begins(self, lines: list[str], at: int) -> bool:
        """Whether our text begins to be repeated at a line: it is ours, and so is the next line, if there is one."""
        if not self.knows(lines[at]):
            return False
        following = [line for line in lines[at + 1 : at + 6] if line.strip()]
        return len(bare(lines[at])) >= 2 * _LINE or not following or any(self.knows(line) for line in following[:2])

    def between(self, lines: list[str], seen: list[str], at: int, *, answered: bool) -> list[str]:
        """What somebody wrote into our unmarked text from `at` on. Below the end of it only where nothing was
        `answered` above: there stand older messages and footers."""
        ours = [n for n in range(at, len(lines)) if self.knows(seen[n])]
        if not ours:
            return []
        end = len(lines) if not answered else ours[-1]
        found = [
            lines[n]
            for n in range(ours[0] + 1, end)
            if not seen[n].strip() or not (self.has(seen[n]) or _ARTEFACT.match(seen[n]))
        ]
        return ["", *found] if any(line.strip() for line in found) else []
