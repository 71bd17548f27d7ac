"""The angle library: what an angle is for, which plays fit it, and faults that name their place."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import ValidationError

from hitl_kit import workspace
from hitl_kit.domain.base import Fault, Word, faults
from hitl_kit.domain.errors import FileProblems
from hitl_kit.domain.plays import Angle, AngleLibrary
from hitl_kit.files import parse_yaml
from tests.drafting.bench import SENDER, angle, play

STARTER = Path(workspace.__file__).parent / "starter" / "angles.yaml"


def library(*angles: Angle, plays: int = 2) -> AngleLibrary:
    both = (play("grow", "expansion", "depots"), play("hire", "hiring", "depots", "planner"))
    return AngleLibrary(sender=SENDER, angles=angles, plays=both[:plays])


def test_an_angle_is_active_and_for_what_its_plays_are_for_unless_it_says_otherwise() -> None:
    plain = library(angle("depots"))
    assert plain.angles[0].state == "active"
    assert plain.triggers(plain.angles[0]) == ("expansion", "hiring")
    assert plain.personas(plain.angles[0]) == ("head_ops", "planner")
    told = library(angle("depots", triggers=("expansion", "funding"), personas=("head_ops",)), plays=1)
    assert told.triggers(told.angles[0]) == ("expansion", "funding")
    assert told.personas(told.angles[0]) == ("head_ops",)


def test_an_angle_gives_its_words_by_kind() -> None:
    made = angle("depots")
    assert made.words("cta") == ("Do you decide that yourself?", "Would a short call be of use?")
    assert made.words("proof") == ()


@pytest.mark.parametrize("state", ["Active", "live", ""])
def test_an_angle_has_one_of_three_states(state: str) -> None:
    with pytest.raises(ValidationError):
        angle("depots", state=state)


@pytest.mark.parametrize(
    ("old", "new", "line", "key", "message", "mend"),
    [
        ("signal: hiring", "signal: funding", 2, "plays[2].signal",
         "not for the signal 'funding': its triggers are hiring", "or add funding to the angle's triggers"),
        ("persona: head_of_operations\n    angle: new_colleagues", "persona: cfo\n    angle: new_colleagues", 3,
         "plays[2].persona", "not for the persona 'cfo': its personas are head_of_operations", "add cfo to the"),
        ("angle: new_colleagues", "angle: new_coleagues", 4, "plays[2].angle",
         "'new_coleagues', which is not in angles", "the angles are: new_site, new_colleagues, before_spending"),
        ("id: hiring_to_operations", "id: expansion_to_operations", 1, "plays[2].id", "play named more than once",
         "own id"),
    ],
)  # fmt: skip
def test_a_play_that_does_not_fit_its_angle_is_told_with_line_key_and_mend(
    old: str, new: str, line: int, key: str, message: str, mend: str
) -> None:
    text = STARTER.read_text().replace(
        "  - id: new_colleagues\n",
        "  - id: new_colleagues\n    triggers: [hiring]\n    personas: [head_of_operations]\n",
    )
    parse_yaml(STARTER, text, AngleLibrary)
    first = text[: text.index("  - id: hiring_to_operations")].count("\n")
    assert old in text
    with pytest.raises(FileProblems) as caught:
        parse_yaml(STARTER, text.replace(old, new), AngleLibrary)
    (problem,) = caught.value.problems
    assert (problem.line, problem.key) == (first + line, key)
    assert message in problem.message
    assert mend in problem.mend


def test_every_play_that_does_not_fit_is_told_at_once() -> None:
    text = STARTER.read_text().replace("angle: new_", "angle: old_")
    with pytest.raises(FileProblems) as caught:
        parse_yaml(STARTER, text, AngleLibrary)
    assert [p.key for p in caught.value.problems] == ["plays[1].angle", "plays[2].angle"]


def test_no_faults_are_no_error_and_hostile_words_stay_words() -> None:
    faults([])
    with pytest.raises(Exception, match=r"\{faults\} and \{0\}"):
        faults([Fault((), "{faults} and {0}")])
    assert issubclass(AngleLibrary, Word)
