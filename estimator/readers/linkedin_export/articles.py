"""Articles: one HTML page each, published when it says so, a draft otherwise."""

import re
from collections.abc import Sequence
from typing import BinaryIO

import numpy as np

from estimator.readers.linkedin_export.batch import Batch
from estimator.readers.linkedin_export.dates import BY_NAME
from estimator.readers.linkedin_export.feed import ARTICLES
from estimator.readers.linkedin_export.packed import BROKEN
from estimator.readers.linkedin_export.sources import Member
from estimator.readers.linkedin_export.tally import Tally
from estimator.readers.linkedin_export.text import Encoding, lines

LONGEST = 1 << 20  # the dates stand above the text
STAMP = r"""<p[^>]*class=["']?%s["']?[^>]*>[^<]*?(\d{4}-\d\d-\d\d \d\d:\d\d)"""
PUBLISHED = re.compile(STAMP % "published", re.IGNORECASE)
CREATED = re.compile(STAMP % "created", re.IGNORECASE)
HEADLINE = re.compile(r"<h1.*?</h1>", re.IGNORECASE | re.DOTALL)


def read_articles(members: Sequence[Member], source: int) -> Batch:
    """The published articles of one archive, as one batch; a member is a record."""
    label = members[0].where.rsplit(":", 1)[0]
    tally = Tally(f"{label}:{ARTICLES.file}", ARTICLES.name, records=len(members))
    found: list[tuple[int, int, int]] = []
    for number, member in enumerate(members, 1):
        try:
            with member.open() as stream:
                page = _start(stream)
        except BROKEN:
            tally.whole = False
            tally.fault("damaged", number, "this page, counted in order of names, is damaged")
            continue
        published = PUBLISHED.search(page)
        if published is None:
            tally.skip("draft" if CREATED.search(page) else "no date")
            continue
        seconds = BY_NAME["iso_min_naive"].read(published.group(1))
        if seconds is None:
            tally.fault("date not readable", number, "the date it was published is not readable")
            continue
        headline = HEADLINE.search(page)
        found.append((seconds, number, hash(headline.group(0) if headline else page)))
    columns = np.array(found, dtype=np.int64).reshape(-1, 3).T
    values = {"key": columns[2]}
    return Batch(ARTICLES, tally, source, "", columns[0], columns[1], values)


def _start(stream: BinaryIO) -> str:
    text = ""
    for line in lines(stream, Encoding()):
        text += line
        if len(text) > LONGEST:
            break
    return text
