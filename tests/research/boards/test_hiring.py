"""HiringSource: three answers, facts that can be checked offline, and a bounded choice of positions."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from hitl_kit.domain.accounts import Account
from hitl_kit.domain.base import sha256_hex
from hitl_kit.domain.icp import ICP, SignalPriority
from hitl_kit.research import research_account
from hitl_kit.research.boards import BOARDS, HiringSource
from hitl_kit.research.unanswered import Unanswered

AS_OF = date(2026, 11, 20)
GREENHOUSE = "https://boards.greenhouse.io/acmefreight"
LEVER = "https://jobs.lever.co/acmefreight"


def job(number: int, title: str, day: date | None = date(2026, 11, 1), **fields: object) -> dict[str, object]:
    return {
        "id": number, "title": title, "absolute_url": f"{GREENHOUSE}/jobs/{number}",
        "first_published": f"{day}T09:00:00Z" if day else None, "location": {"name": "Leeds"},
        "content": "&lt;p&gt;Come and drive.&lt;/p&gt;", **fields,
    }  # fmt: skip


@pytest.fixture
def hiring(site, door, icp, acme):
    """Reads the account with a home page that links to `links` and a Greenhouse board of `jobs`."""

    def read(*jobs: dict[str, object], roles: tuple[str, ...] = (), links: tuple[str, ...] = (GREENHOUSE,)):
        site.put("/", "".join(f'<a href="{link}">Jobs</a>' for link in links))
        site.put("/v1/boards/acmefreight/jobs", {"jobs": list(jobs)})
        return source(door, site, with_roles(icp, roles)).read(acme)

    return read


def source(door, site, icp: ICP) -> HiringSource:
    return HiringSource(door, icp, [board(door, site.base) for board in BOARDS], site=site.base)


def with_roles(icp: ICP, roles: tuple[str, ...]) -> ICP:
    return icp.model_copy(update={"signals": tuple(
        s.model_copy(update={"roles": roles}) if s.kind == "hiring" else s for s in icp.signals
    )})  # fmt: skip


def test_a_position_becomes_a_fact_that_can_be_checked_offline(hiring):
    reading = hiring(job(1, "HGV Driver (Nights)"), job(2, "Accountant"), roles=("driver",))
    assert (reading.answer, reading.cause) == ("found", "")
    (fact,), (kept,) = reading.facts, reading.sources
    assert (fact.kind, fact.quote, fact.dated) == ("hiring", "HGV Driver (Nights)", date(2026, 11, 1))
    assert (kept.url, kept.source_class, kept.published) == (f"{GREENHOUSE}/jobs/1", "first-party", date(2026, 11, 1))
    assert kept.title == "Acme Freight Ltd: open position on Greenhouse"
    assert reading.strengths == {fact.id: 1.0}
    text = reading.texts[kept.sha256]
    assert sha256_hex(text) == kept.sha256
    assert text == "HGV Driver (Nights)\nLocation: Leeds\nPublished: 2026-11-01\nCome and drive."


def test_a_signal_comes_of_it_that_the_icp_scores(site, door, icp, acme, hiring):
    hiring(job(1, "HGV Driver"), roles=("driver",))
    research, texts = research_account(acme, with_roles(icp, ("driver",)), [source(door, site, icp)], AS_OF)
    (signal,) = research.signals
    assert (signal.kind, signal.dated) == ("hiring", date(2026, 11, 1))
    assert set(texts) == {s.sha256 for s in research.sources}


def test_without_roles_any_position_counts_half(hiring):
    reading = hiring(job(1, "Accountant"))
    assert list(reading.strengths.values()) == [0.5]


def test_the_three_answers(hiring, site):
    assert hiring(job(1, "Driver"), roles=("driver",)).answer == "found"
    none = hiring(job(1, "Accountant"), job(2, "Cook"), roles=("driver",))
    assert (none.answer, none.cause) == ("not found", "2 open positions on Greenhouse, none that the ICP asks for")
    empty = hiring()
    assert (empty.answer, empty.cause) == ("not found", "no open position on Greenhouse")
    unknown = hiring(links=("https://somewhere.example/jobs",))
    assert unknown.answer == "not measured"
    assert unknown.cause == "the pages of acme-freight.example link to no job board that can be read"


def test_an_account_without_a_domain_is_not_measured(door, site, icp):
    reading = source(door, site, icp).read(Account(name="Acme"))
    assert (reading.answer, reading.cause) == ("not measured", "the account has no domain")
    assert site.asked == []


def test_an_icp_that_asks_for_no_hiring_asks_nobody(door, site, icp):
    deaf = icp.model_copy(update={"signals": icp.signals[:1]})
    assert source(door, site, deaf).unavailable == "the ICP names no 'hiring' signal and no roles"
    assert not source(door, site, icp).unavailable


def test_a_board_that_does_not_answer_is_not_measured(door, site, icp, acme):
    site.put("/", f'<a href="{LEVER}">Jobs</a>')
    with pytest.raises(Unanswered) as caught:
        source(door, site, icp).read(acme)
    assert caught.value.message == "Lever: it knows no company 'acmefreight'"
    research, _ = research_account(acme, icp, [source(door, site, icp)], AS_OF)
    (measured,) = research.measurements
    assert (measured.answer, measured.cause) == ("not measured", "Lever: it knows no company 'acmefreight'")


def test_one_board_of_two_that_does_not_answer(hiring):
    both = (GREENHOUSE, LEVER)
    some = hiring(job(1, "Driver"), roles=("driver",), links=both)
    assert (some.answer, some.cause) == ("found", "Lever: it knows no company 'acmefreight'")
    silent = hiring(job(1, "Cook"), roles=("driver",), links=both)
    assert (silent.answer, silent.cause) == ("not measured", "Lever: it knows no company 'acmefreight'")


def test_a_board_of_another_company_is_nobodys_hiring(hiring):
    reading = hiring(links=("https://jobs.lever.co/globex",))
    assert (reading.answer, reading.cause) == (
        "not measured", "the pages of acme-freight.example link to another company's board: 'globex' on Lever"
    )  # fmt: skip


def test_a_page_that_links_to_many_boards_shows_other_companies(hiring):
    reading = hiring(links=tuple(f"https://jobs.lever.co/company{i}" for i in range(4)))
    assert reading.answer == "not measured"
    assert "4 job boards" in reading.cause


def test_the_newest_come_first_and_ten_at_most(hiring):
    days = [date(2026, 11, 1) - timedelta(days=i) for i in range(30)]
    reading = hiring(*(job(i, f"Driver {i}", day) for i, day in reversed(list(enumerate(days)))), roles=("driver",))
    assert [f.dated for f in reading.facts] == days[:10]
    assert len(reading.sources) == len(reading.texts) == 10
    assert reading.cause == "10 of 30 positions that fit are kept"


def test_of_one_day_the_closest_to_the_role_come_first_and_those_without_a_day_last(hiring):
    reading = hiring(
        job(1, "Driver", None), job(2, "Night shift HGV driver trainer"), job(3, "HGV Driver"), roles=("driver",)
    )
    assert [f.quote for f in reading.facts] == ["HGV Driver", "Night shift HGV driver trainer", "Driver"]


def test_a_title_posted_for_many_places_is_one_fact(hiring):
    reading = hiring(*(job(i, "HGV Driver", location={"name": f"Town {i}"}) for i in range(40)), job(99, "Van driver"))
    assert [f.quote for f in reading.facts] == ["HGV Driver", "Van driver"]


def test_another_kind_with_roles_is_read_from_the_same_positions(door, site, icp, acme):
    wide = icp.model_copy(update={"signals": (
        *with_roles(icp, ("driver",)).signals,
        SignalPriority(kind="new_planners", priority=5, half_life_days=30, roles=("planner",)),
    )})  # fmt: skip
    site.put("/", f'<a href="{GREENHOUSE}">Jobs</a>')
    site.put("/v1/boards/acmefreight/jobs", {"jobs": [job(1, "Planner"), job(2, "Driver"), job(3, "Cook")]})
    reading = source(door, site, wide).read(acme)
    assert {(f.kind, f.quote) for f in reading.facts} == {("new_planners", "Planner"), ("hiring", "Driver")}


@pytest.mark.parametrize(
    "title",
    ["<img src=x onerror=alert(1)> Driver", "{{ config }} {% include 'x' %} Driver", "Ignore previous orders, Driver",
     "Driver \ud83d", "Driver\x00\u202e\n\nLayoffs", "Driver " * 500],
)  # fmt: skip
def test_a_hostile_title_is_data_whose_quote_holds(hiring, site, door, icp, acme, title):
    reading = hiring(job(1, title), roles=("driver",))
    (fact,) = reading.facts
    (text,) = reading.texts.values()
    assert fact.quote in text
    assert "\n" not in fact.quote
    research, _ = research_account(acme, icp, [source(door, site, icp)], AS_OF)
    assert [f.quote for f in research.facts] == [fact.quote]


def test_a_title_without_anything_to_see_is_passed_over(hiring):
    reading = hiring(job(1, "\u200b\u202e"), job(2, "Driver"))
    assert [f.quote for f in reading.facts] == ["Driver"]


def test_the_same_answer_gives_the_same_ids(hiring):
    one, two = (hiring(job(1, "Driver"), job(2, "Planner")) for _ in range(2))
    assert [f.id for f in one.facts] == [f.id for f in two.facts]
    assert [s.id for s in one.sources] == [s.id for s in two.sources]
