"""Grounding: whether quotes, numbers, names, addresses and strong words of a claim stand in what it cites.

These checks prove quotation and the support of single words, never entailment: a person still reads claim beside quote.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from hitl_kit.domain.evidence import occurs

from .case import Case, Hit, Part, folded, level
from .numbers import numbers

_ADDRESS = re.compile(
    r"https?://\S+|www\.\S+|(?<![\w.+-])[\w.+-]++@[\w-]++(?:\.[\w-]++)++"
    r"|(?<![\w.+@-])[\w-]++(?:\.[\w-]++)++(?:/\S*)?",
    re.I,
)
_TOP_DOMAINS = frozenset(
    str.split("com io ai net org co dev app info biz eu uk de fr nl us ch at be se no dk fi ie example")
)
_NEGATION = re.compile(
    r"\b(?:no|not|never|without|cannot|neither|nor|fail(?:s|ed)?|declin(?:e|es|ed|ing)|den(?:y|ies|ied))\b|n't\b",
    re.I,
)
_SUPERLATIVE = re.compile(
    r"\b(?:best|leading|largest|biggest|fastest|greatest|finest|only|top|most|record|award[- ]winning|guaranteed?"
    r"|proven|always|unmatched|unrivalled|world[- ]class|number one|no\. ?1)\b",
    re.I,
)
_WORD = re.compile(r"[^\W\d_][\w&'-]*")
_OPENERS = frozenset(str.split(
    "a after all also although am an and any are as at be because before both but by can congrats congratulations"
    " could dear did do does each even few first for from given had has have having he hello her here hi his how i"
    " i'd i'm i've if in instead is it its just kind last let like many may might more most much my new next no not"
    " now of often on once one or other our out over perhaps please read reading regards right saw say see seeing"
    " several she should since so some such thank thanks that the their then there these they this those though to"
    " too two under until up was we we're well were what when where which while who whose why will with without"
    " would yes yet you your yours best wishes noticed congratulation according recently today yesterday news monday"
    " tuesday wednesday thursday friday saturday sunday january february march april june july august september"
    " october november december one's that's it's here's there's what's"
))  # fmt: skip
_COMMON = frozenset(str.split(
    "a an the of to in on for and or with at by from is are was were be been has have had you your we our i it its that"
    " this as so than about into just also their they who line sentence writing write wrote made read saw noticed see"
    " says said reports reported according because why source news page me my"
))  # fmt: skip
_PASSAGE = re.compile(r'"([^"]{3,}?)"')


def cited(case: Case) -> Iterator[Hit]:
    """A claim that cites nothing."""
    for part in case.claims:
        if not part.segment.fact_ids:
            yield part.hit("This claim cites no fact.")


def known_facts(case: Case) -> Iterator[Hit]:
    """A claim that cites a fact which research did not find."""
    for part in case.claims:
        unknown = [i for i in part.segment.fact_ids if i not in case.facts]
        if unknown:
            yield part.hit(f"This claim cites a fact that research did not find ({', '.join(unknown)}).")


def quoted(case: Case) -> Iterator[Hit]:
    """A cited quote that does not stand in the stored text of its source."""
    for part in case.claims:
        for fact in () if case.edited else part.facts:
            source = case.sources.get(fact.source_id)
            text = case.snapshots.get(source.sha256, "") if source else ""
            if not text:
                yield part.hit("The stored text of this claim's source is missing, so its quote cannot be checked.")
            elif fact.quote not in text and not occurs(fact.quote, text):
                yield part.hit("The quote behind this claim does not stand in the stored text of its source.")


def misquoted(case: Case) -> Iterator[Hit]:
    """Words in quotation marks that are not words of a cited quote."""
    for part in case.claims:
        known = folded(part.evidence)
        for match in _PASSAGE.finditer(part.rest):
            passage = folded(match[1]).strip(" .,;:!?")
            if len(passage.split()) > 1 and passage not in known:
                yield part.hit("These words in quotation marks are not the source's words.", *match.span(1))


def number(case: Case) -> Iterator[Hit]:
    """A number, date or share that the cited quotes do not hold."""
    for part in case.claims:
        supported = {n.value for n in numbers(level(part.evidence + " . " + case.request.account.name))}
        for found in numbers(part.rest):
            if found.value not in supported:
                shown = part.segment.text[found.start : found.end]
                yield part.hit(f"The number '{shown}' is not in the quote that this cites.", found.start, found.end)


def name(case: Case) -> Iterator[Hit]:
    """A name that stands neither in the cited quotes nor among the account's, the contact's and the sender's."""
    for part in case.claims:
        known = _words(part.evidence) | _words(case.own_words)
        for match in _WORD.finditer(part.rest):
            if match[0].islower():
                continue
            word = folded(match[0]).removesuffix("'s").rstrip("'")
            if word in known or word.removesuffix("s") in known or (len(word) < 2):
                continue
            if word in _OPENERS and (_opens(part.rest, match.start()) or word in ("i", "i'm", "i've", "i'd")):
                continue
            yield part.hit(f"The name '{match[0]}' is not in the quote that this cites.", *match.span())


