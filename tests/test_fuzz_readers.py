"""A few damaged files for every reader; `python tests/fuzz_readers.py` makes many more."""

import pytest
from fuzz_readers import TARGETS, trial

from estimator.errors import SsiError


@pytest.mark.parametrize("name", TARGETS)
def test_a_damaged_file_gives_a_log_or_an_error_of_ours(tmp_path, name):
    for number in range(20):
        made = trial(name, number, tmp_path)

        assert made is not None
        assert not isinstance(made, SsiError) or str(made)
