"""What the what-if page knows of one account: everything the engine made, as one JSON-able mapping.

The page multiplies, applies curves, adds and cuts; no number of the model is in its script. Of
every decayed sum it gets what is left of the log, what is assumed of each day to come, and the
response to one act; of every signal its curve, the part that is known and what stands in for the
rest.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, fields, replace
from datetime import date
from statistics import NormalDist

import numpy as np

from estimator.actions import SEATS, Seat, vocabulary
from estimator.anchoring.anchor import LIKE_A_MODEL, MOST, Anchor, System
from estimator.anchoring.formulas import TINY
from estimator.days import Range, to_date, to_day
from estimator.decay import Decay
from estimator.explanation.comparisons import band_of
from estimator.explanation.prospects import shown
from estimator.log import ActivityLog
from estimator.reading import Reading
from estimator.report.estimate_page import doubts_said, reasons_of
from estimator.rules import Rules
from estimator.rules.match import Match, actions_of
from estimator.rules.model import Model, SignalModel, Unknown
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
from estimator.whatif.outlook import Outlook, by_day, outcome_rates, outlook
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
    suggested = (Habit(action, per_week=1.0) for action in practice().suggest)
    habits = [habit.answered_as(rates) for habit in suggested]
    parts = tuple(tuple(spread(habit, days.first, days.last)) for habit in habits)
    setting = Setting(ahead, model, seat, days, parts)
    was = project(
        log, Plan(), rules, to_date(days.first), seat, on=to_date(today), readings=readings
    ).actual
    anchor = anchor_of(log, rules, seat, readings, today)
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
        "now": _now(log, rules, seat, readings, to_date(today), assumed),
        "actual": {
            name: [_short(column[name]) for column in (was.points, was.low, was.high)]
            for name in was.points
        },
        "anchor": anchor
        and _anchor(anchor, days) | {"sway": _sway(anchor, log, rules, seat, days)},
        "dots": [] if anchor is None else _dots(anchor, today),
        **_model(setting),
        "acts": [_act(habit, setting, n, rates) for n, habit in enumerate(habits)],
    }


def _model(setting: Setting) -> Json:
    """What the engine makes of the log on the days to come, and the numbers that it does it by."""
    model, ahead, days = setting.model, setting.ahead, setting.days
    signals = [signal for pillar in model.pillars for signal in pillar.signals]
    book = Book.alone(signals)
    decays = list(dict.fromkeys(slot.decay for slot in book.slots))
    return {
        "done": {name: [1.0, one.low, one.high] for name, one in practice().done.items()},
        "seen": practice().seen.model_dump(),
        "pillars": _pillars(model),
        "together": model.together,
        "deviations": NormalDist().inv_cdf((1.0 + model.level) / 2.0),
        "signals": [_signal(book, setting, place) for place in range(len(book.signals))],
        "responses": [_response(decay, days.n_days) for decay in decays],
        "sums": _sums(book, setting, decays),
        "connections": ahead.levels["connections"],
        "growth": _short(_growth(ahead)),
        "sections": _sections(ahead, signals),
    }


def _now(
    log: ActivityLog,
    rules: Rules,
    seat: Seat,
    readings: Sequence[Reading],
    on: date,
    assumed: Sequence[str],
) -> Json:
    """The score of today with its interval, its strongest reasons and what is to be said of it."""
    made = estimate(log, rules, on, seat, None, readings, columns=False)
    return {
        **made.total.to_dict(),
        "called": band_of(made.total.points, made.rank),
        "reasons": reasons_of(made, rules.on(to_day(on)))[:MOST_REASONS],
        "warnings": [*made.warnings, *assumed],
        "doubts": doubts_said(made.readings),
    }


def _anchor(anchor: Anchor, days: Range) -> Json:
    """What readings show, beside what the engine says of their days, and which count for a day."""
    numbers = anchor.numbers
    starts = anchor.nearest(np.arange(days.first, days.last + 1))
    runs, rows = [], list[Json]()
    for begin in np.flatnonzero(np.diff(starts, prepend=-1)).tolist():
        system, first = anchor.system(int(starts[begin])), len(rows)
        rows += _rows(anchor, system, days)
        scale = anchor.scale(int(starts[begin]), np.arange(days.first, days.last + 1))
        runs.append([begin, first, len(rows), scale.round(FINE).tolist()])
    return {
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
    }


def _rows(anchor: Anchor, system: System, days: Range) -> Iterator[Json]:
    """The observations of a system, each with what it has by pillar."""
    for group, rows in enumerate(system.rows):
        for n in np.flatnonzero(rows >= 0).tolist():
            yield {
                "day": int(anchor.then.day[anchor.seen.place[rows[n]]]) - days.first,
                "over": np.flatnonzero(anchor.seen.over[:, rows[n]]).tolist(),
                "reach": (system.reach[:, n] * anchor.seen.over[:, rows[n]]).round(FINE).tolist(),
                "moving": system.spots.moving[:, n].round(FINE).tolist(),
                "jitter": system.spots.jitter[:, n].round(FINE).tolist(),
                "rest": round(float(system.rest[group, n]), FINE),
                "noise": round(float(system.noise[group, n]), FINE),
            }


def _sway(anchor: Anchor, log: ActivityLog, rules: Rules, seat: Seat, days: Range) -> Json:
    """What the versions of the model add to each of the days to come, by what goes on meanwhile."""
    found: Json = {}
    for baseline in BASELINES:
        ahead = outlook(log, days.first - 1, days.last, baseline)
        shift, apart = anchored_days(anchor, ahead.log(), rules, seat, days).sway
        found[baseline] = {"shift": _each_short(shift), "apart": _each_short(apart)}
    return found


def _dots(anchor: Anchor, today: int) -> list[Json]:
    """The readings as a chart shows them: days after today, points by pillar and of the total."""
    return [
        {"day": int(day) - today - 1, "total": one.total, **one.pillars}
        for day, one in zip(anchor.then.day, anchor.readings, strict=True)
    ]


def _pillars(model: Model) -> list[Json]:
    return [
        {
            "name": pillar.name,
            "most": {seat: pillar.most(seat) for seat in SEATS},
            "spread": pillar.spread,
            "least": pillar.spread_least if np.isfinite(pillar.spread_least) else None,
            "part": pillar.spread_part,
        }
        for pillar in model.pillars
    ]


def _signal(book: Book, setting: Setting, place: int) -> Json:
    """One signal: where its sums stand, its curve, what is known of it, what stands in."""
    signal, days, ahead = book.signals[place], setting.days, setting.ahead
    model = setting.model.pillars
    pillar = next(n for n, one in enumerate(model) if signal.path.startswith(f"{one.name}."))
    own = next(s for s in model[pillar].signals if s.path == signal.path)
    seen = book.amounts(ahead.log(), days)
    told: Json = {
        "path": signal.path,
        "pillar": pillar,
        "kind": signal.kind,
        "points": signal.points,
        "moves": signal.kind in MOVING,
        "curve": _curve(signal.curve),
        "seats": sorted(own.seats) if own.seats is not None else None,
        "known": _short(seen.known[place, 0]),
        "unknown": _unknown(signal.unknown),
    }
    if signal.kind == "checklist":
        return {**told, "items": [_item(signal, n, setting) for n in range(len(signal.items))]}
    if signal.kind == "stock":
        before = book.amounts(ahead.past, days).amount[place, 0]
        raised = bool(setting.touching(signal.match)[1])
        return {**told, "state": _short(before), "raised": raised}
    told["sums"] = list(book.looked[place])
    if signal.kind == "rate":
        both = (
            covered_part(actions_of(one), ahead.log(), days.first, days.last, signal.decay)[0]
            for one in (signal.match, signal.of)
        )
        prior = {"rate": signal.prior_rate, "weight": signal.prior_weight, "least": signal.min_of}
        told |= {"known": _short(np.minimum(*both)), "prior": prior}
    return told


def _item(signal: SignalModel, n: int, setting: Setting) -> Json:
    """An entry of a checklist: whether it is there, how far that is known, what fills it."""
    item, today = signal.items[n], setting.ahead.on
    alone = replace(signal, items=(item,))
    amount, known = shown(alone, setting.ahead.past, today + 1, today + 1)
    sections = vocabulary()["profile_section"].values["section"]
    fills = [one for one in sections if _fills(one, item.match, to_date(today))]
    there = bool(amount[0] > 0)
    return {"weight": item.weight, "there": there, "known": float(known[0]), "by": fills}


def _fills(section: str, match: Match, today: date) -> bool:
    log = Plan([Habit("profile_section", section=section)]).to_log(today, today)
    return bool(matching(match, log).any())


def _response(decay: Decay, n_days: int) -> object:
    """What is left of one act on its own day and on each day after it."""
    weights = decay.weights()[:n_days]
    return _short(np.pad(weights, (0, n_days - len(weights))))


def _sums(book: Book, setting: Setting, decays: Sequence[Decay]) -> list[Json]:
    """Every decayed sum: what is left of the log, what is assumed, which response an act has."""
    ahead, days = setting.ahead, setting.days
    past = Ledger.of(ahead.past, slice(0, 1), book.slots, book.levels).sums(days)
    told: list[Json] = []
    for slot, left in zip(book.slots, past, strict=True):
        touching, _ = setting.touching(slot.match)
        told.append(
            {
                "past": _short(left[0]),
                "assumed": _short(by_day(ahead.ahead, slot.match, ahead.first, ahead.last)),
                "response": decays.index(slot.decay),
                "most": slot.most if np.isfinite(slot.most) else None,
                "perday": slot.per_day,
                "sent": [part for part, place in touching if place != 1],
                "answered": [part for part, place in touching if place == 1],
            }
        )
    return told


def _act(habit: Habit, setting: Setting, n: int, rates: Mapping[str, float]) -> Json:
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


def _sections(ahead: Outlook, signals: list[SignalModel]) -> list[Json]:
    """The sections of the profile that are known to be missing."""
    found = {str(v): h for s in signals for h in missing(s, ahead) for _, v in h.attributes}
    return [
        {"section": name, "minutes": habit.minutes or 0.0}
        for name, habit in found.items()
        if habit.action == "profile_section"
    ]


def _growth(ahead: Outlook) -> Floats:
    """How many connections each day to come is assumed to bring."""
    raising = [act for act, level in practice().raises.items() if level == "connections"]
    return sum(
        (doing_of(ahead, (), one).assumed for one in raising), np.zeros(ahead.last - ahead.on)
    )


def _curve(curve: Curve) -> Json:
    given = {one.name: getattr(curve, one.name) for one in fields(curve)}
    return {"form": type(curve).__name__.lower(), **given}


def _unknown(unknown: Unknown) -> Json:
    own = asdict(replace(unknown, curve=None))
    return {**own, "curve": _curve(unknown.curve) if unknown.curve is not None else None}


def _each_short(many: Floats) -> list[object]:
    return [_short(series) for series in many]


def _short(series: Floats) -> object:
    """The numbers, as few of them as say it: one where all are alike, zeros at the end left out."""
    numbers = [float(f"{one:.{DIGITS}g}") for one in series.tolist()]
    whole = [int(one) if one == int(one) else one for one in numbers]
    if len(set(whole)) == 1 and len(whole) > 3:
        return whole[0]
    while len(whole) > 1 and whole[-1] == 0:
        whole.pop()
    return whole
