"""Refits the numbers of the shipped rules that the evidence decides, and says how well they do.

    python -m benchmarks.refit --seat-months seat_months.csv [--write]

Fits each pillar to the Sales Navigator seat-months under the demands of free accounts, validates
by month (each month left out; the last three by the months before them), and prints the numbers,
the demands and both tables as they were beside as they are, and how far the series moves by lag.
`--write` puts the fitted values into rules/ssi.yaml, each in its place; `--keep`
fits nothing and judges the rules as they are.
"""

import argparse
from collections.abc import Mapping
from pathlib import Path

import numpy as np

from benchmarks.refit.anchoring import print_lags
from benchmarks.refit.demands import personas
from benchmarks.refit.fitting import Problem, outside, residuals
from benchmarks.refit.free_numbers import free_numbers
from benchmarks.refit.rivals import RIVALS
from benchmarks.refit.seat_months import PILLARS, Floats, Mask, SeatMonths, read_seat_months
from benchmarks.refit.writing import rounded, written
from estimator.resources import resource
from estimator.rules import Rules, load_rules

Z80 = 1.2816  # standard deviations that four residuals in five stay within
FORWARD = 3  # months at the end that are foretold from those before them


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--seat-months", type=Path, required=True)
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--keep", action="store_true", help="fit nothing")
    asked = parser.parse_args()
    rules = load_rules()
    seats, people = read_seat_months(asked.seat_months, rules), personas(rules)
    problems = {p: Problem(p, rules, free_numbers(rules, p), seats, people) for p in PILLARS}
    values = {} if asked.keep else {k: v for p in problems.values() for k, v in p.fitted().items()}
    values = {path: rounded(value) for path, value in values.items()}
    print_numbers(rules, problems, values)
    print_demands(problems, values)
    print_lags()
    if asked.keep:
        print_errors(problems)
    else:
        print_validation(problems, values)
    if asked.write:
        path = resource("rules") / "ssi.yaml"
        path.write_text(written(path.read_text(encoding="utf-8"), rules, values), encoding="utf-8")


def print_numbers(
    rules: Rules, problems: Mapping[str, Problem], values: Mapping[str, float]
) -> None:
    print("number                                          was       is   bounds")
    for problem in problems.values():
        for free in problem.free:
            if free.path in values:
                value = values[free.path]
                near = 0.005 * (free.high - free.low)
                edge = "at its bound" if min(value - free.low, free.high - value) < near else ""
                print(
                    f"{free.path:45} {rules.value(free.path):8.4g} {value:8.4g}"
                    f"   [{free.low:.4g}, {free.high:.4g}] {edge}"
                )


def print_demands(problems: Mapping[str, Problem], values: Mapping[str, float]) -> None:
    print("\ndemand of free accounts                              was       is   asked")
    for name, problem in problems.items():
        own = {k: v for k, v in values.items() if k.startswith(name)}
        was, now = (outside(problem.model(held), problem.personas) for held in ({}, own))
        for (demand, value, breach), (_, before, _) in zip(now, was, strict=True):
            mark = f"  off by {breach:.2f}" if breach else ""
            print(
                f"{name:13} {demand.persona:33} {before:7.2f} {value:8.2f}"
                f"   {demand.what}: {demand.low:.2f} to {demand.high:.2f}{mark}"
            )


def print_errors(problems: Mapping[str, Problem]) -> None:
    print("\nmean absolute error of the rules as they are, points, by month")
    for name, problem in problems.items():
        seats, model = problem.seats, problem.model({})
        sizes = np.abs(residuals(model, seats))
        months = "  ".join(f"{m} {sizes[seats.month == m].mean():.2f}" for m in seats.months)
        print(f"{name:15} {sizes.mean():5.2f}   {months}")


def print_validation(problems: Mapping[str, Problem], values: Mapping[str, float]) -> None:
    print("\nmean absolute error, points    train  month left out  next month  spread")
    for name, problem in problems.items():
        seats = problem.seats
        own = {k: v for k, v in values.items() if k.startswith(name)}
        train = np.abs(residuals(problem.model(own), seats)).mean()
        left = [_left_out(problem, seats.month != m, seats.month == m) for m in seats.months]
        nexts = [
            _left_out(problem, seats.month < m, seats.month == m) for m in seats.months[-FORWARD:]
        ]
        spread = float(np.quantile(np.abs(np.concatenate(left)), 0.8) / Z80)
        print(
            f"{name:15} {'these rules':15} {train:5.2f} {_mean(left):12.2f} {_mean(nexts):12.2f}"
            f" {spread:9.2f}"
        )
        was = np.abs(residuals(problem.model({}), seats)).mean()
        print(f"{'':15} {'as they were':15} {was:5.2f}")
        for rival in RIVALS:
            print(f"{'':15} {rival:15} {_rival(rival, name, seats)}")


def _left_out(problem: Problem, train: Mask, test: Mask) -> Floats:
    seats = problem.seats
    part = Problem(
        problem.pillar, problem.rules, problem.free, seats.where(train), problem.personas
    )
    return residuals(problem.model(part.fitted()), seats.where(test))


def _rival(rival: str, pillar: str, seats: SeatMonths) -> str:
    def error(train: Mask, test: Mask) -> Floats:
        held = seats.where(test)
        return RIVALS[rival](seats.where(train), pillar)(held) - held.recorded[pillar]

    every = np.ones(len(seats.month), dtype=bool)
    left = [error(seats.month != m, seats.month == m) for m in seats.months]
    nexts = [error(seats.month < m, seats.month == m) for m in seats.months[-FORWARD:]]
    return f"{np.abs(error(every, every)).mean():5.2f} {_mean(left):12.2f} {_mean(nexts):12.2f}"


def _mean(parts: list[Floats]) -> float:
    return float(np.mean([np.abs(part).mean() for part in parts]))


if __name__ == "__main__":
    main()
