"""CRM notes: a file or a folder, who is known already, and rows and files that cannot be used."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from hitl_kit.domain.accounts import Account
from hitl_kit.domain.icp import ICP
from hitl_kit.research.feeds import CrmNotes
from tests.research.feeds.shelf import HOSTILE, Asked


@pytest.fixture
def notes(tmp_path: Path, icp: ICP) -> Callable[..., CrmNotes]:
    """CRM notes from the lines of a CSV file."""

    def write(*lines: str, header: str = "account,dated,note,relationship") -> CrmNotes:
        path = tmp_path / "crm_notes.csv"
        path.write_text("\n".join((header, *lines)) + "\n")
        return CrmNotes(path, icp)

    return write


def test_a_relationship_in_the_crms_column(notes: Callable[..., CrmNotes], ask: Callable[..., Asked]) -> None:
    found = ask(notes("acme-freight.example,2026-09-01,Asked for a price list.,Key account"))
    assert found.told() == [("relationship", "2026-09-01", "Relationship: Key account")]
    (source,) = found.research.sources
    assert (source.source_class, source.url, source.title) == ("crm", "crm_notes.csv#2", "Our note on Acme Freight Ltd")


@pytest.mark.parametrize("status", ["", "None", "Prospect", " cold ", "-"])
def test_a_stranger_in_the_crms_column(status: str, notes: Callable[..., CrmNotes], ask: Callable[..., Asked]) -> None:
    assert ask(notes(f"acme-freight.example,2026-09-01,Found on a list.,{status}")).answer == "not found"


@pytest.mark.parametrize(
    "note",
    [
        "They are a customer of our sister company.", "Spoke with Jo, who wants a call in May.",
        "Do not contact before May.",
        "Pilot with their Leeds depot ended well.", "They asked us not to write again.", "Met with the COO.",
    ],
)  # fmt: skip
def test_a_relationship_in_the_words_of_a_note(
    note: str, notes: Callable[..., CrmNotes], ask: Callable[..., Asked]
) -> None:
    found = ask(notes(f'acme-freight.example,2026-09-01,"Called twice. {note}",'))
    assert found.told() == [("relationship", "2026-09-01", note)]


@pytest.mark.parametrize(
    "note", ["They are not a customer.", "Left a voicemail with the desk.", "Customs office nearby."]
)
def test_a_note_without_a_relationship(note: str, notes: Callable[..., CrmNotes], ask: Callable[..., Asked]) -> None:
    assert ask(notes(f"acme-freight.example,2026-09-01,{note},")).answer == "not found"


def test_events_in_a_note(notes: Callable[..., CrmNotes], ask: Callable[..., Asked]) -> None:
    found = ask(notes("https://www.acme-freight.example/,2026-11-01,Driver says a new depot opens in Leeds.,"))
    assert found.told() == [("expansion", "2026-11-01", "Driver says a new depot opens in Leeds.")]
    assert found.research.signals[0].strength == 0.7


def test_only_the_accounts_own_notes(notes: Callable[..., CrmNotes], ask: Callable[..., Asked]) -> None:
    source = notes(
        "notacme-freight.example,2026-09-01,They are a customer.,Customer", "cik:77,2026-09-01,Known to us.,Customer"
    )
    assert ask(source).answer == "not found"
    assert ask(source, Account(name="Seventy-seven", cik="77")).answer == "found"


def test_headers_of_other_tools(notes: Callable[..., CrmNotes], ask: Callable[..., Asked]) -> None:
    source = notes(
        "acme-freight.example,2026-09-01T10:00:00Z,Known to us.,Customer", header="Website,Created at,Body,Stage"
    )
    assert ask(source).answer == "found"


def test_bad_rows_are_problems_with_their_line(notes: Callable[..., CrmNotes], ask: Callable[..., Asked]) -> None:
    source = notes(
        "acme-freight.example,1.9.2026,x,", ",2026-09-01,x,", "acme-freight.example,2026-09-01,\u200b,Customer"
    )
    assert [p.split(": ")[0] for p in source.problems] == ["crm_notes.csv:3", "crm_notes.csv:2", "crm_notes.csv:4"]
    assert ask(source).answer == "not measured", "a note on the account was left out"
    assert ask(source, Account(name="Other", domain="other.example")).answer == "not found"


def test_a_file_that_cannot_be_used_measures_nothing(
    tmp_path: Path, notes: Callable[..., CrmNotes], icp: ICP, ask: Callable[..., Asked]
) -> None:
    assert ask(CrmNotes(tmp_path / "none.csv", icp)).cause == "this campaign brings no none.csv"
    found = ask(notes("x,y", header="what,ever"))
    assert found.answer == "not measured"
    assert str(tmp_path) not in found.cause


def test_a_folder_with_a_file_an_account(tmp_path: Path, icp: ICP, ask: Callable[..., Asked]) -> None:
    folder = tmp_path / "crm"
    folder.mkdir()
    (folder / "acme-freight.example.md").write_text(
        "Met with the COO at a fair.\n- 2026-09-01: Proposal sent to Jo.\nShe will answer.\n"
        "2026-10-01 Left a voicemail.\n"
    )
    (folder / "README.md").write_text("They are a customer.")
    (folder / "other.example.txt").write_text("They are a customer.")
    found = ask(CrmNotes(folder, icp))
    assert found.told() == [
        ("relationship", "None", "Met with the COO at a fair."),
        ("relationship", "2026-09-01", "Proposal sent to Jo."),
    ]
    assert found.research.sources[1].url == "crm/acme-freight.example.md#1"


def test_files_that_are_left_out_are_problems(tmp_path: Path, icp: ICP, ask: Callable[..., Asked]) -> None:
    folder = tmp_path / "crm"
    folder.mkdir()
    secret = tmp_path / "secret.md"
    secret.write_text("They are a customer.")
    (folder / "acme-freight.example.md").symlink_to(secret)
    (folder / "big.example.md").write_bytes(b"x" * 2_000_001)
    (folder / "broken.example.md").symlink_to(folder / "nowhere")
    source = CrmNotes(folder, icp)
    assert len(source.problems) == 3
    assert source.problems[0] == "crm/acme-freight.example.md: is not a file inside the folder"
    assert "at most 2,000,000" in source.problems[1]
    assert ask(source).answer == "not measured", "a file about the account was left out"


def test_an_empty_folder(tmp_path: Path, icp: ICP, ask: Callable[..., Asked]) -> None:
    assert ask(CrmNotes(tmp_path, icp)).answer == "not measured"


def test_hostile_notes_are_data(notes: Callable[..., CrmNotes], ask: Callable[..., Asked]) -> None:
    found = ask(notes(f'acme-freight.example,2026-09-01,"{HOSTILE}: they are a customer",'))
    assert {f.kind for f in found.facts} == {"relationship", "expansion"}
    assert "\u202e" not in found.facts[0].quote
    assert "{{ 7*7 }}" in found.facts[0].quote


@pytest.mark.parametrize("name", ["notes.csv", "notes"])
def test_the_same_notes_read_again_are_the_same_evidence(
    name: str, tmp_path: Path, icp: ICP, ask: Callable[..., Asked]
) -> None:
    path = tmp_path / name
    if name == "notes":
        path.mkdir()
    words = "They are a customer of ours."
    file = path / "acme-freight.example.md" if path.is_dir() else path
    file.write_text(words if path.is_dir() else f"account,date,note\nacme-freight.example,2026-09-01,{words}\n")
    os.utime(file, (1_780_000_000, 1_780_000_000))
    first, second = ask(CrmNotes(path, icp)), ask(CrmNotes(path, icp))
    assert first.research == second.research
    assert first.research.sources[0].retrieved_at == datetime.fromtimestamp(1_780_000_000, UTC)
