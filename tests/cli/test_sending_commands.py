"""The commands of delivery, over a real mail server with TLS and a login, and a real DNS server."""

from __future__ import annotations

import json
import shutil
import ssl
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from hitl_kit import Campaign
from hitl_kit.cli.common import console
from hitl_kit.delivery.message import read_back
from hitl_kit.domain.base import iso, utc_now
from hitl_kit.ledger import tables as t
from tests.conftest import Hitl
from tests.delivery.servers import GOOD, PASSWORD, USER, Dns, Sink, SmtpServer, Zone

SENDING = """
sending:
  unsubscribe_url: https://u.routewise.example
  dkim_selectors: [k1]
  zone: Europe/London
  cancel_minutes: 0
  days: [mon, tue, wed, thu, fri, sat, sun]
  from_hour: 0
  to_hour: 24
  holidays: false
  spacing_minutes: [0, 0]
  blocked_countries: [DE]
"""
WORDS = """    sequence:
      - {after_days: 0}
      - after_days: 2
        words: ["Did {{ account.name }} settle how both depots are planned?"]
      - {after_days: 1, channel: call}
"""


@dataclass
class Site:
    """A campaign with approved mails, and the servers around it."""

    campaign: Campaign
    sink: Sink
    port: int


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if not shutil.which("openssl"):
        pytest.skip("makes its certificate with openssl")
    folder = tmp_path_factory.mktemp("tls")
    command = [
        "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
        "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1",
        "-keyout", str(folder / "key.pem"), "-out", str(folder / "cert.pem"),
    ]  # fmt: skip
    subprocess.run(command, check=True, capture_output=True)
    return folder


@pytest.fixture
def site(approved: Campaign, certificate: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    folder = approved.folder
    (folder / "policy.yaml").write_text((folder / "policy.yaml").read_text() + SENDING)
    angles = (folder / "angles.yaml").read_text()
    (folder / "angles.yaml").write_text(angles.rstrip() + "\n" + WORDS)
    approved.generate(10)
    session = approved.session()
    for package in session.claim():
        session.approve(package)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate / "cert.pem", certificate / "key.pem")
    sink = Sink()
    with SmtpServer(sink, context) as smtp, Dns(Zone(GOOD)) as dns:
        for name, value in {
            "HITL_SMTP_HOST": "localhost", "HITL_SMTP_PORT": str(smtp.port), "HITL_SMTP_USER": USER,
            "HITL_SMTP_PASSWORD": PASSWORD, "SSL_CERT_FILE": str(certificate / "cert.pem"),
            "HITL_DNS_SERVER": f"127.0.0.1:{dns.port}",
        }.items():  # fmt: skip
            monkeypatch.setenv(name, value)
        yield Site(approved, sink, smtp.port)


def test_a_campaign_from_the_dry_run_to_the_server(hitl: Hitl, site: Site) -> None:
    code, out, _ = hitl("send", "depots", "--dry-run")
    assert code == 0, out
    assert "2 of 2 would leave now" in out
    assert not site.sink.box
    told = json.loads(hitl("send", "depots", "--dry-run", "--json")[1])
    assert [touch["sends"] for touch in told["touches"]] == [True] * 2
    assert told["lacks"] == []
    code, out, err = hitl("send", "depots")
    assert (code, err) == (0, "")
    assert "2 sent" in out
    assert len(site.sink.box) == 2
    assert all(read_back(raw).one_click for _, _, raw in site.sink.box)
    assert json.loads(hitl("send", "depots", "--json")[1])["sent"] == []
    assert len(site.sink.box) == 2
    code, out, _ = hitl("mailbox", "show", "depots")
    assert "sent today" in out
    assert PASSWORD not in out


