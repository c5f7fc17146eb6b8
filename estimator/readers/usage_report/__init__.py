"""Sales Navigator's usage report, CSV or XLSX, one row a seat and period: activity and SSI.

In this order: `columns` (what a column means), `grid` (where the table is), `periods`, `cells`
and `seats` (what a row says), `judging` (which rows can be used), `spreading` and `activity` (a
period's counts as days), `report` (the whole file).
"""
