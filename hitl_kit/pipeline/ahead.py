"""Ahead of a batch: what its drafter would be asked for, so that a person can see beforehand what that may cost."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice

from hitl_kit import drafting, targeting
from hitl_kit.domain.errors import InputError
from hitl_kit.ledger import Ledger

from .batch import accounts_for
from .brief import Brief, Progress, silent
from .candidates import Candidates
from .making import package_id


def requests_ahead(
    ledger: Ledger, brief: Brief, matched: targeting.Match, batch_id: str, size: int, most: int,
    progress: Progress = silent, *, first: bool = False,
) -> list[drafting.DraftRequest]:  # fmt: skip
    """Up to `most` of the requests that a batch of `size` would make now: of accounts evenly apart in their order, or
    with `first` those that come first. Research is done as for the batch, and nothing else is recorded.

    NotApproved before any research; InputError where nobody can be written to.
    """
    keys = accounts_for(ledger, brief, batch_id, matched, progress)
    candidates = Candidates(ledger, brief, matched)
    ranked = candidates.ranked(keys)
    found = (
        candidates.request(package_id(brief, batch_id, c.account.key), c)
        for c in candidates.of(ranked if first else _evenly(ranked, size, most))
        if not c.nobody and not candidates.vetoes(c.research)
    )
    library = brief.library.value
    requests = list(islice((r for r in found if isinstance(next(drafting.choose(r, library)), drafting.Choice)), most))
    if not requests:
        raise InputError(
            "no account can be written to now, so there is nothing to estimate",
            mend=f"hitl match {brief.campaign} and hitl research {brief.campaign} show what is missing",
        )
    return requests


def _evenly(ranked: Sequence[str], size: int, most: int) -> list[str]:
    """The keys with those evenly apart among the first `size` in front."""
    step = max(1, min(size, len(ranked)) // most)
    chosen = list(ranked[:size:step])
    taken = set(chosen)
    return [*chosen, *(key for key in ranked if key not in taken)]
