"""The campaign review's first page: what to decide, with the evidence in plain words; what was decided before."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from hitl_kit.domain.decisions import COURSES
from hitl_kit.retrospect import Metrics, brakes, learning
from hitl_kit.retrospect.advice import (
    campaign_recommendation,
    in_words,
    ratio_words,
    refused_winners,
    replies_words,
    signal_recommendation,
)
from hitl_kit.retrospect.brakes import COMPLAINT_LIMIT, clean_sends_needed
from hitl_kit.retrospect.decisions import against
from hitl_kit.retrospect.summary import headline

from . import assets
from .tables import Html, note

_QUIET = (
    "Nothing asks for a decision: no angle does so much better or worse than the others that it could not be chance, "
    "and no brake is on."
)
_ACTS = ("retire", "scale", "watch", "drop", "prioritise")
"""What somebody has to do something about, the most urgent first."""


@dataclass(frozen=True, eq=False)
class Review:
    """Everything that a campaign's report shows, counted once: its figures, the evidence about its angles and signals,
    which of them the files list, the drafts that are held for a retired angle, the hashes of the files, and the levels
    of trust that were given, a sentence each."""

    metrics: Metrics
    angles: pd.DataFrame
    signals: pd.DataFrame
    listed: Sequence[str]
    kinds: Sequence[str]
    held: pd.DataFrame
    files: Mapping[str, str]
    levels: Sequence[str] = ()

    def standing(self, angle: str) -> str:
        """The decision that stands about an angle, '' for none."""
        found = self.metrics.decisions
        return "".join(found.loc[found["angle"] == angle, "verdict"].tail(1))

    def course(self, about: str, subject: str) -> str:
        """The decision that stands about a signal or the campaign, '' for none."""
        found = self.metrics.courses
        return "".join(found.loc[(found["about"] == about) & (found["subject"] == subject), "verdict"].tail(1))


def record(frame: pd.DataFrame, name: Any) -> pd.Series[Any]:
    """The one row of that name."""
    row: pd.Series[Any] = frame.loc[[name]].iloc[0]
    return row


def styled(html: str, text: str) -> Html:
    """A piece of the review, in its own look."""
    return Html(f"<style>{assets.style('review.css')}</style>{html}", text)


def to_decide(review: Review) -> Html:
    """What a lead should know first: what asks for a decision, the angles with their evidence, what harms."""
    metrics = review.metrics
    badge = f'<p><span class="hk-sim">{escape(metrics.simulated_label)}</span></p>' if metrics.simulated else ""
    day = f", figures up to {metrics.today:%-d %B %Y}"
    head = f'<p class="hk-lead"><b>Campaign {escape(metrics.campaign)}</b>{day}</p>'
    asks = [ask for ask, open_ in _asks(review) if open_] or [_quiet(review)]
    notes = [*refused_winners(metrics), *headline(metrics)]
    html = f"{badge}{head}{_list(asks, 'hk-asks')}{_angles(review)}{_list(notes)}"
    return styled(html, "\n".join([metrics.simulated_label, *asks, *notes]).strip())


def _asks(review: Review) -> Iterator[tuple[str, bool]]:
    """What the evidence asks for: a sentence while nobody has decided so, else what was decided; and which it is."""
    word, why = campaign_recommendation(review.metrics)
    if word and review.course("campaign", review.metrics.campaign) != word:
        yield f"A brake is on: {word} before more is sent ({why}).", True
    elif word:
        yield f"{word}, because a brake is on ({why})", False
    for angle in sorted(map(str, review.angles.index), key=lambda name: _urgency(review, name)):
        row, stands = record(review.angles, angle), review.standing(angle)
        label = str(row["label"])
        if _urgency(review, angle) < len(_ACTS):
            taken = f" It was decided to {stands} it: against this recommendation." if stands else ""
            why = _sentence(in_words(row, len(review.angles)))
            yield f"{label.capitalize()} {angle}? {replies_words(row)}. {why}.{taken}", True
        elif label in _ACTS:
            yield f"{stands} {angle}", False
    for signal, row in review.signals.iterrows():
        word, stands = signal_recommendation(row), review.course("signal", str(signal))
        if word in _ACTS and (not stands or against(stands, word)):
            ask = f"{word.capitalize()} signal {signal}? {replies_words(row)} of mails like these"
            yield f"{ask}; that holds if its companies are like the others'.", True
        elif word in _ACTS:
            yield f"{stands} signal {signal}", False


def _urgency(review: Review, angle: str) -> int:
    """The place among _ACTS of what the evidence asks for about an angle; behind them all where it asks for nothing,
    or was decided so."""
    if angle not in review.angles.index:
        return len(_ACTS)
    label, stands = str(record(review.angles, angle)["label"]), review.standing(angle)
    return _ACTS.index(label) if label in _ACTS and (not stands or against(stands, label)) else len(_ACTS)


def _quiet(review: Review) -> str:
    """Why nothing asks for a decision."""
    settled = [words for words, open_ in _asks(review) if not open_]
    if settled:
        return f"Nothing new asks for a decision. What the evidence asks for was decided: {'; '.join(settled)}."
    return _QUIET if review.metrics.count("sent") else "Nothing asks for a decision: nothing was sent yet."


def _angles(review: Review) -> str:
    """The angles that were drafted or are in use, one row each: first those that ask for a decision, the most urgent
    on top, then by mails sent."""
    rates = review.metrics.by_angle.set_index("angle")
    names = [*rates.index, *(a for a in review.listed if a not in rates.index)]
    if not names:
        return ""
    head = ("Angle", "Sent", "Positive replies (95%)", "Recommended", "Decided", "Evidence")
    names.sort(key=lambda name: (_urgency(review, name), -int(rates["sent"].get(name, 0))))
    rows = (_angle(review, rates, name) for name in names)
    caveat = (
        "Angles are compared within one segment, persona and signal. What is recommended stays sound however often "
        "one looks; the 95% ranges beside the replies hold for one look only. Weeks to an answer are a rough guess: in "
        "simulations about half were wrong by more than a factor of two."
    )
    if left_out := review.angles.attrs.get("left_out"):
        mails = "; ".join(f"{n:,} × {escape(cause)}" for cause, n in left_out.items())
        caveat = f"{caveat} Left out of the comparison: {mails}."
    return f'<div class="hk-angles">{_table(head, rows, numbers=(1,))}</div><p class="hk-note">{caveat}</p>'


def _angle(review: Review, rates: pd.DataFrame, name: str) -> list[str]:
    stands, sent = review.standing(name), int(rates["sent"].get(name, 0))
    if name not in review.angles.index:
        return [escape(name), f"{sent:,}", "–", "–", _chip(stands), "Nothing sent yet"]
    row, rate = record(review.angles, name), record(rates, name)
    words = _sentence(in_words(row, len(review.angles)))
    return [
        escape(name), f"{sent:,}", rate_words(rate, "positives", "positive"), _chip(str(row["label"])), _chip(stands),
        escape(words) + _ratio(row),
    ]  # fmt: skip


def _sentence(words: str) -> str:
    return words[:1].upper() + words[1:]


def _ratio(row: pd.Series[Any]) -> str:
    """The ratio to the others and its interval, where anything bounds it."""
    words = ratio_words(row)
    return f'<div class="hk-small">{escape(words)}</div>' if words else ""


def rate_words(row: Mapping[str, Any] | pd.Series[Any], count: str, name: str) -> str:
    """'12 (3.4%, 1.8% to 5.9%)', and that it is little where few were sent."""
    if pd.isna(row[f"{name}_rate"]):
        return f"{int(row[count]):,}"
    rate, low, high = (float(row[f"{name}_{part}"]) for part in ("rate", "low", "high"))
    thin = "; not enough data" if row["thin"] else ""
    return f"{int(row[count]):,} ({rate:.1%}, {low:.1%} to {high:.1%}{thin})"


def guardrails(review: Review) -> Html:
    """Bounces and complaints against the shares above which senders are blocked."""
    found = brakes(review.metrics)
    head = ("Share of mails", "Where it stands", "Seen", "Limit", "95% interval")
    rows = [
        [
            escape(b.what), _state(b.state, b.over), f"{b.k:,} of {b.n:,}" + (f" ({b.rate:.2%})" if b.n else ""),
            f"{b.limit:.1%}", f"{b.low:.2%} to {b.high:.2%}" if b.n else "–",
        ]
        for b in found
    ]  # fmt: skip
    clean = clean_sends_needed()
    bound = (
        f"It takes about {clean:,} mails without a single complaint to be sure that fewer than {COMPLAINT_LIMIT:.1%} "
        "complain."
    )
    text = "\n".join(f"{b.what}: {b.k:,} of {b.n:,}, {b.state}" for b in found)
    return styled(f'{_table(head, rows)}<p class="hk-note">{bound}</p>', f"{text}\n{bound}")


def ratios(review: Review) -> go.Figure | Html:
    """The angles' ratios to each other as a figure, where anything bounds one of them."""
    if learning.bounded(review.angles).any():
        return learning.angle_ratios(review.angles, simulated=review.metrics.simulated)
    return note("How each angle does beside the others is drawn here as soon as enough mails can be compared.")


