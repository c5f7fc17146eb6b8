"""Tables of whole accounts, of bounded size, and what each of them states of its log.

Engines and readers of files cut a log into batches wherever they like, so an account's first rows
may end one batch and its others begin the next. Where the stream is sorted by account, its rows
are put together again, and no more of the stream is held than one table and one account. Where it
is not, a number that an account's name alone decides says which rows belong together.
"""

from collections.abc import Iterable, Iterator

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from estimator.errors import LogError
from estimator.readers.tables.column_types import named
from estimator.readers.tables.frames import Content, metadata_of

ROWS = 1_000_000  # of a table, unless a single account has more

ODD = np.uint64(0x9E3779B97F4A7C15)  # 2**64 by the golden ratio: its multiples spread evenly
PACKED = pa.ipc.IpcWriteOptions(compression="lz4")  # of rows that wait or are sent

Places = npt.NDArray[np.int64]


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


def place_of(accounts: pa.ChunkedArray, n_places: int, level: int = 1) -> Places:
    """Which of the places each account belongs to, shape (n_rows,): its name alone decides.

    level: of accounts that share a place, another level divides.
    """
    coded = accounts.combine_chunks().dictionary_encode()
    numbers = _numbers(coded.dictionary.cast(pa.large_binary())) // level % n_places
    places: Places = numbers.astype(np.int64)[coded.indices.to_numpy()]
    return places


def _numbers(names: pa.LargeBinaryArray) -> npt.NDArray[np.uint32]:
    """A number of each name, of its bytes and of where each stands in it; shape (n_names,)."""
    ends = np.frombuffer(names.buffers()[1], np.int64)[: len(names) + 1]
    long = np.diff(ends)
    first, signs = ends[:-1][long > 0], np.frombuffer(names.buffers()[2], np.uint8)[: ends[-1]]
    place = np.arange(len(signs)) - np.repeat(ends[:-1], long)
    worth = np.cumprod(np.full(long.max(initial=0), ODD))  # modulo 2**64
    sums = np.zeros(len(names), dtype=np.uint64)
    sums[long > 0] = np.add.reduceat((signs + np.uint64(1)) * worth[place], first)
    sums ^= sums >> np.uint64(29)
    numbers: npt.NDArray[np.uint32] = (sums * ODD >> np.uint64(32)).astype(np.uint32)
    return numbers


def divided(table: pa.Table, places: Places) -> Iterator[tuple[int, pa.Table]]:
    """The rows of each place that has any, given the place of each row."""
    moved = table.take(pa.array(np.argsort(places, kind="stable")))
    counts, start = np.bincount(places), 0
    for place in counts.nonzero()[0].tolist():
        yield place, moved.slice(start, int(counts[place]))
        start += int(counts[place])


def with_heading(table: pa.Table, content: Content) -> pa.Table:
    """The table with this in its metadata and nothing else."""
    return table.replace_schema_metadata(metadata_of(content))


def silent(content: Content) -> pa.Table | None:
    """A table without a row of the accounts that a log names although they did nothing.

    None when there are none. They are scored once, whatever the log is cut into.
    """
    if not content.get("accounts"):
        return None
    schema = pa.schema([(name, pa.string()) for name in ("account", "day", "action")])
    return with_heading(schema.empty_table(), content)


def spoken(content: Content) -> Content:
    """What a log states, without the accounts that did nothing: what each part of it states."""
    return {key: value for key, value in content.items() if key != "accounts"}
