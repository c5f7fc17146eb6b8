"""The team's log as a file: its columns for the engines, and Parquet to be read."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from benchmarks.speed.team import ACTIONS, SECTIONS, Column, Team, team

if TYPE_CHECKING:
    import pyarrow as pa


def kept_team(folder: Path, rows: int, accounts: int) -> Team:
    """The team's log, from the folder if it was made before."""
    path = folder / f"{rows}-{accounts}"
    if not path.exists():
        save(path, team(rows, accounts).columns())
    return Team(accounts, **load(path))


def save(path: Path, columns: Mapping[str, npt.NDArray[np.generic]]) -> None:
    """Writes columns by their names, a file each."""
    path.mkdir()
    for name, column in columns.items():
        np.save(path / f"{name}.npy", column)


def load(path: Path) -> dict[str, Any]:
    """The columns that were written there."""
    return {file.stem: np.load(file) for file in sorted(path.glob("*.npy"))}


def kept_file(folder: Path, data: Team) -> Path:
    """The team's log as a Parquet file, in the folder."""
    path = folder / f"{data.n_rows}-{data.n_accounts}.parquet"
    if not path.exists():
        write_parquet(data, path)
    return path


def write_parquet(data: Team, path: Path) -> None:
    """Writes the log day by day, as it was made, texts as dictionaries."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    table = pa.table(
        {
            "account": _texts(data.account, data.names),
            "day": pa.array(data.day).cast(pa.date32()),
            "action": _texts(data.action, ACTIONS),
            "count": pa.array(data.count),
            "section": _texts(data.section, SECTIONS),
            "hours": pa.array(data.hours, mask=data.hours < 0),
        }
    )
    pq.write_table(table, path)


def _texts(codes: Column, values: tuple[str, ...]) -> "pa.Array":
    import pyarrow as pa

    codes = codes.astype(np.int32)
    return pa.DictionaryArray.from_arrays(pa.array(codes, mask=codes < 0), pa.array(values))
