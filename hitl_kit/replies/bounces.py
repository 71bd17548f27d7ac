"""Bounces: RFC 3464 first, then the forms of old mail servers (flufl.bounce), then the mailer daemon's name alone."""

from __future__ import annotations

import logging
import re
from email.message import Message

from .bounce_words import status_in, weight
from .day_words import AWAY, LEFT
from .decoding import part_text
from .mail import Mail, address_pairs, is_broken
from .verdict import Verdict, fields, returned_headers

_FLUFL = logging.getLogger("flufl.bounce")
_FLUFL.addHandler(logging.NullHandler())
_FLUFL.propagate = False  # it would print every error of its own, of which we expect many, with the message's words

_ID = re.compile(r"<[^<>\s]{1,400}>")
_DAEMON = re.compile(
    r"mailer[-_. ]?daemon|mail[-_. ]?daemon|post-?master|mail (?:delivery|administrator|system)"
    r"|delivery (?:sub)?system|system administrator|mdaemon|bounce"
    r"|postoffice|internet mail delivery|mail ?gateway|^microsoft exchange|microsoftexchange[0-9a-f]{10,}|mail-?er"
    r"|mmdf|mailsrv",
    re.I,
)
_SUBJECT = re.compile(
    r"undeliver|un-?deliverable|not deliver|non[- ]?deliver|deliver(?:y|ed) (?:status|report|fail|has failed"
    r"|problem|error|incomplete|delayed|notif|to)"
    r"|fail(?:ure|ed)? (?:notice|delivery|mail)|mail (?:deliver|system|status|could|error|not)|returned (?:mail"
    r"|to sender|email)|return(?:ed)? to sender|mail failure"
    r"|message (?:delayed|status|not)|\bnondeliverable|could not (?:be )?(?:send|deliver)|bounced?\b"
    r"|warning: (?:could|message)|unzustellbar|nicht zugestellt"
    r"|non (?:remis|distribu)|échec de (?:la )?(?:remise|distribution)|no se (?:puede|pudo|ha podido) entregar"
    r"|non recapitabile|mancato recapito|non consegnat"
    r"|onbestelbaar|niet bezorgd|não (?:é possível )?entreg|não foi entregue|niedostarczon|nie można dostarczyć"
    r"|nie dostarczono|kan ikke leveres|går inte att leverera"
    r"|недостав|не доставлено|не удалось доставить|配信|送信エラー|退信|無法傳遞|未送达|user unknown|dsn\b",
    re.I,
)
_FAILED = re.compile(
    r"could not be delivered|couldn'?t be delivered|was not delivered|undeliverable|delivery (?:has )?failed"
    r"|permanent (?:fatal )?error|fatal errors|user unknown"
    r"|(?<![\d.])[45]\d\d[ -](?:#?[45]\.\d{1,3}\.\d{1,3}|[a-z<])|mailbox (?:is )?full|not (?:yet )?been delivered"
    r"|wasn'?t delivered|rejected|returned to sender"
    r"|did not reach|(?:has|have) failed (?:to|due)|(?:unable|(?:was|were) not able|wasn'?t able"
    r"|failed) to deliver"
    r"|(?:error|problem)s? (?:while |in )?deliver|could not deliver|no such user"
    r"|konnte nicht zugestellt|n'a pas pu être|no se ha podido entregar"
    r"|non è stato possibile|kon niet worden",
    re.I,
)
_ADDRESS = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}")
_COPY = re.compile(
    r"(?im)^(?:[-_ ]{2,}.{0,40}(?:original|returned|copy|begin|unsent|below|message).*|.{0,60}(?:copy of (?:your"
    r"|the) message|message follows|headers follow).*"
    r"|return-path:.*|received: from .*)$"
)
_DELIVERED = re.compile(r"successful|(?:was|has been|were) delivered|delivered to|\bread:|zugestellt worden", re.I)
_REFUSED = re.compile(
    r"\W*(?:\[[^\]]{1,40}\]\W*)?(?:un-?deliver|non-?deliver|(?:mail )?deliver\w* (?:status|fail|error)|failure notice"
    r"|returned (?:mail|to sender)|mail (?:delivery )?failure|user unknown|unzustellbar|nicht zugestellt|échec de"
    r"|non remis|no se (?:puede|pudo|ha podido) entregar|non recapitabile|mancato recapito|onbestelbaar|niet bezorgd"
    r"|não (?:foi )?(?:possível )?entreg|niedostarcz|nie dostarczono|недостав|не доставлено|配信不能|退信|無法傳遞)",
    re.I,
)
"""A subject that says by itself that a mail was refused."""
_NOBODY = re.compile(
    r"not a valid (?:user|mailbox|address|recipient)|(?:no such|unknown) (?:user|mailbox|address|recipient|person)"
    r"|(?:user|mailbox|address|recipient) (?:is )?(?:unknown|not found|does not exist|doesn't exist)",
    re.I,
)
_REPORTS = ("message/delivery-status", "message/global-delivery-status")
_HEARD = 60_000


