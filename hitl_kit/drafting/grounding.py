"""Grounding: whether quotes, numbers, names, addresses and strong words of a claim stand in what it cites.

These checks prove quotation and the support of single words, never entailment: a person still reads claim beside quote.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from hitl_kit.domain.evidence import occurs

from .case import READ, WARN, Case, Hit, Part, folded
from .dates import days
from .lexicon import EVENT_FORMS, PLAIN
from .names import ALWAYS, OPENERS, SAME_NAMES, TITLES
from .numbers import is_number, numbers
from .words import clauses, key_of

_ADDRESS = re.compile(
    r"\b(?:https?|hxxps?|ftp|mailto|tel|javascript|data|file):/{0,2}\S+|www\.\S+"
    r"|(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?:[:/]\S*)?|(?<![\w.+-])[\w.+-]++@[\w-]++(?:\.[\w-]++)++"
    r"|(?<![\w.+@-])[\w-]++(?:\.[\w-]++)++(?:/\S*)?",
    re.I,
)
_TOP_DOMAINS = frozenset(str.split(
    "com io ai net org co dev app info biz eu uk de fr nl us ch at be se no dk fi ie example test me ly xyz ru cn"
    " shop online"
    " site link es pt pl cz ca au jp br gg cc tv click top store tech cloud live news page web edu gov mil int"
))  # fmt: skip
_LIKE_ADDRESS = re.compile(r"[@/]|:\S|[\w-]\.\w|\d[ -]\d|\+\d|\d\)|[\[(]\s?(?:\.|dot)|\sdot\s", re.I)
_PHONE = re.compile(r"(?<![\w.,])(?:\+\d{8,15}|(?:\+?\(?\d{2,4}\)?|\(\d{2,5}\))(?:[ /-]\d{2,6}){1,5})(?![\w%])")
_SUPERLATIVE = re.compile(
    r"\b(?:best|leading|only|top|most|record|award[- ]winning|guaranteed?|proven|always|never before|unmatched"
    r"|unrivalled"
    r"|world[- ]class|number[- ]one|no\. ?1|market leader|unique|ultimate|premier|all|every|everyone|everybody"
    r"|entire|whole"
    r"|first[- ]class|first[- ]ever|second to none|no other|than any(?:one|body)?(?: other| else)?|like no|go-to"
    r"|[a-z]{2,}(?:[^aeiouy]est|iest|rgest|test))\b",
    re.I,
)
_NOT_SUPERLATIVE = frozenset(str.split(
    "west east forest interest request invest harvest honest modest guest protest contest manifest suggest digest rest"
    " test latest nest northwest southwest northeast southeast midwest detest attest conquest inquest everest budapest"
    " reinvest divest earnest tempest closest arrest crest quest invests contest highest-ranking bucharest"
    " behest infest molest unrest chest"
))  # fmt: skip
_WORD = re.compile(r"[^\W\d_][\w&'-]*")
_SINGULAR_VERBS = frozenset(str.split("is has was will would can could says said announced reported plans"))
_NOUNS = frozenset(key_of(w) for w in str.split(
    "sales growth profit revenue membership occupancy demand customers staff drivers construction delivery membership"
    " production parents trustees shareholders investors engineers patients results costs energy heating turnover"
))  # fmt: skip
_PASSAGE = re.compile(r'"([^"\n]{3,600}?)"')


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


def torn(case: Case) -> Iterator[Hit]:
    """A quotation with an ellipsis, or one cut so that a "not", "may" or "if" of its sentence is lost."""
    for part in case.claims:
        if '"' not in part.rest:
            continue
        known = folded(part.told)
        for match in _PASSAGE.finditer(part.rest):
            passage = folded(match[1]).strip(" .,;:!?")
            if not passage:
                continue
            if "..." in passage:
                if passage not in known:
                    yield part.hit("This quotation leaves words out.", *match.span(1))
                continue
            place = known.find(passage)
            if place < 0:
                continue
            before = re.split(r"[.!?;]\s", known[max(0, place - 60) : place])[-1]
            after = re.split(r"[.!?;]", known[place + len(passage) : place + len(passage) + 30])[0]
            around = part.rest[: match.start()] + part.rest[match.end() :] + match[1]
            if _reserved(before[-45:], after) and not _RESERVES.search(around):
                yield part.hit("The words around this quotation, which change its sense, are left out.", *match.span(1))


_RESERVES = re.compile(
    r"\b(?:no|not|never|none|without|neither|nor|may|might|could|would|if|unless|considers?|plans?|planned|hopes?|aims?"
    r"|expect(?:s|ed)?|intends?|should|wants?|possibly|perhaps|proposed)\b|n't\b",
    re.I,
)
_IF = re.compile(r"^[^,]{0,3}\b(?:if|unless|until|provided)\b", re.I)


def _reserved(before: str, after: str) -> bool:
    return bool(_RESERVES.search(before) or _IF.search(after.strip()[:12]))


def name(case: Case) -> Iterator[Hit]:
    """A name that stands neither in the cited quotes nor among the account's, the contact's and the sender's."""
    for part in case.claims:
        capital = [m for m in _WORD.finditer(part.rest) if not m[0].islower()]
        capital = [m for m in capital if m[0].lower() not in OPENERS or not _opens(part.rest, m.start())]
        if not capital:
            continue
        known = _words(part.evidence) | _words(case.own_words) | _words(_others(case))
        hosts = "".join(case.hosts(part))
        counted = [(n.start, n.end) for n in numbers(part.rest)] + [(d.start, d.end) for d in days(part.rest)]
        for match in capital:
            word = folded(match[0]).removesuffix("'s").rstrip("'")
            if len(word) < 2:
                before = _NAMED_BEFORE.search(part.rest, 0, match.start())
                if before and folded(f"{before[1]} {word}") not in folded(part.evidence):
                    yield part.hit(f"'{before[1]} {match[0]}' is not in the quote that this cites.", *match.span())
                continue
            if {word, word + "s", word.removesuffix("s"), SAME_NAMES.get(word, "-")} & known or _of_country(
                word, known
            ):
                continue
            if len(word) > 2 and match[0].isupper() and word in _initials(part.evidence):
                continue  # RFP, of a request for proposals
            if any(word in group and known & group for group in _COUNTRIES):
                continue
            if word in TITLES and TITLES[word] in folded(part.evidence + " " + case.own_words):
                continue
            if any(start <= match.start() < end for start, end in counted) or _run(part.rest, match) in hosts:
                continue
            if word in ALWAYS or (_opens(part.rest, match.start()) and _ordinary(word, part.rest[match.end() :])):
                continue
            yield part.hit(f"The name '{match[0]}' is not in the quote that this cites.", *match.span())


