"""The items of an 8-K: the section that an item is told in, and whether item 5.02 tells of a change of people."""

from __future__ import annotations

import re

from ..sentences import sentences

_HEADING = r"(?im)^[^\w\n]*item\s*{number}\b"
_NEXT = re.compile(r"(?im)^[^\w\n]*(?:item\s*\d\s*\.\s*\d\d\b|signatures?\s*$)")
_TITLE = re.compile(
    r"(?i)(?:departure|election|appointment|compensatory\s+arrangements)\s+of\s+(?:certain\s+|principal\s+)?"
    r"(?:directors|officers)(?:\s+or\s+(?:certain\s+|principal\s+)?officers)?(?=\W|$)"
    r"|bankruptcy or receivership|costs associated with exit or disposal activities"
    r"|changes in control of (?:the )?registrant"
)
_POINTER = 600
_LONGEST = 2000
_BETWEEN = " .:;,\n\t\u2013\u2014-"

_CHANGE = re.compile(
    r"\b(?:appoint(?:s|ed|ment)|elected|elects|election|named|promoted|hire[sd]|resign(?:s|ed|ing|ation)?"
    r"|retire(?:s|d|ment)?|retiring|step(?:s|ped|ping)?\s+down|depart(?:s|ed|ing|ure)?|terminat(?:ed|ion)|removed"
    r"|succe(?:eds?|eded)|transition(?:s|ed|ing)?|joins|joined|passed\s+away|died|death"
    r"|(?:will|to|has|have)\s+become(?!\s+(?:effective|entitled|eligible))|separat(?:ed|ion)\s+from"
    r"|leav(?:e|es|ing)\s+(?:the\s+)?(?:company|corporation|bank|board)|last\s+day"
    r"|employment\b[^,;]*\bended|cease[sd]?\s+to\s+(?:serve|be)|no\s+longer\s+(?:serves?|be)"
    r"|not\s+stand\s+for\s+re-?election|will\s+serve\s+as|to\s+serve\s+as|fill\s+(?:the|a)\s+vacancy)\b",
    re.I,
)
_ROLE = re.compile(
    r"\b(?:chief\s+(?:\w+\s+){0,3}officer|c[efto]o|(?:vice\s+)?president|officer|directors?|treasurer|controller"
    r"|secretary|chair(?:man|woman|person)?|general\s+counsel|(?:from|on|to|of|as\s+a\s+member\s+of)\s+"
    r"(?:the|its|our)\s+(?:company's\s+)?board(?:\s+of\s+directors)?)\b",
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
    r"|\bprior\s+to\s+(?:that|this|joining|serving|becoming)\b.*|\bfrom\s+(?:\w+\s+)?(?:19|20)\d\d\s+(?:to|until)\b.*"
    r"|\b(?:each|any|every|no)\s+(?:\w+\s+){0,2}(?:officers?|directors?|executives?)\b.*|\bif\b.*"
    r"|\b(?:following|upon|after|since|prior\s+to|in\s+connection\s+with)\s+(?:his|her|their)\b[^,.;]*"
    r"|\b(?:annual|special)\s+meeting\s+for\s+the\s+election\b[^,.;]*",
    re.I,
)
_NAMED = re.compile(r"\bnamed\s+executives?(?:\s+officers?)?\b|(?:\b[A-Z][\w'-]*\s+)+(?:Plan|Program|Policy)\b")
"""Those named in the proxy statement, and plans that are called after whom they are for."""
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
    body = text[heading.end() : following.start() if following else len(text)].lstrip(_BETWEEN)
    while title := _TITLE.match(body):
        body = body[title.end() :].lstrip(_BETWEEN)
    return body.rstrip()


def elsewhere(body: str) -> bool:
    """Whether an item is told only by pointing to another item of the same report."""
    points = re.search(r"(?i)\bitem\s*\d\s*\.\s*\d\d\b", body) and re.search(r"(?i)\bby\s+reference\b", body)
    return bool(points) and len(body) < _POINTER


def changes(body: str) -> list[str]:
    """The sentences of item 5.02 that say an officer or a director comes or goes. Pay alone, a seat on a committee and
    what somebody did before are no change."""
    return [s for s in sentences(body) if len(s.split()) >= 5 and _is_change(s[:_LONGEST])]


def _is_change(sentence: str) -> bool:
    if _DENIED.search(sentence):
        return False
    whole = _ACTING_BOARD.sub("the board", _COMMITTEE.sub("committee", _NAMED.sub("", sentence)))
    said = _ASIDE.sub("", whole)
    said, whole = (text[: pay.start()] if (pay := _PAY.search(text)) else text for text in (said, whole))
    return bool(_CHANGE.search(said) and _ROLE.search(whole))
