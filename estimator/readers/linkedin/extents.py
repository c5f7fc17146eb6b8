"""Coverage: which actions the archives would have shown, and from when to when; what is missing."""

from collections.abc import Sequence

from estimator.actions import vocabulary
from estimator.coverage import Coverage, Span
from estimator.readers.linkedin.kinds import BY_NAME, KINDS, SHOWN_BY, Kind
from estimator.readers.linkedin.shelf import Shelf

ACTIVE_DAYS = 730  # for which a Complete archive holds an act of any kind

COMPLETE = (
    "only a Complete archive shows them; on LinkedIn: Settings > Data privacy > Get a copy of your "
    "data > the larger archive (arrives within 48 hours, its link lasts 72)"
)
ALWAYS = (
    "followers, impressions, engagement received: LinkedIn's creator analytics workbook (XLSX)",
    "profile views made, leads and accounts saved, lists: a Sales Navigator usage report, or a "
    "line a day written by hand",
    "profile views and search appearances received, searches saved: in no file; by hand",
    "invitations declined or withdrawn, groups joined: the data portability API (EEA and "
    "Switzerland, the last 28 days); accepted ones from before the last 180 days: an older archive",
    "comments in groups: in no file",
)
PHOTO = "profile photo: shown only when it was uploaded lately; a line by hand settles it"


def coverage(shelf: Shelf, owner_known: bool, doubtful: frozenset[str]) -> Coverage:
    """What the archives state about each action, no more.

    doubtful: the actions that a file holds in a form that does not tell them.
    """
    spans = []
    for action, kinds in SHOWN_BY.items():
        if action in doubtful or not (owner_known or BY_NAME["messages"] not in kinds):
            continue
        both = set.intersection(*(set(shelf.shows(kind.name)) for kind in kinds))
        if action == "active_day":
            both = {number for number in both if shelf.archives[number].is_complete()}
        # the number of connections a few weeks ago is a good one of today
        level = vocabulary()[action].level
        last = {
            number: shelf.snapshot[number]
            if level
            else min(shelf.until(kind.name, number) for kind in kinds)
            for number in both
        }
        if all(kind.days is None for kind in kinds):
            spans += [Span(action, _first(shelf, kinds), max(last.values()))] if both else []
        else:
            spans += [Span(action, _since(shelf, action, n), last[n]) for n in sorted(both)]
    return Coverage(tuple(spans))


def _since(shelf: Shelf, action: str, source: int) -> int:
    """The first day that files of a limited reach show: by their kind, or by their rows."""
    if action == "active_day":
        return shelf.snapshot[source] - ACTIVE_DAYS
    days, kind = min((kind.days, kind.name) for kind in SHOWN_BY[action] if kind.days is not None)
    first = shelf.snapshot[source] - days
    return int(shelf.merged(kind, source).day.min(initial=first)) if kind == "searches" else first


def _first(shelf: Shelf, kinds: Sequence[Kind]) -> int | None:
    """The first day shown: none (all of it), or where a list that is cut off begins."""
    cut = [b for k in kinds for b in shelf.of(k.name) if b.tally.records in b.kind.cut]
    return min((int(b.day.min(initial=shelf.last_day)) for b in cut), default=None)


def missing(shelf: Shelf, owner_known: bool, photo_known: bool) -> tuple[str, ...]:
    """What the archives could not show and where to get it, a sentence each."""
    sentences, told = [], [kind for kind in KINDS if kind.tells]
    lacking = [kind for kind in told if kind.complete_only and not shelf.shows(kind.name)]
    if lacking:
        what = ", ".join([*(kind.tells for kind in lacking), "days active"])
        files = ", ".join(kind.file for kind in lacking)
        some = len(lacking) < sum(kind.complete_only for kind in told)
        sentences.append(f"{what}: {f'{files} of the same archive' if some else COMPLETE}")
    sentences += [
        f"{kind.tells}: {kind.file} of any archive, Basic or Complete"
        for kind in told
        if not kind.complete_only and not shelf.shows(kind.name)
    ]
    if shelf.shows("messages") and not owner_known:
        sentences.append(
            "messages sent and answered: give Invitations.csv or Profile.csv of the same archive "
            "too, so that the owner is known"
        )
    if not photo_known:
        sentences.append(PHOTO)
    return (*sentences, *ALWAYS)
