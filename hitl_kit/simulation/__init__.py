"""A labelled market and labelled reviewers: for the demo, the tests and the benchmarks. Nothing here is real."""

from .history import History, Truth, lay_history

__all__ = ["History", "Truth", "lay_history"]
