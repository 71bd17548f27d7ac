"""Learning: simulated reviewers whose files are not among the bundled ones, drawn at random for each seed, through the
real loop. How many drafts they approve as they are by week 6, whether the arm without learning stays flat, and how much
of what went by itself they would have rejected.

`LEARNING_SEEDS` in the environment says for how many seeds (default 4; the issue asks for 200: about 20 s each).
"""

from __future__ import annotations

import os
import random
from collections.abc import Iterator

from hitl_kit.review.learning.evidence import interval
from hitl_kit.simulation import Course, ReviewerProfile, Setting, simulate
from tests.benchmarks.bench import Figure, seconds

_SEEDS = int(os.environ.get("LEARNING_SEEDS", "4"))
_WEEKS = 12
_EPSILON = 0.10
_SIXTH = 6

GREETINGS = ("Hi {first_name},", "Dear {name},", "Good morning {first_name},", "{first_name},", "Hello {name},")
CLOSINGS = ("Best,", "With kind regards,", "Cheers,", "Yours sincerely,", "Thanks and regards,")
REQUESTS = (
    "Worth fifteen minutes next week?", "May I call you on Thursday?", "Is {company} looking at this at present?",
    "Who in your team should I ask about this?", "",
)  # fmt: skip
PHRASES = (
    "truly", "on screen", "In RouteWise", "made me write", "I am writing because of", "before anyone signs",
    "from every second address", "tends to be", "in time",
)  # fmt: skip
WORDS = {
    "rounds": "routes", "planners": "dispatchers", "vehicle": "van", "tends to": "will often",
    "the old": "the previous", "orders": "jobs", "useful": "of use", "decide": "choose",
}  # fmt: skip
TOPICS = ("mileage", "lateness", "driver hours", "postcode", "phone")
COUNTRIES = ("United Kingdom", "Ireland", "Netherlands", "Belgium", "Denmark", "Sweden", "Norway", "Finland")
INDUSTRIES = ("Logistics", "Retail Distribution", "Food Wholesale", "Courier & Parcel")


def reviewer(seed: int) -> ReviewerProfile:
    """A reviewer with wishes of every kind, drawn at random."""
    rng = random.Random(f"reviewer {seed}")
    low = rng.choice((None, 200, 300))
    return ReviewerProfile.model_validate({
        "name": f"Reviewer {seed}",
        "greeting": rng.choice(GREETINGS), "sign_off": rng.choice(CLOSINGS), "call_to_action": rng.choice(REQUESTS),
        "phrases_disliked": rng.sample(PHRASES, rng.randint(0, 3)),
        "wording_replaced": dict(rng.sample(list(WORDS.items()), rng.randint(0, 3))),
        "topics_disliked": rng.sample(TOPICS, rng.randint(0, 1)),
        "words": {"max": rng.choice((0, 70, 80, 90))},
        "tone": rng.choice(("", "formal", "informal")),
        "angles_disliked": rng.sample(("launch_coverage", "new_leader"), rng.randint(0, 1)),
        "icp": {
            "employees": {"min": low, "max": rng.choice((None, 900, 1500, 2000))},
            "country": rng.sample(COUNTRIES, rng.choice((3, 5, 8))),
            "industry": rng.sample(INDUSTRIES, rng.choice((2, 3, 4))),
        },
        "attention": {"defects": rng.choice((0.7, 0.8, 0.9)), "preferences": rng.choice((0.9, 0.95, 1.0)),
                      "tires": rng.choice((0.0, 0.002, 0.005))},
    })  # fmt: skip


def figures() -> Iterator[Figure]:
    """Every figure of the group."""
    courses: list[Course] = []
    spent = [seconds(lambda s=seed: courses.append(_course(s))) for seed in range(1, _SEEDS + 1)]  # type: ignore[misc]
    sixth = sorted(c.weeks[_SIXTH - 1].as_is_share for c in courses)
    first = sorted(c.weeks[0].as_is_share for c in courses)
    words = f"{len(courses)} reviewers drawn at random; lowest {sixth[0]:.0%}; in week 1 {_mid(first):.0%}"
    yield Figure("approved as it was in week 6, median", 100 * _mid(sixth), "%", 85, words, at_least=True)
    reached = sum(share >= 0.85 for share in sixth)
    low, high = interval(reached, len(sixth))
    yield Figure(
        "reviewers of whom 85% is reached by week 6", 100 * reached / len(sixth), "%", 80,
        f"{reached} of {len(sixth)}; 95% interval {low:.0%} to {high:.0%}", at_least=True,
    )  # fmt: skip
    flat = simulate([reviewer(1)], Setting(weeks=_SIXTH, seed=1, learning=False))
    change = flat.weeks[-1].as_is_share - flat.weeks[0].as_is_share
    yield Figure("the arm without learning, change from week 1 to 6", 100 * abs(change), "points", 10, "one reviewer")
    yield from _automatic(courses)
    yield Figure("twelve weeks of one arm", sum(spent) / len(spent), "s", 60, "mean; 1,200 packages, one process")


def _course(seed: int) -> Course:
    return simulate([reviewer(seed)], Setting(weeks=_WEEKS, seed=seed))


def _automatic(courses: list[Course]) -> Iterator[Figure]:
    """In what share of the seeds the drafts that went by themselves were bad more often than is certified."""
    rates = []
    for course in courses:
        automatic, bad = sum(w.automatic for w in course.weeks), sum(w.bad_automatic for w in course.weeks)
        if automatic:
            rates.append(bad / automatic)
    drafts, bad = (
        sum(getattr(w, name) for c in courses for w in c.weeks) for name in ("automatic", "bad_automatic")
    )  # fmt: skip
    kept = sum(rate < _EPSILON for rate in rates)
    words = f"{kept} of {len(rates)} seeds in which any went; {bad} bad of {drafts} drafts in all"
    yield Figure(
        "seeds with bad drafts below 10% among those that went", 100 * kept / len(rates) if rates else 100.0, "%", 95,
        words, at_least=True,
    )  # fmt: skip


def _mid(values: list[float]) -> float:
    return values[len(values) // 2]
