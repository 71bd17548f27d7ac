"""Signals and facts: what happened at an account, when, who says so, and the exact words."""

from .answers import answer_counts, answer_table
from .catalog import CATALOG, Doors, campaign_sources
from .contacts import ContactChoice, choose_contact
from .pages import PageFolder
from .remote import STOPPED, Remote
from .research import research_account, score, score_words, vetoes
from .signal_file import SignalFile, import_signals
from .sources import Reading, SignalSource
from .store import (
    latest_research,
    record_research,
    research_of,
    snapshot_text,
    snapshot_texts,
    stream_research,
)

__all__ = [
    "CATALOG",
    "STOPPED",
    "ContactChoice",
    "Doors",
    "PageFolder",
    "Reading",
    "Remote",
    "SignalFile",
    "SignalSource",
    "answer_counts",
    "answer_table",
    "campaign_sources",
    "choose_contact",
    "import_signals",
    "latest_research",
    "record_research",
    "research_account",
    "research_of",
    "score",
    "score_words",
    "snapshot_text",
    "snapshot_texts",
    "stream_research",
    "vetoes",
]
