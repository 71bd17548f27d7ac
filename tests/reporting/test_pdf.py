"""The PDF, where the machine has a Chromium."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import nbformat
import pytest

from hitl_kit.domain.errors import HitlError, InputError
from hitl_kit.reporting.html import report_html
from hitl_kit.reporting.pdf import chromium, write_pdf
from tests.conftest import missing
from tests.reporting.making import record
from tests.reporting.test_report_html import code, data, figure


@pytest.mark.browser
@pytest.mark.slow
def test_a_page_is_printed_with_its_drawings(tmp_path: Path) -> None:
    try:
        chromium()
    except InputError:
        missing("no Chromium on this machine: apt-get install chromium")
    page = tmp_path / "re view.html"
    empty = nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell("# One")])
    page.write_text(report_html(empty, title="x", about=record()))
    small = len(write_pdf(page).read_bytes())
    drawn = nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell("# One"), code(data(figure=figure()))])
    page.write_text(report_html(drawn, title="x", about=record()))
    made = write_pdf(page)
    assert made == tmp_path / "re view.pdf"
    assert made.read_bytes().startswith(b"%PDF")
    assert len(made.read_bytes()) > small + 1000, "the drawing is on the page"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["re view.html", "re view.pdf"]


def test_no_chromium(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("HITL_CHROMIUM", raising=False)
    if shutil.which("/Applications/Chromium.app/Contents/MacOS/Chromium"):
        pytest.skip("a Chromium that is always found")
    with pytest.raises(InputError, match="no Chromium") as caught:
        chromium()
    assert "HITL_CHROMIUM" in caught.value.mend


def test_a_browser_that_fails_replaces_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = tmp_path / "chromium"
    broken.write_text("#!/bin/sh\necho cannot open display >&2\nexit 3\n")
    broken.chmod(0o755)
    monkeypatch.setenv("HITL_CHROMIUM", str(broken))
    (tmp_path / "review.html").write_text("x")
    (tmp_path / "review.pdf").write_text("good")
    with pytest.raises(HitlError, match="cannot open display"):
        write_pdf(tmp_path / "review.html")
    assert (tmp_path / "review.pdf").read_text() == "good"
    assert os.environ["HITL_CHROMIUM"] == str(broken)
