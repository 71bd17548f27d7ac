"""The grid in a Chromium: what the card and the queue show, escaped, readable, and only what is in sight."""

from __future__ import annotations

from pathlib import Path

import pytest

from hitl_kit.domain.accounts import Account, Contact
from hitl_kit.domain.drafts import Finding
from hitl_kit.domain.packages import Route
from tests.review import factory

pytestmark = pytest.mark.browser

CONTRAST = (Path(__file__).parent / "contrast.js").read_text("utf-8")

EVIL = "<img src=x onerror=window.pwn=1><script>window.pwn=1</script>\"'><b onmouseover=window.pwn=1>\u202egnp.exe"


def test_every_text_is_escaped(stage_of):
    p = factory.package(0, confidence={"band": "high", "basis": EVIL}, route=Route(decider="human", reason=EVIL))
    account = Account(name=EVIL, domain="evil.example", industry=EVIL, city=EVIL)
    contact = Contact(email="a@evil.example", account_key="evil.example", first_name=EVIL, last_name=EVIL, title=EVIL)
    source = p.research.sources[0]
    sources = (
        source.model_copy(update={"url": "javascript:window.pwn=1", "title": EVIL}),
        p.research.sources[1].model_copy(update={"url": 'https://x.example/"onmouseover="window.pwn=1', "title": EVIL}),
    )
    facts = tuple(f.model_copy(update={"quote": EVIL, "kind": EVIL}) for f in p.research.facts)
    measured = tuple(m.model_copy(update={"source": EVIL, "cause": EVIL}) for m in p.research.measurements)
    research = p.research.model_copy(update={"sources": sources, "facts": facts, "measurements": measured})
    segments = tuple(s.model_copy(update={"text": EVIL}) for s in factory.draft_of(p).segments)
    draft = factory.draft_of(p).model_copy(
        update={"subject": EVIL, "segments": segments, "drafter": EVIL, "angle_id": EVIL}
    )
    evil = p.model_copy(
        update={
            "account": account, "contact": contact, "research": research, "draft": draft, "tier": EVIL,
            "findings": (
                Finding(check=EVIL, severity="warn", message=EVIL, start=2, end=40),
                Finding(check=EVIL, severity="note", message=EVIL),
            ),
        }
    )  # fmt: skip
    stage = stage_of([evil])
    stage.page.hover(".rv-claim >> nth=0")
    stage.page.evaluate("m.refuse = {error: m.cards.p000.subject, mend: m.cards.p000.subject}")
    stage.press("e")
    stage.page.keyboard.type("x")
    stage.press("Control+Enter")
    stage.page.wait_for_selector(".rv-alert:has-text('onerror')")
    stage.page.evaluate("m.refuse = null")
    stage.press("e", "Control+Enter", "k")
    stage.page.wait_for_selector(".rv-draft ins")
    stage.page.wait_for_timeout(150)
    assert stage.page.evaluate("window.pwn") is None
    assert stage.page.locator(".rv-grid img, .rv-grid script, .rv-grid [onmouseover], .rv-grid [onerror]").count() == 0
    hrefs = stage.page.locator(".rv-grid a").evaluate_all("links => links.map((a) => a.getAttribute('href'))")
    assert hrefs == ['https://x.example/"onmouseover="window.pwn=1']
    assert "\u202e" not in stage.text(".rv-card")
    assert "\ufffd" in stage.text(".rv-draft")


def test_claim_and_quote_are_highlighted_together(stage):
    lit = stage.page.locator(".rv-lit")
    stage.page.hover(".rv-claim >> nth=1")
    assert lit.count() == 2
    assert "hiring" in stage.text(".rv-fact.rv-lit")
    stage.page.focus(".rv-fact >> nth=0")
    assert "third warehouse" in stage.text(".rv-claim.rv-lit")
    stage.page.mouse.move(2, 2)


def test_the_card_says_what_the_product_promises(stage_of):
    finding = Finding(check="freshness", severity="warn", message="an old page", start=21, end=35)
    stage = stage_of([factory.package(0, simulated=True, findings=(finding,))])
    card = stage.text(".rv-card")
    for words in (
        "Halden Freight", "SIMULATED", "Ana Lindqvist", "VP Operations", "12 d ago", "every package is reviewed",
        "template draft, no model used", "first-party", "18 Feb 2026", "halden0.example, read 1 Mar 2026",
        "not measured", "the page did not answer in 10 s", "an old page",
    ):  # fmt: skip
        assert words.lower() in card.lower(), words
    assert stage.text(".rv-draft u") == "Halden Freight"


def test_a_blocked_draft_cannot_be_approved(stage_of):
    block = Finding(check="placeholder", severity="block", message="{city} was left over")
    stage = stage_of([factory.package(0, findings=(block,))])
    stage.press("a")
    assert not stage.sent()
    assert "{city} was left over" in str(stage.page.get_attribute("[data-do=approve]", "title"))
    stage.press("e")
    stage.page.keyboard.type("x")
    stage.press("Control+Enter")
    assert stage.sent()[0]["verdict"] == "edit"


