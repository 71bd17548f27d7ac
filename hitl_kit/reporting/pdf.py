"""A page as PDF, printed by a Chromium where the machine has one."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from hitl_kit.domain.errors import HitlError, InputError

from .saved import replace

_NAMES = (
    "chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge", "msedge",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)  # fmt: skip
_SECONDS = 120


def chromium() -> str:
    """The browser that prints: HITL_CHROMIUM, or the first that is installed; InputError where there is none."""
    for name in filter(None, (os.environ.get("HITL_CHROMIUM"), *_NAMES)):
        if found := shutil.which(name):
            return found
    raise InputError(
        "there is no Chromium on this machine to make a PDF with",
        mend="install Chromium or Chrome (or name one in HITL_CHROMIUM), or print the .html from any browser",
    )


def write_pdf(page: Path) -> Path:
    """The page printed to a PDF beside it, whole or not at all."""
    browser, out = chromium(), page.with_suffix(".pdf")
    with tempfile.TemporaryDirectory(prefix="hitl-pdf-") as scratch:
        printed = Path(scratch) / "page.pdf"
        command = [
            browser, "--headless", "--disable-gpu", "--no-first-run", "--disable-extensions", "--hide-scrollbars",
            "--no-pdf-header-footer", f"--user-data-dir={scratch}/profile", "--virtual-time-budget=10000",
            f"--print-to-pdf={printed}",
        ]  # fmt: skip
        if os.geteuid() == 0:
            command.append("--no-sandbox")  # Chromium does not start as root with it
        try:
            done = subprocess.run(  # noqa: S603 - the browser that was found, and our own page
                [*command, page.resolve().as_uri()], capture_output=True, text=True, timeout=_SECONDS, check=False
            )
        except subprocess.TimeoutExpired:
            raise HitlError(f"{browser} did not print {page.name} within {_SECONDS} s", mend="run it again") from None
        if done.returncode or not printed.exists():
            said = (done.stderr.strip().splitlines() or [f"exit code {done.returncode}"])[-1]
            raise HitlError(f"{browser} could not print {page.name}: {said}", mend="the .html is complete without it")
        replace(out, printed.read_bytes())
    return out
