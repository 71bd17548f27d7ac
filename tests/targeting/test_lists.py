"""Lists of companies and people: what comes in, what is left out and why, and what stands afterwards."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
import sqlalchemy as sa

from hitl_kit.domain.accounts import Account, Contact
from hitl_kit.domain.errors import InputError
from hitl_kit.files import ImportResult
from hitl_kit.ledger import Ledger, tables
from hitl_kit.targeting import (
    import_accounts,
    import_contacts,
    load_accounts,
    load_contacts,
    record_accounts,
)

APOLLO = """Company,Company Name for Emails,# Employees,Industry,Website,Company City,Company State,Company Country,\
Technologies,Annual Revenue,Apollo Account Id,Keywords
Acme Inc,Acme,"1,200",Software,https://www.acme.example/,Lyon,Rhône,France,"AWS, Snowflake; dbt",$12.5M,a1,data
Beta,,51-200,Retail,beta.example,,,Germany,,,a2,
"""
HUBSPOT = """Record ID,Company name,Company Domain Name,Website URL,Number of Employees,Annual Revenue,\
Country/Region,State/Region,City
77,Acme Inc,acme.example,https://acme.example/home,1200,12500000,France,Rhône,Lyon
"""
CRUNCHBASE = """Organization Name,Organization Name URL,Industries,Headquarters Location,Number of Employees,\
Estimated Revenue Range,Website,Founded Date
Acme Inc,https://www.crunchbase.com/organization/acme,"Software, Analytics","Lyon, Rhône, France",1001-5000,\
$10M to $50M,http://www.acme.example,1999-01-01
"""
SALES_NAVIGATOR = """Company,Company Website,Company Industry,Company Headcount,Company Location,LinkedIn URL
Acme Inc,acme.example,Software,"10,001+","Lyon, France",https://www.linkedin.com/company/acme
"""


def put(tmp_path: Path, text: str, name: str = "list.csv") -> Path:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


def accounts_in(ledger: Ledger, tmp_path: Path, text: str, **options: object) -> ImportResult:
    return import_accounts(ledger, "demo", put(tmp_path, text), actor="ana", **options)  # type: ignore[arg-type]


def contacts_in(ledger: Ledger, tmp_path: Path, text: str) -> ImportResult:
    return import_contacts(ledger, "demo", put(tmp_path, text, "people.csv"), actor="ana")


def counts(result: ImportResult) -> tuple[int, int, int, int]:
    return result.added, result.changed, result.unchanged, len(result.rejects)


def test_an_apollo_export_becomes_accounts(ledger: Ledger, tmp_path: Path) -> None:
    assert counts(accounts_in(ledger, tmp_path, APOLLO)) == (2, 0, 0, 0)
    acme, beta = load_accounts(ledger, "demo")
    assert acme == Account(
        name="Acme Inc", domain="acme.example", external_id="a1", industry="Software", employees=1200, revenue=12.5e6,
        country="France", region="Rhône", city="Lyon", technologies=("AWS", "Snowflake", "dbt"),
        attributes={"Company Name for Emails": "Acme", "Keywords": "data"},
    )  # fmt: skip
    assert (beta.employees, beta.revenue, beta.attributes) == (125, None, {})


@pytest.mark.parametrize("export", [HUBSPOT, CRUNCHBASE, SALES_NAVIGATOR])
def test_other_tools_exports_are_understood(ledger: Ledger, tmp_path: Path, export: str) -> None:
    assert counts(accounts_in(ledger, tmp_path, export)) == (1, 0, 0, 0)
    (acme,) = load_accounts(ledger, "demo")
    assert (acme.name, acme.key) == ("Acme Inc", "acme.example")
    assert acme.employees
    assert acme.country == "France" or "France" in acme.location


def test_a_list_in_the_shape_of_the_sp500_comes_in_by_mapping(ledger: Ledger, tmp_path: Path) -> None:
    text = (
        "Symbol,Security,GICS Sector,Headquarters Location,CIK,Founded\n"
        'ACM,Acme Works,Industrials,"Saint Paul, Minnesota",0000066740,1902\n'
    )
    with pytest.raises(InputError, match="no column for 'name'"):
        accounts_in(ledger, tmp_path, text)
    result = accounts_in(ledger, tmp_path, text, mapping={"Security": "name"})
    (acme,) = load_accounts(ledger, "demo")
    assert (acme.key, acme.industry, acme.location) == ("cik:66740", "Industrials", "Saint Paul, Minnesota")
    assert acme.attributes == {"Symbol": "ACM", "Founded": "1902"}
    assert result.extra == ("Symbol", "Founded")


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ("A,not a site,1,1", "domain: 'not a site' is not a domain"),
        ("A,a@a.example,1,1", "domain: 'a@a.example' is an e-mail address, not a domain"),
        ("A,a.example,many,1", "employees: 'many' is not a number of employees"),
        ("A,a.example,-1,1", "employees: '-1' is not a number of employees"),
        ("A,a.example,1,lots", "revenue: 'lots' is not a sum of money"),
        (",a.example,1,1", "name is empty"),
        ("A" * 301 + ",a.example,1,1", "name: String should have at most 300 characters"),
    ],
)
def test_a_malformed_cell_is_a_reject_that_names_the_field(
    ledger: Ledger, tmp_path: Path, cells: str, reason: str
) -> None:
    result = accounts_in(ledger, tmp_path, f"name,domain,employees,revenue\n{cells}\nB,b.example,n/a,-\n")
    assert counts(result) == (1, 0, 0, 1)
    assert (result.rejects[0].line, result.rejects[0].reason) == (2, reason)
    assert result.rejects_path is not None
    with result.rejects_path.open(newline="") as handle:
        assert list(csv.reader(handle))[1] == ["2", reason, cells]
    (other,) = load_accounts(ledger, "demo")
    assert (other.employees, other.revenue) == (None, None)


def test_a_company_that_stands_twice_is_a_reject_that_names_the_first_line(ledger: Ledger, tmp_path: Path) -> None:
    text = "name,domain\nA,a.example\nB,b.example\nA again,https://WWW.A.example/\nC,\n c ,\n"
    result = accounts_in(ledger, tmp_path, text)
    assert [(r.line, r.reason) for r in result.rejects] == [
        (4, "'a.example' stands on line 2 already"),
        (6, "'name:c' stands on line 5 already"),
    ]


def test_the_same_list_again_changes_nothing_and_another_adds_rows(ledger: Ledger, tmp_path: Path) -> None:
    accounts_in(ledger, tmp_path, "name,domain,employees\nA,a.example,10\nB,b.example,20\n")
    assert counts(accounts_in(ledger, tmp_path, "name,domain,employees\nA,a.example,10\nB,b.example,20\n")) == (
        0, 0, 2, 0,
    )  # fmt: skip
    again = accounts_in(ledger, tmp_path, "name,domain,employees\nB,b.example,25\nA,a.example,10\nC,c.example,1\n")
    assert counts(again) == (1, 1, 1, 0)
    assert [(a.name, a.employees) for a in load_accounts(ledger, "demo")] == [("A", 10), ("B", 25), ("C", 1)]
    assert len(ledger.rows(sa.select(tables.account))) == 4, "the old row stays"
    assert ledger.verify().intact


def test_an_import_is_one_event_with_counts_and_no_personal_data(ledger: Ledger, tmp_path: Path) -> None:
    accounts_in(ledger, tmp_path, "name,domain\nA,a.example\nB,bad\n")
    contacts_in(ledger, tmp_path, "email,first name\nana@a.example,Ana\n")
    events = ledger.rows(sa.select(tables.event).order_by(tables.event.c.seq))
    assert [(e["kind"], e["actor"], e["subject"]) for e in events] == [
        ("accounts.import", "ana", "demo"),
        ("contacts.import", "ana", "demo"),
    ]
    payload = json.loads(events[0]["payload"])
    assert (payload["added"], payload["changed"], payload["unchanged"], payload["rejected"]) == (1, 0, 0, 1)
    assert len(payload["file_sha256"]) == 64
    assert "a.example" not in events[0]["payload"] + events[1]["payload"]


def test_a_list_without_one_usable_row_leaves_no_event(ledger: Ledger, tmp_path: Path) -> None:
    assert accounts_in(ledger, tmp_path, "name,domain\nA,bad\n").nothing_usable
    assert ledger.head()[0] == 0


def test_when_the_rejects_cannot_be_written_nothing_is_imported(ledger: Ledger, tmp_path: Path) -> None:
    (tmp_path / "list.rejects.csv.partial").mkdir()
    with pytest.raises(InputError, match="cannot be written"):
        accounts_in(ledger, tmp_path, "name,domain\nA,bad\nB,b.example\n")
    assert load_accounts(ledger, "demo") == []
    assert ledger.head()[0] == 0


def test_campaigns_do_not_share_accounts(ledger: Ledger, tmp_path: Path) -> None:
    accounts_in(ledger, tmp_path, "name\nA\n")
    assert load_accounts(ledger, "other") == []


ACCOUNTS = """name,domain,cik,record id
Acme Inc,acme.example,,
Beta,,1234,
Twin,twin1.example,,
Twin,twin2.example,,
Gamma,,,G-77
Delta,,,
"""


@pytest.mark.parametrize(
    ("named", "key"),
    [
        ("acme.example", "acme.example"), ("https://www.ACME.example/jobs", "acme.example"),
        ("Acme Inc", "acme.example"), ("ACME INC.", "acme.example"), ("cik:1234", "cik:1234"), ("1234", "cik:1234"),
        ("0000001234", "cik:1234"), ("CIK0000001234", "cik:1234"), ("Beta", "cik:1234"), ("g-77", "id:G-77"),
        ("id:G-77", "id:G-77"), ("Delta", "name:delta"), ("name:delta", "name:delta"),
        ("twin2.example", "twin2.example"),
    ],
)  # fmt: skip
def test_a_contacts_account_is_found_by_any_of_its_names(ledger: Ledger, tmp_path: Path, named: str, key: str) -> None:
    accounts_in(ledger, tmp_path, ACCOUNTS)
    assert counts(contacts_in(ledger, tmp_path, f"email,company\nana@mail.example,{named}\n")) == (1, 0, 0, 0)
    assert load_contacts(ledger, "demo")[0].account_key == key


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("ana@acme.example,Nobody,", "no account 'Nobody' in this campaign: import accounts first"),
        ("ana@other.example,,", "no account 'other.example' in this campaign: import accounts first"),
        ("ana@acme.example,,other.example", "no account 'other.example' in this campaign: import accounts first"),
        ("ana@acme.example,Twin,",
         "account: 2 accounts of this campaign are called 'Twin': give the domain instead"),
        ("ana@acme.example,Nobody,not a site", "domain: 'not a site' is not a domain"),
        ("ana@,Acme Inc,", "email: 'ana@' is not an e-mail address: there must be something after the @-sign"),
        ("ana@acme.example;bo@acme.example,Acme Inc,", None),
        ("n/a,Acme Inc,", None),
    ],
)  # fmt: skip
def test_a_contact_that_fits_no_account_or_address_is_a_reject(
    ledger: Ledger, tmp_path: Path, row: str, reason: str | None
) -> None:
    accounts_in(ledger, tmp_path, ACCOUNTS)
    result = contacts_in(ledger, tmp_path, f"email,company,website\n{row}\n")
    assert counts(result) == (0, 0, 0, 1)
    assert reason is None or result.rejects[0].reason == reason
    assert "email: " in result.rejects[0].reason or reason is not None


def test_a_contacts_company_domain_helps_where_its_name_does_not(ledger: Ledger, tmp_path: Path) -> None:
    accounts_in(ledger, tmp_path, ACCOUNTS)
    text = "email,company,website\na@x.example,Acme SAS,www.acme.example\nb@x.example,Twin,twin2.example\n"
    assert counts(contacts_in(ledger, tmp_path, text)) == (2, 0, 0, 0)
    assert [c.account_key for c in load_contacts(ledger, "demo")] == ["acme.example", "twin2.example"]


def test_people_come_in_with_their_names_and_once_an_address(ledger: Ledger, tmp_path: Path) -> None:
    accounts_in(ledger, tmp_path, ACCOUNTS)
    text = (
        "Full Name,Job Title,E-mail,LinkedIn,Seniority\n"
        "Ana María López,CFO,Ana@Acme.example,https://l.example/ana,C suite\n"
        "Ana L,CFO,ana@acme.EXAMPLE,,\n"
    )
    result = contacts_in(ledger, tmp_path, text)
    assert [(r.line, r.reason) for r in result.rejects] == [(3, "'ana@acme.example' stands on line 2 already")]
    assert load_contacts(ledger, "demo") == [
        Contact(
            email="ana@acme.example", account_key="acme.example", first_name="Ana", last_name="María López",
            title="CFO", linkedin_url="https://l.example/ana", attributes={"Seniority": "C suite"},
        )
    ]  # fmt: skip
    assert counts(contacts_in(ledger, tmp_path, text)) == (0, 0, 1, 1)


def test_simulated_accounts_stand_apart_and_are_recorded_once(ledger: Ledger, tmp_path: Path) -> None:
    accounts_in(ledger, tmp_path, "name,domain\nReal,real.example\n")
    account = Account(name="Toy", domain="toy.example")
    contact = Contact(email="ana@toy.example", account_key="toy.example")
    for _ in range(2):
        record_accounts(ledger, "demo", [account], [contact], actor="simulation", simulated=True)
    assert ledger.head()[0] == 2, "one import, one recording, and the second recording had nothing to add"
    assert load_accounts(ledger, "demo", simulated=True) == [account]
    assert load_contacts(ledger, "demo", simulated=True) == [contact]
    assert [a.name for a in load_accounts(ledger, "demo")] == ["Real"]
    assert load_contacts(ledger, "demo") == []


def test_ten_thousand_accounts_come_in_quickly(ledger: Ledger, tmp_path: Path) -> None:
    import time

    rows = "".join(f'"Company {i}, Inc",https://www.c{i}.example/x,"{i:,}",$1.5M\n' for i in range(10_000))
    path = put(tmp_path, "Company Name,Website,# Employees,Annual Revenue\n" + rows)
    started = time.process_time()
    assert import_accounts(ledger, "demo", path, actor="ana").added == 10_000
    assert time.process_time() - started < 6
