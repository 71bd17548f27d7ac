"""8-K reports: the list by CIK, the document, the section, and what in it is a change of people."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from hitl_kit.domain.accounts import Account
from hitl_kit.research.feeds import Edgar, Submissions
from hitl_kit.research.feeds.edgar import MAX_FILINGS
from hitl_kit.research.feeds.eight_k import changes, section
from hitl_kit.research.http import Door
from tests.research.feeds.shelf import ANSWERS, CIK, Asked, Shelf, filings

LIST = "/submissions/CIK0001234567.json"
APPOINTED = "On November 1, 2026, the Board of Directors appointed Jane Roe as Chief Operating Officer of the Company."
HEADING = (
    "Item 5.02. Departure of Directors or Certain Officers; Election of Directors; Appointment of Certain Officers; "
    "Compensatory Arrangements of Certain Officers."
)


@pytest.fixture
def account() -> Account:
    return Account(name="Acme Freight, Inc.", domain="acme-freight.example", cik=CIK)


@pytest.fixture
def edgar(door: Door, shelf: Shelf) -> Edgar:
    return Edgar(Submissions(door, date(2021, 1, 1), data=shelf.base, archives=f"{shelf.base}/Archives/edgar/data"))


def report(*paragraphs: str) -> str:
    return "<html><body>" + "".join(f"<p>{p}</p>" for p in (*paragraphs, "SIGNATURES")) + "</body></html>"


DOCUMENT = "/Archives/edgar/data/1234567/000123456726000001/a8k.htm"


def test_a_recorded_list_leads_to_the_reports_with_the_item(
    edgar: Edgar, shelf: Shelf, account: Account, ask: Callable[..., Asked]
) -> None:
    shelf.json(LIST, (ANSWERS / "edgar_submissions.json").read_bytes())
    path = "/Archives/edgar/data/1234567/000156459022032575/acfr-8k_20220925.htm"
    shelf.page(path, report(HEADING, "On September 25, 2022, Max Poe was elected to our Board of Directors."))
    found = ask(edgar, account)
    assert found.told() == [
        ("leadership", "2022-09-25", "On September 25, 2022, Max Poe was elected to our Board of Directors.")
    ]
    (source,) = found.research.sources
    assert (source.source_class, source.published) == ("filing", date(2022, 9, 28))
    assert source.url == shelf.base + path
    assert "2 filings" not in found.cause
    assert found.cause.count("could not be read: refused: 404") == 2
    assert not [p for p in shelf.asked() if p.endswith(".xml")]


def test_only_the_section_of_the_item_is_read(
    edgar: Edgar, shelf: Shelf, account: Account, ask: Callable[..., Asked]
) -> None:
    shelf.json(LIST, filings({}))
    other = "John Doe resigned as director of a company that we know nothing about."
    shelf.page(
        DOCUMENT, report("Item 1.01 Entry into an Agreement", other, HEADING, APPOINTED, "Item 9.01 Exhibits", other)
    )
    found = ask(edgar, account)
    assert found.told() == [("leadership", "2026-11-01", APPOINTED)]
    assert other not in "".join(found.texts.values())
    assert found.answer == "found"
    assert len(found.research.signals) == 1


@pytest.mark.parametrize(
    "sentence",
    [
        APPOINTED,
        "Jane Roe notified the Company that she will step down as Chief Financial Officer, effective December 1, 2026.",
        "On May 2, 2026, John Doe resigned from the Board of Directors of the Company for personal reasons.",
        "Effective today Ms. Roe was promoted to President and will receive an annual base salary of $500,000.",
        "Mr. Doe will not stand for re-election as a director at the annual meeting of 2027.",
        "The Company announced the departure of its General Counsel, who had been granted options.",
        "Mr. Doe will serve as interim Treasurer until a successor is found.",
        "(d) On June 2, 2026, the Board grew to eight directors and elected Jane Roe to fill the vacancy.",
        "Ms. Roe will succeed John Doe, who is retiring after 20 years as Chief Executive Officer.",
        "John Doe, Executive Vice President, informed the Company that he intends to leave the Company.",
        "Jane Roe has been hired as Chief People Officer of the Company effective May 4, 2026.",
        "Mr. Doe's employment as Chief Technology Officer ended on May 4, 2026.",
        "Mr. Doe's last day as Chief Technology Officer will be May 4, 2026.",
        "On May 4, 2026, Acme announced that Jane Roe will become Chief Executive Officer on June 1, 2026.",
        "John Doe, a director since 2011, died unexpectedly on May 1, 2026.",
    ],
)
def test_a_change_of_people(sentence: str) -> None:
    assert changes(sentence) == [sentence]


@pytest.mark.parametrize(
    "sentence",
    [
        "On March 1, 2026, the Compensation Committee approved a bonus plan for the Company's executive officers.",
        "The Board increased the base salary of Jane Roe, who was appointed Chief Financial Officer in 2020.",
        "Stockholders approved the 2026 Equity Incentive Plan, under which directors may be granted awards.",
        "The Board of Directors appointed Ms. Roe to the Compensation Committee with immediate effect today.",
        "Mr. Doe's resignation as director was not the result of any disagreement with the Company.",
        "There are no family relationships between Ms. Roe and any director appointed by the Company.",
        "The Company's officers and directors were pleased with the results of the year.",
        "Ms. Roe previously was appointed President of another firm, and receives a car.",
        "The Company entered into a severance agreement with its President that applies if he is terminated.",
        "On March 1, 2026, the Board approved new target amounts for its named executive officers.",
        "The Board adopted the Supplemental Executive Retirement Plan for certain officers of the Company.",
        "The Company terminated its Officer Deferral Plan with effect from the end of the year.",
        "From 2015 to 2019, Mr. Doe was promoted to Chief Financial Officer of Globex Corp. and led its finance team.",
        "Prior to joining the Company, Ms. Roe was appointed President of Globex in 2015.",
        "Mr. Doe, age 52, was an analyst at Globex, and prior to that was appointed Vice President of Initech.",
        "The term of each director elected at the meeting will expire in 2027.",
        "Under the plan, if an officer retires or dies, awards vest.",
        "The policy applies to each executive officer whose employment is terminated by the Company.",
        "The amendment will become effective for the Chief Executive Officer on May 4, 2026.",
    ],
)
def test_no_change_of_people(sentence: str) -> None:
    assert changes(sentence) == []


def test_a_report_on_pay_alone_is_read_and_tells_of_nothing(
    edgar: Edgar, shelf: Shelf, account: Account, ask: Callable[..., Asked]
) -> None:
    shelf.json(LIST, filings({}))
    shelf.page(
        DOCUMENT, report(HEADING, "(e) On March 1, 2026, the Committee granted stock options to Jane Roe, President.")
    )
    found = ask(edgar, account)
    assert (found.answer, found.cause) == ("not found", "")


@pytest.mark.parametrize(
    ("item", "title", "kind"),
    [
        ("1.03", "Bankruptcy or Receivership", "controversy"),
        ("2.05", "Costs Associated with Exit or Disposal Activities.", "layoffs"),
        ("5.01", "Changes in Control of Registrant", "merger"),
    ],
)
def test_items_that_hold_a_package(
    item: str, title: str, kind: str, edgar: Edgar, shelf: Shelf, account: Account, ask: Callable[..., Asked]
) -> None:
    shelf.json(LIST, filings({"items": item}))
    sentence = "The Company committed to a plan that it describes in the following paragraph."
    shelf.page(DOCUMENT, report(f"Item {item} {title}", sentence))
    assert ask(edgar, account).told() == [(kind, "2026-11-01", sentence)]


def test_headings_as_they_are_written() -> None:
    for heading in ("Item 5.02", "ITEM\u00a05.02.", "Item 5 . 02 –", "• Item 5.02:"):
        assert section(f"Preamble\n{heading}\nThe text.\nItem 9.01 Exhibits", "5.02") == "The text."
    assert section("We refer to item 5.02 of another form.", "5.02") == ""


def test_a_report_that_is_built_to_stall_is_read_in_time() -> None:
    start = time.monotonic()
    assert section("-\n" * 500_000 + "Item 5.02\nThe text.\n" + "-\n" * 500_000 + "Item 9.01", "5.02")
    changes("no " * 13_000 + "who from item if " * 1000)
    assert time.monotonic() - start < 10


TITLE = (
    "Departure of Directors or Certain Officers; Election of Directors; Appointment of Certain Officers; "
    "Compensatory Arrangements of Certain Officers"
)


@pytest.mark.parametrize("between", [". ", " ", "\n", ".\n", " (b) ", " \u2013 "])
@pytest.mark.parametrize("title", [TITLE, TITLE.upper(), TITLE.replace("of ", "of\n"), ""])
def test_only_the_items_own_title_is_left_out(title: str, between: str) -> None:
    """Words like those of the title stand in the text, too, and a quote is verbatim."""
    body = (
        "John Doe told us that he will not stand in the election of directors. The appointment of officers by the "
        "Board follows the departure of directors."
    )
    found = section(f"Item 5.02{'. ' if title else ''}{title}{between}{body}\nItem 9.01 Exhibits", "5.02")
    assert found.removeprefix("(b) ") == body


def test_several_items_of_one_report_are_told_apart(
    edgar: Edgar, shelf: Shelf, account: Account, ask: Callable[..., Asked]
) -> None:
    shelf.json(LIST, filings({"items": "2.05, 5.02,9.01"}))
    cut = "On November 1, 2026, the Board committed to a plan to close two depots."
    closing = "Item 2.05 Costs Associated with Exit or Disposal Activities."
    shelf.page(DOCUMENT, report(closing, cut, HEADING, APPOINTED))
    found = ask(edgar, account)
    assert {kind: quote for kind, _, quote in found.told()} == {"layoffs": cut, "leadership": APPOINTED}
    assert sorted(s.title[-9:] for s in found.research.sources) == ["item 2.05", "item 5.02"]


def test_an_item_that_points_elsewhere_is_not_an_item_that_tells_nothing(
    edgar: Edgar, shelf: Shelf, account: Account, ask: Callable[..., Asked]
) -> None:
    shelf.json(LIST, filings({}))
    shelf.page(DOCUMENT, report(HEADING, "The information in Item 1.01 is incorporated herein by reference."))
    found = ask(edgar, account)
    assert (found.answer, found.cause) == ("not measured", "the 8-K of 2026-11-04 tells of its item 5.02 elsewhere")


def test_older_parts_of_the_list_are_read_if_they_reach_back_far_enough(
    edgar: Edgar, shelf: Shelf, account: Account, ask: Callable[..., Asked]
) -> None:
    near, far = "CIK0001234567-submissions-001.json", "CIK0001234567-submissions-002.json"
    files = [{"name": near, "filingTo": "2026-11-30"}, {"name": far, "filingTo": "2013-12-10"}]
    shelf.json(LIST, filings(files=files))
    shelf.json(f"/submissions/{near}", filings({})["filings"]["recent"])
    shelf.page(DOCUMENT, report(HEADING, APPOINTED))
    assert ask(edgar, account).answer == "found"
    assert f"/submissions/{far}" not in shelf.asked()


def test_a_part_of_the_list_that_is_missing_is_no_empty_part(
    edgar: Edgar, shelf: Shelf, account: Account, ask: Callable[..., Asked]
) -> None:
    files = [{"name": "CIK0001234567-submissions-001.json", "filingTo": "2026-11-30"}]
    shelf.json(LIST, filings(files=files))
    assert ask(edgar, account).answer == "not measured"


def test_the_newest_reports_are_read_and_the_others_counted(
    edgar: Edgar, shelf: Shelf, account: Account, ask: Callable[..., Asked]
) -> None:
    rows = [{"accessionNumber": f"0001234567-26-{n:06}", "filingDate": f"2026-03-{n:02}"} for n in range(1, 12)]
    shelf.json(LIST, filings(*rows))
    for n in range(4, 12):
        shelf.page(f"/Archives/edgar/data/1234567/000123456726{n:06}/a8k.htm", report(HEADING, APPOINTED))
    found = ask(edgar, account)
    assert f"{MAX_FILINGS} of 11 filings of 8-K were read" in found.cause
    assert "could not" not in found.cause
    assert len(found.facts) == 1, "the same words again are one fact"


def test_a_report_that_cannot_be_read_is_not_a_report_of_nothing(
    edgar: Edgar, shelf: Shelf, account: Account, ask: Callable[..., Asked]
) -> None:
    shelf.json(LIST, filings({}))
    found = ask(edgar, account)
    assert (found.answer, found.cause) == (
        "not measured", "the 8-K of 2026-11-04 could not be read: refused: 404"
    )  # fmt: skip
    shelf.page(DOCUMENT, report("Item 8.01 Other", "Nothing of interest stands here."))
    found = ask(edgar, account)
    assert (found.answer, found.cause) == ("not measured", "the 8-K of 2026-11-04 has no section for its item 5.02")


def test_amendments_and_reports_before_the_day_are_not_fetched(
    edgar: Edgar, shelf: Shelf, account: Account, ask: Callable[..., Asked]
) -> None:
    shelf.json(LIST, filings({"form": "8-K/A"}, {"filingDate": "2020-12-31"}))
    assert ask(edgar, account).answer == "not found"
    assert shelf.asked() == [LIST]


def test_nothing_filed_is_an_answer(edgar: Edgar, shelf: Shelf, account: Account, ask: Callable[..., Asked]) -> None:
    shelf.json(LIST, filings())
    assert ask(edgar, account).answer == "not found"


@pytest.mark.parametrize(
    ("change", "cause"),
    [
        (lambda a: a.pop("filings"), "there is no 'filings.recent'"),
        (lambda a: a["filings"]["recent"].pop("items"), "there is no 'items'"),
        (lambda a: a["filings"]["recent"]["items"].append("5.02"), "the columns of the filings differ in length"),
        (lambda a: a["filings"]["recent"].update(form=[8]), "'form' holds more than texts"),
        (lambda a: a["filings"].update(recent=[]), "'filings.recent' is a list, not an object"),
        (lambda a: a["filings"]["recent"].update(filingDate=["soon"]), "a filing has no date or number"),
        (lambda a: a["filings"]["recent"].update(accessionNumber=["../../x"]), "a filing has no date or number"),
        (lambda a: a["filings"].update(files=[{"name": "../x", "filingTo": "2026-11-30"}]), "names no list of filings"),
        (lambda a: a.update(cik="7654321"), "its answer is about the CIK 7654321, not 1234567"),
    ],
)
def test_fields_that_changed_are_not_measured(
    change: Callable[[Any], Any], cause: str, edgar: Edgar, shelf: Shelf, account: Account, ask: Callable[..., Asked]
) -> None:
    told = filings({})
    change(told)
    shelf.json(LIST, told)
    found = ask(edgar, account)
    assert found.answer == "not measured"
    assert cause in found.cause


def test_a_document_outside_of_its_folder_is_not_asked_for(
    edgar: Edgar, shelf: Shelf, account: Account, ask: Callable[..., Asked]
) -> None:
    shelf.json(LIST, filings({"primaryDocument": "../../../secret.htm"}, {"primaryDocument": "//elsewhere.example/x"}))
    assert ask(edgar, account).answer == "not found"
    assert shelf.asked() == [LIST]


def test_no_answer_is_not_measured(edgar: Edgar, shelf: Shelf, account: Account, ask: Callable[..., Asked]) -> None:
    assert ask(edgar, account).cause == "the SEC knows no filer with the CIK 1234567"


@pytest.mark.parametrize(
    ("status", "body", "cause"),
    [
        ("403 Forbidden", b"Undeclared Automated Tool", "refused: 403"),
        ("200 OK", json.dumps(filings({})).encode()[:60], "the answer is not JSON that can be read"),
        ("200 OK", b"[]", "there is no 'cik'"),
    ],
)
def test_refusals_and_broken_answers_are_not_measured(
    status: str, body: bytes, cause: str, edgar: Edgar, shelf: Shelf, account: Account, ask: Callable[..., Asked]
) -> None:
    shelf.json(LIST, body, status)
    found = ask(edgar, account)
    assert found.answer == "not measured"
    assert cause in found.cause


@pytest.mark.parametrize(
    ("cik", "cause"),
    [("", "the account has no CIK"), ("12/../3", "no number"), ("12345678901", "no number"), ("0", "no number")],
)
def test_an_account_without_a_usable_cik(
    cik: str, cause: str, edgar: Edgar, shelf: Shelf, ask: Callable[..., Asked]
) -> None:
    found = ask(edgar, Account(name="Acme", domain="acme.example", cik=cik))
    assert found.answer == "not measured"
    assert cause in found.cause
    assert not shelf.asked()


def test_the_list_is_asked_for_once_for_both_forms(
    door: Door, shelf: Shelf, account: Account, ask: Callable[..., Asked]
) -> None:
    shelf.json(LIST, filings())
    submissions = Submissions(door, date(2021, 1, 1), data=shelf.base)
    ask(Edgar(submissions), account)
    ask(Edgar(submissions), account)
    assert shelf.asked() == [LIST]
