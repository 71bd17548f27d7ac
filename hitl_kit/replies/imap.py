"""A mailbox over IMAP: what is new in a folder since the last time, without a mark left in it."""

from __future__ import annotations

import imaplib
import re
import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from hitl_kit.domain.errors import HitlError, InputError

from .arrived import Arrived, Cursor, Lot

if TYPE_CHECKING:
    from imap_tools import BaseMailBox

URL, PASSWORD = "HITL_IMAP_URL", "HITL_IMAP_PASSWORD"
_FORM = "imaps://NAME@HOST/FOLDER, such as imaps://dana%40example.com@imap.example.com/INBOX"
_LOOPBACK = ("localhost", "127.0.0.1", "::1")
_MOST = 100
_LOT_BYTES = 8 << 20
_SIZES_AT_ONCE = 1000
_UID, _SIZE = re.compile(rb"\bUID (\d+)"), re.compile(rb"\bRFC822\.SIZE (\d+)")


class MailboxUnreachable(HitlError):
    """The mailbox cannot be read right now; what was read before is stored, and the next run goes on from there."""


@dataclass(frozen=True)
class Account:
    """Where replies arrive. Without TLS only on this machine; `imap://` is upgraded by STARTTLS elsewhere. A server
    that answers nothing for so many `seconds` is given up."""

    host: str
    port: int
    user: str
    password: str = field(repr=False)
    folder: str = "INBOX"
    tls: bool = True
    seconds: float = 60.0

    @property
    def mailbox(self) -> str:
        """The mailbox's name in the ledger."""
        return self.user if "@" in self.user else f"{self.user}@{self.host}"


def account(environment: Mapping[str, str]) -> Account | None:
    """The mailbox that the environment names, or None. InputError where its address cannot be used."""
    url, password = environment.get(URL, "").strip(), environment.get(PASSWORD, "")
    if not url:
        return None
    try:
        parts = urlsplit(url)
        host, port, user = parts.hostname or "", parts.port, unquote(parts.username or "")
    except ValueError:
        host, port, user = "", None, ""
    if not host or not user or parts.scheme not in ("imap", "imaps"):
        raise InputError(f"{URL} is no mailbox's address", mend=f"write it as {_FORM}")
    if parts.password:
        raise InputError(f"{URL} holds a password, which ends up in lists of processes", mend=f"put it into {PASSWORD}")
    if not password:
        raise InputError(f"{PASSWORD} is not set", mend=f"export the password of {user}")
    tls = parts.scheme == "imaps"
    folder = unquote(parts.path.strip("/")) or "INBOX"
    return Account(host, port or (993 if tls else 143), user, password, folder, tls)


def fetch(account: Account, cursor: Cursor | None) -> Iterator[Lot]:
    """What the folder holds beyond the cursor, the oldest first, a lot in memory at a time.

    The folder is opened read-only and nothing is marked as read. Under another UIDVALIDITY than the cursor's the
    numbers mean other messages, and everything is given again; whoever stores knows what is there already.
    MailboxUnreachable where the server refuses, drops the connection or answers with nonsense.
    """
    with _opened(account) as (box, uidvalidity):
        start = Cursor(account.mailbox, account.folder, uidvalidity)
        known = cursor.uid if cursor is not None and cursor.uidvalidity == uidvalidity else 0
        # `n:*` always gives the last message, also where its number is below n
        uids = sorted(uid for uid in map(int, box.uids(f"UID {known + 1}:*", charset=None)) if uid > known)
        if not uids and known == 0 and (cursor is None or cursor.uidvalidity != uidvalidity):
            yield Lot((), start)
        for wanted in _in_lots(box.client, uids):
            yield Lot(_messages(box.client, wanted), replace(start, uid=wanted[-1]))


def waiting(account: Account) -> int:
    """How many messages the folder holds; nothing is read or marked. InputError where the server refuses us,
    MailboxUnreachable where it cannot be asked."""
    with _opened(account) as (box, _):
        return int(box.folder.status(account.folder, ["MESSAGES"])["MESSAGES"])


