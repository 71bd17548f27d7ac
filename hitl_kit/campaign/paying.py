"""Who writes the drafts of a campaign, and what that may cost and has cost."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import isfinite
from typing import TYPE_CHECKING, get_args

import pandas as pd

from hitl_kit import drafting
from hitl_kit.domain.errors import InputError, meant
from hitl_kit.domain.plays import AngleLibrary
from hitl_kit.domain.policy import DrafterName

from .learned import Learned

if TYPE_CHECKING:  # the client of the model's service takes a second to import
    from hitl_kit.drafting.calls import Ask, Model, Spending
    from hitl_kit.drafting.claude import ClaudeDrafter

Tell = Callable[[str], None]
"""Told a sentence while a model is at work: why it pauses, what it found."""

SINGLE = "single drafts"
"""What calls are booked under that belong to no batch: samples of a play, rewritten drafts."""

REPLIES = "unsure replies"
"""What calls are booked under that read what a person's answer intends."""


class Paying(Learned):
    """The drafters, and the money."""

    def spending(self, *, model: str = "", max_usd: float | None = None, batches: bool | None = None) -> Spending:
        """What a batch may cost and how the model is asked: the policy's, unless said otherwise for once."""
        from hitl_kit.drafting.calls import Spending, price

        if max_usd is not None and not (isfinite(max_usd) and max_usd > 0):
            raise InputError(f"a limit of {max_usd} dollars lets nothing be asked", mend="give one above 0")
        policy = self.policy.value.drafting
        said = Spending(
            model=model or policy.model, effort=policy.effort, concurrency=policy.concurrency,
            max_usd=policy.max_usd if max_usd is None else max_usd,
            batches=policy.batches if batches is None else batches,
        )  # fmt: skip
        price(said.model)
        return said

    def bill(self, batch: str = "") -> pd.DataFrame:
        """What models have cost in this campaign, or in one batch of it: a row for each purpose, model and state."""
        from hitl_kit.drafting.calls import bill

        return bill(self._ledger, self.slug, f"{self.slug}/{batch}" if batch else None)

    def drafter(self, name: str, *, library: AngleLibrary | None = None) -> drafting.Drafter:
        """The drafter of that name, for drafts that belong to no batch. No key and no limit is asked for before it is
        put to work."""
        if name == "template":
            return drafting.TemplateDrafter(library or self.learned().value)
        if name != "claude":
            raise InputError(f"there is no drafter '{name}'", mend=meant(name, get_args(DrafterName), "use"))
        return self._claude(SINGLE, self.spending(), library=library)

    def _claude(
        self, batch: str, spending: Spending, *, library: AngleLibrary | None = None, tell: Tell | None = None
    ) -> ClaudeDrafter:
        from hitl_kit.drafting.claude import ClaudeDrafter

        return ClaudeDrafter(
            library or self.learned().value, self.icp.value, self.policy.value.writing, spending,
            lambda settings: self._paid(batch, settings, tell),
        )  # fmt: skip

    def _paid(self, batch: str, spending: Spending, tell: Tell | None = None) -> Model:
        """The model, ready to be paid. InputError where nobody set a limit, ModelRefusesUs without a key."""
        if spending.max_usd is None:
            raise InputError(
                "nobody has said what Claude may cost",
                mend=f"give the most in dollars: --max-usd 5, max_usd=5 in a notebook, or drafting: {{max_usd: 5}} in"
                f" policy.yaml; hitl estimate {self.slug} says what to expect",
            )
        return self._model(batch, spending, tell)

    def _model(self, batch: str, spending: Spending, tell: Tell | None = None) -> Model:
        from hitl_kit.drafting.calls import Model

        return Model(
            self._ledger, campaign=self.slug, batch_id=f"{self.slug}/{batch}", actor=self._user, settings=spending,
            tell=tell,
        )  # fmt: skip

    def _counted(self, batch: str, spending: Spending, asks: Sequence[Ask]) -> list[int]:
        """The input tokens of each question, which costs nothing; ModelRefusesUs without a key."""
        return self._model(batch, spending).count(asks)
