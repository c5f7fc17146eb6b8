"""What must hold between the numbers of a rule set, on every day."""

from collections.abc import Iterator, Mapping

from estimator.rules.numbers import Number

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
    for day in (None, *(day - 1 for day in change_days(numbers))):
        values = {name: one.on(day) for name, one in numbers.items()}
        for law in (_windows, _unknowns, _ceilings, _steps):
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
