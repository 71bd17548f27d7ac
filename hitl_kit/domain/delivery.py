"""Touch: one step to one person, what became of it, and how mail leaves here."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal, Self

from pydantic import Field, field_validator, model_validator

from .base import Word
from .plays import Channel

TouchKind = Literal["first", "follow_up", "answer", "task", "export"]
"""first: the mail that a package holds · follow_up: a later mail of its sequence · answer: what a person wrote in reply
task: a step that a person takes by hand · export: handed to another tool, which sends it."""

DispatchState = Literal["approved", "sending", "sent", "failed", "unknown", "done"]
"""approved: may go, once `until` has come where one is given · sending: somebody claimed it, and `until` is the end of
that claim · sent: the server has it · failed: it certainly did not leave, and will not · unknown: it may have left, so
it is never sent again · done: a person took the step, or a file with it was written."""

GONE: tuple[DispatchState, ...] = ("sending", "sent", "unknown")
"""States in which a mail has left, or may have: the verdict behind it can no longer be taken back."""


class Touch(Word):
    """A row of the table `touch`. `raw` are the bytes that leave (b"" for what is no mail), `message_id` stands in
    angle brackets, `content_sha256` is what was approved, `by` who approved, wrote or exported it."""

    id: str
    campaign: str
    package_id: str
    kind: TouchKind
    step: int = 0
    channel: str
    email: str
    mailbox: str
    message_id: str = ""
    raw: bytes = b""
    content_sha256: str = ""
    due_at: datetime
    by: str
    at: datetime
    simulated: bool = False


class FollowUp(Word):
    """A later step of a draft's sequence as it was rendered when the package was made. `number` is its place in the
    sequence (the first step is 1), `after_days` business days from the step before, `body` '' where it has no words."""

    number: int = Field(ge=1)
    channel: Channel
    after_days: int = Field(ge=0)
    body: str = ""


BLOCKED_COUNTRIES = ("AT", "CA", "CH", "DE", "DK", "ES", "IT", "PL")
"""Where mail to somebody who did not ask for it needs more than an opt-out, also between companies. No legal advice."""


class Sending(Word):
    """How mail leaves here. Nothing is sent while policy.yaml has no `sending:`; the server and its password come from
    the environment (HITL_SMTP_HOST …)."""

    unsubscribe_url: str = Field(
        default="", description="where `hitl serve-unsubscribe` is reached from outside, such as https://u.acme.example"
    )
    dkim_selectors: tuple[str, ...] = Field(default=(), description="the names under which our DKIM keys are published")
    cancel_minutes: int = Field(default=10, ge=0, le=10_080, description="how long after a verdict nothing leaves yet")
    zone: str = Field(default="UTC", description="the sender's time zone, such as Europe/London")
    days: tuple[Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"], ...] = ("mon", "tue", "wed", "thu", "fri")
    from_hour: int = Field(default=9, ge=0, le=23)
    to_hour: int = Field(default=17, ge=1, le=24)
    holidays: bool = Field(default=True, description="nothing leaves on public holidays of the recipient's country")
    warm_since: date | None = Field(
        default=None, description="since when the mailbox has been in use; default: the first mail sent from here"
    )
    first_day: int = Field(default=5, ge=1, le=50)
    more_each_day: int = Field(default=2, ge=0, le=10)
    cap: int = Field(default=30, ge=1, le=50, description="mails a day and mailbox, follow-ups included; 50 at most")
    spacing_minutes: tuple[float, float] = Field(default=(10, 15), description="the shortest and the longest pause")
    blocked_countries: tuple[str, ...] = Field(default=BLOCKED_COUNTRIES, description="two-letter codes")
    unknown_country: Literal["hold", "send"] = "hold"
    contacted_within_days: int = Field(
        default=90, ge=0, le=3650, description="whom another campaign wrote to within so many days is left alone"
    )
    spamd: str = Field(default="", description="host:port of a SpamAssassin on this machine, such as 127.0.0.1:783")
    spam_score: float = Field(default=5.0, gt=0)

    @field_validator("unsubscribe_url")
    @classmethod
    def _reachable(cls, value: str) -> str:
        if value and not value.startswith("https://"):
            raise ValueError(f"'{value}' is not https: mail programs post the unsubscribe to an https address only")
        return value.rstrip("/")

    @field_validator("zone")
    @classmethod
    def _is_a_zone(cls, value: str) -> str:
        from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

        try:
            ZoneInfo(value)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            raise ValueError(f"'{value}' is no time zone; write one such as Europe/London") from None
        return value

    @field_validator("blocked_countries")
    @classmethod
    def _are_codes(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        codes = tuple(v.upper() for v in value)
        if wrong := [c for c in codes if len(c) != 2 or not c.isascii() or not c.isalpha()]:
            raise ValueError(f"'{wrong[0]}' is no two-letter country code, such as DE")
        return codes

    @field_validator("dkim_selectors")
    @classmethod
    def _are_labels(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        if wrong := [v for v in value if not v.replace("-", "").replace("_", "").replace(".", "").isalnum()]:
            raise ValueError(f"'{wrong[0]}' is no DKIM selector")
        return value

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        shortest, longest = self.spacing_minutes
        if not 0 <= shortest <= longest <= 1440:
            raise ValueError(f"spacing_minutes {shortest:g} to {longest:g} is no span: write the shorter pause first")
        if self.from_hour >= self.to_hour:
            raise ValueError(f"from_hour {self.from_hour} is not before to_hour {self.to_hour}")
        if not self.days:
            raise ValueError("days names no day: nothing could ever be sent")
        return self
