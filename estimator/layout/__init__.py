"""The rows of a log put by action and day: where a signal finds its rows without a search.

A log is sorted by account and day. What a signal of one date needs is all rows of an action in a
run of days, of every account: one slice of columns sorted by action, then day, then account. The
layout knows no rules, so it is made once a log and serves every date and every overlay; what it was
asked for (sums of days, days that were active, the values of an attribute) stays with it. A history
has one for each block of neighbouring accounts, small enough for the cache.

Columns have the shape (n_rows,): account int32 from 0, day int32, count float64, or float32 where
that says the same; `order`, int32, leads back to the log's rows and their attributes. Acts of one
account and day that differ in nothing but their counts are one row.
"""

from estimator.layout.laying import block_of, blocks_of, forget, kept_block, layout_of
from estimator.layout.layout import Layout, Places
from estimator.layout.rows import Rows

__all__ = ["Layout", "Places", "Rows", "block_of", "blocks_of"]
__all__ += ["forget", "kept_block", "layout_of"]
