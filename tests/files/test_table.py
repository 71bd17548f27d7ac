"""CSV files as people really bring them."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hitl_kit.domain.errors import InputError
from hitl_kit.files import Column, ImportResult, Table, read_table, write_csv

COLUMNS = (Column("name", ("company",), required=True), Column("domain", ("website", "url")))


def row_of(row: dict[str, str]) -> dict[str, str]:
    if row.get("domain") == "bad":
        raise ValueError("domain: 'bad' is not a domain")
    return row


def read(tmp_path: Path, content: str | bytes, **options: object) -> Table[dict[str, str]]:
    path = tmp_path / "list.csv"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return read_table(path, COLUMNS, row_of, **options)  # type: ignore[arg-type]


def names(table: Table[dict[str, str]]) -> list[tuple[int, str]]:
    return [(line, row["name"]) for line, row in table.rows]


def reasons(table: Table[dict[str, str]]) -> list[tuple[int, str]]:
    return [(r.line, r.reason) for r in sorted(table.rejects, key=lambda r: r.line)]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_any_usual_delimiter_is_found(tmp_path: Path, delimiter: str) -> None:
    table = read(tmp_path, f'name{delimiter}domain\n"A, Inc; (x)"{delimiter}a.example\n')
    assert [r for _, r in table.rows] == [{"name": "A, Inc; (x)", "domain": "a.example"}]


def test_delimiters_inside_a_quoted_header_do_not_count(tmp_path: Path) -> None:
    assert read(tmp_path, '"name";"a, b, c, d"\nA;x\n').extra == ["a, b, c, d"]


@pytest.mark.parametrize(
    "content",
    [
        b"name,domain\nA,a.example\nB,b.example\n",
        b"name,domain\r\nA,a.example\r\nB,b.example\r\n",
        b"name,domain\rA,a.example\rB,b.example\r",
        b"\xef\xbb\xbfname,domain\nA,a.example\nB,b.example",
        "name,domain\nA,a.example\nB,b.example\n".encode("utf-16"),
        "name,domain\r\nA,a.example\r\nB,b.example\r\n".encode("utf-16"),
        "\ufeffname,domain\nA,a.example\nB,b.example\n".encode("utf-16-be"),
    ],
    ids=["lf", "crlf", "cr", "bom", "utf-16", "utf-16 crlf", "utf-16-be"],
)
def test_line_ends_and_byte_order_marks_make_no_difference(tmp_path: Path, content: bytes) -> None:
    table = read(tmp_path, content)
    assert names(table) == [(2, "A"), (3, "B")]
    assert not table.rejects


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "is empty"),
        (b"\xef\xbb\xbf", "is empty"),
        (b"\n\n  \n", "is empty"),
        (b"PK\x03\x04\x14\x00", "is a spreadsheet, not a CSV file"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "is a spreadsheet, not a CSV file"),
        ("name,Größe\nA,1\n".encode("cp1252"), r":1: is not utf-8 \(byte 0xf6\)"),
        ("name\nA\n".encode("utf-16-le"), ":1: holds NUL bytes"),
        (b'"name\nA\n', ":1: a quote in the header is not closed"),
        (b"\n\nname,Name \nA,B\n", r":3: the header 'name' stands 2 times \(columns 1, 2\)"),
        (b"title\nCEO\n", "has no column for 'name'; its columns are: title"),
        (",".join(f"c{i}" for i in range(100_000)).encode(), ":1: has more than 1,000 columns"),
        (",".join(f"a rather long column name {i}" for i in range(100_000)).encode(), "has more than 1,000 columns"),
        (b'[{"name": "A"}]', "has no column for 'name'"),
    ],
)
def test_a_file_that_is_no_list_says_why(tmp_path: Path, content: bytes, message: str) -> None:
    with pytest.raises(InputError, match=message) as caught:
        read(tmp_path, content)
    assert caught.value.mend
    assert list(tmp_path.iterdir()) == [tmp_path / "list.csv"], "nothing else was written"


def test_a_missing_file_or_a_folder_says_so(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="is missing"):
        read_table(tmp_path / "none.csv", COLUMNS, row_of)
    with pytest.raises(InputError, match="cannot be read"):
        read_table(tmp_path, COLUMNS, row_of)


@pytest.mark.parametrize("encoding", ["klingon", "base64", ""])
def test_an_unknown_encoding_says_so(tmp_path: Path, encoding: str) -> None:
    with pytest.raises(InputError, match="is not an encoding"):
        read(tmp_path, "name\nA\n", encoding=encoding)


def test_another_encoding_is_read_when_it_is_named(tmp_path: Path) -> None:
    assert names(read(tmp_path, "name\nCafé\n".encode("cp1252"), encoding="cp1252")) == [(2, "Café")]


def test_a_line_in_another_encoding_costs_only_itself(tmp_path: Path) -> None:
    table = read(tmp_path, b"name,domain\nCaf\xe9,a.example\nB,b.example\n")
    assert names(table) == [(3, "B")]
    assert reasons(table) == [(2, "is not utf-8 (byte 0xe9); try --encoding cp1252")]
    assert table.rejects[0].raw == "Café,a.example"


def test_a_line_with_a_nul_costs_only_itself(tmp_path: Path) -> None:
    table = read(tmp_path, b"name,domain\nA\x00,a.example\nB,b.example\n")
    assert names(table) == [(3, "B")]
    assert reasons(table) == [(2, "holds a NUL byte")]
    assert "\x00" not in table.rejects[0].raw


@pytest.mark.parametrize(
    ("content", "kept", "left_out"),
    [
        ('A,"a.example\nB,b.example\n"C, Inc",c.example\n', [(3, "B"), (4, "C, Inc")], [(2, "a quote is not closed")]),
        ('A,a.example\nB,"b.example', [(2, "A")], [(3, "a quote is not closed")]),
        (
            'A,"a.example\nB,b\n"C,c.example\nD,d\n',
            [(3, "B"), (5, "D")],
            [(2, "a quote is not closed"), (4, "a quote is not closed")],
        ),
        ('"A" x,a.example\nB,b.example\n', [(3, "B")], [(2, "quotes stand inside a cell")]),
        ('A 5" pipe,a\nB,b\nC 3" pipe,c\n', [(2, 'A 5" pipe'), (3, "B"), (4, 'C 3" pipe')], []),
        ('A 5" pipe,a\n"B\nInc",b\nC,c\n', [(2, 'A 5" pipe'), (3, "B\nInc"), (5, "C")], []),
        ('"A\nInc",a.example\nB,b.example\n', [(2, "A\nInc"), (4, "B")], []),
        ('"A ""the best""",a\n', [(2, 'A "the best"')], []),
        ("A\rB,a.example\nC,c.example\n", [(3, "C")], [(2, "a line break stands in a cell without quotes")]),
        ("A\nB,b,c\n\n,,\n , \nC,c\n",
         [(7, "C")], [(2, "has 1 cells where the header has 2"), (3, "has 3 cells where the header has 2")]),
        (",a.example\nB,b\n", [(3, "B")], [(2, "name is empty")]),
        ("A,bad\nB,b\n", [(3, "B")], [(2, "domain: 'bad' is not a domain")]),
    ],
)  # fmt: skip
def test_a_bad_row_costs_only_itself(
    tmp_path: Path, content: str, kept: list[tuple[int, str]], left_out: list[tuple[int, str]]
) -> None:
    table = read(tmp_path, "name,domain\n" + content)
    assert names(table) == kept
    assert reasons(table) == left_out


