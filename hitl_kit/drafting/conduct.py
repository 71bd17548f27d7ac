"""Conduct: what no honest mail says to a stranger - false acquaintance, promises, pressure, remarks on the person,
words against others, praise, and phrases that fit anybody. Listed wordings, read wherever no person has approved the
words."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from .case import WARN, Case, Hit, Part, folded
from .phrases import find

_REPLY_SUBJECT = re.compile(r"^\s*(?:re|fw|fwd|aw|wg|antw|sv|vs|tr)\s*:", re.I)


def _listed(kind: str, says: str) -> Callable[[Case], Iterator[Hit]]:
    """A check for the phrases of that list which the evidence does not hold; `says` follows the phrase."""

    def run(case: Case) -> Iterator[Hit]:
        subject = case.draft.subject
        if not case.approved_subject:
            for phrase in find(subject):
                if phrase.kind == kind:
                    yield Hit(f"'{subject[phrase.start : phrase.end]}' in the subject {says}.")
        for part in case.free:
            for phrase in find(part.rest):
                if phrase.kind == kind and not part.holds(phrase.start, phrase.end):
                    shown = part.segment.text[phrase.start : phrase.end]
                    if shown.lower().startswith("your ") and f" {shown.split()[-1]}".lower() in _spaced(part.evidence):
                        continue  # "your blog", of a fact that stands there
                    if _rooted(shown, part):
                        continue
                    words = shown.lower().split()
                    sure = WARN if words[-1] in _COMPARING and not _OURSELVES.search(part.rest) else None
                    yield part.hit(f"'{shown}' {says}.", phrase.start, phrase.end, sure)

    return run


def _rooted(shown: str, part: Part) -> bool:
    """Whether a single word is one of the evidence in another form: "certified", of a certification."""
    word = folded(shown)
    return word.isalpha() and len(word) > 6 and f" {word[:6]}" in _spaced(part.evidence)


_COMPARING = frozenset({"than", "from", "unlike"})
_OURSELVES = re.compile(r"\b(?:we|us|our|ours|i|me|my)\b", re.I)
"""Without us there is nobody to be better than: "orders are better than planned"."""


def _spaced(text: str) -> str:
    """Words with a space before each, for a search by the beginning of one."""
    return " " + " ".join(re.findall(r"\w+", folded(text)))


_acquaintance = _listed("familiar", "claims an acquaintance or admiration that no fact supports")
promise = _listed("promise", "promises or boasts what no fact supports")
pressure = _listed("pressure", "puts the reader under pressure")
personal = _listed("personal", "is about the person, not about the company's news")
disparaging = _listed("disparaging", "runs somebody down")
certainty = _listed("certainty", "is surer than any quote")
praise = _listed("praise", "is praise that the quote does not give")
problem = _listed("problem", "lays a problem to the reader that no fact shows")
generic = _listed("generic", "would fit any company")


def familiarity(case: Case) -> Iterator[Hit]:
    """A shared past or an admired work that no fact tells of, and a subject that pretends to be an answer."""
    if _REPLY_SUBJECT.match(case.draft.subject):
        yield Hit("The subject pretends to answer an earlier mail.")
    yield from _acquaintance(case)
    for part in case.claims:
        for m in _MYSELF.finditer(part.rest):
            if m[1].lower() not in _READING and not part.holds(*m.span()):
                yield part.hit(f"'{m[0]}' tells of yourself what no fact shows.", *m.span(), WARN)


_MYSELF = re.compile(r"\b(?:I|[Ww]e)(?:'ve| have|'m| am| was| had| also| just| recently)*\s(\w+)")
_READING = frozenset(str.split(
    "saw see read reading notice noticed understand understood learn learned learnt gather gathered write wrote writing"
    " think thought wonder wondered imagine count counted came come looked looking found find assume take took would"
    " will can could may might hope ask want should do did not believe guess know mention say suppose"
))  # fmt: skip
"""What somebody may say who has only read about the reader."""


def ourselves(case: Case) -> Iterator[Hit]:
    """A claim that speaks of the sender: what we do is said in approved words only."""
    if case.edited:
        return
    company = re.compile(rf"\b{re.escape(case.library.sender.company.split()[0])}\b", re.I)
    for part in case.claims:
        for phrase in find(part.rest):
            if phrase.kind == "ourselves" and not part.holds(phrase.start, phrase.end):
                yield part.hit(
                    "A claim is about the company; what we do stands in approved words.", phrase.start, phrase.end
                )
                return
        if (m := company.search(part.rest)) and not part.holds(*m.span()) and _DOES.match(part.rest[m.end() :]):
            yield part.hit("A claim is about the company; what we do stands in approved words.", *m.span())


_DOES = re.compile(
    r"(?:'s)?\s+(?:\w+ly )?(?!read|saw|noticed)(?:(?:ltd|gmbh|inc|talent) )?"
    r"(?:\w+s\b|you\b|will|would|can|could|have|had|are)|,",
    re.I,
)
