"""The ICP editor on a real campaign: it tries without writing, writes in place, and the approval lapses in sight."""

from __future__ import annotations

import ipywidgets as w
import pytest

from hitl_kit import Campaign
from hitl_kit.campaign.icp_draft import IcpDraft
from hitl_kit.domain.errors import Conflict, FileProblems
from hitl_kit.widgets import IcpEditor

LOW = ("firmographics", 1, "min")
WHERE = ("firmographics", 0, "any_of")


def words(editor: IcpEditor) -> str:
    return str(editor.count.value + editor.funnel.value)


def drawn(widget: w.Widget) -> list[str]:
    """The HTML of a widget and of all that it holds."""
    own = [widget.value] if isinstance(widget, w.HTML) else []
    return own + [v for child in getattr(widget, "children", ()) for v in drawn(child)]


def test_other_bounds_are_tried_at_once_and_nothing_is_written(approved: Campaign) -> None:
    before = approved.icp.sha256
    editor = approved.icp_editor()
    assert f"{len(approved.match().accounts)} accounts match" in words(editor)
    assert editor.save.disabled
    editor.numbers[LOW].value = 500
    expected = len([n for n in (400, 1800, 250, 600, 900) if n >= 500])
    assert f"{expected} accounts match" in words(editor)
    assert "5 by the file" in words(editor)
    assert "has to be approved anew" in editor.state.value
    assert not editor.save.disabled
    assert approved.icp.sha256 == before
    editor.back.click()
    assert editor.changes() == {}
    assert "5 accounts match" in words(editor)


def test_values_are_ticked_with_the_accounts_that_have_them(approved: Campaign) -> None:
    editor = approved.icp_editor()
    boxes = editor.ticks[WHERE]
    named = {value: (box.description, box.value) for value, box in boxes.items()}
    assert named["Logistics"] == ("Logistics (6)", True)
    assert named["Consulting"] == ("Consulting (1)", False)
    boxes["Consulting"].value = True
    assert "6 accounts match" in words(editor)
    boxes["Logistics"].value = False
    assert "2 accounts match" in words(editor)
    assert editor.changes() == {WHERE: ("Food wholesale", "Consulting")}


def test_saving_changes_the_file_there_alone_and_says_that_the_approval_lapsed(approved: Campaign) -> None:
    path = approved.folder / "icp.yaml"
    path.write_text("# ours\n" + path.read_text())
    approved.approve("icp")
    before = path.read_text()
    editor = approved.icp_editor()
    assert "Approved by Test Analyst" in editor.state.value
    editor.numbers[LOW].value = 500
    editor.save.click()
    assert "icp.yaml is saved. Changed since it was approved by Test Analyst" in editor.message.value
    assert "rv-said-ok" in editor.message.value
    assert path.read_text() == before.replace("min: 100\n", "min: 500\n")
    assert "Changed since it was approved" in editor.state.value
    assert editor.save.disabled
    assert approved.icp.value.firmographics[1].min == 500
    assert list(approved.folder.glob(".icp*")) == []


def test_what_makes_no_icp_is_said_and_cannot_be_saved(approved: Campaign) -> None:
    before = approved.icp.sha256
    editor = approved.icp_editor()
    editor.numbers[LOW].value = 9000
    assert "min 9000 is above max 5000" in editor.message.value
    assert editor.save.disabled
    with pytest.raises(FileProblems):
        IcpDraft(approved).save({LOW: 9000})
    assert approved.icp.sha256 == before


def test_a_file_that_somebody_else_changed_is_not_overwritten(approved: Campaign) -> None:
    editor, path = approved.icp_editor(), approved.folder / "icp.yaml"
    path.write_text(path.read_text() + "# by a colleague\n")
    editor.numbers[LOW].value = 500
    editor.save.click()
    assert "has been changed since it was shown" in editor.message.value
    assert "run this cell again" in editor.message.value
    assert path.read_text().endswith("# by a colleague\n")
    with pytest.raises(Conflict):
        editor.desk.save({LOW: 500})


def test_a_byte_order_mark_and_line_endings_are_kept(approved: Campaign) -> None:
    path = approved.folder / "icp.yaml"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    before = path.read_bytes()
    IcpDraft(approved).save({LOW: 500})
    assert path.read_bytes() == before.replace(b"min: 100\r\n", b"min: 500\r\n")


def test_hostile_values_are_escaped_and_the_export_can_be_read(campaign: Campaign) -> None:
    path, evil = campaign.folder / "icp.yaml", "<script>alert(1)</script>"
    path.write_text(
        path.read_text().replace("any_of: [Logistics,", f'why: "{evil}"\n    any_of: ["{evil}", Logistics,')
    )
    editor = campaign.icp_editor()
    html = str(editor._repr_mimebundle_()["text/html"])
    assert "<script>" not in html
    assert not [v for v in drawn(editor) if "<script>" in v]
    assert any("&lt;script&gt;" in v for v in drawn(editor))
    assert "employees at least 100" in html
    assert "The ICP by its file" in html
    editor.ticks[WHERE]["Food wholesale"].value = False
    editor.save.click()
    assert campaign.icp.value.firmographics[0].any_of == (evil, "Logistics")
