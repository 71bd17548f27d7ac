"""What a refusal means: a dead address (hard), one to try later (soft), or a wall against us (blocked)."""

from __future__ import annotations

import re
from typing import Literal

Weight = Literal["hard", "soft", "blocked"]

_UNKNOWN = re.compile(
    r"user (?:is )?unknown|unknown (?:user|recipient|address|mailbox|local[- ]part|or illegal alias)"
    r"|no such (?:user|recipient|address|mailbox"
    r"|person|domain|local|email)|(?:user|recipient|mailbox|account|address|addressee|alias"
    r"|email) .{0,60}?(?:does ?n[o']t exist|not (?:be )?found|not exist"
    r"|unknown|is not (?:valid|a valid|known|registered|local)|is invalid|is (?:no longer|not) (?:active|available"
    r"|valid|in use)"
    r"|(?:is |has been )?(?:disabled|deactivated|suspended|discontinued|inactive|terminated|closed))"
    r"|does ?n[o']t have an? .{0,40}account"
    r"|not listed in|not our customer|no mailbox here|invalid (?:recipient|mailbox|user|address|local)"
    r"|bad destination mailbox|recipnotfound"
    r"|not a (?:known|valid) (?:user|mailbox|recipient|address)|resolver\.adr\.(?:recip|ex)?|host (?:unknown"
    r"|not found)|unrouteable|unroutable|nxdomain"
    r"|domain .{0,80}(?:does ?n[o']t exist"
    r"|not found)|no mx|bad address|mailbox unavailable|undeliverable address|no longer (?:with|works|employed"
    r"|on server|here)|couldn'?t be found"
    r"|wasn'?t found|cannot find|can'?t find|no valid recipients|recipient (?:address )?rejected: access denied"
    r"|not at this (?:host|domain)"
    r"|unable to relay|relay(?:ing)? (?:is |access )?(?:denied|not permitted|prohibited)|not permitted to relay"
    r"|no account|address error"
    r"|no (?:mail ?box|such mailbox)|non-?existent|user name .{0,80}not unique|invalid final delivery|no matches"
    r"|mail-?box not (?:available|found)|\brcpthosts\b"
    r"|unbekannt|existiert nicht|inconnu|n'existe pas|desconocido|no existe|sconosciut|inesistente|onbekend"
    r"|nieznany|nie istnieje|desconhecid",
    re.I,
)
_FULL = re.compile(
    r"over ?quota|quota|full (?:mail|in)-?box|mailbox (?:is )?full|mailfolder is full|(?:storage|disk|space"
    r"|size) .{0,40}(?:exceed|limit"
    r"|full)|insufficient (?:disk|system|storage)"
    r"|too large|too big|exceeds? .{0,40}(?:size|limit)|zu ?viele (?:mails|nachrichten)|too many messages"
    r"|enough (?:disk |storage )?space|voll\b|pleine|llena|lleno|piena|vol\b|przepełnion|cheia",
    re.I,
)
_THEIRS_FULL = re.compile(
    r"(?:mailbox|recipient|account|user)\b.{0,40}?(?:full|quota|exceed|space)|size ?limit|too (?:large|big)", re.I
)
"""What is too full or too large is on their side; 'quota' beside a code of policy may be what they let us send."""
_FOR_GOOD = re.compile(r"permanent(?:ly)?\b|given up|giving up|no further attempts|will not (?:try|be retried)", re.I)
_LATER = re.compile(
    r"timed? ?out|try again|temporar|gr[ae]ylist|deferred|delayed|temp_fail|connection (?:refused|lost|reset"
    r"|dropped|closed)"
    r"|too many (?:hops|connections)|expired|unable to connect"
    r"|network is unreachable|still trying|not yet been delivered|no action is required|will be retried"
    r"|could not be reached|loop",
    re.I,
)
_BLOCKED = re.compile(
    r"\bspam|spamhaus|block(?:ed|list|\b)|black-?list|deny-?list|\brbl\b|dnsbl|reputation|\bpolic(?:y|ies)|dmarc"
    r"|\bspf\b|dkim|unauthenticated|authenticat"
    r"|banned|content (?:rejected|filter)|message (?:content )?rejected|rejected (?:for|due|by|as)|unsolicited"
    r"|\bbulk|\bvirus|malware|suspicious|not authori[sz]ed"
    r"|requires? confirmation|white-?list|denied|prohibited|refused|\bptr\b|reverse dns|poor|barracuda"
    r"|proofpoint|mimecast|cloudmark|not (?:accept|pre-?approved"
    r"|allowed)|sender .{0,30}reject",
    re.I,
)
_WALL = re.compile(
    r"spamhaus|spamcop|black-?list|block ?list|dnsbl|\brbl\b|reputation|dmarc|banned sending ip|(?<!not )listed"
    r" (?:in|on|at)"
    r"|blocked using|classified as spam"
    r"|detected as spam|considered spam|spam (?:message|content|score)|looks like spam",
    re.I,
)
_CODE = re.compile(r"(?<![\d.])([245])\.(\d{1,3})\.(\d{1,3})(?![\d.])")
_SMTP = re.compile(r"(?<![\d.#-])([45])[0-7]\d(?=[\s\-:#])")

HARD = frozenset(str.split("1.1 1.2 1.3 1.4 1.6 1.10 1.0 2.1 4.4 4.310 7.13 1.20"))
SOFT = frozenset(str.split("2.2 2.3 2.4 3.1 3.4 3.5 3.2 4.2 4.3 4.5 4.6 4.7 4.8 4.14 4.300 4.316 4.317 4.318 4.312"))
BLOCKED = frozenset(str.split("1.7 1.8 1.9 6.0 6.1 6.2 6.3 6.5 6.6 6.7"))


def status_in(*texts: str) -> str:
    """The enhanced status code in the first text that has one of a failure ('5.1.1'), else ''."""
    found = [match for text in texts for match in _CODE.finditer(text)]
    failed = [match for match in found if match[1] != "2"]
    exact = [match for match in failed if (match[2], match[3]) not in (("0", "0"), ("5", "0"), ("3", "0"))]
    best = next(iter(exact or failed or found), None)
    return best[0] if best else ""


def weight(status: str, words: str, *, delayed: bool = False) -> Weight:
    """Hard, soft or blocked, from a status code (or '') and the refusal's words: an exact code counts before words,
    words before a vague code, and of words those that name the recipient before those that name us."""
    detail = status.partition(".")[2]
    wall, unknown = _WALL.search(words), _UNKNOWN.search(words)
    if delayed:
        return "soft"
    if status.startswith("4"):
        return "blocked" if wall else "soft"
    if wall and not detail.startswith("1.1"):
        return "blocked"
    if detail in HARD:
        return "hard"
    if detail in SOFT:
        return "soft"
    if detail in BLOCKED:
        return "blocked"
    if (_THEIRS_FULL if detail.startswith("7.") else _FULL).search(words):
        return "soft"
    if unknown:
        return "hard"
    if detail.startswith("7.") or _BLOCKED.search(words):
        return "blocked"
    smtp = _SMTP.search(words)
    if not status and ((smtp and smtp[1] == "4") or (smtp is None and _LATER.search(words))):
        return "soft"
    if detail == "4.1":
        return "soft"
    final = status.startswith("5") or (smtp and smtp[1] == "5") or _FOR_GOOD.search(words)
    return "hard" if final else "soft"
