"""Policy: what people have agreed about who decides, how much, and in which words."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Literal, Self

from pydantic import Field, ValidationInfo, field_validator, model_validator

from .answering import Answering
from .base import Word, faults
from .delivery import Sending
from .roles import Roles
from .tasks import Cell, Owner, owner_of, task_faults
from .trust import Trust, TrustLevel


class Review(Word):
    """How the morning runs."""

    queue_size: int = Field(default=20, ge=1, le=1000)
    lease_minutes: int = Field(default=30, ge=1, le=1440)
    target_seconds: int = Field(default=300, ge=10, le=3600)
    double_review: float = Field(
        default=0, ge=0, le=1, description="the share of drafts that a second person reviews, blind to the first"
    )
    planted: float = Field(
        default=0, ge=0, le=0.2, description="the share of drafts with a known defect, to measure whether it is seen"
    )
    manual_minutes_low: float = Field(default=30, gt=0)
    manual_minutes_high: float = Field(default=60, gt=0)


class Looking(Word):
    """Where research looks. `contact` is the company and the address that web sources are told; they are not asked
    without one. `concurrency` is how many accounts are looked at at once."""

    sources: tuple[str, ...] = Field(default=("local",), min_length=1)
    contact: str = ""
    concurrency: int = Field(default=16, ge=1, le=64)


DrafterName = Literal["template", "claude"]
"""template: the approved words around word-for-word quotes, no model · claude: a model reads the sources and writes the
claims."""

Effort = Literal["low", "medium", "high", "xhigh", "max"]


class Drafting(Word):
    """Who writes drafts, and what that may cost. All but `drafter` is about the model: `max_usd` is the most that one
    batch may cost (none: a person says so for each), `concurrency` how many calls are under way at once, `batches` asks
    in message batches, at half the price and with up to a day to wait."""

    drafter: DrafterName = "template"
    model: str = Field(default="claude-sonnet-5-5", min_length=1)
    effort: Effort = "low"
    concurrency: int = Field(default=20, ge=1, le=500)
    max_usd: float | None = Field(default=None, gt=0, allow_inf_nan=False)
    batches: bool = False


class Writing(Word):
    """The bounds of a mail, in words and phrases."""

    min_words: int = Field(default=30, ge=1)
    max_words: int = Field(default=160, ge=10)
    max_subject_characters: int = Field(default=70, ge=10)
    banned_phrases: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.min_words > self.max_words:
            raise ValueError(f"min_words {self.min_words} is above max_words {self.max_words}")
        return self


WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


class Reports(Word):
    """When a report is due by itself: every week on `day`, for the week up to the day before. `catch_up_weeks` is how
    many weeks that were missed are made up for."""

    day: Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "never"] = "monday"
    catch_up_weeks: int = Field(default=4, ge=0, le=104)


class Policy(Word):
    """policy.yaml: every knob that people may turn, with its default."""

    version: int = Field(default=1, ge=1)
    today: date | None = Field(default=None, description="reads a recorded campaign as of this day")
    tasks: dict[str, Cell] = {}
    research: Looking = Looking()
    drafting: Drafting = Drafting()
    review: Review = Review()
    writing: Writing = Writing()
    reports: Reports = Reports()
    trust: Trust = Trust()
    replies: Answering = Answering()
    sending: Sending | None = Field(default=None, description="how mail leaves; without it, none does")
    roles: Roles = Roles()

    @field_validator("tasks", mode="before")
    @classmethod
    def _people_keep_what_is_theirs(cls, tasks: Any, info: ValidationInfo) -> Any:
        if isinstance(tasks, Mapping):  # the ICP's tiers come with a campaign's files
            faults(task_faults(tasks, (info.context or {}).get("high_value")))
        return tasks

    def owner(self, task: str, tier: str = "", level: TrustLevel = 1) -> Owner:
        """Who does a task for an account of that tier at that level of trust."""
        return owner_of(task, self.tasks.get(task), tier, level)
