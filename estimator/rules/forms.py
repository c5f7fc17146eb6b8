"""The form of a rule file and of an overlay: every key, which `rules/README.md` says in words.

A number is annotated with its quantity only; `estimator.rules.numbers` reads it.
"""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from estimator.form import Form, said
from estimator.rules import quantity as q
from estimator.rules.signal_forms import (
    AnySignal,
    HalfLife,
    Lag,
    Name,
    Points,
    Share,
    SourceName,
    Spread,
    Status,
    Text,
    Window,
)

PILLARS = ("brand", "find", "insight", "relationship")


class Source(Form):
    """Where numbers come from: what it is, what it is called, when it was seen."""

    kind: Literal["official", "reported", "fit", "measured", "assumption"]
    title: Text
    seen: date | None = None
    url: Text | None = None
    readings: Annotated[int, Field(ge=0)] | None = None
    from_: Annotated[date | None, Field(alias="from")] = None
    to: date | None = None
    sha256: Text | None = None
    note: Text | None = None

    @model_validator(mode="after")
    def _seen(self) -> Self:
        if self.seen is None and self.kind != "assumption":
            raise said("seen: missing; the day on which it was read")
        return self


class Regime(Form):
    """A stretch of time in which LinkedIn's formula was the same, from a day on."""

    id: Text
    from_: Annotated[date, Field(alias="from")]
    note: Text
    source: SourceName


class WholeDecay(Form):
    """The decay of every signal that states no other."""

    half_life: HalfLife
    window: Window
    lag: Lag


class Defaults(Form):
    """What holds where nothing else is said."""

    decay: WholeDecay
    status: Status
    source: SourceName


class IntervalForm(Form):
    """The level of the intervals of every estimate, and how far unknown signals move together."""

    level: Annotated[object, q.LEVEL]
    together: Share = None


class Rank(Form):
    """The law of the rank: the standard deviation of scores in a group, and what it is high up."""

    spread: Spread
    spread_high: Spread = None
    high_from: Annotated[object, q.SCORE] = None
    high_to: Annotated[object, q.SCORE] = None


class PillarAnchoring(Form):
    """How long what a reading says of one pillar holds, and what a day alone adds to it."""

    hold: Annotated[object, q.HOLD]
    grain: Annotated[object, q.GRAIN]


class AnchoringForm(Form):
    """How readings move an estimate; without it they do not. See `estimator.anchoring`."""

    fade: Annotated[object, q.FADE]
    turn: Annotated[object, q.TURN]
    odd: Annotated[object, q.TIMES]
    likely: Spread
    dip: Points
    dip_within: Window
    keep: Annotated[object, q.WHOLE]
    trust: Annotated[object, q.TIMES] = None
    memories: Annotated[object, q.WHOLE] = None
    worth: Annotated[object, q.TIMES] = None
    brand: PillarAnchoring | None = None
    find: PillarAnchoring | None = None
    insight: PillarAnchoring | None = None
    relationship: PillarAnchoring | None = None


class Ceilings(Form):
    """The most a pillar can show with each seat; the cap where a seat is absent."""

    free: Points = None
    premium: Points = None
    sales_navigator: Points = None


class PillarForm(Form):
    """One of the four, with everything it is made of."""

    api_name: Text
    cap: Annotated[object, q.CAP]
    ceiling: Ceilings | None = None
    spread: Spread
    spread_least: Spread = None
    spread_part: Share = None
    signals: Mapping[Name, AnySignal]


class Pillars(Form):
    """Those that the file states, in their one order; LinkedIn's score is all four."""

    brand: PillarForm | None = None
    find: PillarForm | None = None
    insight: PillarForm | None = None
    relationship: PillarForm | None = None

    def stated(self) -> dict[str, PillarForm]:
        """The pillars there are, by name."""
        return {name: pillar for name in PILLARS if (pillar := getattr(self, name)) is not None}


class RuleFile(Form):
    """A whole rule file."""

    schema_: Annotated[Literal["ssi-rules/1"], Field(alias="schema")]
    name: Text | None = None
    version: Annotated[int, Field(ge=1)] | None = None
    calibrated_until: date
    regimes: tuple[Regime, ...] = ()
    sources: Mapping[str, Source]
    defaults: Defaults
    interval: IntervalForm | None = None
    rank: Rank | None = None
    anchoring: AnchoringForm | None = None
    pillars: Pillars


OVERLAY = "ssi-overlay/1"


class OverlayFile(Form):
    """The form of an overlay; its values are numbers by path."""

    schema_: Annotated[Literal["ssi-overlay/1"], Field(alias="schema")]
    base: Text
    base_sha256: Text | None = None  # judged beside the base, in `estimator.rules.overlay`
    note: Text | None = None
    calibrated_until: date | None = None
    sources: Mapping[str, Source] = {}
    values: Annotated[Mapping[str, object], Field(min_length=1)]
