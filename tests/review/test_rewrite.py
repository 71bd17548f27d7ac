"""Another version of a draft: asked for, checked, kept beside the first; a verdict binds to the one that was shown."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from hitl_kit.domain.drafts import Abstention, Finding
from hitl_kit.domain.errors import Conflict, InputError
from hitl_kit.domain.packages import Route
from hitl_kit.ledger import audit
from hitl_kit.ledger import tables as t
from hitl_kit.review import Version
from tests.review import factory

BLOCK = Finding(check="placeholder", severity="block", message="{city} was left over")


@pytest.fixture
def session(session_of):
    return session_of(rewrite=factory.shorter, judge=lambda package: (BLOCK,) if "bad" in package.draft.body else ())


def rows(ledger):
    return ledger.rows(sa.select(t.revision).order_by(t.revision.c.id))


def test_it_is_kept_beside_the_first_and_becomes_what_is_shown(session, market):
    version = session.rewrite("p000", "  make it\n shorter ")
    assert isinstance(version, Version)
    assert (version.number, version.instruction, version.by) == (2, "make it shorter", "Ana")
    item = session.look("p000")
    assert item.body == "Hi,\n\nmake it shorter (1)?"
    assert [v.number for v in item.versions] == [1, 2]
    assert item.versions[0].draft == factory.package(0).draft
    assert session.rewrite("p000", "again").number == 3
    assert [r["number"] for r in rows(market)] == [2, 3]
    assert market.verify().intact
    events = list(audit.entries(market, audit.Asked(kind="review.rewrite")))
    assert [e.subject for e in events] == ["p000", "p000"]
    assert "shorter" not in "".join(e.detail for e in events)


def test_a_verdict_binds_to_the_version_that_was_shown(session):
    first = factory.draft_of(factory.package(0)).sha256
    second = session.rewrite("p000", "shorter").draft
    assert session.approve("p000", sha256=first).content_sha256 == first
    assert session.look("p000").body == factory.draft_of(factory.package(0)).body
    session.undo(package_id="p000")
    assert session.approve("p000").content_sha256 == second.sha256
    assert session.look("p000").body == second.body
    with pytest.raises(Conflict, match="is another one by now"):
        session.reject("p001", "tone", sha256="0" * 64)


def test_an_edit_is_of_the_version_that_was_shown(session):
    second = session.rewrite("p000", "shorter").draft
    with pytest.raises(InputError, match="nothing was changed"):
        session.edit("p000", second.subject, second.body, sha256=second.sha256)
    first = factory.draft_of(factory.package(0))
    session.edit("p000", second.subject, second.body, sha256=first.sha256)
    assert session.look("p000").body == second.body


def test_the_queue_counts_the_findings_of_what_stands(session_of, market):
    recheck = (Finding(check="a", severity="warn", message="a"), Finding(check="b", severity="warn", message="b"))
    session = session_of(rewrite=factory.shorter, judge=lambda _: (BLOCK,), recheck=lambda *_: recheck)
    assert (session.row("p000").findings, session.row("p000").blocking) == (1, 0)
    session.rewrite("p000", "shorter")
    assert (session.row("p000").findings, session.row("p000").blocking) == (1, 1)
    with pytest.raises(InputError, match="city"):
        session.approve("p000")
    assert session.cover(["p001"], "approve").covered
    session.rewrite("p001", "bad")
    assert session.cover(["p001"], "approve").left_out[0][2].startswith("must change first")
    session.edit("p003", "S", "B")
    assert session.row("p003").findings == 2
    other = session_of(recheck=lambda *_: recheck[:1])
    assert {r.package_id: r.findings for r in other.queue()}["p003"] == 1
    assert {r.package_id: r.findings for r in session.everything()}["p003"] == 2


def test_no_other_version_is_an_answer_too(session_of, market):
    session = session_of(rewrite=lambda *_: Abstention(reason="no other variant"), judge=lambda _: ())
    assert session.rewrite("p000", "shorter") == Abstention(reason="no other variant")
    same = session_of(rewrite=lambda p, *_: p.draft, judge=lambda _: ())
    assert same.rewrite("p000", "shorter").reason == "the drafter wrote the same words again"
    assert not rows(market)
    assert len(list(audit.entries(market, audit.Asked(kind="review.rewrite")))) == 2


def test_who_may_not_ask(session, session_of, market):
    with pytest.raises(InputError, match="no drafter is at hand"):
        session_of().rewrite("p000", "shorter")
    for words in ("", " \n", "x" * 501):
        with pytest.raises(InputError):
            session.rewrite("p000", words)
    session_of("Ben").claim(1)
    with pytest.raises(Conflict, match="is with Ben"):
        session.rewrite("p000", "shorter")
    session.approve("p001")
    with pytest.raises(Conflict, match="already approved"):
        session.rewrite("p001", "shorter")
    factory.store(market, [factory.package(20, route=Route(decider="human", reason="drawn", reviewers=2))])
    with pytest.raises(Conflict, match="both judge the same draft"):
        session.rewrite("p020", "shorter")
    assert not rows(market)
