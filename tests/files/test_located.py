"""YAML that people write: every fault has its line, its key and its mend."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Literal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import Field, model_validator

from hitl_kit.domain.base import Word, sha256_hex
from hitl_kit.domain.errors import FileProblems, InputError, Problem
from hitl_kit.domain.icp import ICP, Identifier
from hitl_kit.files import read_yaml


class Item(Word):
    id: Identifier
    size: Literal["small", "large"] = "small"
    weight: int = Field(default=1, ge=1)

    @model_validator(mode="after")
    def _no_heavy_small(self) -> Item:
        if self.size == "small" and self.weight > 100:
            raise ValueError("a small item weighs at most 100")
        return self


class Shelf(Word):
    name: str = Field(min_length=1)
    items: tuple[Item, ...] = Field(min_length=1)
    labels: dict[str, str] = {}
    best: Item | None = None


def shelf(tmp_path: Path, text: str | bytes) -> Path:
    path = tmp_path / "shelf.yaml"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def problems(tmp_path: Path, text: str | bytes) -> list[Problem]:
    with pytest.raises(FileProblems) as caught:
        read_yaml(shelf(tmp_path, text), Shelf)
    return list(caught.value.problems)


def test_a_document_is_bound_to_the_bytes_of_its_file(tmp_path: Path) -> None:
    text = "\ufeffname: Ünder\nitems: [{id: a}]  # why\n"
    path = shelf(tmp_path, text)
    document = read_yaml(path, Shelf)
    assert document.value == Shelf(name="Ünder", items=(Item(id="a"),))
    assert document.text == text.removeprefix("\ufeff")
    assert document.sha256 == sha256_hex(path.read_bytes())
    assert document.sha256 != read_yaml(shelf(tmp_path, text + " "), Shelf).sha256


GOOD = "name: A\nitems:\n  - id: a\n"


@pytest.mark.parametrize(
    ("text", "line", "key", "message", "mend"),
    [
        (GOOD + "nmae: B\n", 4, "nmae", "is not a known key", "did you mean 'name'?"),
        (GOOD + "zzz: B\n", 4, "zzz", "is not a known key", "the keys here are: name, items, labels, best"),
        (GOOD + "    weigth: 2\n", 4, "items[1].weigth", "is not a known key", "did you mean 'weight'?"),
        (GOOD + "best:\n  id: a\n  sise: large\n", 6, "best.sise", "is not a known key", "did you mean 'size'?"),
        ("name: A\n", 1, "items", "is missing", "add 'items:' here"),
        ("name: A\nitems:\n  - size: large\n", 3, "items[1].id", "is missing", "add 'id:' here"),
        (GOOD + "    size: big\n", 4, "items[1].size", "'big' is not allowed", "use 'small' or 'large'"),
        ("name: A\nitems:\n  - id: Not A Name\n", 3, "items[1].id", "'Not A Name' is not a name",
         "use lower-case letters, digits and underscores, beginning with a letter"),
        ("name: A\nitems: a\n", 2, "items", "must be a list", "write the items in [brackets] or one a line with '- '"),
        ("name: A\nitems: []\n", 2, "items", "is empty", "give at least one"),
        ("name: A\nitems: [a]\n", 2, "items[1]", "must hold keys and values", "write 'key: value' lines, indented"),
        ("- a\n- b\n", 1, "", "must hold keys and values", "write 'key: value' lines, indented"),
        (GOOD + "    weight: 0\n", 4, "items[1].weight", "input should be greater than or equal to 1", "it is now 0"),
        (GOOD + "    weight: 200\n", 3, "items[1]", "a small item weighs at most 100", ""),
        (GOOD + "    weight: many\n", 4, "items[1].weight",
         "input should be a valid integer, unable to parse string as an integer", "it is now 'many'"),
        (GOOD + "    id: b\n", 4, "items[1].id", "is written twice (first on line 3)", "keep one"),
        (GOOD + "name: B\n", 4, "name", "is written twice (first on line 1)", "keep one"),
        ("name: &n A\nitems: [{id: a}]\nlabels: {x: *n}\n", 3, "labels.x", "aliases (&, *) are not read",
         "write the value out"),
        ("name: !!python/object/apply:os.system [ls]\nitems: [{id: a}]\n", 1, "name", None, None),
        ("name: 2024-13-45\nitems: [{id: a}]\n", 1, "name", "'2024-13-45' cannot be read", "put it in quotes"),
        ("", 0, "", "is empty", "it needs at least: name, items"),
        ("# only a comment\n", 0, "", "is empty", "it needs at least: name, items"),
        ("name: A\nitems:\n\t- id: a\n", 3, "", "a tab is used for indentation", "use spaces"),
        ("name: 'A\nitems: x\n", 3, "", "is not YAML: found unexpected end of stream",
         "check quotes, colons and indentation"),
        ("name: A\n items: x\n", 2, "", "is not YAML: mapping values are not allowed here",
         "check quotes, colons and indentation"),
        ("name: A\n---\nname: B\n", 2, "", "is not YAML: but found another document",
         "check quotes, colons and indentation"),
        ("name: A\x07\n", None, "", None, None),
        (b"name: A\nitems: caf\xe9\n", 2, "", "is not UTF-8", "save the file as UTF-8"),
        ("name: A\nitems: [{id: a}]\n".encode("utf-16"), 1, "", "is not UTF-8", "save the file as UTF-8"),
    ],
)  # fmt: skip
def test_a_fault_has_a_line_a_key_and_a_mend(
    tmp_path: Path, text: str | bytes, line: int | None, key: str, message: str | None, mend: str | None
) -> None:
    found = problems(tmp_path, text)
    assert len(found) == 1
    assert found[0].key == key
    assert line is None or found[0].line == line
    assert message is None or found[0].message == message
    assert mend is None or found[0].mend == mend


def test_every_fault_is_told_at_once_in_the_order_of_the_file(tmp_path: Path) -> None:
    found = problems(tmp_path, "name: ''\nitems:\n  - id: X\n  - id: b\n    size: big\nmore: 1\n")
    assert [p.line for p in found] == [1, 3, 5, 6]


def test_the_error_reads_as_file_line_key_mend(tmp_path: Path) -> None:
    path = shelf(tmp_path, GOOD + "nmae: B\n")
    with pytest.raises(FileProblems) as caught:
        read_yaml(path, Shelf)
    assert str(caught.value) == f"{path}:4: nmae: is not a known key\n  → did you mean 'name'?"


def test_values_are_not_tags_run_as_code(tmp_path: Path) -> None:
    trap = tmp_path / "trap"
    problems(tmp_path, f"name: !!python/object/apply:os.mkdir ['{trap}']\nitems: [{{id: a}}]\n")
    assert not trap.exists()


def test_a_billion_laughs_are_refused_at_once(tmp_path: Path) -> None:
    levels = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    levels += [f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 10)}]" for i in range(1, 12)]
    started = time.monotonic()
    found = problems(tmp_path, "\n".join(levels))
    assert "aliases (&, *) are not read" in {p.message for p in found}
    assert time.monotonic() - started < 2


@pytest.mark.parametrize("text", ["[" * 1000 + "]" * 1000, "{a: " * 1000 + "}" * 1000, "- " * 1000 + "x"])
def test_deep_nesting_is_refused(tmp_path: Path, text: str) -> None:
    assert any("is nested too deeply" in p.message for p in problems(tmp_path, f"name: A\nitems:\n  {text}\n"))


def test_a_file_that_is_missing_too_large_or_a_folder_says_so(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="is missing"):
        read_yaml(tmp_path / "none.yaml", Shelf)
    with pytest.raises(InputError, match="cannot be read"):
        read_yaml(tmp_path, Shelf)
    with pytest.raises(InputError, match="at most 1,000,000 are read"):
        read_yaml(shelf(tmp_path, "#" * 1_000_001), Shelf)


def test_a_non_text_key_is_read_as_the_person_typed_it(tmp_path: Path) -> None:
    document = read_yaml(shelf(tmp_path, GOOD + "labels:\n  2024: a\n  yes: b\n"), Shelf)
    assert document.value.labels == {"2024": "a", "yes": "b"}


def test_the_real_models_are_located_too(tmp_path: Path) -> None:
    path = shelf(tmp_path, "name: X\nfirmographics:\n  - field: industry\n    any_off: [Software]\n")
    with pytest.raises(FileProblems) as caught:
        read_yaml(path, ICP)
    first = next(p for p in caught.value.problems if p.line == 4)
    assert (first.key, first.mend) == ("firmographics[1].any_off", "did you mean 'any_of'?")


@given(st.text(max_size=200) | st.binary(max_size=200))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_no_file_breaks_the_reader(tmp_path: Path, content: str | bytes) -> None:
    path = tmp_path / "any.yaml"
    path.write_bytes(content.encode("utf-8", "surrogatepass") if isinstance(content, str) else content)
    with pytest.raises(InputError):
        read_yaml(path, Shelf)


@given(st.text(st.sampled_from("name:items[]{}-&*!'\"|>#%@? \nab1.,"), max_size=60))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=300)
def test_no_syntax_breaks_the_reader(tmp_path: Path, content: str) -> None:
    with pytest.raises(InputError):
        read_yaml(shelf(tmp_path, content), ICP)