def bounce(mail: Mail) -> Verdict | None:
    """A bounce, or a report that our mail arrived or was read; None for any other message."""
    return _by_report(mail) or _by_form(mail)


def _by_report(mail: Mail) -> Verdict | None:
    """RFC 3464, and RFC 8098 where a server misuses it to refuse."""
    reports = [part for part in mail.parts if part.get_content_type() in _REPORTS or is_broken(part)]
    blocks = [block for part in reports for block in fields(part)]
    about = [b for b in blocks if b.get("final-recipient") or b.get("original-recipient") or "action" in b]
    if not about:
        return _by_disposition(mail)
    worst = min(about, key=lambda block: _ACTIONS.get(_action(block), 0))
    action, said = _action(worst), worst.get("diagnostic-code", "")
    returned = returned_headers(mail)
    recipient = _recipient(worst) or _failed_header(mail)
    if action in ("delivered", "relayed", "expanded"):
        return Verdict(
            "report", "delivered", "a delivery report (RFC 3464)", recipient, returned_message_id=_id(returned)
        )
    human = _words(mail)[:2000] if len(said) < 20 else ""
    status = status_in(worst.get("status", ""), said) or status_in(human)
    return Verdict(
        "bounce", weight(status, f"{said}\n{human}", delayed=action == "delayed"), "a delivery report (RFC 3464)",
        recipient, status, said or " ".join(human.split())[:500], _id(returned),
    )  # fmt: skip


_ACTIONS = {"delayed": 1, "relayed": 2, "delivered": 2, "expanded": 2}
"""What is best known of several recipients comes last; a failure, or a word that no standard has, first."""


def _action(block: dict[str, str]) -> str:
    return re.sub(r"[^a-z].*", "", block.get("action", "").strip().lower(), flags=re.S)


def _recipient(block: dict[str, str]) -> str:
    """The address as we wrote it (Original-Recipient) where the server kept that, else as it ended up."""
    for name in ("original-recipient", "final-recipient", "x-actual-recipient"):
        text = re.sub(
            r"\+(2B|3D|40)", lambda code: chr(int(code[1], 16)), block.get(name, "").rpartition(";")[2], flags=re.I
        )
        found = _ADDRESS.search(text)
        if found:
            return found[0].lower()
    return ""


def _by_disposition(mail: Mail) -> Verdict | None:
    blocks = [b for p in mail.parts if p.get_content_type() == "message/disposition-notification" for b in fields(p)]
    about = next((b for b in blocks if "disposition" in b), None)
    if about is None:
        return None
    words, recipient, returned = _words(mail)[:2000], _recipient(about), _id(returned_headers(mail))
    returned = returned or next(iter(_ID.findall(about.get("original-message-id", ""))), "")
    if re.search(r"automatically rejected|was rejected|quota", words, re.I):
        return Verdict("bounce", weight("", words), "a refusal in the form of a read receipt", recipient,
                       diagnostic=" ".join(words.split())[:500], returned_message_id=returned)  # fmt: skip
    deleted = re.search(r"delet|denied", about["disposition"].rpartition(";")[2], re.I) is not None
    return Verdict("report", "deleted" if deleted else "read", "a read receipt (RFC 8098)", recipient,
                   returned_message_id=returned)  # fmt: skip


def _by_form(mail: Mail) -> Verdict | None:
    """A refusal in one of the forms from before the standard. A person who quotes one is not taken for one."""
    daemon = _from_daemon(mail)
    failed = _failed_header(mail)
    told = _SUBJECT.search(mail.header("Subject")[:500]) is not None
    reported = "delivery-status" in mail.header("Content-Type").lower()
    named = daemon or bool(failed) or told or reported
    answers = bool(mail.header("In-Reply-To") or mail.header("References")) or _is_answer(mail.header("Subject"))
    if not named and not is_null_sender(mail):
        return None
    words = _words(mail)
    own = _COPY.split(words, maxsplit=1)[0] if _COPY.search(words) else words
    own = own if len(own.strip()) > 60 else words[:6000]
    temporary, permanent = _by_flufl(mail) if named else (set[str](), set[str]())
    by_words = _FAILED.search(own[:6000]) is not None and (daemon or not answers) and (named or not AWAY.search(own))
    refused = _REFUSED.match(mail.header("Subject")) is not None and is_null_sender(mail)
    by_envelope = (refused and not AWAY.search(own)) or reported or _turns_away(own, mail)
    by_name = (by_envelope and _DELIVERED.search(own[:2000]) is None) or (daemon and _plain_daemon(mail))
    if not (temporary or permanent or failed or by_words or by_name):
        return None
    status = status_in(own[:6000])
    found = next(iter(sorted(permanent or temporary)), "")
    found = found or failed or _address_of(mail, "Original-Recipient", "Final-Recipient") or _address_in(own, mail)
    delayed = bool(temporary and not permanent)
    because = (
        "the form of a known mail server" if temporary or permanent or failed else "the mailer daemon's name and words"
    )
    return Verdict("bounce", weight(status, own[:6000], delayed=delayed), because, found, status,
                   " ".join(own.split())[:500], _id(returned_headers(mail)) or _copied_id(words, mail))  # fmt: skip


