"""Reading what comes back: how fast, and how often the intent of an answer is read as a person labelled it.

Four files of labelled answers: short ones (half of them, by a fixed rule, kept apart), longer ones to tune on, a final
set that nobody who changes rules reads, and those of it that were read after all, which are tuned on since. The tables
go into docs/checkpoint-3-replies.md, between its two marks.
"""

from __future__ import annotations

import hashlib
import time
from collections import Counter
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

import yaml

from hitl_kit.domain.inbound import INTENTS
from hitl_kit.domain.intervals import exact_interval
from hitl_kit.replies import read_message
from hitl_kit.replies.intents import read_intent
from tests.benchmarks.bench import Figure
from tests.replies.machine_mail import ADDRESS, AWAY, BOUNCES, COMPLAINTS, message

HERE = Path(__file__).parent
PAGE = Path(__file__).parents[2] / "docs" / "checkpoint-3-replies.md"
BEGINS, ENDS = "<!-- figures: begin -->", "<!-- figures: end -->"
MANY = 10_000
LABELS = [name for name in INTENTS if name != "unsure"]
Pairs = Counter[tuple[str, str]]


def labelled(name: str = "labelled") -> Iterator[tuple[str, str, str]]:
    """(language, intent, text) of every answer in replies_NAME.yaml: labelled (short ones), longer, seen or final."""
    file = HERE / f"replies_{name}.yaml"
    for language, intents in yaml.safe_load(file.read_text(encoding="utf-8")).items():
        for intent, texts in intents.items():
            for text in texts:
                yield language, intent, text


def is_apart(text: str) -> bool:
    """Whether a short answer belongs to the half kept apart: its SHA-256 begins with an odd hexadecimal digit."""
    return int(hashlib.sha256(text.encode()).hexdigest()[0], 16) % 2 == 1


def short(*, apart: bool) -> Pairs:
    """How often a labelled intent was read as which, over a half of the short answers."""
    return Counter((i, read_intent(text).intent) for _, i, text in labelled() if is_apart(text) == apart)


def final() -> Pairs:
    """The same over the final set."""
    return Counter((i, read_intent(text).intent) for _, i, text in labelled("final"))


def page() -> str:
    """The figures as Markdown: the final set, then the half of the short answers."""
    return "\n\n".join(
        (
            f"### The final set\n\n{_told(final())}",
            _matrix(final()),
            f"### Short answers, the half kept apart\n\n{_told(short(apart=True))}",
            _matrix(short(apart=True)),
            f"### Each intent, over both\n\n{_rates(final() + short(apart=True))}",
        )
    )


def _right(pairs: Pairs) -> int:
    return sum(n for (label, read), n in pairs.items() if label == read)


def _unsure(pairs: Pairs) -> int:
    return sum(n for (_, read), n in pairs.items() if read == "unsure")


def _told(pairs: Pairs) -> str:
    total, right, unsure = pairs.total(), _right(pairs), _unsure(pairs)
    low, high = exact_interval(right, total)
    return (
        f"Of {total} answers {right} are read as labelled: {right / total:.0%} (95% interval {float(low):.0%} to"
        f" {float(high):.0%}). Unsure, so that a person reads them: {unsure}. Read as something else:"
        f" {total - right - unsure}."
        " Rows are labels, columns are what was read."
    )


def _matrix(pairs: Pairs) -> str:
    columns = "| | " + " | ".join(name.replace("_", " ") for name in INTENTS) + " |"
    lines = [columns, "|---" * (len(INTENTS) + 1) + "|"]
    for label in LABELS:
        cells = (str(pairs[label, read]) if pairs[label, read] else "" for read in INTENTS)
        lines.append(f"| **{label.replace('_', ' ')}** | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def _rates(pairs: Pairs) -> str:
    lines = ["| intent | precision | 95% interval | recall | 95% interval |", "|---|---|---|---|---|"]
    for name in LABELS:
        read_so = sum(pairs[label, name] for label in LABELS)
        labelled_so = sum(pairs[name, read] for read in INTENTS)
        hits = pairs[name, name]
        lines.append(f"| {name.replace('_', ' ')} | {_share(hits, read_so)} | {_share(hits, labelled_so)} |")
    return "\n".join(lines)


def _share(hits: int, of: int) -> str:
    low, high = exact_interval(hits, of)
    return f"{hits}/{of} | {float(low):.0%}–{float(high):.0%}"


def _answer(n: int, text: str) -> bytes:
    """An answer as mail programs send it: plain, or with HTML beside it, or HTML alone; with our text quoted below."""
    quote = "\n".join(f"> line {k} of what we wrote about the nine roles in Leipzig" for k in range(n % 40))
    introduction = "On Mon, May 3, 2027 at 2:30 PM Dana Rep <dana@sales.example.org> wrote:"
    plain = f"{text}\n\nBest,\nJane\n\n{introduction}\n{quote}\n"
    if n % 3 == 0:
        return message(plain)
    mail = EmailMessage()
    mail["From"], mail["Subject"], mail["Message-ID"] = ADDRESS, "Re: Nine roles", f"<answer-{n}@example.com>"
    html = (
        f"<div>{text}</div><div class='gmail_quote'><div class='gmail_attr'>{introduction}</div><blockquote>"
        + "".join(f"<p style='margin:0'>line {k} of <b>what</b> we wrote</p>" for k in range(60))
    )
    if n % 3 == 1:
        mail.set_content(plain)
        mail.add_alternative(html, subtype="html")
    else:
        mail.set_content(html, subtype="html")
    if n % 10 == 0:
        mail.add_attachment(bytes(200_000), maintype="image", subtype="png", filename="logo.png")
    return mail.as_bytes()


def figures() -> Iterator[Figure]:
    """Every figure of the group; the table of intents is written into the page."""
    texts = [text for name in ("labelled", "longer", "seen") for _, _, text in labelled(name)]
    machines = [b[2] for b in BOUNCES] + [c[1] for c in COMPLAINTS] + [message(a[2], subject=a[1]) for a in AWAY]
    mails = [
        machines[n // 2 % len(machines)] if n % 2 else _answer(n // 2, texts[n // 2 % len(texts)]) for n in range(MANY)
    ]
    start = time.process_time()
    for raw in mails:
        read_intent(read_message(raw).text)
    spent = time.process_time() - start
    size = sum(map(len, mails)) >> 20
    words = f"half of them machines' reports, half answers with quotes, HTML and attachments, {size} MiB"
    yield Figure(f"{MANY:,} messages read, on one core", spent, "s", 60, words)
    text = PAGE.read_text(encoding="utf-8")
    PAGE.write_text(f"{text.partition(BEGINS)[0]}{BEGINS}\n{page()}\n{ENDS}{text.partition(ENDS)[2]}", encoding="utf-8")
    for what, pairs, bound in (("the final set", final(), 0.6), ("the short half kept apart", short(apart=True), 0.8)):
        right, unsure, total = _right(pairs), _unsure(pairs), pairs.total()
        yield Figure(f"intents of {what}, of those read as any", right / (total - unsure), "", bound,
                     f"{right} right, {total - right - unsure} wrong, {unsure} unsure", at_least=True)  # fmt: skip
    both = final() + short(apart=True)
    for name in ("unsubscribe", "not_interested"):
        hits, said = both[name, name], sum(n for (_, read), n in both.items() if read == name)
        yield Figure(f"answers read as {name} that are labelled so", hits / max(said, 1), "", 0.95,
                     f"{hits} of {said}", at_least=True)  # fmt: skip
