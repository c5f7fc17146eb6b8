"""One answer: a folder of Parquet by any writer, in any types, plainly and by `--engine local`.

Dask and Spark are held to it in tests/engines.
"""

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from engine_logs import ON, in_order, team
from table_makers import written_by_lot

from estimator import load_rules, read_log
from estimator.engines import local, score_table
from estimator.engines.arrow import score_schema
from estimator.readers.tables.parquet_folder import folder_of
from estimator.score import estimate_accounts

RULES = load_rules()
SCORES = score_schema(RULES)


@pytest.mark.parametrize("seed", range(24))
def test_two_roads_lead_to_one_answer_bit_for_bit(tmp_path, seed):
    log = written_by_lot(tmp_path / "logs", seed)
    meant = score_table(log, RULES, ON)

    plain = estimate_accounts(read_log(tmp_path / "logs"), RULES, ON, "free", fast=False)
    little = local.score(tmp_path / "logs", RULES, ON, memory=3000)

    assert in_order(pa.table(plain), SCORES).equals(meant)
    assert in_order(pa.concat_tables(little), SCORES).equals(meant)


def test_the_index_that_pandas_writes_beside_a_frame_is_no_column_of_the_log(tmp_path):
    frame = team(3, 2).to_pandas()
    frame.index = pa.array(range(7, 7 + len(frame))).to_pandas()
    frame.to_parquet(tmp_path / "a.parquet")

    assert "__index_level_0__" in pq.read_schema(tmp_path / "a.parquet").names
    assert "__index_level_0__" not in folder_of(tmp_path).form.schema.names