def test_an_empty_queue_says_what_to_do(stage_of):
    stage = stage_of([])
    assert "Nothing waits for review" in stage.text(".rv-card")
    assert "c.generate(size=20)" in stage.text(".rv-card")
    stage.press("a", "e", "x", "u", "j", "Home")
    assert not stage.sent()


def test_when_all_are_done_it_says_so(stage_of):
    stage = stage_of([factory.package(0), factory.package(1)])
    stage.press("a", "a")
    assert "All 2 are done" in stage.text(".rv-card")
    stage.press("u")
    assert stage.current == "p001"


@pytest.mark.parametrize("width", [1440, 1024, 640])
@pytest.mark.parametrize("theme", ["true", "false"])
def test_nothing_overflows_and_text_is_readable(stage_of, page, width, theme):
    page.set_viewport_size({"width": width, "height": 900})
    long = "Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichenhersteller & Söhne"
    p = factory.package(0)
    stage = stage_of([p.model_copy(update={"account": p.account.model_copy(update={"name": long})})], theme)
    ground = {"true": ("#fff", "rgba(0,0,0,.87)"), "false": ("#111", "rgba(255,255,255,.87)")}[theme]
    page.add_style_tag(
        content=f"body{{--jp-layout-color1:{ground[0]};--jp-ui-font-color1:{ground[1]};background:{ground[0]}}}"
    )
    for selector in (".rv-grid", ".rv-card", ".rv-list", ".rv-bar", ".rv-acts"):
        wide = page.eval_on_selector(selector, "e => e.scrollWidth - e.clientWidth")
        assert wide <= 0, (selector, wide)
    assert stage.page.evaluate(CONTRAST) == []


def test_ten_thousand_rows_draw_only_what_is_seen(stage):
    stage.page.evaluate(
        """() => { const row = m.queue.rows[0], one = m.queue.first[0];
        const rows = Array.from({length: 10000}, (_, i) => ["q" + i, "waiting", ...row.slice(2)]);
        open_grid(new Model({...m.queue, rows, first: []}, new Proxy({}, {get: (_, id) => ({...one, id})}))); }"""
    )
    stage.page.wait_for_selector(".rv-draft")
    stage.page.focus(".rv-grid")
    assert stage.page.locator(".rv-row").count() < 40
    stage.press("End")
    assert stage.current == "q9999"
    assert stage.page.locator(".rv-row").count() < 40


def test_where_findings_overlap_the_weightiest_shows_and_all_are_named(stage_of):
    package = factory.package(0)
    assert package.draft is not None
    start = package.draft.body.index(package.draft.segments[1].text)
    length = len(package.draft.segments[1].text)
    whole = Finding(
        check="far from its quote", severity="warn", message="reads otherwise", start=start, end=start + length
    )
    word = Finding(check="unsupported number", severity="block", message="in no quote", start=start + 2, end=start + 9)
    stage = stage_of([factory.package(0, findings=(whole, word))])
    marks = stage.page.locator(".rv-draft mark, .rv-draft [title*='in no quote']")
    titles = [marks.nth(i).get_attribute("title") or "" for i in range(marks.count())]
    both = [t for t in titles if "in no quote" in t]
    assert len(both) == 1
    assert "reads otherwise" in both[0]


def test_a_card_that_waits_for_its_frame_is_drawn_once_however_much_follows(stage):
    drawn = """async (acts) => {
      const frames = () => new Promise((done) => requestAnimationFrame(() => setTimeout(() => setTimeout(done), 1)));
      let n = 0;
      const seen = new MutationObserver((changes) => { n += changes.length; });
      const key = (k) => document.querySelector(".rv-grid").dispatchEvent(new KeyboardEvent("keydown", {key: k, bubbles: true}));
      seen.observe(document.querySelector(".rv-card"), {childList: true});
      for (const act of acts) {
        if (act === "sort") { const s = document.querySelector(".rv-views"); s.dispatchEvent(new Event("change", {bubbles: true})); }
        else if (act === "frame") await new Promise(requestAnimationFrame);
        else if (act === "close") close_grid(); else key(act);
      }
      await frames(); await frames();
      seen.disconnect();
      return n;
    }"""  # noqa: E501
    page = stage.page
    assert page.evaluate(drawn, ["j"]) == 1
    assert page.evaluate(drawn, ["j", "j", "k"]) == 1
    assert page.evaluate(drawn, ["j", "sort"]) == 1, "the whole screen is drawn, and its card with it"
    assert page.evaluate(drawn, ["j", "frame", "sort"]) == 1
    assert page.evaluate(drawn, ["j", "close"]) == 0, "a grid that is gone draws nothing"
