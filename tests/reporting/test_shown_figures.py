"""What a page shows is read from the page itself, and every difference is named by its place."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import nbformat
import pandas as pd
import plotly.graph_objects as go
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from hitl_kit.domain.errors import InputError
from hitl_kit.reporting.differences import Difference, differences
from hitl_kit.reporting.figures import shown
from hitl_kit.reporting.html import FIGURE, page_shows, report_html
from hitl_kit.reporting.record import Record, read_record, unbroken
from tests.reporting.making import record
from tests.reporting.test_report_html import HOSTILE, code, data

TABLE = pd.DataFrame({"angle": ["cost", "speed"], "sent": [41, 7], "positive": ["3 (7.3%)", "0"]})


def drawing(values: Sequence[float], title: str = "Replies") -> dict[str, Any]:
    bar = go.Bar(x=list(values), y=["cost", "speed"], name="any reply", error_x={"array": [0.5, 0.25]})
    made: dict[str, Any] = go.Figure(bar, {"title": {"text": f"<b>{title}</b>"}}).to_plotly_json()
    made["data"] = [dict(trace) for trace in made["data"]]
    made["data"][0]["x"] = {"dtype": "f8", "bdata": _packed(values)}
    return made


def _packed(values: Sequence[float]) -> str:
    import base64

    import numpy as np

    return base64.b64encode(np.array(values, dtype="f8").tobytes()).decode()


def page(values: Sequence[float] = (3.0, 0.5), table: pd.DataFrame = TABLE, text: str = "41 were sent.") -> str:
    nb = nbformat.v4.new_notebook(
        cells=[
            nbformat.v4.new_markdown_cell(f"# Review\n{text}\n\n## Angles"),
            code(data(html=table.to_html(index=False))),
            code(data(figure=drawing(values))),
            code(data(html="<dl><dt>ledger</dt><dd>event 99</dd></dl>")),
        ]
    )
    return report_html(nb, title="x", about=record())


def test_tables_drawings_and_sentences_have_their_places() -> None:
    assert page_shows(page()) == {
        "Review › heading": "Review",
        "Review › text": "41 were sent.",
        "Angles › heading": "Angles",
        "Angles › table": "angle · sent · positive",
        "Angles › table › cost › angle": "cost",
        "Angles › table › cost › sent": "41",
        "Angles › table › cost › positive": "3 (7.3%)",
        "Angles › table › speed › angle": "speed",
        "Angles › table › speed › sent": "7",
        "Angles › table › speed › positive": "0",
        "Angles › Replies": "Replies",
        "Angles › Replies › any reply": {
            "x": [3.0, 0.5], "y": ["cost", "speed"], "error_x": {"array": [0.5, 0.25]},
        },
    }  # fmt: skip


def test_the_page_carries_what_it_shows(tmp_path: Path) -> None:
    path = tmp_path / "review.html"
    path.write_text(page())
    found = read_record(path)
    assert found.shown == page_shows(page())
    assert found.head == record().head
    assert found.campaign == "depots"


@pytest.mark.parametrize(
    ("other", "words"),
    [
        (
            page(table=TABLE.assign(sent=[43, 7])),
            "Angles › table › cost › sent: “41” in the report, “43” in the ledger",
        ),
        (page([3.0, 0.75]), "Angles › Replies › any reply › speed: “0.5” in the report, “0.75” in the ledger"),
        (page(text="42 were sent."), "Review › text: “41 were sent.” in the report, “42 were sent.” in the ledger"),
    ],
)
def test_a_difference_is_named_by_its_place(other: str, words: str) -> None:
    assert [d.words for d in differences(page_shows(page()), page_shows(other))] == [words]


def test_a_row_that_is_gone_and_one_that_came() -> None:
    fewer = page_shows(page(table=TABLE.head(1)))
    lost = differences(page_shows(page()), fewer)
    assert [d.now for d in lost] == [None, None, None]
    assert lost[1] == Difference("Angles › table › speed › sent", "7", None)
    assert [d.then for d in differences(fewer, page_shows(page()))] == [None, None, None]
    shorter = differences(page_shows(page()), page_shows(page([3.0])))
    assert shorter == [Difference("Angles › Replies › any reply › speed", "0.5", None)]


def test_the_last_binary_digit_is_no_difference() -> None:
    assert not differences({"a": {"x": [0.1 + 0.2]}}, {"a": {"x": [0.3]}})
    assert differences({"a": 0.3}, {"a": 0.3000001})
    assert differences({"a": {"x": [1.0, None]}}, {"a": {"x": [1.0, 2.0]}})


def test_rows_and_texts_of_one_name_keep_apart() -> None:
    body = "<h2>A</h2><p>x</p><p>x</p><table><tr><th>k</th></tr><tr><td>same</td></tr><tr><td>same</td></tr></table>"
    names = ["heading", "text", "text 2", "table", "table › same › k", "table › same 2 › k"]
    assert list(shown(body, [])) == [f"A › {name}" for name in names]


def test_whatever_stands_on_a_page_has_a_place() -> None:
    body = (
        "<h1>R</h1>loose<div>in <b>a</b> box<p>paragraph</p></div><pre>printed 7</pre><ul><li>one<ul><li>two</li></ul>"
        "</li></ul><h4>small</h4><img src='data:image/png;base64,AAAA'><svg><path d='M0'/></svg><dl><dd>9</dd></dl>"
        "<table><caption>Sums</caption><tr><td>9</td></tr></table><style>p{}</style>"
    )
    found = shown(body, [])
    pictures = [found.pop(place) for place in ("R › picture", "R › picture 2")]
    assert pictures[0] != pictures[1]
    assert found.pop("R › Sums › 9 › column 1") == "9"
    texts = ["loose", "in a box", "paragraph", "printed 7", "one", "two", "small"]
    assert found == {"R › heading": "R"} | {f"R › text{f' {n}' * (n > 1)}": text for n, text in enumerate(texts, 1)}


def test_axes_and_lines_of_a_drawing_count() -> None:
    def places(**layout: Any) -> dict[str, Any]:
        return shown('<div data-figure="figure-0"></div>', [{"data": [], "layout": layout}])

    axis = {"title": {"text": "rate"}, "range": [0, 1], "ticktext": ["a", "b"], "gridcolor": "#eee"}
    line = {"x0": 0, "x1": 1, "y0": 3, "y1": 3, "line": {"color": "red"}}
    found = places(yaxis2=axis, shapes=[line])
    assert found["drawing › y axis 2"] == {"title": "rate", "range": [0, 1], "ticktext": ["a", "b"]}
    assert found["drawing › line"] == {"x0": 0, "x1": 1, "y0": 3, "y1": 3}
    swapped = places(yaxis2={**axis, "ticktext": ["b", "a"]}, shapes=[line])
    assert [d.place for d in differences(found, swapped)] == ["drawing › y axis 2 › ticktext, point 1"]
    assert places(yaxis2={**axis, "gridcolor": "#000"}, shapes=[{**line, "line": {}}]) == found


@pytest.mark.parametrize(
    "drawing",
    [
        {}, {"data": 3, "layout": 4}, {"data": ["x"], "layout": {"title": 7, "shapes": {}, "xaxis": []}},
        {"data": [{"x": {"bdata": "!", "dtype": "f8"}}]}, {"data": [{"x": {"bdata": "AAAA", "dtype": "nonsense"}}]},
        {"data": [{"x": {"bdata": "AAAA", "dtype": "i1", "shape": "7,7"}}]},
    ],
)  # fmt: skip
def test_a_drawing_that_somebody_broke_is_read_all_the_same(drawing: dict[str, Any]) -> None:
    assert shown('<div data-figure="figure-0"></div>', [drawing])


def test_the_seal_is_broken_by_any_other_byte() -> None:
    whole = page()
    found = Record.model_validate_json(whole.split('id="hitl-report">')[1].split("</script>")[0])
    assert unbroken(whole, found)
    assert not unbroken(whole.replace("</style>", "tr:nth-child(2){display:none}</style>", 1), found)
    assert not unbroken(whole.replace('"campaign":"depots"', '"campaign":"others"', 1), found)
    assert not unbroken(whole, found.model_copy(update={"seal": ""}))


def test_hostile_words_are_words(tmp_path: Path) -> None:
    html = page(table=TABLE.assign(angle=[HOSTILE, "b"]), text="fine")
    assert HOSTILE not in html
    path = tmp_path / "review.html"
    path.write_text(html)
    assert any(value == HOSTILE for value in read_record(path).shown.values())
    assert html.count("</head>") == 1


def test_a_page_of_the_portfolio_is_marked_by_its_drawing(tmp_path: Path) -> None:
    labelled = drawing([1.0, 2.0])
    labelled["layout"]["annotations"] = [{"name": "simulated", "text": "simulated data"}]
    for figure, wanted in ((labelled, "Simulated data"), (drawing([1.0, 2.0]), "")):
        nb = nbformat.v4.new_notebook(cells=[code(data(figure=figure))])
        (tmp_path / "p.html").write_text(report_html(nb, title="x", about=record()))
        assert read_record(tmp_path / "p.html").simulated == wanted
    assert FIGURE in code(data(figure=labelled)).outputs[0].data


_values = st.recursive(
    st.none() | st.text(max_size=5) | st.integers(-5, 5) | st.floats(allow_nan=False, width=16),
    lambda inner: st.lists(inner, max_size=3),
    max_leaves=6,
)
_places = st.dictionaries(st.text(max_size=4), st.text(max_size=4) | st.dictionaries(st.text(max_size=2), _values))


def _known(values: Any) -> Any:
    """The values without those that are "not there"."""
    return {k: v for k, v in values.items() if v is not None} if isinstance(values, dict) else values


@example({"": {}}, {"": {"": None}})
@given(_places, _places)
def test_pages_differ_exactly_where_their_places_do(a: dict[str, Any], b: dict[str, Any]) -> None:
    assert differences(a, copy.deepcopy(a)) == []
    named = {d.place.split(" › ")[0] for d in differences(a, b)}
    unlike = {k for k in a.keys() | b.keys() if (k in a) != (k in b) or _known(a[k]) != _known(b[k])}
    assert {p.split(" › ")[0] for p in unlike} >= named
    assert bool(named) == bool(unlike)


@pytest.mark.parametrize("content", [b"", b"<html><body>x</body></html>", b"\xff\xfe", b"not html at all" * 9])
def test_a_file_that_is_no_report(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "x.html"
    path.write_bytes(content)
    with pytest.raises(InputError, match="no report"):
        read_record(path)
    with pytest.raises(InputError, match="is missing"):
        read_record(tmp_path / "none.html")
    with pytest.raises(InputError, match="is a folder"):
        read_record(tmp_path)


def test_a_record_of_another_shape_is_refused_in_words(tmp_path: Path) -> None:
    path = tmp_path / "x.html"
    path.write_text(page().replace('"kind":"campaign"', '"kind":"novel"', 1))
    with pytest.raises(InputError, match="no report that can be read"):
        read_record(path)
