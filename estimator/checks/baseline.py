"""The baseline: how far estimates lay from readings when somebody last looked, and the ratchet."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from estimator.checks.accuracy import Held, mean_error
from estimator.entries import Entry, entry_of, finite, text_of
from estimator.errors import InputError
from estimator.json_text import BeyondLimits, value_of
from estimator.notebook import AsJson
from estimator.reading import PILLARS

SCHEMA = "ssi-baseline/1"
KEYS = ("schema", "tolerances", "figures")
OF_POINTS = "a mapping of names to points"
ALLOWED = 0.1  # points an error may grow by, in a baseline that is new; the file may say otherwise

State = Literal["worse", "vanished", "new", "better", "same"]


@dataclass(frozen=True)
class Baseline:
    """The mean absolute error of each figure, in points, and by how much each may grow.

    figures: by `<case>.<pillar>`, and `all.<pillar>` over all cases. tolerances: by pillar.
    """

    figures: Mapping[str, float]
    tolerances: Mapping[str, float]

    def to_json(self) -> str:
        """The text of the file: keys sorted, six decimals."""
        content = {
            "schema": SCHEMA,
            "tolerances": dict(self.tolerances),
            "figures": {name: round(error, 6) for name, error in self.figures.items()},
        }
        return json.dumps(content, indent=2, sort_keys=True, allow_nan=False) + "\n"


@dataclass(frozen=True)
class Compared(AsJson):
    """One figure beside the baseline. before, now: mean absolute error; None where it has none."""

    figure: str
    state: State
    before: float | None
    now: float | None
    tolerance: float

    @property
    def failed(self) -> bool:
        """Whether this fails the whole check."""
        return self.state in ("worse", "vanished")


def figures_of(held: Sequence[Held]) -> dict[str, float]:
    """The mean absolute error by `<case>.<pillar>` and `all.<pillar>`, in points."""
    groups: dict[str, list[Held]] = {}
    for one in held:
        for who in ("all", one.case):
            groups.setdefault(f"{who}.{one.pillar}", []).append(one)
    return {name: mean_error(ones) for name, ones in sorted(groups.items())}


def compared(baseline: Baseline, now: Mapping[str, float]) -> tuple[Compared, ...]:
    """Each figure of the baseline and of now, by name."""
    found = []
    for name in sorted({*baseline.figures, *now}):
        ends = baseline.figures.get(name), now.get(name)
        tolerance = baseline.tolerances.get(name.rpartition(".")[2], 0.0)
        found.append(Compared(name, _state(*ends, tolerance), *ends, tolerance))
    return tuple(found)


def renewed(baseline: Baseline | None, now: Mapping[str, float]) -> Baseline:
    """The baseline of now's figures; its tolerances stay as they are."""
    tolerances = dict.fromkeys(PILLARS, ALLOWED) if baseline is None else baseline.tolerances
    return Baseline(now, tolerances)


def read_baseline(path: Path) -> Baseline:
    """The baseline that a file holds. Raises: InputError when it cannot be read, or is none."""
    return baseline_of(text_of(path), str(path))


def baseline_of(text: str, name: str) -> Baseline:
    """The baseline that a text states; `name` is what faults call it. Raises: InputError."""
    try:
        content = value_of(text)
    except (BeyondLimits, ValueError) as error:
        what = error if isinstance(error, BeyondLimits) else "not JSON"
        raise InputError.at(name, f"{what}; `ssi check --update` writes it") from None
    if not isinstance(content, dict) or content.get("schema") != SCHEMA:
        raise InputError.at(name, f"is no baseline; one begins with the schema {SCHEMA}")
    entry = entry_of(text, name).mapping(KEYS, required=KEYS)  # JSON is YAML, with places
    figures = _points(entry.at("figures").items(OF_POINTS))
    tolerances = _points(entry.at("tolerances").known(PILLARS, "is no pillar", form=OF_POINTS))
    entry.document.judge()
    return Baseline(figures, tolerances)


def _points(entries: Iterable[tuple[str, Entry]]) -> dict[str, float]:
    found = {}
    for name, one in entries:
        points = finite(one.raw)
        if points is None or points < 0:
            one.other("is a number of points, 0 or more")
        else:
            found[name] = points
    return found


def _state(before: float | None, now: float | None, tolerance: float) -> State:
    rounding = 1e-6  # of the file
    if before is None:
        return "new"
    if now is None:
        return "vanished"
    if now > before + tolerance + rounding:
        return "worse"
    return "better" if now < before - tolerance - rounding else "same"
