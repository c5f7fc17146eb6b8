"""Points of many accounts at once, twice: by arrays, and as plain loops that judge them.

`blocks` adds up signal by signal over arrays of accounts and days. `loops` is the same once more,
one row after the other, for people to read, for tests to judge by and for numba to compile
(`fast`); a `program` is what loops need to know of a model.
"""
