"""Comparing: the evidence about a campaign's angles and signals, each mail beside those it was drawn against."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date

import numpy as np
import numpy.typing as npt
import pandas as pd

from hitl_kit.domain.base import after_day

from .evidence.angles import angles_told, groups_told
from .evidence.pace import margin_for, pace
from .evidence.told import Told
from .framing import coded, dense
from .rows import week_of

Ints = npt.NDArray[np.int64]

WITHIN = ("segment", "persona", "signal")
"""Angles are drawn against each other for one persona and signal; segments differ in their rates besides."""

COMPARED = ("angle", *WITHIN, "company")
"""The groups that the touches need to have."""


def angles_compared(touches: pd.DataFrame, as_of: date | None = None) -> pd.DataFrame:
    """`angle_evidence` about a campaign's touches (with COMPARED), each angle against the others of the same segment,
    persona and signal. Three columns besides: `weeks_idle`, the whole weeks since the one of its last mail; `rivals`,
    the other angles that were sent beside it, by name; `compared`, how many of its mails went out in a week and stratum
    in which another angle's did too. attrs["margin"] is the margin that was taken for this volume."""
    return _angles(_told(touches, as_of), as_of)


def signals_compared(touches: pd.DataFrame, as_of: date | None = None) -> pd.DataFrame:
    """The same columns about each signal, within a segment and persona. Nobody deals signals out by lot: a difference
    may be one between the companies that show them."""
    return _signals(_told(touches, as_of), as_of)


def both_compared(touches: pd.DataFrame, as_of: date | None = None) -> tuple[pd.DataFrame, pd.DataFrame]:
    """`angles_compared` and `signals_compared`, from one reading of the touches."""
    told = _told(touches, as_of)
    with ThreadPoolExecutor(1) as pool:  # the work on large arrays runs side by side
        signals = pool.submit(_signals, told, as_of)
        return _angles(told, as_of), signals.result()


def _told(touches: pd.DataFrame, as_of: date | None) -> Told:
    """What was sent by that day."""
    late = None if as_of is None else (touches["sent_at"] >= pd.Timestamp(after_day(as_of))).to_numpy()
    sent = touches if late is None or not late.any() else touches[~late]
    return Told.of(sent, COMPARED, distinct=True)


def _angles(told: Told, as_of: date | None) -> pd.DataFrame:
    sent = told.touches
    stratum, names = _strata(sent)
    within = pd.DataFrame({"angle": sent["angle"], "segment": pd.Categorical.from_codes(stratum, names)}, sent.index)
    margin = margin_for(pace(sent).sends_per_week)
    found = angles_told(replace(told, touches=within), as_of=as_of, margin=margin)
    compared, rivals = _rivals(sent, stratum)
    found["weeks_idle"] = found.attrs["weeks_idle"]
    found["compared"] = [compared.get(angle, 0) for angle in found.index]
    found["rivals"] = pd.Series([", ".join(sorted(rivals.get(angle, ()))) for angle in found.index], found.index, "str")
    found.attrs["margin"] = margin
    return found


def _signals(told: Told, as_of: date | None) -> pd.DataFrame:
    return groups_told(told, "signal", ("segment", "persona"), as_of=as_of)


def _strata(touches: pd.DataFrame) -> tuple[Ints, pd.Index[str]]:
    """A number for each mail's segment, persona and signal, and what the numbers stand for."""
    joined = np.zeros(len(touches), dtype=np.int64)
    names = [""]
    for column in WITHIN:
        codes, found = coded(touches[column])
        joined, names = _joined(joined * max(len(found), 1) + codes, [f"{a} · {b}" for a in names for b in found])
    return joined, pd.Index([n.removeprefix(" · ") for n in names], dtype="str")


def _joined(combined: Ints, names: list[str]) -> tuple[Ints, list[str]]:
    """Only the combinations that there are."""
    codes, there = dense(combined)
    return codes, [names[i] for i in there]


def _rivals(mails: pd.DataFrame, stratum: Ints) -> tuple[dict[str, int], dict[str, set[str]]]:
    """By angle, how many of its mails stand beside another's, and the names of those others."""
    angle, angles = coded(mails["angle"])
    week, _ = coded(week_of(mails["sent_at"]))
    names = [str(name) for name in angles]
    place = stratum * (int(week.max(initial=0)) + 1) + week
    of_mail, pairs = dense(place * max(len(names), 1) + angle)
    pair_place, pair_angle = np.divmod(pairs, max(len(names), 1))
    code, _ = dense(pair_place)
    beside = np.bincount(code)[code] > 1 if len(code) else np.zeros(0, dtype=bool)
    counts = np.bincount(angle[beside[of_mail]], minlength=len(names))
    rivals: dict[str, set[str]] = {name: set() for name in names}
    together = pd.DataFrame({"place": pair_place[beside], "angle": pair_angle[beside]})
    for codes in together.groupby("place")["angle"].agg(frozenset).unique():
        for code in codes:
            rivals[names[code]] |= {names[other] for other in codes if other != code}
    return dict(zip(names, counts.tolist(), strict=True)), rivals
