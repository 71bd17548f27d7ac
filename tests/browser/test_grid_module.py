"""The grid's own module in a Chromium, with a kernel that the test plays: keys, races, escaping, what is not saved."""

from __future__ import annotations

from pathlib import Path

import pytest

from hitl_kit.domain.accounts import Account, Contact
from hitl_kit.domain.decisions import REASONS
from hitl_kit.domain.drafts import Finding
from hitl_kit.domain.packages import Route
from tests.review import factory

pytestmark = pytest.mark.browser

CONTRAST = (Path(__file__).parent / "contrast.js").read_text("utf-8")

EVIL = "<img src=x onerror=window.pwn=1><script>window.pwn=1</script>\"'><b onmouseover=window.pwn=1>\u202egnp.exe"


def verdicts(stage):
    return [(m["id"], m["verdict"], m.get("reason")) for m in stage.sent()]


# Keys


def test_one_key_decides_and_moves_on(stage):
    assert stage.current == "p000"
    stage.press("a", "h", "x", "2", "x", "6")
    assert verdicts(stage) == [
        ("p000", "approve", None), ("p004", "hold", None), ("p008", "reject", "wrong_person"),
        ("p001", "reject", "tone"),
    ]  # fmt: skip
    assert stage.current == "p002"
    assert [stage.status(p) for p in ("p000", "p004", "p008")] == ["approved", "held", "rejected"]
    stage.page.wait_for_selector(".rv-save:has-text('all saved')")
    assert stage.text(".rv-done") == "4 of 12 reviewed"


def test_every_reason_has_its_digit(stage):
    stage.press("x")
    shown = stage.page.locator("[data-reason]").all_inner_texts()
    assert [t.split()[0] for t in shown] == [str(n + 1) for n in range(len(REASONS))]
    stage.press("9")
    assert not stage.sent()
    stage.press("Escape", "1", "Enter", "Backspace")
    assert not stage.sent()


def test_a_reject_with_a_note(stage):
    stage.press("x", "Shift+Digit3")
    stage.page.keyboard.type("the page is of 2019, a x u")
    stage.press("Enter")
    assert not stage.sent()
    stage.press("Control+Enter")
    (message,) = stage.sent()
    assert (message["reason"], message["note"]) == ("weak_evidence", "the page is of 2019, a x u")


def test_other_asks_for_the_note(stage):
    stage.press("x", "8")
    assert not stage.sent()
    stage.press("Control+Enter")
    assert not stage.sent()
    stage.page.keyboard.type("duplicate")
    stage.press("Control+Enter")
    assert stage.sent()[0]["note"] == "duplicate"


def test_the_mouse_can_do_the_same(stage):
    click = stage.page.click
    click("[data-do=approve]")
    click("[data-do=hold]")
    click("[data-do=reject]")
    click("[data-reason=poor_fit]")
    click(".rv-row[data-id=p003]")
    click("[data-do=edit]")
    stage.page.fill(".rv-e-subject", "Another subject")
    click("[data-do=save]")
    assert verdicts(stage) == [
        ("p000", "approve", None), ("p004", "hold", None), ("p008", "reject", "poor_fit"), ("p003", "edit", None),
    ]  # fmt: skip
    assert stage.sent()[3]["subject"] == "Another subject"


def test_moving_searching_and_filtering(stage):
    stage.press("j", "j", "k")
    assert stage.current == "p004"
    stage.press("End")
    assert stage.current == "p011"
    stage.press("Home", "a", "k")
    assert stage.current == "p000"
    stage.press("n")
    assert stage.current == "p004"
    stage.press("/")
    stage.page.keyboard.type("quill")
    assert stage.page.locator(".rv-row").count() == 1
    stage.press("Enter")
    assert stage.current == "p006"
    stage.press("/", "Escape", "f", "f")
    assert stage.page.locator(".rv-row").count() == 1
    assert stage.text("[data-do=filter]").startswith("Done")


def test_the_help_names_the_keys_and_any_key_closes_it(stage):
    stage.press("?")
    assert "Reject with that reason" in stage.text(".rv-help")
    stage.press("a")
    assert stage.page.locator(".rv-help").is_hidden()
    assert not stage.sent()


def test_a_key_held_down_decides_once(stage):
    stage.page.keyboard.down("a")
    for _ in range(5):
        stage.page.keyboard.down("a")
    assert len(stage.sent()) == 1


def test_no_key_reaches_the_notebook(stage):
    stage.press(
        *"abdfhjklmnopqrstvwyz", "Enter", "Shift+Enter", "Control+s", "ArrowDown", "Escape", "0", "x", "Escape", "e"
    )
    stage.press("a", "Shift+Enter", "Escape", "/", "d", "d")
    assert stage.page.evaluate("leaked") == []
    assert stage.page.get_attribute(".rv-grid", "data-lm-suppress-shortcuts") == "true"


