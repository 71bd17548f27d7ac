"""Careers: a company's boards are read off its own pages, in whatever way these link to them, and never guessed."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import Any

import pytest

from hitl_kit.domain.accounts import Account
from hitl_kit.research.boards import job_boards
from hitl_kit.research.careers import Careers, Link, own_name
from hitl_kit.research.http import Response
from hitl_kit.research.unanswered import Unanswered

GREENHOUSE = '<a href="https://boards.greenhouse.io/acmefreight/jobs/1">Driver</a>'


@pytest.fixture
def careers(door, site):
    return Careers(door, job_boards(door), site.base)


def found(careers) -> list[tuple[str, str]]:
    return [(board.name, slug) for board, slug in careers.linked_boards("acme-freight.example")]


def pages(site) -> list[str]:
    """What was asked for, robots.txt apart."""
    return [path for path in site.asked if path != "/robots.txt"]


@pytest.mark.parametrize(
    ("address", "name", "slug"),
    [
        ("https://boards.greenhouse.io/acmefreight", "Greenhouse", "acmefreight"),
        ("https://job-boards.greenhouse.io/acmefreight/jobs/42?gh_src=x", "Greenhouse", "acmefreight"),
        ("https://job-boards.eu.greenhouse.io/acmefreight", "Greenhouse", "acmefreight"),
        ("https://boards.greenhouse.io/embed/job_board/js?for=acmefreight", "Greenhouse", "acmefreight"),
        ("//boards.greenhouse.io/embed/job_board?b=1&amp;for=acmefreight", "Greenhouse", "acmefreight"),
        ("https://boards-api.greenhouse.io/v1/boards/acmefreight/jobs", "Greenhouse", "acmefreight"),
        ("https://jobs.lever.co/acme-freight/5ac2/apply", "Lever", "acme-freight"),
        ("https://api.lever.co/v0/postings/acme-freight?mode=json", "Lever", "acme-freight"),
        ("https://jobs.eu.lever.co/acme-freight", "Lever (EU)", "acme-freight"),
        ("https://jobs.ashbyhq.com/AcmeFreight", "Ashby", "AcmeFreight"),
        ("https://jobs.ashbyhq.com/Acme%20Freight/embed", "Ashby", "Acme Freight"),
        ("https://api.ashbyhq.com/posting-api/job-board/AcmeFreight", "Ashby", "AcmeFreight"),
        ("https://apply.workable.com/acme-freight/", "Workable", "acme-freight"),
        ("https://apply.workable.com/acme-freight/j/8C1A2B3D4E/", "Workable", "acme-freight"),
        ("https://apply.workable.com/api/v1/widget/accounts/acme-freight", "Workable", "acme-freight"),
        ("https://www.workable.com/api/accounts/acme-freight?details=true", "Workable", "acme-freight"),
        ("https://acme-freight.workable.com", "Workable", "acme-freight"),
        ("https://careers.smartrecruiters.com/AcmeFreight", "SmartRecruiters", "AcmeFreight"),
        ("https://jobs.smartrecruiters.com/AcmeFreight/743999-driver", "SmartRecruiters", "AcmeFreight"),
        ("https://api.smartrecruiters.com/v1/companies/AcmeFreight/postings", "SmartRecruiters", "AcmeFreight"),
        ("https://acmefreight.recruitee.com/o/driver", "Recruitee", "acmefreight"),
        ("HTTPS://BOARDS.GREENHOUSE.IO/acmefreight", "Greenhouse", "acmefreight"),
    ],
)
def test_a_link_to_a_board_names_the_company_there(careers, site, address, name, slug):
    site.put("/", f'<p>Jobs</p><a class="x" href="{address}">All positions</a>')
    assert found(careers) == [(name, slug)]


@pytest.mark.parametrize(
    "address",
    [
        "https://boards.greenhouse.io/", "https://www.greenhouse.io/acmefreight", "https://boards.greenhouse.io/embed/x",
        "https://boards.greenhouse.io.evil.example/acme", "https://evil.example/boards.greenhouse.io/acme",
        "https://boards.greenhouse.io/${token}", "https://boards.greenhouse.io/a%2Fb", "https://jobs.lever.co",
        "https://www.lever.co/acme", "https://www.ashbyhq.com/acme", "https://jobs.ashbyhq.com/%00",
        "https://apply.workable.com/j/8C1A2B3D4E", "https://www.workable.com/pricing", "https://help.workable.com/",
        "https://apply.workable.com/api/", "https://www.smartrecruiters.com/acme", "https://recruitee.com/",
        "https://jobs.smartrecruiters.com/oneclick-ui/company/x", "https://www.recruitee.com/", "ftp://jobs.lever.co/acme",
        "https://a.b.recruitee.com/", "https://[bad/", "mailto:jobs@jobs.lever.co", "https://api.lever.co/v1/opportunities",
    ],
)  # fmt: skip
def test_a_link_to_anything_else_names_none(careers, site, address):
    site.put("/", f'<a href="{address}">x</a>')
    assert found(careers) == []


def test_the_careers_page_that_the_home_page_links_to_is_read(careers, site):
    site.put("/", '<a href="/about">About</a> <a href="/company/careers/?from=home&amp;x=1#top">Work here</a>')
    site.put("/company/careers/", GREENHOUSE)
    assert found(careers) == [("Greenhouse", "acmefreight")]
    assert pages(site) == ["/", "/company/careers/?from=home&x=1"]


@pytest.mark.parametrize("page", ["/careers", "/jobs"])
def test_without_a_link_the_usual_pages_are_tried(careers, site, page):
    site.put("/", "<p>Freight.</p>")
    site.put(page, GREENHOUSE)
    assert found(careers) == [("Greenhouse", "acmefreight")]


def test_another_sites_careers_page_is_not_followed(careers, site):
    site.put(
        "/", '<a href="https://partner.example/careers">Partner</a><a href="https://evil-acme-freight.example/jobs">'
    )
    assert found(careers) == []
    assert pages(site) == ["/", "/careers", "/jobs"]


def test_a_page_that_redirects_to_the_board_names_it(site, door):
    site.put("/", "<p>Freight.</p>")
    site.put("/careers", "", status=302, Location="/elsewhere/boards")
    site.put("/elsewhere/boards", "<p>Nothing here.</p>")

    class Local(type(job_boards(door)[0])):  # type: ignore[misc]
        def slug(self, link: Link) -> str:
            return "acmefreight" if link.path[:2] == ("elsewhere", "boards") else ""

    careers = Careers(door, [Local(door)], site.base)
    assert found(careers) == [("Greenhouse", "acmefreight")]


def test_frames_scripts_and_data_in_scripts_count(careers, site):
    site.put(
        "/",
        """
        <iframe src='https://jobs.ashbyhq.com/AcmeFreight/embed'></iframe>
        <script>window.data = {"url":"https:\\/\\/api.lever.co\\/v0\\/postings\\/acme-freight?mode=json"}</script>
        <script>let u = "https:\\u002F\\u002Facmefreight.recruitee.com\\u002F"</script>""",
    )
    assert found(careers) == [("Ashby", "AcmeFreight"), ("Lever", "acme-freight"), ("Recruitee", "acmefreight")]


def test_a_board_in_a_comment_is_one_that_the_company_left(careers, site):
    site.put("/", f'<!-- {GREENHOUSE} --><a href="https://jobs.lever.co/acme">Jobs</a><!-- {GREENHOUSE}')
    assert found(careers) == [("Lever", "acme")]


def test_the_same_board_linked_many_times_is_one(careers, site):
    site.put("/", GREENHOUSE * 50 + GREENHOUSE.replace("/1", "/2"))
    assert found(careers) == [("Greenhouse", "acmefreight")]


class Told:
    """A door to hosts that loopback cannot have: a page is its text, or what is raised."""

    def __init__(self, pages: dict[str, str | Unanswered]) -> None:
        self.pages = pages
        self.asked: list[str] = []

    def get(self, url: str, **_: object) -> Response:
        self.asked.append(url)
        page = self.pages.get(url, "")
        if isinstance(page, Unanswered):
            raise page
        return Response(url, 200, "text/html", page.encode(), datetime(2026, 11, 15, tzinfo=UTC), False)


def told(pages: dict[str, str | Unanswered]) -> tuple[Careers, list[str]]:
    door: Any = Told(pages)
    return Careers(door, job_boards(door)), door.asked


def test_a_careers_host_of_the_company_is_its_own():
    careers, asked = told({
        "https://acme-freight.example": '<a href="https://careers.acme-freight.example/all">Work here</a>',
        "https://careers.acme-freight.example/all": GREENHOUSE,
    })  # fmt: skip
    assert found(careers) == [("Greenhouse", "acmefreight")]
    assert len(asked) == 2


@pytest.mark.parametrize("kind", ["unreachable", "timeout"])
def test_a_site_that_cannot_be_reached_is_asked_once(kind):
    careers, asked = told({"https://acme-freight.example": Unanswered("no connection", kind)})
    with pytest.raises(Unanswered) as caught:
        found(careers)
    assert (caught.value.message, caught.value.kind) == ("acme-freight.example: no connection", kind)
    assert asked == ["https://acme-freight.example"]


def test_a_careers_page_that_cannot_be_read_is_no_page_without_boards(careers, site):
    site.put("/", '<a href="/careers">Work here</a>')
    site.put("/careers", "no", status=403)
    with pytest.raises(Unanswered, match=r"^acme-freight\.example: refused: 403"):
        found(careers)


def test_the_parts_of_one_page_are_read_once(careers, site):
    site.put("/", '<a href="/careers#drivers">Drivers</a><a href="/careers#offices">Offices</a>')
    site.put("/careers", "<p>Nothing today.</p>")
    assert found(careers) == []
    assert pages(site) == ["/", "/careers"]


def test_a_site_that_refuses_is_no_site_without_boards(careers, site):
    for path in ("/", "/careers", "/jobs"):
        site.put(path, "no", status=403)
    with pytest.raises(Unanswered, match=r"^acme-freight\.example: refused: 403"):
        found(careers)


def test_a_refused_home_page_leaves_the_usual_pages(careers, site):
    site.put("/", "no", status=403)
    site.put("/careers", GREENHOUSE)
    assert found(careers) == [("Greenhouse", "acmefreight")]


def test_a_site_without_any_page_links_to_none(careers, site):
    assert found(careers) == []


def test_robots_txt_is_heeded(fresh_door, site):
    site.put("/robots.txt", "User-agent: *\nDisallow: /", kind="text/plain")
    site.put("/", GREENHOUSE)
    with pytest.raises(Unanswered) as caught:
        found(Careers(fresh_door, job_boards(fresh_door), site.base))
    assert caught.value.kind == "robots"
    assert site.asked == ["/robots.txt"]


def test_few_pages_are_read_however_many_are_linked(careers, site):
    site.put("/", "".join(f'<a href="/careers/{i}">x</a>' for i in range(100)))
    assert found(careers) == []
    assert len(pages(site)) == 5


@pytest.mark.parametrize(
    "page",
    ["<!--" * 400_000, "href=" * 300_000, "//" * 700_000, 'href="' + "a" * 1_500_000, "<div>" * 300_000,
     '<a href="https://jobs.lever.co/' * 40_000, "https://" * 180_000, "href" + " " * 1_000_000],
    ids=["comments", "attributes", "slashes", "long", "nested", "unclosed", "schemes", "spaces"],
)  # fmt: skip
def test_a_page_made_to_stall_a_reader_does_not(careers, site, page):
    site.put("/", page)
    start = time.process_time()
    found(careers)
    assert time.process_time() - start < 5


def test_an_address_in_parts():
    link = Link.of(" HTTPS://Boards.Greenhouse.io:443/a%20b//c/?for=x&for=y#z ")
    assert link == Link("boards.greenhouse.io", ("a b", "c"), {"for": "y"})
    for none in ("", "jobs", "//x.example", "javascript:1", "https://", "https://[::1", "https://x/?" + "a=1&" * 200):
        assert Link.of(none) is None


@pytest.mark.parametrize(
    ("name", "domain", "slug", "own"),
    [
        ("Acme Freight Ltd", "acme-freight.example", "acmefreight", True),
        ("Acme Freight Ltd", "acme-freight.example", "acme", True),
        ("Acme Freight Ltd", "acme-freight.example", "Acme.Freight Careers", True),
        ("Acme Freight Ltd", "af.example", "acmefreight2", True),
        ("Acme Freight Ltd", "acme-freight.example", "globex", False),
        ("Acme Freight Ltd", "acme-freight.example", "freightwaves", False),
        ("General Motors", "gm.example", "generalmotors", True),
        ("General Motors", "gm.example", "generalelectric", False),
        ("International Business Machines", "www.blue.example", "ibm", True),
        ("HP Inc.", "hp.example", "hpinc", True),
        ("HP Inc.", "hp.example", "chip", False),
        ("3M", "3m.example", "3mcompany", True),
        ("Sun Life", "sunlife.example", "sunrun", False),
        ("X", "x.example", "xerox", False),
        ("株式会社メルカリ", "mercari.example", "mercari", True),
        ("!!!", "", "x", False),
    ],
)
def test_a_board_of_ones_own_bears_ones_name(name, domain, slug, own):
    assert own_name(Account(name=name, domain=domain))(slug) is own


def test_ones_own_board_is_looked_for_behind_somebody_elses(careers, site):
    site.put("/", '<a href="https://jobs.lever.co/globex">Our partner hires</a> <a href="/careers">Careers</a>')
    site.put("/careers", GREENHOUSE)
    own = own_name(Account(name="Acme Freight", domain="acme-freight.example"))
    assert [slug for _, slug in careers.linked_boards("acme-freight.example", own)] == ["acmefreight"]


def test_of_several_boards_only_ones_own_are_read(careers, site):
    many = "".join(f'<a href="https://jobs.lever.co/company{n}">x</a>' for n in range(9))
    site.put("/", many + GREENHOUSE)
    own = own_name(Account(name="Acme Freight", domain="acme-freight.example"))
    assert [slug for _, slug in careers.linked_boards("acme-freight.example", own)] == ["acmefreight"]
