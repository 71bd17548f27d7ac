"""The ledger's tables. Rows are only ever added; each names the event that recorded it.

Moments are UTC text (`domain.base.iso`), structured content is canonical JSON text: what is read back is byte for byte
what was hashed, on every database.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy import Boolean, Column, Float, ForeignKey, Index, Integer, LargeBinary, MetaData, Table, Text

metadata = MetaData()


def is_row_number(column: Column[Any]) -> bool:
    """Whether the database gives the value: such a number is not content."""
    return column.name == "id" and isinstance(column.type, Integer)


event = Table(
    "event",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("at", Text, nullable=False),
    Column("actor", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("payload", Text, nullable=False),
    Column("prev", Text, nullable=False),
    Column("hash", Text, nullable=False),
)
POLICY_CHANGES = sa.text("kind = 'policy.change'")
"""Which events are found without reading all of them; as text, for a value that is bound hides it from the planner."""
Index("ix_event_policy", event.c.subject, event.c.seq, sqlite_where=POLICY_CHANGES, postgresql_where=POLICY_CHANGES)


def _recorded(name: str, *columns: Any, personal: bool = False) -> Table:
    """A table whose rows belong to an event. Rows that the database numbers are in the order of their events; others
    get an index that gives it.

    A row that may hold words about a person carries a random `salt`: once an erasure has blanked both, nobody can
    guess from the hashes in the chain what stood there.
    """
    recorded_by = ForeignKey("event.seq", deferrable=True, initially="DEFERRED")  # the event is written last
    salt = (Column("salt", Text, nullable=True),) if personal else ()
    table = Table(name, metadata, Column("event", Integer, recorded_by, nullable=False), *columns, *salt)
    if not is_row_number(table.primary_key.columns[0]):
        Index(f"ix_{name}_event", table.c.event)
    return table


def _id() -> Column[int]:
    return Column("id", Integer, primary_key=True)


def _text(name: str, **options: Any) -> Column[str]:
    return Column(name, Text, nullable=False, **options)


snapshot = _recorded(
    "snapshot",
    _text("sha256", primary_key=True),
    Column("content", LargeBinary, nullable=False),
    Column("characters", Integer, nullable=False),
    personal=True,
)
account = _recorded(
    "account", _id(), _text("campaign"), _text("key"), _text("content"), Column("simulated", Boolean, nullable=False),
    Index("ix_account_current", "campaign", "key", "id"),
    personal=True,
)  # fmt: skip
contact = _recorded(
    "contact", _id(), _text("campaign"), _text("email"), _text("account_key"), _text("content"),
    Column("simulated", Boolean, nullable=False),
    Index("ix_contact_current", "campaign", "email", "id"),
    personal=True,
)  # fmt: skip
suppression = _recorded(
    "suppression", _id(), _text("kind"), _text("value"), _text("reason"),
    sa.UniqueConstraint("kind", "value", name="uq_suppression"),
    personal=True,
)  # fmt: skip
approval = _recorded(
    "approval", _id(), _text("campaign"), _text("kind"), _text("subject"), _text("sha256"), _text("content"),
    _text("by"), _text("at"),
    Index("ix_approval_current", "campaign", "kind", "subject", "id"),
    personal=True,
)  # fmt: skip
research = _recorded(
    "research", _id(), _text("campaign"), _text("account_key"), _text("as_of"), _text("content"),
    Column("simulated", Boolean, nullable=False),
    Index("ix_research_current", "campaign", "account_key", "id"),
    personal=True,
)  # fmt: skip
batch = _recorded(
    "batch", _text("id", primary_key=True), _text("campaign"), Column("size", Integer, nullable=False), _text("as_of"),
    _text("icp_sha256"), _text("library_sha256"), _text("policy_sha256"), _text("drafter"),
    Column("simulated", Boolean, nullable=False),
    Index("ix_batch_campaign", "campaign"),
)  # fmt: skip
package = _recorded(
    "package", _text("id", primary_key=True), _text("batch_id"), _text("campaign"), _text("account_key"),
    _text("email"), _text("tier"), Column("high_value", Boolean, nullable=False), _text("persona"), _text("signal"),
    _text("play"), _text("angle"), _text("variant"), _text("decider"), Column("score", Float, nullable=False),
    _text("as_of"), _text("content_sha256"), _text("content"), Column("simulated", Boolean, nullable=False),
    Index("ix_package_batch", "batch_id"),
    Index("ix_package_email", "email"),
    personal=True,
)  # fmt: skip
claim = _recorded(
    "claim", _id(), _text("package_id"), _text("reviewer"), _text("at"), _text("until"),
    Index("ix_claim_package", "package_id", "id"),
)  # fmt: skip
decision = _recorded(
    "decision", _id(), _text("uid", unique=True), _text("package_id"), Column("version", Integer, nullable=False),
    _text("verdict"), _text("reviewer"), _text("at"), _text("reason"), _text("note"),
    Column("seconds", Float, nullable=False), _text("subject"), _text("body"), _text("content_sha256"),
    Column("undoes", Integer, nullable=True), Column("simulated", Boolean, nullable=False),
    sa.UniqueConstraint("package_id", "version", name="uq_decision_version"),
    sa.UniqueConstraint("undoes", name="uq_decision_undoes"),
    personal=True,
)  # fmt: skip
outcome = _recorded(
    "outcome", _id(), _text("campaign"), _text("package_id"), _text("kind"), _text("at"), _text("detail"),
    Column("simulated", Boolean, nullable=False),
    sa.UniqueConstraint("package_id", "kind", "at", name="uq_outcome"),
    Index("ix_outcome_campaign", "campaign"),
    personal=True,
)  # fmt: skip
handoff = _recorded(
    "handoff", _id(), _text("campaign"), _text("package_id"), _text("to"), _text("note"), _text("by"), _text("at"),
    Index("ix_handoff_package", "package_id"),
    personal=True,
)  # fmt: skip
angle_decision = _recorded(
    "angle_decision", _id(), _text("campaign"), _text("angle"), _text("verdict"), _text("by"), _text("reason"),
    _text("evidence"), _text("at"), Column("simulated", Boolean, nullable=False),
    Index("ix_angle_decision_current", "campaign", "angle", "id"),
    personal=True,
)  # fmt: skip

call = _recorded(
    "call", _id(), _text("key"), Column("attempt", Integer, nullable=False), _text("campaign"), _text("batch_id"),
    _text("package_id"), _text("purpose"), _text("model"), _text("prompt_sha256"), _text("lot"), _text("run"),
    Column("reserved_usd", Float, nullable=False), _text("at"),
    sa.UniqueConstraint("key", "attempt", name="uq_call_attempt"),
    Index("ix_call_batch", "batch_id"),
)  # fmt: skip
"""A paid call to a model, recorded before it is made; `lot` names the message batch that carries it, '' for none;
`run` the run that makes it (presence.py tells whether that one is still at work)."""
settlement = _recorded(
    "settlement", _id(), _text("key"), Column("attempt", Integer, nullable=False), _text("state"), _text("why"),
    _text("request_id"), _text("message_id"), Column("input_tokens", Integer, nullable=False),
    Column("output_tokens", Integer, nullable=False), Column("cache_read_tokens", Integer, nullable=False),
    Column("cache_write_tokens", Integer, nullable=False), Column("cost_usd", Float, nullable=False), _text("content"),
    _text("at"),
    sa.UniqueConstraint("key", "attempt", name="uq_settlement_attempt"),
    personal=True,
)  # fmt: skip
"""What became of a call: its state, what it used and cost, and the model's words."""
lot = _recorded(
    "lot", _id(), _text("lot"), _text("batch_id"), _text("state"), _text("provider_id"),
    Column("requests", Integer, nullable=False), _text("at"),
    Index("ix_lot_batch", "batch_id", "id"),
)  # fmt: skip
"""A message batch of many calls: a row when it is meant, and one for each thing that is known of it later."""
seed = _recorded(
    "seed", _id(), _text("campaign"), _text("purpose"), _text("value"), _text("at"),
    sa.UniqueConstraint("campaign", "purpose", name="uq_seed"),
)  # fmt: skip
"""The random number from which a campaign's assignments are drawn, so that each can be drawn again."""
revision = _recorded(
    "revision", _id(), _text("package_id"), Column("number", Integer, nullable=False), _text("instruction"),
    _text("content"), _text("content_sha256"), _text("by"), _text("at"), Column("simulated", Boolean, nullable=False),
    sa.UniqueConstraint("package_id", "number", name="uq_revision_number"),
    personal=True,
)  # fmt: skip
"""A further version of a package's draft, written because a reviewer asked for it."""
course = _recorded(
    "course", _id(), _text("campaign"), _text("about"), _text("subject"), _text("verdict"), _text("by"),
    _text("reason"), _text("evidence"), _text("at"), Column("simulated", Boolean, nullable=False),
    Index("ix_course_current", "campaign", "about", "subject", "id"),
    personal=True,
)  # fmt: skip
"""What a person decided about a signal or about the campaign as a whole, and the evidence that stood then."""

