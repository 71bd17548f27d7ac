"""Errors that a person can mend.

HitlError
├── InputError        a file or an option that a person wrote
│   └── FileProblems  one or several places in one file
├── NotApproved       a decision that a person has yet to take, or that no longer fits the content
├── NotAllowed        an action that needs a role, or a name, that this person does not have
├── Conflict          somebody else was there first
├── LedgerError       the store is missing, newer than the code, or broken
│   ├── LedgerBusy         another program is writing: the same call may work in a moment
│   └── LedgerUnreachable  the database does not answer: the same call may work when it is back
└── ModelStop         a run of paid calls to a model stopped; what was answered is kept, and the same command goes on
    ├── SpendStop          the limit that was set for the spend leaves no room for another call
    ├── ModelRefusesUs     the service does not take our calls: key, permission, model, its own spend limit
    └── ModelUnavailable   the service is overloaded or out of reach
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

_SHOWN = 30


def meant(word: str, known: Iterable[str], otherwise: str) -> str:
    """The mend for an unknown word: the one that was probably meant, else `otherwise` and all that there are."""
    names = list(known)
    near = difflib.get_close_matches(word.casefold(), [n.casefold() for n in names], n=1, cutoff=0.5)
    if near:
        return f"did you mean '{next(n for n in names if n.casefold() == near[0])}'?"
    return f"{otherwise}: {', '.join(names[:_SHOWN]) or 'none'}{' …' if len(names) > _SHOWN else ''}"


class HitlError(Exception):
    """What went wrong and how to mend it, in words for the person at the keyboard."""

    def __init__(self, message: str, *, mend: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.mend = mend

    def __str__(self) -> str:
        return f"{self.message}\n  → {self.mend}" if self.mend else self.message

    def _render_traceback_(self) -> list[str]:
        """What a notebook shows for it (IPython asks by this name): the words, without a traceback."""
        return [f"{type(self).__name__}: {self}"]


class InputError(HitlError):
    """Something a person wrote cannot be used as it stands."""


class NotApproved(HitlError):
    """A person's approval is missing, or the content has changed since."""


class NotAllowed(HitlError):
    """This person may not do that; the refusal is in the ledger."""


class Conflict(HitlError):
    """The row was decided, claimed or changed by somebody else in the meantime."""


class LedgerError(HitlError):
    """The ledger cannot be opened, read or trusted."""


class LedgerBusy(LedgerError):
    """Another program has been writing for too long; nothing was saved."""


class LedgerUnreachable(LedgerError):
    """The database does not answer; nothing was saved."""


class ModelStop(HitlError):
    """A run of paid calls to a model stopped early; every answer so far is in the ledger, and a further run goes on."""


class SpendStop(ModelStop):
    """The limit that was set for the spend leaves no room for another call."""

    least: float = 0.0
    """The lowest limit, in dollars, that would have left room for it."""


class ModelRefusesUs(ModelStop):
    """The model's service does not take our calls, whatever we send: no key, a wrong one, no such model, no money."""


class ModelUnavailable(ModelStop):
    """The model's service is overloaded or out of reach, and stayed so."""


@dataclass(frozen=True)
class Problem:
    """One place in a file: line (1 is the first; 0 is the file as a whole), key, what is wrong, what mends it."""

    line: int
    key: str
    message: str
    mend: str = ""


class FileProblems(InputError):
    """Every problem found in one file, so that they are mended in one go."""

    def __init__(self, path: Path, problems: Sequence[Problem]) -> None:
        self.path = path
        self.problems = tuple(problems)
        super().__init__("\n".join(self._line(p) for p in self.problems))

    def _line(self, problem: Problem) -> str:
        place = f"{self.path}:{problem.line}" if problem.line else str(self.path)
        key = f" {problem.key}:" if problem.key else ""
        mend = f"\n  → {problem.mend}" if problem.mend else ""
        return f"{place}:{key} {problem.message}{mend}"
