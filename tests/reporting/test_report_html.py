from __future__ import annotations

import base64
import hashlib
import json
import re
from typing import Any

import nbformat
import pandas as pd
import plotly.graph_objects as go

from hitl_kit.reporting.html import FIGURE, WIDGET, report_html

HOSTILE = '</script><script>alert("x")</script><img src=x onerror=alert(1)>'


def code(*outputs: dict[str, Any], source: str = "secret_source()", tags: tuple[str, ...] = ()) -> Any:
    cell = nbformat.v4.new_code_cell(source=source, metadata={"tags": list(tags)} if tags else {})
    cell.outputs = [nbformat.from_dict(o) for o in outputs]
    return cell


def data(**mimes: Any) -> dict[str, Any]:
    bundle = {
        "html": "text/html",
        "plain": "text/plain",
        "figure": FIGURE,
        "widget": WIDGET,
        "markdown": "text/markdown",
    }
    return {"output_type": "display_data", "metadata": {}, "data": {bundle[k]: v for k, v in mimes.items()}}


def figure(title: str = "Replies") -> dict[str, Any]:
    made: dict[str, Any] = json.loads(
        go.Figure(go.Bar(x=[1], y=[title]), {"title": {"text": title}, "height": 321}).to_json()
    )
    return {**made, "config": {"plotlyServerURL": "https://plot.ly"}}


def page(*cells: Any, title: str = "fallback") -> str:
    return report_html(nbformat.v4.new_notebook(cells=list(cells)), title=title)


def without_scripts(html: str) -> str:
    return re.sub(r"<script>.*?</script>", "", html, flags=re.DOTALL)


def test_text_tables_and_figures_without_code() -> None:
    table = pd.DataFrame({"angle": ["cost"], "n": [3]})
    html = page(
        nbformat.v4.new_markdown_cell("# Campaign *review*\nWhat to decide."),
        code(data(html=table.to_html(), plain="angle n")),
        code(data(figure=figure(), html="<div>4 MB of plotly</div>", plain="Figure()")),
    )
    assert "<title>Campaign review</title>" in html
    assert "<td>cost</td>" in html
    assert "secret_source" not in html
    assert '<div class="figure" data-figure="figure-0" style="height:321px"></div>' in html
    assert "4 MB of plotly" not in html
    drawn = re.search(r'<script type="application/json" id="figure-0">(.*?)</script>', html, re.DOTALL)
    assert drawn
    assert json.loads(drawn[1])["data"][0]["y"] == ["Replies"]


def test_it_opens_offline_and_loads_plotly_once() -> None:
    html = page(code(data(figure=figure()), data(figure=figure("Second"))))
    assert html.count("* plotly.js v") == 1
    own = without_scripts(html)
    assert not re.findall(r"""(?:src|href|action|srcset)\s*=\s*["']?\s*(?:https?:)?//""", own)
    assert not re.findall(r"url\(|@import", own)
    assert "<link" not in own
    assert "plot.ly" not in own
    assert not re.findall(r"<script[^>]+src", html)


def test_a_page_without_figures_carries_no_script() -> None:
    html = page(nbformat.v4.new_markdown_cell("text"))
    assert "<script" not in html
    assert "script-src 'none'" in html
    assert len(html) < 10_000
    assert "<title>fallback</title>" in html


def test_only_our_own_scripts_may_run() -> None:
    html = page(code(data(figure=figure()), data(html="<script>alert(1)</script>")))
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]+)"', html)
    assert policy
    assert "default-src 'none'" in policy[1]
    allowed = set(re.findall(r"'sha256-([^']+)'", policy[1]))
    scripts = re.findall(r"<script>(.*?)</script>", html, re.DOTALL)
    ours = [s for s in scripts if base64.b64encode(hashlib.sha256(s.encode()).digest()).decode() in allowed]
    assert len(ours) == 2
    assert [s for s in scripts if s not in ours] == ["alert(1)"]  # it stands there, and no browser runs it


def test_hostile_strings_stay_text() -> None:
    html = page(
        nbformat.v4.new_markdown_cell("# </title><script>alert(2)</script>"),
        code(data(html=pd.DataFrame({"name": [HOSTILE]}).to_html())),
        code(data(figure=figure(HOSTILE))),
        code({"output_type": "stream", "name": "stdout", "text": HOSTILE}),
    )
    assert HOSTILE not in html
    assert "</title><script>" not in html
    assert html.count("alert(&quot;x&quot;)") + html.count('alert("x")') + html.count("alert(&#34;x&#34;)") >= 2
    drawn = re.search(r'<script type="application/json" id="figure-0">(.*?)</script>', html, re.DOTALL)
    assert drawn
    assert json.loads(drawn[1])["layout"]["title"]["text"] == HOSTILE


def test_widgets_are_shown_by_their_html_or_not_at_all() -> None:
    html = page(
        code(data(widget={"model_id": "x"}, html="<p>20 wait for you</p>", plain="ReviewGrid()")),
        code(data(widget={"model_id": "y"}, plain="Button()")),
    )
    assert "20 wait for you" in html
    assert "ReviewGrid()" not in html
    assert "Button()" not in html


def test_what_is_for_the_person_in_the_notebook_is_left_out() -> None:
    html = page(
        code(data(html="<p>decide here</p>"), tags=("interactive",)),
        code({"output_type": "stream", "name": "stderr", "text": "UserWarning: x"}),
        code({"output_type": "stream", "name": "stdout", "text": "shown"}),
    )
    assert "decide here" not in html
    assert "UserWarning" not in html
    assert "shown" in html


def test_the_same_notebook_gives_the_same_bytes() -> None:
    cells = [nbformat.v4.new_markdown_cell("# A"), code(data(figure=figure()))]
    assert page(*cells) == page(*cells)


def test_a_heading_that_a_cell_displayed_is_the_title() -> None:
    assert "<title>Review of nordics</title>" in page(code(data(markdown="# Review of **nordics**")))
