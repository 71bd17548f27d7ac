"""Our own mail: who answered, objected or was written to, in which campaign, and what a package makes of it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from hitl_kit.domain.accounts import Account
from hitl_kit.domain.base import sha256_hex
from hitl_kit.ledger import Ledger
from hitl_kit.replies import hand_over
from hitl_kit.research import research_account, vetoes
from hitl_kit.research.feeds import OwnMail
from tests.retrospect.conftest import Writer

AS_OF = date(2026, 3, 20)
ACME = Account(name="Acme Ltd", domain="acme.example")


@pytest.fixture
def write(ledger: Ledger) -> Writer:
    return Writer(ledger, "nordics")


def told(ledger: Ledger, account: Account = ACME, campaign: str = "alps", as_of: date = AS_OF) -> list[str]:
    reading = OwnMail(ledger, campaign, as_of).read(account)
    assert reading.answer == ("found" if reading.facts else "not found")
    return [f.quote for f in reading.facts]


@pytest.mark.parametrize("campaign", ["alps", "nordics"])
def test_an_answer_in_any_campaign_is_a_relationship(write: Writer, ledger: Ledger, campaign: str) -> None:
    write.sent("p1", "replied:negative", company="acme.example", when="2020-03-03 09:00")
    (fact,) = OwnMail(ledger, campaign, AS_OF).read(ACME).facts
    assert fact.quote == "Acme Ltd answered our mail of 2020-03-03 in campaign nordics"
    assert (fact.kind, fact.dated) == ("relationship", date(2020, 3, 3))


def test_the_evidence_is_kept_and_names_no_person(write: Writer, ledger: Ledger) -> None:
    write.sent("p1", "positive", company="acme.example", email="ann.berg@acme.example")
    reading = OwnMail(ledger, "alps", AS_OF).read(ACME)
    (source,) = reading.sources
    (text,) = reading.texts.values()
    assert (source.source_class, source.url, source.sha256) == ("crm", "ledger:package/p1", sha256_hex(text))
    assert source.retrieved_at == datetime(2026, 3, 3, 10, tzinfo=UTC)
    assert "ann" not in text.casefold()
    assert OwnMail(ledger, "alps", AS_OF).read(ACME) == reading, "read again, it is the same evidence"


def test_it_holds_a_package_however_old(write: Writer, ledger: Ledger, icp) -> None:
    write.sent("p1", "positive", company="acme.example", when="2019-03-03 09:00")
    research, texts = research_account(ACME, icp, [OwnMail(ledger, "alps", AS_OF)], AS_OF)
    assert [f.quote for f in vetoes(research, AS_OF)] == list(texts.values())


@pytest.mark.parametrize(
    ("account", "known"),
    [
        (ACME, True),
        (Account(name="Acme", domain="www.acme.example"), True),
        (Account(name="Acme", cik="12"), False),
        (Account(name="Acme", domain="notacme.example"), False),
        (Account(name="Gmail", domain="gmail.com"), False),
        (Account(name="Agency", domain="agency.example"), True),
    ],
)
def test_an_account_is_known_by_its_key_and_by_its_people_s_domain(
    write: Writer, ledger: Ledger, account: Account, known: bool
) -> None:
    write.sent("p1", "replied", company="acme.example", email="ann@agency.example")
    write.sent("p2", "replied", company="other.example", email="bo@gmail.com")
    assert bool(told(ledger, account)) is known


def test_an_out_of_office_note_is_no_answer(write: Writer, ledger: Ledger) -> None:
    write.sent("p1", "replied:out_of_office", company="acme.example")
    assert told(ledger, campaign="nordics") == []


def test_what_a_person_took_over_is_an_answer(write: Writer, ledger: Ledger) -> None:
    write.sent("p1", "replied:out_of_office", company="acme.example")
    hand_over(ledger, "nordics", "p1", to="Bo", by="Ann")
    assert told(ledger, campaign="nordics") == ["Acme Ltd answered our mail of 2026-03-03 in campaign nordics"]


@pytest.mark.parametrize("kind", ["unsubscribed", "complained"])
def test_an_objection_is_one_too(write: Writer, ledger: Ledger, kind: str) -> None:
    write.sent("p1", kind, company="acme.example", when="2020-03-03 09:00")
    assert told(ledger) == ["Acme Ltd objected to our mail of 2020-03-03 in campaign nordics"]


def test_a_mail_of_another_campaign_counts_for_a_while(write: Writer, ledger: Ledger) -> None:
    write.sent("p1", company="acme.example", when="2026-03-03 09:00")
    assert told(ledger) == ["Acme Ltd was sent our mail of 2026-03-03 in campaign nordics"]
    assert told(ledger, campaign="nordics") == [], "the campaign itself never writes to an account twice"
    assert told(ledger, as_of=date(2026, 3, 3) + timedelta(days=90))
    assert told(ledger, as_of=date(2026, 3, 3) + timedelta(days=91)) == []


def test_what_was_approved_and_not_sent_yet_counts_as_well(write: Writer, ledger: Ledger) -> None:
    write.package("p1", company="acme.example")
    assert told(ledger) == ["Acme Ltd is to be sent a mail approved on 2026-03-02 in campaign nordics"]


@pytest.mark.parametrize("how", ["waiting", "rejected", "bounced", "abstained", "undone"])
def test_a_mail_that_reached_nobody_does_not(write: Writer, ledger: Ledger, how: str) -> None:
    if how == "bounced":
        write.sent("p1", "bounced:hard", company="acme.example")
    else:
        write.package("p1", company="acme.example", approved=how == "undone", abstained="x" * (how == "abstained"))
    if how == "rejected":
        write.decide("p1", "reject")
    if how == "undone":
        write.decide("p1", "undo", undoes=1)
    assert told(ledger) == []


def test_an_answer_goes_before_an_objection_and_that_before_a_mail_and_the_latest_first(
    write: Writer, ledger: Ledger
) -> None:
    write.sent("p1", company="acme.example", when="2026-03-10 09:00")
    write.elsewhere("baltics").sent("p2", "unsubscribed", company="acme.example", when="2026-03-09 09:00")
    assert [q.partition(" our")[0] for q in told(ledger)] == ["Acme Ltd objected to"]
    write.elsewhere("baltics").sent("p3", "replied", company="acme.example", when="2025-03-03 09:00")
    write.elsewhere("iberia").sent("p4", "replied", company="acme.example", when="2025-04-03 09:00")
    assert told(ledger) == ["Acme Ltd answered our mail of 2025-04-03 in campaign iberia"]


def test_what_is_simulated_is_nobody_s_answer(write: Writer, ledger: Ledger) -> None:
    write.sent("p1", "positive", company="acme.example", simulated=True)
    assert told(ledger) == []
    assert OwnMail(ledger, "alps", AS_OF, simulated=True).read(ACME).answer == "found"


def test_many_threads_ask_and_the_ledger_is_read_once(
    write: Writer, ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    write.sent("p1", "positive", company="acme.example")
    reads: list[object] = []
    stream = ledger.stream

    def counted(select: Any) -> Any:
        reads.append(select)
        return stream(select)

    monkeypatch.setattr(ledger, "stream", counted)
    source = OwnMail(ledger, "alps", AS_OF)
    assert not reads, "nothing is read before somebody asks"
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(source.read, [ACME] * 40))
    assert [a.answer for a in answers] == ["found"] * 40
    assert len(reads) == 1


def test_a_hostile_name_is_one_line_of_data(write: Writer, ledger: Ledger) -> None:
    write.sent("p1", "positive", company="acme.example")
    (quote,) = told(ledger, Account(name="Acme\n<script>\u202e {{ 7*7 }}", domain="acme.example"))
    assert quote == "Acme <script> {{ 7*7 }} answered our mail of 2026-03-03 in campaign nordics"
