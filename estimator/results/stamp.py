"""What every result carries: what it was computed from, and the range its points lie in."""

from dataclasses import dataclass
from typing import Protocol

from estimator.actions import Seat

Json = dict[str, object]


class Digested(Protocol):
    """What has a digest, which takes a while to work out when it is big."""

    @property
    def sha256(self) -> str: ...


@dataclass(frozen=True, eq=False, repr=False)
class Stamp:
    """What a result was computed from; the same stamp means the same numbers.

    rules, log: the digest of each, or the thing itself, which is digested when somebody looks.
    """

    engine: str
    rules: str | Digested
    log: str | Digested
    on: str
    seat: Seat
    calibrated_until: str

    @property
    def rules_sha256(self) -> str:
        return self.rules if isinstance(self.rules, str) else self.rules.sha256

    @property
    def log_sha256(self) -> str:
        return self.log if isinstance(self.log, str) else self.log.sha256

    def to_dict(self) -> Json:
        return {
            "engine": self.engine,
            "rules_sha256": self.rules_sha256,
            "log_sha256": self.log_sha256,
            "on": self.on,
            "seat": self.seat,
            "calibrated_until": self.calibrated_until,
        }

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Stamp) and self.to_dict() == other.to_dict()

    def __hash__(self) -> int:
        return hash(tuple(self.to_dict().values()))

    def __repr__(self) -> str:
        return f"Stamp({', '.join(f'{key}={value!r}' for key, value in self.to_dict().items())})"


@dataclass(frozen=True)
class Interval:
    """Points and the range they lie in at `level` (0.8: four times in five)."""

    points: float
    low: float
    high: float
    level: float

    def to_dict(self) -> Json:
        return dict(vars(self))
