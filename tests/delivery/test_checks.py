"""Each check by its name: what holds a touch, and what does not."""

from __future__ import annotations

import re
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hitl_kit.delivery import CHECKS, Remembered, Server, Spamd, dry_run, send
from hitl_kit.delivery.authentication import Authentication
from hitl_kit.delivery.case import Case
from hitl_kit.delivery.checks import MENDS, address, judge
from hitl_kit.delivery.planning import Candidate, candidates
from hitl_kit.delivery.sending import claim
from hitl_kit.domain.base import iso
from hitl_kit.domain.errors import InputError
from hitl_kit.domain.plays import Step
from hitl_kit.ledger import tables as t
from tests.delivery import post as p
from tests.delivery.post import Post
from tests.delivery.servers import Sink
from tests.review import factory

DOCS = Path(__file__).parents[2] / "docs" / "delivery.md"


def test_the_table_of_checks_in_the_docs_is_the_codes() -> None:
    section = DOCS.read_text().partition("## The checks")[2].partition("\n## ")[0].partition("|---|---|---|\n")[2]
    rows = re.findall(r"^\| ([^|]+) \| ([^|]+) \| ([^|]+) \|$", section, re.MULTILINE)
    words = {"first": "first mails", "follow_up": "follow-ups", "answer": "answers", "task": "tasks"}
    assert rows == [(c.name, c.holds, ", ".join(words[k] for k in c.kinds)) for c in CHECKS]


def test_nothing_holds_a_mail_that_is_in_order(post: Post) -> None:
    p.approved(post.ledger, p.package(0))
    (judged,) = dry_run(post.ledger, post.world, post.clock()).judged
    assert (judged.held, judged.warned) == ([], [])
    assert set(judged.saw) == {c.name for c in CHECKS} - {"spamd"}, "SpamAssassin is not configured, so not asked"


def test_every_check_says_what_to_do_about_what_it_holds() -> None:
    assert all(check.mend for check in CHECKS)
    assert set(MENDS) == {check.name for check in CHECKS}


def test_what_the_claim_sees_is_what_the_dry_run_says(post: Post) -> None:
    """Held between the look and the claim: the same check says so again, under the write lock."""
    (made,) = p.approved(post.ledger, p.package(0))
    candidate = next(candidates(post.ledger.rows, post.world, post.clock()))
    assert made.contact
    with post.ledger.recording("x", "suppressions.import", "workspace") as recording:
        recording.add(t.suppression, [{"kind": "address", "value": made.contact.email, "reason": "asked us"}])
    found = claim(post.ledger, post.world, candidate, run="r", actor="cron")
    assert "suppression" in found.held[0]  # type: ignore[union-attr]
    assert not post.ledger.rows(sa.select(t.touch))


# approval, bytes, trust level, address


def test_only_what_stands_approved_is_planned(post: Post) -> None:
    made = factory.store(post.ledger, [p.package(n) for n in range(4)])
    p.decide(post.ledger, made[0])
    p.decide(post.ledger, made[1], "reject", reason="other")
    p.decide(post.ledger, made[2], "approve", content_sha256="0" * 64)
    assert [c.touch.package_id for c in candidates(post.ledger.rows, post.world, post.clock())] == ["p000"]


def test_another_text_than_the_approved_one_is_held(post: Post) -> None:
    p.approved(post.ledger, p.package(0))
    (judged,) = dry_run(post.ledger, post.world, post.clock()).judged
    case, touch = judged.case, judged.case.touch
    for raw in (
        touch.raw.replace(b"third", b"fourth"),
        touch.raw.replace(b"To: ", b"Cc: eve@evil.example\r\nTo: "),
        b"",
    ):
        changed = replace(case.candidate, touch=touch.model_copy(update={"raw": raw}))
        again = Case(changed, case.world, case.rows, case.now, case.mailbox)
        assert any(held.startswith("bytes") for held in judge(again).held), raw
    other = replace(case.candidate, touch=touch.model_copy(update={"email": "eve@evil.example"}))
    assert judge(Case(other, case.world, case.rows, case.now, case.mailbox)).held[0].startswith("approval")


