"""The cases as drafts: what the data files say, put together with the scenes that they are about.

A case is a text, which replaces the claim of its scene's good draft, or a mapping of `scene` and any of: `claim`,
`facts`
(the ids that it cites), `greeting`, `subject`, `angle`, `signoff` (other words), `cut` (a segment left out), `persona`,
`age` (of the event, in days; `none`: no date), `quote` (what the fact says though its source does not), `repeat`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from hitl_kit.domain.accounts import Account, Contact
from hitl_kit.domain.base import sha256_hex
from hitl_kit.domain.drafts import Draft, Finding, Segment
from hitl_kit.domain.evidence import AccountResearch, Fact, Signal, Source
from hitl_kit.domain.icp import ICP, Persona, Rule, SignalPriority, Tier
from hitl_kit.domain.plays import Angle, AngleLibrary, Play, SegmentTemplate, Sender
from hitl_kit.domain.policy import Writing
from hitl_kit.drafting import DraftRequest, check_draft

FOLDER = Path(__file__).parent
AS_OF = date(2026, 11, 20)
CLEAN = "clean"
WRITING = Writing(banned_phrases=("touch base", "quick question", "hope this finds you well", "circle back"))
_SIGNOFF = "Regards,\n{{ sender.name }}\n{{ sender.company }}, {{ sender.postal_address }}\n\n{{ sender.opt_out }}"
_GREETINGS = ("Hello {{ greeting_name }},", "Dear {{ greeting_name }},")


@dataclass(frozen=True)
class Case:
    """One draft: its class (`clean` for the good ones), its scene, and what it changes."""

    kind: str
    scene: str
    change: Mapping[str, Any]
    checks: frozenset[str]
    """The checks whose finding names the matter; empty for a clean one."""

    @property
    def tuning(self) -> bool:
        """Which half: by the first byte of the SHA-256 of class, scene and change, so that a new case moves no"
        " other."""
        words = "\n".join((self.kind, self.scene, *(f"{k}={v}" for k, v in sorted(self.change.items()))))
        return hashlib.sha256(words.encode()).digest()[0] % 2 == 0

    def findings(self) -> tuple[Finding, ...]:
        """What the checks say about it."""
        return self.prepared().check()

    def prepared(self) -> Prepared:
        """The draft and all that it is checked against."""
        return Prepared.of(self)


def cases() -> Iterator[Case]:
    """Every case of the data files."""
    for kind, content in _read("defects.yaml").items():
        checks = frozenset(content["checks"])
        for scene, texts in content.items():
            for change in () if scene == "checks" else texts:
                yield _case(kind, scene, change, checks)
    for scene, texts in _read("clean.yaml").items():
        for change in texts:
            yield _case(CLEAN, scene, change, frozenset())


def unseen() -> Iterator[Case]:
    """The cases that no check was ever tuned on."""
    classes = _read("defects.yaml")
    for kind, changes in _read("unseen/defects.yaml").items():
        for change in changes:
            yield _case(kind, "", change, frozenset(classes[kind]["checks"]))
    for scene, texts in _read("unseen/clean.yaml").items():
        for change in texts:
            yield _case(CLEAN, scene, change, frozenset())


def _scene(name: str) -> dict[str, Any]:
    told: dict[str, Any] = (_read("scenes.yaml")["scenes"] | _read("unseen/scenes.yaml")["scenes"])[name]
    return told


def _case(kind: str, scene: str, change: str | dict[str, Any], checks: frozenset[str]) -> Case:
    if isinstance(change, str):
        return Case(kind, scene, {"claim": change}, checks)
    return Case(kind, change["scene"], {k: v for k, v in change.items() if k != "scene"}, checks)


@cache
def _read(name: str) -> dict[str, Any]:
    content: dict[str, Any] = yaml.safe_load((FOLDER / name).read_text(encoding="utf-8"))
    return content


