"""`hitl backup`, `hitl restore`, `hitl export` as people use them."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest

from hitl_kit import Campaign


def test_a_backup_says_what_it_holds(hitl, campaign: Campaign, tmp_path: Path) -> None:
    campaign.workbench.ledger.close()
    file = tmp_path / "monday.db"
    code, out, _ = hitl("backup", str(file))
    assert code == 0
    assert "2 events" in out
    assert "head " in out
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    code, _, err = hitl("backup", str(file))
    assert code == 1
    assert "--overwrite" in err
    found = json.loads(hitl("backup", str(file), "--overwrite", "--json")[1])
    assert found["intact"] is True
    assert found["bytes"] == file.stat().st_size
    assert found["head"] in out


@pytest.mark.sqlite
def test_restore_and_replace(hitl, campaign: Campaign, workspace: Path, tmp_path: Path) -> None:
    campaign.workbench.ledger.close()
    file = tmp_path / "monday.db"
    assert hitl("backup", str(file))[0] == 0
    code, _, err = hitl("restore", str(file))
    assert code == 1
    assert "--replace" in err
    code, out, _ = hitl("restore", str(file), "--replace")
    assert code == 0
    assert "hitl.db.before-restore-" in out
    assert "3 events" in hitl("verify")[1]
    (workspace / "hitl.db").unlink()
    found = json.loads(hitl("restore", str(file), "--json")[1])
    assert found["events"] == 2
    assert found["aside"] is None
    assert len(json.loads(hitl("match", "depots", "--json")[1])["accounts"]) == 5


@pytest.mark.sqlite
def test_what_does_not_verify_is_said_aloud(hitl, campaign: Campaign, workspace: Path, tmp_path: Path) -> None:
    from tests.ledger.behind import tamper

    tamper(campaign.workbench.ledger, "update account set content = replace(content, 'Alder', 'Elder') where id = 1")
    campaign.workbench.ledger.close()
    code, _, err = hitl("backup", str(tmp_path / "b.db"))
    assert code == 1
    assert "does not verify" in err
    assert not (tmp_path / "b.db").exists()
    code, _, err = hitl("backup", str(tmp_path / "b.db"), "--unverified")
    assert code == 0
    assert "NOT VERIFIED: event 1: rows of 'account'" in err
    (workspace / "hitl.db").unlink()
    assert "does not verify" in hitl("restore", str(tmp_path / "b.db"))[2]
    code, _, err = hitl("restore", str(tmp_path / "b.db"), "--unverified")
    assert code == 0
    assert "NOT VERIFIED" in err


def test_without_a_ledger_there_is_nothing_to_back_up(hitl, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("HITL_WORKSPACE", "HITL_DATABASE_URL"):
        monkeypatch.delenv(name, raising=False)
    code, _, err = hitl("backup", "b.db")
    assert code == 1
    assert "there is no ledger" in err
    assert "there is no file" in hitl("restore", "b.db")[2]
    assert not list(tmp_path.iterdir())


def test_export_the_ledger(hitl, campaign: Campaign, tmp_path: Path) -> None:
    campaign.workbench.ledger.close()
    code, out, _ = hitl("export", "ledger", "--parquet", str(tmp_path / "pq"))
    assert code == 0
    assert "hold personal data" in out
    assert (tmp_path / "pq" / "account.parquet").exists()
    code, _, err = hitl("export", "ledger", "--parquet", str(tmp_path / "pq"))
    assert code == 1
    assert "is not empty" in err
    manifest = json.loads(hitl("export", "ledger", "--parquet", str(tmp_path / "pq2"), "--json")[1])
    assert manifest["files"]["account.parquet"]["rows"] == 8


@pytest.mark.parametrize("arguments", [("depots",), ("ledger",), ("depots", "--parquet", "x")])
def test_what_cannot_be_exported_says_what_can(hitl, workspace: Path, arguments: tuple[str, ...]) -> None:
    code, _, err = hitl("export", *arguments)
    assert code == 1
    assert "hitl export ledger --parquet DIR" in err


def test_no_campaign_is_called_ledger(hitl, workspace: Path) -> None:
    code, _, err = hitl("new", "ledger")
    assert code == 1
    assert "choose another name" in err
    assert not (workspace / "campaigns" / "ledger").exists()
