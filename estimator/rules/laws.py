"""What must hold between the parts of a rule set: numbers on every day, and who infers whom."""

from collections.abc import Container, Iterator, Mapping

from estimator.entries import Entry, shown
from estimator.errors import near_miss
from estimator.rules.forms import PILLARS
from estimator.rules.numbers import Number

MOST_CHANGES = 366  # days on which numbers may change: each is a model of its own
Numbers = Mapping[str, Number]
Broken = tuple[str, str]  # the name of the number that breaks the law, what is wrong


def change_days(numbers: Mapping[str, Number]) -> tuple[int, ...]:
    """The days on which some number changes, oldest first.

    A number holds from its first date on, and before it too: that day is no change.
    """
    return tuple(sorted({day for one in numbers.values() for day, _ in one.dated[1:]}))


def broken(numbers: Numbers) -> Iterator[Broken]:
    """Each law that does not hold, once for each number that breaks it."""
    found: dict[Broken, None] = {}
    days = change_days(numbers)
    if len(days) > MOST_CHANGES:
        most = max(numbers, key=lambda name: len(numbers[name].dated))
        yield most, f"the rules change on {len(days):,} days; at most on {MOST_CHANGES}"
        return
    for day in (None, *(day - 1 for day in days)):
        values = {name: one.on(day) for name, one in numbers.items()}
        for law in (_windows, _unknowns, _ceilings, _steps, _anchored):
            found.update(dict.fromkeys(law(values)))
    yield from found


def _windows(values: Mapping[str, float]) -> Iterator[Broken]:
    for name in values:
        where, _, last = name.rpartition(".")
        if last != "window" and (last != "lag" or f"{where}.window" in values):
            continue
        lag = values.get(f"{where}.lag", values.get("defaults.lag", 0.0))
        window = values.get(f"{where}.window", values.get("defaults.window", lag + 1))
        if lag >= window:
            yield name, f"the lag is not below the window (got {lag:g} d, {window:g} d)"


def _unknowns(values: Mapping[str, float]) -> Iterator[Broken]:
    for name, share in values.items():
        if name.endswith(".unknown.share"):
            where = name.removesuffix("share")
            low, high = values.get(where + "low", share), values.get(where + "high", share)
            if not low <= share <= high:
                yield name, f"not low <= share <= high (got {low:g}, {share:g}, {high:g})"


def _ceilings(values: Mapping[str, float]) -> Iterator[Broken]:
    for name, ceiling in values.items():
        pillar, _, seat = name.partition(".ceiling.")
        if seat and ceiling > (cap := values.get(f"{pillar}.cap", ceiling)):
            yield name, f"the ceiling is above the cap (got {ceiling:g}, cap {cap:g})"


def _steps(values: Mapping[str, float]) -> Iterator[Broken]:
    for name, value in values.items():
        where, _, place = name.rpartition(".")
        curve, _, list_ = where.rpartition(".")
        if not place.isdigit() or list_ not in ("at", "shares"):
            continue
        other = "shares" if list_ == "at" else "at"
        if f"{curve}.{other}.{place}" not in values:
            yield name, f"has no partner in {other}; both lists are of one length"
        before = values.get(f"{where}.{int(place) - 1}")
        if before is not None and before >= value:
            yield name, f"does not rise (got {before:g}, then {value:g}); steps rise"


def _anchored(values: Mapping[str, float]) -> Iterator[Broken]:
    """Readings anchor every pillar there is, or none."""
    pillars = [name.removesuffix(".cap") for name in values if name.endswith(".cap")]
    for pillar in pillars if "anchoring.fade" in values else ():
        if f"anchoring.{pillar}.hold" not in values:
            yield "anchoring.fade", f"anchoring says nothing of {pillar}; it needs hold and grain"


def named_signal(word: str, signals: Container[str]) -> str | None:
    """The `pillar.signal` that a word means: itself, its whole path, or its name alone.

    >>> named_signal("connections", ["find.people_searches", "relationship.connections"])
    'relationship.connections'
    """
    name = ".".join(part for part in word.split(".") if part not in ("pillars", "signals"))
    meant = [name] if "." in name else [f"{pillar}.{name}" for pillar in PILLARS]
    fitting = [path for path in meant if path in signals]
    return fitting[0] if len(fitting) == 1 else None


def note_references(rules: Entry) -> None:
    """Notes each `from` that names no signal, one that is off, or one that leads back to itself."""
    signals = {
        f"{pillar}.{name}": signal
        for pillar, body in rules.at("pillars").items()
        for name, signal in body.at("signals").items()
        if isinstance(signal.raw, Mapping)
    }
    words = {path: signal.at("unknown").at("from") for path, signal in signals.items()}
    inferred = {path: word for path, word in words.items() if isinstance(word.raw, str)}
    known = {path: named_signal(str(word.raw), signals) for path, word in inferred.items()}
    circles = _circles(known)
    for path, word in inferred.items():
        origin = known[path]
        if path in circles:
            word.note(f"leads back to itself: {' from '.join(circles[path])}")
        elif origin is None:
            names = [*signals, *(signal.partition(".")[2] for signal in signals)]
            hint = near_miss(word.raw, names) or "; it is pillar.signal"
            word.note(f"no such signal (got {shown(word.raw)}){hint}")
        elif signals[origin].at("off").is_there:
            word.note(f"{origin} is off, so it is never known")


def _circles(origins: Mapping[str, str | None]) -> dict[str, list[str]]:
    """Of each signal that is inferred from itself in the end, the way there."""
    found: dict[str, list[str]] = {}
    judged: set[str] = set()
    for start in origins:
        way: dict[str, None] = {}
        at: str | None = start
        while at is not None and at not in judged and at not in way:
            way[at] = None
            at = origins.get(at)
        judged |= way.keys()
        circle = [*way][[*way].index(at) :] if at is not None and at in way else []
        for place, path in enumerate(circle):
            after = [circle[(place + n) % len(circle)] for n in range(1, min(len(circle), 9))]
            found[path] = [path, *after, *(["..."] if len(circle) > 9 else []), path]
    return found
