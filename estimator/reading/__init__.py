"""Reading: one recorded `/ssi` response, from any known payload, and back to the documented one.

Read it in this order: `names`, `numerals`, `sums` and `moments` (words, numbers and dates as
payloads write them), `found` (what a payload says), `objects`, `markup`, `lines`, `runs`, `pages`
(where each kind of payload says it), `refusals` and `payloads` (which kind it is, and what is
none), `figures` and `envelope` (the border: ranges and the allow-list), `model` (the reading),
`decoding`, `tables`, `histories` and `files` (files of them).
"""

from estimator.reading.envelope import FLAGS, Evidence
from estimator.reading.files import each_once, read_readings, store_reading, store_readings
from estimator.reading.names import PILLARS
from estimator.reading.reading import Group, Reading

__all__ = [
    "FLAGS",
    "PILLARS",
    "Evidence",
    "Group",
    "Reading",
    "each_once",
    "read_readings",
    "store_reading",
    "store_readings",
]
