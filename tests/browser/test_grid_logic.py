"""The grid's own logic, function by function, as the browser runs it: the clock, views, texts, differences."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

pytestmark = pytest.mark.browser

LOAD = """async () => {
  const text = await (await fetch("http://grid.example/grid.js")).text();
  const names = "activeClock, wordDiff, changesHtml, esc, safeUrl, duration, day, sorted, safeView, PLAIN, Outbox";
  const url = URL.createObjectURL(new Blob([`${text}\\nexport { ${names} };`], {type: "text/javascript"}));
  window.grid = await import(url);
}"""


@pytest.fixture
def js(stage: Any) -> Any:
    """Evaluates an expression beside the grid's functions, which are in `grid`."""
    stage.page.evaluate(LOAD)
    return stage.page.evaluate


def test_seconds_count_while_one_is_active_and_looks_and_never_for_a_gap(js: Any) -> None:
    spent = js("""() => {
      const real = performance.now.bind(performance);
      let now = 0;
      performance.now = () => now;
      const clock = grid.activeClock(), after = (ms, id = "p") => { now += ms; clock.count(id); return clock.of("p"); };
      const active = after(1000), slept = after(3_600_000);
      clock.touch();
      const awake = after(1000), nobody = after(1000, "");
      for (let i = 0; i < 200; i++) after(1000);
      const idle = clock.of("p"), asleep = !clock.awake();
      clock.touch();
      Object.defineProperty(document, "hidden", {get: () => true, configurable: true});
      const hidden = after(1000);
      delete document.hidden;
      clock.reset("p");
      performance.now = real;
      return {active, slept, awake, nobody, idle, asleep, hidden, reset: clock.of("p")};
    }""")
    assert spent["active"] == spent["slept"] == 1000, "a laptop that slept was not read"
    assert spent["awake"] == spent["nobody"] == 2000
    assert 55_000 <= spent["idle"] <= 65_000, "after a minute without a sign nobody is there"
    assert spent["asleep"]
    assert spent["hidden"] == spent["idle"]
    assert spent["reset"] == 0


WORDS = st.lists(st.sampled_from(["a", "b", "the", "depot", "\n\n", "😀", "<b>"]), max_size=12).map(" ".join)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(before=WORDS, after=WORDS)
def test_a_difference_holds_both_texts(js: Any, before: str, after: str) -> None:
    runs = js("([a, b]) => grid.wordDiff(a, b)", [before, after])
    assert "".join(t for op, t in runs if op != "+") == before
    assert "".join(t for op, t in runs if op != "-") == after
    assert all(op == "=" for op, _ in runs) == (before == after)
    assert "<b>" not in js("([a, b]) => grid.changesHtml(a, b)", [before, after])


def test_texts_are_escaped_and_only_web_addresses_are_links(js: Any) -> None:
    assert js("grid.esc(`<a onclick='x'>&\"\u202e\u0000\u200b`)") == "&lt;a onclick=&#39;x&#39;&gt;&amp;&quot;���"
    bad = ("javascript:alert(1)", "JaVaScRiPt://x", "data:text/html,x", " https://x", "//x.example", "", "ftp://x")
    for address in bad:
        assert js("u => grid.safeUrl(u)", address) == "", address
    assert js("grid.safeUrl('HTTPS://x.example/a?b=c#d')") == "HTTPS://x.example/a?b=c#d"
    assert js("[5, 185, 3900].map(grid.duration)") == ["5 s", "3:05", "1 h 5 min"]
    assert js("['2026-02-08', 'soon', null].map(grid.day)") == ["8 Feb 2026", "soon", ""]


def test_a_view_of_another_version_brings_nothing_unknown(js: Any) -> None:
    found = js("grid.safeView({scope: 'all', high: 'yes', sort: 7, other: 1, text: 'x'})")
    assert found == js("({...grid.PLAIN, scope: 'all', text: 'x'})")
    assert js("grid.safeView(null)") == js("grid.PLAIN")


def test_rows_are_sorted_by_every_column_and_equal_ones_stay_in_the_order_of_the_queue(js: Any) -> None:
    order = js("""() => {
      const values = [
        ["b", 9, "low", null, 1, 0], ["a", null, "high", 40, 0, 0],
        ["c", 2, "medium", 300, 5, 1], ["a", 3, "", 40, 0, 0],
      ];
      const rows = values.map(([account, age_days, band, seconds, findings, blocking], i) => (
        {package_id: String(i), account, tier: "A", age_days, band, seconds, findings, blocking}));
      const ids = (found) => found.map((r) => r.package_id).join("");
      const by = (sort, down = false) => ids(grid.sorted(rows, {...grid.PLAIN, sort, down}));
      const sorts = ["account", "age", "band", "findings", "seconds", "tier"];
      const named = Object.fromEntries(sorts.map((s) => [s, by(s)]));
      return {queue: by(""), reverse: by("", true), down: by("account", true), unknown: by("nothing"), ...named};
    }""")
    assert order == {
        "queue": "0123", "reverse": "3210", "account": "1302", "down": "2013", "age": "2301", "band": "1203",
        "findings": "2013", "seconds": "2130", "tier": "0123", "unknown": "0123",
    }  # fmt: skip


def test_the_outbox_keeps_one_packages_messages_in_order_and_survives_a_full_storage(js: Any) -> None:
    found = js("""() => {
      const sent = [], box = new grid.Outbox((m) => sent.push(m.n), () => {});
      box.shelf = {get: (_, otherwise) => otherwise, set: () => { /* full */ }};
      const first = box.add(["p"], {n: 1}), second = box.add(["p", "q"], {n: 2}), third = box.add(["r"], {n: 3});
      box.add(["q"], {n: 4});
      const before = [...sent], unsaved = [...box.unsaved].sort().join("");
      box.settle(first); box.settle(third); box.settle(second);
      const stored = {get: () => [{uid: second, ids: ["p"], message: {n: 2}}], set() {}};
      return {before, after: sent, unsaved, left: box.entries.size, again: box.restore(stored).length};
    }""")
    assert found == {"before": [1, 3], "after": [1, 3, 2, 4], "unsaved": "pqr", "left": 1, "again": 0}
