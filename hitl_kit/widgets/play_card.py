"""A play as a notebook shows it: its logic, its approval, and a sample of what it writes with its findings."""

from __future__ import annotations

from html import escape

from hitl_kit.pipeline import Pattern, Sample, Sampled

from .tables import Html


def play_html(pattern: Pattern, sample: Sample) -> Html:
    """A play before its approval; hostile text of accounts and sources is escaped."""
    logic = "".join(
        f"<dt>{escape(term)}</dt><dd>{'<br>'.join(map(_lines, lines))}</dd>" for term, lines in pattern.logic.items()
    )
    head = f'<p><b>Play {escape(pattern.play.id)}</b></p><dl class="hk-card">{logic}</dl>'
    drafts = "".join(_draft(n, s) for n, s in enumerate(sample.drafts, 1))
    return Html(f'{head}<p class="hk-note">{escape(sample.words)}</p>{drafts}', sample.words)


def _draft(number: int, sampled: Sampled) -> str:
    findings = "".join(
        f"<li><b>{escape(f.severity)}</b> {escape(f.check)}: {escape(f.message)}</li>" for f in sampled.findings
    )
    judged = f"<ul>{findings}</ul>" if findings else '<p class="hk-note">The checks have nothing to say.</p>'
    whom = f"{sampled.account} · {sampled.contact.full_name}, {sampled.contact.title}"
    instead = f" · would get {sampled.instead} instead" if sampled.instead else ""
    band = f"confidence {sampled.confidence.band}: {sampled.confidence.basis}"
    return (
        f"<details{' open' if number == 1 else ''}><summary>{number}. {escape(whom + instead)}</summary>"
        f"<p><b>{_lines(sampled.draft.subject)}</b></p><p>{_lines(sampled.draft.body)}</p>"
        f'{judged}<p class="hk-note">{escape(sampled.draft.drafter)} · {escape(band)}</p></details>'
    )


def _lines(text: str) -> str:
    return escape(text).replace("\n", "<br>")
