"""What is read outside of a widget: a report's page, on a telephone and on paper, and the cards of outputs."""

from __future__ import annotations

import json

import nbformat
import plotly.graph_objects as go
import pytest
from playwright.sync_api import Page

from hitl_kit.reporting.html import FIGURE, report_html
from hitl_kit.retrospect.theme import dress
from hitl_kit.widgets import icp_card
from tests.targeting.test_matching import icp

pytestmark = pytest.mark.browser

LAB = """.jp-OutputArea-output dl, .jp-OutputArea-output dt, .jp-OutputArea-output dd { display: block; }
.jp-OutputArea-output dt { float: left; width: 20%; } .jp-OutputArea-output dd { float: left; width: 80%; }"""
"""What JupyterLab says about the lists of outputs."""
WIDTHS = "() => [...document.querySelectorAll('.figure .main-svg')].map((e) => e.getBoundingClientRect().width)"


@pytest.fixture
def report(page: Page) -> Page:
    """A report's page with one figure."""
    drawn = dress(go.Figure(go.Bar(x=[3, 1], y=["a", "b"])), "Replies", "of delivered", simulated=True, height=200)
    output = {"output_type": "display_data", "metadata": {}, "data": {FIGURE: json.loads(drawn.to_json())}}
    cell = nbformat.v4.new_code_cell("figure", outputs=[output])
    html = report_html(nbformat.v4.new_notebook(cells=[cell]), title="Replies")
    page.route("http://report.example/", lambda r: r.fulfill(content_type="text/html; charset=utf-8", body=html))
    page.goto("http://report.example/")
    page.wait_for_selector(".figure .main-svg")
    return page


def test_a_figure_is_drawn_as_wide_as_the_paper_and_then_as_the_window_again(report: Page) -> None:
    before = report.evaluate(WIDTHS)
    assert min(before) > 950
    report.evaluate("() => dispatchEvent(new Event('beforeprint'))")
    report.wait_for_function(f"() => ({WIDTHS})().every((w) => w === 900)")
    report.evaluate("() => dispatchEvent(new Event('afterprint'))")
    report.wait_for_function(f"(before) => ({WIDTHS})().every((w, n) => w === before[n])", arg=before)


def test_on_a_telephone_a_figure_scrolls_and_the_page_does_not(report: Page) -> None:
    report.set_viewport_size({"width": 390, "height": 800})
    report.wait_for_function(f"() => ({WIDTHS})().every((w) => w === 640)")
    assert report.evaluate("() => document.documentElement.scrollWidth") == 390


def test_a_card_has_its_terms_beside_their_values_whatever_jupyterlab_says_of_lists(page: Page) -> None:
    card = icp_card(icp())._repr_html_()
    page.set_content(f"<style>{LAB}</style><div class='jp-OutputArea-output'>{card}</div>")
    places = page.locator(".hk-card dt").evaluate_all(
        """(terms) => terms.map((dt) => [dt, dt.nextElementSibling].map((e) => {
          const r = e.getBoundingClientRect(); return [r.left, r.right, r.top]; }))"""
    )
    assert len(places) == 5
    for (_, term_ends, term_top), (value_begins, _, value_top) in places:
        assert term_ends < value_begins
        assert term_top == value_top
