"""Effects: what an accepted rule has changed. How often reviewers still did its work, before and after."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from hitl_kit.domain.lessons import Lesson
from hitl_kit.domain.wordings import CONTRACTIONS, holds

from .edits import Edited
from .mails import Mail


@dataclass(frozen=True)
class Effect:
    """In `before` of `of_before` mails made before a rule was accepted a reviewer changed what it is about, and in
    `after` of `of_after` mails made since. More after than before speaks against the rule."""

    before: int
    of_before: int
    after: int
    of_after: int

    @property
    def words(self) -> str:
        """The effect in words."""
        if not self.of_after:
            return f"changed by hand in {self.before} of {self.of_before} mails before; none judged since"
        return (
            f"changed by hand in {self.before} of {self.of_before} mails before, {self.after} of {self.of_after} since"
        )

    @property
    def worse(self) -> bool:
        """Whether more is changed by hand since than before, by more than a tenth of the mails."""
        if self.of_after < 10 or not self.of_before:
            return False
        return self.after / self.of_after > self.before / self.of_before + 0.1


def effect(lesson: Lesson, accepted_at: int, mails: Sequence[Mail], edits: Sequence[Edited]) -> Effect:
    """The effect of a rule that event number `accepted_at` accepted."""
    if lesson.kind == "angle":
        seen = [(m.made, m.verdict == "reject" and m.draft.angle_id == lesson.text) for m in mails]
    else:
        seen = [(e.mail.made, touched(lesson, e)) for e in edits]
    earlier = [hit for made, hit in seen if made < accepted_at]
    later = [hit for made, hit in seen if made > accepted_at]
    return Effect(sum(earlier), len(earlier), sum(later), len(later))


def touched(lesson: Lesson, edited: Edited) -> bool:
    """Whether the reviewer changed, one way or the other, what the rule is about."""
    if edited.unchanged:
        return False
    match lesson.kind:
        case "greeting" | "cta" | "signoff":
            part = edited.part(lesson.kind)
            return part is not None and part.after != part.before
        case "max_words":
            return edited.cut > 0 and edited.words_after <= edited.words_before
        case "min_words":
            return bool(edited.added) or any(op.sentence and op.after for p in edited.parts for op in p.ops)
        case "tone":
            return _forms(edited)
        case "topic":
            ops = [op for p in edited.parts for op in p.ops if op.sentence]
            return any(holds(" ".join(op.before), lesson.text) for op in ops)
        case _:
            before = " \n ".join(p.before for p in edited.parts)
            after = " \n ".join(p.after for p in edited.parts)
            return holds(before, lesson.text) != holds(after, lesson.text)


def _forms(edited: Edited) -> bool:
    return any(_changed_form(p.before, p.after) for p in edited.parts if p.before != p.after)


@lru_cache(maxsize=20_000)
def _changed_form(before: str, after: str) -> bool:
    """Whether a full form became a short one, or the other way round."""
    for full, short in CONTRACTIONS.items():
        for one, other in ((full, short), (short, full)):
            if holds(before, one) and not holds(after, one) and holds(after, other):
                return True
    return False
