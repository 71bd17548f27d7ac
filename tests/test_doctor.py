"""The doctor, each thing really broken: what is said, what mends it, and that nothing is changed or given away."""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from urllib.parse import quote

import pytest

from hitl_kit import doctor
from hitl_kit.doctor import CHECKS, Check, database, examine, files, machine
from hitl_kit.domain.base import iso, utc_now
from hitl_kit.ledger import Ledger, engine, schema
from tests.postgres import Cluster

REPOSITORY = Path(__file__).parents[1]
NOBODY = 65534

pytestmark = pytest.mark.sqlite


@pytest.fixture(autouse=True)
def _plain_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [n for n in os.environ if n.startswith("HITL_") and n not in machine.VARIABLES]:
        monkeypatch.delenv(name)
    for name in ("ANTHROPIC_API_KEY", "TZ"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def kernel_not_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a test looks many times: starting a Python each time would only cost time."""
    few(monkeypatch, *(name for name in CHECKS if name != "kernel"))


def few(monkeypatch: pytest.MonkeyPatch, *names: str) -> None:
    """Let only these checks look."""
    monkeypatch.setattr(doctor, "CHECKS", {name: CHECKS[name] for name in names})


def look(workspace: Path, name: str) -> Check:
    """One check of the whole examination, every warning and failure of which must name a mend."""
    found = {check.name: check for check in examine(workspace)}
    assert all(check.mend for check in found.values() if check.state != "ok")
    return found[name]


def alone(workspace: Path, monkeypatch: pytest.MonkeyPatch, *names: str) -> list[Check]:
    """What these checks say, without the others."""
    few(monkeypatch, *names)
    return examine(workspace)


def record(workspace: Path, *notes: str) -> None:
    ledger = Ledger.open(f"sqlite:///{workspace / 'hitl.db'}")
    for note in notes:
        with ledger.recording("ana", "test", note) as recording:
            recording.note(n=note)
    ledger.close()


def change(workspace: Path, statement: str, *values: object) -> None:
    connection = sqlite3.connect(workspace / "hitl.db")
    with connection:
        connection.execute(statement, values)
    connection.close()


def rows(path: Path) -> str:
    connection = sqlite3.connect(path)
    text = "\n".join(connection.iterdump())
    connection.close()
    return text


# the whole


def test_a_sound_workspace_has_nothing_that_fails_and_stays_as_it_was(workspace: Path) -> None:
    record(workspace, "one", "two")
    before = rows(workspace / "hitl.db")
    begun = time.monotonic()
    found = {check.name: check for check in examine(workspace)}
    took = time.monotonic() - begun
    assert {n: c.words for n, c in found.items() if c.state == "fail"} == {}
    assert set(found) == set(CHECKS)
    assert found["chain"].words.startswith("2 events, head ")
    assert "1 campaign: depots" in found["workspace"].words
    assert f"schema {schema.HEAD}" in found["schema"].words
    assert rows(workspace / "hitl.db") == before
    assert took < 5


def test_no_ledger_is_made(workspace: Path) -> None:
    (workspace / "hitl.db").unlink()
    before = sorted(workspace.rglob("*"))
    found = {check.name: check for check in examine(workspace)}
    assert "no ledger yet" in found["database"].words
    assert not {"schema", "size", "write", "chain"} & set(found)
    assert all(check.state != "fail" for check in found.values())
    assert sorted(workspace.rglob("*")) == before


def test_a_check_that_stumbles_is_a_failure_with_its_words(workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANTHROPIC_API_KEY", "the-key")

    def stumble(_case: object) -> None:
        raise RuntimeError("what a surprise: the-key")

    monkeypatch.setattr(doctor, "CHECKS", {"disk": stumble})
    found = look(workspace, "disk")
    assert found.state == "fail"
    assert found.words == "could not be looked at: RuntimeError: what a surprise: ***"


@pytest.mark.parametrize("folder", ["~nobody-of-that-name/x", "a\0b"])
def test_a_workspace_that_cannot_be_is_one_failure(folder: str) -> None:
    (found,) = examine(folder)
    assert (found.name, found.state) == ("workspace", "fail")


def test_a_current_folder_that_is_gone_is_one_failure(tmp_path: Path) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    code = "import os; os.rmdir(os.getcwd()); from hitl_kit.doctor import examine; print(examine()[0])"
    environment = {n: v for n, v in os.environ.items() if not n.startswith("HITL_")} | {"PYTHONPATH": str(REPOSITORY)}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=gone, env=environment, capture_output=True, text=True, check=False
    )
    assert "the workspace cannot be found" in done.stdout, done.stderr


def test_the_page_explains_every_check() -> None:
    page = (REPOSITORY / "docs" / "doctor.md").read_text()
    assert re.findall(r"^\| `([^`]+)` \|", page, re.MULTILINE) == list(CHECKS)


# the machine


def test_an_old_python_is_refused(workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine, "OLDEST_PYTHON", (9, 0))
    (found,) = alone(workspace, monkeypatch, "python")
    assert found.state == "fail"
    assert "too old" in found.words


def test_a_misspelt_variable_is_told_with_the_one_that_was_meant(
    workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HITL_DATABSE_URL", "sqlite:///secret-place.db")
    (found,) = alone(workspace, monkeypatch, "environment")
    assert found.state == "warn"
    assert "HITL_DATABSE_URL" in found.words
    assert "did you mean 'HITL_DATABASE_URL'?" in found.mend
    assert "secret-place" not in found.words + found.mend


def test_every_variable_that_the_code_reads_is_known() -> None:
    read = {
        name
        for path in (REPOSITORY / "hitl_kit").rglob("*.py")
        for name in re.findall(r"""["'](HITL_[A-Z_]*[A-Z])["']""", path.read_text())
    }
    assert read == set(machine.VARIABLES)


def test_the_key_is_there_or_not_and_never_shown(workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert alone(workspace, monkeypatch, "key")[0].words.startswith("ANTHROPIC_API_KEY is not set")
    monkeypatch.setenv("ANTHROPIC_API_KEY", "sk-quite-secret")
    (set_well,) = examine(workspace)
    assert set_well == Check("key", "ok", "ANTHROPIC_API_KEY is set")
    monkeypatch.setenv("ANTHROPIC_API_KEY", '"sk-quite-secret"\n')
    (set_badly,) = examine(workspace)
    assert set_badly.state == "warn"
    assert "quite" not in str(set_badly)


def install_kernel(folder: Path, monkeypatch: pytest.MonkeyPatch, spec: str) -> None:
    place = folder / "kernels" / "python3"
    place.mkdir(parents=True, exist_ok=True)
    (place / "kernel.json").write_text(spec)
    monkeypatch.setenv("JUPYTER_PATH", str(folder))


def kernel_of(program: str) -> str:
    return json.dumps({"argv": [program, "-m", "ipykernel_launcher"], "display_name": "x", "language": "python"})


def test_the_kernel_must_start_a_python_that_has_hitl_kit(
    workspace: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (sound,) = alone(workspace, monkeypatch, "kernel")
    assert sound.state == "ok", sound
    fake = tmp_path / "python-of-another"
    bare = f'#!/bin/sh\nexec {sys.executable} -I -S -c "$2"\n'
    for text, words in (
        (None, "does not run: No such file"),
        (bare, "cannot import hitl_kit: ModuleNotFoundError"),
        ("#!/bin/sh\necho 0.0.1 with\n", "has hitl-kit 0.0.1"),
        ("#!/bin/sh\necho 0.1.0 without\n", "has no ipykernel"),
    ):
        if text is not None:
            fake.write_text(text)
            fake.chmod(0o755)
        install_kernel(tmp_path / "jupyter", monkeypatch, kernel_of(str(fake)))
        (found,) = examine(workspace)
        assert found.state != "ok"
        assert found.mend
        assert words in found.words
    fake.write_text("#!/bin/sh\nexec sleep 60\n")
    monkeypatch.setattr(machine, "_PATIENCE", 0.2)
    assert "did not answer" in examine(workspace)[0].words
    install_kernel(tmp_path / "jupyter", monkeypatch, '{"argv": [], "display_name": "x", "language": "python"}')
    assert "names no program" in examine(workspace)[0].words
    install_kernel(tmp_path / "jupyter", monkeypatch, "not json")
    assert examine(workspace)[0].state == "fail"


def test_a_package_of_the_notebooks_that_is_missing_fails(workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (found,) = alone(workspace, monkeypatch, "notebooks")
    assert re.fullmatch(r"jupyterlab [\d.]+, anywidget [\d.]+, ipywidgets [\d.]+", found.words)
    monkeypatch.setattr(sys, "path", [])
    (found,) = examine(workspace)
    assert found.state == "fail"
    assert "jupyterlab is not installed" in found.words


def test_a_missing_browser_is_only_a_warning(workspace: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    (found,) = alone(workspace, monkeypatch, "browser")
    assert found.state == "warn"
    (tmp_path / "chromium").write_text("#!/bin/sh\n")
    (tmp_path / "chromium").chmod(0o755)
    assert examine(workspace) == [Check("browser", "ok", str(tmp_path / "chromium"))]


# the files


def test_the_workspace_says_how_it_was_found(workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (found,) = alone(workspace, monkeypatch, "workspace")
    assert "(as given)" in found.words
    assert "(the current folder)" in examine()[0].words
    monkeypatch.chdir(workspace / "campaigns")
    assert "(found upwards from here)" in examine()[0].words
    monkeypatch.setenv("HITL_WORKSPACE", str(workspace / "nowhere"))
    assert examine()[0].state == "fail"
    assert "(by HITL_WORKSPACE)" in examine()[0].words
    monkeypatch.setenv("HITL_WORKSPACE", str(workspace / "campaigns"))
    assert examine()[0].state == "warn"
    assert "holds no campaigns" in examine()[0].words


def test_short_space_warns_and_too_little_fails(workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (found,) = alone(workspace, monkeypatch, "disk")
    free = shutil.disk_usage(workspace).free
    assert found.state == ("ok" if free >= files.LITTLE else "warn" if free >= files.TOO_LITTLE else "fail")
    monkeypatch.setattr(files, "LITTLE", 2 * free)
    assert examine(workspace)[0].state == "warn"
    monkeypatch.setattr(files, "TOO_LITTLE", 2 * free)
    assert examine(workspace)[0].state == "fail"


MOUNTED = """/dev/vda / ext4 rw 0 0
server:/home {root} nfs4 rw 0 0
/dev/vdb {root}/with\\040space xfs rw 0 0
{root} {root}/over ext4 rw 0 0
tank {root}/over 9p rw 0 0
short line
"""


@pytest.mark.parametrize(
    ("path", "kind"),
    [("/r/x", "nfs4"), ("/rest", "ext4"), ("/r/with space/y", "xfs"), ("/r/over", "9p"), ("/r", "nfs4")],
)
def test_the_nearest_and_latest_mount_is_the_one(path: str, kind: str) -> None:
    assert files.kind_of(Path(path), MOUNTED.format(root="/r")) == kind


def test_nothing_mounted_says_nothing() -> None:
    assert files.kind_of(Path("/r"), "") == ""


def test_a_network_file_system_fails_and_memory_warns(
    workspace: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mounts = tmp_path / "mounts"
    monkeypatch.setattr(files, "MOUNTS", mounts)
    (found,) = alone(workspace, monkeypatch, "file system")
    assert "does not tell" in found.words
    for kind, state in (("nfs4", "fail"), ("cifs", "fail"), ("fuse.sshfs", "fail"), ("tmpfs", "warn"), ("xfs", "ok")):
        mounts.write_text(f"/dev/vda / ext4 rw 0 0\nx {workspace} {kind} rw 0 0\n")
        (found,) = examine(workspace)
        assert (found.state, kind in found.words) == (state, True)


def test_open_permissions_are_told_with_the_command_that_closes_them(
    workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = workspace / "hitl.db"
    path.chmod(0o600)
    (found,) = alone(workspace, monkeypatch, "permissions")
    assert found.state == "ok"
    path.chmod(0o640)
    assert examine(workspace)[0].state == "warn"
    path.chmod(0o644)
    (found,) = examine(workspace)
    assert found.state == "fail"
    assert "hitl.db 0644" in found.words
    subprocess.run(found.mend, shell=True, check=True)
    assert examine(workspace)[0].state == "ok"
    log = workspace / "hitl.db-wal"
    log.touch()
    log.chmod(0o644)
    (found,) = examine(workspace)
    assert found.state == "fail"
    assert "hitl.db-wal 0644" in found.words


def git(folder: Path, *arguments: str) -> None:
    subprocess.run(["git", "-C", str(folder), *arguments], check=True, capture_output=True)


def test_an_env_file_is_closed_ignored_and_not_tracked(workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [n for n in os.environ if n.startswith("GIT_")]:
        monkeypatch.delenv(name)
    (found,) = alone(workspace, monkeypatch, "env file")
    assert found.words == "the workspace has no .env"
    path = workspace / ".env"
    path.write_text("ANTHROPIC_API_KEY=sk-quite-secret\n")
    path.chmod(0o644)
    (found,) = examine(workspace)
    assert found.state == "fail"
    assert "other users can read .env (0644)" in found.words
    subprocess.run(found.mend, shell=True, check=True)
    assert examine(workspace)[0].state == "ok"
    git(workspace, "init", "-q")
    (found,) = examine(workspace)
    assert found.state == "warn"
    subprocess.run(found.mend, shell=True, check=True, cwd=workspace)
    assert examine(workspace)[0].state == "ok"
    git(workspace, "add", "-f", ".env")
    (found,) = examine(workspace)
    assert found.state == "fail"
    assert "tracked by git" in found.words
    monkeypatch.setenv("PATH", str(workspace))
    assert examine(workspace)[0].state == "ok"


# the database


def test_the_trap_of_sqlites_log(workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite3, "sqlite_version_info", (3, 51, 2))
    (found,) = alone(workspace, monkeypatch, "sqlite")
    assert found.state == "warn"
    assert "locks a file around each write" in found.words
    for version in (engine.WAL_RESET_FIXED, (3, 6, 23)):
        monkeypatch.setattr(sqlite3, "sqlite_version_info", version)
        assert examine(workspace)[0].state == "ok"


@pytest.mark.usefixtures("kernel_not_asked")
@pytest.mark.parametrize(
    ("version", "words", "mend"),
    [("0000", "is older than", "hitl db upgrade"), ("9999", "schema 9999 is newer than", "update hitl-kit")],
)
def test_a_schema_of_another_version_fails_and_is_left_alone(
    workspace: Path, version: str, words: str, mend: str
) -> None:
    change(workspace, "update alembic_version set version_num = ?", version)
    before = rows(workspace / "hitl.db")
    found = look(workspace, "schema")
    assert (found.state, found.mend) == ("fail", mend)
    assert words in found.words
    assert rows(workspace / "hitl.db") == before


@pytest.mark.usefixtures("kernel_not_asked")
def test_a_blank_database_and_one_of_something_else(workspace: Path) -> None:
    path = workspace / "hitl.db"
    path.unlink()
    path.touch(0o600)
    assert look(workspace, "schema").words.startswith("the database is blank")
    change(workspace, "create table invoices (id)")
    found = look(workspace, "schema")
    assert found.state == "warn"
    assert "tables of something else: invoices" in found.words


@pytest.mark.usefixtures("kernel_not_asked")
def test_a_file_that_is_no_database_fails_once(workspace: Path) -> None:
    (workspace / "hitl.db").write_text("name,domain\n" * 1000)
    found = {check.name: check for check in examine(workspace) if check.state == "fail"}
    assert "is no ledger, or a damaged one" in found.pop("database").words
    assert set(found) <= {"permissions"}


@pytest.mark.usefixtures("kernel_not_asked")
def test_damaged_pages_are_told_as_damage(workspace: Path) -> None:
    record(workspace, *map(str, range(50)))
    path = workspace / "hitl.db"
    whole = bytearray(path.read_bytes())
    whole[4096 * 2 :] = os.urandom(len(whole) - 4096 * 2)
    path.write_bytes(whole)
    failed = {check.name: check for check in examine(workspace) if check.state == "fail"}
    assert failed
    assert any("damaged" in check.words for check in failed.values())


@pytest.mark.usefixtures("kernel_not_asked")
def test_a_folder_in_the_ledgers_place_fails(workspace: Path) -> None:
    (workspace / "hitl.db").unlink()
    (workspace / "hitl.db").mkdir()
    assert look(workspace, "database").state == "fail"


def test_a_log_that_is_never_worked_off(workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    record(workspace, "one")
    (found,) = alone(workspace, monkeypatch, "size")
    assert found.state == "ok"
    connection = sqlite3.connect(workspace / "hitl.db")
    connection.execute(
        "insert into snapshot (event, sha256, content, characters) values (1, 'x', ?, 1)", [b"x" * 100_000]
    )
    connection.commit()
    monkeypatch.setattr(database, "LONG_LOG", 50_000)
    (found,) = examine(workspace)
    assert found.state == "warn"
    assert "cannot be worked off" in found.words
    connection.close()


def test_a_writer_that_does_not_end_is_a_warning_and_soon_told(
    workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    connection = sqlite3.connect(workspace / "hitl.db", isolation_level=None)
    connection.execute("begin immediate")
    begun = time.monotonic()
    (found,) = alone(workspace, monkeypatch, "write")
    assert time.monotonic() - begun < 3
    assert found.state == "warn"
    assert "another program has been writing" in found.words
    connection.execute("rollback")
    connection.close()
    assert examine(workspace)[0] == Check("write", "ok", "a row was written and taken back")


@pytest.mark.usefixtures("kernel_not_asked")
def test_a_program_that_holds_the_file_for_itself(workspace: Path) -> None:
    connection = sqlite3.connect(workspace / "hitl.db", isolation_level=None)
    connection.execute("pragma journal_mode=delete")
    connection.execute("begin exclusive")
    begun = time.monotonic()
    found = look(workspace, "database")
    assert time.monotonic() - begun < 5
    assert found.state == "fail"
    assert "another program holds" in found.words
    connection.close()


AS_NOBODY = """
import json, os, sys
from pathlib import Path
from hitl_kit.doctor import CHECKS, examine
for name in ("kernel", "notebooks", "browser"):
    del CHECKS[name]
examine(sys.argv[1])  # loads all that is loaded late
os.setgroups([]); os.setgid(int(sys.argv[3])); os.setuid(int(sys.argv[3]))
print(json.dumps([check._asdict() for check in examine(sys.argv[2])]))
"""


@pytest.fixture
def other(workspace: Path) -> Iterator[Path]:
    """A copy of the workspace where other users come by: pytest's own folders are closed to them."""
    if os.geteuid() != 0:
        pytest.skip("only root can become another user")
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        yield Path(shutil.copytree(workspace, Path(folder) / "other"))


def as_nobody(sound: Path, folder: Path) -> dict[str, dict[str, str]]:
    """What the examination says to a user who owns nothing."""
    command = [sys.executable, "-c", AS_NOBODY, str(sound), str(folder), str(NOBODY)]
    environment = {n: v for n, v in os.environ.items() if not n.startswith("HITL_")} | {"PYTHONPATH": str(REPOSITORY)}
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment, cwd="/")
    assert done.returncode == 0, done.stderr
    return {check["name"]: check for check in json.loads(done.stdout)}


def test_a_file_that_this_user_may_read_and_not_write(workspace: Path, other: Path) -> None:
    other.chmod(0o777)
    (other / "hitl.db").chmod(0o644)
    found = as_nobody(workspace, other)
    assert found["database"]["state"] == "ok"
    assert found["write"]["state"] == "fail"
    assert "you may not write hitl.db" in found["write"]["words"]
    assert sorted(p.name for p in other.iterdir()) == ["campaigns", "hitl.db"]  # no log of a stranger's beside it


def test_a_file_that_this_user_may_not_read(workspace: Path, other: Path) -> None:
    (other / "hitl.db").chmod(0o600)
    found = as_nobody(workspace, other)
    assert found["database"]["state"] == "fail"
    assert "cannot be opened" in found["database"]["words"]
    assert "write" not in found


def test_a_folder_that_this_user_may_not_write(workspace: Path, other: Path) -> None:
    os.chown(other / "hitl.db", NOBODY, NOBODY)
    other.chmod(0o755)
    found = as_nobody(workspace, other)
    assert "fail" in {found[name]["state"] for name in ("database", "write") if name in found}


def test_a_folder_that_this_user_may_not_enter(workspace: Path, other: Path) -> None:
    other.chmod(0o700)
    found = as_nobody(workspace, other)
    assert found["database"]["state"] == "fail"
    assert "cannot be reached" in found["database"]["words"]
    assert found["permissions"]["state"] == "fail"
    assert found["python"]["state"] == "ok"


def test_a_newest_event_that_was_edited(workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (found,) = alone(workspace, monkeypatch, "chain")
    assert found.words == "no events yet"
    record(workspace, "one")
    assert examine(workspace)[0].words.startswith("1 events, head ")
    record(workspace, "two")
    change(workspace, "drop trigger no_update_event")
    change(workspace, "update event set actor = 'bob' where seq = 2")
    (found,) = examine(workspace)
    assert (found.state, found.mend) == ("fail", "hitl verify")
    change(workspace, "update event set actor = 'ana' where seq = 2")
    change(workspace, "update event set hash = 'x' where seq = 1")
    assert examine(workspace)[0].state == "fail"


def test_an_event_from_the_future(workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    record(workspace, "one", "two")
    (found,) = alone(workspace, monkeypatch, "clock")
    assert found.state == "ok"
    assert "no event is from the future" in found.words
    change(workspace, "drop trigger no_update_event")
    change(workspace, "update event set at = ? where seq = 1", iso(utc_now() + timedelta(hours=5, minutes=1)))
    (found,) = examine(workspace)
    assert found.state == "warn"
    assert "an event is 5 hours in the future: the clock went back" in found.words


def test_an_unknown_time_zone(workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "Nowhere/Nothing")
    (found,) = alone(workspace, monkeypatch, "clock")
    assert found.state == "warn"
    assert "TZ=Nowhere/Nothing" in found.words
    monkeypatch.setenv("TZ", "Europe/Stockholm")
    assert examine(workspace)[0].state == "ok"


def test_the_identity_says_where_the_name_comes_from(workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HITL_USER", "Dana Moss")
    (found,) = alone(workspace, monkeypatch, "identity")
    assert "'Dana Moss': HITL_USER says so; that is attribution, not authentication" in found.words
    monkeypatch.delenv("HITL_USER")
    monkeypatch.setenv("LOGNAME", "dana")
    assert "'dana': the operating system says so" in examine(workspace)[0].words


# the address


SECRET = "hunter2-quite-secret"


def unused_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@pytest.mark.usefixtures("kernel_not_asked")
@pytest.mark.parametrize(
    "address",
    [
        "postgresql+psycopg://ana:{secret}@127.0.0.1:{port}/hitl",
        "postgresql+psycopg://127.0.0.1:{port}/hitl?user=ana&password={secret}",
        "postgresql+psycopg://ana:{secret}@{secret}@127.0.0.1:{port}/hitl",
        "postgresql+psycopg://ana:a/{secret}@127.0.0.1:{port}/hitl",
        "postgresql+psycopg://ana:x@127.0.0.1:12{secret}/hitl",
        "postgresql+nonesuch://ana:{secret}@127.0.0.1/hitl",
        "mysql://ana:{secret}@127.0.0.1/hitl",
        "{secret}",
        "sqlite://",
    ],
)
def test_a_database_that_does_not_answer_is_one_failure_without_its_password(
    workspace: Path, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    monkeypatch.setenv("HITL_DATABASE_URL", address.format(secret=SECRET, port=unused_port()))
    begun = time.monotonic()
    found = examine(workspace)
    assert time.monotonic() - begun < 5
    assert [check.name for check in found if check.state == "fail"] == ["database"]
    assert SECRET not in str(found)


@pytest.mark.usefixtures("kernel_not_asked")
def test_an_at_sign_in_a_file_name_is_no_password(workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = workspace / "a:b@c" / "hitl.db"
    path.parent.mkdir()
    shutil.move(workspace / "hitl.db", path)
    monkeypatch.setenv("HITL_DATABASE_URL", f"sqlite:///{path}")
    assert look(workspace, "database").words == f"{path} can be read"


# PostgreSQL


@pytest.fixture
def on_postgres(workspace: Path, postgres_url: str, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("HITL_DATABASE_URL", postgres_url)
    few(monkeypatch, *(name for name in CHECKS if name != "kernel"))
    return workspace


@pytest.mark.slow
def test_a_sound_ledger_on_postgresql(on_postgres: Path, postgres_url: str) -> None:
    ledger = Ledger.open(postgres_url)
    with ledger.recording("Test Analyst", "test", "one") as recording:
        recording.note(n=1)
    found = {check.name: check for check in examine(on_postgres)}
    assert {n: c.words for n, c in found.items() if c.state == "fail"} == {}
    assert set(CHECKS) - set(found) == {"sqlite", "file system", "permissions", "kernel"}
    assert found["database"].words.startswith("PostgreSQL ")
    assert found["write"].state == "ok"
    assert found["chain"].words.startswith("1 events")
    assert found["identity"].state == "warn"  # the owner of the tables
    assert "'Test Analyst'" in found["identity"].words
    assert found["clock"].state == "ok"
    assert ledger.head()[0] == 1
    ledger.close()


@pytest.mark.slow
def test_a_reader_of_the_database_cannot_write_and_a_writer_can(
    on_postgres: Path, postgres: Cluster, postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = postgres_url.rpartition("/")[2]
    role = f"r{name}"
    postgres.execute(f"create role {role} login")
    postgres.execute(f"grant select on all tables in schema public to {role}", name)
    monkeypatch.setenv("HITL_DATABASE_URL", postgres.url(name, role))
    found = {check.name: check for check in examine(on_postgres)}
    assert found["identity"].state == "ok"
    assert found["write"].state == "fail"
    assert "permission denied" in found["write"].words
    postgres.execute(f"grant insert on all tables in schema public to {role}", name)
    assert look(on_postgres, "write").state == "ok"


@pytest.mark.slow
def test_another_writer_on_postgresql_is_a_warning(
    on_postgres: Path, postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    ledger = Ledger.open(postgres_url)
    with ledger.recording("Test Analyst", "test", "one"):
        (found,) = alone(on_postgres, monkeypatch, "write")
    assert found.state == "warn"
    assert "another program has been writing" in found.words
    ledger.close()


@pytest.mark.slow
def test_a_clock_that_disagrees_with_the_databases(on_postgres: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "utc_now", lambda: utc_now() + timedelta(minutes=5))
    (found,) = alone(on_postgres, monkeypatch, "clock")
    assert found.state == "warn"
    assert "5 minutes behind" in found.words


@pytest.mark.slow
def test_a_blank_database_on_postgresql_stays_blank(
    on_postgres: Path, postgres: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = f"b{unused_port()}"
    postgres.execute(f"create database {name}")
    monkeypatch.setenv("HITL_DATABASE_URL", postgres.url(name, quote("Test Analyst")))
    for _ in range(2):
        assert look(on_postgres, "schema").words.startswith("the database is blank")
