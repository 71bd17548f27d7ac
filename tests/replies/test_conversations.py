"""Who waits, what a person needs for an answer, and the answer: through the campaign's handle and the command line."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
import yaml

from hitl_kit import Campaign
from hitl_kit.cli.common import console
from hitl_kit.delivery.message import read_back
from hitl_kit.domain.answering import Answering
from hitl_kit.domain.base import iso
from hitl_kit.domain.cadence import CadenceState
from hitl_kit.domain.delivery import Touch
from hitl_kit.domain.errors import FileProblems, InputError, NotAllowed
from hitl_kit.domain.evidence import AccountResearch
from hitl_kit.domain.inbound import INTENTS
from hitl_kit.domain.outcomes import suppression_hash
from hitl_kit.ledger import Ledger
from hitl_kit.ledger import tables as t
from hitl_kit.replies import answer_times, thread_frame
from hitl_kit.replies.discovery import questions
from tests.conftest import ANALYST, Hitl
from tests.replies.dovecot import PASSWORD, Box
from tests.replies.mails import SENT, answer, away, machine, rows
from tests.review import factory


def mails(folder: Path, *raws: bytes) -> Path:
    folder.mkdir(exist_ok=True)
    start = len(list(folder.iterdir()))
    for n, raw in enumerate(raws, start):
        (folder / f"{n:04d}.eml").write_bytes(raw)
    return folder


@pytest.fixture
def two(out: dict[str, Touch]) -> tuple[Touch, Touch]:
    """One mail to an account of high value, and one to another."""
    one, other = out.values()
    return one, other


def test_the_urgent_come_first_and_machines_are_not_there(
    approved: Campaign, two: tuple[Touch, Touch], tmp_path: Path
) -> None:
    one, other = two
    found = approved.sync(
        eml=mails(tmp_path / "m", answer(one, "Received, thanks."), away(other, "I am out of the office."))
    )
    assert (found.stored.new, found.read) == (2, {"other": 1, "out_of_office": 1})
    (thread,) = approved.threads()
    assert (thread.package_id, thread.label, thread.state, thread.who) == (one.package_id, "other", "open", "person")
    approved.sync(eml=mails(tmp_path / "m", answer(other, "Who are you and where did you get my email address?")))
    first, second = approved.threads()
    assert (first.label, first.who, first.urgency) == ("angry", "lead", "now")
    assert second.package_id == one.package_id
    assert first.since == iso(SENT + timedelta(days=1))
    frame = thread_frame([first, second])
    assert [("for a lead" in who, "tier" in who) for who in frame["who"]] == [(True, True), (False, True)]
    assert frame["package"].tolist() == [first.package_id, second.package_id]
    assert thread_frame([]).columns.tolist() == frame.columns.tolist()


def test_the_brief_has_all_that_was_said_and_what_we_quoted(
    approved: Campaign, two: tuple[Touch, Touch], tmp_path: Path
) -> None:
    one, _ = two
    text = "What does it cost for 90 people? And do you support SAP?"
    approved.sync(eml=mails(tmp_path / "m", answer(one, text)))
    brief = approved.conversation(one.package_id)
    ours, theirs = brief.said
    assert (ours.ours, ours.how) == (True, "first mail, not in the outbox")
    assert ours.text.strip() == read_back(one.raw).body.strip()
    assert (theirs.text, theirs.intent, theirs.by, theirs.how) == (text, "pricing", "the rules", "in_reply_to")
    assert any("cost" in text[start:end] for start, end in theirs.words)
    assert brief.asked == ("What does it cost for 90 people?", "And do you support SAP?")
    assert {q.part.partition(" ")[0] for q in brief.discovery} >= {"Budget", "Metrics"}
    assert brief.quoted
    assert all(q.quote and q.url.startswith("https://") for q in brief.quoted)
    assert brief.since == ()
    assert brief.cadence.startswith("paused: asks about the price")
    assert (brief.to, brief.suggestion, brief.barred) == (one.email, "", "")
    with pytest.raises(InputError, match="no package 'none'"):
        approved.conversation("none")


def test_the_brief_says_what_is_new_since_we_wrote(
    approved: Campaign, two: tuple[Touch, Touch], tmp_path: Path
) -> None:
    one, _ = two
    approved.sync(eml=mails(tmp_path / "m", answer(one, "Tell me more.")))
    ledger = approved.workbench.ledger
    (row,) = [
        r
        for r in rows(approved, t.research)
        if r["account_key"] == approved.conversation(one.package_id).package.account.key
    ]
    found = AccountResearch.model_validate_json(row["content"])
    fresh = found.facts[0].model_copy(update={"id": "new", "quote": "They opened an eleventh depot in Goole."})
    later = found.model_copy(update={"facts": (*found.facts, fresh)})
    with ledger.recording("Dana", "test", "x") as recording:
        recording.add(t.research, [{**row, "id": None, "content": later.model_dump_json()}])
    (new,) = approved.conversation(one.package_id).since
    assert new.quote == "They opened an eleventh depot in Goole."
    assert new.url.startswith("https://")


def test_an_answer_is_a_persons_own_mail_in_the_thread(
    approved: Campaign, two: tuple[Touch, Touch], tmp_path: Path
) -> None:
    one, _ = two
    raw = answer(one, "Tell me more.", References=one.message_id)
    approved.sync(eml=mails(tmp_path / "m", raw))
    touch = approved.answer(one.package_id, "Gladly.\n\nHere it is.")
    assert approved.answer(one.package_id, "Gladly.\n\nHere it is.") == touch, "twice is once"
    (row,) = [r for r in rows(approved, t.touch) if r["kind"] == "answer"]
    mail = read_back(row["raw"])
    theirs = next(line for line in raw.decode().splitlines() if line.startswith("Message-ID")).partition(": ")[2]
    assert (mail.body, mail.recipients, row["by"], row["email"]) == (
        "Gladly.\n\nHere it is.",
        (one.email,),
        ANALYST,
        one.email,
    )
    assert mail.subject == "Re: a note"
    assert f"In-Reply-To: {theirs}".encode() in row["raw"]
    assert b"References: " + one.message_id.encode() in row["raw"]
    (thread,) = approved.threads()
    assert thread.state == "answered"
    assert thread.minutes is not None
    assert 1000 < thread.minutes < 3000, "a day after we wrote came the reply; two days after, the answer"
    assert "first answer after" in answer_times([thread], 240)
    assert "1 later than" in answer_times([thread], 240)
    assert "no first answer yet" in answer_times([], 240)
    approved.sync(eml=mails(tmp_path / "m", answer(one, "And what does it cost?", days=1.5)))
    assert approved.threads()[0].state == "open"
    assert approved.workbench.verify().intact


def test_no_answer_to_whoever_wants_none_and_none_without_words(
    approved: Campaign, two: tuple[Touch, Touch], tmp_path: Path
) -> None:
    one, other = two
    approved.sync(eml=mails(
        tmp_path / "m", answer(one, "Please remove me from your list."), answer(other, "Tell me more.")
    ))  # fmt: skip
    with pytest.raises(NotAllowed, match="asked not to be written to"):
        approved.answer(one.package_id, "But wait!")
    assert "asked not to be written to" in approved.conversation(one.package_id).barred
    with pytest.raises(InputError, match="empty"):
        approved.answer(other.package_id, " \n ")
    assert [r for r in rows(approved, t.touch) if r["kind"] == "answer"] == []


def test_nobody_is_answered_whose_domain_or_hash_is_suppressed(
    approved: Campaign, two: tuple[Touch, Touch], tmp_path: Path
) -> None:
    one, other = two
    approved.sync(eml=mails(tmp_path / "m", answer(one, "Tell me more."), answer(other, "Count me in.")))
    assert [approved.conversation(x.package_id).barred for x in two] == ["", ""]
    with approved.workbench.ledger.recording("Dana", "test", "x") as recording:
        recording.add(t.suppression, [
            {"kind": "domain", "value": one.email.rpartition("@")[2], "reason": "a customer"},
            {"kind": "hash", "value": suppression_hash(other.email, "salt"), "reason": ""},
        ])  # fmt: skip
    for touch, why in ((one, "is suppressed: a customer"), (other, "erased at the person's request")):
        assert why in approved.conversation(touch.package_id).barred, "the box is not even offered"
        with pytest.raises(NotAllowed, match=why):
            approved.answer(touch.package_id, "Gladly.")


def test_of_a_long_list_a_conversation_reads_only_what_concerns_it(
    approved: Campaign, two: tuple[Touch, Touch], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, ledger = two[0], approved.workbench.ledger
    approved.sync(eml=mails(tmp_path / "m", answer(one, "Tell me more.")))
    with ledger.recording("Dana", "test", "x") as recording:
        listed = [{"kind": "address", "value": f"x{n}@else.example", "reason": ""} for n in range(3000)]
        recording.add(t.suppression, [*listed, {"kind": "address", "value": one.email, "reason": "by telephone"}])
    read, rows_of = [], Ledger.rows

    def counted(self: Ledger, select: Any, values: Any = None) -> Any:
        found = rows_of(self, select, values)
        if t.suppression in select.get_final_froms():
            read.append(len(found))
        return found

    monkeypatch.setattr(Ledger, "rows", counted)
    assert approved.conversation(one.package_id).barred == (
        f"no answer can be sent: {one.email} is suppressed: by telephone"
    )
    assert read == [1]


def test_nobody_real_waits_behind_a_simulated_one(approved: Campaign, two: tuple[Touch, Touch], tmp_path: Path) -> None:
    made_up = factory.package(7, campaign=approved.slug).model_copy(update={"simulated": True})
    factory.store(approved.workbench.ledger, [made_up])
    with approved.workbench.ledger.recording("Dana", "test", "x") as recording:
        recording.add(t.outcome, [{"campaign": approved.slug, "package_id": made_up.id, "kind": "replied",
                                   "detail": "angry", "at": iso(SENT), "simulated": True}])  # fmt: skip
    approved.sync(eml=mails(tmp_path / "m", answer(two[0], "Received, thanks.")))
    assert [(x.label, x.simulated) for x in approved.threads()] == [("other", False), ("angry", True)]
    assert approved.conversation(made_up.id).cadence == f"waits: they answered on {iso(SENT)[:10]}"


def test_a_person_settles_corrects_and_hands_over(approved: Campaign, two: tuple[Touch, Touch], tmp_path: Path) -> None:
    one, other = two
    approved.sync(eml=mails(tmp_path / "m", answer(one, "Blue is the sky."), machine(other, "office 365 banned")))
    assert [x.label for x in approved.threads()] == ["unsure", "blocked"]
    said = approved.correct(approved.threads()[0].inbound_id, "meeting")
    assert said.startswith("wants to talk")
    first, second = approved.threads()
    assert (first.label, first.state, first.urgency) == ("meeting", "open", "now")
    approved.hand_over(second.package_id, to="Kit")
    assert approved.threads()[1].with_whom == "Kit"
    approved.settle(second.package_id, "going on", reason="their server is fixed")
    assert [x.state for x in approved.threads()] == ["open", "settled"]
    with pytest.raises(InputError, match="did you mean 'stopped'"):
        approved.settle(first.package_id, "stoped", reason="x")  # type: ignore[arg-type]
    brief = approved.conversation(first.package_id)
    assert [(s.intent, s.by) for s in brief.said if not s.ours] == [("meeting", ANALYST)]


def test_what_another_tool_reports_waits_without_words(approved: Campaign) -> None:
    approved.generate(5)
    session = approved.session()
    (first, *_) = session.claim()
    session.approve(first)
    (row,) = [r for r in rows(approved, t.package) if r["id"] == first]
    path = Path("outcomes.csv")
    path.write_text(f"email,event,at,detail\n{row['email']},sent,2026-11-17T09:00:00Z,\n"
                    f"{row['email']},replied,2026-11-18T09:00:00Z,angry\n")  # fmt: skip
    approved.import_outcomes(path)
    (thread,) = approved.threads()
    assert (thread.label, thread.who, thread.inbound_id, thread.text, thread.since[:10]) == (
        "angry",
        "lead",
        0,
        "",
        "2026-11-18",
    )
    brief = approved.conversation(first)
    assert [s.how for s in brief.said] == ["sent by another tool"]
    assert brief.to == ""
    with pytest.raises(InputError, match="not here"):
        approved.answer(first, "Hello")
    approved.settle(first, "stopped", reason="answered there")
    assert approved.threads()[0].state == "settled"


def test_a_suggestion_only_where_the_policy_has_one_and_never_for_what_is_a_persons_own(
    approved: Campaign, two: tuple[Touch, Touch], tmp_path: Path
) -> None:
    one, other = two
    path = approved.folder / "policy.yaml"
    written = yaml.safe_load(path.read_text()) or {}
    written["replies"] = {"suggestions": {"positive": "Hi {first_name}, thanks from {sender}. {company}"}}
    path.write_text(yaml.safe_dump(written))
    approved.sync(eml=mails(tmp_path / "m", answer(one, "Tell me more."), answer(other, "Tell me more, please.")))
    by_value = {x.high_value: approved.conversation(x.package_id) for x in approved.threads()}
    assert by_value[True].suggestion == "", "never for the high-value tier"
    package = by_value[False].package
    assert package.contact is not None
    assert by_value[False].suggestion.startswith(f"Hi {package.contact.first_name}, thanks from ")
    assert by_value[False].suggestion.endswith(package.account.name)
    written["replies"] = {"suggestions": {"pricing": "It costs …"}}
    path.write_text(yaml.safe_dump(written))
    with pytest.raises(FileProblems, match="nothing may be suggested for 'pricing'"):
        approved.answering()


@pytest.mark.parametrize("intent", ["objection", "pricing", "meeting", "angry", "unsubscribe", "unsure"])
def test_what_nobody_may_suggest(intent: str) -> None:
    with pytest.raises(ValueError, match="nothing may be suggested"):
        Answering.model_validate({"suggestions": {intent: "Hi"}})


@pytest.mark.parametrize(("text", "words"), [("{first_name", "does not close"), ("{email}", r"names \{email\}")])
def test_a_suggestion_that_could_not_be_filled_in(text: str, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        Answering.model_validate({"suggestions": {"positive": text}})


def test_questions_to_find_out() -> None:
    assert questions(["angry"]) == ()
    assert questions(["unsubscribe", "not_interested"]) == ()
    both = questions(["pricing", "question"])
    assert len(both) == len(set(both))
    assert both[0].part.startswith("Budget")
    assert all(isinstance(questions([intent]), tuple) for intent in INTENTS)


def test_a_hubspot_that_cannot_be_asked_does_not_hide_what_the_mailbox_brought(
    approved: Campaign, two: tuple[Touch, Touch], dovecot: Box, hitl: Hitl, monkeypatch: pytest.MonkeyPatch
) -> None:
    dovecot.deliver(answer(two[0], "What does it cost?"))
    user = dovecot.account.user.replace("@", "%40")
    monkeypatch.setenv("HITL_IMAP_URL", f"imap://{user}@127.0.0.1:{dovecot.account.port}/INBOX")
    monkeypatch.setenv("HITL_IMAP_PASSWORD", PASSWORD)
    monkeypatch.setenv("HITL_HUBSPOT_TOKEN", "t")  # and policy.yaml does not say who asks the web
    code, out, err = hitl("sync", "depots")
    assert code == 1
    assert "1 new messages" in out
    assert "1 wait for a person" in out
    assert "research: {contact:" in err
    code, out, _ = hitl("sync", "depots", "--json")
    assert (code, json.loads(out)["known"], "who asks" in json.loads(out)["hubspot"]) == (1, 0, True)


def test_the_command_line(
    approved: Campaign, two: tuple[Touch, Touch], tmp_path: Path, hitl: Hitl, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, _ = two
    folder = mails(tmp_path / "m", answer(one, "What does it [bold]cost[/bold]?"))
    code, said, _err = hitl("sync", "depots", "--eml", str(folder))
    assert code == 0
    assert "1 new messages, 1 of them from people we wrote to" in said
    assert "1 wait for a person" in said
    code, said, _ = hitl("sync", "--all", "--eml", str(folder), "--json")
    assert json.loads(said) == {
        "new": 0,
        "known": 1,
        "forgotten": 0,
        "matched": 0,
        "read": {},
        "guessed": {},
        "unasked": [],
        "waiting": {"depots": 1},
    }
    code, said, _ = hitl("inbox", "depots", "--json")
    assert [(x["package_id"], x["label"]) for x in json.loads(said)] == [(one.package_id, "pricing")]
    code, said, _ = hitl("inbox", "depots")
    assert (code, "1 wait for a person" in said) == (0, True)
    monkeypatch.setattr(console, "_width", 80)
    lines = hitl("inbox", "depots")[1].splitlines()
    assert any(one.package_id in line for line in lines), "an id is copied, so it is never broken"
    assert max(map(len, lines)) <= 80
    code, said, _ = hitl("inbox", "depots", one.package_id)
    assert code == 0
    assert "What does it [bold]cost[/bold]?" in said
    assert "To find out" in said
    code, said, _ = hitl("inbox", "depots", one.package_id, "--json")
    assert json.loads(said)["package"] == one.package_id
    approved.settle(one.package_id, "stopped", reason="x")
    assert "Nobody waits" in hitl("inbox", "depots")[1]
    assert "Nobody else" in hitl("inbox", "depots", "--strangers")[1]
    (folder / "x.eml").write_bytes(answer(one, "Tell me more.", From="bo@else.example", In_Reply_To=""))
    hitl("sync", "depots", "--eml", str(folder))
    assert [x["sender"] for x in json.loads(hitl("inbox", "depots", "--strangers", "--json")[1])] == ["bo@else.example"]
    for arguments, words in (((), "no campaign is named"), (("depots",), "no mailbox to read"),
                             (("depots", "--mbox", "none"), "no such file")):  # fmt: skip
        code, _, said = hitl("sync", *arguments)
        assert (code, words in said) == (1, True), said


STATES: tuple[CadenceState, ...] = ("going on", "paused", "stopped")


@pytest.mark.parametrize("state", STATES)
def test_a_decision_about_the_cadence_closes_the_conversation(
    approved: Campaign, two: tuple[Touch, Touch], tmp_path: Path, state: CadenceState
) -> None:
    one, _ = two
    approved.sync(eml=mails(tmp_path / "m", answer(one, "What does it cost?")))
    approved.settle(one.package_id, state, reason="agreed by phone")
    assert [x.state for x in approved.threads()] == ["settled"]
    row = approved.workbench.ledger.rows(sa.select(t.cadence).order_by(t.cadence.c.id.desc()).limit(1))[0]
    assert (row["state"], row["reason"], row["by"]) == (state, "agreed by phone", ANALYST)


def test_sync_exchanges_opt_outs_with_hubspot_where_a_token_is_set(
    approved: Campaign, two: tuple[Touch, Touch], dovecot: Box, hitl: Hitl, monkeypatch: pytest.MonkeyPatch
) -> None:
    """That HubSpot's own part works, tests/delivery/test_hubspot.py shows; here: that it is called, and once."""
    from hitl_kit.delivery.hubspot import Synced

    called: list[str] = []
    monkeypatch.setenv(
        "HITL_IMAP_URL", f"imap://{dovecot.account.user.replace('@', '%40')}@127.0.0.1:{dovecot.account.port}"
    )
    monkeypatch.setenv("HITL_IMAP_PASSWORD", dovecot.account.password)

    def hubspot(campaign: Campaign) -> Synced:
        called.append(campaign.slug)
        return Synced(3, 2, 1, 0)

    monkeypatch.setattr(Campaign, "sync_hubspot", hubspot)
    dovecot.deliver(answer(two[0], "What does it cost?"))
    assert hitl("sync", "depots")[0] == 0
    assert called == []
    monkeypatch.setenv("HITL_HUBSPOT_TOKEN", "a token")
    code, said, _ = hitl("sync", "depots")
    assert (code, called) == (0, ["depots"])
    assert "0 new messages" in said
    assert "2 opted out there are suppressed here now" in said


@pytest.mark.sqlite
def test_it_takes_a_lead_to_answer_the_angry(approved: Campaign, two: tuple[Touch, Touch], tmp_path: Path) -> None:
    """Several names: on PostgreSQL each would connect as themselves."""
    one, other = two
    path = approved.folder / "policy.yaml"
    written = yaml.safe_load(path.read_text()) or {}
    written["roles"] = {"reviewer": ["Bo"], "lead": ["Lea"], "admin": ["Ana"]}
    path.write_text(yaml.safe_dump(written))
    approved.approve("policy", by="Ana")
    approved.sync(eml=mails(
        tmp_path / "m", answer(one, "Who are you and where did you get my email address?"),
        answer(other, "Tell me more."),
    ))  # fmt: skip
    with pytest.raises(NotAllowed, match="'Bo' may not answer somebody who is angry"):
        approved.answer(one.package_id, "I am sorry.", by="Bo")
    assert approved.answer(one.package_id, "I am sorry.", by="Lea")
    assert approved.answer(other.package_id, "Gladly.", by="Bo")
