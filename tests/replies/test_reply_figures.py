"""The published figures are those of the code and of the labelled answers, and the halves stay apart."""

from __future__ import annotations

from collections import Counter

from hitl_kit.domain.inbound import INTENTS
from tests.benchmarks.replies import BEGINS, ENDS, PAGE, final, is_apart, labelled, page, short


def test_the_page_shows_what_the_code_reads_now() -> None:
    shown = PAGE.read_text(encoding="utf-8").partition(BEGINS)[2].partition(ENDS)[0].strip()
    assert shown == page(), "run: python -m tests.benchmarks replies"


def test_the_labelled_answers_cover_every_intent_in_eight_languages() -> None:
    answers = list(labelled())
    assert len(answers) >= 300
    assert len({text for _, _, text in answers}) == len(answers)
    labels = {name for name in INTENTS if name != "unsure"}
    assert {(language, intent) for language, intent, _ in answers} == {
        (language, intent) for language in ("en", "de", "fr", "es", "it", "pt", "nl", "pl") for intent in labels
    }
    everything = [text for name in ("labelled", "longer", "seen", "final") for _, _, text in labelled(name)]
    assert len(set(everything)) == len(everything)
    apart = sum(is_apart(text) for _, _, text in answers)
    assert 0.4 < apart / len(answers) < 0.6


def test_no_answer_is_stopped_by_mistake() -> None:
    """Nobody who wants something is unsubscribed or closed."""
    for pairs in (final(), short(apart=True), short(apart=False)):
        wanted = Counter(
            {pair: n for pair, n in pairs.items() if pair[0] in ("positive", "question", "pricing", "meeting")}
        )
        assert not [pair for pair in wanted if pair[1] in ("unsubscribe", "not_interested")]
