"""What the what-if page knows of one account: everything the engine made, as one JSON-able mapping.

The page multiplies, applies curves, adds and cuts; no number of the model is in its script. Of
every decayed sum it gets what is left of the log, what is assumed of each day to come, and the
response to one act; of every signal its curve, the part that is known and what stands in for the
rest.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, replace
from datetime import date
from statistics import NormalDist

import numpy as np

from estimator.actions import SEATS, Seat, vocabulary
from estimator.anchoring.anchor import LIKE_A_MODEL, MOST, TINY, Anchor
from estimator.days import Range, to_date
from estimator.explanation.comparisons import band_of
from estimator.explanation.prospects import shown
from estimator.log import ActivityLog
from estimator.reading import Reading
from estimator.report.estimate_page import doubts_said, reasons_of
from estimator.rules import Rules
from estimator.rules.match import actions_of
from estimator.rules.model import SignalModel
from estimator.saturation import Curve
from estimator.score import estimate
from estimator.score.anchors import anchor_of, anchored_days
from estimator.score.book import MOVING, Book
from estimator.score.results import Json
from estimator.score.rows import Floats, Ledger, matching
from estimator.score.shown import covered_part
from estimator.version import VERSION
from estimator.whatif.cautions import doing_of
from estimator.whatif.habits import Habit, practice
from estimator.whatif.linearisation import Setting
from estimator.whatif.marginals import missing
from estimator.whatif.outlook import outcome_rates, outlook
from estimator.whatif.plans import BASELINES, WEEK, Plan, spread
from estimator.whatif.projection import project, today_of

WEEKS_AHEAD = 26
MOST_REASONS = 3
DIGITS = 7  # of a number: more than the page can show, fewer than take room
FINE = 9  # decimals of what a system of equations is made of


def page_numbers(
    log: ActivityLog,
    rules: Rules,
    seat: Seat = "free",
    on: date | None = None,
    readings: Sequence[Reading] = (),
    named: str = "SOURCE",
    assumed: Sequence[str] = (),
) -> Json:
    """The numbers of the page, schema `ssi.page/2`; `on`: the last day of the past, of the log's.

    readings: the account's own anchor what was and what comes, as in `project`. named: the sources
    and what was said of them, as a command line has it. assumed: what they left to assume.

    Raises: LogError for a log of several accounts.
    """
    today = today_of(log, on)
    days = Range(today + 1, today + WEEK * WEEKS_AHEAD)
    ahead, model = outlook(log, today, days.last), rules.on(today)
    rates = outcome_rates(ahead.past, model, today)
    habits = [Habit(act, per_week=1.0).answered_as(rates) for act in practice().suggest]
    parts = tuple(tuple(spread(habit, days.first, days.last)) for habit in habits)
    setting = Setting(ahead, model, seat, days, parts)
    was = project(
        log, Plan(), rules, to_date(days.first), seat, on=to_date(today), readings=readings
    ).actual
    sides = was.points, was.low, was.high
    now = estimate(log, rules, to_date(today), seat, None, readings, columns=False)
    return {
        "schema": "ssi.page/2",
        "engine": VERSION,
        "rules": rules.sha256,
        "account": log.accounts[0],
        "seat": seat,
        "seats": list(SEATS),
        "today": to_date(today).isoformat(),
        "named": named,
        "dated": on is not None,
        "days": days.n_days,
        "weekday": to_date(days.first).weekday(),
        "weeks": ahead.weeks,
        "level": model.level,
        "calibrated": rules.calibrated_until.isoformat(),
        "now": {
            **now.total.to_dict(),
            "called": band_of(now.total.points, now.rank),
            "reasons": reasons_of(now, model)[:MOST_REASONS],
            "warnings": [*now.warnings, *assumed],
            "doubts": doubts_said(now.readings),
        },
        "actual": {name: [_short(side[name]) for side in sides] for name in was.points},
        **_anchored(anchor_of(log, rules, seat, readings, today), log, rules, seat, days),
        **_model(setting),
        "acts": [_act(habit, setting, rates) for habit in habits],
    }


def _anchored(
    anchor: Anchor | None, log: ActivityLog, rules: Rules, seat: Seat, days: Range
) -> Json:
    """What readings show, beside what the engine says of their days, and which count for a day.

    sway: what the versions of the model add to each day to come, by what goes on meanwhile. dots:
    the readings as a chart shows them, in days after today.
    """
    if anchor is None:
        return {"anchor": None, "dots": []}
    numbers, to_come = anchor.numbers, np.arange(days.first, days.last + 1)
    starts = anchor.nearest(to_come)
    runs, rows, sway = [], list[Json](), dict[str, Json]()
    for begin in np.flatnonzero(np.diff(starts, prepend=-1)).tolist():
        first, start = len(rows), int(starts[begin])
        rows += _rows(anchor, start, days)
        scale = anchor.scale(start, to_come).round(FINE).tolist()
        runs.append([begin, first, len(rows), scale])
    for baseline in BASELINES:
        ahead = outlook(log, days.first - 1, days.last, baseline)
        made = anchored_days(anchor, ahead.log(), rules, seat, days).sway
        named = zip(("shift", "apart"), made, strict=True)
        sway[baseline] = {name: [_short(series) for series in side] for name, side in named}
    return {
        "anchor": {
            "fade": numbers.fade,
            "turn": numbers.turn,
            "hold": list(numbers.hold),
            "grain": list(numbers.grain),
            "tiny": TINY,
            "alone": LIKE_A_MODEL,
            "most": MOST,
            "lies": anchor.lies[:, 0].round(FINE).tolist(),
            "highest": anchor.highest.tolist(),
            "runs": runs,
            "rows": rows,
            "sway": sway,
        },
        "dots": [
            {"day": int(day) - days.first, "total": one.total, **one.pillars}
            for day, one in zip(anchor.then.day, anchor.readings, strict=True)
        ],
    }


def _rows(anchor: Anchor, start: int, days: Range) -> Iterator[Json]:
    """The observations of the readings from one on, each with what it has by pillar."""
    system = anchor.system(start)
    for group, rows in enumerate(system.rows):
        for n in np.flatnonzero(rows >= 0).tolist():
            over = anchor.seen.over[:, rows[n]]
            yield {
                "day": int(anchor.then.day[anchor.seen.place[rows[n]]]) - days.first,
                "over": np.flatnonzero(over).tolist(),
                "reach": (system.reach[:, n] * over).round(FINE).tolist(),
                "moving": system.spots.moving[:, n].round(FINE).tolist(),
                "jitter": system.spots.jitter[:, n].round(FINE).tolist(),
                "rest": round(float(system.rest[group, n]), FINE),
                "noise": round(float(system.noise[group, n]), FINE),
            }


def _model(setting: Setting) -> Json:
    """What the engine makes of the log on the days to come, and the numbers that it does it by."""
    model, ahead, days = setting.model, setting.ahead, setting.days
    own = [(n, signal) for n, pillar in enumerate(model.pillars) for signal in pillar.signals]
    book = Book.alone(signal for _, signal in own)
    known, state = book.amounts(ahead.log(), days).known, book.amounts(ahead.past, days).amount
    decays = list(dict.fromkeys(slot.decay for slot in book.slots))
    weights = (one.weights()[: days.n_days] for one in decays)  # of an act, from its own day on
    lacking = {str(v): h for _, s in own for h in missing(s, ahead) for _, v in h.attributes}
    raising = [act for act, level in practice().raises.items() if level == "connections"]
    growth = sum((doing_of(ahead, (), act).assumed for act in raising), np.zeros(days.n_days))
    return {
        "done": {name: [1.0, one.low, one.high] for name, one in practice().done.items()},
        "seen": practice().seen.model_dump(),
        "pillars": [
            {
                "name": pillar.name,
                "most": {seat: pillar.most(seat) for seat in SEATS},
                "spread": pillar.spread,
                "least": pillar.spread_least if np.isfinite(pillar.spread_least) else None,
                "part": pillar.spread_part,
            }
            for pillar in model.pillars
        ],
        "together": model.together,
        "deviations": NormalDist().inv_cdf((1.0 + model.level) / 2.0),
        "signals": [
            {"pillar": n, **_signal(signal, known[place, 0], setting)}
            | _seen(signal, book.looked[place], state[place, 0], setting)
            for place, (n, signal) in enumerate(own)
        ],
        "responses": [_short(np.pad(one, (0, days.n_days - len(one)))) for one in weights],
        "sums": list(_sums(book, setting, [decays.index(slot.decay) for slot in book.slots])),
        "connections": ahead.levels["connections"],
        "growth": _short(growth),
        "sections": [
            {"section": name, "minutes": habit.minutes or 0.0}
            for name, habit in lacking.items()
            if habit.action == "profile_section"
        ],
    }


def _signal(signal: SignalModel, known: Floats, setting: Setting) -> Json:
    """One signal: its curve, what is known of it, what stands in for the rest."""
    unknown = signal.unknown
    return {
        "path": signal.path,
        "kind": signal.kind,
        "points": signal.points,
        "moves": signal.kind in MOVING,
        "curve": _curve(signal.curve),
        "seats": None if signal.seats is None else sorted(signal.seats),
        "known": _short(known),
        "unknown": asdict(replace(unknown, curve=None))
        | {"curve": None if unknown.curve is None else _curve(unknown.curve)},
    }


def _curve(curve: Curve) -> Json:
    return {"form": type(curve).__name__.lower(), **asdict(curve)}


def _seen(signal: SignalModel, looked: Sequence[int], state: Floats, setting: Setting) -> Json:
    """What a signal is made of: entries, a state, or where its sums stand."""
    ahead, days = setting.ahead, setting.days
    if signal.kind == "checklist":
        return {"items": [_item(signal, n, setting) for n in range(len(signal.items))]}
    if signal.kind == "stock":
        return {"state": _short(state), "raised": bool(setting.touching(signal.match)[1])}
    if signal.kind != "rate":
        return {"sums": list(looked)}
    both = (
        covered_part(actions_of(one), ahead.log(), days.first, days.last, signal.decay)[0]
        for one in (signal.match, signal.of)
    )
    prior = {"rate": signal.prior_rate, "weight": signal.prior_weight, "least": signal.min_of}
    return {"sums": list(looked), "known": _short(np.minimum(*both)), "prior": prior}


def _item(signal: SignalModel, n: int, setting: Setting) -> Json:
    """An entry of a checklist: whether it is there, how far that is known, what fills it."""
    item, today = signal.items[n], setting.ahead.on
    amount, known = shown(replace(signal, items=(item,)), setting.ahead.past, today + 1, today + 1)
    day = to_date(today)
    fills = [
        section
        for section in vocabulary()["profile_section"].values["section"]
        if matching(
            item.match, Plan([Habit("profile_section", section=section)]).to_log(day, day)
        ).any()
    ]
    there = bool(amount[0] > 0)
    return {"weight": item.weight, "there": there, "known": float(known[0]), "by": fills}


def _sums(book: Book, setting: Setting, responses: Sequence[int]) -> Iterator[Json]:
    """Every decayed sum: what is left of the log, what is assumed, which response an act has."""
    past = Ledger.of(setting.ahead.past, slice(0, 1), book.slots, book.levels).sums(setting.days)
    for slot, left, response in zip(book.slots, past, responses, strict=True):
        touching, _ = setting.touching(slot.match)
        yield {
            "past": _short(left[0]),
            "assumed": _short(setting.assumed(slot)[0]),
            "response": response,
            "most": slot.most if np.isfinite(slot.most) else None,
            "perday": slot.per_day,
            "sent": [part for part, place in touching if place != 1],
            "answered": [part for part, place in touching if place == 1],
        }


def _act(habit: Habit, setting: Setting, rates: Mapping[str, float]) -> Json:
    """One slider: how far it goes, what one takes, what comes of it, what is allowed."""
    suggested, kind = practice().suggest[habit.action], habit.kind
    outcome = practice().outcomes.get(habit.action)
    doing = doing_of(setting.ahead, (), habit.action)
    return {
        "action": habit.action,
        "name": habit.action.replace("_", " "),
        "unit": kind.unit,
        "minutes": kind.minutes or 0.0,
        "most": suggested.most / suggested.weeks,
        "step": 1 / suggested.weeks,
        "word": outcome.word if outcome else None,
        "outcome": rates.get(habit.action),
        "raises": bool(outcome and outcome.action in practice().raises),
        "limits": {seat: kind.weekly_limit(seat) for seat in SEATS},
        "ever": doing.recent(),
        "assumed": float(doing.weekly[1:-1].max(initial=0.0)),
    }


def _short(series: Floats) -> object:
    """The numbers, as few of them as say it: one where all are alike, zeros at the end left out."""
    numbers = [float(f"{one:.{DIGITS}g}") for one in series.tolist()]
    whole = [int(one) if one == int(one) else one for one in numbers]
    if len(set(whole)) == 1 and len(whole) > 3:
        return whole[0]
    while len(whole) > 1 and whole[-1] == 0:
        whole.pop()
    return whole
