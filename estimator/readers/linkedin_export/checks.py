"""The six checks an archive must stand: each a note, kept whatever it finds."""

from dataclasses import dataclass

import numpy as np

from estimator.readers.linkedin_export.batch import Batch
from estimator.readers.linkedin_export.columns import Ints
from estimator.readers.linkedin_export.content import UNKNOWN_TIME
from estimator.readers.linkedin_export.joining import NEVER, Joined
from estimator.readers.linkedin_export.owner import MOST
from estimator.readers.linkedin_export.shelf import Shelf
from estimator.readers.linkedin_export.whole import RECENT, Export

FOUND_SHARE = 0.85
EARLY, APART = 60, 60  # seconds


@dataclass(frozen=True)
class Check:
    """A question to the files: whether the answer is as it should be, and what was measured."""

    passed: bool
    what: str

    def __str__(self) -> str:
        return f"check {'passed' if self.passed else 'FAILED'}: {self.what}"


def checks(export: Export, share: float | None) -> list[Check]:
    """Those of the six checks that the files allow."""
    shelf, joined = export.shelf, export.joined
    found = [
        _recent(export),
        _lags(joined),
        _after_post(shelf),
        _share_times(shelf),
        _sorted(shelf),
        _owner(share),
        _counted(shelf),
    ]
    return [check for check in found if check is not None]


def _recent(export: Export) -> Check | None:
    found, recent = export.recent
    if not recent or not len(export.joined.sent):
        return None
    share = found / recent
    hint = "" if share >= FOUND_SHARE else "; another archive's file, or another owner's?"
    what = f"{found} of {recent} connections of the last {RECENT} days are in Invitations"
    return Check(share >= FOUND_SHARE, f"{what} (at least {FOUND_SHARE:.0%} expected){hint}")


def _lags(joined: Joined) -> Check | None:
    accepted = joined.accepted != NEVER
    if not bool(accepted.any()):
        return None
    early = int((joined.lag[accepted] < 0).sum())
    what = f"{early} of {int(accepted.sum())} invitations are accepted before they are sent"
    return Check(early == 0, what)


def _after_post(shelf: Shelf) -> Check | None:
    early = total = 0
    for kind in ("reactions", "comments", "instant_reposts"):
        acts = shelf.merged(kind)
        dated = acts.values["posted"] != UNKNOWN_TIME
        total += int(dated.sum())
        early += int((acts.seconds < acts.values["posted"] - EARLY)[dated].sum())
    if not total:
        return None
    what = f"{early} of {total} reactions, comments and reposts are before their post"
    return Check(early == 0, what)


def _share_times(shelf: Shelf) -> Check | None:
    """Whether the dates of shares agree with the times in their links.

    The id of a scheduled post holds the hour it was written in, its date the hour it appeared; so
    only a link later than its date, or one and the same shift of all rows, is a fault of the file.
    """
    shares = shelf.merged("shares")
    dated = shares.values["posted"] != UNKNOWN_TIME
    total = int(dated.sum())
    if not total:
        return None
    wait = (shares.seconds - shares.values["posted"])[dated]
    early, middle = int((wait < -APART).sum()), float(np.median(wait))
    shifted = total > 1 and abs(middle) > APART and bool((np.abs(wait - middle) <= APART).all())
    what = f"{early} of {total} shares are dated before the time in their link"
    hint = "; all by the same time: the file was saved again in another zone?" if shifted else ""
    return Check(not early and not shifted, f"{what}{hint}")


def _sorted(shelf: Shelf) -> Check | None:
    files = [b for b in shelf.of("connections") if len(b.seconds)]
    if not files:
        return None
    what = "Connections are sorted, newest first, and none is after the archive's day"
    return Check(all(_falls(b.day) and _in_time(b) for b in files), what)


def _falls(day: Ints) -> bool:
    return bool((np.diff(day) <= 0).all())


def _in_time(batch: Batch) -> bool:
    return not batch.tally.skipped["after the archive"]


def _owner(share: float | None) -> Check | None:
    if share is None:
        return None
    return Check(
        share >= MOST,
        f"the owner is in {share:.0%} of conversations (at least {MOST:.0%} expected)",
    )


def _counted(shelf: Shelf) -> Check | None:
    reports = [b.tally.report() for b in shelf.batches]
    good = all(r.read + sum(r.skipped.values()) == r.records and r.read >= 0 for r in reports)
    read, records = sum(r.read for r in reports), sum(r.records for r in reports)
    return Check(good, f"{read} of {records} records read, {records - read} skipped by reason")
