"""The grid's looks, light and dark, held against approved pictures; and texts that mean harm, however long.

Run with HITL_APPROVE_LOOKS=1 to approve what is drawn now, then look at the pictures in tests/browser/approved.
"""

from __future__ import annotations

import base64
import os
from pathlib import Path

import pytest

from hitl_kit.domain.drafts import Finding, Segment
from tests.review import factory

pytestmark = pytest.mark.browser

APPROVED = Path(__file__).parent / "approved"
TOLERANCE = 0.03
"""The share of pixels that may differ: another version of the browser draws letters a little differently."""
DIFFERENT = """async (pictures) => {
  const [a, b] = await Promise.all(pictures.map(async (p) => {
    const image = await createImageBitmap(await (await fetch("data:image/png;base64," + p)).blob());
    const canvas = new OffscreenCanvas(image.width, image.height), context = canvas.getContext("2d");
    context.drawImage(image, 0, 0);
    return context.getImageData(0, 0, image.width, image.height);
  }));
  if (a.width !== b.width || a.height !== b.height) return 1;
  let n = 0;
  for (let i = 0; i < a.data.length; i += 4)
    if (Math.max(...[0, 1, 2].map((c) => Math.abs(a.data[i + c] - b.data[i + c]))) > 48) n += 1;
  return n / (a.data.length / 4);
}"""
GROUND = {"true": ("#fff", "rgba(0,0,0,.87)"), "false": ("#111", "rgba(255,255,255,.87)")}


def different(page, one: bytes, other: bytes) -> float:
    """The share of pixels in which two pictures differ visibly."""
    return float(page.evaluate(DIFFERENT, [base64.b64encode(p).decode() for p in (one, other)]))


@pytest.mark.parametrize("theme", ["true", "false"], ids=["light", "dark"])
@pytest.mark.parametrize("width", [1440, 1024])
def test_it_looks_as_approved(stage_of, page, width, theme):
    page.set_viewport_size({"width": width, "height": 800})
    package = factory.package(0, simulated=True)
    body = factory.draft_of(package).body
    finding = Finding(
        check="unsupported number", severity="warn", message="40 is in no quote", start=body.index("40"),
        end=body.index("40") + 2,
    )  # fmt: skip
    stage = stage_of(
        [factory.package(0, simulated=True, findings=(finding,)), *map(factory.package, range(1, 6))], theme
    )
    ground, ink = GROUND[theme]
    page.add_style_tag(
        content=f"body{{--jp-layout-color1:{ground};--jp-ui-font-color1:{ink};background:{ground}}}"
        " .rv *{animation:none!important;transition:none!important;caret-color:transparent!important}"
    )
    stage.press("j", "x", "6", "k", "k")
    page.evaluate(
        "document.querySelector('.rv-card').scrollTop = 0; document.querySelector('.rv-clock').textContent = ''"
    )
    shot = page.locator(".rv-grid").screenshot()
    path = APPROVED / f"{width}-{'light' if theme == 'true' else 'dark'}.png"
    if os.environ.get("HITL_APPROVE_LOOKS") == "1":
        path.write_bytes(shot)
    assert different(page, shot, path.read_bytes()) <= TOLERANCE, f"look at {path.name}, then approve it anew"
    page.evaluate("document.querySelector('.rv-left').style.display = 'none'")
    assert different(page, page.locator(".rv-grid").screenshot(), path.read_bytes()) > TOLERANCE


def test_a_mail_of_a_megabyte_is_shown_and_decided(stage_of):
    evil = "<img src=x onerror=window.pwn=1> \u202e javascript:window.pwn=1 "
    draft = factory.draft_of(factory.package(0))
    segments = (Segment(kind="claim", text=evil * (2**20 // len(evil)), fact_ids=("f1",)), *draft.segments[1:])
    long = draft.model_copy(update={"segments": segments, "subject": evil * 4})
    finding = Finding(check="length", severity="warn", message=evil, start=3, end=2**20)
    stage = stage_of([factory.package(0, draft=long, findings=(finding,)), factory.package(1)])
    assert len(long.body) > 2**20 - 100
    assert stage.page.locator(".rv-grid img").count() == 0
    stage.press("e")
    stage.page.keyboard.type("x")
    stage.press("Control+Enter")
    assert stage.sent()[0]["body"].endswith("x")
    assert stage.page.evaluate("window.pwn") is None
