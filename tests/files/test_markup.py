"""HTML that stalls parsers is known without parsing it; what people write is let through."""

from __future__ import annotations

import pytest

from hitl_kit.files.markup import stalling


@pytest.mark.parametrize(
    ("html", "why"),
    [
        ("<div>" * 600, "nested too deeply"),
        ("<b>" * 50, "nested too deeply"),
        ("<x/>" * 6000, "nested too deeply"),
        (f"<div {' '.join(f'a{n}' for n in range(600))}>", "attributes"),
    ],
)
def test_what_stalls_is_named(html: str, why: str) -> None:
    assert why in stalling(html)


@pytest.mark.parametrize(
    "html",
    [
        "",
        "text < text",
        "<p>" * 5000,
        "<div></div>" * 5000,
        "<b></b>" * 500,
        "<div>" * 400,
        f"<a title='{'x ' * 5000}'>",
    ],
)
def test_what_people_write_is_let_through(html: str) -> None:
    assert stalling(html) == ""


def test_mail_may_nest_more_formatting_than_a_page() -> None:
    assert stalling("<font>" * 50)
    assert not stalling("<font>" * 50, formatting=60)
