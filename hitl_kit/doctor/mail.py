"""The mail: whether the server that mail is handed to, and the mailbox that replies come into, would have us. Nothing
is sent, and nothing is marked as read."""

from __future__ import annotations

import os
from dataclasses import replace

from pydantic import BaseModel

from hitl_kit.domain.delivery import Sending
from hitl_kit.domain.errors import HitlError
from hitl_kit.domain.plays import AngleLibrary
from hitl_kit.files import read_yaml

from .case import Case
from .findings import Finding, fail, ok, warn

_SECONDS = 5.0
_DNS_SECONDS = 2.0
_PAGE = "docs/delivery.md"


class _Policy(BaseModel):
    """Of policy.yaml, what is about sending; what else stands there is not the doctor's."""

    sending: Sending | None = None


def smtp(case: Case) -> Finding:
    """Whether the mail server lets us in."""
    from hitl_kit.delivery import smtp_lacks, smtp_server
    from hitl_kit.delivery.smtp import HOST, PASSWORD, USER, reach

    if not any(os.environ.get(name) for name in (HOST, USER, PASSWORD)):
        senders, _ = _senders(case)
        if not senders:
            return ok(f"{HOST} is not set: no mail is sent from here")
        return warn(
            f"policy.yaml of {', '.join(senders)} has a sending: section, and the environment names no mail server",
            f"export {HOST}, {USER} and {PASSWORD} where hitl send runs ({_PAGE})",
        )
    if lacks := smtp_lacks(os.environ):
        return fail(f"nothing can be sent: {', '.join(lacks)} is not set", f"export it; {_PAGE} lists them all")
    try:
        server = replace(smtp_server(os.environ), seconds=_SECONDS)
    except HitlError as error:
        return fail(error.message, error.mend)
    where = f"{server.host}:{server.port}"
    if why := reach(server):
        mend = f"check {HOST}, HITL_SMTP_PORT, HITL_SMTP_TLS, {USER} and {PASSWORD}, or ask whoever runs the server"
        return fail(f"the mail server {where} does not let us in: {why}", mend)
    return ok(f"{where} answers{', encrypted,' if server.tls != 'none' else ''} and lets us in")


def imap(_case: Case) -> Finding:
    """Whether the mailbox that replies come into can be read."""
    from hitl_kit.replies import imap

    try:
        account = imap.account(os.environ)
        if account is None:
            return ok(f"{imap.URL} is not set: replies are read from files (hitl sync SLUG --mbox FILE)")
        found = imap.waiting(replace(account, seconds=_SECONDS))
    except imap.MailboxUnreachable as error:
        return fail(error.message, f"check {imap.URL}, or ask whoever runs the server")
    except HitlError as error:
        return fail(error.message, error.mend)
    return ok(f"{account.mailbox} can be read: {found:,} messages in {account.folder}")


def sending(case: Case) -> Finding:
    """Whether each campaign that sends says all that sending needs, and DNS vouches for its sender."""
    from hitl_kit.delivery import authentication, resolver

    senders, unread = _senders(case)
    try:
        dns = resolver(os.environ)
    except HitlError as error:
        return fail(error.message, error.mend)
    dns.lifetime = _DNS_SECONDS
    faults = []
    for slug, (policy, domain) in senders.items():
        faults += [] if policy.unsubscribe_url else [f"{slug} names no unsubscribe_url"]
        faults += [f"{slug}: {why}" for why in (authentication(domain, policy.dkim_selectors, dns).wrong,) if why]
    if faults:
        return fail(
            f"every mail is held: {'; '.join(faults)}",
            f"mend sending: in policy.yaml, or publish the records ({_PAGE})",
        )
    if unread:
        slug = next(iter(unread))
        return warn(f"policy.yaml or angles.yaml of {', '.join(unread)} cannot be read", f"hitl match {slug} says why")
    if not senders:
        return ok("no policy.yaml has a sending: section: no campaign sends mail from here")
    return ok(f"{', '.join(senders)}: SPF, DKIM and DMARC of the sender are in order")


def _senders(case: Case) -> tuple[dict[str, tuple[Sending, str]], list[str]]:
    """The campaigns that send, with what policy.yaml says and the sender's domain; and those whose files cannot be
    read."""
    senders, unread = dict[str, tuple[Sending, str]](), list[str]()
    for slug in case.workspace.slugs():
        folder = case.workspace.campaign_folder(slug)
        try:
            written = read_yaml(folder / "policy.yaml", _Policy).value
            if written.sending is not None:
                sender = read_yaml(folder / "angles.yaml", AngleLibrary).value.sender
                senders[slug] = (written.sending, sender.email.rpartition("@")[2].casefold())
        except HitlError:
            unread.append(slug)
    return senders, unread
