"""What PostgreSQL refuses in a large read, in the words of the other database errors: through Arrow's driver as through
the usual one."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import sqlalchemy as sa

from hitl_kit.domain.errors import LedgerError, LedgerUnreachable
from hitl_kit.ledger import Ledger, tables
from tests.postgres import Cluster

ACCOUNTS: sa.Select[Any] = sa.select(tables.account.c.key)
SLEEP: sa.Select[Any] = sa.select(sa.literal_column("pg_sleep(60)::text"))
MANY: sa.Select[Any] = sa.select(sa.literal_column("g::text").label("g")).select_from(
    sa.text("generate_series(1, 50000000) g")
)
READS: dict[str, Callable[[Ledger, sa.Select[Any]], object]] = {
    "columns": Ledger.columns, "rows": Ledger.rows, "short columns": Ledger.short_columns,
}  # fmt: skip


@pytest.fixture
def guest(postgres: Cluster, postgres_url: str) -> Iterator[tuple[Ledger, str]]:
    """The ledger of somebody who may read all but the accounts, and their name; the server asks for a password."""
    name, hba = f"guest_{uuid.uuid4().hex[:8]}", postgres.data / "pg_hba.conf"
    url, rules = sa.make_url(postgres_url), hba.read_text()
    postgres.execute(f"create role {name} login password 'right'")
    postgres.execute(f"grant select on all tables in schema public to {name}", str(url.database))
    postgres.execute(f"revoke select on account from {name}", str(url.database))
    hba.write_text(f"host all {name} 127.0.0.1/32 scram-sha-256\n{rules}")
    postgres.execute("select pg_reload_conf()")
    ledger = Ledger.open(url.set(username=name, password="right").render_as_string(hide_password=False))
    yield ledger, name
    ledger.close()
    hba.write_text(rules)
    postgres.execute("select pg_reload_conf()")


@pytest.mark.parametrize("read", READS.values(), ids=list(READS))
def test_a_table_that_is_not_for_them(
    guest: tuple[Ledger, str], read: Callable[[Ledger, sa.Select[Any]], object]
) -> None:
    with pytest.raises(LedgerError) as caught:
        read(guest[0], ACCOUNTS)
    assert str(caught.value).startswith("the database refused: permission denied for table account")
    assert caught.value.mend == "ask the owner of the ledger's database"
    assert not isinstance(caught.value, LedgerUnreachable), "asking again does not help"


def test_a_password_that_was_changed(guest: tuple[Ledger, str], postgres: Cluster) -> None:
    ledger, name = guest
    postgres.execute(f"alter role {name} password 'another'")
    with pytest.raises(LedgerUnreachable, match=f'password authentication failed for user "{name}"') as caught:
        ledger.columns(ACCOUNTS)
    assert "right" not in f"{caught.value} {caught.value.mend}"
    assert "check HITL_DATABASE_URL" in caught.value.mend


@pytest.mark.parametrize("read", READS.values(), ids=list(READS))
def test_a_table_that_is_not_there(postgres_url: str, read: Callable[[Ledger, sa.Select[Any]], object]) -> None:
    ledger = Ledger.open(postgres_url)
    with pytest.raises(LedgerError, match='cannot be used: relation "nowhere" does not exist') as caught:
        read(ledger, sa.select(sa.column("x", sa.Integer)).select_from(sa.table("nowhere")))
    assert "hitl doctor" in caught.value.mend
    assert not isinstance(caught.value, LedgerUnreachable)
    ledger.close()


@pytest.mark.parametrize("select", [SLEEP, MANY], ids=["before the first row", "among the rows"])
def test_a_server_that_stops_in_mid_read(postgres: Cluster, postgres_url: str, select: sa.Select[Any]) -> None:
    ledger = Ledger.open(postgres_url)
    stopping = threading.Timer(0.5, postgres.stop)
    stopping.start()
    try:
        with pytest.raises(LedgerUnreachable, match=r"does not answer: .*server closed the connection") as caught:
            ledger.columns(select)
        stopping.join()
        with pytest.raises(LedgerUnreachable, match=r"does not answer: .*Connection refused"):
            ledger.columns(ACCOUNTS)
    finally:
        stopping.join()
        postgres.start()
    assert "start it" in caught.value.mend
    assert ledger.columns(ACCOUNTS).num_rows == 0, "it is back"
    ledger.close()
