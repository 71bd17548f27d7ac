"""The machine: Python, the environment, and what the notebooks need."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from importlib.metadata import PackageNotFoundError, version

from hitl_kit import __version__
from hitl_kit.domain.errors import meant

from .case import Case
from .findings import Finding, fail, ok, warn

OLDEST_PYTHON = (3, 11)
VARIABLES = (
    "HITL_CHROMIUM", "HITL_DATABASE_URL", "HITL_DNS_SERVER", "HITL_HUBSPOT_TOKEN", "HITL_IMAP_PASSWORD",
    "HITL_IMAP_URL", "HITL_READ_AHEAD", "HITL_REQUIRE_SERVICES", "HITL_SMTP_HOST", "HITL_SMTP_PASSWORD",
    "HITL_SMTP_PLAIN_LOOPBACK", "HITL_SMTP_PORT", "HITL_SMTP_TLS", "HITL_SMTP_USER", "HITL_UNSUBSCRIBE_KEY",
    "HITL_USER", "HITL_WORKSPACE",
)  # fmt: skip
"""Every variable of ours that means something."""

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
KERNEL = "python3"
"""The kernel that the notebooks name."""

_PATIENCE = 20.0
_ASK = (
    "import importlib.util as u, hitl_kit; "
    "print(hitl_kit.__version__, 'with' if u.find_spec('ipykernel') else 'without')"
)


def python(_case: Case) -> Finding:
    """The version of Python and of hitl-kit."""
    words = f"Python {sys.version.split()[0]}, hitl-kit {__version__}"
    if sys.version_info[:2] < OLDEST_PYTHON:
        return fail(f"{words}: too old", "install Python 3.11 or newer, and hitl-kit in it")
    return ok(words)


def environment(_case: Case) -> Finding:
    """Whether every HITL_ variable is one that something reads."""
    unknown = sorted(n for n in os.environ if n.startswith("HITL_") and n not in VARIABLES)
    if unknown:
        mends = (f"{name}: {meant(name, VARIABLES, 'there are')}" for name in unknown)
        return warn(f"nothing reads {', '.join(unknown)}", "; ".join(mends))
    given = [name for name in VARIABLES if name in os.environ]
    return ok(f"set: {', '.join(given)}" if given else "no HITL_ variable is set; the defaults hold")


def key(_case: Case) -> Finding:
    """Whether a key for Claude is there; nothing about it is shown."""
    value = os.environ.get("ANTHROPIC_API_KEY")
    if not value:
        return ok("ANTHROPIC_API_KEY is not set: the template drafter writes, no model is used")
    if re.search(r"\s|^[\"']|[\"']$", value):
        return warn("ANTHROPIC_API_KEY is set, with blanks or quotes in it that do not belong there", "set it anew")
    return ok("ANTHROPIC_API_KEY is set")


def notebooks(_case: Case) -> Finding:
    """The versions of JupyterLab and of the widgets' base."""
    found = {}
    for name in ("jupyterlab", "anywidget", "ipywidgets"):
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            return fail(f"{name} is not installed in {sys.prefix}", "pip install --force-reinstall hitl-kit")
    return ok(", ".join(f"{name} {number}" for name, number in found.items()))


def kernel(_case: Case) -> Finding:
    """Whether the kernel that the notebooks name starts a Python that has hitl-kit."""
    from jupyter_client.kernelspec import KernelSpecManager, NoSuchKernel

    mend = f"{sys.executable} -m ipykernel install --sys-prefix"
    try:
        spec = KernelSpecManager().get_kernel_spec(KERNEL)
    except NoSuchKernel:
        return fail(f"there is no kernel '{KERNEL}', and the notebooks name it", mend)
    if not spec.argv:
        return fail(f"the kernel '{KERNEL}' names no program ({spec.resource_dir})", mend)
    program = spec.argv[0]
    if re.fullmatch(r"python(3(\.\d+)?)?", program):  # Jupyter takes its own Python for these names
        program = sys.executable
    try:
        done = subprocess.run(  # noqa: S603 - what Jupyter would start
            [program, "-c", _ASK], cwd=os.sep, env={**os.environ, **spec.env}, capture_output=True, text=True,
            stdin=subprocess.DEVNULL, timeout=_PATIENCE, check=False,
        )  # fmt: skip
    except (OSError, subprocess.TimeoutExpired) as error:
        why = f"did not answer in {_PATIENCE:.0f} s" if isinstance(error, subprocess.TimeoutExpired) else error.strerror
        return fail(f"the kernel '{KERNEL}' starts {program}, and that does not run: {why}", mend)
    if done.returncode:
        last = (done.stderr.strip() or "no words").splitlines()[-1]
        return fail(f"the kernel '{KERNEL}' starts {program}, which cannot import hitl_kit: {last}", mend)
    theirs, _, rest = done.stdout.strip().partition(" ")
    if rest == "without":
        return fail(
            f"the kernel '{KERNEL}' starts {program}, which has no ipykernel", f"{program} -m pip install ipykernel"
        )
    if theirs != __version__:
        return warn(f"the kernel '{KERNEL}' has hitl-kit {theirs}, the command line {__version__}", mend)
    return ok(f"'{KERNEL}' starts {program}, which has hitl-kit {theirs}")


def browser(_case: Case) -> Finding:
    """Whether there is a Chromium, which only the browser tests and PDF need."""
    found = next((path for name in BROWSERS if (path := shutil.which(name))), None)
    if found is None:
        return warn("no Chromium or Chrome found: the browser tests and PDF need one", "apt-get install chromium")
    return ok(found)
