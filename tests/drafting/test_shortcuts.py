"""What is told soon of a text is what a full look at it tells: the shortcuts of the checks and of the templates."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment

from hitl_kit.domain.evidence import fold
from hitl_kit.drafting import dates, leftovers, phrases, wording
from hitl_kit.drafting.case import folded, level
from hitl_kit.drafting.rendering import MissingData, render


def _of(*pieces: str) -> st.SearchStrategy[str]:
    """Texts of these pieces and of a few others, in any order."""
    others = (" ", "\n\n", ".", "a", "We", "\u017f", "\u0130", "\u212a", "LS0 0ZZ")
    return st.lists(st.sampled_from((*pieces, *others)), max_size=9).map("".join)


SYNTAX = str.split(
    "{ } {{ }} {% %} {# #} $ # [ ] % %% * | << >> < > <? ?> @@ __ _ \u00ab \u00bb \u27e8 \u27e9 \u3010 \u3011 ~ ( ) ?"
    " ??? : ! - / name NAME claim Note sure course of TODO TBD TBC FIXME XX NaN nan None NULL undefined null N/A FNAME"
    " LNAME lorem Lorem ipsum IPSUM object"
)


@given(_of(*SYNTAX))
def test_every_placeholder_bears_a_sign(text: str) -> None:
    every = tuple((m[0], m.start(), m.end()) for m in leftovers._PLACEHOLDER.finditer(text))
    assert leftovers._placeholders(text) == every


DATED = str.split(
    "May march 12 12th of 2026 2026-05-01 1/2/2026 , new year's day christmas eve boxing first last quarter half next"
    " q1 h2 summer the fall in this monday Sundays sept. Dec 19 20"
)


@given(_of(*DATED))
def test_every_date_bears_a_sign(text: str) -> None:
    every = tuple(d for m in dates._DATES.finditer(text) if (d := dates._day(m)) is not None)
    assert dates.days(text) == every


BANNED = ("quick question", "cutting-edge", "I came across your", "na\u00efve", "\u0131n it", "  ")


@given(
    _of(
        "quick",
        "Question",
        "cutting",
        "-",
        "edge",
        "EDGE",
        "I",
        "i",
        "came",
        "across",
        "your",
        "na\u00efve",
        "in",
        "it",
    )
)
def test_what_the_policy_bans_is_found_with_and_without_a_sign_of_it(text: str) -> None:
    pattern = wording._any_of(BANNED)
    assert pattern is not None
    found = [m.span() for m in wording._listed(level(text), BANNED)]
    assert found == [m.span() for m in pattern.finditer(level(text))]


def _listed(text: str) -> list[tuple[str, int, int]]:
    """The phrases of a text, by trying every one of them at every word."""
    words = [(m[0].lower(), *m.span()) for m in phrases._WORDS.finditer(level(text))]
    found = set()
    for kind, lines in phrases.LISTS.items():
        for phrase in (p.strip() for line in lines.splitlines() for p in line.split("|")):
            for parts in product(*(w.split("/") for w in phrase.split())) if phrase else ():
                for n in range(len(words)):
                    last = _last(words, n, parts)
                    if last is not None:
                        found.add((kind, words[n][1], words[last][2]))
    return sorted(found)


def _last(words: list[tuple[str, int, int]], n: int, parts: tuple[str, ...]) -> int | None:
    if not parts:
        return n - 1
    if parts[0] == "_":
        tries = (t for t in range(n, min(n + 3, len(words))) if words[t][0] != ";")
        return next((last for t in tries if (last := _last(words, t, parts[1:])) is not None), None)
    fits = n < len(words) and (
        words[n][0].startswith(parts[0][:-1]) if parts[0].endswith("*") else words[n][0] == parts[0]
    )
    return _last(words, n + 1, parts[1:]) if fits else None


@pytest.mark.parametrize(
    "text",
    [
        "Act now, before it is too late; the offer soon expires and only three good seats are left.",
        "We can show you a guaranteed way; click here, hurry up and we're yours. You must decide today",
        "Let me know if you'd like this. As an AI language model I cannot assist.",
        "One thing I left out: your planners can try it. Is that a quick look? Limited",
    ],
)
def test_one_pass_finds_every_phrase_of_the_lists(text: str) -> None:
    assert sorted({(p.kind, p.start, p.end) for p in phrases.find(text)}) == _listed(text)


@given(_of(" \t", "\u00a0", "\u2019", "\u201c", "B", "\x1f", "\x85", "\u200b"))
def test_plain_letters_are_folded_as_all_are(text: str) -> None:
    assert folded(text) == fold(text)


CONTEXT: dict[str, Any] = {
    "account": {"name": "Acme {{ x }}", "city": "Leeds"}, "contact": {}, "greeting_name": "Dana", "count": 3
}  # fmt: skip
_JINJA = ImmutableSandboxedEnvironment(undefined=StrictUndefined, autoescape=False, trim_blocks=True)


@given(_of(
    "{{ account.name }}", "{{ account.city }}", "{{ greeting_name }}", "{{account.name}}", "{{ account }}",
    "{{ count }}", "{{ account.items }}", "{{ account.keys() }}", "{{ account.name | upper }}",
    "{% if contact %}x{% endif %}\n", "{# no #}", "{{- greeting_name -}}", "\r\n", "\n", " { ", " } ",
))  # fmt: skip
def test_a_plain_template_is_filled_as_jinja_fills_it(template: str) -> None:
    assert render(template, CONTEXT) == _JINJA.from_string(template).render(CONTEXT).strip()


@pytest.mark.parametrize("template", ["{{ contact.first_name }}", "{{ nobody }}", "{{ nobody.name }}"])
def test_a_plain_template_says_what_it_misses(template: str) -> None:
    with pytest.raises(MissingData, match=r"first_name|nobody"):
        render(template, CONTEXT)
