"""What Claude reads: what it is shown of the sources, and which of its facts count."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from hitl_kit.domain.evidence import VETO_KINDS, occurs
from hitl_kit.domain.icp import ICP
from hitl_kit.drafting import DraftRequest
from hitl_kit.drafting.claude.texts import MOST_CHARACTERS, MOST_SOURCES, shown_texts
from tests.anthropic.faults import Fault
from tests.drafting.bench import AS_OF, PAGE, QUOTE, evidence, research
from tests.drafting.claude.conftest import Desk
from tests.drafting.claude.pages import with_page
from tests.drafting.claude.writer import document, finding

NEWS = (
    "Acme Freight will cut 40 jobs in Leeds, the company said on 3 November. "
    "It opened a workshop for its own vans in Hull on 2 October 2026. Call ops@rival.example for more."
)
JOBS = "Acme Freight will cut 40 jobs in Leeds, the company said on 3 November."
SHOP = "It opened a workshop for its own vans in Hull on 2 October 2026."
Asked = Callable[..., DraftRequest]


def fact(**changes: Any) -> dict[str, Any]:
    """A fact as the model gives it; the page is the second source that it is shown."""
    return {"source_id": "s2", "kind": "layoffs", "quote": JOBS, "dated": "2026-11-03", **changes}


def read(desk: Desk, request: DraftRequest, *facts: dict[str, Any]) -> DraftRequest:
    desk.server.answer = finding(*facts)
    return desk.read(request)


def test_a_fact_that_holds_extends_the_research_and_raises_no_score(desk: Desk, request_about: Asked) -> None:
    before = request_about(NEWS, published=date(2026, 11, 4))
    after = read(desk, before, fact())
    *known, new = after.research.facts
    assert tuple(known) == before.research.facts
    assert (new.kind, new.quote, new.dated, new.source_id) == ("layoffs", JOBS, date(2026, 11, 3), "page")
    assert occurs(new.quote, NEWS)
    assert (after.research.signals, after.score_terms) == (before.research.signals, before.score_terms)
    measured = after.research.measurements[-1]
    assert (measured.answer, measured.cause, measured.facts) == ("found", "", (new.id,))


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"source_id": "s9"}, "of a source that was not shown"),
        ({"source_id": "s1"}, "whose quote does not stand in the text"),
        ({"kind": "bankruptcy"}, "of a kind that nobody asked for"),
        ({"quote": "Acme Freight will cut 400 jobs in Leeds"}, "whose quote does not stand in the text"),
        ({"quote": ""}, "whose quote does not stand in the text"),
        ({"quote": "cut 40 jobs"}, "with a quote that is too short or too long"),
        ({"quote": "Call ops@rival.example for more."}, "with a web or e-mail address in the quote"),
        ({"source_id": "s1", "kind": "expansion", "quote": QUOTE}, "known already"),
        ({"source_id": "s1", "kind": "expansion", "quote": QUOTE[:40]}, "known already"),
    ],
)
def test_a_fact_that_does_not_hold_is_left_out_and_counted(
    desk: Desk, request_about: Asked, wrong: dict[str, str], why: str
) -> None:
    before = request_about(NEWS)
    after = read(desk, before, fact(**wrong))
    assert after.research.facts == before.research.facts
    assert (after.research.measurements[-1].answer, after.research.measurements[-1].cause) == (
        "not found", f"left out: 1 {why}",
    )  # fmt: skip


def test_the_same_fact_twice_counts_once_and_too_many_are_cut(desk: Desk, request_about: Asked) -> None:
    after = read(desk, request_about(NEWS), fact(), fact(), *[fact(kind="odd")] * 40)
    assert len(after.research.facts) == 2
    assert after.research.measurements[-1].cause == (
        "left out: 1 known already, 28 of a kind that nobody asked for, 12 too many"
    )


@pytest.mark.parametrize(
    ("dated", "published", "day"),
    [
        ("2026-10-02", None, date(2026, 10, 2)),  # the text gives it in full
        ("2026-11-03", None, None),  # without its year, and the source has no date to tell it by
        ("2026-11-03", date(2026, 11, 4), date(2026, 11, 3)),
        ("2025-11-03", date(2026, 11, 4), None),  # a year too early for the source
        ("2026-11-04", date(2026, 11, 4), date(2026, 11, 4)),  # the source's own day
        ("2026-10-12", None, None),  # 12 is not 2
        ("2026-11-30", date(2026, 11, 30), None),  # not yet
        ("last week", None, None),
        ("", date(2026, 11, 4), None),
        ("2026-02-30", None, None),
    ],
)
def test_a_date_counts_where_the_text_bears_it_out(
    desk: Desk, request_about: Asked, dated: str, published: date | None, day: date | None
) -> None:
    after = read(desk, request_about(NEWS, published=published), fact(dated=dated))
    assert after.research.facts[-1].dated == day


def test_it_asks_for_the_icps_kinds_and_for_what_holds_a_package(desk: Desk, request_about: Asked, icp: ICP) -> None:
    read(desk, request_about(NEWS))
    (body,) = desk.server.bodies
    shared = body["system"][1]["text"]
    for kind in (*VETO_KINDS, *(s.kind for s in icp.signals)):
        assert f'"{kind}"' in shared
    assert all(block["cache_control"] for block in body["system"])
    assert document(body)["known"] == [{"kind": "expansion", "quote": QUOTE}]


def test_long_texts_are_cut_to_one_length_and_it_is_said(request_of: Asked, desk: Desk) -> None:
    long = "An opening of some kind was reported by somebody. " * 2_000
    request, texts = with_page(request_of(), long)
    shown = shown_texts(request.research, texts)
    assert [s.source.id for s in shown] == ["s-f1", "page"], "what carries facts comes first"
    assert shown[0].text == PAGE
    assert shown[1].left_out == len(long.strip()) - len(shown[1].text)
    assert sum(len(s.text) for s in shown) <= MOST_CHARACTERS
    desk.texts.update(texts)
    read(desk, request)
    told = document(desk.server.bodies[0])["sources"]
    assert "characters left out at the end" not in told[0]
    assert told[1]["characters left out at the end"] == shown[1].left_out


def test_a_quote_from_what_was_cut_off_still_has_to_stand_in_the_text(desk: Desk, request_about: Asked) -> None:
    long = "Nothing much happened here today at all. " * 2_000 + JOBS
    assert read(desk, request_about(long), fact()).research.facts[-1].quote == JOBS


def test_only_so_many_sources_are_shown_each_text_once_and_none_of_our_own_notes(request_of: Asked) -> None:
    request, texts = request_of(), dict[str, str]()
    for n in range(20):
        request, found = with_page(request, f"Page number {n // 2} about Acme Freight and its depots.", id=f"p{n}")
        texts |= found
    request, found = with_page(request, "Met Dana at a fair; her son is ill.", id="crm", source_class="crm")
    shown = shown_texts(request.research, texts | found)
    assert len(shown) == 11 <= MOST_SOURCES
    assert len({s.text for s in shown}) == len(shown)
    assert not any("her son" in s.text for s in shown)


def test_nothing_is_asked_where_nothing_can_be_read_or_written(desk: Desk, request_of: Asked) -> None:
    desk.texts.update({evidence()[0].sha256: "  \n"})
    blank = request_of()
    for request in (blank, request_of(contact=None), request_of(research()), replace(blank, persona_id="nobody")):
        assert desk.read(request) is request
    assert desk.server.calls == 0


def test_what_could_not_be_read_is_not_written_about(desk: Desk, request_about: Asked) -> None:
    desk.server.script("Acme Freight", Fault("refusal"))
    after = desk.read(request_about(NEWS))
    assert after.unread is not None
    assert "could not read the sources: the model declined" in after.unread.reason
    calls = desk.server.calls
    assert desk.write(after) == after.unread
    assert desk.server.calls == calls


def test_as_of_bounds_what_may_have_happened(desk: Desk, request_about: Asked) -> None:
    after = read(desk, request_about(f"{JOBS} Dated {AS_OF.isoformat()}."), fact(dated=AS_OF.isoformat()))
    assert after.research.facts[-1].dated == AS_OF
