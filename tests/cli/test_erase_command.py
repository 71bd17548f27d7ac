"""`hitl erase`: what it shows, asks, does and leaves to people."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from hitl_kit import Campaign
from hitl_kit.cli.erase import mentions
from hitl_kit.ledger.redaction import Identity, Terms

MARA = "mara.quist@alder-freight.example"


def answer(monkeypatch: pytest.MonkeyPatch, word: str) -> None:
    monkeypatch.setattr("typer.prompt", lambda *_, **__: word)


@pytest.fixture
def drafted(approved: Campaign) -> Campaign:
    """The small campaign with a batch, closed again."""
    approved.generate(size=4)
    approved.workbench.close()
    return approved


def test_it_shows_what_it_will_do_and_asks(hitl: Any, drafted: Campaign, monkeypatch: pytest.MonkeyPatch) -> None:
    answer(monkeypatch, "y")
    code, out, _ = hitl("erase", MARA)
    assert code == 1
    assert "1 in contact" in out
    assert "nothing was changed" in out
    assert "Mara Quist" not in out
    assert json.loads(hitl("verify", "--json")[1])["intact"]
    answer(monkeypatch, "yes")
    code, out, _ = hitl("erase", MARA.upper())
    assert code == 0
    assert "rows blanked" in out
    assert "campaigns/depots/contacts.csv:2 → take it out" in " ".join(out.split())
    assert "Backups" in out
    assert json.loads(hitl("verify", "--json")[1])["intact"]
    assert "was erased before, and nothing new is there" in hitl("erase", MARA, "--yes")[1]


def test_it_speaks_json(hitl: Any, drafted: Campaign) -> None:
    code, _, err = hitl("erase", MARA, "--json")
    assert code == 1
    assert "--yes" in err
    found = json.loads(hitl("erase", MARA, "--json", "--yes")[1])
    assert found["blanked"]["contact"] == 1
    assert found["removed"] is True
    assert [f["file"] for f in found["files"]] == ["campaigns/depots/contacts.csv"]


def test_an_import_afterwards_rejects_the_address(hitl: Any, drafted: Campaign) -> None:
    hitl("erase", MARA, "--yes")
    code, out, _ = hitl("import", "contacts", "depots", str(drafted.folder / "contacts.csv"))
    assert code == 0
    assert "1 × erased at the person's request" in out
    assert "4 unchanged" in out


def test_an_address_that_nobody_knows_is_suppressed(hitl: Any, drafted: Campaign) -> None:
    assert "nothing was found; the address is suppressed by its hash" in hitl("erase", "no@body.example", "--yes")[1]


@pytest.mark.parametrize("word", ["mara", "@alder-freight.example", ""])
def test_what_is_no_address_is_refused(hitl: Any, drafted: Campaign, word: str) -> None:
    code, _, err = hitl("erase", word, "--yes")
    assert code == 1
    assert "is not an e-mail address" in err


@pytest.mark.sqlite
def test_where_there_is_no_ledger_none_is_made(hitl: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    code, _, err = hitl("erase", MARA, "--yes", "--workspace", str(tmp_path))
    assert code == 1
    assert "there is no ledger" in err
    assert not list(tmp_path.iterdir())


def test_who_may_not_is_refused(hitl: Any, drafted: Campaign) -> None:
    path = drafted.folder / "policy.yaml"
    path.write_text(path.read_text() + "\nroles:\n  admin: [Somebody Else]\n")
    code, _, err = hitl("erase", MARA, "--yes")
    assert code == 1
    assert "erase" in err
    path.write_text(path.read_text().replace("Somebody Else", "Test Analyst"))
    assert hitl("erase", MARA, "--yes")[0] == 0


def test_mentions_name_the_file_the_place_and_what_to_do(tmp_path: Path) -> None:
    files = {
        "campaigns/a/contacts.csv": b"name,email\n\nMARA\xc2\xa0Quist,mara.quist@alder-freight.example\n",
        "campaigns/a/clean.csv": b"Mara Quistgaard\n",
        "reports/a/review.html": b"<td>Mara&nbsp;Quist</td>",
        "notebooks/3.ipynb": b'{"text": ["Mara\\n", "Mara Quist"]}',
        "notes.txt": b"\xff\xfe broken \xff Mara Quist",
        "old.db": b"SQLite\x00\x00Mara Quist\x00",
        "export/contact.parquet": b"PAR1",
        "hitl.db": b"Mara Quist",
        "hitl.db-wal": b"Mara Quist",
        ".venv/x.txt": b"Mara Quist",
    }
    for name, data in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(data)
    (tmp_path / "dangling").symlink_to(tmp_path / "nowhere")
    terms = Terms(Identity(frozenset({MARA}), frozenset({"Mara Quist"})))
    found = {m.file: (m.places, m.line, m.mend) for m in mentions(tmp_path, terms, tmp_path / "hitl.db")}
    assert found == {
        "campaigns/a/contacts.csv": (2, 3, "take it out: the next import or research reads it again"),
        "export/contact.parquet": (0, 0, "not searched: look yourself"),
        "notebooks/3.ipynb": (1, 1, "clear its outputs"),
        "notes.txt": (1, 1, "take it out, or delete the file"),
        "old.db": (1, 0, "delete it, or make it anew: a backup holds what was there"),
        "reports/a/review.html": (1, 1, "delete it, or render the report again"),
    }
