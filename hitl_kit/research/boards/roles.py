"""Roles: whether an open position is one that the ICP asks for, and how closely its title says so."""

from __future__ import annotations

from collections.abc import Iterable

from ..titles import posts, words


def closeness(roles: Iterable[str], title: str) -> int | None:
    """How many words a title has beside those of the role nearest to it; None where it is none of the roles.

    A role's words may stand anywhere in the title, abbreviated or in the plural: "driver" is "HGV Drivers (Nights)".
    `*` ends a word in any way, as in the ICP's cues.
    """
    named = {_singular(w) for w in words(title)}
    fits = []
    for role in roles:
        starts = [w.rstrip("*").casefold() for w in role.split() if w.endswith("*")]
        whole = " ".join(w for w in role.split() if not w.endswith("*"))
        wanted = {_singular(w) for post in posts(whole) for w in post}
        met = [next((n for n in sorted(named) if n.startswith(start)), None) for start in starts if start]
        if (wanted or met) and wanted <= named and None not in met:
            fits.append(len(named - wanted - set(met)))
    return min(fits, default=None)


def _singular(word: str) -> str:
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word
