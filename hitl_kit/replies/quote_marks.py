"""What a mail program writes around a quoted message: its introduction, its header block, its divider, a signature.

The shapes come first (a date, an address, a colon; a run of labelled lines), because every program and language fills
them with its own words. The lists of words settle what the shape alone leaves open.
"""

from __future__ import annotations

import re

from .quote_words import HEADER_LABELS, MOBILE, ORIGINAL, WROTE

_EMAIL = re.compile(r"[\w.+=-]{1,80}@[\w-]{1,80}\.[\w.-]{1,80}")
_YEAR = r"(?:19|20|25)\d\d"
_DATE = re.compile(
    rf"(?<!\d)\d{{1,4}}[./-]\d{{1,2}}[./-]\d{{2,4}}(?!\d)|(?<!\d){_YEAR}(?!\d)"
    r"|\d{1,2}\s?月\s?\d{1,2}\s?日|\d{1,2}월\s?\d{1,2}일"
)
_TIME = re.compile(
    r"(?<!\d)\d{1,2}[:.h時点]\d{2}(?!\d)|(?<!\d)\d{1,2}\s?[ap]\.?m\b|[上下]午\d{1,2}|(?:오전|오후)\s?\d", re.I
)
_ENDS = re.compile(r"[:：]\W*$")
_SENTENCE = re.compile(r"[^\W\d_]{3,}[.!?。]\s+[^\W\d_]{2,}")
_LABEL = re.compile(r"^[\s>*_|]*([^\W\d_][\w .\-'’/]{0,28}?)\s?\**\s?[:：]\**\s?(.*)$")
_DASHED = re.compile(r"^\s*([-—–_=*]{2,})\s*(\S.{1,120}?)\s*[-—–_=*]{2,}\s*$")
_RULE = re.compile(r"^\s*(?:[_—]{10,}|[-=*]{20,})\s*$")
_ABOVE = re.compile(r"^\s*#{2,}-.{5,120}-#{2,}\s*$")
_SIGNATURE = re.compile(r"^(?:--|—|––|__)\s*$")
_OPENING = re.compile(
    r"(?<![^\s\-–—_.,:;!?()\"'])(?:On|Am|Le|El|Il giorno|Il|Em|Op|W dniu|Dnia|Dne|Den|På|At)\s(?=[^\n]{0,25}?\d)"
)
_WEEKDAY_OPENING = re.compile(_OPENING.pattern + r"(?:[^\W\d_]{2,10}[.,]{0,2}\s){1,2}\d{1,2}[.,]")
_QUOTE_ON_ITS_LINE = re.compile(r"(.{5,300}?[:：])\s?(>.*)$")
_DIVIDER_ON_ITS_LINE = re.compile(r"(\s{0,9}[-—–_=*]{4,60}+\s?([^\W\d_][^-—–_=*]{2,60}?)\s?[-—–_=*]{4,60}+)\s*(\S.*)$")
_INITIALS = re.compile(r"\s{0,3}([A-Za-z]{1,4}>)+\s")
_OPEN_LINK = re.compile(r"[(<]https?://[^)>\s]*$")
_DATE_LABELS = tuple(f" {label}:" for label, kind in HEADER_LABELS.items() if kind == "date")
_MARKS = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u00ad]")
_LONGEST = 300


def unmarked(line: str) -> str:
    """A line without the invisible marks of direction and width, which stand between a word and its pattern."""
    return _MARKS.sub("", line).replace("\xa0", " ")


def is_quoted(line: str) -> bool:
    """Whether a line is quoted by a sign at its head. '>500' is a number, not a quote."""
    start = line.lstrip()
    return start.startswith(("> ", ">>", "＞", "&gt;")) or (start.startswith(">") and not start[1:2].isdigit())


def parted(line: str) -> list[str]:
    """A line in two where it holds an introduction or a divider and what should stand below that; else the line."""
    if len(line) > 1000 or not line.strip():
        return [line]
    if (match := _QUOTE_ON_ITS_LINE.match(line)) and WROTE.search(match[1][-60:]):
        return [match[1], match[2]]
    if (match := _DIVIDER_ON_ITS_LINE.match(line)) and ORIGINAL.fullmatch(match[2]):
        return [match[1], match[3]]
    return [line]


