"""Signals and facts: what happened at an account, when, who says so, and the exact words."""

from .answers import answer_counts, answer_table
from .contacts import ContactChoice, choose_contact
from .pages import PageFolder
from .research import research_account, score, score_words, vetoes
from .signal_file import SignalFile, import_signals
from .sources import Reading, SignalSource
from .store import latest_research, record_research, snapshot_text, snapshot_texts

__all__ = [
    "ContactChoice",
    "PageFolder",
    "Reading",
    "SignalFile",
    "SignalSource",
    "answer_counts",
    "answer_table",
    "choose_contact",
    "import_signals",
    "latest_research",
    "record_research",
    "research_account",
    "score",
    "score_words",
    "snapshot_text",
    "snapshot_texts",
    "vetoes",
]
