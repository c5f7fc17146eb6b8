"""A few damaged files for every reader; `python tests/fuzz_readers.py` makes many more."""

import pytest
from fuzz_readers import TARGETS, trial


@pytest.mark.parametrize("name", TARGETS)
def test_a_damaged_file_gives_a_log_or_an_error_of_ours(tmp_path, name):
    for number in range(20):
        trial(name, number, tmp_path)
