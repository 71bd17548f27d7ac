"""The band and its reasons."""

from __future__ import annotations

import pytest

from hitl_kit.domain.drafts import Finding
from hitl_kit.drafting import band
from tests.drafting.bench import evidence, research

OWN, FILING = evidence(), evidence(source_class="filing", url="https://filings.example/1", name="f4")
PRESS = evidence(source_class="press", url="https://press.example/1", name="f2")
SAME_HOST = evidence(source_class="press", url="https://www.press.example/2", name="f3")
OTHER = evidence(source_class="other", url="https://other.example/1", name="f5")
HIRING = evidence(kind="hiring", name="f6")


def finding(severity, check="length"):
    return Finding(check=check, severity=severity, message="x")


@pytest.mark.parametrize(
    ("known", "level", "basis"),
    [
        ([OWN], "high", "no warnings; rests on the company's own words"),
        ([FILING], "high", "no warnings; rests on a filing"),
        ([PRESS, OTHER], "high", "no warnings; 2 independent sources"),
        ([PRESS, SAME_HOST], "medium", "no warnings, but it rests on one source that is not the company (press)"),
        ([PRESS], "medium", "no warnings, but it rests on one source that is not the company (press)"),
        ([], "medium", "no warnings, but it rests on no source"),
    ],
)
def test_a_clean_draft_is_as_good_as_its_sources(known, level, basis):
    found = band((finding("note"),), research(*known))
    assert (found.band, found.basis) == (level, basis)


def test_warnings_are_medium_and_blocks_are_low():
    found = band((finding("warn"), finding("warn"), finding("warn", "company")), research(OWN))
    assert (found.band, found.basis) == ("medium", "to look at: length, company")
    found = band((finding("warn"), finding("block", "misquote")), research(OWN))
    assert (found.band, found.basis) == ("low", "a check blocks: misquote")


def test_with_a_draft_only_what_it_cites_counts(bench):
    cited = bench.draft.model_copy(update={"segments": tuple(
        s.model_copy(update={"fact_ids": ("f2",)}) if s.kind == "claim" else s for s in bench.draft.segments
    )})  # fmt: skip
    known = research(PRESS, HIRING)
    assert band((), known).band == "high"
    assert band((), known, cited).band == "medium"
    assert band((), research(PRESS, OTHER), cited).band == "high"
