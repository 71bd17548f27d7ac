"""A campaign of fifty from the outbox to the figures: real SMTP out, real IMAP back, replies of every kind."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from email.message import EmailMessage

import pytest
import sqlalchemy as sa

from hitl_kit import Campaign
from hitl_kit.delivery import Mailbox, Server, resume, send
from hitl_kit.delivery.message import read_back
from hitl_kit.domain.base import short_id, utc_now
from hitl_kit.ledger import tables as t
from tests.delivery import post as p
from tests.delivery.post import Post
from tests.delivery.servers import Sink, SmtpServer
from tests.replies.dovecot import PASSWORD, Box
from tests.replies.machine_mail import ADDRESS, BOUNCES, COMPLAINTS, OURS
from tests.replies.mails import rows

PEOPLE = {
    "positive": ["Sounds interesting. Tell me more.", "Yes please, I'd love to see how this works.",
                 "Happy to learn more.", "Good pitch! Count me in."],
    "meeting": ["Sure, does Thursday at 2pm work for a call?", "Happy to jump on a quick call this week."],
    "pricing": ["What does it cost?", "Could you send me your price list for about 120 users?"],
    "question": ["Does this work with SAP, or only with Salesforce?"],
    "objection": ["We already use Kronos for this and the team is happy with it."],
    "referral": ["You should talk to our head of logistics, Maria Lopez."],
    "wrong_person": ["I'm not the right person for this."],
    "not_now": ["Not right now, we are in the middle of a migration. Try me again in Q3.",
                "Timing is bad. Could you get back to me after the summer?"],
    "not_interested": ["No thanks.", "Not interested, but good luck."],
    "unsubscribe": ["Please remove me from your list.", "Stop emailing me."],
    "angry": ["Who are you and where did you get my email address?"],
    "other": ["Received, thanks."],
    "unsure": ["Blue is the sky over Antwerp."],
}  # fmt: skip
MACHINES = {
    "out_of_office": 3, "hard": 2, "soft": 1, "blocked": 1, "abuse": 1, "ticket": 1,
}  # fmt: skip
SILENT = 50 - sum(map(len, PEOPLE.values())) - sum(MACHINES.values())


def by_person(to: str, mail_id: str, text: str, **headers: str) -> bytes:
    mail = EmailMessage()
    for name, value in {
        "From": to, "To": p.SENDER.email, "Subject": "Re: your note",
        "Message-ID": f"<{short_id(to, text)}@mail.example>", "In-Reply-To": mail_id, "References": mail_id, **headers,
    }.items():  # fmt: skip
        mail[name] = value
    mail.set_content(
        f"{text}\n\nOn Tuesday {p.SENDER.email} wrote:\n> Hi Ana,\n>\n> I read that you open a warehouse.\n"
    )
    return mail.as_bytes()


def by_machine(kind: str, to: str, mail_id: str) -> bytes:
    automatic = {"Auto-Submitted": "auto-replied"}
    match kind:
        case "out_of_office":
            return by_person(to, mail_id, "I am out of the office.", **automatic).replace(
                b"Re: your note", b"Out of office"
            )
        case "ticket":
            text = "Your request has been received and was given the number 4711."
            return by_person(to, mail_id, text, **automatic).replace(b"Re: your note", b"[Ticket #4711] your note")
        case "abuse":
            raw = COMPLAINTS[0][1]
        case _:
            raw = next(raw for _, how, raw in BOUNCES if how == kind and OURS.encode() in raw)
    own = f"<{short_id(kind, to)}@mx.example>".encode()
    return raw.replace(ADDRESS.encode(), to.encode()).replace(OURS.encode(), mail_id.encode()).replace(
        b"<report-1@mx.example.com>", own
    )  # fmt: skip


def test_a_campaign_of_fifty_from_the_outbox_to_its_figures(
    approved: Campaign, dovecot: Box, monkeypatch: pytest.MonkeyPatch
) -> None:
    post = Post(approved.workbench.ledger)
    post.world = replace(post.world, campaign=approved.slug)
    made = p.approved(post.ledger, *(
        p.package(n, campaign=approved.slug, later=(p.follow_up(),), high_value=n % 9 == 0) for n in range(50)
    ))  # fmt: skip
    user = dovecot.account.user.replace("@", "%40")
    monkeypatch.setenv("HITL_IMAP_URL", f"imap://{user}@127.0.0.1:{dovecot.account.port}/INBOX")
    monkeypatch.setenv("HITL_IMAP_PASSWORD", PASSWORD)
    sink = Sink()
    with SmtpServer(sink) as smtp:
        server = Server("127.0.0.1", smtp.port, tls="none", seconds=5)
        assert len(send(post.ledger, post.world, server, actor="cron").sent) == 50

        # what comes back: in the order in which the mails left, then silence
        mails = iter([(box[1][0], read_back(box[2]).message_id) for box in sink.box])
        kinds: dict[str, list[str]] = {}
        for kind, texts in PEOPLE.items():
            for text in texts:
                to, mail_id = next(mails)
                kinds.setdefault(kind, []).append(to)
                dovecot.deliver(by_person(to, mail_id, text))
        for kind, count in MACHINES.items():
            for _ in range(count):
                to, mail_id = next(mails)
                kinds.setdefault(kind, []).append(to)
                dovecot.deliver(by_machine(kind, to, mail_id))
        silent = {to for to, _ in mails}
        assert len(silent) == SILENT

        found = approved.sync()
        expected = Counter({kind: len(people) for kind, people in kinds.items()})
        assert found.read == expected
        assert (found.stored.new, found.stored.matched) == (50 - SILENT, 50 - SILENT)
        assert approved.sync().stored.new == 0

        # who is left: nobody who answered gets a follow-up; the complaint stops the mailbox until a person has looked
        post.clock.move(days=8)
        run = send(post.ledger, post.world, server, actor="cron")
        assert run.sent == []
        assert any("complaints" in held for judged in run.held for held in judged.held)
        box = Mailbox(post.ledger.rows, post.world.mailbox, post.world.sending, post.clock())
        resume(post.ledger, approved.slug, box, by="Dana", reason="one complaint, looked at")
        run = send(post.ledger, post.world, server, actor="cron")
        going_on = silent | set(kinds["ticket"])
        assert {touch.email for touch in run.sent} == going_on, "silence, and a machine that only said 'received'"

        # a person answers those who want to talk
        waiting = {thread.email: thread for thread in approved.threads() if thread.state == "open"}
        high = {x.contact.email for x in made if x.high_value and x.contact}
        wanted = {kind for kind in PEOPLE if kind not in ("not_interested", "unsubscribe")} | {"blocked"}
        everybody = {to for kind in wanted for to in kinds[kind]}
        refused = {to for kind in ("not_interested", "unsubscribe") for to in kinds[kind]}
        assert set(waiting) == everybody | (refused & high)
        assert {waiting[to].who for to in kinds["angry"]} == {"lead"}
        for to in kinds["meeting"]:
            approved.answer(waiting[to].package_id, "Thursday suits me well.")
        already, post.clock.now = len(sink.box), utc_now()
        assert {touch.email for touch in send(post.ledger, post.world, server, actor="cron").sent} == set(
            kinds["meeting"]
        )
        for _, _, raw in sink.box[already:]:
            assert read_back(raw).body == "Thursday suits me well."
            assert b"In-Reply-To: <" in raw
        assert all(t_.minutes is not None for t_ in approved.threads() if t_.email in kinds["meeting"])

    metrics = approved.metrics()
    counts = {name: metrics.count(name) for name in (
        "sent", "delivered", "bounced", "replied", "positive", "unsubscribed", "complained", "out_of_office",
    )}  # fmt: skip
    people = sum(map(len, PEOPLE.values()))
    assert counts == {
        "sent": 50, "delivered": 46, "bounced": 4, "replied": people, "positive": 6, "unsubscribed": 2, "complained": 1,
        "out_of_office": 3,
    }  # fmt: skip
    suppressed = {r["value"] for r in rows(approved, t.suppression)}
    assert suppressed == {to for kind in ("not_interested", "unsubscribe", "hard", "abuse") for to in kinds[kind]}
    sent_twice = post.ledger.rows(
        sa.select(t.dispatch.c.touch_id).where(t.dispatch.c.state == "sent").group_by(t.dispatch.c.touch_id)
        .having(sa.func.count() > 1)
    )  # fmt: skip
    assert sent_twice == []
    assert post.ledger.verify().intact
