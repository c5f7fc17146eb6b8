"""One more of every action: what it adds at its most, for how long, and for how much work."""

from collections.abc import Iterator, Mapping
from datetime import date

from estimator.actions import vocabulary
from estimator.report.lines import BLANK, Line, Span, apart, line, paragraph, shortened
from estimator.report.numbers import counted, percent
from estimator.report.sentences import calibrated, seat_words
from estimator.results import Json
from estimator.rules.model import Model
from estimator.whatif.habits import practice
from estimator.whatif.marginals import Marginal, Marginals

TEMPLATE = "one_more"
NAME = 34
HOUR = 60  # minutes
LEAST = 0.005  # points that still show with two decimals


def text(result: Marginals, model: Model, width: int) -> list[Line]:
    """A row an action, the most points first; then what adds nothing, and why."""
    about = f"{result.on}, {seat_words(result.seat)}"
    return [
        *apart(line(Span("One more of each", "title")), line(about), width),
        BLANK,
        line(
            Span(
                f"  {'':<{NAME}}{'points':>8}{'per hour':>10}{'peaks in':>10}{'halved in':>11}",
                "aside",
            )
        ),
        *(_row(row) for row in table(result)),
        BLANK,
        *(part for told in left_out(result) for part in paragraph(told, width)),
        *paragraph(calibrated(result.stamp.calibrated_until), width, "aside", ""),
    ]


def rows(result: Marginals) -> Iterator[Json]:
    """One row an action: what it is, points in all and by pillar, when, minutes."""
    pillars = [name for name in result.gains if name != "total"]
    for row in result.rows:
        yield {
            "action": row.action,
            "with": " ".join(f"{name}={value}" for name, value in row.attributes.items()),
            "points": row.points,
            **{name: row.pillars.get(name, 0.0) for name in pillars},
            "slope": row.slope,
            "minutes": row.minutes,
            "points_per_minute": row.points_per_minute,
            "peak_on": row.peak_on and row.peak_on.isoformat(),
            "half_gone_on": row.half_gone_on and row.half_gone_on.isoformat(),
            "capped": " ".join(row.capped),
        }


def page(result: Marginals, model: Model) -> Mapping[str, object]:
    """What the Markdown and HTML templates show."""
    return {
        "result": result,
        "rows": table(result),
        "left_out": left_out(result),
        "calibrated": calibrated(result.stamp.calibrated_until),
    }


def table(result: Marginals) -> list[dict[str, str]]:
    """What is said of each action that adds something."""
    return [
        {
            "name": name_of(row),
            "points": _two_decimals(row.points),
            "hour": f"{HOUR * row.points_per_minute:.1f}" if row.points_per_minute else "",
            "most": _days(result.on, row.peak_on),
            "half": _days(result.on, row.half_gone_on) or _lasts(row),
        }
        for row in result.rows
        if row.points >= LEAST
    ]


def left_out(result: Marginals) -> list[str]:
    """Sentences about the actions that add nothing: at a full pillar, and at all."""
    told: dict[str, list[str]] = {}
    for row in (row for row in result.rows if row.points < LEAST):
        why = f"Full already ({', '.join(row.capped)})" if row.capped else "Next to nothing"
        told.setdefault(why, []).append(name_of(row))
    return [f"{why}: {'; '.join(names)}." for why, names in told.items()]


def name_of(row: Marginal) -> str:
    """The action in words, with what tells it from others of its kind.

    >>> section = {"section": "about"}
    >>> name_of(Marginal("profile_section", section, 1, 1, {}, None, None, 15, (), None))
    'profile section, about'
    """
    told = [row.action.replace("_", " ")]
    told += [
        str(value) if name == "section" else f"{name} {value}"
        for name, value in row.attributes.items()
    ]
    if row.outcome is not None:
        told.append(f"{percent(row.outcome)} {practice().outcomes[row.action].word}")
    return ", ".join(told)


def _row(row: Mapping[str, str]) -> Line:
    return line(
        Span(f"  {shortened(row['name'], NAME - 1):<{NAME}}", "name"),
        Span(f"{row['points']:>8}", "points"),
        f"{row['hour']:>10}{row['most']:>10}",
        Span(f"{row['half']:>11}", "aside"),
    )


def _two_decimals(points: float) -> str:
    return f"{points:+.2f}"


def _days(on: date, day: date | None) -> str:
    """How many days after the act; nothing for no day."""
    if day is None:
        return ""
    days = (day - on).days
    return counted(days, "days") if days else "at once"


def _lasts(row: Marginal) -> str:
    """What is said where half of it is never gone within the days looked at."""
    return "stays" if vocabulary()[row.action].level else "later"
