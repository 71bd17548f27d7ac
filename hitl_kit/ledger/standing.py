"""Standing: each package as it stands now, kept up by triggers within the transaction that adds the rows.

The rows stay the only truth: `rebuild` makes the table anew from them, and `disagreement` names a package for which
the two differ. Being derived, it is not migrated either: every upgrade of the schema ends with a rebuild.
"""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa

from . import tables as t

_STATUS = """
case
  when {decider} = 'planted' then case {verdicts} when 0 then 'waiting' else 'revealed' end
  when {verdicts} = 0 then case {decider} when 'hold' then 'held' when 'nobody' then 'abstained'
    when 'auto' then 'automatic' else 'waiting' end
  when {verdicts} < {reviewers} then 'waiting'
  when {verdicts} = 2 and {reviewers} = 2 and {let_go} = 1 then 'held'
  else case {verdict} when 'approve' then 'approved' when 'edit' then 'edited' when 'reject' then 'rejected'
    else 'held' end
end"""
"""A package drawn for two reviewers waits for both; where only one of them lets it go, a lead has the third word. One
that was planted to measure attention never becomes approved, whatever the verdict."""

_FIRST = {
    "sent_at": "new.kind = 'sent'",
    "bounced_at": "new.kind = 'bounced'",
    "answered_at": "(new.kind = 'positive' or (new.kind = 'replied' and new.detail <> 'out_of_office'))",
    "positive_at": "new.kind = 'positive'",
    "objected_at": "new.kind in ('unsubscribed', 'complained')",
}
"""The first moment of what: which outcomes count, by column."""


def _json(dialect: str, column: str, *path: str) -> str:
    if dialect == "postgresql":
        return f"({column}::json #>> '{{{','.join(path)}}}')"
    return f"json_extract({column}, '$.{'.'.join(path)}')"


def _of_package(dialect: str, p: str) -> dict[str, str]:
    """What a package's own row says, as SQL by column; `p` is how the row is called."""
    industry, reviewers = (_json(dialect, f"{p}.content", *path) for path in (("account", "industry"), _REVIEWERS))
    same = (
        "campaign", "batch_id", "tier", "high_value", "persona", "signal", "play", "angle", "variant", "score", "as_of",
        "simulated",
    )  # fmt: skip
    return {
        "package_id": f"{p}.id",
        "company": f"{p}.account_key",
        "segment": f"coalesce(nullif({industry}, ''), 'industry unknown') || ' · ' || {p}.tier",
        "reviewers": f"coalesce(cast({reviewers} as integer), 1)",
        **{name: f"{p}.{name}" for name in same},
    }


_REVIEWERS = ("route", "reviewers")


def _package_added(dialect: str) -> str:
    own = _of_package(dialect, "new")
    status = _STATUS.format(verdicts="0", reviewers="1", let_go="0", decider="new.decider", verdict="''")
    values = {**own, "decider": "new.decider", "status": status, "versions": "0", "verdicts": "0", "let_go": "0"}
    return f"insert into standing ({', '.join(values)}) values ({', '.join(values.values())});"  # noqa: S608


def _verdict_added() -> str:
    lets_go = "case when new.verdict in ('approve', 'edit') then 1 else 0 end"
    status = _STATUS.format(
        verdicts="(verdicts + 1)", reviewers="reviewers", let_go=f"(let_go + {lets_go})", verdict="new.verdict",
        decider="decider",
    )  # fmt: skip
    return (
        f"update standing set versions = new.version, verdicts = verdicts + 1, let_go = let_go + {lets_go}, "  # noqa: S608
        f"decision_id = new.id, reviewer = new.reviewer, status = {status} "
        "where package_id = new.package_id;"
    )


def _undo_added() -> str:
    stands = (
        "from decision d where d.package_id = new.package_id and d.verdict <> 'undo' "
        "and not exists (select 1 from decision u where u.undoes = d.id)"
    )
    status = _STATUS.format(
        verdicts="verdicts", reviewers="reviewers", let_go="let_go", decider="decider",
        verdict="(select d.verdict from decision d where d.id = decision_id)",
    )  # fmt: skip
    return (
        f"update standing set versions = new.version, verdicts = (select count(*) {stands}), "  # noqa: S608
        f"let_go = (select count(*) {stands} and d.verdict in ('approve', 'edit')), "
        f"decision_id = (select max(d.id) {stands}) where package_id = new.package_id; "
        "update standing set reviewer = (select d.reviewer from decision d where d.id = decision_id), "
        f"status = {status} where package_id = new.package_id;"
    )


def _outcome_added() -> str:
    sets = [
        f"{column} = case when {counts} and ({column} is null or new.at < {column}) then new.at else {column} end"
        for column, counts in _FIRST.items()
    ]
    return f"update standing set {', '.join(sets)} where package_id = new.package_id;"  # noqa: S608


