"""Habits: what a reviewer does to whole parts of a mail - its greeting, sign-off, call to action, length and topics."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from itertools import pairwise

from hitl_kit.domain.lessons import Lesson, LessonKind, Voice
from hitl_kit.domain.wordings import holds, sentences

from .edits import Edited, Part, words_of
from .evidence import Found, found
from .mails import is_data, is_field

_LEAST = 4
_SHARE = 0.6
_MARK = re.compile(r"[^\w\s\[\]]")
_COMMON = frozenset(
    str.split(
        "a about after again all an and any are as at be been before but by can could do does each for from had "
        "has have he how i if in into is it its may might more most much no not of on one or other our out over "
        "own same she so some such than that the their them then there these they this those to too under until up "
        "us was we were what when where which while who whom why will with would you your"
    )
)


def greeting(edits: Sequence[Edited]) -> Found | None:
    """The greeting that is written in the place of the draft's."""
    return _instead(edits, "greeting", lambda e: _became(e.part("greeting")))


def signoff(edits: Sequence[Edited]) -> Found | None:
    """The closing words above the sender's name that are written in the place of the draft's."""

    def closing(edited: Edited) -> tuple[str, str] | None:
        part = edited.part("signoff")
        return (closing_of(part.before), closing_of(part.after)) if part is not None and part.after else None

    return _instead(edits, "signoff", closing)


def closing_of(signed: str) -> str:
    """The first line of a sign-off."""
    return signed.split("\n", 1)[0].strip()


def call_to_action(edits: Sequence[Edited]) -> Found | None:
    """The one question or request that is written in the place of the draft's, whatever the angle."""
    return _instead(edits, "cta", lambda e: _became(e.part("cta")))


def _became(part: Part | None) -> tuple[str, str] | None:
    return (part.before, part.after) if part is not None and part.after else None


def _instead(
    edits: Sequence[Edited], kind: LessonKind, of: Callable[[Edited], tuple[str, str] | None]
) -> Found | None:  # fmt: skip
    """The rule for what most often takes the place of a part, if it does nearly always. A draft that has it already
    counts for it where it was left so."""
    written: Counter[str] = Counter()
    pairs = [(e.mail.reviewer, pair) for e in edits if (pair := of(e)) is not None]
    for _, (before, after) in pairs:
        if after != before and not any(map(is_data, words_of(after))):
            written[after] += 1
    if not written:
        return None
    wanted, times = min(written.items(), key=lambda item: (-item[1], item[0]))
    if times < _LEAST:
        return None
    own = {(reviewer, after) for reviewer, (before, after) in pairs if after != before}
    agreed, other, n = Counter[str](), Counter[str](), Counter[str]()
    for reviewer, (before, after) in pairs:
        if before == wanted == after:
            continue  # it was there already: that says nothing
        n[reviewer] += 1
        agreed[reviewer] += after == wanted
        left = before == after and (reviewer, after) in own  # what they had asked for before
        other[reviewer] += left or after not in (wanted, before)
    voices = [Voice(reviewer=r, agreed=agreed[r], of=n[r], other=other[r]) for r in sorted(n)]
    try:
        rule = found(Lesson(kind=kind, into=wanted), voices)
    except ValueError:  # words that no rule may hold
        return None
    return rule  # whoever asks for it does so in half of their mails or more


def longest(edits: Sequence[Edited]) -> Found | None:
    """The length above which mails lose whole sentences: the bound that tells best which do. Where the sentences
    themselves or their topics tell it better, mails that lost one for that are left out."""
    bound, right = _bound(edits)
    terms = [*(t.lesson.text for t in topics(edits)), *_never_kept(edits)]
    if terms and _told_by(terms, edits) > right:
        edits = [e for e in edits if not (e.cut and _mentions(terms, e))]
        bound, right = _bound(edits)
    return _bounded(bound, edits) if bound else None


def _never_kept(edits: Sequence[Edited]) -> list[str]:
    """Sentences that hardly ever survive, however long the mail."""
    stood, gone = Counter[str](), Counter[str]()
    for e in edits:
        for part in e.worded:
            out = {op.was for op in part.ops if op.sentence and op.before}
            stood.update(sentences(part.before))
            gone.update(s for s in sentences(part.before) if s in out)
    return [s for s, n in gone.items() if n >= _LEAST and n >= 0.8 * stood[s]]


def _told_by(terms: Sequence[str], edits: Sequence[Edited]) -> float:
    """In what share of the mails it is the topics that tell whether a sentence went."""
    return sum(_mentions(terms, e) == bool(e.cut) for e in edits) / len(edits)


def _mentions(terms: Sequence[str], edited: Edited) -> bool:
    return any(holds(p.before, term) for p in edited.worded if p.kind != "subject" for term in terms)


def _bound(edits: Sequence[Edited]) -> tuple[int, float]:
    """The best bound, and the share of mails about which it is right; 0 where there are too few to tell."""
    cut = [(e, e.words_after + e.cut) for e in edits]
    if sum(bool(e.cut) for e in edits) < _LEAST:
        return 0, 0.0
    best = (0.0, 0, 0)
    for bound in sorted({e.words_after for e in edits}):
        right = sum((before > bound) == bool(e.cut) for e, before in cut)
        kept = sum(bool(e.cut) and e.words_after <= bound for e in edits)  # a last sentence is left where it is
        best = max(best, (right / len(cut), kept, -bound))
    return -best[2], best[0]


