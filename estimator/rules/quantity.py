"""What a number of the rules measures: its unit, its range, and how it is written."""

import math
import re
from dataclasses import dataclass
from decimal import Decimal

from estimator.document import shown
from estimator.form import At, Special, Within

INFINITE = ("inf", "never")
_DURATION = re.compile(r"([0-9]+(?:\.[0-9]+)?) ?([dw])")
_DAYS = {"d": 1.0, "w": 7.0}


@dataclass(frozen=True)
class Quantity(Within, Special):
    """A kind of number, with the range it lies in.

    duration: written with a unit (`30 d`, `2 w`), counted in days. endless: may be `never`.
    name: what the JSON Schema calls it.
    """

    name: str
    unit: str
    whole: bool = False
    duration: bool = False
    endless: bool = False

    @property
    def range(self) -> str:
        """The range as a sentence takes it.

        >>> SHARE.range, LAG.range
        ('from 0 to 1', 'whole, from 0 to 3660')
        """
        return ("whole, " if self.whole else "") + super().range

    @property
    def described(self) -> str:
        """Unit and range, as `rules/README.md` states them."""
        return f"{self.unit}, {self.range}" if self.unit else self.range

    @property
    def needed(self) -> str:
        """What a fault says where it is missing."""
        return f"a number, {self.described}"

    def read(self, raw: object, at: At) -> object:
        """What is written, as it is: `estimator.rules.numbers` reads it once all are found."""
        at.walk.later.append((at, self, raw))
        return raw

    def wrong(self, value: float) -> str:
        """What is wrong with a value, as the end of a sentence; empty when it is in range."""
        if not math.isfinite(value) and not (self.endless and value > 0):
            return f"not finite (got {value:g})"
        if not self.holds(value) or (self.whole and value != int(value)):
            unit = f" ({self.unit})" if self.unit else ""
            return f"out of range (got {self.write(value)}); it is {self.range}{unit}"
        return ""

    def value_of(self, raw: object) -> float:
        """The value that a bare entry of a file states, in days where it is a duration.

        Raises: ValueError with what is wrong.
        """
        if self.duration:
            return self._read_duration(raw)
        if isinstance(raw, bool) or not isinstance(raw, int | float):
            raise ValueError(f"not a number (got {shown(raw)})")
        return float(raw)

    def _read_duration(self, raw: object) -> float:
        if self.endless and raw in INFINITE:
            return math.inf
        fit = _DURATION.fullmatch(raw) if isinstance(raw, str) else None
        if fit:
            return float(fit[1]) * _DAYS[fit[2]]
        if isinstance(raw, int | float) and not isinstance(raw, bool):
            raise ValueError(f"a duration without a unit (got {raw}); write {raw} d or {raw} w")
        words = " or never" if self.endless else ""
        raise ValueError(f"not a duration (got {shown(raw)}); write 30 d, 2 w{words}")

    def write(self, value: float) -> str:
        """The value as a file states it; `value_of` gives back the same.

        >>> WINDOW.write(14.0), POINTS.write(6.0)
        ('14 d', '6')
        """
        if not math.isfinite(value):
            return "never" if self.endless else str(value)
        word = f"{Decimal(repr(value)):f}".removesuffix(".0")
        return f"{word} d" if self.duration else word


STATUSES = ("sourced", "fitted", "assumed")

HALF_LIFE = Quantity("HalfLife", "days", above=True, duration=True, endless=True)
WINDOW = Quantity("Window", "days", least=1, most=3660, whole=True, duration=True)
LAG = Quantity("Lag", "days", most=3660, whole=True, duration=True)
POINTS = Quantity("Points", "points", most=25)
CAP = Quantity("Cap", "points", most=25, above=True)
SPREAD = Quantity("Spread", "points")
SHARE = Quantity("Share", "", most=1)
LEVEL = Quantity("Level", "", most=0.99, above=True)
STEEPNESS = Quantity("Steepness", "", least=1, most=10)
AMOUNT = Quantity("Amount", "the signal's amount", above=True)
COUNT = Quantity("Count", "counts of a day", above=True)
EVIDENCE = Quantity("Evidence", "counts of `of`")
WEIGHT = Quantity("Weight", "", above=True)
HOLD = Quantity("Hold", "", most=0.999)
FADE = Quantity("Fade", "days", least=1, most=3660, duration=True)
GRAIN = Quantity("Grain", "points", least=0.001, most=25)
TURN = Quantity("Turn", "points", above=True)
TIMES = Quantity("Times", "", above=True)
SCORE = Quantity("Score", "points", most=100)
WHOLE = Quantity("Whole", "", least=1, whole=True)
