"""`hitl`, the command line: one file a group of commands."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from hitl_kit import __version__
from hitl_kit.domain.errors import HitlError

from . import (
    audit,
    batches,
    campaigns,
    copies,
    crm,
    demo,
    doctor,
    erase,
    exports,
    imports,
    keeping,
    learning,
    paying,
    plan,
    plays,
    queue,
    replay,
    replies,
    reports,
    retrospect,
    sending,
    tasks,
    trust,
    unsubscribe,
)
from .common import at_the_end, say_error

app = typer.Typer(
    name="hitl",
    add_completion=False,
    rich_markup_mode="markdown",
    pretty_exceptions_enable=False,
)
demo.register(app)
campaigns.register(app)
imports.register(app)
batches.register(app)
queue.register(app)
trust.register(app)
replay.register(app)
paying.register(app)
plays.register(app)
replies.register(app)
reports.register(app)
retrospect.register(app)
learning.register(app)
plan.register(app)
sending.register(app)
tasks.register(app)
exports.register(app)
unsubscribe.register(app)
crm.register(app)
keeping.register(app)
copies.register(app)
doctor.register(app)
erase.register(app)
audit.register(app)


def _say_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"hitl-kit {__version__}")
        raise typer.Exit


@app.callback(no_args_is_help=True)
def _root(
    version: Annotated[
        bool, typer.Option("--version", help="Say which version this is.", callback=_say_version, is_eager=True)
    ] = False,
) -> None:
    """Human-in-the-loop outbound: agents research and draft, people decide, and every figure can be checked."""


_INTERRUPTED = 130
"""What typer makes of Ctrl-C."""


def main() -> None:
    """Run the command line; what a person can mend is said in words, never as a traceback."""
    try:
        app()
    except HitlError as error:
        say_error(error)
        sys.exit(1)
    except SystemExit as stop:
        if stop.code == _INTERRUPTED:
            typer.echo("\nStopped. What was saved stays saved; run the same command again to go on.", err=True)
        raise
    except BrokenPipeError:  # `hitl … | head`
        sys.stderr.close()
        sys.exit(0)
    except OSError as error:
        if error.filename is None:
            raise
        mend = "check that its folder is there and that you may write to it, and the space on the disk"
        say_error(HitlError(f"{error.filename}: {(error.strerror or 'it cannot be used').lower()}", mend=mend))
        sys.exit(1)
    finally:
        at_the_end.close()
