"""Who was erased: an address is known again by its hash alone, and since when."""

from __future__ import annotations

from collections.abc import Iterable

import sqlalchemy as sa

from hitl_kit.domain.outcomes import suppression_hash

from . import tables as t
from .recording import Recording


def erased_since(recording: Recording, addresses: Iterable[str]) -> dict[str, str]:
    """Those of the addresses (in lower case) that were erased, each with the moment at which that was recorded."""
    s, e = t.suppression, t.event
    select = sa.select(s.c.value, e.c.at).join(e, e.c.seq == s.c.event).where(s.c.kind == "hash")
    since = {str(row["value"]): str(row["at"]) for row in recording.rows(select)}
    salts = {value.partition("$")[0] for value in since}
    hashes = ((address, suppression_hash(address, salt)) for address in set(addresses) for salt in salts)
    return {address: since[value] for address, value in hashes if value in since}
