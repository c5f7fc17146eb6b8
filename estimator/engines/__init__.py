"""Past one machine: Arrow tables of whole accounts in, Arrow tables of scores or histories out.

    arrow     the contract: a table, rules and a day in; a row an account (and day) out; and what
              every engine is asked for
    survey    what a log cut anywhere spans: its coverage and its last day
    account_blocks    tables of whole accounts, and what each states of its log
    local     one machine and a log larger than its memory
    dask, spark    the adapters of clusters

An account's numbers depend on its own rows and on the coverage, which is one for the whole log;
never on the other accounts of its table. So a log may be cut between accounts anywhere, and the
scores stay the same, bit for bit. Three things keep it so: an account's rows are sorted before
they are summed, by values and not by the order they came in; sums go over one account's rows at
a time; and coverage is stated before the log is cut. For the same reason nothing is added up or
left out on the way to the workers, though it would be less to move: (a + b) + c is not a + (b + c).
The bits of exp and log may differ between kinds of processor; workers should be of one kind.
"""

from estimator.engines.account_blocks import whole_accounts
from estimator.engines.arrow import history_table, score_table
from estimator.engines.survey import Survey

__all__ = ["Survey", "history_table", "score_table", "whole_accounts"]
