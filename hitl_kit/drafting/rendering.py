"""Templates to text: a sandbox in which data is only ever data, and an error names its angle and segment."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from jinja2 import StrictUndefined, Template, TemplateError, UndefinedError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from hitl_kit.domain.accounts import Account, Contact
from hitl_kit.domain.errors import InputError
from hitl_kit.domain.evidence import Fact, Source
from hitl_kit.domain.plays import Angle, AngleLibrary, SegmentTemplate, Sender

PLAIN_GREETING = "Hello,"
"""What a greeting becomes where its template needs a first name and none is known."""

Context = dict[str, Any]


class MissingData(Exception):
    """A template needs something that is not known about this account or contact; `args[0]` says what."""


class _Absent(StrictUndefined):
    """Something unknown: an error where it would be printed, false in an `if`."""

    __slots__ = ()

    def __bool__(self) -> bool:  # type: ignore[override]
        return False


_ENVIRONMENT = ImmutableSandboxedEnvironment(undefined=_Absent, autoescape=False, trim_blocks=True)
_STRICT = ImmutableSandboxedEnvironment(undefined=StrictUndefined, autoescape=False, trim_blocks=True)


@lru_cache(maxsize=4096)
def _compiled(text: str) -> Template:
    template = _ENVIRONMENT.from_string(text)
    template.globals = dict(template.globals)  # a chain of one mapping, copied for every mail, and slowly
    return template


_FIELD = re.compile(r"\{\{ ([a-z]\w*)(?:\.([a-z]\w*))? \}\}")


@lru_cache(maxsize=4096)
def _plain(text: str) -> tuple[tuple[str, str, str], ...] | None:
    """A template that only names values, as Jinja reads it: words, the value behind them and its item, in their order.
    None where it does more."""
    cut = _FIELD.split(text)
    words, names, items = cut[::3], [*cut[1::3], ""], [item or "" for item in (*cut[2::3], "")]
    does_more = any(sign in own for own in words for sign in "{}\r")
    if does_more or any(hasattr(dict, item) for item in items):  # of `account.items` Jinja takes the method
        return None
    return tuple(zip(words, names, items, strict=True))


def _filled(template: str, context: Mapping[str, Any]) -> str | None:
    """What Jinja would make of a plain template, sooner; None where it has to be asked."""
    plain = _plain(template)
    if plain is None:
        return None
    text = []
    for words, name, item in plain:
        text.append(words)
        if name:
            value = context.get(name)
            if item:
                value = value.get(item) if type(value) is dict else None
            if type(value) is not str:
                return None
            text.append(value)
    return "".join(text).strip()


def render(template: str, context: Mapping[str, Any]) -> str:
    """The template's text; MissingData where it needs what the context does not hold."""
    if (text := _filled(template, context)) is not None:
        return text
    try:
        return _compiled(template).render(context).strip()
    except UndefinedError as error:
        raise MissingData(str(error.message)) from None


def render_segment(segment: SegmentTemplate, variant: int, context: Mapping[str, Any]) -> str:
    """A segment's text; a greeting without a first name becomes a plain one."""
    template = segment.variants[variant]
    try:
        return render_claim(template, context) if segment.kind == "claim" else render(template, context)
    except MissingData:
        if segment.kind == "greeting" and not context["contact"].get("first_name"):
            return PLAIN_GREETING
        raise


def render_claim(template: str, context: Mapping[str, Any]) -> str:
    """A claim's text, without a second full stop after a quote that brings its own."""
    text, quote = render(template, context), str(context["fact"]["quote"])
    if quote.endswith((".", "!", "?")):
        for mark in ('"', "\u201d", ""):
            text = text.replace(f"{quote}{mark}.", f"{quote}{mark}")
    return text


@lru_cache(maxsize=4096)
def day_words(day: date) -> str:
    """A day as a mail writes it: 12 October 2026."""
    return f"{day.day} {day:%B %Y}"


def _known(**values: Any) -> Context:
    """What is known, in one line each: data brings no line breaks into a mail, and nothing empty."""
    texts = {k: " ".join(str(v).split()) for k, v in values.items() if v is not None}
    return {k: v for k, v in texts.items() if v}


@lru_cache(maxsize=16)
def _of_sender(sender: Sender) -> dict[str, str]:
    return _known(
        name=sender.name, company=sender.company, email=sender.email, postal_address=sender.postal_address,
        opt_out=sender.opt_out,
    )  # fmt: skip


