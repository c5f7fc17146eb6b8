"""What a number of the rules measures: its unit, its range, and how it is written."""

import math
import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import get_args

from pydantic import BaseModel, GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, core_schema

from estimator.entries import shown
from estimator.form import keys_of

INFINITE = ("inf", "never")
SMALLEST, LARGEST = 1e-6, 1e9  # of any number but 0: what is made of them stays finite
_DURATION = re.compile(r"([0-9]+(?:\.[0-9]+)?) ?([dw])")
_DAYS = {"d": 1.0, "w": 7.0}
DURATION_PATTERN = r"^([0-9]+(\.[0-9]+)? ?[dw])$"
HALF_LIFE_PATTERN = r"^([0-9]+(\.[0-9]+)? ?[dw]|inf|never)$"


@dataclass(frozen=True)
class Quantity:
    """A kind of number. least, most: its range; above: the range begins after `least`.

    duration: written with a unit (`30 d`, `2 w`), counted in days. endless: may be `never`.
    name: what the JSON Schema calls it.
    """

    name: str
    unit: str
    least: float = 0.0
    most: float = math.inf
    above: bool = False
    whole: bool = False
    duration: bool = False
    endless: bool = False

    @property
    def range(self) -> str:
        """The range as a sentence takes it.

        >>> SHARE.range, AMOUNT.range
        ('from 0 to 1', 'above 0')
        """
        whole = "whole, " if self.whole else ""
        if self.above:
            most = "" if self.most == math.inf else f", at most {self.most:g}"
            return f"{whole}above {self.least:g}{most}"
        most = "on" if self.most == math.inf else f"to {self.most:g}"
        return f"{whole}from {self.least:g} {most}"

    def wrong(self, value: float) -> str:
        """What is wrong with a value, as the end of a sentence; empty when it is in range."""
        if not math.isfinite(value) and not (self.endless and value > 0):
            return f"not finite (got {value:g})"
        if math.isfinite(value) and value and not SMALLEST <= abs(value) <= LARGEST:
            ends = f"from {SMALLEST:g} to {LARGEST:g}"
            return f"out of range (got {value:g}); a number of the rules is 0 or {ends}"
        low = value <= self.least if self.above else value < self.least
        if low or value > self.most or (self.whole and value != int(value)):
            unit = f" ({self.unit})" if self.unit else ""
            return f"out of range (got {self.write(value)}); it is {self.range}{unit}"
        return ""

    def value_of(self, raw: object) -> float:
        """The value that a bare entry of a file states, in days where it is a duration.

        Raises: ValueError with what is wrong.
        """
        number = raw if isinstance(raw, int | float) and not isinstance(raw, bool) else None
        if not self.duration:
            if number is None:
                raise ValueError(f"not a number (got {shown(raw)})")
            return float(number)
        if self.endless and raw in INFINITE:
            return math.inf
        if fit := _DURATION.fullmatch(raw) if isinstance(raw, str) else None:
            return float(fit[1]) * _DAYS[fit[2]]
        if number is not None:
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

    def __get_pydantic_core_schema__(
        self, source: object, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        """Anything: `estimator.rules.numbers` reads it, once all that vouches for it is known."""
        return core_schema.any_schema()

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        """The schema of a number, bare or with its status, source, bounds or dates.

        `$comment` is the name by which it is shared.
        """
        lower = "exclusiveMinimum" if self.above else "minimum"
        upper = {} if self.most == math.inf else {"maximum": self.most}
        plain = {"type": "integer" if self.whole else "number", lower: self.least, **upper}
        if self.duration:
            pattern = HALF_LIFE_PATTERN if self.endless else DURATION_PATTERN
            plain = {"type": "string", "pattern": pattern}
        by_date = {"type": "object", "propertyNames": {"format": "date"}, "minProperties": 1}
        spoken_for = {
            "type": "object",
            "additionalProperties": False,
            "oneOf": [{"required": ["value"]}, {"required": ["values"]}],
            "properties": {
                "value": plain,
                "values": {**by_date, "additionalProperties": plain},
                "status": {"enum": [*STATUSES]},
                "source": {"type": "string"},
                "bounds": {"type": "array", "items": plain, "minItems": 2, "maxItems": 2},
            },
        }
        bare = {**plain, "description": self.describe()}
        return {"$comment": self.name, "anyOf": [bare, spoken_for]}

    @property
    def needed(self) -> str:
        """What is missing where no such number stands."""
        return f"a number, {self.describe()}"

    def describe(self) -> str:
        """Unit and range, as `rules/README.md` states them."""
        return f"{self.unit}, {self.range}" if self.unit else self.range


@cache
def quantities_of(form: type[BaseModel]) -> dict[str, tuple[Quantity, bool]]:
    """What each number of a form measures, by key, and whether it is a list of such numbers."""
    found = {}
    for key, field in keys_of(form).items():
        inner = [m for one in get_args(field.annotation) for m in getattr(one, "__metadata__", ())]
        for one in (*field.metadata, *inner):
            if isinstance(one, Quantity):
                found[key] = one, one in inner
    return found


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