def _rerouted() -> str:
    status = _STATUS.format(
        verdicts="verdicts", reviewers="reviewers", let_go="let_go", decider="new.decider",
        verdict="(select d.verdict from decision d where d.id = decision_id)",
    )  # fmt: skip
    return f"update standing set decider = new.decider, status = {status} where package_id = new.package_id;"  # noqa: S608


_CLAIMED = (
    "update standing set claimed_by = new.reviewer, claimed_at = new.at, claimed_until = new.until "
    "where package_id = new.package_id;"
)


def _triggers(dialect: str) -> Iterator[tuple[str, str, str, str]]:
    """Name, table, condition and body of each."""
    yield "standing_package", "package", "true", _package_added(dialect)
    yield "standing_verdict", "decision", "new.verdict <> 'undo'", _verdict_added()
    yield "standing_undo", "decision", "new.verdict = 'undo'", _undo_added()
    yield "standing_claim", "claim", "true", _CLAIMED
    yield "standing_reroute", "reroute", "true", _rerouted()
    yield "standing_outcome", "outcome", "true", _outcome_added()


def rebuild(connection: sa.Connection) -> None:
    """Make the table and its triggers anew, from the rows alone."""
    dialect = connection.dialect.name
    for name, table, _, _ in _triggers(dialect):
        connection.exec_driver_sql(
            f"drop trigger if exists {name}" + (f" on {table}" if dialect == "postgresql" else "")
        )
    t.standing.drop(connection, checkfirst=True)
    t.standing.create(connection)
    refill(connection)
    for name, table, condition, body in _triggers(dialect):
        if dialect == "postgresql":
            connection.exec_driver_sql(
                f"create or replace function {name}() returns trigger language plpgsql as "
                f"$$ begin {body} return null; end $$"
            )
            body = f"execute function {name}()"
        else:
            body = f"begin {body} end"
        connection.exec_driver_sql(
            f"create trigger {name} after insert on {table} for each row when ({condition}) {body}"
        )


def refill(connection: sa.Connection) -> None:
    """Fill the table anew from the rows; the table itself stays, and with it who may read it."""
    connection.exec_driver_sql("delete from standing")
    connection.execute(sa.text(f"insert into standing {_select(connection.dialect.name)}"))


def _select(dialect: str) -> str:
    """What the table has to hold, as a query over the rows, in the order of its columns."""
    firsts = {
        column: f"min(case when {counts.replace('new.', 'o.')} then o.at end)" for column, counts in _FIRST.items()
    }
    stood = "coalesce(v.{0}, 0)".format
    decider = "coalesce(r.decider, p.decider)"
    status = _STATUS.format(
        verdicts=stood("verdicts"), reviewers="p.reviewers", let_go=stood("let_go"), decider=decider,
        verdict="d.verdict",
    )  # fmt: skip
    columns = {
        **{name: f"p.{name}" for name in _of_package(dialect, "p")},
        "decider": decider, "status": status,
        "versions": stood("versions"), "verdicts": stood("verdicts"), "let_go": stood("let_go"),
        "decision_id": "v.decision_id", "reviewer": "d.reviewer",
        "claimed_by": "c.reviewer", "claimed_at": "c.at", "claimed_until": "c.until",
        **{name: f"o.{name}" for name in firsts},
    }  # fmt: skip
    own = ", ".join(f"{sql} as {name}" for name, sql in _of_package(dialect, "package").items())
    moments = ", ".join(f"{sql} as {name}" for name, sql in firsts.items())
    listed = ", ".join(f"{columns[c.name]} as {c.name}" for c in t.standing.columns)
    return f"""
        select {listed}
        from (select package.decider, {own} from package) p
        left join (
            select d.package_id, max(d.version) as versions,
                sum(case when d.verdict <> 'undo' and u.id is null then 1 else 0 end) as verdicts,
                sum(case when d.verdict in ('approve', 'edit') and u.id is null then 1 else 0 end) as let_go,
                max(case when d.verdict <> 'undo' and u.id is null then d.id end) as decision_id
            from decision d left join decision u on u.undoes = d.id group by d.package_id
        ) v on v.package_id = p.package_id
        left join decision d on d.id = v.decision_id
        left join (
            select claim.* from claim join (select max(id) as id from claim group by package_id) n on n.id = claim.id
        ) c on c.package_id = p.package_id
        left join (
            select reroute.* from reroute join (select max(id) as id from reroute group by package_id) n
                on n.id = reroute.id
        ) r on r.package_id = p.package_id
        left join (select o.package_id, {moments} from outcome o group by o.package_id) o
            on o.package_id = p.package_id
    """  # noqa: S608 - names of our own tables


def disagreement(connection: sa.Connection) -> str:
    """A package whose standing is not what the rows say, or ''."""
    listed = ", ".join(c.name for c in t.standing.columns)
    kept, made = f"select {listed} from standing", _select(connection.dialect.name)  # noqa: S608
    for one, other in ((kept, made), (made, kept)):
        found = connection.execute(sa.text(f"select package_id from ({one} except {other}) x limit 1")).scalar()  # noqa: S608
        if found is not None:
            return str(found)
    return ""
