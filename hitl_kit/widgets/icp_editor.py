"""IcpEditor: bounds and values of an ICP to try, with a live funnel. What it saves goes through icp.yaml."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any, Protocol

import ipywidgets as w

from hitl_kit.domain.errors import HitlError
from hitl_kit.domain.icp import Rule
from hitl_kit.files import Place
from hitl_kit.targeting import Match

from . import still
from .panels import Panel

_SHOWN = 24
"""So many values of a field can be ticked: the most frequent ones, and those that the file names."""

Changes = dict[Place, float | Sequence[str]]


class IcpDesk(Protocol):
    """An ICP to try other bounds and values with."""

    @property
    def rules(self) -> tuple[Rule, ...]:
        """The rules that say which companies."""

    def values(self, rule: Rule) -> dict[str, int]:
        """The values of the rule's field: value → accounts, the most frequent first."""

    def match(self, changes: Mapping[Place, float | Sequence[str]]) -> Match:
        """What would match with these changes."""

    def approval(self) -> str:
        """How the approval stands."""

    def save(self, changes: Mapping[Place, float | Sequence[str]]) -> str:
        """Write the changes, and say how the approval stands then."""


class IcpEditor(Panel):
    """A line a rule: its bounds as numbers, its values as ticks with the accounts that have them; beneath, the funnel
    as it would be and as the file has it."""

    def __init__(self, desk: IcpDesk) -> None:
        self.desk = desk
        self.numbers: dict[Place, w.FloatText] = {}
        self.ticks: dict[Place, dict[str, w.Checkbox]] = {}
        self.count, self.funnel, self.state = w.HTML(), w.HTML(), w.HTML()
        self.save = w.Button(description="Save to icp.yaml", button_style="success", layout=w.Layout(width="auto"))
        self.back = w.Button(description="Back to the file", layout=w.Layout(width="auto"))
        self.save.on_click(lambda _: self._save())
        self.back.on_click(lambda _: self._show_file())
        self._before = desk.match({})
        lines = [self._line(n, rule) for n, rule in enumerate(desk.rules)]
        buttons = w.HBox([self.save, self.back], layout=w.Layout(flex_flow="row wrap"))
        super().__init__([self.count, *lines, self.funnel, self.state, buttons])
        self._listen(on=True)
        self._try()

    # What can be changed

    def _line(self, n: int, rule: Rule) -> w.Widget:
        at: Place = ("firmographics", n)
        bounds, lists = [], []
        for name, words in (("min", "at least"), ("max", "at most")):
            if (bound := getattr(rule, name)) is not None:
                self.numbers[*at, name] = field = w.FloatText(
                    value=bound, description=words, layout=w.Layout(width="210px"), continuous_update=False
                )  # fmt: skip
                bounds.append(field)
        for name, words in (("any_of", "one of"), ("none_of", "none of")):
            if given := getattr(rule, name):
                self.ticks[*at, name] = boxes = self._boxes(rule, given)
                group = w.Box([*boxes.values()], layout=w.Layout(flex_flow="row wrap"))
                lists.append(w.VBox([w.HTML(f'<span class="rv-dim">{words}</span>'), group]))
        why = f" <span>{escape(rule.why)}</span>" if rule.why else ""
        head = w.HTML(f'<div class="rv-angle"><b>{escape(rule.field.replace("_", " "))}</b>{why}</div>')
        row = [w.HBox(bounds, layout=w.Layout(flex_flow="row wrap"))] if bounds else []
        return w.VBox([head, *row, *lists])

    def _boxes(self, rule: Rule, given: Sequence[str]) -> dict[str, w.Checkbox]:
        counts = self.desk.values(rule)
        folded = {value.casefold() for value in given}
        known = {value.casefold(): n for value, n in counts.items()}
        others = [value for value in counts if value.casefold() not in folded][: max(_SHOWN - len(given), 0)]
        return {
            value: w.Checkbox(
                value=value.casefold() in folded, description=f"{value} ({known.get(value.casefold(), 0):,})",
                indent=False, layout=w.Layout(width="auto", margin="0 14px 0 0"),
            )
            for value in (*given, *others)
        }  # fmt: skip

    def _controls(self) -> list[w.Widget]:
        return [*self.numbers.values(), *(box for boxes in self.ticks.values() for box in boxes.values())]

    def changes(self) -> Changes:
        """What differs from the file: place → number, or the values in the order of the file and then of frequency."""
        found: Changes = {}
        for place, field in self.numbers.items():
            if field.value != self._in_file(place):
                found[place] = float(field.value)
        for place, boxes in self.ticks.items():
            chosen = tuple(value for value, box in boxes.items() if box.value)
            if chosen != tuple(self._in_file(place)):
                found[place] = chosen
        return found

    def _in_file(self, place: Place) -> Any:
        return getattr(self.desk.rules[int(place[1])], str(place[2]))

    # What comes of it

    def _listen(self, *, on: bool) -> None:
        for control in self._controls():
            (control.observe if on else control.unobserve)(self._try, "value")

    def _try(self, _change: object = None) -> None:
        self.message.value = ""
        self._draw()

    def _draw(self) -> None:
        changes = self.changes()
        self.save.disabled = self.back.disabled = not changes
        try:
            match = self.desk.match(changes)
            self.count.value, self.funnel.value = _count(match, self._before, tried=bool(changes)), _funnel(match)
        except HitlError as error:
            self.say(str(error), good=False)
            self.save.disabled = True
        lapses = " Saved, it is another ICP: it has to be approved anew." if changes else ""
        self.state.value = f'<p class="rv-dim">{escape(self.desk.approval() + lapses)}</p>'

    def _save(self) -> None:
        def save() -> str:
            said = self.desk.save(self.changes())
            self._before = self.desk.match({})
            return said

        if self.attempt(save):
            self._draw()

    def _show_file(self) -> None:
        self._listen(on=False)
        for place, field in self.numbers.items():
            field.value = self._in_file(place)
        for place, boxes in self.ticks.items():
            folded = {str(value).casefold() for value in self._in_file(place)}
            for value, box in boxes.items():
                box.value = value.casefold() in folded
        self._listen(on=True)
        self._try()

    def still(self) -> str:
        """The funnel by the file, as a table."""
        steps = self._before.funnel
        body = zip(steps["rule"], steps["kept"], steps["dropped"], strict=True)
        return f"<p><b>The ICP by its file</b></p>{still.rows(('Rule', 'Kept', 'Left out'), body)}"


def _count(match: Match, before: Match, *, tried: bool) -> str:
    """How many accounts match, beside how many did."""
    now = len(match.accounts)
    beside = f'<span class="rv-dim"> with these changes; {len(before.accounts):,} by the file</span>' if tried else ""
    return f'<p role="status"><b>{now:,} {"account matches" if now == 1 else "accounts match"}</b>{beside}</p>'


def _funnel(match: Match) -> str:
    """The funnel as bars: what each rule in turn keeps and leaves out."""
    steps = match.funnel
    most = max(int(steps["kept"].iloc[0]), 1)
    lines = "".join(
        f'<div class="rv-step"><span>{escape(str(rule))}</span>'
        f'<i><b style="width:{100 * int(kept) / most:.2f}%"></b></i><span class="rv-num">{int(kept):,}</span>'
        f'<span class="rv-num rv-dim">{f"−{int(gone):,}" if gone else ""}</span></div>'
        for rule, kept, gone in zip(steps["rule"], steps["kept"], steps["dropped"], strict=True)
    )
    return f'<div class="rv-steps">{lines}</div>'