@dataclass(frozen=True)
class Prepared:
    """A draft beside its request, its sources' texts, its library and its ICP."""

    draft: Draft
    request: DraftRequest
    snapshots: dict[str, str]
    library: AngleLibrary
    icp: ICP

    def check(self) -> tuple[Finding, ...]:
        """What the checks say."""
        return check_draft(
            self.draft, self.request, snapshots=self.snapshots, library=self.library, writing=WRITING, icp=self.icp
        )

    @classmethod
    def of(cls, case: Case) -> Prepared:
        """The case, put together."""
        told, change = _scene(case.scene), case.change
        library = _library(told["sender"], told["kind"])
        account = Account(**told["account"])
        contact = Contact(email=f"reader@{account.domain}", account_key=account.key, **told["contact"])
        text = "\n".join((told["source"]["title"], *told["facts"]))
        research = _research(told, change, account.key, text)
        request = DraftRequest(
            package_id=case.scene, account=account, contact=contact, persona_id=change.get("persona", "lead"),
            research=research, score_terms=(), retired_angles=frozenset(), as_of=AS_OF,
        )  # fmt: skip
        draft = _draft(told, change, account, contact, library)
        return cls(draft, request, {sha256_hex(text): text}, library, _icp(told["kind"]))


def _research(told: Mapping[str, Any], change: Mapping[str, Any], key: str, text: str) -> AccountResearch:
    day: date | None = told["dated"]
    if "age" in change:
        day = None if change["age"] == "none" else AS_OF - timedelta(days=change["age"])
    shown = {k: v for k, v in told["source"].items() if k != "published" or "age" not in change}
    retrieved = datetime.combine(AS_OF, time(6), UTC)
    source = Source(id="s1", retrieved_at=retrieved, sha256=sha256_hex(text), **shown)
    quotes = [change["quote"], *told["facts"][1:]] if "quote" in change else told["facts"]
    facts = tuple(
        Fact(id=f"f{n}", source_id="s1", kind=told["kind"], quote=quote, dated=day) for n, quote in enumerate(quotes, 1)
    )
    signals = (Signal(kind=told["kind"], dated=day, strength=1, fact_id="f1"),) if day else ()
    return AccountResearch(account_key=key, sources=(source,), facts=facts, signals=signals)


def _draft(
    told: Mapping[str, Any], change: Mapping[str, Any], account: Account, contact: Contact, library: AngleLibrary
) -> Draft:
    sender, angle = library.sender, library.angles[0]
    signoff = f"Regards,\n{sender.name}\n{sender.company}, {sender.postal_address}\n\n{sender.opt_out}"
    words = {
        "greeting": f"Hello {contact.first_name},",
        "claim": " ".join([change.get("claim", told["told"])] * change.get("repeat", 1)),
        "angle": angle.segments[2].variants[0],
        "cta": angle.segments[3].variants[0],
        "signoff": signoff,
        **{k: v for k, v in change.items() if k in ("greeting", "angle", "signoff")},
    }
    cited = tuple(change.get("facts", [f"f{n}" for n in range(1, len(told["facts"]) + 1)]))
    segments = tuple(
        Segment(kind=s.kind, text=words[s.kind], fact_ids=cited if s.kind == "claim" else ())
        for s in angle.segments
        if s.kind != change.get("cut")
    )
    return Draft(
        subject=change.get("subject", f"{account.name}: which list?"), segments=segments, play_id="play",
        angle_id=angle.id, angle_version=1, variant="a1", drafter="benchmark",
    )  # fmt: skip


@cache
def _library(name: str, kind: str) -> AngleLibrary:
    given = dict(_read("scenes.yaml")["senders"][name])
    argument, cta = given.pop("argument"), given.pop("cta")
    segments = (
        SegmentTemplate(kind="greeting", variants=_GREETINGS),
        SegmentTemplate(kind="claim", fact=kind, variants=("{{ fact.quote }}",)),
        SegmentTemplate(kind="angle", variants=(argument,)),
        SegmentTemplate(kind="cta", variants=(cta,)),
        SegmentTemplate(kind="signoff", variants=(_SIGNOFF,)),
    )
    angle = Angle(id="argument", argument="why", subject=("{{ account.name }}: which list?",), segments=segments)
    play = Play(id="play", signal=kind, persona="lead", angle="argument")
    return AngleLibrary(sender=Sender(**given), angles=(angle,), plays=(play,))


@cache
def _icp(kind: str) -> ICP:
    return ICP(
        name="benchmark",
        firmographics=(Rule(field="industry", any_of=("any",)),),
        personas=(Persona(id="lead", name="Lead", titles=("Head",)),),
        signals=(SignalPriority(kind=kind, priority=5, half_life_days=60, max_age_days=180),),
        tiers=(Tier(name="A", high_value=True, rules=(Rule(field="employees", min=1000),)), Tier(name="B")),
    )
