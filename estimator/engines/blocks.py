"""From a stream of batches to tables of whole accounts, of bounded size.

Engines and readers of files cut a log into batches wherever they like, so an account's first rows
may end one batch and its others begin the next. Where the stream is sorted by account, its rows
are put together again, and no more of the stream is held than one table and one account.
"""

from collections.abc import Iterable, Iterator

import pyarrow as pa
import pyarrow.compute as pc

from estimator.engines.headings import named
from estimator.errors import LogError

ROWS = 1_000_000  # of a table, unless a single account has more


def whole_accounts(
    batches: Iterable[pa.RecordBatch | pa.Table], rows: int = ROWS
) -> Iterator[pa.Table]:
    """Tables of whole accounts, of `rows` rows or one account more, of a stream sorted by account.

    Raises: LogError as soon as an account comes again after another, or out of order: a table of
    its first rows is not the whole account.
    """
    held: list[pa.Table] = []
    last, n_held = None, 0
    for place, batch in enumerate(batches, 1):
        table = named(
            pa.Table.from_batches([batch]) if isinstance(batch, pa.RecordBatch) else batch
        )
        if not table.num_rows:
            continue
        last = _check_rising(table.column("account").combine_chunks(), last, place)
        held, n_held = [*held, table], n_held + table.num_rows
        if n_held >= rows and held[0].column("account")[0].as_py() != last:
            whole, rest = _cut(pa.concat_tables(held, promote_options="default"))
            yield whole
            held, n_held = [rest], rest.num_rows
    if n_held:
        yield pa.concat_tables(held, promote_options="default")


def _check_rising(account: pa.Array, last: str | None, place: int) -> str:
    """The batch's last account. Raises: LogError when an account is less than one before it."""
    before, after = account.slice(0, len(account) - 1), account.slice(1)
    first, newest = account[0].as_py(), account[len(account) - 1].as_py()
    falls = pc.any(pc.less(after, before)).as_py() or (last is not None and first < last)
    if falls:
        what = "an account comes again, or out of order, so it may be cut in two"
        raise LogError.at(f"batch {place}", f"{what}; sort the stream by account")
    return str(newest)


def _cut(table: pa.Table) -> tuple[pa.Table, pa.Table]:
    """The rows before those of the last account, and those."""
    account = table.column("account")
    start = pc.index(account, account[table.num_rows - 1]).as_py()
    return table.slice(0, start), table.slice(start)
