"""What a campaign's review session has other stages do, on a batch of the real pipeline."""

from __future__ import annotations

from hitl_kit import Campaign
from hitl_kit.campaign.rewriting import NOT_SENT
from hitl_kit.domain.drafts import Abstention
from hitl_kit.review import Version
from tests.conftest import ANALYST


def first_waiting(approved: Campaign) -> str:
    angles = approved.folder / "angles.yaml"
    greetings = '["Hello {{ greeting_name }},", "Dear {{ greeting_name }},"]'
    angles.write_text(angles.read_text().replace('["Hello {{ greeting_name }},"]', greetings))
    approved.generate(size=3)
    return str(approved.packages().query("status == 'waiting'")["package"].iloc[0])


def test_the_template_takes_another_approved_variant_and_says_so(approved: Campaign) -> None:
    package = first_waiting(approved)
    session = approved.session(ANALYST)
    seen = {session.look(package).body}
    made = session.rewrite(package, "shorter")
    while isinstance(made, Version):
        assert made.draft.body not in seen
        assert "another approved variant: a template follows no instruction" in made.draft.drafter
        assert not [f for f in made.findings if f.severity == "block"], "approved words pass the checks"
        assert made.draft.play_id == session.look(package).versions[0].draft.play_id
        seen.add(made.draft.body)
        made = session.rewrite(package, "shorter")
    assert isinstance(made, Abstention)
    assert "no other approved variant" in made.reason
    shas = [v.draft.sha256 for v in session.look(package).versions]
    assert len(shas) == len(set(shas)) > 1
    decision = session.approve(package, sha256=shas[1])
    assert decision.content_sha256 == shas[1]
    assert approved.workbench.verify().intact


def test_an_approval_sets_off_the_plays_steps_and_sends_nothing(approved: Campaign) -> None:
    package = first_waiting(approved)
    *steps, last = approved.session(ANALYST).plan(package)
    assert last == NOT_SENT
    assert steps[0].startswith("Sequence of the play: email")


def test_an_edit_is_checked_by_the_campaigns_files(approved: Campaign) -> None:
    package = first_waiting(approved)
    session = approved.session(ANALYST)
    item = session.look(package)
    found = session.check(package, item.subject, f"{item.body} We doubled it to 900 sites.")
    assert "900" in " ".join(f.message for f in found)
    assert {f.severity for f in found} <= {"warn", "note"}
