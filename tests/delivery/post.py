"""A campaign whose mails may be sent: packages as a reviewer left them, in a world where every check lets them go."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from hitl_kit import targeting
from hitl_kit.delivery.authentication import Authentication
from hitl_kit.delivery.world import World
from hitl_kit.domain.accounts import Account, Contact
from hitl_kit.domain.base import iso
from hitl_kit.domain.delivery import FollowUp, Sending
from hitl_kit.domain.drafts import Draft, Segment
from hitl_kit.domain.packages import Package
from hitl_kit.domain.plays import Play, Sender, Step
from hitl_kit.ledger import Ledger
from hitl_kit.ledger import tables as t
from tests.review import factory

TUESDAY = datetime(2026, 3, 3, 10, 0, tzinfo=UTC)
"""A working day in Britain, within the window."""
SENDER = Sender(
    name="Sam Reed", company="RouteWise", email="sam@routewise.example",
    postal_address="12 Wharf Lane, Leeds LS1 4AP, United Kingdom", opt_out='Reply "no" and I stop.',
)  # fmt: skip
SIGNOFF = f"Sam Reed\nRouteWise, {SENDER.postal_address}\n{SENDER.opt_out}"
KEY = b"a key for the tests only"
IN_ORDER = Authentication("routewise.example", "", "", "")
PLAY = Play(id="expansion_ops", signal="expansion", persona="ops", angle="one_stock_figure")
SENDING = Sending(
    unsubscribe_url="https://u.routewise.example", dkim_selectors=("k1",), zone="Europe/London", cancel_minutes=0,
    spacing_minutes=(0, 0), cap=50, first_day=50,
)  # fmt: skip


@dataclass
class Clock:
    """A clock that a test moves."""

    now: datetime = TUESDAY

    def __call__(self) -> datetime:
        return self.now

    def move(self, **by: float) -> datetime:
        self.now += timedelta(**by)
        return self.now


def follow_up(number: int = 2, channel: Any = "email", days: int = 3, words: str = "Was this of use?") -> FollowUp:
    """A later step; an email is greeted and signed."""
    body = f"Hi Ana,\n\n{words}\n\n{SIGNOFF}" if channel == "email" else words
    return FollowUp(number=number, channel=channel, after_days=days, body=body)


def package(
    n: int = 0, *, country: str = "United Kingdom", later: tuple[FollowUp, ...] = (), **changes: Any
) -> Package:
    """The n-th package of a made-up market in Britain."""
    made = factory.package(n)
    account = made.account.model_copy(update={"country": country})
    draft = Draft(
        subject=f"{account.name}'s third warehouse",
        segments=(
            Segment(kind="greeting", text="Hi Ana,"),
            Segment(kind="claim", text=f"I read that {account.name} opens a third warehouse.", fact_ids=("f1",)),
            Segment(kind="signoff", text=SIGNOFF),
        ),
        play_id=PLAY.id, angle_id=PLAY.angle, angle_version=1, variant="a", drafter="template draft, no model used",
        follow_ups=later,
    )  # fmt: skip
    return made.model_copy(update={"account": account, "draft": draft, "high_value": False, "tier": "B", **changes})


def contact(email: str, **changes: Any) -> Contact:
    """A contact with that address."""
    return Contact(email=email, account_key="x", first_name="Ana", last_name="Lind", **changes)


def account(**fields: Any) -> Account:
    """A company."""
    return Account(**{"name": "Halden Freight", "domain": "halden0.example", "country": "United Kingdom", **fields})


def decide(ledger: Ledger, made: Package, verdict: str = "approve", *, at: datetime = TUESDAY, **content: Any) -> int:
    """A reviewer's verdict on a package."""
    draft = factory.draft_of(made)
    with ledger.recording("Ana", f"review.{verdict}", made.id) as recording:
        return recording.add_one(t.decision, {
            "uid": f"{made.id}-{verdict}-{iso(at)}-{content}", "package_id": made.id,
            "version": content.pop("version", 1), "verdict": verdict, "reviewer": "Ana",
            "at": iso(at - timedelta(hours=1)), "reason": "", "note": "", "seconds": 1.0, "subject": "", "body": "",
            "content_sha256": draft.sha256 if verdict == "approve" else "", "undoes": None, "simulated": False,
            **content,
        })  # fmt: skip


def approved(ledger: Ledger, *packages: Package) -> list[Package]:
    """Packages that a reviewer approved."""
    made = factory.store(ledger, packages)
    for one in made:
        decide(ledger, one)
    return made


@dataclass
class Post:
    """A ledger, a clock, and the world of one campaign."""

    ledger: Ledger
    clock: Clock = field(default_factory=Clock)
    world: World = field(init=False)

    def __post_init__(self) -> None:
        self.world = World(
            campaign="demo", sender=SENDER, sending=SENDING, plays={PLAY.id: PLAY}, key=KEY,
            suppressed=targeting.suppressed, authentication=IN_ORDER, clock=self.clock,
        )  # fmt: skip

    def set(self, **fields: Any) -> World:
        """Change settings of the policy."""
        self.world = replace(self.world, sending=self.world.sending.model_copy(update=fields))
        return self.world

    def plays(self, *steps: Step) -> None:
        """Another sequence for the campaign's play."""
        self.world = replace(self.world, plays={PLAY.id: PLAY.model_copy(update={"sequence": steps})})

    def holds(self, check: str) -> list[str]:
        """Why a check holds what could leave now, a reason a touch."""
        from hitl_kit.delivery.sending import judge_all

        judged = judge_all(self.ledger.rows, self.world, self.clock())
        return [saw.why for j in judged if (saw := j.saw.get(check)) and saw.level == "hold"]
