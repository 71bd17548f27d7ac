"""`hitl serve-unsubscribe`: the endpoint behind the one-click unsubscribe of every mail."""

from __future__ import annotations

from typing import Annotated

import typer

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
    say(f"taking unsubscribes on http://{host}:{port}/…; stop with Ctrl-C")
    uvicorn.run(app, host=host, port=port, log_level="warning", access_log=False)