def _turns_away(own: str, mail: Mail) -> bool:
    """Whether a message without an envelope sender says in few words that it knows no such address."""
    short = len(own) < 400 and is_null_sender(mail) and not (LEFT.search(own) or AWAY.search(own))
    return short and _ADDRESS.search(own) is not None and _NOBODY.search(own) is not None


def _by_flufl(mail: Mail) -> tuple[set[str], set[str]]:
    """The addresses that failed for now and for good, as flufl.bounce reads them."""
    found = _failures(mail.message)
    if found is None:  # some of its readers stumble over 8-bit headers
        found = _failures(mail.in_ascii())
    return found or (set(), set())


def _failures(message: Message) -> tuple[set[str], set[str]] | None:
    from flufl.bounce import all_failures  # slow to load, and of use to few commands

    try:
        temporary, permanent = all_failures(message)
    except Exception:  # seventeen heuristic readers on hostile bytes: what they raise is no news about the message
        return None
    return _addresses(temporary), _addresses(permanent)


def _addresses(found: frozenset[bytes]) -> set[str]:
    texts = {raw.decode("utf-8", "replace").strip("<> ").lower() for raw in found}
    return {text for text in texts if _ADDRESS.fullmatch(text)}


def is_null_sender(mail: Mail) -> bool:
    """Whether the envelope had no sender, as that of every machine's answer should."""
    return any(value.replace(" ", "") == "<>" for value in mail.headers("Return-Path"))


def _from_daemon(mail: Mail) -> bool:
    sender = mail.header("From")[:300]
    local = re.sub(r"@\S*", "", sender)
    return _DAEMON.search(local) is not None


def _plain_daemon(mail: Mail) -> bool:
    """Whether the name alone is proof: a mailer daemon writes nothing but bounces, a postmaster may be a person."""
    return re.search(r"mailer[-_. ]?daemon|mail delivery (?:sub)?system", mail.header("From"), re.I) is not None


def _is_answer(subject: str) -> bool:
    return (
        re.match(r"\s*(?:re|aw|sv|antw|odp|rif|res|ref|vs|回复|答复)\s*(?:\[\d+\])?\s*[:：]", subject, re.I) is not None
    )


def _failed_header(mail: Mail) -> str:
    return _address_of(mail, "X-Failed-Recipients")


def _address_of(mail: Mail, *names: str) -> str:
    """The address in the first of these headers that has one. Some servers set Original-Recipient on every message that
    they deliver, so that only X-Failed-Recipients proves anything."""
    pairs = [pair for name in names for pair in address_pairs(mail.header(name).rpartition(";")[2])]
    return pairs[0][1].lower() if pairs else ""


def _words(mail: Mail) -> str:
    """What the machine wrote, from its text parts."""
    texts, length = [], 0
    for part in mail.parts:
        if part.get_content_type() in ("text/plain", "text/html") or is_broken(part):
            text = part_text(part)[0]
            if part.get_content_type() == "text/html":
                from .html_body import html_body

                text = html_body(text[:_HEARD])[0]
            texts.append(text[:_HEARD])
            length += len(text)
            if length > _HEARD:
                break
    return "\n".join(texts)


def _address_in(words: str, mail: Mail) -> str:
    """The first address in the words that is not one of ours and not the machine's own."""
    known = {address for _, address in mail.addresses("To", "Cc", "Delivered-To", "From", "Reply-To")}
    for match in _ADDRESS.finditer(words[:20_000]):
        address = match[0].lower().rstrip(".")
        if address not in known and not _DAEMON.match(address):
            return address
    return ""


def _id(returned: dict[str, str]) -> str:
    found = _ID.search(returned.get("message-id", ""))
    return found[0] if found else ""


def _copied_id(words: str, mail: Mail) -> str:
    found = re.search(r"(?im)^[> ]*message-id:\s*(<[^<>\s]{1,400}>)", words)
    return found[1] if found else next(iter(mail.message_ids("In-Reply-To")), "")