def test_the_keys_still_work_when_the_card_with_the_focus_was_drawn_anew(stage):
    stage.page.focus(".rv-claim >> nth=0")
    stage.press("a")
    stage.page.focus(".rv-fact >> nth=1")
    stage.press("a", "a")
    assert len(stage.sent()) == 3


def test_undo_returns_to_the_package(stage):
    stage.press("a", "x", "1")
    stage.page.wait_for_selector(".rv-save:has-text('all saved')")
    stage.press("u")
    assert (stage.current, stage.status("p004")) == ("p004", "waiting")
    stage.press("Control+z")
    assert (stage.current, stage.status("p000")) == ("p000", "waiting")
    assert [m["id"] for m in stage.sent("undo")] == ["p004", "p000"]
    stage.press("u")
    assert len(stage.sent("undo")) == 2
    stage.press("a")
    assert verdicts(stage)[-1] == ("p000", "approve", None)


# Editing


def test_an_edit_is_sent_and_shown_as_a_difference(stage):
    stage.press("e")
    stage.page.keyboard.type(" PS one.")
    stage.press("Control+Enter", "k")
    (message,) = stage.sent()
    assert message["verdict"] == "edit"
    assert message["body"].endswith("PS one.")
    assert stage.page.locator(".rv-draft ins").all_inner_texts() == [" PS one."]
    stage.press("d")
    assert stage.page.locator(".rv-draft ins").count() == 0
    assert stage.text(".rv-draft .rv-text").endswith("PS one.")


def test_an_unchanged_edit_is_an_approval(stage):
    stage.press("e", "Control+Enter")
    assert verdicts(stage) == [("p000", "approve", None)]


def test_late_details_do_not_destroy_an_edit(stage):
    stage.press("e")
    stage.page.keyboard.type(" PS one.")
    stage.page.evaluate("m.emit({op: 'details', items: [m.cards.p007, m.cards.p000]})")
    stage.page.keyboard.type(" PS two.")
    stage.press("Control+Enter")
    assert stage.sent()[0]["body"].endswith("PS one. PS two.")


def test_late_details_keep_the_reasons_and_the_note(stage):
    stage.press("x", "Shift+Digit1")
    stage.page.keyboard.type("half a no")
    stage.page.evaluate("m.emit({op: 'details', items: [m.cards.p007, m.cards.p000]})")
    stage.page.keyboard.type("te")
    stage.press("Control+Enter")
    assert stage.sent()[0]["note"] == "half a note"


def test_an_edit_is_bound_to_the_package_it_was_opened_on(stage):
    stage.press("e")
    stage.page.keyboard.type(" PS.")
    stage.page.locator(".rv-row").nth(2).click()
    stage.press("Control+Enter")
    assert verdicts(stage) == [("p000", "edit", None)]


def test_a_rejection_is_bound_to_the_package_it_was_opened_on(stage):
    stage.press("x")
    stage.page.locator(".rv-row").nth(2).click()
    stage.press("1")
    assert not stage.sent()


def test_leaving_an_edit_keeps_the_text_until_it_is_discarded(stage):
    stage.press("e")
    stage.page.keyboard.type(" Half a thou")
    stage.press("Escape", "j", "k")
    assert "unfinished edit" in stage.text(".rv-card")
    stage.press("e")
    assert stage.page.input_value(".rv-e-body").endswith("Half a thou")
    stage.press("Escape")
    stage.page.click("[data-do=forget]")
    assert "unfinished edit" not in stage.text(".rv-card")
    stage.press("e")
    assert not stage.page.input_value(".rv-e-body").endswith("Half a thou")


def test_the_checks_run_as_one_types(stage):
    stage.page.evaluate("m.findings = [{check: 'numbers', severity: 'warn', message: '400 is in no quote'}]")
    stage.press("e")
    stage.page.keyboard.type(" 400 staff")
    stage.page.wait_for_selector(".rv-checked:has-text('400 is in no quote')")
    assert stage.sent("check")[-1]["body"].endswith("400 staff")
    stage.page.evaluate("m.emit({op: 'checked', id: 'p000', n: 0, findings: []})")
    assert "400 is in no quote" in stage.text(".rv-checked")


# Nothing lost


