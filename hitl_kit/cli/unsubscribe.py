"""`hitl serve-unsubscribe`: the endpoint behind the one-click unsubscribe of every mail."""

from __future__ import annotations

import socket
from typing import Annotated

import typer

from hitl_kit.domain.errors import InputError

from .common import WorkspaceOption, open_workbench, say


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("serve-unsubscribe", epilog="Example: `hitl serve-unsubscribe --port 8765`")(serve)


def serve(
    host: Annotated[
        str, typer.Option(help="The address to listen on; put a server with https before it.")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65_535, help="The port to listen on.")] = 8765,
    workspace: WorkspaceOption = None,
) -> None:
    """Take unsubscribes until it is stopped. Who clicks is suppressed for every campaign from that moment on."""
    import uvicorn

    app = open_workbench(workspace).unsubscribe_endpoint()
    with _listening(host, port) as taken:
        say(f"taking unsubscribes on http://{host}:{taken.getsockname()[1]}/…; stop with Ctrl-C")
        config = uvicorn.Config(app, log_level="warning", access_log=False)
        uvicorn.Server(config).run(sockets=[taken])


def _listening(host: str, port: int) -> socket.socket:
    """The address, taken; InputError where it cannot be."""
    try:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        return socket.create_server((host, port), family=family, backlog=2048)
    except OSError as error:
        why = f"nothing can listen on {host}:{port}: {error.strerror or error}"
        raise InputError(why, mend="stop what listens there, or take another: --port, --host") from None
