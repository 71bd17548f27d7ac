"""Checkpoint 3: replies wait for a person, who sees everything that was said before.

arrived, imap, mailbox (where messages come from) · storing (the message, the pause and the cursor at once) · known,
threads (what it answers) · reading and what it needs (bytes → Inbound) · intents (what a person means) · triaging,
second_reading, consequences, cadences (what follows) · conversations, briefing, discovery (what a person needs for an
answer)
"""

from .briefing import Brief, brief
from .cadences import decide
from .conversations import Thread, list_threads
from .inbox import answer_times, hand_over, inbox, strangers, thread_frame
from .intents import read_intent
from .quoting import strip_quotes
from .reading import read_message
from .second_reading import read_unsure
from .threads import matched
from .triaging import correct, triage

__all__ = [
    "Brief",
    "Thread",
    "answer_times",
    "brief",
    "correct",
    "decide",
    "hand_over",
    "inbox",
    "list_threads",
    "matched",
    "read_intent",
    "read_message",
    "read_unsure",
    "strangers",
    "strip_quotes",
    "thread_frame",
    "triage",
]
