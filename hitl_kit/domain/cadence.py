"""Cadence: whether a person is written to further."""

from __future__ import annotations

from typing import Literal

CadenceState = Literal["going on", "paused", "postponed", "stopped"]
"""going on: the next step is due as planned · paused: until a person says what follows · postponed: to the day `until`,
and then on · stopped: no further step. The newest row about an address counts, whatever the campaign."""
