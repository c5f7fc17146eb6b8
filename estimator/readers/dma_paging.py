"""Whether every page of a portability download is there: what the pages say of one another."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from operator import attrgetter
from urllib.parse import parse_qs, urlsplit

from estimator.readers.registry import keys_in

CHANGE_LOG = "change log"
END = re.compile(r"No data found for this memberId")  # not "this domain": it has no page at all
FETCH = "what it holds is not counted; fetch it, and so on until the answer is 404"
_WORDS = ('"snapshotDomain"', '"snapshotData"', '"resourceName"', '"processedActivity"')
_ENDED = "No data found for this "  # member, or domain: how paging ends
# the keys of an answer of LinkedIn's APIs that holds no data
_REFUSED = {"message", "status", "serviceErrorCode", "code"}
_REFUSED |= {"errorDetails", "errorDetailType", "inputErrors"}
_EMPTY_PAGE = {"elements", "paging", "start", "count", "total", "links", "rel", "href", "type"}


def begins_page(text: str) -> bool:
    """Whether a text begins as a page of the API does, or as an answer of it without data."""
    keys = keys_in(text)
    is_answer = {"message", "status"} <= keys <= _REFUSED or {"elements"} <= keys <= _EMPTY_PAGE
    is_answer = is_answer or {"error", "error_description"} == keys  # of the signing in
    return is_answer or any(word in text for word in (*_WORDS, _ENDED))


@dataclass(frozen=True)
class Place:
    """Where a page stands among those of its domain, by its own words.

    start: the number of the page, or of its first element. after: the start of the next page, -1
    where it has one that is not named, None where it names none. total: rows or pages there are,
    LinkedIn does not say which. last: it says that no page comes after it.
    """

    start: int
    name: str
    count: int
    after: int | None
    total: int
    rows: int
    last: bool


@dataclass
class Paging:
    """The places of the pages of each domain, and how many answers ended the paging."""

    places: dict[str, list[Place]] = field(default_factory=dict)
    ends: int = 0

    def add_page(self, page: Mapping[str, object], name: str) -> None:
        """Take a page that has elements, or an empty one, which ends the paging."""
        paging, held = page.get("paging"), page.get("elements")
        if not isinstance(paging, Mapping):
            return
        elements = [one for one in (held if isinstance(held, list) else [held]) if one]
        self.ends += not elements
        rows = Counter[str]()
        for one in elements:
            if isinstance(one, Mapping) and "resourceName" in one:
                rows[CHANGE_LOG] += 1
            elif isinstance(one, Mapping) and "snapshotDomain" in one:
                part = one.get("snapshotData")
                rows[str(one["snapshotDomain"])[:60]] += len(part) if isinstance(part, list) else 1
        start, count, total = (_whole(paging.get(key), 0) for key in ("start", "count", "total"))
        links, after = paging.get("links"), None
        for link in links if isinstance(links, list) else []:
            if isinstance(link, Mapping) and link.get("rel") == "next":
                asked = parse_qs(urlsplit(str(link.get("href", ""))).query)
                after = _whole(asked.get("start", ["-1"])[0], -1)
        for domain, n in rows.items():
            place = Place(start, name, count, after, total, n, last=links == [])
            self.places.setdefault(domain, []).append(place)

    def add_answer(self, message: object) -> None:
        """Take an answer without data."""
        self.ends += END.search(str(message)) is not None

    def missing(self) -> Iterator[str]:
        """A sentence for each page that others speak of and that is not there."""
        open_ended = []
        for domain, places in sorted(self.places.items()):
            ordered = sorted(places, key=attrgetter("start"))
            for before, place in zip([None, *ordered], ordered, strict=False):
                if place.start > 0 if before is None else _is_gap(before, place):
                    yield f"{place.name}: {domain}: the page before it is not there; {FETCH}"
            last, rows = ordered[-1], sum(place.rows for place in ordered)
            goes_on = last.total > rows and not (last.last and last.rows < last.count)
            if last.after is not None:
                goes_on = last.after > last.start or last.after < 0
            if goes_on:
                open_ended.append(f"{last.name}: {domain}: the page after it is not there; {FETCH}")
        if len(open_ended) > self.ends:
            yield from open_ended


def _is_gap(before: Place, place: Place) -> bool:
    further = place.start - before.start  # in pages, or in elements of which `count` were asked for
    return further > 0 and further not in (1, before.count) and place.start != before.after


def _whole(value: object, otherwise: int) -> int:
    text = str(value)
    return int(text) if re.fullmatch(r"[0-9]{1,9}", text) else otherwise