level = _recorded(
    "level", _id(), _text("campaign"), _text("scope"), Column("level", Integer, nullable=False), _text("verdict"),
    _text("versions"), _text("by"), _text("reason"), _text("evidence"), _text("at"),
    Column("simulated", Boolean, nullable=False),
    Index("ix_level_current", "campaign", "scope", "id"),
    personal=True,
)  # fmt: skip
"""A change of the level of trust: in what (`scope`), to which level, for which versions, by whom, on what evidence."""
reroute = _recorded(
    "reroute", _id(), _text("package_id"), _text("decider"), _text("reason"), _text("at"),
    Index("ix_reroute_package", "package_id", "id"),
)  # fmt: skip
"""Another decider for a package than the one it was made with."""
lesson = _recorded(
    "lesson", _id(), _text("campaign"), _text("lesson"), _text("verdict"), _text("content"), _text("evidence"),
    _text("by"), _text("reason"), _text("at"), Column("simulated", Boolean, nullable=False),
    Index("ix_lesson_current", "campaign", "lesson", "id"),
    personal=True,
)  # fmt: skip
"""What a person decided about a rule that was learned from verdicts: accepted, declined, un-learned."""
planted = _recorded(
    "planted", _text("package_id", primary_key=True), _text("campaign"), _text("original"), _text("defect"),
    _text("at"), Column("simulated", Boolean, nullable=False),
    Index("ix_planted_campaign", "campaign"),
)  # fmt: skip
"""A package with a known defect, mixed into the queue to measure attention: never sent, told after the verdict."""

