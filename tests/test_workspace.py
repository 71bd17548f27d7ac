"""Finding the workspace, and the files that hitl-kit brings along."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from hitl_kit.domain.errors import InputError
from hitl_kit.workspace import Workspace, check_slug, notebook_path


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.delenv("HITL_WORKSPACE", raising=False)
    monkeypatch.delenv("HITL_DATABASE_URL", raising=False)
    (tmp_path / "campaigns").mkdir()
    return tmp_path


def test_it_is_found_from_a_folder_inside(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    inside = root / "notebooks"
    inside.mkdir()
    monkeypatch.chdir(inside)
    assert Workspace.find().root == root
    monkeypatch.setenv("HITL_WORKSPACE", str(inside))
    assert Workspace.find().root == inside
    assert Workspace.find(root).root == root


def test_the_database_is_the_workspaces_own_unless_told(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert Workspace(root).database_url == f"sqlite:///{root}/hitl.db"
    monkeypatch.setenv("HITL_DATABASE_URL", "postgresql+psycopg://team@db/hitl")
    assert Workspace(root).database_url == "postgresql+psycopg://team@db/hitl"


@pytest.mark.parametrize("slug", ["", "A", "a b", "../a", "a/b", ".a", "-a", "x" * 61])
def test_names_that_would_make_bad_folders_are_refused(slug: str) -> None:
    with pytest.raises(InputError, match="cannot name a campaign"):
        check_slug(slug)


def test_a_new_campaign_is_whole_and_never_overwritten(root: Path) -> None:
    folder = Workspace(root).new_campaign("nordics")
    assert {"icp.yaml", "angles.yaml", "policy.yaml"} <= {p.name for p in folder.iterdir()}
    assert not [p for p in (root / "campaigns").iterdir() if p.name.startswith(".")]
    (folder / "icp.yaml").write_text("mine")
    with pytest.raises(InputError, match="is there already"):
        Workspace(root).new_campaign("nordics")
    assert (folder / "icp.yaml").read_text() == "mine"


def test_the_demo_and_the_notebooks_leave_what_is_there_alone(root: Path) -> None:
    workspace = Workspace(root)
    folder = workspace.add_demo()
    assert (folder / "pages" / "index.csv").exists()
    changed = workspace.notebooks / "1_define_icp.ipynb"
    changed.write_text("mine")
    workspace.add_demo()
    assert changed.read_text() == "mine"
    assert len(list(workspace.notebooks.glob("*.ipynb"))) == 6
    assert notebook_path("5_review_campaign.ipynb").exists()


def test_an_unknown_campaign_is_told_with_those_that_are_there(root: Path) -> None:
    (root / "campaigns" / "nordics").mkdir()
    with pytest.raises(InputError, match=r"there: nordics"):
        Workspace(root).campaign_folder("nordic")


def test_the_notebooks_of_a_new_workspace_are_about_its_first_campaign(root: Path) -> None:
    Workspace(root).new_campaign("nordics")
    Workspace(root).new_campaign("benelux")
    for path in (root / "notebooks").glob("*.ipynb"):
        source = "".join("".join(cell["source"]) for cell in json.loads(path.read_text("utf-8"))["cells"])
        assert 'campaign = "demo"' not in source
        assert ('campaign = "nordics"' in source) == (not path.name.startswith("6"))
