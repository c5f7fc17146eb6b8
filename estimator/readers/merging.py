"""Several sources or outcomes as one; what two of them hold, or was given twice, counts once."""

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from estimator.actions import spoken, vocabulary
from estimator.days import to_date
from estimator.log import ActivityLog, concat
from estimator.readers.outcome import Outcome
from estimator.readers.registry import KnownSource

WORKBOOK, REPORT = "creator_analytics", "usage_report"
NUMBERED = re.compile(r"\d{4}-\d\d-\d{4}|row-\d{4}")  # a seat of a report without names
COVERED = "covered by a newer report"  # why rows of a report are left out
DAYS = 1 << 20  # more than any day since 1970
BLOCK = 1 << 20
NAMED = 5  # acts that a note lists


def merged(outcomes: Sequence[Outcome]) -> Outcome:
    """One outcome with the rows, coverage, readings and reports of all; it adds up.

    Acts that two of them show on the same days are noted, but for those that would surely count
    twice: posts of an analytics workbook, and the days of a seat in two usage reports.
    """
    if len(outcomes) == 1:
        return outcomes[0]
    outcomes = [_once(place, outcomes) for place in range(len(outcomes))]
    twice = tuple(_twice([outcome.log for outcome in outcomes]))
    kinds = list(dict.fromkeys(outcome.kind for outcome in outcomes))
    return Outcome(
        kinds[0] if len(kinds) == 1 else "mixed",
        concat([outcome.log for outcome in outcomes]),
        tuple(reading for outcome in outcomes for reading in outcome.readings),
        tuple(report for outcome in outcomes for report in outcome.files),
        (*dict.fromkeys(note for outcome in outcomes for note in outcome.notes), *twice),
        tuple(dict.fromkeys(lack for outcome in outcomes for lack in outcome.missing)),
        tuple(dict.fromkeys(name for outcome in outcomes for name in outcome.columns)),
        tuple(dict.fromkeys(one for outcome in outcomes for one in outcome.cautions)),
        tuple(dict.fromkeys(one for outcome in outcomes for one in outcome.assumed)),
        seat=next((outcome.seat for outcome in outcomes if outcome.seat is not None), None),
    )


INFERRED = "connection_asked_for"  # no source gave it
KINDS = {
    "linkedin_export": "LinkedIn's export",
    "dma": "portability API",
    "usage_report": "usage report",
    "creator_analytics": "creator analytics",
    "readings": "recorded scores",
}


def gave(outcome: Outcome) -> str:
    """A line on what one source gave: its rows, its days, and its commonest actions.

    >>> gave(Outcome("table", ActivityLog.empty()))
    'table: nothing for the log'
    """
    log, files = outcome.log, outcome.files
    what = KINDS.get(outcome.kind, outcome.kind.replace("_", " "))
    names = list(dict.fromkeys(file.name.partition(":")[0] for file in files if file.records))
    names = [name for name in names if name != what]
    name = ", ".join(names[:NAMED]) + (f" and {len(names) - NAMED} more" * (len(names) > NAMED))
    head = f"{name}, {what}" if name else what
    read, records = sum(file.read for file in files), sum(file.records for file in files)
    if not log.n_rows:
        n = len(outcome.readings)
        return f"{head}: {f'{n} of {records:,} read' if n else 'nothing for the log'}"
    counts = {
        action: float(log.count[rows].sum())
        for code, action in enumerate(log.actions)
        if len(rows := np.flatnonzero(log.action == code))
        and not (vocabulary()[action].level or action == INFERRED)
    }
    levels = [a for a in log.actions if vocabulary()[a].level]
    most = sorted(counts, key=lambda action: (-counts[action], action))
    said = [f"{spoken(action)} {counts[action]:,.0f}" for action in most[:NAMED]]
    rest = [*most[NAMED:], *levels]
    more = f" and {len(rest)} more" if rest and said else spoken(", ".join(levels))
    first, last = to_date(int(log.day.min())), to_date(int(log.day.max()))
    return f"{head}: {read:,} of {records:,} rows, {first} to {last}: {', '.join(said)}{more}"


