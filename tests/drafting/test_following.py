"""What follows a mail: rendered when it is, greeted and signed as it is, and part of what is approved."""

from __future__ import annotations

from typing import Any

import pytest

from hitl_kit import Campaign
from hitl_kit.domain.base import canonical_json
from hitl_kit.domain.delivery import FollowUp
from hitl_kit.domain.drafts import Draft, mail_sha256
from hitl_kit.domain.errors import InputError
from hitl_kit.domain.plays import Play, Step
from hitl_kit.ledger import content_of, tables
from tests.review import factory

SEQUENCE = """    sequence:
      - {{after_days: 0}}
      - {{after_days: 3, words: [{words}]}}
      - {{after_days: 2, channel: linkedin}}
"""


def test_a_draft_without_follow_ups_keeps_its_hash_and_its_bytes() -> None:
    draft = factory.draft_of(factory.package(0))
    assert draft.sha256 == mail_sha256(draft.subject, draft.body)
    assert "follow_ups" not in canonical_json(draft)
    assert Draft.model_validate_json(canonical_json(draft)) == draft


@pytest.mark.parametrize("change", [{"body": "Other"}, {"after_days": 2}, {"channel": "call"}, {"number": 3}])
def test_an_approval_covers_what_follows(change: dict[str, Any]) -> None:
    step = FollowUp(number=2, channel="email", after_days=3, body="And?")
    draft = factory.draft_of(factory.package(0)).model_copy(update={"follow_ups": (step,)})
    assert draft.sha256 != mail_sha256(draft.subject, draft.body)
    other = draft.model_copy(update={"follow_ups": (step.model_copy(update=change),)})
    assert other.sha256 != draft.sha256
    assert Draft.model_validate_json(canonical_json(draft)).sha256 == draft.sha256


def test_the_approval_of_a_play_without_words_holds() -> None:
    old = {"after_days": 2, "channel": "email"}
    assert Step(after_days=2).model_dump() == old
    assert Step(after_days=2, words=("x",)).model_dump() == {**old, "words": ("x",)}


@pytest.mark.parametrize(
    ("channels", "step"), [(["email"], 1), (["linkedin", "email"], 2), (["call", "linkedin"], 1), ([], 1)]
)
def test_the_mail_is_the_first_email(channels: list[Any], step: int) -> None:
    steps = tuple(Step(after_days=0, channel=c) for c in channels)
    assert Play(id="a", signal="s", persona="p", angle="x", sequence=steps).mail_step == step


def _drafted(campaign: Campaign, words: str) -> list[Draft]:
    path = campaign.folder / "angles.yaml"
    path.write_text(path.read_text().rstrip() + "\n" + SEQUENCE.format(words=words))
    campaign.generate(10)
    rows = campaign.workbench.ledger.rows(tables.package.select().order_by(tables.package.c.id))
    return [Draft.model_validate(found["draft"]) for row in rows if (found := content_of(row))["draft"]]


def test_a_package_holds_what_follows_its_mail(approved: Campaign) -> None:
    drafts = _drafted(approved, '"Hello again, {{ account.name }}.", "One more word, {{ contact.last_name }}."')
    assert len(drafts) == 2
    for draft in drafts:
        mail, task = draft.follow_ups
        assert (mail.number, mail.after_days, mail.channel) == (2, 3, "email")
        assert (task.number, task.channel, task.body) == (3, "linkedin", "")
        greeting, *_, signoff = draft.segments
        assert mail.body.split("\n\n")[0] == greeting.text
        assert mail.body.endswith(signoff.text)
        assert "{{" not in mail.body
    assert approved.session().plan(approved.queue()["package"][0])[1].startswith("Step 2, 3 business days after")


def test_words_that_need_what_is_not_known_leave_no_draft(approved: Campaign) -> None:
    assert _drafted(approved, '"In {{ account.city }}?"') == []


def test_faulty_words_are_found_before_a_batch(approved: Campaign) -> None:
    with pytest.raises(InputError, match="play expansion_operations, step 2 of its sequence, words 1"):
        _drafted(approved, '"{{ account.nmae }}"')


def test_the_pattern_shows_the_words(approved: Campaign) -> None:
    path = approved.folder / "angles.yaml"
    path.write_text(path.read_text().rstrip() + "\n" + SEQUENCE.format(words='"Still open?"'))
    assert any("Still open?" in line for line in approved.play("expansion_operations", n=1).pattern.logic["Sequence"])
