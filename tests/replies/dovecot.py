"""Debian's dovecot as an IMAP server of a test's own: on loopback, unprivileged, in a folder that goes away."""

from __future__ import annotations

import grp
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
import uuid
from pathlib import Path
from typing import Any, Self

from hitl_kit.replies.imap import Account

PROGRAM = shutil.which("dovecot") or "/usr/sbin/dovecot"
NEEDED = "no dovecot on this machine: apt-get install dovecot-imapd"
PASSWORD = "a password"

_CONFIGURATION = """
base_dir = {root}/run
state_dir = {root}/state
log_path = {root}/log
protocols = imap
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
auth_failure_delay = 0
auth_mechanisms = plain login
default_internal_user = {user}
default_internal_group = {group}
default_login_user = {user}
first_valid_uid = 0
first_valid_gid = 0
mail_location = maildir:{root}/mail/%u
mailbox_list_index = no
passdb {{
  driver = passwd-file
  args = scheme=PLAIN username_format=%u {root}/users
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={root}/mail/%u
}}
namespace inbox {{
  inbox = yes
  separator = /
}}
service imap-login {{
  chroot =
  process_min_avail = 0
  inet_listener imap {{
    address = 127.0.0.1
    port = {port}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
service anvil {{
  chroot =
}}
service stats {{
  chroot =
}}
"""


class Box:
    """One mailbox: `account` reads it, `deliver` puts a message there as a mail server does."""

    def __init__(self, server: Dovecot, user: str) -> None:
        self._server = server
        self.home = server.root / "mail" / user
        self.account = Account("127.0.0.1", server.port, user, PASSWORD, tls=False)

    def deliver(self, *raws: bytes) -> None:
        """Put messages into the inbox."""
        for name in ("tmp", "new", "cur"):
            (self.home / name).mkdir(parents=True, exist_ok=True)
        self._server.own(self.home)
        for raw in raws:
            name = f"{time.time():.6f}.{uuid.uuid4().hex}.test"
            (self.home / "tmp" / name).write_bytes(raw)
            self._server.own(self.home / "tmp" / name)
            (self.home / "tmp" / name).rename(self.home / "new" / name)

    def renumber(self) -> None:
        """Forget the numbers of the messages, as a mailbox that is restored or moved does: another UIDVALIDITY."""
        time.sleep(1.1)  # it is the second in which the list was made
        for path in self.home.glob("dovecot*"):
            path.unlink()

    def unread(self) -> int:
        """How many messages nobody has marked as seen."""
        files = [*self.home.glob("new/*"), *self.home.glob("cur/*")]
        return sum("S" not in path.name.rpartition(":2,")[2] for path in files)


class Dovecot:
    """A running server with many mailboxes, each of which is given out once."""

    def __init__(self) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = int(free.getsockname()[1])
        self.root = Path(tempfile.mkdtemp(prefix="dvc-"))  # short: the path of a socket has at most 108 characters
        self._ids, self._as = (os.getuid(), os.getgid()), dict[str, Any]()
        if os.getuid() == 0:  # its login process refuses to be root
            nobody = pwd.getpwnam("nobody")
            self._ids = (nobody.pw_uid, nobody.pw_gid)
            self._as = {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}
        self._server: subprocess.Popen[bytes] | None = None
        self._users = [f"rep{n}@sender.example" for n in range(200)]

    def box(self) -> Box:
        """A mailbox that nobody has used."""
        return Box(self, self._users.pop())

    def __enter__(self) -> Self:
        uid, gid = self._ids
        for name in ("run", "state", "mail"):
            (self.root / name).mkdir()
        names = {"user": pwd.getpwuid(uid).pw_name, "group": grp.getgrgid(gid).gr_name}
        text = _CONFIGURATION.format(root=self.root, uid=uid, gid=gid, port=self.port, **names)
        (self.root / "conf").write_text(text)
        (self.root / "users").write_text("".join(f"{user}:{{PLAIN}}{PASSWORD}\n" for user in self._users))
        self.own(self.root)
        command = [PROGRAM, "-F", "-c", str(self.root / "conf")]
        with (self.root / "errors").open("wb") as errors:
            self._server = subprocess.Popen(command, stdout=errors, stderr=errors, cwd=self.root, **self._as)
        try:
            self._wait(self._server)
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        if self._server is not None and self._server.poll() is None:
            self._server.terminate()  # it stops the processes that it started
            try:
                self._server.wait(10)
            except subprocess.TimeoutExpired:
                self._server.kill()
                self._server.wait()
        shutil.rmtree(self.root, ignore_errors=True)

    def own(self, top: Path) -> None:
        """Give a file or folder to the user that the server runs as."""
        for path in (top, *top.rglob("*")):
            os.chown(path, *self._ids)

    def _wait(self, server: subprocess.Popen[bytes]) -> None:
        for _ in range(300):
            assert server.poll() is None, self._log()
            try:
                with socket.create_connection(("127.0.0.1", self.port), 1) as found:
                    if found.recv(64).startswith(b"* OK"):
                        return
            except OSError:
                time.sleep(0.05)
        raise AssertionError(self._log())

    def _log(self) -> str:
        files = (self.root / "errors", self.root / "log")
        return "".join(path.read_text(errors="replace") for path in files if path.exists())
