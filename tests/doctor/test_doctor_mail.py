"""The mail: servers that let us in, that refuse us, that are not there, and settings that are not whole."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from hitl_kit.doctor import Check
from tests.conftest import missing
from tests.delivery.servers import GOOD, Dns, Sink, SmtpServer, Zone
from tests.delivery.test_server_faults import DROP, HANG, NONSENSE, Scripted
from tests.doctor.looking import alone
from tests.replies.dovecot import NEEDED, PASSWORD, PROGRAM, Box, Dovecot

SENDING = "\nsending:\n  unsubscribe_url: https://u.routewise.example\n  dkim_selectors: [k1]\n"
SECRET = "hunter2-quite-secret"


@pytest.fixture(autouse=True)
def _no_mail(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HOST", "PORT", "USER", "PASSWORD", "TLS", "PLAIN_LOOPBACK"):
        monkeypatch.delenv(f"HITL_SMTP_{name}", raising=False)
    for name in ("HITL_IMAP_URL", "HITL_IMAP_PASSWORD", "HITL_DNS_SERVER"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(scope="module")
def box() -> Iterator[Box]:
    if not Path(PROGRAM).exists():
        missing(NEEDED)
    with Dovecot() as server:
        yield server.box()


def found(workspace: Path, monkeypatch: pytest.MonkeyPatch, name: str, **environment: object) -> Check:
    """What the check says where the environment is so; no secret, and a mend where something is wrong."""
    for variable, value in environment.items():
        monkeypatch.setenv(f"HITL_{variable}", str(value))
    (check,) = alone(workspace, monkeypatch, name)
    assert SECRET not in str(check)
    assert check.mend or check.state == "ok"
    return check


def sends(workspace: Path, more: str = SENDING) -> None:
    path = workspace / "campaigns" / "depots" / "policy.yaml"
    path.write_text(path.read_text() + more)


def test_without_settings_no_mail_is_sent_and_replies_are_read_from_files(
    workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = {name: found(workspace, monkeypatch, name) for name in ("smtp", "imap", "sending")}
    assert {check.state for check in said.values()} == {"ok"}
    assert "no mail is sent from here" in said["smtp"].words
    assert "--mbox FILE" in said["imap"].words


def test_a_server_that_lets_us_in(workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sink = Sink()
    with SmtpServer(sink) as server:
        plain = {"SMTP_HOST": "127.0.0.1", "SMTP_PORT": server.port, "SMTP_TLS": "none", "SMTP_PLAIN_LOOPBACK": 1}
        check = found(workspace, monkeypatch, "smtp", **plain)
        assert (check.state, check.words) == ("ok", f"127.0.0.1:{server.port} answers and lets us in")
    assert not sink.box
    check = found(workspace, monkeypatch, "smtp")
    assert check.state == "fail"
    assert "the connection failed at connect" in check.words


@pytest.mark.parametrize("fault", ["554 5.7.1 not from here", DROP, NONSENSE])
def test_a_server_that_does_not_let_us_in(workspace: Path, monkeypatch: pytest.MonkeyPatch, fault: str) -> None:
    with Scripted("connect", fault) as port:
        plain = {"SMTP_HOST": "127.0.0.1", "SMTP_PORT": port, "SMTP_TLS": "none", "SMTP_PLAIN_LOOPBACK": 1}
        check = found(workspace, monkeypatch, "smtp", **plain)
    assert check.state == "fail"
    assert "does not let us in" in check.words
    assert fault in check.words or not fault[:1].isdigit()


def test_a_server_that_hangs_is_given_up(workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hitl_kit.doctor.mail._SECONDS", 0.3)
    with Scripted("connect", HANG) as port:
        plain = {"SMTP_HOST": "127.0.0.1", "SMTP_PORT": port, "SMTP_TLS": "none", "SMTP_PLAIN_LOOPBACK": 1}
        assert found(workspace, monkeypatch, "smtp", **plain).state == "fail"
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"imap://dana@127.0.0.1:{silent.getsockname()[1]}"
        assert found(workspace, monkeypatch, "imap", IMAP_URL=url, IMAP_PASSWORD=SECRET).state == "fail"


def test_a_server_without_encryption_gets_no_password(workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with SmtpServer(Sink()) as server:  # it offers no STARTTLS
        given = {"SMTP_HOST": "127.0.0.1", "SMTP_PORT": server.port, "SMTP_USER": "sam", "SMTP_PASSWORD": SECRET}
        assert found(workspace, monkeypatch, "smtp", **given).state == "fail"


@pytest.mark.parametrize(
    ("environment", "words"),
    [({"SMTP_HOST": "mail.example"}, "HITL_SMTP_USER, HITL_SMTP_PASSWORD is not set"),
     ({"SMTP_HOST": "mail.example", "SMTP_USER": "sam", "SMTP_PASSWORD": SECRET, "SMTP_PORT": "many"}, "is 'many'"),
     ({"SMTP_HOST": "mail.example", "SMTP_TLS": "none"}, "unencrypted")],
)  # fmt: skip
def test_settings_that_are_not_whole_are_named(
    workspace: Path, monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], words: str
) -> None:
    check = found(workspace, monkeypatch, "smtp", **environment)
    assert check.state == "fail"
    assert words in check.words


def test_a_campaign_that_sends_wants_a_server(workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sends(workspace)
    check = found(workspace, monkeypatch, "smtp")
    assert check.state == "warn"
    assert "depots" in check.words
    assert "HITL_SMTP_HOST" in check.mend


def test_a_mailbox_and_its_folder(workspace: Path, monkeypatch: pytest.MonkeyPatch, box: Box) -> None:
    box.deliver(b"Subject: one\r\n\r\none\r\n", b"Subject: two\r\n\r\ntwo\r\n")
    url = f"imap://{box.account.user.replace('@', '%40')}@127.0.0.1:{box.account.port}"
    check = found(workspace, monkeypatch, "imap", IMAP_URL=f"{url}/INBOX", IMAP_PASSWORD=PASSWORD)
    assert (check.state, check.words) == ("ok", f"{box.account.user} can be read: 2 messages in INBOX")
    assert box.unread() == 2
    check = found(workspace, monkeypatch, "imap", IMAP_URL=f"{url}/Sales")
    assert (check.state, "no folder 'Sales'" in check.words) == ("fail", True)
    check = found(workspace, monkeypatch, "imap", IMAP_URL=url, IMAP_PASSWORD=SECRET)
    assert (check.state, "refuses this name and password" in check.words) == ("fail", True)
    check = found(workspace, monkeypatch, "imap", IMAP_URL="imaps://127.0.0.1:1")
    assert (check.state, "no mailbox's address" in check.words) == ("fail", True)


def test_what_dns_says_of_the_sender(workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sends(workspace)
    good = dict(GOOD)
    domain = next(iter(good))
    angles = workspace / "campaigns" / "depots" / "angles.yaml"
    own = next(line.rpartition("@")[2].strip() for line in angles.read_text().splitlines() if "email:" in line)
    with Dns(Zone({name.replace(domain, own): texts for name, texts in good.items()})) as dns:
        check = found(workspace, monkeypatch, "sending", DNS_SERVER=f"127.0.0.1:{dns.port}")
        assert (check.state, check.words) == ("ok", "depots: SPF, DKIM and DMARC of the sender are in order")
    with Dns(Zone({})) as dns:
        check = found(workspace, monkeypatch, "sending", DNS_SERVER=f"127.0.0.1:{dns.port}")
    assert check.state == "fail"
    assert f"SPF of {own}: there is none" in check.words
    assert found(workspace, monkeypatch, "sending", DNS_SERVER="here").state == "fail"


def test_a_policy_that_cannot_be_read_is_named(workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sends(workspace, "\nsending: {unsubscribe_url: http://u.example}\n")
    check = found(workspace, monkeypatch, "sending")
    assert check.state == "warn"
    assert "depots" in check.words
