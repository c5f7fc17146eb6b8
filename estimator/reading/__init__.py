"""Reading: one recorded `/ssi` response, from any known payload, and back to the documented one.

Read it in this order: `names` and `numerals` (words and numbers as payloads write them), `objects`,
`page_lines` and `pages` (where each kind of payload says what), `payloads` (which kind it is, and
what is none), `reading` (what stays of one), `envelope` and `figures` (the border: an allow-list,
and numbers in range), `histories` and `files` (files of them; a score needs neither).
"""

from estimator.reading.names import PILLARS
from estimator.reading.reading import FLAGS, Evidence, Group, Reading

__all__ = ["FLAGS", "PILLARS", "Evidence", "Group", "Reading"]