def decided(review: Review) -> Html:
    """The decisions that stand, those that went against the evidence, and the drafts that are held for one."""
    metrics = review.metrics
    how = (
        f"To decide: the last cell of notebook 5, or hitl decide {metrics.campaign} ANGLE keep --reason TEXT "
        "(keep, scale, watch or retire)."
    )
    angles = metrics.decisions.assign(what=metrics.decisions["angle"])
    courses = metrics.courses
    signals = courses.assign(
        what=courses["about"].where(courses["about"] == "campaign", "signal " + courses["subject"])
    )
    both = [f for f in (angles, signals) if len(f)]
    if not both:
        return note(f"No decision has been taken yet. {how}")
    shown = pd.concat(both).sort_values("at", ascending=False)
    head = ("About", "Decision", "By", "Reason", "On", "The evidence recommended")
    rows = [
        [
            escape(str(d.what)), _chip(str(d.verdict)), escape(str(d.by)), escape(str(d.reason)), f"{d.at:%Y-%m-%d}",
            escape(str(d.recommended) or "–") + (" <b>(decided against it)</b>" if d.against else ""),
        ]
        for d in shown.itertuples()
    ]  # fmt: skip
    earlier = _overruled(metrics)
    held = _held(review.held)
    lines = [*earlier, *held, how]
    return styled(_table(head, rows) + _list(lines), "\n".join([shown.to_string(), *lines]))