def _twice(logs: Sequence[ActivityLog]) -> Iterator[str]:
    """A note on the acts that two logs show on the same day of one account, if there are any."""
    several = Counter(name for log in logs for name in log.accounts)
    accounts = sorted(name for name, n_logs in several.items() if n_logs > 1)
    actions = sorted({name for log in logs for name in log.actions if not vocabulary()[name].level})
    keys = np.concatenate([np.unique(_keys(log, accounts, actions)) for log in logs])
    both, n_logs = np.unique(keys[keys >= 0], return_counts=True)
    both = both[n_logs > 1]
    if len(both):
        places = np.unique(both // DAYS % len(actions)).tolist()
        listed = ", ".join(
            [actions[place] for place in places[:NAMED]] + ["..."] * (len(places) > NAMED)
        )
        n_days = len(np.unique(both % DAYS))
        what = f"two sources show {listed} on the same days ({n_days}), and they add up"
        yield f"check FAILED: {what}; leave out one where both tell of the same acts"


def _keys(
    log: ActivityLog, accounts: Sequence[str], actions: Sequence[str], step: int = 0
) -> npt.NDArray[np.int64]:
    """One number for the account, action and day of each row; -1 where one is none of the given.

    step: how many days later than the row's the day is.
    """
    account, action = _places(log.accounts, accounts), _places(log.actions, actions)
    which = account[log.account] * len(actions) + action[log.action]
    known = (account[log.account] >= 0) & (action[log.action] >= 0)
    return np.where(known, which * DAYS + log.day + step, -1)


def _places(names: Sequence[str], among: Sequence[str]) -> npt.NDArray[np.int64]:
    place = {name: code for code, name in enumerate(among)}
    return np.array([place.get(name, -1) for name in names], dtype=np.int64)


def _once(place: int, outcomes: Sequence[Outcome]) -> Outcome:
    """An outcome without the acts that another shows, where both can only tell of the same ones.

    Those are posts of a workbook on days of which any other source shows posts (its day may be
    that of another zone, so a post a day apart is the same one), and whatever a usage report
    tells of days that a newer one covers.
    """
    outcome = outcomes[place]
    log = outcome.log
    if outcome.kind == WORKBOOK:
        acts = ["post"]
        others = [one.log for one in outcomes if one.kind != WORKBOOK]
        what = "posts of the analytics workbook are left out: another source shows them"
        rest = "on all days but those of {}"
    elif outcome.kind == REPORT:
        acts = [action for action in log.actions if not vocabulary()[action].level]
        reports = sorted((one.log for one in outcomes if one.kind == REPORT), key=_age)
        others = reports[reports.index(log) + 1 :]
        name = outcome.files[0].name
        what = f"{name}: days of a newer usage report are left out; they count once, as it says"
        rest = "{} rows of other days stay"
    else:
        return outcome
    shown = _shown(log, acts, others)
    if not shown.any():
        return outcome
    counted = _is(log, "post") if outcome.kind == WORKBOOK else True
    n_left = int((counted & ~shown).sum())
    note = f"{what}, {rest.format(n_left)}" if n_left else what
    files = outcome.files
    if not n_left and outcome.kind == REPORT:  # nothing of it counts, so nothing of it was read
        files = tuple(
            replace(one, read=0, skipped={**one.skipped, COVERED: one.read}) for one in files
        )
    log = log.where(~shown).compact()
    return replace(outcome, log=log, notes=(*outcome.notes, note), files=files)


def _age(log: ActivityLog) -> tuple[int, float, str]:
    """By which reports are sorted, the newest last: of two that end on one day the one of more
    acts, as a period's numbers only grow.
    """
    return int(log.day.max(initial=0)), float(log.count.sum()), log.sha256


def _is(log: ActivityLog, action: str) -> npt.NDArray[np.bool_]:
    """Which rows are of the action."""
    return np.isin(log.action, np.flatnonzero(np.array(log.actions) == action))


def _shown(
    log: ActivityLog, actions: Sequence[str], others: Sequence[ActivityLog]
) -> npt.NDArray[np.bool_]:
    """Which rows of these actions are on days that others cover, or within a day of a post.

    A row of a seat that only its place in a report names is nobody else's.
    """
    shown = np.zeros(log.n_rows, dtype=bool)
    if not log.n_rows:
        return shown
    first, last = int(log.day.min()), int(log.day.max())
    for action in actions:
        rows = _is(log, action)
        for other in others:
            named = [name for name in other.accounts if not NUMBERED.fullmatch(name)]
            covered = other.coverage.pinned(named).days(action, log.accounts, first, last)
            who = log.account if len(covered) > 1 else 0
            shown |= rows & covered[who, log.day - first]
            for step in (-1, 0, 1) if action == "post" else ():
                near = _keys(other, log.accounts, [action])
                shown |= rows & np.isin(_keys(log, log.accounts, [action], step), near)
    return shown


def each_once(sources: Sequence[KnownSource]) -> tuple[list[KnownSource], list[str]]:
    """The sources without those that hold the same bytes as an earlier one, and a note of each."""
    # a folder, or an object in memory, is like no other
    sizes = [
        source.size() if source.is_file else -1 - place for place, source in enumerate(sources)
    ]
    first: dict[object, KnownSource] = {}
    kept, notes = [], []
    for source, size in zip(sources, sizes, strict=True):
        key = size if sizes.count(size) == 1 else (size, _digest(source))
        same = first.setdefault(key, source)
        if same is source:
            kept.append(source)
        else:
            notes.append(_note(source.name, same.name, "is the same file as"))
    return kept, notes


def of_each_log_once(outcomes: Iterable[Outcome]) -> list[Outcome]:
    """The outcomes without those whose log is that of an earlier one; that one is told of it."""
    kept: list[Outcome] = []
    for outcome in outcomes:
        log = outcome.log
        same = [
            n
            for n, other in enumerate(kept)
            if log.n_rows == other.log.n_rows > 0
            and not (outcome.readings or other.readings)
            and log.sha256 == other.log.sha256
        ]
        if not same:
            kept.append(outcome)
            continue
        name, other = (
            one.files[0].name.partition(":")[0] if one.files else one.kind
            for one in (outcome, kept[same[0]])
        )
        note = _note(name, other, "holds the same rows as")
        kept[same[0]] = replace(kept[same[0]], cautions=(*kept[same[0]].cautions, note))
    return kept


def _note(name: str, other: str, relation: str) -> str:
    if name == other:
        return f"{name} is given twice; it is read once"
    return f"{name} {relation} {other}; it counts once"


def _digest(source: KnownSource) -> bytes:
    digest = hashlib.sha256()
    with source.open() as stream:
        while block := stream.read(BLOCK):
            digest.update(block)
    return digest.digest()