def initials(line: str) -> str:
    """The sign of a quoted line that begins with its writer's initials ('JD> '), else ''."""
    match = _INITIALS.match(line)
    return match[1] if match else ""


def rest_of_link(lines: list[str], at: int) -> bool:
    """Whether a line is the end of a link that a quoted line above it begins, broken by somebody's mail program."""
    line, above = lines[at].strip(), lines[at - 1] if at else ""
    return line.endswith((")", ">")) and " " not in line and is_quoted(above) and _OPEN_LINK.search(above) is not None


def words_before(line: str) -> str:
    """Somebody's own words where an introduction begins in the midst of their line; '' where it begins the line."""
    words = line[: _opening(line)].rstrip(" \t-–—_")
    return "" if mobile_signature(words) else words


def _opening(line: str) -> int:
    """Where in a line an introduction opens ("On Monday, 3 May"), if other words than a name and verb stand before."""
    starts = [match.start() for match in _OPENING.finditer(line[:_LONGEST])]
    before = line[: starts[-1]] if starts else ""
    own = re.search(r"[^\W_]", before) and not (_EMAIL.search(before) or WROTE.search(before) or _DATE.search(before))
    return len(before) if own else 0


def introduction(lines: list[str], at: int) -> int:
    """How many lines from `at` say "On that day, so-and-so wrote:", in any language; 0 where they do not."""
    for count in range(1, 5):
        if at + count > len(lines) or not lines[at + count - 1].strip():
            return _scattered(lines, at)
        if _introduces(lines, at, count):
            # "Thanks!" right above the introduction is no part of it
            return 0 if count > 1 and not _begins(lines, at, count) else count
    return 0


def _scattered(lines: list[str], at: int) -> int:
    """The same for an introduction with empty lines around the address in it."""
    first = lines[at]
    if not (_OPENING.match(first.lstrip()) and _DATE.search(first) and _TIME.search(first)):
        return 0
    for n in range(at + 1, min(at + 8, len(lines))):
        text = lines[n].strip()
        if WROTE.search(text) and _ENDS.search(text):
            return n - at + 1
        if text and text != "<" and not (_EMAIL.search(text) and len(text) < 120):
            return 0
    return 0


def _begins(lines: list[str], at: int, count: int) -> bool:
    """Whether the introduction begins with its first line, or the rest of it would do without."""
    rest = [n for n in range(1, count) if _introduces(lines, at + n, count - n)]
    if not rest:
        return True
    first = lines[at].rstrip()
    if re.search(r"[!?。]$|[^\W\d_]{3}\.$", first):
        return False
    later = " ".join(lines[at + rest[-1] : at + count])
    if _DATE.search(later) and (_TIME.search(later) or _EMAIL.search(later)):
        return bool(_EMAIL.search(first))
    if _WEEKDAY_OPENING.match(first.lstrip()):
        return True
    return bool(_DATE.search(first) or _EMAIL.search(first)) or (_TIME.search(first) is not None and len(first) > 15)


def _introduces(lines: list[str], at: int, count: int) -> bool:
    first = lines[at][_opening(lines[at]) :]
    text = " ".join(line.strip(" >*\t") for line in [first, *lines[at + 1 : at + count]])
    if not 5 < len(text) <= _LONGEST:
        return False
    ends, wrote = _ENDS.search(text) is not None, WROTE.search(text[-60:]) is not None
    if not (ends or wrote):
        shown = re.search(r"<[^<>\s]+@[^<>\s]+>?\W*$", text) is not None
        timed = _EMAIL.search(text) is not None and bool(_TIME.search(text))
        return (shown or timed) and _DATE.search(text) is not None and _next_quoted(lines, at + count)
    address, day, hour = _EMAIL.search(text), _DATE.search(text), _TIME.search(text)
    if address and (day or hour or _next_quoted(lines, at + count) or (ends and wrote and len(text) < 120)):
        return ends or wrote
    if day and hour and ends and wrote and _next_quoted(lines, at + count):
        return True
    if _SENTENCE.search(re.sub(r"\b[^\W\d_]{1,4}\.", "", text)):
        return False
    if day and (hour or wrote) and ends:
        return wrote or _next_quoted(lines, at + count) or _names(text)
    if ends and wrote:
        return _next_quoted(lines, at + count) or hour is not None
    return bool(day and ends and _next_quoted(lines, at + count))


