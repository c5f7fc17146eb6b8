"""The baseline: how far estimates lay from readings when somebody last looked, and the ratchet."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from estimator.checks.accuracy import Held, mean_error
from estimator.errors import Fault, InputError, listed, near_miss
from estimator.json_text import BeyondLimits, value_of
from estimator.notebook import AsJson
from estimator.reading import PILLARS
from estimator.rules.entries import finite, text_of
from estimator.rules.quantity import shown

SCHEMA = "ssi-baseline/1"
KEYS = ("schema", "tolerances", "figures")
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
    except BeyondLimits as error:
        raise InputError.at(name, f"{error}; `ssi check --update` writes it") from None
    except ValueError:
        raise InputError.at(name, "not JSON; `ssi check --update` writes it") from None
    if not isinstance(content, dict) or content.get("schema") != SCHEMA:
        raise InputError.at(name, f"is no baseline; one begins with the schema {SCHEMA}")
    faults = [
        Fault(name, f"{key}: unknown key{near_miss(key, KEYS) or f'; known are {listed(KEYS)}'}")
        for key in content
        if key not in KEYS
    ]
    figures = _points(content.get("figures"), name, "figures", faults)
    tolerances = _points(content.get("tolerances"), name, "tolerances", faults)
    faults += [
        Fault(name, f"tolerances.{key}: is no pillar{near_miss(key, PILLARS)}")
        for key in tolerances
        if key not in PILLARS
    ]
    if faults:
        raise InputError(faults)
    return Baseline(figures, tolerances)


def _points(raw: object, name: str, key: str, faults: list[Fault]) -> dict[str, float]:
    if not isinstance(raw, dict):
        faults.append(Fault(name, f"{key}: is a mapping of names to points (got {shown(raw)})"))
        return {}
    for figure, value in raw.items():
        points = finite(value)
        if points is None or points < 0:
            what = f"{key}.{figure}: is a number of points, 0 or more (got {shown(value)})"
            faults.append(Fault(name, what))
    return {str(figure): value for figure, value in raw.items()}


def _state(before: float | None, now: float | None, tolerance: float) -> State:
    rounding = 1e-6  # of the file
    if before is None:
        return "new"
    if now is None:
        return "vanished"
    if now > before + tolerance + rounding:
        return "worse"
    return "better" if now < before - tolerance - rounding else "same"
