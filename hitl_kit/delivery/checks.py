"""Checks: what holds a touch, each by its name. The dry run prints them, the claim asks them; nothing else decides."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal, NamedTuple

from hitl_kit.domain.accounts import name_key
from hitl_kit.domain.delivery import TouchKind
from hitl_kit.domain.drafts import mail_sha256

from .case import Case
from .mailbox import pause
from .places import closed, country_code, opens
from .planning import SENDABLE
from .spam import lint

MAILS: tuple[TouchKind, ...] = ("first", "follow_up")
ALL_MAILS: tuple[TouchKind, ...] = (*MAILS, "answer")
ALL: tuple[TouchKind, ...] = (*ALL_MAILS, "task")
COLD: tuple[TouchKind, ...] = (*MAILS, "task")


class Saw(NamedTuple):
    """What a check found: hold keeps the touch back, warn lets it go and says so."""

    level: Literal["hold", "warn"]
    why: str


def _hold(why: str) -> Saw | None:
    return Saw("hold", why) if why else None


def approval(case: Case) -> Saw | None:
    touch, row, mail = case.touch, case.candidate.row, case.mail
    if touch.simulated or (row is not None and (row["simulated"] or row["by_simulator"])):
        return _hold("it is simulated: nothing of it is ever sent")
    if touch.kind == "answer":
        same = mail is not None and mail_sha256(mail.subject, mail.body) == touch.content_sha256
        return None if same and touch.by else _hold("its bytes are not those that a person wrote")
    if row is None or row["status"] not in SENDABLE or not row["email"]:
        return _hold(f"it is {row['status'] if row is not None else 'gone'}: nothing is approved")
    if not touch.content_sha256 or (row["status"] != "automatic" and row["bound"] != touch.content_sha256):
        return _hold("its words are not those that were approved")
    package = case.candidate.package
    if package is None or package.contact is None or package.contact.email.casefold() != touch.email.casefold():
        return _hold("it goes to another address than the one that was approved")
    return None


def bytes_approved(case: Case) -> Saw | None:
    touch, mail = case.touch, case.mail
    if case.candidate.fault or mail is None:
        return _hold(case.candidate.fault or "there are no bytes to send")
    if [r.casefold() for r in mail.recipients] != [touch.email.casefold()] or mail.message_id != touch.message_id:
        return _hold("the mail's recipient or Message-ID is not the touch's")
    if (content := case.candidate.content) is None:
        return None
    if touch.kind == "first":
        same = (mail.subject, mail.body) == (content.subject, content.body)
    else:
        same = mail.body in [step.body for step in content.follow_ups if step.number == touch.step]
    return None if same else _hold("a reader would not find the approved words in its bytes")


def trust_level(case: Case) -> Saw | None:
    row = case.candidate.row
    if row is None or row["status"] != "automatic":
        return None
    if row["high_value"]:
        return _hold("the high-value tier is always reviewed by a person")
    return _hold(case.world.holds_now(case.touch.package_id))


def address(case: Case) -> Saw | None:
    email, package = case.touch.email, case.candidate.package
    local, _, host = email.rpartition("@")
    if not local or not host or any(c.isspace() or not c.isprintable() for c in email):
        return _hold(f"{email!r} is no address")
    if not email.isascii():
        return _hold(f"{email!a} holds letters that can imitate others")
    own = package.account.domain.casefold() if package else ""
    if "xn--" in host.casefold() and host.casefold() != own:
        return _hold(f"the domain {host} is written in letters beyond ASCII, and is not the company's own")
    return None


def suppression(case: Case) -> Saw | None:
    return _hold(case.world.suppressed(case.rows, case.touch.email))


def contacted_before(case: Case) -> Saw | None:
    if case.touch.kind == "follow_up" or not case.contacted:
        return None
    first = case.contacted[0]
    return _hold(f"campaign '{first['campaign']}' wrote to them on {first['at'][:10]}")


def other_tool(case: Case) -> Saw | None:
    row = case.candidate.row
    if case.touch.kind == "first" and row is not None and row["sent_at"]:
        return _hold(f"it was sent on {row['sent_at'][:10]}, by another tool")
    if case.exported is None:
        return None
    return _hold(f"it was exported to {case.exported['channel']} on {case.exported['at'][:10]}, which sends it")


def cadence(case: Case) -> Saw | None:
    row, now = case.candidate.row, case.cadence
    going_on = now["at"] if now is not None and now["state"] == "going on" else ""
    if row is not None and row["objected_at"]:
        return _hold(f"they asked for no more on {row['objected_at'][:10]}")
    if row is not None and row["answered_at"] and row["answered_at"] > going_on:
        return _hold(f"they answered on {row['answered_at'][:10]}")
    if row is not None and row["bounced_at"] and case.came_back > going_on:
        return _hold(f"a mail came back on {case.came_back[:10]}")
    if now is None or going_on:
        return None
    if now["state"] == "postponed":
        until = _day(now["until"])
        return None if until and until <= case.now.date() else _hold(f"postponed to {until or now['until']}")
    return _hold(f"{now['state']} on {now['at'][:10]}{': ' + now['reason'] if now['reason'] else ''}")


def due(case: Case) -> Saw | None:
    state = case.candidate.state
    if case.touch.due_at > case.now:
        return _hold(f"due at {case.touch.due_at:%Y-%m-%d %H:%M} UTC")
    if state is not None and state.until and datetime.fromisoformat(state.until) > case.now:
        return _hold(f"to be tried again at {state.until[:16].replace('T', ' ')} UTC: {state.why}")
    return None


def country(case: Case) -> Saw | None:
    sending, place, package = case.world.sending, case.candidate.place, case.candidate.package
    if place is None:
        return None
    blocked = [code for code in place.countries if code in sending.blocked_countries]
    if blocked:
        return _hold(f"{blocked[0]} is among blocked_countries")
    named = package.account.country if package else ""
    if not place.countries or (named and not country_code(named)):
        shown = f"'{name_key(named)}' is no country we know" if named else "their country is not known"
        return Saw("hold" if sending.unknown_country == "hold" else "warn", shown)
    return None


def send_window(case: Case) -> Saw | None:
    place, sending = case.candidate.place, case.world.sending
    if place is None:
        return None
    if why := closed(case.now, place, sending):
        return _hold(f"{why}; opens {opens(case.now, place, sending):%a %d %b %H:%M} UTC")
    return Saw("warn", place.said) if place.said else None


def mailbox_cap(case: Case) -> Saw | None:
    today, cap = case.mailbox.today + len(case.ahead), case.mailbox.cap
    return _hold(f"{today} of {cap} mails today have left {case.touch.mailbox}") if today >= cap else None


def spacing(case: Case) -> Saw | None:
    free = case.mailbox.free_from
    if case.ahead:
        free = case.now + pause(case.ahead[-1].id, case.world.sending)
    return _hold(f"the next mail may leave at {free:%H:%M} UTC") if free and free > case.now else None


def sending_domain(case: Case) -> Saw | None:
    found = case.world.authentication
    return _hold("SPF, DKIM and DMARC were not looked up" if found is None else found.wrong)


def spam_lint(case: Case) -> Saw | None:
    if case.mail is None:
        return None
    return _hold("; ".join(lint(case.mail.subject, case.mail.body, first=case.touch.kind == "first")))


def spamd(case: Case) -> Saw | None:
    score, most = case.world.score, case.world.sending.spam_score
    if score is None or not case.touch.raw:
        return None
    try:
        found = score(case.touch.raw)
    except (OSError, ValueError) as error:
        return _hold(f"SpamAssassin gives no score ({type(error).__name__})")
    return _hold(f"SpamAssassin gives it {found:g}, and {most:g} is too much") if found >= most else None


def unsubscribe(case: Case) -> Saw | None:
    if not case.world.sending.unsubscribe_url:
        return _hold("no unsubscribe_url in policy.yaml: there is nothing to click")
    base = case.world.sending.unsubscribe_url
    if case.mail is None or not case.mail.one_click or not case.mail.unsubscribe.startswith(f"{base}/"):
        return _hold("the mail has no one-click unsubscribe that leads to our endpoint")
    if not _holds(case.mail.body, case.world.sender.opt_out):
        return _hold("the text does not say how to opt out, in the sender's own words")
    return None


def postal_address(case: Case) -> Saw | None:
    if case.mail is None or not _holds(case.mail.body, case.world.sender.postal_address):
        return _hold("the text does not hold the sender's postal address")
    return None


def bounces(case: Case) -> Saw | None:
    fault = case.mailbox.bounce_fault
    return _hold(f"{fault}; hitl mailbox resume once a person has looked" if fault else "")


def complaints(case: Case) -> Saw | None:
    if fault := case.mailbox.complaint_fault:
        return _hold(f"{fault}; hitl mailbox resume once a person has looked")
    warning = case.mailbox.complaint_warning
    return Saw("warn", warning) if warning else None


def _holds(body: str, words: str) -> bool:
    return " ".join(words.split()) in " ".join(body.split())


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None


@dataclass(frozen=True)
class Check:
    """One check: its name, what holds a touch, and the kinds of touch that it is about."""

    name: str
    holds: str
    kinds: tuple[TouchKind, ...]
    look: Callable[[Case], Saw | None]

    @property
    def mend(self) -> str:
        """What a person can do about what it holds."""
        return MENDS[self.name]


CHECKS: tuple[Check, ...] = (
    Check("approval", "no verdict stands for these exact words and this address, or any of it is simulated", ALL,
          approval),
    Check("bytes", "a reader would find other words or another recipient in it than were approved, or no mail can be"
          " made", ALL_MAILS,
          bytes_approved),
    Check("trust level", "it is approved automatically, and is of the high-value tier or its certificate no longer"
          " holds", COLD, trust_level),
    Check("address", "letters that imitate others, or a foreign-letter domain that is not the company's own", ALL,
          address),
    Check("suppression", "the address, its domain or its hash is suppressed", ALL, suppression),
    Check("contacted before", "another package wrote to the same address within `contacted_within_days`", COLD,
          contacted_before),
    Check("other tool", "it was exported to another tool, or sent by one", COLD, other_tool),
    Check("cadence", "paused, postponed or stopped; they answered, objected, or a mail came back", COLD, cadence),
    Check("due", "within `cancel_minutes` of the verdict, before its business day, or before the next try", ALL, due),
    Check("country", "one of their countries is among `blocked_countries`, or none is known", MAILS, country),
    Check("send window", "by their clock it is outside `days`, `from_hour` to `to_hour`, or a public holiday", MAILS,
          send_window),
    Check("mailbox cap", "the mailbox has sent as many today as its warm-up or `cap` allows", MAILS, mailbox_cap),
    Check("spacing", "less than `spacing_minutes` since the mailbox's last mail", MAILS, spacing),
    Check("sending domain", "SPF, DKIM or DMARC is missing, not valid, lets everybody send, or DNS does not answer",
          ALL_MAILS, sending_domain),
    Check("spam lint", "links, pictures, capitals, length or phrases that filters count", MAILS, spam_lint),
    Check("spamd", "SpamAssassin, where `spamd` names one, scores it `spam_score` or more, or does not answer", MAILS,
          spamd),
    Check("unsubscribe", "no one-click unsubscribe to our endpoint, or no opt-out in the text", MAILS, unsubscribe),
    Check("postal address", "the text lacks the sender's postal address", MAILS, postal_address),
    Check("bounces", "more than 3 of the mailbox's last 100 mails came back, until a person has looked", MAILS,
          bounces),
    Check("complaints", "0.3% or more of the last 1,000 mails were marked as spam, any one at fewer mails, until a"
          " person has looked", MAILS, complaints),
)  # fmt: skip
"""Every check, in the order in which the dry run shows them."""

MENDS = {
    "approval": "review it anew in notebook 3; what is simulated never leaves",
    "bytes": "undo its verdict in notebook 3, edit it, and approve it anew",
    "trust level": "hitl trust SLUG says what its certificate lacks; a person may review it in notebook 3 instead",
    "address": "look the address up, and import the right one: hitl import contacts SLUG FILE",
    "suppression": "nothing: whoever asked for no more mail gets none",
    "contacted before": "wait; contacted_within_days in policy.yaml says how long",
    "other tool": "the other tool sends it: hitl import outcomes SLUG FILE brings back what became of it",
    "cadence": "hitl inbox SLUG: a person settles whether it goes on",
    "due": "wait: it leaves with a later run",
    "country": "import their country, if it is unknown; policy.yaml says blocked_countries and unknown_country",
    "send window": "wait; days, from_hour, to_hour and holidays in policy.yaml say when",
    "mailbox cap": "wait until tomorrow; first_day, more_each_day, cap and warm_since in policy.yaml say how many",
    "spacing": "wait: it leaves with a later run; spacing_minutes in policy.yaml says how long the pause is",
    "sending domain": "publish the records and name dkim_selectors in policy.yaml; hitl doctor looks again",
    "spam lint": "undo its verdict in notebook 3, and edit it",
    "spamd": "undo its verdict in notebook 3, and edit it; or see that SpamAssassin runs",
    "unsubscribe": "unsubscribe_url in policy.yaml, and {{ sender.opt_out }} in the sign-off of angles.yaml",
    "postal address": "{{ sender.postal_address }} in the sign-off of angles.yaml; then review it anew",
    "bounces": "hitl mailbox show SLUG; once a person has looked: hitl mailbox resume SLUG --reason TEXT",
    "complaints": "hitl mailbox show SLUG; once a person has looked: hitl mailbox resume SLUG --reason TEXT",
}
"""What a person can do about what each check holds."""


@dataclass(frozen=True)
class Judged:
    """A case and what every check about its kind found; None where it found nothing."""

    case: Case
    saw: dict[str, Saw | None]

    @property
    def held(self) -> list[str]:
        """The names of the checks that hold it, with why."""
        return [f"{name}: {saw.why}" for name, saw in self.saw.items() if saw and saw.level == "hold"]

    @property
    def warned(self) -> list[str]:
        """The names of the checks that warn, with why."""
        return [f"{name}: {saw.why}" for name, saw in self.saw.items() if saw and saw.level == "warn"]


def judge(case: Case) -> Judged:
    """What every check says about a case; SpamAssassin is asked only where one is named."""
    asked = [c for c in CHECKS if case.touch.kind in c.kinds and (c.look is not spamd or case.world.score)]
    return Judged(case, {c.name: c.look(case) for c in asked})