@contextmanager
def _opened(account: Account) -> Iterator[tuple[BaseMailBox, str]]:
    """The folder, read-only, and its UIDVALIDITY; whatever goes wrong within is said in words."""
    from imap_tools import ImapToolsError, MailboxFolderSelectError, MailboxLoginError

    where = f"the mailbox {account.mailbox} at {account.host}:{account.port}"
    box: BaseMailBox | None = None
    try:
        box = _connected(account)
        box.login(account.user, account.password, initial_folder=None)
        box.folder.set(account.folder, readonly=True)
        found = box.client.response("UIDVALIDITY")[1]
        if not found or found[0] is None:
            raise MailboxUnreachable(f"{where} gives its messages no lasting numbers (no UIDVALIDITY)")
        yield box, found[0].decode("ascii", "replace")
    except MailboxLoginError:
        raise InputError(f"{where} refuses this name and password", mend=f"check {URL} and {PASSWORD}") from None
    except MailboxFolderSelectError:
        raise InputError(f"{where} has no folder '{account.folder}'", mend=f"name another in {URL}") from None
    except (ImapToolsError, imaplib.IMAP4.error, OSError, ssl.SSLError, UnicodeError, ValueError) as error:
        raise MailboxUnreachable(
            f"{where} cannot be read: {_words(error)}",
            mend="run it again: what was read is stored, and it goes on from there",
        ) from None
    finally:
        if box is not None:
            with suppress(Exception):  # the connection may be gone, and then there is nothing to say goodbye to
                box.logout()
            with suppress(OSError):
                box.client.shutdown()


def _connected(account: Account) -> BaseMailBox:
    from imap_tools import MailBox, MailBoxStartTls, MailBoxUnencrypted

    if account.tls:
        return MailBox(account.host, account.port, timeout=account.seconds, ssl_context=ssl.create_default_context())
    if account.host in _LOOPBACK:
        return MailBoxUnencrypted(account.host, account.port, timeout=account.seconds)
    context = ssl.create_default_context()
    return MailBoxStartTls(account.host, account.port, timeout=account.seconds, ssl_context=context)


def _words(error: Exception) -> str:
    return " ".join(str(error).split())[:300] or type(error).__name__


def _in_lots(client: imaplib.IMAP4, uids: list[int]) -> Iterator[list[int]]:
    """The numbers in lots of bounded size: a message with huge attachments is a lot of its own."""
    for start in range(0, len(uids), _SIZES_AT_ONCE):
        part = uids[start : start + _SIZES_AT_ONCE]
        sizes = {}
        for line in _asked(client, f"{part[0]}:{part[-1]}", "(UID RFC822.SIZE)"):
            head = line[0] if isinstance(line, tuple) else line
            uid, size = _UID.search(head or b""), _SIZE.search(head or b"")
            if uid and size:
                sizes[int(uid[1])] = int(size[1])
        held: list[int] = []
        total = 0
        for uid_number in part:
            size_of = sizes.get(uid_number, 0)
            if held and (len(held) >= _MOST or total + size_of > _LOT_BYTES):
                yield held
                held, total = [], 0
            held.append(uid_number)
            total += size_of
        if held:
            yield held


def _messages(client: imaplib.IMAP4, uids: list[int]) -> tuple[Arrived, ...]:
    """These messages; one that was deleted in the meantime is not among them."""
    found: dict[int, Arrived] = {}
    answer = _asked(client, ",".join(map(str, uids)), "(UID INTERNALDATE BODY.PEEK[])")
    for place, item in enumerate(answer):
        if not isinstance(item, tuple) or len(item) < 2:
            continue
        after = answer[place + 1] if place + 1 < len(answer) else b""
        head = bytes(item[0]) + (after if isinstance(after, bytes) else b"")  # the number may stand behind the text
        if (uid := _UID.search(head)) is not None and int(uid[1]) in uids:
            found[int(uid[1])] = Arrived(bytes(item[1]), int(uid[1]), _moment(head))
    return tuple(found[uid] for uid in sorted(found))


def _moment(head: bytes) -> datetime | None:
    stamp = re.search(rb'INTERNALDATE "([^"]{1,40})"', head)
    try:
        return datetime.strptime(stamp[1].decode().strip(), "%d-%b-%Y %H:%M:%S %z").astimezone(UTC) if stamp else None
    except (ValueError, UnicodeError, OverflowError):
        return None


def _asked(client: imaplib.IMAP4, uids: str, what: str) -> list[Any]:
    status, answer = client.uid("FETCH", uids, what)
    if status != "OK":
        raise MailboxUnreachable(f"the mailbox does not give the messages {uids}: {answer!r:.200}")
    return [item for item in answer if item is not None]