_COUNTRIES = (
    frozenset({"us", "usa", "u.s", "american", "americans", "america"}),
    frozenset({"uk", "u.k", "british", "britain"}),
)


@lru_cache(maxsize=256)
def _initials(text: str) -> str:
    """The first letters of a text's words, small ones in and out."""
    words = re.findall(r"[a-z]+", folded(text))
    return "".join(w[0] for w in words) + " " + "".join(w[0] for w in words if w not in _SMALL)


_SMALL = frozenset(str.split("of the and for in on to a an"))


def _of_country(word: str, known: frozenset[str]) -> bool:
    """Whether a name and a known one are a country and what is of it: Malaysia and Malaysian, Taiwan and Taiwanese."""
    if any(len(word) - len(e) > 3 and word.removesuffix(e) in known for e in _OF if word.endswith(e)):
        return True
    return len(word) > 3 and any(word + e in known for e in _OF)


_OF = ("n", "an", "ian", "ese", "ish", "i")


def _run(text: str, match: re.Match[str]) -> str:
    """The words with a capital around a name, as an address has them: "Bar Herald" is of barherald.example."""
    before = re.search(r"(?:[A-Z]\w* )*$", text[: match.start()])
    after = re.match(r"(?: [A-Z]\w*)*", text[match.end() :])
    whole = f"{before[0] if before else ''}{match[0]}{after[0] if after else ''}"
    return folded(whole).removesuffix("'s").removeprefix("the ").replace(" ", "")


_NAMED_BEFORE = re.compile(r"\b(Series|Class|Tier|Phase|Grade|Type|Group|Round) $")  # "Series A" is a name of two words


def _others(case: Case) -> str:
    """What a reviewer may name besides: who the sender is, as it stands under the mail."""
    sender = case.library.sender
    return f"{sender.postal_address} {sender.opt_out}" if case.edited else ""


def _ordinary(word: str, after: str) -> bool:
    """Whether the first word of a sentence is an ordinary one: not before a comma, a name or a verb as names stand."""
    if word in OPENERS or word in PLAIN or word in EVENT_FORMS or is_number(word):
        return True
    if re.match(r"'s\b|,? [A-Z][a-z]", after) or (after.startswith(",") and not word.endswith(("ly", "ing"))):
        return False
    if word.endswith(("ing", "ly", "ed")) or "-" in word:
        return True
    follows = re.match(r"\s+([a-z']+)", after)
    if follows is None:
        return False
    if (
        follows[1] in _SINGULAR_VERBS
        or follows[1].endswith("s")
        or EVENT_FORMS.get(follows[1], ("", ""))[1] in ("past", "base")
    ):
        return (word.endswith("s") and follows[1] in ("have", "are", "were", "will", "can")) or key_of(word) in _NOUNS
    return True


