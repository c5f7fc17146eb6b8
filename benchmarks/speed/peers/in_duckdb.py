"""The same numbers in DuckDB: one table sorted by action and day, so that most of it is skipped;
one subquery a signal, their points united and added up by account and pillar.

Prepared: the sorted table. Tried on a million rows of 10,000 accounts, and not kept: one scan of
conditional sums instead of a subquery a signal (3 times as long); tables sorted by account first
(2 times), by day first (1.2 times); one thread or four on two cores, and an order of rows that is
not preserved (the same or longer). Actions are small whole numbers, as an ENUM is underneath.
With nothing prepared, a view of the columns as they come; a table of them first takes 1.6 times as
long. A file is read once, into a table with accounts as whole numbers (0.35 times as long as
reading it for each subquery). For histories see `duckdb_history`.
"""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb
import numpy as np
import numpy.typing as npt
import pyarrow as pa

from benchmarks.speed.model import PILLARS, cut_of, model, reach, signals
from benchmarks.speed.peers.duckdb_history import history_query
from benchmarks.speed.peers.duckdb_shares import double, share_of_signal, weight, where
from benchmarks.speed.team import ACTIONS, DAYS, FIRST, ON, SECTIONS, Team
from estimator.rules.model import SignalModel

if TYPE_CHECKING:
    from benchmarks.speed.plans import Plans

Floats = npt.NDArray[np.float64]
PLANS = """
CREATE OR REPLACE TABLE accounts AS SELECT DISTINCT account FROM picks;
CREATE OR REPLACE VIEW log AS
SELECT -1 AS account, day, action, count, section, hours FROM past
UNION ALL
SELECT accounts.account, day, action, count, section, hours FROM accounts, ahead
UNION ALL
SELECT account, day, action, count, -1 AS section, -1 AS hours
FROM picks JOIN doing USING (habit, rate)
"""


class InDuckDB:
    """A table `log`, sorted when it is prepared for more than one question."""

    def __init__(self, team: Team, prepared: bool = True) -> None:
        self.n_accounts, self.connection = team.n_accounts, duckdb.connect()
        self.connection.register("rows", pa.table(team.columns()))
        if prepared:
            self.connection.execute("CREATE TABLE log AS FROM rows ORDER BY action, day, account")
        else:
            self.connection.execute("CREATE VIEW log AS FROM rows")
        accounts = (
            f"CREATE TABLE accounts AS SELECT range::INT AS account FROM range({team.n_accounts})"
        )
        self.connection.execute(accounts)

    def snapshot(self) -> pa.Table:
        """Points by pillar on the scored day."""
        return self.connection.sql(snapshot_query()).to_arrow_table()

    @classmethod
    def from_raw(cls, team: Team) -> pa.Table:
        """The snapshot of columns as they come."""
        return cls(team, prepared=False).snapshot()

    @classmethod
    def history_of(cls, team: Team) -> pa.Table:
        """Points by pillar, account and day, of columns as they come."""
        return cls(team, prepared=False).history()

    def history(self) -> pa.Table:
        """Points by pillar, account and day."""
        return self.connection.sql(history_query(FIRST, DAYS)).to_arrow_table()

    @classmethod
    def plans_of(cls, asked: "Plans") -> Callable[[], pa.Table]:
        """Points by pillar, plan and day: every plan an account."""
        made = cls.__new__(cls)
        made.connection = duckdb.connect()
        frames = {"past": asked.past.columns(), "ahead": asked.ahead.columns()}
        for name, frame in (frames | {"doing": asked.doing}).items():
            made.connection.register(name, pa.table(frame))

        def answer() -> pa.Table:
            made.connection.register("picks", pa.table(asked.picks()))
            made.connection.execute(PLANS)
            return made.connection.sql(
                history_query(asked.first, asked.n_days, True)
            ).to_arrow_table()

        return answer


