"""Learning: simulated reviewers whose files are not among the bundled ones, drawn at random for each seed, through the
real loop. How many drafts they approve as they are by week 6, whether the arm without learning stays flat, and how much
of what went by itself they would have rejected.

`LEARNING_SEEDS` in the environment says for how many seeds (default 4; the issue asks for 200), `LEARNING_PROCESSES` in
how many processes at once (default 2).
"""

from __future__ import annotations

import multiprocessing
import os
import random
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass

from hitl_kit.review.learning.evidence import interval
from hitl_kit.simulation import EPSILON, TELLING, Course, ReviewerProfile, Setting, simulate
from tests.benchmarks.bench import Figure

_SEEDS = int(os.environ.get("LEARNING_SEEDS", "4"))
_PROCESSES = int(os.environ.get("LEARNING_PROCESSES", "2"))
_WEEKS = 12
_SIXTH = 6
_FLAT = 8
"""Of so many reviewers the arm without learning is run, too."""

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
        "words": rng.choice(({}, {"max": 70}, {"max": 80}, {"max": 90}, {"min": 95})),
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


@dataclass(frozen=True)
class Run:
    """One reviewer's twelve weeks, and the processor time that they took, in seconds."""

    course: Course
    spent: float


def run(seed: int) -> Run:
    """Twelve weeks with the reviewer of that seed."""
    start = time.process_time()
    course = simulate([reviewer(seed)], Setting(weeks=_WEEKS, seed=seed))
    return Run(course, time.process_time() - start)


def unlearning(seed: int) -> Course:
    """The same reviewer up to week 6, with nothing learned."""
    return simulate([reviewer(seed)], Setting(weeks=_SIXTH, seed=seed, learning=False))


def figures() -> Iterator[Figure]:
    """Every figure of the group."""
    seeds = range(1, _SEEDS + 1)
    with ProcessPoolExecutor(_PROCESSES, mp_context=multiprocessing.get_context("spawn")) as workers:
        runs = list(workers.map(run, seeds))
        flat = list(workers.map(unlearning, seeds[:_FLAT]))
    courses = [r.course for r in runs]
    yield from _approved(courses)
    changes = [abs(c.weeks[-1].as_is_share - c.weeks[0].as_is_share) for c in flat]
    highest = max(w.as_is_share for c in flat for w in c.weeks)
    yield Figure(
        "the arm without learning, largest change from week 1 to 6", 100 * max(changes), "points", 10,
        f"{len(flat)} reviewers; at most {highest:.0%} approved as it was in any of their weeks",
    )  # fmt: skip
    yield from _automatic(courses)
    spent = sorted(r.spent for r in runs)
    yield Figure(
        "twelve weeks of one arm, processor time", sum(spent) / len(spent), "s", 10,
        f"mean of {len(spent)}; {spent[0]:.1f} to {spent[-1]:.1f}; 1,200 packages; {_PROCESSES} processes at once",
    )  # fmt: skip


def _approved(courses: list[Course]) -> Iterator[Figure]:
    """How many drafts were approved as they were by week 6."""
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


def _automatic(courses: list[Course]) -> Iterator[Figure]:
    """In what share of the seeds the drafts that went by themselves were bad (a reviewer would have rejected or changed
    them) more often than ε allows. A seed in which hardly any went says nothing and is not counted."""
    found = [c.automatic for c in courses]
    told = [a for a in found if a.kept is not None]
    kept = sum(a.kept is True for a in told)
    low, high = interval(kept, len(told))
    some = sum(0 < a.drafts < TELLING for a in found)
    none = sum(not a.drafts for a in found)
    yield Figure(
        f"seeds with bad drafts below {EPSILON:.0%} among those that went", 100 * kept / len(told) if told else 0.0,
        "%", 95,
        f"{kept} of {len(told)} seeds in which {TELLING} or more went (95% interval {low:.0%} to {high:.0%}); of"
        f" {len(found)} seeds, fewer went in {some} and none in {none}", at_least=True,
    )  # fmt: skip
    drafts, bad, rejected, unlike = (
        sum(getattr(a, name) for a in found) for name in ("drafts", "bad", "rejected", "unlike")
    )
    low, high = interval(bad, drafts)
    went = sorted(float(a.drafts) for a in found)
    yield Figure(
        "bad drafts among all that went by themselves", 100 * bad / drafts if drafts else 100.0, "%", 100 * EPSILON,
        f"{bad} of {drafts:,} (95% interval {low:.2%} to {high:.2%}), {rejected} of them to be rejected; a plain"
        f" reading of the files finds {unlike}; median of {_mid(went):,.0f} drafts a seed",
    )  # fmt: skip


def _mid(values: list[float]) -> float:
    return values[len(values) // 2]
