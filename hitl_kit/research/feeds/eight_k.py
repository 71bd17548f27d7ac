"""The items of an 8-K: the section that an item is told in, and whether item 5.02 tells of a change of people."""

from __future__ import annotations

import re

from ..sentences import sentences

_HEADING = r"(?im)^\W*item\s*{number}\b"
_NEXT = re.compile(r"(?im)^\W*(?:item\s*\d\s*\.\s*\d\d\b|signatures?\s*$)")
_TITLE = re.compile(
    r"(?i)(?:departure|election|appointment|compensatory arrangements) of (?:certain |principal )?"
    r"(?:directors|officers)[^.\n]*\.?|bankruptcy or receivership\.?"
    r"|costs associated with exit or disposal activities\.?|changes in control of (?:the )?registrant\.?"
)

_CHANGE = re.compile(
    r"\b(?:appoint(?:s|ed|ment)|elected|elects|election|named|promoted|resign(?:s|ed|ing|ation)?|retire(?:s|d|ment)?"
    r"|retiring|step(?:s|ped|ping)?\s+down|depart(?:s|ed|ing|ure)?|terminat(?:ed|ion)|removed|succe(?:eds?|eded)"
    r"|transition(?:s|ed|ing)?|joins|joined|passed\s+away|cease[sd]?\s+to\s+serve|not\s+stand\s+for\s+re-?election"
    r"|will\s+serve\s+as|to\s+serve\s+as)\b",
    re.I,
)
_ROLE = re.compile(
    r"\b(?:chief\s+(?:\w+\s+){0,3}officer|c[efto]o|president|officer|director|treasurer|controller|secretary"
    r"|chair(?:man|woman|person)?|general\s+counsel|(?:from|on|to|of|as\s+a\s+member\s+of)\s+(?:the|its|our)\s+"
    r"(?:company's\s+)?board(?:\s+of\s+directors)?)\b",
    re.I,
)
_PAY = re.compile(
    r"\b(?:salar(?:y|ies)|bonus(?:es)?|compensat\w+|incentives?|severance|retention|equity|stock|options?|rsus?"
    r"|awards?|grants?|granted|vest(?:s|ing)?|benefits?|pay(?:ments?|able)?|offer\s+letter|employment\s+agreement"
    r"|change\s+in\s+control\s+(?:plan|agreement)|indemnif\w+)\b",
    re.I,
)
_ASIDE = re.compile(
    r",?\s*\b(?:who|whom)\b[^,.;]*|\([^)]*\)|\b(?:previously|formerly)\b[^,.;]*"
    r"|\b(?:following|upon|after|since|prior\s+to|in\s+connection\s+with)\s+(?:his|her|their)\b[^,.;]*"
    r"|\b(?:annual|special)\s+meeting\s+for\s+the\s+election\b[^,.;]*",
    re.I,
)
_COMMITTEE = re.compile(r"\b(?:[A-Z][\w']*\s+(?:and\s+|&\s+)?)+committees?\b", re.I)
_DENIED = re.compile(
    r"\b(?:not|no)\b[^.;]*\b(?:disagreements?|arrangements?|understandings?|family\s+relationships?|transactions?)\b",
    re.I,
)
_ACTING_BOARD = re.compile(
    r"(?<!\bto )(?<!\bfrom )(?<!\bon )(?<!\bof )\b(?:the|its|our)\s+board\s+of\s+directors\b", re.I
)


def section(text: str, item: str) -> str:
    """The text of one item ("5.02") of an 8-K without its heading; '' where the document has no such item."""
    number = r"\s*\.\s*".join(map(re.escape, item.split(".")))
    heading = re.search(_HEADING.format(number=number), text)
    if heading is None:
        return ""
    following = _NEXT.search(text, heading.end())
    body = text[heading.end() : following.start() if following else len(text)]
    return _TITLE.sub("", body, count=4).lstrip(" .:\n\t–—-").rstrip()


def changes(body: str) -> list[str]:
    """The sentences of item 5.02 that say an officer or a director comes or goes. Pay alone, a seat on a committee and
    what somebody did before are no change."""
    return [s for s in sentences(body) if len(s.split()) >= 5 and _is_change(s)]


def _is_change(sentence: str) -> bool:
    if _DENIED.search(sentence):
        return False
    said = _ACTING_BOARD.sub("the board", _COMMITTEE.sub("committee", _ASIDE.sub("", sentence)))
    said = said[: pay.start()] if (pay := _PAY.search(said)) else said
    return bool(_CHANGE.search(said) and _ROLE.search(said))