def _names(text: str) -> bool:
    """Whether what is left beside the date is a name and few words, rather than somebody's own sentence."""
    first = re.search(r"\d", text)
    words = re.findall(r"[^\W\d_]{2,}", text)
    small = sum(1 for word in words if word[0].islower())
    return first is not None and first.start() < 25 and small <= 3 and len(words) - small >= 2


def _next_quoted(lines: list[str], at: int) -> bool:
    following = next((line for line in lines[at : at + 4] if line.strip()), "")
    return is_quoted(following)


def header_block(lines: list[str], at: int) -> bool:
    """Whether a run of labelled lines begins at `at`, as Outlook sets above a quoted message (From, Sent, To …)."""
    first = _LABEL.match(lines[at])
    if first is None:
        return False
    known: set[str] = set()
    labels = dates = addresses = 0
    for line in [text for text in lines[at : at + 14] if text.strip()][:8]:
        match = _LABEL.match(line)
        if match is None:
            if _EMAIL.search(line) is None and labels and not line.startswith(" "):
                break
            addresses += 1
            continue
        label, value = match[1].strip(" *").casefold(), match[2]
        if label in HEADER_LABELS:
            known.add(HEADER_LABELS[label])
        labels += 1
        dates += bool(_DATE.search(value) and _TIME.search(value))
        addresses += bool(_EMAIL.search(value))
    opens = HEADER_LABELS.get(first[1].strip(" *").casefold())
    if opens in ("from", "date", "subject", "to") and len(known) >= 3 and "from" in known:
        return True
    if opens == "from" and len(known) == 2 and (dates or addresses):
        return True
    if opens == "date" and known == {"date", "to"} and dates and addresses:
        return True
    if opens == "from" and _DATE.search(lines[at]) and any(label in lines[at].casefold() for label in _DATE_LABELS):
        return True
    return opens is None and labels >= 4 and dates == 1 and addresses >= 1  # a language that the list does not have


def divider(lines: list[str], at: int) -> bool:
    """Whether a line parts the answer from what it answers or forwards: '-----Original Message-----' and its kin."""
    line = lines[at]
    if _ABOVE.match(line):
        return True
    following = [n for n in range(at + 1, min(at + 4, len(lines))) if lines[n].strip()]
    if _RULE.match(line):
        return bool(following) and header_block(lines, following[0])
    match = _DASHED.match(line)
    if match is None:
        return bool(ORIGINAL.fullmatch(line.strip(" >*:：\t")) and line.rstrip().endswith((":", "：")))
    words = match[2]
    if ORIGINAL.search(words) or (_EMAIL.search(words) and _DATE.search(words)):
        return True
    if match[1][0] in "-—–_" and WROTE.search(words):
        return True
    if bool(following) and header_block(lines, following[0]):
        return True
    return len(match[1]) >= 5 and match[1][0] in "-—–" and bool(re.search(r"[^\W\d_]{3}", words)) and len(words) < 40


def list_footer(lines: list[str], at: int) -> bool:
    """Whether a rule begins the few lines that a mailing list sets under every message."""
    if not re.match(r"^\s*_{20,}\s*$", lines[at]):
        return False
    rest = [line for line in lines[at + 1 :] if line.strip()]
    words = " ".join(rest).casefold()
    return 0 < len(rest) <= 8 and re.search(r"\blist|unsubscribe|groups?\b", words) is not None and "@" in words


def signature(line: str) -> bool:
    """Whether a line alone opens a signature by the custom of mail ('-- ')."""
    return _SIGNATURE.match(line) is not None


def mobile_signature(line: str) -> bool:
    """Whether a line is what a telephone adds by itself ('Sent from my iPhone', in any of many languages)."""
    return len(line) < 160 and MOBILE.match(line.strip(" *_-()<>[]\t")) is not None
