"""The forms of a rule file and of an overlay: every key, which `rules/README.md` says in words.

A number is annotated with its quantity only: `estimator.rules.loading` reads it, and it stands in
no form but among the rules' numbers, by name. What a form holds in its place is what was written.
"""

import re
from collections.abc import Mapping
from dataclasses import field, fields
from datetime import date
from typing import Annotated, Literal, get_type_hints

from estimator.actions import Seat, vocabulary
from estimator.document import shown
from estimator.errors import listed
from estimator.form import Context, Each, Form, KeyOf, Layout, OneOf, Within, Words, filled
from estimator.rules import quantity as q
from estimator.rules.match import Match, MatchText, no_action
from estimator.rules.numbers import RESERVED, no_source
from estimator.rules.quantity import Quantity
from estimator.saturation import CURVES, Curve

NAME = r"^[a-z][a-z0-9_]*$"


def known_source(name: str, context: Context) -> str:
    """What is wrong with the name of a source that `sources` does not list."""
    sources = context.get("sources", (name,))
    return "" if name in sources else no_source(name, sources)


def free_name(name: str, _: Context) -> str:
    """What is wrong with a name that no path can hold."""
    if not re.match(NAME, name):
        return f"is a name: small letters, digits and _, a letter first (got {shown(name)})"
    return f"the name {name} is taken; call it otherwise" if name in RESERVED else ""


def known_action(name: str, _: Context) -> str:
    """What is wrong with an action that the vocabulary does not have."""
    return "" if name in vocabulary() else no_action(name, vocabulary())


Text = Annotated[str, filled]
SourceName = Annotated[str, known_source]
Name = Annotated[str, free_name]
ActionName = Annotated[str, known_action]
Seats = Annotated[tuple[Seat, ...], filled]
Matching = Annotated[Match, MatchText()]
OfActs = Annotated[Match, MatchText(level=False)]
OfLevels = Annotated[Match, MatchText(level=True)]

HalfLife = Annotated[object, q.HALF_LIFE]
Window = Annotated[object, q.WINDOW]
Lag = Annotated[object, q.LAG]
Points = Annotated[object, q.POINTS]
Share = Annotated[object, q.SHARE]
Spread = Annotated[object, q.SPREAD]
Status = Literal["sourced", "fitted", "assumed"]


# --- curves ---

PARAMETERS: dict[str, Quantity] = {
    "half_at": q.AMOUNT,
    "full_at": q.AMOUNT,
    "at": q.AMOUNT,
    "shares": q.SHARE,
    "steepness": q.STEEPNESS,
}


def parameters(form: str) -> tuple[str, ...]:
    """The names of a curve's parameters.

    >>> parameters("steps")
    ('at', 'shares')
    """
    return tuple(field.name for field in fields(CURVES[form]))


def is_list(form: str, parameter: str) -> bool:
    """Whether a parameter of a curve is a list of numbers."""
    return get_type_hints(CURVES[form])[parameter] is not float


def curve_of(form: str, values: dict[str, float | tuple[float, ...]]) -> Curve:
    """The curve with the given parameters."""
    build = CURVES[form]
    return build(**values)  # type: ignore[arg-type]  # the parameters are those of `build`


class Saturation(Form):
    """The word for a curve; its parameters stand beside it, as numbers."""

    form: str


def _layout_of(form: str) -> Layout:
    keys = {"form": KeyOf("form", Words((form,)), required=True)}
    for name in parameters(form):
        number = PARAMETERS[name]
        keys[name] = KeyOf(name, Each(number) if is_list(form, name) else number, required=True)
    about = (CURVES[form].__doc__ or "").splitlines()[0]
    return Layout(
        f"{CURVES[form].__name__}Saturation", about, keys, lambda **_: Saturation(form=form)
    )


SATURATIONS = OneOf("form", {form: _layout_of(form) for form in CURVES})
OneCurve = Annotated[Saturation, SATURATIONS]


# --- signals ---


class DecayForm(Form):
    """How an action fades. What is absent is as in `defaults.decay`."""

    half_life: HalfLife = None
    window: Window = None
    lag: Lag = None