def test_an_unclosed_quote_far_from_the_next_one_costs_only_its_line(tmp_path: Path) -> None:
    rows = "".join(f"N{i},n{i}.example\n" for i in range(1000))
    table = read(tmp_path, f'name,domain\nA,"a.example\n{rows}')
    assert len(table.rows) == 1000
    assert reasons(table) == [(2, "a quote is not closed")]


def test_a_row_whose_key_was_there_before_names_the_first_line(tmp_path: Path) -> None:
    table = read(tmp_path, "name\nA\nB\na\n", key=lambda row: row["name"].casefold())
    assert names(table) == [(2, "A"), (3, "B")]
    assert reasons(table) == [(4, "'a' stands on line 2 already")]
    assert table.rejects[0].raw == "a"


def test_headers_are_known_by_other_names_and_the_rest_is_handed_on(tmp_path: Path) -> None:
    table = read(tmp_path, "WEBSITE,Company!,Founded\na.example, A ,1902\n")
    assert table.mapped == {"WEBSITE": "domain", "Company!": "name"}
    assert table.extra == ["Founded"]
    assert table.rows == [(2, {"domain": "a.example", "name": "A", "Founded": "1902"})]


def test_a_header_by_its_own_name_goes_before_an_alias(tmp_path: Path) -> None:
    table = read(tmp_path, "URL,company,Website,name\n1,2,3,4\n")
    assert table.rows == [(2, {"URL": "1", "company": "2", "domain": "3", "name": "4"})]


def test_what_is_mapped_wins_over_a_header_of_the_same_name(tmp_path: Path) -> None:
    table = read(tmp_path, "name,Site,domain\nA,site.example,other.example\n", mapping={" site": "domain"})
    assert table.rows == [(2, {"name": "A", "domain": "site.example", "domain (column 3)": "other.example"})]
    assert (table.mapped, table.extra) == ({"name": "name", "Site": "domain"}, ["domain"])


@pytest.mark.parametrize(
    ("mapping", "message", "mend"),
    [
        ({"Compny": "name"}, "has no column 'Compny'", "did you mean 'Company'?"),
        ({"zzzz": "name"}, "has no column 'zzzz'", "its columns are: Company, Other"),
        ({"Company": "nme"}, "'nme' is not a field", "did you mean 'name'?"),
        ({"Company": "zzzz"}, "'zzzz' is not a field", "the fields are: name, domain"),
        ({"Company": "name", "Other": "name"}, "two columns are mapped to 'name'", "map one of them only"),
    ],
)
def test_a_wrong_mapping_names_what_was_meant(tmp_path: Path, mapping: dict[str, str], message: str, mend: str) -> None:
    with pytest.raises(InputError, match=message) as caught:
        read(tmp_path, "Company,Other\nA,B\n", mapping=mapping)
    assert caught.value.mend == mend


