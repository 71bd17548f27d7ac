"""Two small panels for decisions that are not about drafts: approve one thing, decide about angles. No rules here."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape
from typing import Any, get_args

import ipywidgets as w
from IPython.display import HTML, display, update_display

from hitl_kit.domain.base import short_id
from hitl_kit.domain.decisions import AngleVerdict
from hitl_kit.domain.errors import HitlError

from . import assets, still

VERDICTS: tuple[AngleVerdict, ...] = get_args(AngleVerdict)

Decide = Callable[[str, str, str, str], str]
"""Takes what it is about, verdict, name and reason, records the decision and returns what to say."""


class Panel(w.VBox):  # type: ignore[misc]  # the base class is untyped
    """Widgets, and the same as plain HTML for whoever opens the notebook without a kernel."""

    def __init__(self, children: Sequence[w.Widget]) -> None:
        self._key = short_id("panel", str(id(self)))
        self._shown = False
        self.message = w.HTML()
        look = (
            f'<style>{assets.style("theme.css", "panels.css")}.rv-still[data-rv="{self._key}"]{{display:none}}</style>'
        )
        hide = w.HTML(look, layout=w.Layout(display="none"))
        super().__init__([hide, *children, self.message])
        self.add_class("rv")
        self.add_class("rv-panel")

    def still(self) -> str:
        """The panel's content as plain HTML."""
        raise NotImplementedError

    def say(self, text: str, *, good: bool) -> None:
        """Show what came of it."""
        kind = "ok" if good else "no"
        self.message.value = (
            f'<p class="rv-said rv-said-{kind}" role="status">{escape(text).replace(chr(10), "<br>")}</p>'
        )
        if self._shown:
            update_display(HTML(self._still_html()), display_id=self._key)

    def attempt(self, act: Callable[[], str]) -> bool:
        """Do it, and show its words or the error's."""
        try:
            self.say(act(), good=True)
        except HitlError as error:
            self.say(str(error), good=False)
            return False
        return True

    def _still_html(self) -> str:
        return still.frame(self._key, self.still() + self.message.value)

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        return {**super()._repr_mimebundle_(**kwargs), "text/html": self._still_html()}

    def _ipython_display_(self) -> None:
        data = self._repr_mimebundle_()
        html = data.pop("text/html")
        display(data, raw=True)
        display(HTML(html), display_id=self._key)
        self._shown = True


class ApprovePanel(Panel):
    """What is to be approved, its state, and a field and a button for the person who approves it.

    `approve` gets the name and returns what to say. `name` is the person's where it is known for sure, and `identity`
    says what a name is worth here.
    """

    def __init__(
        self, what: str, state: str, approve: Callable[[str], str], *, name: str = "", identity: str = ""
    ) -> None:
        self.what = what
        self.state = f"<p>{escape(state)}</p>" + (f"<p><small>{escape(identity)}</small></p>" if identity else "")
        self.name = w.Text(value=name, placeholder="Your name", layout=w.Layout(width="220px"))
        self.button = w.Button(description=f"Approve {what}", button_style="success", layout=w.Layout(width="auto"))
        self.button.on_click(lambda _: self._approve(approve))
        super().__init__([w.HTML(f'<div class="rv-state">{self.state}</div>'), w.HBox([self.name, self.button])])

    def _approve(self, approve: Callable[[str], str]) -> None:
        name = self.name.value.strip()
        if not name:
            self.say("Write your name first: an approval is a person's.", good=False)
            return
        self.attempt(lambda: approve(name))

    def still(self) -> str:
        """What is to be approved, and its state."""
        return f"<p><b>Approval: {escape(self.what)}</b></p>{self.state}"


class DecisionPanel(Panel):
    """One line an angle, or a signal or the campaign: its evidence, what stands now, and a verdict with a reason.

    `angles` are dicts with "angle" (what `decide` is told that it is about), "evidence" and "current", and for what is
    no angle "label" (its name for people) and "verdicts" (those that there are, with spaces between them); `decide`
    records what a person chose. `name` is the person's where it is known for sure.
    """

    def __init__(self, angles: Sequence[dict[str, str]], decide: Decide, *, name: str = "") -> None:
        self.angles = [dict(a) for a in angles]
        self.by = w.Text(value=name, placeholder="Your name", layout=w.Layout(width="220px"))
        self.verdicts: dict[str, w.ToggleButtons] = {}
        self.reasons: dict[str, w.Text] = {}
        self.buttons: dict[str, w.Button] = {}
        lines = [self._line(a, decide) for a in self.angles]
        empty = [] if lines else [w.HTML("<p>No angle has been sent yet, so there is nothing to decide.</p>")]
        super().__init__([w.HBox([w.HTML("<b>Decided by</b>"), self.by]), *lines, *empty])

    def _line(self, angle: dict[str, str], decide: Decide) -> w.Widget:
        name, options = angle["angle"], tuple(angle.get("verdicts", " ".join(VERDICTS)).split())
        verdict = w.ToggleButtons(
            options=options, value=angle["current"] if angle["current"] in options else None,
            style=w.ToggleButtonsStyle(button_width="96px"),
        )  # fmt: skip
        reason = w.Text(placeholder="Reason", layout=w.Layout(flex="1 1 220px", width="auto"))
        button = w.Button(description="Record", layout=w.Layout(width="90px"))
        button.on_click(lambda _: self._record(name, decide))
        self.verdicts[name], self.reasons[name], self.buttons[name] = verdict, reason, button
        controls = w.HBox([verdict, reason, button], layout=w.Layout(flex_flow="row wrap"))
        head = w.HTML(
            f'<div class="rv-angle"><b>{escape(_label(angle))}</b><span>{escape(angle["evidence"])}</span></div>'
        )
        return w.VBox([head, controls])

    def _record(self, name: str, decide: Decide) -> None:
        verdict, reason, by = self.verdicts[name].value, self.reasons[name].value.strip(), self.by.value.strip()
        missing = [
            what for what, value in (("your name", by), ("a verdict", verdict), ("a reason", reason)) if not value
        ]
        if missing:
            label = _label(next(a for a in self.angles if a["angle"] == name))
            self.say(f"{label} needs {' and '.join(missing)}: it is recorded with the evidence.", good=False)
            return
        if self.attempt(lambda: decide(name, verdict, by, reason)):
            next(a for a in self.angles if a["angle"] == name)["current"] = str(verdict)
            if self._shown:
                update_display(HTML(self._still_html()), display_id=self._key)

    def still(self) -> str:
        """The angles, their evidence and what stands, as a table."""
        if not self.angles:
            return "<p>No angle has been sent yet, so there is nothing to decide.</p>"
        return still.rows(("About", "Evidence", "Decision"), (self._cells(a) for a in self.angles))

    def _cells(self, angle: dict[str, str]) -> tuple[str, str, str]:
        return _label(angle), angle["evidence"], angle["current"] or "none yet"


def _label(angle: dict[str, str]) -> str:
    return angle.get("label", angle["angle"])