class DayWindow(Form):
    """The days that are counted; a day does not fade."""

    window: Window = None
    lag: Lag = None


class UnknownForm(Form):
    """What stands in for a signal that the log does not show."""

    share: Share
    low: Share
    high: Share
    status: Status | None = None
    source: SourceName | None = None
    from_: Text | None = None
    saturation: OneCurve | None = None
    most: Share = None
    spread: Share = None
    note: Text | None = None

    def wrong(self) -> str:
        beside = {"saturation": self.saturation, "spread": self.spread, "most": self.most}
        given = {key for key, value in beside.items() if value is not None}
        missing = [key for key in ("saturation", "spread") if key not in given]
        if self.from_ is None and given:
            return f"{listed(sorted(given))}: only beside `from`, the signal it is inferred from"
        if self.from_ is not None and missing:
            return f"from: needs {listed(missing)} beside it"
        return ""


class Prior(Form):
    """What a rate is before there is evidence, and how much evidence outweighs it."""

    rate: Share
    weight: Annotated[object, q.EVIDENCE]


class ItemForm(Form):
    """One entry of a checklist."""

    match: Matching
    weight: Annotated[object, q.WEIGHT]


class Signal(Form):
    """What every kind of signal states."""

    about: Text | None = None
    advice: Text | None = None
    off: Text | None = None
    seats: Seats | None = None
    points: Points
    unknown: UnknownForm

    def applies(self, seat: Seat) -> bool:
        """Whether an account with this seat has the signal at all."""
        return self.seats is None or seat in self.seats


class Flow(Signal):
    """The decayed sum of what was done."""

    kind: Literal["flow"]
    match: OfActs
    per_day_max: Annotated[object, q.COUNT] = None
    decay: DecayForm | None = None
    saturation: OneCurve
    known_by: tuple[ActionName, ...] = ()


class Days(Signal):
    """The number of days with a match in the window."""

    kind: Literal["days"]
    match: OfActs
    decay: DayWindow | None = None
    saturation: OneCurve
    known_by: tuple[ActionName, ...] = ()


class Rate(Signal):
    """What came of what was done: match per `of`, drawn to the prior while there is little."""

    kind: Literal["rate"]
    match: OfActs
    of: OfActs
    prior: Prior | None = None
    min_of: Annotated[object, q.EVIDENCE] = None
    decay: DecayForm | None = None
    saturation: OneCurve


class Stock(Signal):
    """The last level."""

    kind: Literal["stock"]
    match: OfLevels
    saturation: OneCurve


class Checklist(Signal):
    """The weights of the items present. Without a saturation all of them are the full share."""

    kind: Literal["checklist"]
    items: Annotated[Mapping[Name, ItemForm], filled]
    saturation: OneCurve | None = None


AnySignal = Flow | Stock | Rate | Days | Checklist


# --- the file ---

PILLARS = ("brand", "find", "insight", "relationship")


class Source(Form):
    """Where numbers come from: what it is, what it is called, when it was seen."""

    kind: Literal["official", "reported", "fit", "measured", "assumption"]
    title: Text
    seen: date | None = None
    url: Text | None = None
    readings: Annotated[int, Within()] | None = None
    from_: date | None = None
    to: date | None = None
    sha256: Text | None = None
    note: Text | None = None

    def wrong(self) -> str:
        seen = self.seen is not None or self.kind == "assumption"
        return "" if seen else "seen: missing; the day on which it was read"


class Regime(Form):
    """A stretch of time in which LinkedIn's formula was the same, from a day on."""

    id: Text
    from_: date
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

    schema_: Literal["ssi-rules/1"]
    name: Text | None = None
    version: Annotated[int, Within(least=1)] | None = None
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

    schema_: Literal["ssi-overlay/1"]
    base: Text
    base_sha256: Text | None = None  # judged beside the base, in `estimator.rules.overlay`
    note: Text | None = None
    calibrated_until: date | None = None
    sources: Mapping[str, Source] = field(default_factory=dict)
    values: Annotated[Mapping[str, object], filled]
