"""Shrinkage: a ratio that rests on few replies is drawn towards 1, the more the fewer there are."""

from __future__ import annotations

import numpy as np

from .fisher import Floats

_STRENGTHS = 2.0 ** np.arange(8)
"""How many expected replies the assumption "as good as the others" may be worth; the data weigh them."""


def shrunken_ratios(observed: Floats, expected: Floats) -> Floats:
    """The Gamma–Poisson estimate of observed/expected per group: the mean of (ν + observed)/(ν + expected) over
    ν = 1, 2, 4 … 128, each weighted by how likely it makes the counts of all groups (empirical Bayes)."""
    from scipy.special import gammaln

    nu = _STRENGTHS[:, None]
    likelihood = gammaln(nu + observed) - gammaln(nu) + nu * np.log(nu) - (nu + observed) * np.log(nu + expected)
    logs = likelihood.sum(axis=1)
    weights = np.exp(logs - logs.max())
    ratios: Floats = (weights / weights.sum()) @ ((nu + observed) / (nu + expected))
    return ratios