def _opens(text: str, place: int) -> bool:
    """Whether a word begins a sentence or a quotation."""
    before = text[:place].rstrip(" \"'(")
    return not before or before[-1] in ".!?:"


@lru_cache(maxsize=256)
def _words(text: str) -> frozenset[str]:
    words = set(re.findall(r"\bu\.[sk]\b|[\w&'-]+", folded(text)))
    return frozenset(words | {w.removesuffix("'s") for w in words} | {p for w in words for p in w.split("-")})


def address(case: Case) -> Iterator[Hit]:
    """A link or an e-mail address that is neither approved nor the cited source's own."""
    own = {folded(x) for x in (case.library.sender.email, case.request.account.domain) if x}
    for part in case.parts:
        if part.approved or not _LIKE_ADDRESS.search(part.rest):
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
        ending = host.rsplit(".", 1)[-1].casefold()
        if "@" in shown or ":" in shown or ending in _TOP_DOMAINS or (host.count(".") == 3 and ending.isdigit()):
            yield match.start(), shown
    for match in _HIDDEN_DOT.finditer(text):
        yield match.start(), match[0]
    dates = [(d.start, d.end) for d in days(text)]
    for match in _PHONE.finditer(text):
        digits = sum(c.isdigit() for c in match[0])
        if digits > 7 and not any(s < match.end() and match.start() < e for s, e in dates):
            yield match.start(), match[0]


_HIDDEN_DOT = re.compile(r"\w+(?:\s?[\[(]\s?(?:\.|dot)\s?[\])]\s?\w+)+|[\w-]+ dot (?:com|net|org|io|co)\b", re.I)


def superlative(case: Case) -> Iterator[Hit]:
    """A superlative or an "all", "only", "always" that the cited quotes do not hold."""
    for part in case.claims:
        strong = list(_SUPERLATIVE.finditer(part.rest))
        known = _words(part.evidence) if strong else frozenset()
        for match in strong:
            words = set(folded(match[0]).replace("-", " ").split())
            around = part.rest[max(0, match.start() - 9) : match.end() + 9]
            if (words <= known and not _other_leading(words, part)) or words & _NOT_SUPERLATIVE:
                continue
            if _EVERYDAY.search(around) or (words <= _ALL and (known & _ALL or _denies(part))):
                continue
            # "biggest" for "largest", "most" for "mainly": as strong, in another word
            alike = _SUPERLATIVE.search(part.told) or _MOSTLY.search(part.told)
            strong_too = words <= _ALL | {"only", "always"} or (alike and match[0].lower() not in _CLAIMS)
            yield part.hit(f"'{match[0]}' is more than the quote says.", *match.span(), WARN if strong_too else None)


def _other_leading(words: set[str], part: Part) -> bool:
    """Whether "leading" is only the quotes' verb: "with Fernhill leading"."""
    return words == {"leading"} and not _LEADS_ALL.search(part.told)


_LEADS_ALL = re.compile(r"\b(?:the|an?|of|\w+'s)\s(?:\w+\s)?leading\s[a-z]", re.I)
_MOSTLY = re.compile(r"\b(?:mainly|mostly|chiefly|largely|primarily|majority|peak|biggest|[5-9]\d(?:\.\d)?%)", re.I)
_CLAIMS = frozenset({"leading", "proven", "guaranteed", "unique", "ultimate", "premier", "best"})
_ALL = frozenset({"all", "every", "each", "entire", "whole", "everyone", "everybody"})
_EVERYDAY = re.compile(
    r"\b(?:in all\b|every (?:day|week|month|quarter|year|night|hour|shift)"
    r"|at most|at best|most of all|best wishes|best regards|above all|after all|at all|all the best)\b",
    re.I,
)


def _denies(part: Part) -> bool:
    """Whether a clause of the quotes denies what the claim is about: "no store will close" for "all stores stay"."""
    said = _keys(part.rest)
    return any(
        {"no", "none", "any", "not"} & {t.word for t in c.tokens} and len(said & c.keys) > 1 for c in clauses(part.told)
    )


def _stands(quote: str, part: Part) -> bool:
    return folded(quote).rstrip(". ") in folded(part.segment.text)


def paraphrase(case: Case) -> Iterator[Hit]:
    """A claim that shares few words with what it cites."""
    for part in case.claims:
        if case.edited or not part.facts or any(_stands(f.quote, part) for f in part.facts):
            continue
        said = _keys(part.segment.text[:READ]) - _keys(case.own_words)
        shared = said & _keys(part.evidence)
        if len(shared) < 0.34 * max(1, len(said)):
            yield part.hit("This claim shares few words with its quote; read them side by side.")


@lru_cache(maxsize=512)
def _keys(text: str) -> frozenset[str]:
    worded = (t for c in clauses(text) for t in c.tokens if t.key)
    return frozenset(t.key for t in worded if t.key[0].isdigit() or not is_number(t.word))
