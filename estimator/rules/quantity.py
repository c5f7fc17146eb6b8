"""What a number of the rules measures: its unit, its range, and how it is written."""

import math
import re
from dataclasses import dataclass
from decimal import Decimal
from numbers import Real
from typing import TypeGuard

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, core_schema

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

    def read(self, raw: object) -> float:
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
        """The value as a file states it; `read` gives back the same.

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
        """Anything: numbers are read by `estimator.rules.numbers`, each with its own place."""
        return core_schema.any_schema()

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        """The schema of a number, bare or spoken for; `$comment` is the name it is shared by."""
        bare = self.json_schema()
        return {"$comment": self.name, "anyOf": [bare, _spoken_for(bare)]}

    def json_schema(self) -> JsonSchemaValue:
        """The JSON Schema of a bare number of this kind."""
        if self.duration:
            pattern = HALF_LIFE_PATTERN if self.endless else DURATION_PATTERN
            return {"type": "string", "pattern": pattern, "description": self.describe()}
        lower = "exclusiveMinimum" if self.above else "minimum"
        upper = {} if self.most == math.inf else {"maximum": self.most}
        plain = {"type": "integer" if self.whole else "number", lower: self.least, **upper}
        return {**plain, "description": self.describe()}

    def describe(self) -> str:
        """Unit and range, as `rules/README.md` states them."""
        return f"{self.unit}, {self.range}" if self.unit else self.range


WORD = "is a word, a number or a truth value"


def is_word(raw: object) -> TypeGuard[str | bool | int | float]:
    """Whether a value can be an attribute's; an endless number cannot."""
    return isinstance(raw, str | int) or (isinstance(raw, Real) and math.isfinite(raw))


def shown(raw: object) -> str:
    """A value of a file in a message: short, on one line.

    >>> shown("x" * 50), shown({"a": 1}), shown(None)
    ("'xxxxxxxxxxxxxxxxxxxxxxxxxxxxx…'", 'a mapping', 'nothing')
    """
    if raw is None:
        return "nothing"
    if isinstance(raw, dict):
        return "a mapping"
    if isinstance(raw, tuple | list):
        return "a list"
    if isinstance(raw, str):
        return repr(raw if len(raw) <= 30 else raw[:29] + "…")
    return str(raw).lower() if isinstance(raw, bool) else str(raw)


def _spoken_for(bare: JsonSchemaValue) -> JsonSchemaValue:
    """The JSON Schema of a number with its status, source, bounds or dates."""
    plain = {key: value for key, value in bare.items() if key != "description"}
    return {
        "type": "object",
        "additionalProperties": False,
        "oneOf": [{"required": ["value"]}, {"required": ["values"]}],
        "properties": {
            "value": plain,
            "values": {
                "type": "object",
                "propertyNames": {"format": "date"},
                "additionalProperties": plain,
                "minProperties": 1,
            },
            "status": {"enum": [*STATUSES]},
            "source": {"type": "string"},
            "bounds": {"type": "array", "items": plain, "minItems": 2, "maxItems": 2},
        },
    }


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
