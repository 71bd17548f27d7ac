"""A sender that is killed in a window, or interrupted so often: python -m tests.delivery.killed URL PORT WINDOW."""

from __future__ import annotations

import os
import signal
import sys
import time
from typing import Any

from hitl_kit.delivery import Server, outbox, send, sending
from hitl_kit.delivery.smtp import Answered, transmit
from hitl_kit.domain.delivery import DispatchState
from hitl_kit.ledger import Ledger, Recording
from tests.delivery.post import Post


def main(url: str, port: str, window: str) -> None:
    """Send what may leave, and die there."""
    post = Post(Ledger.open(url))

    def hand_in(server: Server, sender: str, recipient: str, raw: bytes) -> Answered:
        if window == "claimed":
            os.kill(os.getpid(), signal.SIGKILL)
        if window.startswith("interrupted"):
            for _ in range(int(window.removeprefix("interrupted"))):
                os.kill(os.getpid(), signal.SIGINT)
                time.sleep(0.05)
        answered = transmit(server, sender, recipient, raw)
        if window == "accepted":
            os.kill(os.getpid(), signal.SIGKILL)
        return answered

    entering = outbox.enter

    def enter(recording: Recording, touch_id: str, state: DispatchState, *args: Any, **options: Any) -> None:
        entering(recording, touch_id, state, *args, **options)
        if {"claiming": "sending", "recording": "sent"}.get(window) == state:
            os.kill(os.getpid(), signal.SIGKILL)

    vars(sending)["enter"] = enter
    send(post.ledger, post.world, Server("127.0.0.1", int(port), tls="none"), actor="killed", hand_in=hand_in)


if __name__ == "__main__":
    main(*sys.argv[1:])
