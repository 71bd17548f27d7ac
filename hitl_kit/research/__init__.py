"""Signals and facts: what happened at an account, when, who says so, and the exact words.

research (one account through every source) · store (in the ledger) · answers (found, not found, not measured)
sources (the face of one) · catalog (all of them) · remote (one of the web, behind a circuit breaker)
signal_file, pages (what the campaign brings) · boards/ (open positions) · careers (which boards are a company's)
feeds/ (news, filings, technology, notes, our own mail) · sentences (the words of an event) · html (a page's text)
contacts, titles, imitations (the right person, and addresses that are nobody's)
http (the one door to the web), and what it is made of: addresses · limits · robots · response · unanswered
parsing (hostile input, in a process that can be killed)
"""

from .answers import answer_counts, answer_table
from .catalog import CATALOG, Doors, campaign_sources
from .contacts import ContactChoice, choose_contact
from .pages import PageFolder
from .remote import STOPPED, Remote
from .research import research_account, score, vetoes
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
    "snapshot_text",
    "snapshot_texts",
    "stream_research",
    "vetoes",
]