def test_nothing_simulated_is_ever_sent(post: Post, server: Server, sink: Sink) -> None:
    made = factory.store(post.ledger, [p.package(0, simulated=True), p.package(1)])
    p.decide(post.ledger, made[0])
    p.decide(post.ledger, made[1], simulated=True)
    assert post.holds("approval") == ["it is simulated: nothing of it is ever sent"]
    send(post.ledger, post.world, server, actor="cron")
    assert not sink.box


def test_an_automatic_approval_counts_while_it_holds(post: Post) -> None:
    route = p.package().route.model_copy(update={"decider": "auto"})
    factory.store(post.ledger, [p.package(0, route=route), p.package(1, route=route, high_value=True, tier="A")])
    assert len(post.holds("trust level")) == 2  # nobody says that a certificate holds
    post.world = replace(post.world, holds_now=lambda package: "")
    assert post.holds("trust level") == ["the high-value tier is always reviewed by a person"]
    post.world = replace(post.world, holds_now=lambda package: "a drift detector fired")
    assert "a drift detector fired" in post.holds("trust level")


@pytest.mark.parametrize(
    ("email", "held"),
    [
        ("ana@halden0.example", ""), ("\u0430na@halden0.example", "imitate"), ("ana@xn--hlden0-kva.example", "domain"),
        ("ana\u200b@halden0.example", "no address"), ("ana@h\u0430lden0.example", "imitate"), ("ana", "no address"),
    ],
)  # fmt: skip
def test_imitated_addresses_are_held(post: Post, email: str, held: str) -> None:
    made = p.package(0)
    p.approved(post.ledger, made.model_copy(update={"contact": p.contact(email)}))
    assert [held in why for why in post.holds("address")] == ([True] if held else [])
    if held:
        assert not [j for j in dry_run(post.ledger, post.world, post.clock()).judged if not j.held]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(min_size=3, max_size=30))
def test_no_strange_address_passes(text: str) -> None:
    email = f"{text}@halden0.example"
    candidate = Candidate(_touch(email))
    saw = address(Case(candidate, None, lambda _: [], p.TUESDAY, None))  # type: ignore[arg-type]
    assert saw is not None or (email.isascii() and email.isprintable() and " " not in email)


def _touch(email: str) -> Any:
    from hitl_kit.domain.delivery import Touch

    return Touch.model_construct(
        id="0" * 16, campaign="demo", package_id="p000", kind="first", step=1, channel="email", email=email,
        mailbox=p.SENDER.email, message_id="<x@y>", raw=b"", content_sha256="", due_at=p.TUESDAY, by="Ana",
        at=p.TUESDAY, simulated=False,
    )  # fmt: skip


# who may not be written to


@pytest.mark.parametrize(
    ("kind", "value"), [("address", "ana.lindqvist@halden0.example"), ("domain", "halden0.example")]
)
def test_a_suppressed_person_is_held(post: Post, kind: str, value: str) -> None:
    p.approved(post.ledger, p.package(0))
    with post.ledger.recording("x", "suppressions.import", "workspace") as recording:
        recording.add(t.suppression, [{"kind": kind, "value": value, "reason": "asked us"}])
    assert "asked us" in post.holds("suppression")[0]


def test_an_erased_person_is_known_by_the_hash(post: Post) -> None:
    from hitl_kit.domain.outcomes import suppression_hash

    p.approved(post.ledger, p.package(0))
    value = suppression_hash("ana.lindqvist@halden0.example", "salt")
    with post.ledger.recording("x", "suppressions.import", "workspace") as recording:
        recording.add(t.suppression, [{"kind": "hash", "value": value, "reason": ""}])
    assert "erased" in post.holds("suppression")[0]


def test_whom_another_campaign_wrote_to_is_left_alone(post: Post) -> None:
    mine, other = p.package(0), p.package(0, id="q000", campaign="autumn")
    p.approved(post.ledger, mine, other)
    with post.ledger.recording("x", "outcomes.record", "autumn") as recording:
        at = iso(post.clock() - timedelta(days=80))
        recording.add(t.outcome, [{"campaign": "autumn", "package_id": "q000", "kind": "sent", "at": at, "detail": "",
                                   "simulated": False}])  # fmt: skip
    assert "campaign 'autumn' wrote to them" in post.holds("contacted before")[0]
    post.set(contacted_within_days=30)
    assert post.holds("contacted before") == []