touch = _recorded(
    "touch", _text("id", primary_key=True), _text("campaign"), _text("package_id"), _text("kind"),
    Column("step", Integer, nullable=False), _text("channel"), _text("email"), _text("mailbox"), _text("message_id"),
    Column("raw", LargeBinary, nullable=False), _text("content_sha256"), _text("due_at"), _text("by"), _text("at"),
    Column("simulated", Boolean, nullable=False),
    Index("ix_touch_package", "package_id", "step"),
    Index("ix_touch_email", "email"),
    Index("ix_touch_message", "message_id"),
    personal=True,
)  # fmt: skip
"""One step to one person on one channel, with the exact bytes that were approved: what may be sent, once."""
dispatch = _recorded(
    "dispatch", _id(), _text("touch_id"), Column("number", Integer, nullable=False), _text("state"), _text("why"),
    _text("run"), _text("until"), _text("at"),
    sa.UniqueConstraint("touch_id", "number", name="uq_dispatch_number"),
    personal=True,
)  # fmt: skip
"""What became of a touch, a row for each state it was in; the newest counts."""
inbound = _recorded(
    "inbound", _id(), _text("sha256", unique=True), _text("campaign"), _text("package_id"), _text("touch_id"),
    _text("matched_by"), _text("message_id"), _text("email"), _text("mailbox"),
    Column("raw", LargeBinary, nullable=False), _text("received_at"), _text("at"),
    Column("simulated", Boolean, nullable=False),
    Index("ix_inbound_package", "package_id"),
    Index("ix_inbound_email", "email"),
    Index("ix_inbound_message", "message_id"),
    personal=True,
)  # fmt: skip
"""A message that came back, byte for byte, and the touch that it answers where one is found."""
reading = _recorded(
    "reading", _id(), Column("inbound_id", Integer, nullable=False), _text("kind"), _text("subtype"), _text("intent"),
    _text("content"), _text("why"), _text("by"), _text("at"), Column("simulated", Boolean, nullable=False),
    Index("ix_reading_inbound", "inbound_id", "id"),
    personal=True,
)  # fmt: skip
"""How a message was read: a machine's or a person's, and what it intends; a person's correction is a new row."""
cadence = _recorded(
    "cadence", _id(), _text("campaign"), _text("package_id"), _text("email"), _text("state"), _text("until"),
    _text("reason"), _text("by"), _text("at"), Column("simulated", Boolean, nullable=False),
    Index("ix_cadence_current", "email", "id"),
    personal=True,
)  # fmt: skip
"""Whether a person is written to further: paused, postponed until a day, stopped, or going on."""
fetched = _recorded(
    "fetched", _id(), _text("mailbox"), _text("folder"), _text("uidvalidity"), _text("uid"), _text("at"),
    Index("ix_fetched_current", "mailbox", "folder", "id"),
)  # fmt: skip
"""How far a mailbox's folder has been read."""