def read_query(path: Path) -> str:
    """A file as the table `log`, its texts as whole numbers; and its accounts."""
    action, section = (
        f"list_position([{', '.join(repr(name) for name in names)}], {column}::VARCHAR) - 1"
        for names, column in ((ACTIONS, "action"), (SECTIONS, "section"))
    )
    number = "(row_number() OVER (ORDER BY account) - 1)::INT"
    columns = "account AS name, day - DATE '1970-01-01' AS day, count, hours"
    return (
        f"CREATE TABLE names AS SELECT account AS name, {number} AS account "
        f"FROM (SELECT DISTINCT account FROM '{path}'); "
        "CREATE VIEW accounts AS SELECT account FROM names; "
        f"CREATE TABLE log AS SELECT * FROM (SELECT {columns}, {action} AS action, "
        f"{section} AS section FROM '{path}') JOIN names USING (name) WHERE {reached()}"
    )


def reached() -> str:
    """Whether some window reaches a row."""
    return " OR ".join(
        f"(day >= {first} AND action IN ({', '.join(map(str, actions))}))"
        for first, actions in reach().items()
    )


def snapshot_query() -> str:
    """One row an account."""
    parts = " UNION ALL ".join(
        f"SELECT account, {place} AS pillar, {double(signal.points)} * {share} AS points "
        f"FROM ({amount})"
        for place, pillar in enumerate(model().pillars)
        for signal in signals(pillar)
        for amount, share in [(amount_on(signal), share_of_signal(signal))]
    )
    totals = ", ".join(
        f"least(coalesce(sum(points) FILTER (pillar = {place}), 0), {double(cut_of(pillar))}) "
        f"AS {pillar.name}"
        for place, pillar in enumerate(model().pillars)
    )
    return (
        f"SELECT account, {totals} FROM accounts LEFT JOIN ({parts}) USING (account) "
        "GROUP BY account ORDER BY account"
    )


def amount_on(signal: SignalModel) -> str:
    """Account and amount x, of the accounts that a signal touches."""
    decay = signal.decay
    window = f"day > {ON - decay.window} AND day <= {ON - decay.lag}"
    if signal.kind == "days":
        rows = f"{window} AND count > 0 AND {where(signal.match)}"
        days = f"SELECT DISTINCT account, day FROM log WHERE {rows}"
        return f"SELECT account, count(*)::DOUBLE AS x FROM ({days}) GROUP BY account"
    if signal.kind == "flow":
        rows = f"SELECT account, day, count FROM log WHERE {window} AND {where(signal.match)}"
        if signal.per_day_max is not None:
            rows = (
                f"SELECT account, day, least(sum(count), {signal.per_day_max}) AS count "
                f"FROM ({rows}) GROUP BY account, day"
            )
        return f"SELECT account, sum(count * {weight(decay)}) AS x FROM ({rows}) GROUP BY account"
    if signal.kind == "rate":
        part, of = where(signal.match), where(signal.of)
        left = f"sum(count * {weight(decay)})"
        return (
            f"SELECT account, coalesce({left} FILTER ({part}), 0) AS x, "
            f"coalesce({left} FILTER ({of}), 0) AS o "
            f"FROM log WHERE {window} AND ({part} OR {of}) GROUP BY account"
        )
    if signal.kind == "stock":
        return (
            "SELECT account, arg_max(count, day)::DOUBLE AS x FROM log "
            f"WHERE day <= {ON} AND {where(signal.match)} GROUP BY account"
        )
    items = " UNION ALL ".join(
        f"SELECT account, (arg_max(count, day) > 0)::INT * {double(item.weight)} AS x FROM log "
        f"WHERE day <= {ON} AND {where(item.match)} GROUP BY account"
        for item in signal.items
    )
    return f"SELECT account, sum(x)::DOUBLE AS x FROM ({items}) GROUP BY account"


def to_array(result: pa.Table | tuple[list[str], pa.Table]) -> Floats:
    """Pillars last: (n_accounts * n_days, 4)."""
    if isinstance(result, tuple):
        return to_array(result[1])  # accounts are in the order of their names
    return np.stack([result[name].to_numpy() for name in PILLARS], axis=-1)


def version() -> str:
    return str(duckdb.__version__)
