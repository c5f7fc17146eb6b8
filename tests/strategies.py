"""What hypothesis draws: rows, coverage, curves and signals of every kind there is."""

import math

from hypothesis import strategies as st

from estimator.coverage import Coverage, Span
from estimator.decay import Decay
from estimator.log import ActivityLog, Coded
from estimator.rules.match import Condition, Either, Every, Not
from estimator.rules.model import Item, PillarModel, SignalModel, Unknown
from estimator.saturation import CURVES, Exp, Hill, Hyperbolic, Linear, Log, Steps

FLOWS = ("comment", "reaction", "invitation_sent", "invitation_accepted", "active_day")
LEVELS = ("connections", "profile_section")
SECTIONS = ("photo", "about")
LAST = 130

positive = st.floats(0.5, 300)
curves = {
    Exp: st.builds(Exp, positive),
    Hyperbolic: st.builds(Hyperbolic, positive),
    Hill: st.builds(Hill, positive, st.floats(1, 5)),
    Log: st.builds(Log, positive),
    Linear: st.builds(Linear, positive),
    Steps: st.just(Steps((1.0, 4.0, 20.0), (0.2, 0.5, 1.0))),
}
any_curve = st.one_of([curves[curve] for curve in CURVES.values()])

counts = st.one_of(st.integers(0, 9).map(float), st.floats(0, 9))
flow_row = st.fixed_dictionaries(
    {
        "account": st.just("me"),
        "day": st.integers(0, LAST),
        "action": st.sampled_from(FLOWS),
        "count": counts,
    },
    optional={"words": st.integers(1, 60)},
)
level_row = st.fixed_dictionaries(
    {
        "account": st.just("me"),
        "day": st.integers(0, LAST),
        "action": st.just("connections"),
        "count": counts,
    }
)
section_row = st.fixed_dictionaries(
    {
        "account": st.just("me"),
        "day": st.integers(0, LAST),
        "action": st.just("profile_section"),
        "count": st.sampled_from([0.0, 1.0]),
        "section": st.sampled_from(SECTIONS),
    }
)
rows = st.lists(st.one_of(flow_row, flow_row, level_row, section_row), max_size=25)

bounds = st.one_of(st.none(), st.integers(0, LAST))
span = st.builds(Span, st.one_of(st.none(), st.sampled_from(FLOWS + LEVELS)), bounds, bounds)
coverages = st.one_of(
    st.just(Coverage.complete()),
    st.just(Coverage()),
    st.lists(span, max_size=4).map(lambda spans: Coverage(tuple(spans))),
)

decays = st.builds(
    Decay,
    st.one_of(st.just(math.inf), st.floats(1, 90)),
    st.integers(4, 100),
    st.integers(0, 3),
)
unknowns = st.tuples(*[st.floats(0, 1)] * 3).map(
    lambda t: Unknown(*(sorted(t)[i] for i in (1, 0, 2)))
)


def action(*names):
    return Condition("action", "eq", names)


matches = st.one_of(
    st.lists(st.sampled_from(FLOWS), min_size=1, max_size=3, unique=True).map(lambda a: action(*a)),
    st.just(Every((action("comment"), Condition("words", "gte", (10,))))),
    st.just(Every((action("comment"), Not(Condition("words", "lt", (30,)))))),
    st.just(
        Either((action("reaction"), Every((action("comment"), Condition("words", "eq", (5,))))))
    ),
)
shared = {
    "path": st.just("brand.x"),
    "curve": any_curve,
    "points": st.floats(0.1, 25),
    "unknown": unknowns,
    "status": st.just("assumed"),
    "source": st.just("guess"),
    "decay": decays,
}
per_kind = {
    "flow": {"match": matches, "per_day_max": st.one_of(st.none(), st.floats(0.5, 5))},
    "stock": {"match": st.just(action("connections"))},
    "rate": {
        "match": st.just(action("invitation_accepted")),
        "of": st.just(action("invitation_sent")),
        "prior_rate": st.floats(0, 1),
        "prior_weight": st.floats(0, 10),
        "min_of": st.floats(0, 5),
    },
    "days": {"match": matches, "known_by": st.sampled_from([(), ("active_day",)])},
    "checklist": {
        "items": st.just(
            tuple(
                Item(
                    name, Every((action("profile_section"), Condition("section", "eq", (name,)))), w
                )
                for name, w in zip(SECTIONS, (1.0, 0.5), strict=True)
            )
        )
    },
}


def signals(kind):
    return st.builds(SignalModel, kind=st.just(kind), **shared, **per_kind[kind])


any_signal = st.one_of([signals(kind) for kind in per_kind])


def pillar(*parts, cap=25.0):
    return PillarModel("brand", "PROFESSIONAL_BRAND", cap, {}, 1.0, parts)


def log_of(listed, coverage=Coverage.complete()):  # noqa: B008 immutable
    """The log of the given rows, each a dictionary."""
    names = sorted({key for row in listed for key in row} - {"account", "day", "action", "count"})
    return ActivityLog.build(
        account=Coded.of([row.get("account", "me") for row in listed]),
        day=[row["day"] for row in listed],
        action=Coded.of([row["action"] for row in listed]),
        count=[row["count"] for row in listed],
        attributes={name: Coded.of([row.get(name) for row in listed]) for name in names},
        coverage=coverage,
        accounts=["me"],
    )