def test_the_rejects_file_holds_line_reason_and_row_and_no_formula(tmp_path: Path) -> None:
    table = read(tmp_path, 'name,domain\n"=HYPERLINK(""http://x"")",bad\nB,b.example\n@SUM(A1),bad\n')
    path = table.write_rejects()
    assert path == tmp_path / "list.rejects.csv"
    with path.open(newline="") as handle:
        rows = list(csv.reader(handle))
    assert rows[0] == ["line", "reason", "row"]
    assert [r[:2] for r in rows[1:]] == [[str(n), "domain: 'bad' is not a domain"] for n in (2, 4)]
    assert all(cell[:1] not in "=+-@" for r in rows for cell in r if cell)
    assert not list(tmp_path.glob("*.partial"))


def test_a_clean_import_takes_an_old_rejects_file_away(tmp_path: Path) -> None:
    assert read(tmp_path, "name,domain\nA,bad\n").write_rejects()
    assert read(tmp_path, "name,domain\nA,good\n").write_rejects() is None
    assert not (tmp_path / "list.rejects.csv").exists()


def test_rejects_that_cannot_be_written_are_an_error_with_a_mend(tmp_path: Path) -> None:
    table = read(tmp_path, "name,domain\nA,bad\n")
    (tmp_path / "list.rejects.csv.partial").mkdir()
    with pytest.raises(InputError, match="cannot be written"):
        table.write_rejects()


def test_an_import_result_counts_and_sorts(tmp_path: Path) -> None:
    table = read(tmp_path, "name,domain,More\nA,bad,1\nB,b,1\n")
    table.reject(1, "for a reason")
    result = ImportResult.of("things", table, added=1)
    assert [r.line for r in result.rejects] == [1, 2]
    assert result.rejects_path == table.rejects_path
    assert (result.extra, result.mapped) == (("More",), {"name": "name", "domain": "domain"})
    assert not result.nothing_usable
    assert ImportResult.of("things", table, added=0).nothing_usable


@pytest.mark.parametrize("cell", ["=1+1", "+cmd", "-2+3", "@SUM(A1)", "\t=1", "\r=1"])
def test_no_cell_is_written_as_a_formula(tmp_path: Path, cell: str) -> None:
    path = tmp_path / "out.csv"
    write_csv(path, ["a"], [[cell]])
    with path.open(newline="") as handle:
        assert list(csv.reader(handle))[1] == ["'" + cell]


def test_telephone_numbers_and_numbers_are_written_as_they_are(tmp_path: Path) -> None:
    path = tmp_path / "out.csv"
    write_csv(path, ["phone", "n", "nothing"], [["+1 (555) 010-0199", -5, None]])
    assert path.read_bytes() == b"phone,n,nothing\r\n+1 (555) 010-0199,-5,\r\n"


def test_a_failed_write_leaves_the_file_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "out.csv"
    write_csv(path, ["a"], [["before"]])

    def rows() -> Iterator[list[str]]:
        yield ["half"]
        raise RuntimeError("power cut")

    with pytest.raises(RuntimeError):
        write_csv(path, ["a"], rows())
    assert "before" in path.read_text()


CELL = st.text(st.characters(codec="utf-8", exclude_characters="\r\n\x00"), max_size=12)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(st.lists(CELL, min_size=1, max_size=4), max_size=12), st.sampled_from(",;\t|"))
def test_every_row_is_kept_or_left_out_for_a_reason(tmp_path: Path, rows: list[list[str]], delimiter: str) -> None:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, lineterminator="\n")
    writer.writerow(["name", "domain"])
    writer.writerows(rows)
    table = read(tmp_path, out.getvalue())
    expected = {n for n, row in enumerate(rows, 2) if any(cell.strip() for cell in row)}
    kept, left_out = [n for n, _ in table.rows], [r.line for r in table.rejects]
    assert sorted(kept + left_out) == sorted(expected)
    for line, row in table.rows:
        assert row == {"name": rows[line - 2][0].strip(), "domain": rows[line - 2][1].strip()}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(st.text(st.sampled_from('ab,"  '), max_size=10), max_size=12))
def test_no_line_disappears_whatever_its_quotes(tmp_path: Path, lines: list[str]) -> None:
    table = read(tmp_path, "name,domain\n" + "".join(f"{line}\n" for line in lines))
    seen = [n for n, _ in table.rows] + [r.line for r in table.rejects]
    assert len(seen) == len(set(seen))
    whole = " ".join([*(" ".join(r.values()) for _, r in table.rows), *(r.raw for r in table.rejects)])
    assert sum(whole.count(c) for c in "ab") == sum(line.count(c) for line in lines for c in "ab")


@given(st.binary(max_size=300))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_no_bytes_break_the_reader(tmp_path: Path, content: bytes) -> None:
    try:
        table = read(tmp_path, b"name,domain\n" + content)
    except InputError:
        return
    assert all(row["name"] for _, row in table.rows)