def base_context(account: Account, contact: Contact | None, sender: Sender) -> Context:
    """What every template may use: `account`, `contact`, `sender` and `greeting_name`."""
    person = _known(
        first_name=_first_name(contact), last_name=contact.last_name, title=contact.title, name=contact.full_name,
    ) if contact else {}  # fmt: skip
    context: Context = {
        "account": _known(
            name=account.name, domain=account.domain, industry=account.industry, sub_industry=account.sub_industry,
            employees=account.employees, country=account.country, region=account.region, city=account.city,
        ),
        "contact": person,
        "sender": _of_sender(sender),
    }  # fmt: skip
    if "first_name" in person:
        context["greeting_name"] = person["first_name"]
    return context


def _first_name(contact: Contact) -> str:
    name = contact.first_name.strip()
    return name.title() if len(name) > 2 and name.isupper() else name


def claim_context(context: Context, fact: Fact, source: Source) -> Context:
    """What a claim may use besides: `fact` (`quote`, `kind`, `dated`) and `source` (`title`, `url`, `published`)."""
    return {
        **context,
        "fact": _known(quote=fact.quote, kind=fact.kind, dated=day_words(fact.dated) if fact.dated else None),
        "source": _known(
            title=source.title, url=source.url, published=day_words(source.published) if source.published else None,
        ),
    }  # fmt: skip


_SAMPLE = {
    "account": dict.fromkeys(
        ("name", "domain", "industry", "sub_industry", "employees", "country", "region", "city"), "sample"
    ),
    "contact": dict.fromkeys(("first_name", "last_name", "title", "name"), "Sample"),
    "sender": dict.fromkeys(("name", "company", "email", "postal_address", "opt_out"), "Sample"),
    "greeting_name": "Sample",
}
_SAMPLE_QUOTE = "Sample opened its ninth sample site"
_SAMPLE_CLAIM = {
    "fact": {"quote": _SAMPLE_QUOTE, "kind": "sample", "dated": "1 May 2026"},
    "source": {"title": "Sample news", "url": "https://sample.example/", "published": "1 May 2026"},
}


@dataclass(frozen=True)
class _Place:
    """One template of the library: its text, where it stands, and whether it makes a claim."""

    text: str
    where: str
    claim: bool


@lru_cache(maxsize=16)  # a library that passed once passes again
def check_library(library: AngleLibrary) -> None:
    """Render every template with sample data, so that an error shows before a batch; InputError names its place."""
    for angle in library.angles:
        for place in _places(angle):
            _try(place)
    for play in library.plays:
        for n, step in enumerate(play.sequence, 1):
            for v, words in enumerate(step.words, 1):
                _try(_Place(words, f"play {play.id}, step {n} of its sequence, words {v}", claim=False))


def _places(angle: Angle) -> Iterator[_Place]:
    for n, subject in enumerate(angle.subject, 1):
        yield _Place(subject, f"angle {angle.id}, subject {n}", claim=False)
    for n, segment in enumerate(angle.segments, 1):
        for v, variant in enumerate(segment.variants, 1):
            where = f"angle {angle.id}, segment {n} ({segment.kind}), variant {v}"
            yield _Place(variant, where, claim=segment.kind == "claim")


def _try(place: _Place) -> None:
    context = {**_SAMPLE, **_SAMPLE_CLAIM} if place.claim else _SAMPLE
    try:
        text = _STRICT.from_string(place.text).render(context)
    except UndefinedError as error:
        mend = "templates know account, contact, sender and greeting_name; claims know fact and source as well"
        raise InputError(f"{place.where}: {error.message}", mend=mend) from None
    except TemplateError as error:
        raise InputError(f"{place.where}: {error.message or type(error).__name__}", mend=f"in: {place.text}") from None
    except (ArithmeticError, TypeError, ValueError, LookupError, RecursionError) as error:
        raise InputError(f"{place.where}: {error}", mend=f"in: {place.text}") from None
    if not text.strip():
        raise InputError(f"{place.where}: renders to nothing", mend="write its text, or remove it")
    if place.claim and _SAMPLE_QUOTE not in text:
        raise InputError(f"{place.where}: makes a claim without its words", mend="quote the fact: {{ fact.quote }}")