def test_what_another_tool_sent_is_not_sent_from_here(post: Post) -> None:
    p.approved(post.ledger, p.package(0))
    with post.ledger.recording("x", "outcomes.record", "demo") as recording:
        recording.add(t.outcome, [{"campaign": "demo", "package_id": "p000", "kind": "sent", "at": iso(p.TUESDAY),
                                   "detail": "", "simulated": False}])  # fmt: skip
    assert post.holds("other tool") == ["it was sent on 2026-03-03, by another tool"]


@pytest.mark.parametrize(
    ("state", "until", "held"),
    [("paused", "", True), ("stopped", "", True), ("postponed", "2026-03-04", True), ("postponed", "2026-03-03", False),
     ("going on", "", False)],
)  # fmt: skip
def test_a_paused_cadence_holds(post: Post, state: str, until: str, held: bool) -> None:
    (made,) = p.approved(post.ledger, p.package(0))
    assert made.contact
    with post.ledger.recording("x", "cadence.decide", "demo") as recording:
        recording.add(t.cadence, [{"campaign": "other", "package_id": "", "email": made.contact.email, "state": state,
                                   "until": until, "reason": "", "by": "Ana", "at": iso(p.TUESDAY),
                                   "simulated": False}])  # fmt: skip
    assert bool(post.holds("cadence")) is held


# when


def test_a_verdict_can_be_taken_back_before_the_mail_leaves(post: Post) -> None:
    p.approved(post.ledger, p.package(0))
    post.set(cancel_minutes=61)  # the verdict was an hour ago
    assert "due at" in post.holds("due")[0]
    post.clock.move(minutes=1)
    assert post.holds("due") == []


@pytest.mark.parametrize(
    ("country", "attributes", "held"),
    [("Germany", {}, True), ("Deutschland", {}, True), ("DEU", {}, True), ("United Kingdom", {}, False),
     ("United Kingdom", {"country": "Canada"}, True), ("", {}, True), ("Atlantis", {}, True)],
)  # fmt: skip
def test_country_rules(post: Post, country: str, attributes: dict[str, str], held: bool) -> None:
    made = p.package(0, country=country)
    assert made.contact
    contact = made.contact.model_copy(update={"attributes": attributes})
    p.approved(post.ledger, made.model_copy(update={"contact": contact}))
    assert bool(post.holds("country")) is held


def test_the_country_of_an_address_counts(post: Post) -> None:
    made = p.package(0)
    p.approved(post.ledger, made.model_copy(update={"contact": p.contact("ana@halden.de")}))
    assert post.holds("country") == ["DE is among blocked_countries"]
    post.set(blocked_countries=())
    assert post.holds("country") == []


def test_an_unknown_country_may_be_let_go_by_policy(post: Post) -> None:
    p.approved(post.ledger, p.package(0, country=""))
    assert post.holds("country") == ["their country is not known"]
    post.set(unknown_country="send")
    assert post.holds("country") == []
    (judged,) = dry_run(post.ledger, post.world, post.clock()).judged
    assert any("country" in warned for warned in judged.warned)


@pytest.mark.parametrize(
    ("at", "held"),
    [
        (datetime(2026, 3, 3, 8, 59, tzinfo=UTC), True), (datetime(2026, 3, 3, 9, 0, tzinfo=UTC), False),
        (datetime(2026, 3, 3, 16, 59, tzinfo=UTC), False), (datetime(2026, 3, 3, 17, 0, tzinfo=UTC), True),
        (datetime(2026, 3, 7, 12, 0, tzinfo=UTC), True),  # Saturday
        (datetime(2026, 4, 3, 12, 0, tzinfo=UTC), True),  # Good Friday
        (datetime(2026, 7, 1, 8, 30, tzinfo=UTC), False), (datetime(2026, 7, 1, 16, 30, tzinfo=UTC), True),  # summer
    ],
)  # fmt: skip
def test_the_send_window_is_the_recipients(post: Post, at: datetime, held: bool) -> None:
    p.approved(post.ledger, p.package(0))
    post.clock.now = at
    assert bool(post.holds("send window")) is held