RECORDED: tuple[Table, ...] = tuple(t for t in metadata.sorted_tables if t is not event)
"""Every table whose rows an event vouches for."""

standing = Table(
    "standing",
    metadata,
    _text("package_id", primary_key=True), _text("campaign"), _text("batch_id"), _text("company"), _text("segment"),
    _text("tier"), Column("high_value", Boolean, nullable=False), _text("persona"), _text("signal"), _text("play"),
    _text("angle"), _text("variant"), Column("score", Float, nullable=False), _text("as_of"),
    Column("simulated", Boolean, nullable=False), Column("reviewers", Integer, nullable=False), _text("decider"),
    _text("status"),
    Column("versions", Integer, nullable=False), Column("verdicts", Integer, nullable=False),
    Column("let_go", Integer, nullable=False), Column("decision_id", Integer), Column("reviewer", Text),
    Column("claimed_by", Text), Column("claimed_at", Text), Column("claimed_until", Text),
    Column("sent_at", Text), Column("bounced_at", Text), Column("answered_at", Text), Column("positive_at", Text),
    Column("objected_at", Text),
    Index("ix_standing_claimed", "claimed_by", "claimed_until"),
)  # fmt: skip
"""Each package as it stands now (see standing.py): derived from the rows by triggers, so that no question about the
present has to read the whole past. It vouches for nothing and can be made anew at any time."""

WAITING, HELD = (sa.literal_column(f"'{status}'", Text) for status in ("waiting", "held"))
"""Statuses as they have to stand in a query for the indexes below to serve it."""

_PRIORITY = (standing.c.campaign, standing.c.high_value.desc(), standing.c.score.desc(), standing.c.package_id)
for _name, _status in (("queue", WAITING), ("held", HELD)):  # a package leaves its index when it is decided
    _where = standing.c.status == _status
    Index(f"ix_standing_{_name}", *_PRIORITY, sqlite_where=_where, postgresql_where=_where)

BY_LOT = sa.literal_column("standing.decider in ('planted', 'spot-check')", Boolean)
"""What somebody has to read because it was drawn, in the form that the index below serves."""
_drawn = sa.text("status = 'waiting' and decider in ('planted', 'spot-check')")
Index("ix_standing_drawn", standing.c.campaign, standing.c.package_id, sqlite_where=_drawn, postgresql_where=_drawn)
