"""What reviewers taught reaches Claude in its instructions, apart from all data, and the words around its claims."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace

from hitl_kit.domain.drafts import Draft
from hitl_kit.domain.icp import ICP
from hitl_kit.domain.lessons import Lesson
from hitl_kit.domain.plays import AngleLibrary
from hitl_kit.drafting import DraftRequest, with_lessons
from hitl_kit.drafting.calls import Spending
from hitl_kit.drafting.claude import ClaudeDrafter
from hitl_kit.ledger import Ledger
from tests.drafting.claude.conftest import SPENDING, TONE, Desk
from tests.drafting.claude.writer import honest

RULES = (
    Lesson(kind="replace", text="rounds", into="routes"),
    Lesson(kind="greeting", into="Moin [first name],"),
    Lesson(kind="max_words", words=90),
)


def test_rules_stand_in_the_instructions_and_nowhere_in_the_data(
    desk: Desk, ledger: Ledger, request_of: Callable[..., DraftRequest], library: AngleLibrary, icp: ICP
) -> None:
    from hitl_kit.drafting.calls import Model

    def model(spending: Spending) -> Model:
        return Model(ledger, campaign="depots", batch_id="depots/b", actor="test", settings=spending)

    desk.server.answer = honest
    taught = replace(desk, drafter=ClaudeDrafter(with_lessons(library, RULES), icp, TONE, SPENDING, model))
    draft = taught.write(request_of())
    assert isinstance(draft, Draft)
    assert draft.segments[0].text.startswith("Moin ")
    body = desk.server.bodies[-1]
    assert 'Write "routes" for "rounds".' in json.dumps(body["system"], ensure_ascii=False).replace('\\"', '"')
    assert "routes" not in json.dumps(body["messages"])
    assert taught.drafter.version != desk.drafter.version
    plain = ClaudeDrafter(with_lessons(library, ()), icp, TONE, SPENDING, model)
    assert plain.version == desk.drafter.version, "without rules, approvals given before hold"
