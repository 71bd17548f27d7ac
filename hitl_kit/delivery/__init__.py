"""Delivery: what was approved leaves, once, inside guardrails; what a person answers leaves the same way.

planning (the next touch of every package) · case and checks (what holds one) · dry_run (both as a table)
outbox (approved, sending, sent, failed, unknown) · sending (claim, hand in, record) · patience (Ctrl-C) · smtp
message (the bytes)
mailbox (caps, pauses, what came back) · places (countries, zones, business days) · authentication · spam
tokens, unsubscribe, endpoint (one click) · tasks (steps by hand) · exports (files for other tools) · hubspot
world (what the campaign hands in)
"""

from .authentication import authentication, resolver
from .checks import CHECKS, Check
from .dry_run import DryRun, dry_run
from .endpoint import Application, application
from .exports import TOOLS, Exported, export
from .hubspot import Synced, sync
from .mailbox import Mailbox, resume
from .outbox import Answer, queue_answer
from .sending import Run, send, settle, unknown
from .smtp import Server
from .smtp import missing as smtp_lacks
from .smtp import server as smtp_server
from .spam import Remembered, Spamd
from .tasks import task_done, task_table
from .tokens import unsubscribe_key
from .unsubscribe import unsubscribed
from .world import World

__all__ = [
    "CHECKS",
    "TOOLS",
    "Answer",
    "Application",
    "Check",
    "DryRun",
    "Exported",
    "Mailbox",
    "Remembered",
    "Run",
    "Server",
    "Spamd",
    "Synced",
    "World",
    "application",
    "authentication",
    "dry_run",
    "export",
    "queue_answer",
    "resolver",
    "resume",
    "send",
    "settle",
    "smtp_lacks",
    "smtp_server",
    "sync",
    "task_done",
    "task_table",
    "unknown",
    "unsubscribe_key",
    "unsubscribed",
]