def test_where_the_zone_is_not_known_the_senders_counts_and_it_is_said(post: Post) -> None:
    p.approved(post.ledger, p.package(0, country="United States"))
    (judged,) = dry_run(post.ledger, post.world, post.clock()).judged
    assert "several time zones" in judged.warned[0]
    assert "sender's, Europe/London" in judged.warned[0]


def test_the_sending_domain_must_be_in_order(post: Post) -> None:
    p.approved(post.ledger, p.package(0))
    post.world = replace(post.world, authentication=None)
    assert "not looked up" in post.holds("sending domain")[0]
    post.world = replace(post.world, authentication=Authentication("routewise.example", "", "unknown", ""))
    assert post.holds("sending domain") == ["DKIM of routewise.example: unknown"]


# the words


def test_what_filters_count_is_held(post: Post) -> None:
    (made,) = factory.store(post.ledger, [p.package(0)])
    body = f"ACT NOW!!! http://bit.ly/x www.a.example www.b.example\n\n{p.SIGNOFF}"
    from hitl_kit.domain.drafts import mail_sha256

    p.decide(post.ledger, made, "edit", subject="Re: hello", body=body, content_sha256=mail_sha256("Re: hello", body))
    why = post.holds("spam lint")[0]
    for part in ("'act now'", "links", "shortened", "exclamation", "pretends to be an answer"):
        assert part in why


def test_an_edit_that_drops_the_address_or_the_way_out_is_held(post: Post) -> None:
    from hitl_kit.domain.drafts import mail_sha256

    (made,) = factory.store(post.ledger, [p.package(0)])
    p.decide(post.ledger, made, "edit", subject="Hi", body="Hello.", content_sha256=mail_sha256("Hi", "Hello."))
    assert "postal address" in post.holds("postal address")[0]
    assert "opt out" in post.holds("unsubscribe")[0]


def test_without_an_endpoint_nothing_leaves(post: Post) -> None:
    p.approved(post.ledger, p.package(0))
    post.set(unsubscribe_url="")
    assert "nothing to click" in post.holds("unsubscribe")[0]


class _Spamd(socketserver.StreamRequestHandler):
    answer = b"SPAMD/1.1 0 EX_OK\r\nSpam: True ; 7.5 / 5.0\r\n\r\n"
    asked = 0

    def handle(self) -> None:
        type(self).asked += 1
        self.rfile.read()
        self.wfile.write(type(self).answer)


@contextmanager
def spamd(answer: bytes) -> Iterator[str]:
    handler = type("Handler", (_Spamd,), {"answer": answer, "asked": 0})
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), handler) as running:
        threading.Thread(target=running.serve_forever, daemon=True).start()
        yield f"127.0.0.1:{running.server_address[1]}"
        running.shutdown()


@pytest.mark.parametrize(
    ("answer", "held"),
    [(b"SPAMD/1.1 0 EX_OK\r\nSpam: True ; 7.5 / 5.0\r\n\r\n", "gives it 7.5"),
     (b"SPAMD/1.1 0 EX_OK\r\nSpam: False ; -0.3 / 5.0\r\n\r\n", ""), (b"nonsense", "gives no score")],
)  # fmt: skip
def test_spamassassin_is_asked_where_it_is_configured(post: Post, answer: bytes, held: str) -> None:
    p.approved(post.ledger, p.package(0))
    with spamd(answer) as address:
        post.world = replace(post.world, score=Remembered(Spamd.at(address).score))
        why = post.holds("spamd")
    assert [held in w for w in why] == ([True] if held else [])
    assert post.holds("spamd") == why  # remembered: it is gone by now, and is not asked again


def test_mails_are_shown_to_no_spamd_elsewhere() -> None:
    with pytest.raises(InputError, match="on this machine"):
        Spamd.at("spam.example:783")


def test_tasks_and_sequences_without_words(post: Post) -> None:
    """A later email without words is no step; a task without words is one."""
    post.plays(Step(after_days=0), Step(after_days=2), Step(after_days=1, channel="linkedin"))
    p.approved(post.ledger, p.package(0))
    found = list(candidates(post.ledger.rows, post.world, post.clock()))
    assert [(c.touch.kind, c.touch.step) for c in found] == [("first", 1)]
