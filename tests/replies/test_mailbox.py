"""A real IMAP server: nothing is lost and nothing stored twice, whatever happens to the numbers and the connection."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path

import pytest

from hitl_kit import Campaign
from hitl_kit.domain.delivery import Touch
from hitl_kit.domain.errors import InputError
from hitl_kit.ledger import Ledger
from hitl_kit.ledger import tables as t
from hitl_kit.replies.arrived import Cursor
from hitl_kit.replies.imap import Account, MailboxUnreachable, account, fetch
from hitl_kit.replies.mailbox import read_files, read_mailbox
from hitl_kit.replies.storing import Stored, cursor_in
from tests.replies.dovecot import PASSWORD, Box
from tests.replies.mails import answer, rows


def mail(n: int, size: int = 100) -> bytes:
    return f"From: p{n}@a.example\r\nMessage-ID: <{n}@a.example>\r\nSubject: {n}\r\n\r\n{'x' * size} {n}\r\n".encode()


def read(ledger: Ledger, dovecot: Box, **changes: object) -> Stored:
    return read_mailbox(ledger, replace(dovecot.account, **changes), actor="Dana", pause=0)  # type: ignore[arg-type]


def stored(ledger: Ledger) -> list[bytes]:
    import sqlalchemy as sa

    return [row["raw"] for row in ledger.rows(sa.select(t.inbound.c.raw).order_by(t.inbound.c.id))]


def test_what_is_new_is_read_once_and_nothing_is_marked(ledger: Ledger, dovecot: Box) -> None:
    dovecot.deliver(*map(mail, range(3)))
    assert read(ledger, dovecot) == Stored(new=3)
    assert read(ledger, dovecot) == Stored()
    dovecot.deliver(mail(3))
    assert read(ledger, dovecot) == Stored(new=1)
    assert stored(ledger) == [mail(n) for n in range(4)]
    assert dovecot.unread() == 4
    assert ledger.verify().intact


def test_an_empty_mailbox_has_a_cursor_from_the_first_look_on(ledger: Ledger, dovecot: Box) -> None:
    assert read(ledger, dovecot) == Stored()
    found = cursor_in(ledger, Cursor(dovecot.account.user, "INBOX"))
    assert found is not None
    assert (found.uid, found.uidvalidity.isdigit()) == (0, True)
    before = ledger.head()
    assert read(ledger, dovecot) == Stored()
    assert ledger.head() == before, "a look that finds nothing writes nothing"


def test_other_numbers_lose_nothing_and_store_nothing_twice(ledger: Ledger, dovecot: Box) -> None:
    dovecot.deliver(*map(mail, range(5)))
    read(ledger, dovecot)
    old = cursor_in(ledger, Cursor(dovecot.account.user, "INBOX"))
    dovecot.renumber()
    dovecot.deliver(mail(5))
    assert read(ledger, dovecot) == Stored(new=1, known=5)
    new = cursor_in(ledger, Cursor(dovecot.account.user, "INBOX"))
    assert old is not None
    assert new is not None
    assert old.uidvalidity != new.uidvalidity
    assert sorted(stored(ledger)) == sorted(map(mail, range(6)))


@contextmanager
def dropping(port: int, after: list[int]) -> Iterator[int]:
    """A way to the server whose n-th connection is cut after so many bytes from it; later ones hold."""
    listener = socket.create_server(("127.0.0.1", 0))
    waiting = list(after)

    def serve() -> None:
        while True:
            try:
                client, _ = listener.accept()
            except OSError:
                return
            server = socket.create_connection(("127.0.0.1", port))
            left = waiting.pop(0) if waiting else 1 << 40
            threading.Thread(target=pipe, args=(client, server, 1 << 40), daemon=True).start()
            threading.Thread(target=pipe, args=(server, client, left), daemon=True).start()

    def pipe(source: socket.socket, target: socket.socket, left: int) -> None:
        with source, target:
            while left > 0:
                try:
                    data = source.recv(min(8192, left))
                    if not data:
                        break
                    target.sendall(data)
                except OSError:
                    break
                left -= len(data)
            for end in (source, target):
                with suppress(OSError):
                    end.shutdown(socket.SHUT_RDWR)

    threading.Thread(target=serve, daemon=True).start()
    try:
        yield int(listener.getsockname()[1])
    finally:
        listener.close()


@pytest.mark.parametrize("after", [[10], [700], [400_000, 500_000], [2_000_000]])
def test_a_connection_that_drops_is_taken_up_where_it_broke(ledger: Ledger, dovecot: Box, after: list[int]) -> None:
    dovecot.deliver(*(mail(n, 20_000) for n in range(150)))
    with dropping(dovecot.account.port, after) as port:
        total = read(ledger, dovecot, port=port)
    assert total.new + total.known == 150
    assert stored(ledger) == [mail(n, 20_000) for n in range(150)]
    assert ledger.verify().intact


def test_a_server_that_always_drops_is_told_and_what_came_stays(ledger: Ledger, dovecot: Box) -> None:
    dovecot.deliver(*(mail(n, 20_000) for n in range(150)))
    with (
        dropping(dovecot.account.port, [2_300_000, 10, 10]) as port,
        pytest.raises(MailboxUnreachable, match="cannot be read"),
    ):
        read(ledger, dovecot, port=port)
    assert stored(ledger) == [mail(n, 20_000) for n in range(100)], "the first lot"
    assert read(ledger, dovecot) == Stored(new=50)


def test_a_huge_attachment_is_a_lot_of_its_own_and_stays_whole(
    approved: Campaign, out: dict[str, Touch], dovecot: Box
) -> None:
    ledger, touch = approved.workbench.ledger, next(iter(out.values()))
    from email import message_from_bytes
    from email.message import EmailMessage
    from email.policy import default

    made = message_from_bytes(answer(touch, "Sounds good, see attached."), policy=default)
    assert isinstance(made, EmailMessage)
    made.add_attachment(b"\x00" * (12 << 20), maintype="application", subtype="octet-stream", filename="plan.bin")
    dovecot.deliver(mail(1), made.as_bytes(), mail(2))
    lots = [len(lot.messages) for lot in fetch(dovecot.account, None)]
    assert lots == [1, 1, 1]
    assert read(ledger, dovecot) == Stored(new=3, matched=1)
    big = max(rows(approved, t.inbound), key=lambda row: len(row["raw"]))
    assert big["raw"].count(b"\n") > 100_000
    assert big["package_id"] == touch.package_id


def test_a_wrong_password_and_a_folder_that_is_not_there(ledger: Ledger, dovecot: Box) -> None:
    with pytest.raises(InputError, match="refuses this name and password") as refused:
        read(ledger, dovecot, password="wrong one")
    assert "wrong one" not in str(refused.value)
    with pytest.raises(InputError, match="no folder 'Sales'"):
        read(ledger, dovecot, folder="Sales")
    with pytest.raises(MailboxUnreachable):
        read(ledger, dovecot, port=1)
    assert "wrong one" not in repr(replace(dovecot.account, password="wrong one"))


def test_the_mailboxs_address_comes_from_the_environment() -> None:
    secret = {"HITL_IMAP_PASSWORD": PASSWORD}
    found = account({"HITL_IMAP_URL": "imaps://dana%40ours.example@imap.example/Sales/2026", **secret})
    assert found == Account("imap.example", 993, "dana@ours.example", PASSWORD, "Sales/2026")
    assert account({"HITL_IMAP_URL": "imap://d@127.0.0.1:1143", **secret}) == Account(
        "127.0.0.1", 1143, "d", PASSWORD, "INBOX", tls=False
    )
    assert account({}) is None
    for url, words in (
        ("https://d@imap.example", "no mailbox's address"),
        ("imaps://imap.example", "no mailbox's address"),
        ("imaps://d@imap.example:x", "no mailbox's address"),
        ("imaps://d:secret@imap.example", "holds a password"),
    ):
        with pytest.raises(InputError, match=words) as refused:
            account({"HITL_IMAP_URL": url, **secret})
        assert "secret" not in str(refused.value)
    with pytest.raises(InputError, match="HITL_IMAP_PASSWORD is not set"):
        account({"HITL_IMAP_URL": "imaps://d@imap.example"})


def test_without_tls_only_on_this_machine() -> None:
    """A server that offers no STARTTLS is not logged in to from afar."""
    with pytest.raises(MailboxUnreachable):
        list(fetch(Account("127.0.0.2", 1, "d", "p", tls=False), None))


def test_files_of_mail(ledger: Ledger, tmp_path: Path) -> None:
    folder = tmp_path / "mails" / "deeper"
    folder.mkdir(parents=True)
    for n in range(3):
        (folder / f"{n}.EML").write_bytes(mail(n))
    (tmp_path / "mails" / "notes.txt").write_text("not a mail")
    box = tmp_path / "all.mbox"
    box.write_bytes(
        b"".join(b"From someone Mon May  3 09:00:00 2027\n" + mail(n).replace(b"\r", b"") + b"\n" for n in range(5))
    )
    assert read_files(ledger, actor="Dana", eml=tmp_path / "mails") == Stored(new=3)
    assert read_files(ledger, actor="Dana", eml=tmp_path / "mails") == Stored(known=3)
    assert read_files(ledger, actor="Dana", mbox=box) == Stored(new=2, known=3), "other line ends, the same message"
    for path, what in ((tmp_path / "none", "no such file"), (folder / "0.EML", "no mbox")):
        with pytest.raises(InputError, match=what):
            read_files(ledger, actor="Dana", mbox=path)
    for path, what in ((tmp_path / "none", "no such folder"), (tmp_path, "")):
        if what:
            with pytest.raises(InputError, match=what):
                read_files(ledger, actor="Dana", eml=path)
    with pytest.raises(InputError, match="that is a folder"):
        read_files(ledger, actor="Dana", mbox=tmp_path)
    with pytest.raises(InputError, match="that is a file"):
        read_files(ledger, actor="Dana", eml=box)
    (folder / "z.eml").symlink_to("/proc/self/mem")  # it can be opened, and gives an error when it is read
    with pytest.raises(InputError, match=r"z\.eml cannot be read: "):
        read_files(ledger, actor="Dana", eml=folder)
    (tmp_path / "empty.mbox").touch()
    assert read_files(ledger, actor="Dana", mbox=tmp_path / "empty.mbox") == Stored()
