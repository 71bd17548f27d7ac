"""What cells mean: domains, addresses, sizes, money."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hitl_kit.targeting import values


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("acme.example", "acme.example"),
        ("ACME.Example", "acme.example"),
        ("www.acme.example", "acme.example"),
        ("https://www.acme.example/", "acme.example"),
        ("http://acme.example:8080/about?x=1#y", "acme.example"),
        ("https://user:secret@acme.example/", "acme.example"),
        ("acme.example/about", "acme.example"),
        ("acme.example.", "acme.example"),
        ("shop.acme.example", "shop.acme.example"),
        ("bücher.example", "xn--bcher-kva.example"),
        ("xn--bcher-kva.example", "xn--bcher-kva.example"),
        ("www.com", "www.com"),
        ("linkedin.com", "linkedin.com"),
        ("https://www.linkedin.com/", "linkedin.com"),
    ],
)
def test_a_domain_has_one_spelling(text: str, expected: str) -> None:
    assert values.domain(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "acme", "http://acme", "acme .example", "-acme.example", "acme-.example", "acme..example", ".example",
        "1.2.3.4", "http://1.2.3.4/", "[::1]", "http://[::1", "acme.example:99999", "http://acme.example:port/",
        "not a site", "/", "javascript:alert(1)",
        "a" * 64 + ".example", ".".join(["a" * 60] * 5) + ".example", "acme_x.example",
        "acme.123", "https://", "\u0000.example", "=cmd.example",
    ],
)  # fmt: skip
def test_nonsense_is_not_a_domain(text: str) -> None:
    with pytest.raises(ValueError, match="is not a domain"):
        values.domain(text)


def test_an_address_is_not_a_domain() -> None:
    with pytest.raises(ValueError, match="is an e-mail address, not a domain"):
        values.domain("ana@acme.example")


@pytest.mark.parametrize(
    "text", ["https://www.linkedin.com/company/acme", "facebook.com/acme", "https://x.com:443/acme"]
)
def test_a_profile_page_is_not_the_companys_domain(text: str) -> None:
    with pytest.raises(ValueError, match="is a page on"):
        values.domain(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ana@acme.example", "ana@acme.example"),
        ("Ana.Lopez+News@ACME.Example", "ana.lopez+news@acme.example"),
        ("ana@Bücher.example", "ana@xn--bcher-kva.example"),
        ("o'neill@acme.example", "o'neill@acme.example"),
        ("ana@acme.test", "ana@acme.test"),
    ],
)
def test_an_address_has_one_spelling(text: str, expected: str) -> None:
    assert values.email(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "", "ana", "ana@", "@acme.example", "ana@acme", "ana@@acme.example", "ana..b@acme.example",
        ".ana@acme.example",        "ana @acme.example", "Ana <ana@acme.example>", "ana@1.2.3.4", "ana@[1.2.3.4]",
        "ana@localhost", "é@acme.example",
        "a" * 65 + "@acme.example", "ana@" + "a." * 130 + "example", "ana@acme_x.example",
        "ana@acme.example,b@x.example",
        "ana@acme.example\n", "=ana()@acme.example;",
    ],
)  # fmt: skip
def test_nonsense_is_not_an_address(text: str) -> None:
    with pytest.raises(ValueError, match="is not an e-mail address"):
        values.email(text)


def test_a_locked_address_is_no_address() -> None:
    with pytest.raises(ValueError, match="did not give out"):
        values.email("email_not_unlocked@domain.com")


@given(st.text(max_size=80))
def test_no_text_breaks_the_readers(text: str) -> None:
    for read in (values.domain, values.email, values.employees, values.revenue, values.cik):
        try:
            once = read(text)
        except ValueError:
            continue
        assert read(str(once)) == once, "the normal form is its own normal form"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("120", 120), ("1,200", 1200), ("1 200", 1200), ("1'200", 1200), ("1.200", 1200), ("1,234,567", 1234567),
        ("10k", 10_000), ("1.5K", 1500), ("51-200", 125), ("51–200", 125), ("51 to 200", 125), ("1,001-5,000", 3000),
        ("1k-5k", 3000), ("10,001+", 10_001), ("10001 +", 10_001), ("500.0", 500), ("~500", 500), (">1000", 1000),
        ("350 employees", 350), ("11-50 employees", 30), ("0", 0), ("2 million", 2_000_000), ("<10", 5),
    ],
)  # fmt: skip
def test_a_head_count(text: str, expected: int) -> None:
    assert values.employees(text) == expected


@pytest.mark.parametrize(
    "text",
    ["many", "", "-5", "12.5", "10-Jan", "200-51", "1,20", "12,34,567", "1-2-3", "5 apples", "k", "1e400", "1e12"],
)
def test_no_head_count(text: str) -> None:
    with pytest.raises(ValueError, match="is not a number of employees"):
        values.employees(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("$12.5M", 12.5e6), ("3 bn", 3e9), ("12,500,000", 12.5e6), ("12.500.000", 12.5e6), ("€ 4,2 Mio", 4.2e6),
        ("USD 5 million", 5e6), ("5 million USD", 5e6), ("$10M to $50M", 30e6), ("$10-50M", 30e6), ("$10B+", 10e9),
        ("Less than $1M", 0.5e6), ("1.5e+09", 1.5e9), ("$1,234.56", 1234.56), ("0", 0), ("500K", 5e5), ("£2bn", 2e9),
        ("$500K-$1M", 750e3), ("1.2T", 1.2e12),
    ],
)  # fmt: skip
def test_a_sum_of_money(text: str, expected: float) -> None:
    assert values.revenue(text) == pytest.approx(expected)


@pytest.mark.parametrize(
    "text", ["a lot", "$", "-$5M", "$5X", "12%", "$50M-$10M", "1 2", "1e999", "1e20", "$1M per year"]
)
def test_no_sum_of_money(text: str) -> None:
    with pytest.raises(ValueError, match="is not a sum of money"):
        values.revenue(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1902", 1902), ("2013 (1888)", 2013), ("1957-03-04", 1957), ("2013-2015", 2013), ("-3.5%", -3.5),
        ("about $12.5M", 12.5e6), ("12 months", 12), ("3 B2B clients", 3), ("1,200 seats", 1200), ("none", None),
        ("", None), ("Series B", None),
    ],
)  # fmt: skip
def test_the_first_number_in_a_text(text: str, expected: float | None) -> None:
    assert values.first_number(text) == expected


def test_a_cik_loses_its_zeros_and_its_prefix() -> None:
    assert {values.cik(t) for t in ("66740", "0000066740", "CIK0000066740", "CIK: 66740", "66740.0")} == {"66740"}


@pytest.mark.parametrize("text", ["0", "12345678901", "6674a", "", "²", "-1"])
def test_no_cik(text: str) -> None:
    with pytest.raises(ValueError, match="is not a CIK"):
        values.cik(text)


def test_several_items_in_one_cell_each_once() -> None:
    assert values.several("AWS; Snowflake|dbt, aws;; ") == ("AWS", "Snowflake", "dbt")
    assert values.several("") == ()


def test_words_for_nothing_are_nothing() -> None:
    assert [values.present(t) for t in ("N/A", "-", "unknown", "Acme", "NA")] == ["", "", "", "Acme", "NA"]


def test_a_long_cell_is_cut_in_the_message() -> None:
    with pytest.raises(ValueError, match="…") as caught:
        values.domain("x" * 5000)
    assert len(str(caught.value)) < 120
