"""Every fault of a mail server in every phase: what it means, and that no mail leaves twice because of it."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field

import pytest

from hitl_kit.delivery import Server, send
from hitl_kit.delivery.sending import PAUSES
from tests.delivery import post as p
from tests.delivery.post import Post

PHASES = ("connect", "EHLO", "MAIL", "RCPT", "DATA", "the text")
DROP, HANG, NONSENSE = "drop", "hang", "nonsense"
GREETINGS = {"connect": "220 ready", "DATA": "354 go on", "the text": "250 2.0.0 taken"}


@dataclass
class Scripted:
    """A mail server that has one fault, in one phase, once: a reply, or DROP, HANG, NONSENSE. `taken` are the texts
    that came in whole and that it did not refuse: of those it may be that they are delivered."""

    phase: str
    fault: str
    taken: list[bytes] = field(default_factory=list)
    stop: threading.Event = field(default_factory=threading.Event)

    def __enter__(self) -> int:
        self.socket = socket.create_server(("127.0.0.1", 0))
        threading.Thread(target=self._accept, daemon=True).start()
        return int(self.socket.getsockname()[1])

    def __exit__(self, *_: object) -> None:
        self.stop.set()
        self.socket.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                link, _ = self.socket.accept()
                threading.Thread(target=self._talk, args=(link,), daemon=True).start()

    def _talk(self, link: socket.socket) -> None:
        with suppress(OSError), link, link.makefile("rb") as lines:
            if not self._say(link, "connect"):
                return
            for line in lines:
                verb = line[:4].decode("latin-1").upper()
                if verb == "QUIT":
                    link.sendall(b"221 bye\r\n")
                    return
                if not self._say(link, verb):
                    return
                if verb == "DATA":
                    text = b"".join(iter(lines.readline, b".\r\n"))
                    if self.phase != "the text" or not self.fault[:1].isdigit():
                        self.taken.append(text)
                    if not self._say(link, "the text"):
                        return

    def _say(self, link: socket.socket, phase: str) -> bool:
        """Answer in a phase; whether the conversation goes on."""
        fault, self.fault = (self.fault, "") if phase == self.phase else ("", self.fault)
        if fault == HANG:
            self.stop.wait(10)
        if fault in (DROP, HANG):
            return False
        reply = "as you like" if fault == NONSENSE else fault or GREETINGS.get(phase, "250 OK")
        link.sendall(f"{reply}\r\n".encode())
        return not (fault and phase == "DATA")


def faults() -> Iterator[tuple[str, str, str]]:
    """Phase, fault, and the state that it leaves: refused for good is failed, what may have arrived is unknown."""
    for phase in PHASES:
        for fault in ("421 4.3.2 closing", "552 5.3.4 too large", DROP, HANG, NONSENSE):
            state = "later"
            if phase in ("DATA", "the text") and fault in (DROP, HANG, NONSENSE):
                state = "unknown"
            elif phase in ("RCPT", "DATA", "the text") and fault.startswith("5"):
                state = "failed"
            elif phase == "EHLO" and fault.startswith("5"):
                state = "sent"  # a server that knows no EHLO is asked by HELO
            yield phase, fault, state


@pytest.mark.parametrize(("phase", "fault", "state"), list(faults()))
def test_a_fault_in_a_phase(post: Post, phase: str, fault: str, state: str) -> None:
    p.approved(post.ledger, p.package(0))
    scripted = Scripted(phase, fault)
    with scripted as port:
        server = Server("127.0.0.1", port, tls="none", seconds=0.3 if fault == HANG else 5)
        run = send(post.ledger, post.world, server, actor="cron")
        assert [name for name in ("sent", "later", "failed", "unknown") if getattr(run, name)] == [state]
        assert bool(run.stopped) is (state == "later" and phase in ("connect", "EHLO", "MAIL"))
        assert state != "later" or not scripted.taken, "what may have arrived is not tried again"
        post.clock.move(minutes=PAUSES[0] + 1)
        again = send(post.ledger, post.world, server, actor="cron")
        assert len(again.sent) == (state == "later")
        assert len(scripted.taken) <= 1