def test_what_is_not_confirmed_is_said_to_be_not_saved_and_sent_again(stage):
    stage.page.evaluate("m.mute = true")
    stage.press("a")
    assert stage.text(".rv-save") == "saving …"
    stage.page.wait_for_selector(".rv-alert:has-text('NOT SAVED: 1 verdict.')", timeout=6000)
    messages = stage.sent()
    assert len(messages) >= 2
    assert len({m["uid"] for m in messages}) == 1
    stage.page.evaluate("m.mute = false")
    stage.page.wait_for_selector(".rv-save:has-text('all saved')", timeout=9000)
    assert stage.page.locator(".rv-alert").is_hidden()


def test_undo_means_the_verdict_in_view(stage):
    stage.press("a", "a")
    stage.page.wait_for_selector(".rv-save:has-text('all saved')")
    stage.press("Home")
    first = stage.current
    stage.press("u")
    assert [m["id"] for m in stage.sent("undo")] == [first]
    assert stage.status(first) == "waiting"


def test_verdict_and_undo_of_one_package_stay_in_order(stage):
    stage.page.evaluate("m.mute = true")
    stage.press("a", "u", "x", "1")
    assert [m["op"] for m in stage.sent() + stage.sent("undo")] == ["decide"]
    stage.page.evaluate("m.mute = false; for (const x of [...m.sent]) if (x.op === 'decide') m.answer(x)")
    stage.page.wait_for_selector(".rv-save:has-text('all saved')")
    ops = [m["op"] for m in stage.page.evaluate("m.sent") if m["op"] in ("decide", "undo")]
    assert ops == ["decide", "undo", "decide"]
    assert stage.status("p000") == "rejected"


def test_unsaved_verdicts_and_text_survive_a_new_view(stage):
    stage.page.evaluate("m.mute = true")
    stage.press("a", "e")
    stage.page.keyboard.type(" Half a thou")
    uid = stage.sent()[0]["uid"]
    stage.page.evaluate("open_grid(new Model(m.queue, m.cards))")
    stage.page.wait_for_selector(".rv-e-body")
    assert stage.page.input_value(".rv-e-body").endswith("Half a thou")
    assert [m["uid"] for m in stage.sent()] == [uid]
    stage.page.wait_for_selector(".rv-save:has-text('all saved')")
    assert stage.page.evaluate("Object.keys(sessionStorage).filter((k) => k.endsWith(':outbox'))") == []


def test_a_refusal_returns_to_the_package_and_keeps_the_text(stage):
    stage.page.evaluate("m.refuse = {error: 'Halden Freight is with Ben', mend: 'go on to the next package'}")
    stage.press("e")
    stage.page.keyboard.type(" My words.")
    stage.press("Control+Enter")
    stage.page.wait_for_selector(".rv-alert:has-text('Halden Freight is with Ben')")
    assert (stage.current, stage.status("p000")) == ("p000", "waiting")
    stage.press("e")
    assert stage.page.input_value(".rv-e-body").endswith("My words.")
    stage.press("Escape")
    assert stage.text(".rv-save") == "✓ all saved" or stage.text(".rv-save") == "all saved"


def test_a_refusal_does_not_disturb_another_edit(stage):
    stage.page.evaluate("m.mute = true")
    stage.press("a", "e")
    stage.page.keyboard.type(" Here.")
    stage.page.evaluate("m.refuse = {error: 'no', mend: ''}; m.answer(m.sent.find((x) => x.op === 'decide'))")
    stage.page.keyboard.type(" More.")
    assert stage.page.input_value(".rv-e-body").endswith("Here. More.")
    assert stage.status("p000") == "waiting"


def test_seconds_count_only_while_the_tab_is_seen(stage):
    stage.page.wait_for_timeout(900)
    stage.page.evaluate("Object.defineProperty(document, 'hidden', {get: () => true, configurable: true})")
    stage.page.wait_for_timeout(1500)
    stage.press("a")
    assert 0.3 < stage.sent()[0]["seconds"] < 2.2


# What is shown


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


def test_a_word_difference(stage):
    pairs = [
        ("a b c", "a x c"),
        ("", "new"),
        ("old", ""),
        ("same", "same"),
        ("a\n\nb", "a\n\nb c"),
        ("x y " * 9, "y x " * 9),
    ]
    for a, b in pairs:
        diff = stage.page.evaluate(
            """async ([a, b]) => { const t = await (await fetch("http://grid.example/grid.js")).text();
            const u = URL.createObjectURL(new Blob([t + "\\nexport { wordDiff };"], {type: "text/javascript"}));
            return (await import(u)).wordDiff(a, b); }""",
            [a, b],
        )
        assert "".join(t for op, t in diff if op != "+") == a
        assert "".join(t for op, t in diff if op != "-") == b
        assert all(t for _, t in diff)
    assert diff != []


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
