"""The inbox on a page, over a real campaign: every message that the page sends is answered by the widget itself."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml
from playwright.sync_api import Browser, Page

from hitl_kit import Campaign
from hitl_kit.delivery.message import read_back
from hitl_kit.domain.delivery import Touch
from hitl_kit.ledger import tables as t
from hitl_kit.widgets import Inbox
from tests.browser.test_grid_looks import GROUND
from tests.replies.mails import answer, away, rows, sent
from tests.review import factory

pytestmark = [pytest.mark.browser, pytest.mark.sqlite]

EVIL = "<img src=x onerror=window.pwn=1><script>window.pwn=1</script> \u202e javascript:window.pwn=1 {{7*7}}"
TEXTS = (
    "Sounds interesting. Tell me more.", "What does it cost for about 120 users? And does it work with SAP?",
    "Who are you and where did you get my email address?", f"{EVIL}\nCan you explain?", "Received, thanks.",
    "Timing is bad. Could you get back to me after the summer?",
)  # fmt: skip
OPEN = """import inbox from "http://inbox.example/inbox.js";
window.handlers = [];
const model = { send: (m) => window.to_kernel(m), on: (_, f) => window.handlers.push(f), off: () => {} };
window.emit = (m) => window.handlers.forEach((f) => f(m));
window.close_inbox = inbox.render({ model, el: document.querySelector("#here") });
window.ready = true;"""


JUPYTER = ".jp-OutputArea-output pre { font-family: monospace; word-break: break-all; overflow-x: auto; }"
"""What JupyterLab says about the texts of outputs."""


@dataclass
class Desk:
    """The inbox on a page, and the campaign behind it."""

    page: Page
    campaign: Campaign
    inbox: Inbox
    touches: list[Touch]

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def text(self, selector: str) -> str:
        return self.page.inner_text(selector)

    def choose(self, company: str) -> None:
        self.page.locator(".rv-thread", has_text=company).click()
        self.page.wait_for_selector(f".rv-brief .rv-who:has-text({json.dumps(company)})")

    def did(self, words: str) -> None:
        self.page.wait_for_selector(f".rv-status:has-text({json.dumps(words)})")


@pytest.fixture
def answered(approved: Campaign, tmp_path: Path) -> tuple[Campaign, list[Touch]]:
    """A campaign of some mails, most of which were answered."""
    path = approved.folder / "policy.yaml"
    policy = yaml.safe_load(path.read_text()) or {}
    policy["replies"] = {"suggestions": {"positive": "Hi {first_name},\n\nglad to hear it."}}
    path.write_text(yaml.safe_dump(policy))
    factory.store(approved.workbench.ledger, [factory.package(n, campaign="depots") for n in range(1, 9)])
    touches = [x for x in sent(approved).values() if "alder" not in x.email and "birch" not in x.email]
    folder = tmp_path / "mails"
    folder.mkdir()
    for n, (touch, text) in enumerate(zip(touches, TEXTS, strict=False)):
        (folder / f"{n}.eml").write_bytes(answer(touch, text, days=1 + n / 10))
    (folder / "away.eml").write_bytes(away(touches[6], "I am out of the office."))
    approved.sync(eml=folder)
    return approved, touches


@pytest.fixture
def desk_of(chromium: Browser, answered: tuple[Campaign, list[Touch]]) -> Iterator[Callable[..., Desk]]:
    campaign, touches = answered
    context = chromium.new_context(viewport={"width": 1440, "height": 900})
    errors: list[str] = []

    def make(theme: str = "true") -> Desk:
        page, inbox = context.new_page(), Inbox(campaign, "Dana")
        page.on("pageerror", lambda error: errors.append(str(error)))
        inbox.send = lambda content, buffers=None: page.evaluate("(m) => emit(m)", json.loads(json.dumps(content)))
        waiting: list[dict[str, Any]] = []
        page.expose_function("to_kernel", lambda message: waiting.append(message))
        ground, ink = GROUND[theme]
        html = (
            f"<body data-jp-theme-light='{theme}' style='--jp-layout-color1:{ground};--jp-ui-font-color1:{ink};"
            f"background:{ground};margin:0'><style>{Inbox._css}\n{JUPYTER}</style>"
            "<div class=jp-OutputArea-output id=here></div>"
            f"<div class=rv-still data-rv='{inbox._still}'>who waits, as a table</div>"
        )
        page.route("http://inbox.example/**", lambda route: route.fulfill(
            content_type="text/javascript" if route.request.url.endswith(".js") else "text/html; charset=utf-8",
            body=str(Inbox._esm) if route.request.url.endswith(".js") else html,
        ))  # fmt: skip

        def answer_all(*_: object) -> None:
            while waiting:
                inbox._receive(inbox, waiting.pop(0), None)

        page.goto("http://inbox.example/")
        page.add_script_tag(content=OPEN, type="module")
        page.wait_for_function("() => window.ready")
        original = page.wait_for_selector

        def pumping(selector: str, **options: Any) -> Any:
            for _ in range(100):
                page.wait_for_timeout(20)
                answer_all()
                if page.locator(selector).count():
                    return original(selector, **options)
            return original(selector, timeout=1000)

        page.wait_for_selector = pumping  # type: ignore[method-assign]
        page.wait_for_selector(".rv-brief .rv-who")
        page.focus(".rv-inbox")
        return Desk(page, campaign, inbox, touches)

    yield make
    context.close()
    assert not errors, errors


@pytest.fixture
def desk(desk_of: Callable[..., Desk]) -> Desk:
    return desk_of()


def test_the_urgent_one_is_in_front_and_the_box_is_empty(desk: Desk) -> None:
    labels = desk.page.locator(".rv-thread .rv-tags").all_inner_texts()
    assert labels[0].split("\n")[:2] == ["now", "angry"]
    assert len(labels) == 6, "who is away does not wait"
    assert "6 replies wait" in desk.text(".rv-count")
    assert "no first answer yet; the target is 4.0 h" in desk.text(".rv-times")
    assert desk.page.input_value(".rv-write textarea") == ""
    assert desk.page.locator(".rv-suggest").count() == 0
    assert "for a lead" in desk.text(".rv-who")
    assert "Who are you" in desk.text(".rv-theirs mark")


def test_the_plain_table_is_hidden_and_no_word_is_broken(desk: Desk) -> None:
    assert not desk.page.is_visible(".rv-still")
    style = desk.page.evaluate("""() => { const e = document.querySelector(".rv-said pre"), s = getComputedStyle(e);
      return [s.wordBreak, s.fontFamily === getComputedStyle(e.parentElement).fontFamily]; }""")
    assert style == ["normal", True]


def test_an_inbox_in_which_nobody_waits_is_small_and_says_what_to_do(desk: Desk) -> None:
    for thread in desk.campaign.threads():
        desk.campaign.settle(thread.package_id, "stopped", reason="dealt with")
    desk.press("u")
    desk.page.wait_for_selector(".rv-none")
    assert "Nobody waits for an answer. Read what came back with hitl sync" in desk.text(".rv-threads")
    assert desk.page.evaluate("document.querySelector('.rv-inbox').clientHeight") < 200
    assert not desk.page.is_visible(".rv-side")
    desk.press("e")
    desk.page.wait_for_selector(".rv-brief .rv-who")
    assert desk.page.is_visible(".rv-side")


def test_an_answer_by_keyboard_reaches_the_outbox(desk: Desk) -> None:
    company = "Corvane Software"
    desk.choose(company)
    assert "What does it cost for about 120 users?" in desk.text(".rv-points")
    assert "Budget (BANT)" in desk.text(".rv-brief")
    assert "What we quoted".upper() in desk.text(".rv-brief").upper()
    desk.press("r")
    desk.page.keyboard.type("It depends on the sites.\nShall I call you?")
    desk.press("Control+Enter")
    desk.did("The answer is in the outbox.")
    (row,) = [r for r in rows(desk.campaign, t.touch) if r["kind"] == "answer"]
    assert (read_back(row["raw"]).body, row["by"]) == ("It depends on the sites.\nShall I call you?", "Dana")
    assert "5 replies wait" in desk.text(".rv-count")
    assert "first answer after" in desk.text(".rv-times")
    assert company not in desk.text(".rv-threads")
    desk.press("e")
    assert company in desk.text(".rv-threads")


def test_what_is_typed_stays_with_its_conversation(desk: Desk) -> None:
    desk.choose("Corvane Software")
    desk.page.fill(".rv-write textarea", "half an answer")
    desk.press("Escape")
    desk.choose("Brightwater Foods")
    assert desk.page.input_value(".rv-write textarea") == ""
    desk.choose("Corvane Software")
    assert desk.page.input_value(".rv-write textarea") == "half an answer"
    assert "typed" in desk.text(".rv-current")
    desk.page.fill(".rv-write textarea", "  ")
    desk.press("Control+Enter")
    assert "The answer is empty" in desk.text(".rv-alert")


def test_a_suggestion_is_marked_and_only_a_person_takes_it(desk: Desk) -> None:
    desk.choose("Brightwater Foods")
    assert "A suggestion, agreed in policy.yaml" in desk.text(".rv-suggest")
    assert desk.page.input_value(".rv-write textarea") == ""
    desk.page.click(".rv-suggest summary")
    desk.page.click("[data-do=suggest]")
    assert desk.page.input_value(".rv-write textarea").endswith("glad to hear it.")
    desk.choose("Corvane Software")
    assert desk.page.locator(".rv-suggest").count() == 0, "never where the price is asked for"


def test_a_reading_is_corrected_settled_and_handed_over(desk: Desk) -> None:
    desk.choose("Ostrava Print")
    desk.press("c")
    desk.page.select_option("[name=intent]", "meeting")
    desk.page.click("[data-do=correct]")
    desk.did("Corrected.")
    assert "wants to talk" in desk.text(".rv-who")
    assert desk.text(".rv-why") == "meeting"
    desk.press("h")
    desk.page.fill("[name=to]", "Kit")
    desk.press("Control+Enter")
    desk.did("Handed over.")
    assert "taken over by Kit" in desk.text(".rv-who")
    desk.press("s")
    desk.page.select_option("[name=state]", "postponed")
    desk.press("Control+Enter")
    desk.page.wait_for_selector(".rv-alert:has-text('a reason')")
    desk.page.fill("[name=reason]", "after the summer")
    desk.page.fill("[name=until]", "2099-09-01")
    desk.press("Control+Enter")
    desk.did("Settled.")
    last = rows(desk.campaign, t.cadence)[-1]
    assert (last["state"], last["until"], last["reason"], last["by"]) == (
        "postponed",
        "2099-09-01",
        "after the summer",
        "Dana",
    )


def test_texts_that_mean_harm_are_shown_as_texts(desk: Desk) -> None:
    desk.choose("Nordlys Energy")
    assert "<img src=x onerror=window.pwn=1>" in desk.text(".rv-theirs")
    assert "\ufffd" in desk.text(".rv-theirs"), "a mark for what would turn the reading around"
    assert desk.page.locator(".rv-inbox img, .rv-inbox script").count() == 0
    assert desk.page.evaluate("window.pwn") is None
    html = desk.inbox._repr_mimebundle_()[0]["text/html"]
    assert "<img" not in html
    assert "&lt;img" in html
    assert "6 replies wait" in html


def test_the_keys_and_the_labels(desk: Desk) -> None:
    desk.press("?")
    assert desk.page.is_visible(".rv-over")
    desk.press("Escape")
    assert not desk.page.is_visible(".rv-over")
    first = desk.page.locator(".rv-current").get_attribute("data-id")
    desk.press("j", "j", "k")
    assert desk.page.locator(".rv-current").get_attribute("data-id") != first
    unnamed = desk.page.evaluate("""() => [...document.querySelectorAll('.rv-inbox :is(input, select, textarea, button, [role])')]
      .filter((e) => !(e.getAttribute('aria-label') || e.textContent.trim() || e.closest('label') || e.getAttribute('role') === 'alert' || e.getAttribute('role') === 'status')).map((e) => e.outerHTML)""")  # noqa: E501
    assert unnamed == []
    active = desk.page.get_attribute(".rv-inbox", "aria-activedescendant")
    assert desk.page.locator(f"[id='{active}']").get_attribute("aria-selected") == "true"


@pytest.mark.parametrize("theme", ["true", "false"], ids=["light", "dark"])
@pytest.mark.parametrize("width", [1440, 1024])
def test_nothing_overflows_and_everything_can_be_read(desk_of: Callable[..., Desk], width: int, theme: str) -> None:
    desk = desk_of(theme)
    desk.page.set_viewport_size({"width": width, "height": 860})
    desk.choose("Nordlys Energy")
    wide = desk.page.evaluate("""() => [...document.querySelectorAll('.rv-inbox, .rv-inbox *')]
      .filter((e) => e.scrollWidth > e.clientWidth + 1 && getComputedStyle(e).overflowX === 'visible' && e.clientWidth).map((e) => e.className)""")  # noqa: E501
    assert wide == []
    faults = (Path(__file__).parent / "contrast.js").read_text().replace(".rv-grid", ".rv-inbox")
    assert desk.page.evaluate(faults) == []