def _opens(text: str, place: int) -> bool:
    """Whether a word begins a sentence or a quotation."""
    before = text[:place].rstrip(" \"'(")
    return not before or before[-1] in ".!?:"


@lru_cache(maxsize=256)
def _words(text: str) -> frozenset[str]:
    words = set(re.findall(r"[\w&'-]+", folded(text)))
    return frozenset(words | {w.removesuffix("'s") for w in words} | {p for w in words for p in w.split("-")})


def address(case: Case) -> Iterator[Hit]:
    """A link or an e-mail address that is neither approved nor the cited source's own."""
    own = {folded(x) for x in (case.library.sender.email, case.request.account.domain) if x}
    for part in case.parts:
        if part.segment.kind != "claim" and case.is_approved(part.segment.kind, part.segment.text):
            continue
        known = folded(part.evidence)
        for start, shown in _addresses(part.rest):
            if folded(shown) not in own and folded(shown) not in known:
                message = f"The address '{shown}' was not approved and is not the source's."
                yield part.hit(message, start, start + len(shown))


def _addresses(text: str) -> Iterator[tuple[int, str]]:
    """Links, e-mail addresses and bare domains of a text, with their places."""
    for match in _ADDRESS.finditer(text):
        shown = match[0].rstrip(".,;:)\"'")
        host = shown.split("/")[0]
        if "@" in shown or ":" in shown or host.rsplit(".", 1)[-1].casefold() in _TOP_DOMAINS:
            yield match.start(), shown


def superlative(case: Case) -> Iterator[Hit]:
    """A superlative or a promise that the cited quotes do not make."""
    for part in case.claims:
        known = _words(part.evidence)
        for match in _SUPERLATIVE.finditer(part.rest):
            if not set(folded(match[0]).replace("-", " ").split()) <= known:
                yield part.hit(f"'{match[0]}' is more than the quote says.", *match.span())


def negation(case: Case) -> Iterator[Hit]:
    """A claim that denies what its quote affirms, or affirms what it denies."""
    for part in case.claims:
        if not part.facts or not part.rest.strip() or case.edited:
            continue
        verbatim = part.rest != level(part.segment.text) and any(_stands(f.quote, part) for f in part.facts)
        inside = _NEGATION.search(part.rest)
        if inside and not any(_NEGATION.search(level(f.quote)) for f in part.facts):
            yield part.hit(f"'{inside[0]}' turns around what the quote says.", *inside.span())
        elif not inside and not verbatim and any(_NEGATION.search(level(f.quote)) for f in part.facts):
            yield part.hit("The quote denies something; this claim does not say so.")


def _stands(quote: str, part: Part) -> bool:
    return folded(quote).rstrip(". ") in folded(part.segment.text)


def paraphrase(case: Case) -> Iterator[Hit]:
    """A claim that shares few words with what it cites."""
    for part in case.claims:
        if case.edited or not part.facts or any(_stands(f.quote, part) for f in part.facts):
            continue
        said = _stems(part.segment.text) - _stems(case.own_words)
        shared = said & _stems(part.evidence)
        if len(shared) < 0.34 * max(1, len(said)):
            yield part.hit("This claim shares few words with its quote; read them side by side.")


def _stems(text: str) -> set[str]:
    return {w[:6] for w in re.findall(r"[^\W_]+", folded(text)) if w not in _COMMON and len(w) > 2}
