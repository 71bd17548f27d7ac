"""TemplateDrafter: the approved words of the angle library around verified quotes, and no model at all."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from hitl_kit.domain.drafts import Abstention, Draft
from hitl_kit.domain.plays import AngleLibrary

from .choosing import choose
from .drafter import DraftRequest, Texts
from .lessons import LearnedLibrary
from .rendering import check_library

LABEL = "template draft, no model used"
VERSION = "template 2"
"""Raise it with every change to how a draft comes about: approvals of plays end with it."""


class TemplateDrafter:
    """Writes the play that is chosen in the words of its angle, and abstains where none can be used.

    The same company with the same evidence gets the same draft all week, byte for byte.
    """

    label = LABEL
    version = VERSION
    spent = ""

    def __init__(self, library: AngleLibrary) -> None:
        check_library(library)
        self._library = library
        if isinstance(library, LearnedLibrary):
            self.version = VERSION + library.mark

    def read_all(self, requests: Iterable[DraftRequest], texts: Texts) -> Iterator[DraftRequest]:
        """The requests as they are: what research found is all that a template quotes."""
        del texts
        yield from requests

    def draft_all(self, requests: Iterable[DraftRequest]) -> Iterator[tuple[DraftRequest, Draft | Abstention]]:
        """Each request with its draft or the reason why there is none, in their order."""
        return ((request, self.draft(request)) for request in requests)

    def draft(self, request: DraftRequest) -> Draft | Abstention:
        """The draft for one request, or the reason why there is none."""
        chosen = next(choose(request, self._library))
        return chosen if isinstance(chosen, Abstention) else chosen.draft(self.label)