def _overruled(metrics: Metrics) -> list[str]:
    """How often people have decided against the evidence, over the whole history."""
    every = pd.concat([metrics.rows.angle_decisions["against"], metrics.rows.courses["against"]])
    if not every.any():
        return []
    return [f"Decided against the recommendation: {int(every.sum()):,} of {len(every):,} decisions so far."]


def _held(held: pd.DataFrame) -> list[str]:
    """Of each retired angle, the drafts that wait for it to be brought back."""
    return [
        f"{len(rows):,} {'draft' if len(rows) == 1 else 'drafts'} with {angle}, held until the angle is brought back: "
        f"{', '.join(rows['account'].head(5))}{' …' if len(rows) > 5 else ''}."
        for angle, rows in held.groupby("angle", sort=True)
    ]


def choices(review: Review) -> list[dict[str, str]]:
    """Every angle and signal and the campaign, each with its evidence in a line, for the decision panel."""
    return [*_angle_choices(review), *_signal_choices(review), _campaign_choice(review)]


def _angle_choices(review: Review) -> Iterator[dict[str, str]]:
    rates = review.metrics.by_angle.set_index("angle")
    for angle in review.listed:
        evidence = "nothing sent yet"
        if angle in review.angles.index:
            row, rate = record(review.angles, angle), record(rates, angle)
            evidence = (
                f"{rate['sent']:,} sent, positive {rate_words(rate, 'positives', 'positive')}; "
                f"{in_words(row, len(review.angles))}. Recommended: {row['label']}"
            )
        yield {"angle": angle, "evidence": evidence, "current": review.standing(angle)}


def _signal_choices(review: Review) -> Iterator[dict[str, str]]:
    for kind in review.kinds:
        evidence = "nothing sent yet"
        if kind in review.signals.index:
            row = record(review.signals, kind)
            evidence = (
                f"{row['sent']:,} sent, {replies_words(row)} of mails like these. "
                f"Recommended: {signal_recommendation(row)}"
            )
        yield {
            "angle": f"signal:{kind}", "label": f"signal {kind}", "evidence": evidence,
            "current": review.course("signal", kind), "verdicts": " ".join(COURSES["signal"]),
        }  # fmt: skip


def _campaign_choice(review: Review) -> dict[str, str]:
    word, why = campaign_recommendation(review.metrics)
    name = review.metrics.campaign
    return {
        "angle": f"campaign:{name}", "label": f"the campaign {name}",
        "evidence": f"{why}. Recommended: {word or 'nothing; it is yours to judge'}",
        "current": review.course("campaign", name), "verdicts": " ".join(COURSES["campaign"]),
    }  # fmt: skip


def _chip(word: str) -> str:
    kind = word.replace(" ", "-")
    return f'<span class="hk-chip hk-{escape(kind)}">{escape(word)}</span>' if word else "–"


def _state(words: str, over: bool) -> str:
    return f'<b class="hk-over">{escape(words)}</b>' if over else escape(words)


def _table(head: Iterable[str], rows: Iterable[Sequence[str]], numbers: Sequence[int] = ()) -> str:
    """Cells of HTML as a table; the first column names the row."""
    kinds = dict.fromkeys(numbers, ' class="n"')
    top = "".join(f"<th{kinds.get(n, '')}>{escape(name)}</th>" for n, name in enumerate(head))
    body = "".join(
        "<tr>" + "".join(f"<td{kinds.get(n, '')}>{cell}</td>" for n, cell in enumerate(row)) + "</tr>" for row in rows
    )
    return f'<div class="hk-scroll"><table><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table></div>'


def _list(lines: Sequence[str], kind: str = "") -> str:
    items = "".join(f"<li>{escape(line)}</li>" for line in lines)
    return f'<ul class="{kind}">{items}</ul>' if lines else ""
