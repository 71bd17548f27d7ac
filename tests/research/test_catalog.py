"""The catalog of sources: names people write, what a campaign brings, and who says who asks."""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from pathlib import Path

import pytest

from hitl_kit.domain.accounts import Account
from hitl_kit.domain.errors import InputError
from hitl_kit.ledger import Ledger
from hitl_kit.research import CATALOG, Doors, Remote, campaign_sources
from hitl_kit.research.unanswered import Unanswered

CONTACT = "Acme Ltd research@acme.example"


def sources(folder: Path, icp, *names: str, contact: str = CONTACT, ledger: Ledger | None = None):
    doors = Doors(folder / "cache")
    try:
        return campaign_sources(names, folder, icp, date(2026, 11, 20), doors=doors, contact=contact, ledger=ledger)
    finally:
        doors.close()


def test_everything_that_is_listed_is_built_in_its_order(tmp_path, icp, ledger):
    built = sources(tmp_path, icp, "all", ledger=ledger)
    assert [s.name for s in built] == [listed.name for listed in CATALOG]
    assert [isinstance(s, Remote) for s in built] == [listed.where == "web" for listed in CATALOG]


@pytest.mark.parametrize("name", ["job boards", "job-boards", "JOB_BOARDS", " Job Boards "])
def test_names_are_taken_as_people_write_them(tmp_path, icp, name):
    assert [s.name for s in sources(tmp_path, icp, name)] == ["job boards"]


def test_named_twice_is_asked_once(tmp_path, icp):
    assert [s.name for s in sources(tmp_path, icp, "website", "pages", "website", "local")] == [
        "pages", "signals file", "website",
    ]  # fmt: skip


def test_our_own_mail_is_read_wherever_there_is_a_ledger(tmp_path, icp, ledger):
    assert [s.name for s in sources(tmp_path, icp, "local", ledger=ledger)] == ["pages", "signals file", "own mail"]
    assert [s.name for s in sources(tmp_path, icp, "Own_Mail", ledger=ledger)] == ["own mail"]
    assert sources(tmp_path, icp, "own-mail") == []


def test_an_unknown_name_says_what_was_meant(tmp_path, icp):
    with pytest.raises(InputError, match="there is no source 'web site'") as caught:
        sources(tmp_path, icp, "web site")
    assert caught.value.mend == "did you mean 'website'?"


@pytest.mark.parametrize("notes", ["crm-notes.csv", "crm-notes/acme-freight.example.md"])
def test_notes_are_read_where_the_campaign_brings_some(tmp_path, icp, acme, notes):
    assert [s.name for s in sources(tmp_path, icp, "local")] == ["pages", "signals file"]
    path = tmp_path / notes
    path.parent.mkdir(exist_ok=True)
    words = "2026-11-01 They are a customer of ours since May."
    table = f"account,date,note\nacme-freight.example,2026-11-01,{words[11:]}\n"
    path.write_text(table if path.suffix == ".csv" else words)
    built = sources(tmp_path, icp, "local")
    assert [s.name for s in built] == ["pages", "signals file", "CRM notes"]
    assert [f.kind for f in built[-1].read(acme).facts] == ["relationship"]


@pytest.mark.parametrize("contact", ["", "Acme", "ops@acme.example", "Acme Ltd"])
def test_the_web_is_not_asked_anonymously(tmp_path, icp, contact):
    with pytest.raises(InputError, match="under a company's name and address") as caught:
        sources(tmp_path, icp, "pages", "website", contact=contact)
    assert "contact:" in caught.value.mend
    assert not (tmp_path / "cache").exists()
    assert sources(tmp_path, icp, "local", contact=contact)


def test_a_contact_has_one_door_until_it_is_closed(tmp_path):
    doors = Doors(tmp_path / "cache")
    first = doors.open(CONTACT)
    assert doors.open(CONTACT) is first
    assert doors.open("Acme Ltd other@acme.example") is not first
    doors.close()
    assert doors.open(CONTACT) is not first
    doors.close()


def test_a_token_raises_githubs_limit(tmp_path, monkeypatch):
    """Requests in an hour before a turn is too far away to be waited for."""

    def granted() -> int:
        doors = Doors(tmp_path / "cache")
        quotas, turns = doors.open(CONTACT)._wire._quotas, 0
        doors.close()
        with suppress(Unanswered):
            while turns < 10_000:
                quotas.turn("api.github.com")
                turns += 1
        return turns

    monkeypatch.delenv("GITHUB_TOKEN", raising=False)
    assert granted() == 60
    monkeypatch.setenv("GITHUB_TOKEN", "t0ken")
    assert granted() == 5000


def test_a_source_of_the_web_without_an_answer_says_so(tmp_path, icp):
    """Built as a campaign builds it, with nobody there: a private name is never asked."""
    doors = Doors(tmp_path / "cache")
    (website,) = campaign_sources(["website"], tmp_path, icp, date(2026, 11, 20), doors=doors, contact=CONTACT)
    reading = website.read(Account(name="Inside", domain="inside.internal"))
    doors.close()
    assert (reading.answer, reading.cause) == ("not measured", "'inside.internal' is no public host")