def test_the_dry_run_says_which_check_holds_and_what_to_do(
    hitl: Hitl, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = site.campaign.folder / "policy.yaml"
    path.write_text(path.read_text().replace("cap:", "#").replace("spacing_minutes: [0, 0]", "cap: 1\n  first_day: 1"))
    monkeypatch.setattr(console, "_width", 80)
    narrow = hitl("send", "depots", "--dry-run")[1]
    monkeypatch.setattr(console, "_width", 160)
    wide = hitl("send", "depots", "--dry-run")[1]
    assert max(len(line) for line in narrow.splitlines() if line[:1] in "│┃┏└") <= 80
    assert "held by" not in narrow
    assert "mailbox cap, spacing" in wide
    for out in (narrow, wide):
        assert "1 of 2 would leave now" in out
        assert "· does not ask" in out
        assert "→ wait until tomorrow; first_day, more_each_day, cap" in out
        assert "never sent" not in out
    assert "1 sent, 1 held" in hitl("send", "depots")[1]
    angles = site.campaign.folder / "angles.yaml"
    angles.write_text(angles.read_text().replace("        words: [", "        # words: ["))
    assert "later emails without words, which are never sent" in hitl("send", "depots", "--dry-run")[1]


def test_the_reviewer_sees_and_approves_what_follows(hitl: Hitl, site: Site) -> None:
    session = site.campaign.session()
    packages = site.campaign.packages()
    item = session.look(packages[packages["status"] == "approved"]["package"].iloc[0])
    draft = item.package.draft
    assert draft is not None
    assert [step.channel for step in draft.follow_ups] == ["email", "call"]
    mail = draft.follow_ups[0].body
    assert mail.startswith(draft.segments[0].text)
    assert mail.endswith(draft.segments[-1].text)
    assert f"Did {item.package.account.name} settle" in mail
    assert f"Did {item.package.account.name} settle" in "\n".join(session.plan(item.package.id))


def test_an_automatic_approval_without_a_certificate_holds_nothing_open(site: Site) -> None:
    packages = site.campaign.packages()
    package = packages[packages["status"] == "approved"]["package"].iloc[0]
    site.campaign.session().undo(package_id=package)
    with site.campaign.workbench.ledger.recording("routing", "trust.sample", package) as recording:
        row = {"package_id": package, "decider": "auto", "reason": "", "at": iso(utc_now())}
        recording.add_one(t.reroute, row)
    packages = site.campaign.packages().set_index("package")
    assert packages.loc[package, "status"] == "automatic"
    held = [j.held for j in site.campaign.send_plan().judged if j.case.touch.package_id == package]
    assert len(held) == 1
    assert any(why.startswith("trust level: ") for why in held[0])


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [("HITL_SMTP_HOST", "", "HITL_SMTP_HOST is not set"), ("HITL_SMTP_PASSWORD", "", "HITL_SMTP_PASSWORD is not set"),
     ("HITL_SMTP_PORT", "many", "HITL_SMTP_PORT is 'many'"), ("HITL_SMTP_TLS", "none", "unencrypted"),
     ("HITL_SMTP_TLS", "maybe", "HITL_SMTP_TLS is 'maybe'")],
)  # fmt: skip
def test_what_is_missing_is_said(
    hitl: Hitl, site: Site, monkeypatch: pytest.MonkeyPatch, name: str, value: str, words: str
) -> None:
    monkeypatch.setenv(name, value)
    code, out, err = hitl("send", "depots")
    assert code == 1
    assert words in err
    assert PASSWORD not in out + err
    assert not site.sink.box


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [("HITL_SMTP_PASSWORD", "a wrong password", "refused at connect: 535"),
     ("SSL_CERT_FILE", "/dev/null", "its certificate is not valid")],
)  # fmt: skip
def test_a_fault_of_ours_stops_the_run_and_loses_nothing(
    hitl: Hitl, site: Site, monkeypatch: pytest.MonkeyPatch, name: str, value: str, words: str
) -> None:
    monkeypatch.setenv(name, value)
    code, out, _ = hitl("send", "depots")
    assert code == 1
    assert words in out
    assert "a wrong password" not in out
    assert not site.sink.box
    assert "to be tried again at" in hitl("send", "depots", "--dry-run")[1]


def test_without_sending_in_the_policy_nothing_is_sent(hitl: Hitl, approved: Campaign) -> None:
    code, _, err = hitl("send", "depots")
    assert code == 1
    assert "no 'sending:'" in err
    assert "HITL_SMTP_HOST" in err
    code, out, _ = hitl("send", "depots", "--dry-run")
    assert code == 0
    assert "nothing can be sent" in out


def test_export_and_tasks(hitl: Hitl, site: Site, tmp_path: Path) -> None:
    assert "Nothing is to be done by hand" in hitl("tasks", "depots")[1]
    code, out, err = hitl("export", "depots", "--to", "lemlist", "--folder", str(tmp_path / "out"))
    assert (code, err) == (0, "")
    assert "2 approved mails for lemlist" in out
    assert len(list((tmp_path / "out").glob("*.csv"))) == 2
    code, out, _ = hitl("send", "depots")
    assert "0 sent" in out
    assert "exported to lemlist" in out
    assert hitl("export", "depots")[0] == 1
    assert hitl("export", "depots", "--to", "nothing")[0] == 1
    assert hitl("tasks", "depots", "--csv", str(tmp_path / "tasks.csv"))[0] == 0
    assert hitl("tasks", "depots", "--done", "nothing")[0] == 1


@pytest.mark.parametrize(
    "command",
    [("tasks", "depots", "--csv", "none/today.csv"), ("export", "depots", "--to", "hubspot", "--folder", "file/x")],
)
def test_a_file_that_cannot_be_written_is_named(
    hitl: Hitl, site: Site, tmp_path: Path, command: tuple[str, ...]
) -> None:
    (tmp_path / "file").touch()
    *rest, last = command
    code, _, err = hitl(*rest, str(tmp_path / last), "--workspace", str(site.campaign.workbench.workspace.root))
    assert code == 1
    assert str(tmp_path / last.partition("/")[0]) in err
    assert "check that its folder is there" in err


def test_a_mailbox_that_is_not_stopped_needs_no_resuming(hitl: Hitl, site: Site) -> None:
    code, out, _ = hitl("mailbox", "resume", "depots", "--reason", "looked")
    assert code == 0
    assert "is not stopped" in out
    assert hitl("mailbox", "settle", "depots", "f" * 16, "sent", "--reason", "looked")[0] == 1
    assert hitl("mailbox", "settle", "depots", "f" * 16, "perhaps", "--reason", "looked")[0] == 1


def test_an_unknown_mail_is_shown_and_settled(hitl: Hitl, site: Site) -> None:
    site.sink.drop_after_data = True
    code, out, _ = hitl("send", "depots", "--most", "1")
    assert code == 1
    assert "never sent again" in out
    site.sink.drop_after_data = False
    (found,) = json.loads(hitl("mailbox", "show", "depots", "--json")[1])["unknown"]
    assert found["message_id"] in site.sink.box[0][2].decode()
    assert "sent" in hitl("mailbox", "settle", "depots", found["touch"], "sent", "--reason", "in the Sent folder")[1]
    assert json.loads(hitl("mailbox", "show", "depots", "--json")[1])["unknown"] == []


def test_sync_needs_a_token(hitl: Hitl, approved: Campaign, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("HITL_HUBSPOT_TOKEN", raising=False)
    code, _, err = hitl("sync-hubspot", "depots")
    assert code == 1
    assert "HITL_HUBSPOT_TOKEN is not set" in err
