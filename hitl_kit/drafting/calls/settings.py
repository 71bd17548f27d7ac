"""Settings of a run of paid calls: which model, how much, how fast, and how patiently."""

from __future__ import annotations

from dataclasses import dataclass, field

from hitl_kit.domain.policy import Effort


@dataclass(frozen=True)
class Patience:
    """How long a run bears with the service before it gives up."""

    tries: int = 6
    """How often a call is tried that the service did not take."""
    first: float = 0.5
    """Seconds of the first pause; each further one is twice as long."""
    longest: float = 60.0
    """No pause is longer, whatever the service asks for."""
    answer: float = 180.0
    """Seconds to wait for an answer."""
    parting: float = 3.0
    """Seconds that calls under way are given to end when the run is broken off."""
    poll: float = 15.0
    """Seconds between two looks at a message batch."""
    appearing: float = 60.0
    """Seconds that a message batch may take to be listed after a call whose answer was lost."""


@dataclass(frozen=True)
class Spending:
    """What a person allows: the model, how hard it thinks, calls at a time, and a limit for the batch in US dollars
    (None: no limit). `batches` sends them as Message Batches: half the price, an answer within 24 hours."""

    model: str = "claude-sonnet-5-5"
    effort: Effort = "low"
    concurrency: int = 20
    max_usd: float | None = None
    batches: bool = False
    lot: int = 5_000
    """The most calls in one message batch."""
    patience: Patience = field(default_factory=Patience)