def _bounded(bound: int, edits: Sequence[Edited]) -> Found | None:
    cut = [(e, e.words_after + e.cut) for e in edits]
    agreed, n = Counter[str](), Counter[str]()
    for e, before in cut:
        if before > bound:
            n[e.mail.reviewer] += 1
            agreed[e.mail.reviewer] += bool(e.cut)
    under = [e for e, before in cut if before <= bound]
    if under and sum(not e.cut for e in under) < _SHARE * len(under):
        return None  # sentences go from short mails too: it is not the length
    rule = found(Lesson(kind="max_words", words=bound), _voices(agreed, n))
    return rule if rule is not None and rule.share >= _SHARE and rule.agreed >= _LEAST else None


def shortest(edits: Sequence[Edited]) -> Found | None:
    """The length below which mails are given one more sentence, and the sentence."""
    grown = [(e, _addition(e)) for e in edits]
    said = Counter(text for _, text in grown if text)
    if not said:
        return None
    wanted, times = min(said.items(), key=lambda item: (-item[1], item[0]))
    if times < _LEAST:
        return None
    length = {id(e): e.words_after - (len(text.split()) if text else 0) for e, text in grown}
    bound = max(length[id(e)] for e, text in grown if text == wanted) + 1
    agreed, n = Counter[str](), Counter[str]()
    for e, text in grown:
        if length[id(e)] < bound:
            n[e.mail.reviewer] += 1
            agreed[e.mail.reviewer] += text == wanted
    try:
        rule = found(Lesson(kind="min_words", words=bound, into=wanted), _voices(agreed, n))
    except ValueError:
        return None
    return rule if rule is not None and rule.share >= _SHARE else None


def _addition(edited: Edited) -> str:
    """A sentence or paragraph that the reviewer added, '' where there is none."""
    new = [*edited.added]
    for part in edited.parts:
        if part.kind in ("angle", "proof", "claim"):
            known = {words_of(s) for s in sentences(part.before)}
            added = {op.after for op in part.ops if op.sentence and op.after}
            new += [s for s in sentences(part.after) if words_of(s) in added and words_of(s) not in known]
    plain = [text for text in new if not any(is_data(w) or is_field(w) for w in words_of(text))]
    return plain[0] if plain else ""


def topics(edits: Sequence[Edited], *, beyond: int = 0) -> list[Found]:
    """Words that no sentence with them survives: what the sentences that were taken out have in common, and those that
    were left have not. Sentences that went for the length's sake teach no topic."""
    gone: dict[str, Counter[str]] = defaultdict(Counter)
    kept: dict[str, Counter[str]] = defaultdict(Counter)
    for e in edits:
        if beyond and e.words_after + e.cut > beyond:
            continue
        for part in e.worded:
            out = {op.before for op in part.ops if op.sentence and op.before}
            for sentence in sentences(part.before):
                (gone if words_of(sentence) in out else kept)[sentence][e.mail.reviewer] += 1
    return _common(gone, kept)


def _common(gone: dict[str, Counter[str]], kept: dict[str, Counter[str]]) -> list[Found]:
    """Greedily, the word or two that most of the sentences taken out share and hardly any other has."""
    left, rules = {s for s, n in gone.items() if sum(n.values()) >= 2}, list[Found]()
    while len(left) >= 2:
        shared = Counter(term for s in left for term in _terms(s))
        rules_of = ((term, n, _topic(term, gone, kept)) for term, n in shared.items() if n >= 2)
        best = max(
            ((n, rule.share, -len(term), term, rule) for term, n, rule in rules_of if rule is not None),
            key=lambda found: found[:4], default=None,
        )  # fmt: skip
        if best is None:
            return rules
        rules.append(best[4])
        left -= {s for s in left if holds(s, best[3])}
    return rules


def _terms(sentence: str) -> set[str]:
    words = [w.casefold() for w in words_of(sentence) if not is_data(w) and not is_field(w)]
    single = {w for w in words if len(w) > 3 and w not in _COMMON and not _MARK.fullmatch(w)}
    pairs = {
        f"{a} {b}" for a, b in pairwise(words)
        if a.isalpha() and b.isalpha() and not {a, b} <= _COMMON and (a in single or b in single)
    }  # fmt: skip
    return single | pairs


def _topic(term: str, gone: dict[str, Counter[str]], kept: dict[str, Counter[str]]) -> Found | None:
    agreed, n = Counter[str](), Counter[str]()
    for of in (gone, kept):
        for sentence, by in of.items():
            if holds(sentence, term):
                n.update(by)
                if of is gone:
                    agreed.update(by)
    rule = found(Lesson(kind="topic", text=term), _voices(agreed, n))
    return rule if rule is not None and rule.share >= _SHARE and rule.agreed >= _LEAST else None


def _voices(agreed: Counter[str], n: Counter[str]) -> list[Voice]:
    return [Voice(reviewer=r, agreed=min(agreed[r], n[r]), of=n[r]) for r in sorted(n)]
