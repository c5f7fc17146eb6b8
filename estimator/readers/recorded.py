"""A reading from the SSI columns that stand beside activity in one row."""

from collections.abc import Mapping
from datetime import date

from estimator.days import to_date
from estimator.errors import Fault, ReadingError
from estimator.readers.usage_report.judging import SeatPeriods
from estimator.reading import PILLARS, Reading
from estimator.reading.names import API_NAMES

TOTAL = "ssi"
SCORES = (TOTAL, *PILLARS)


def readings_of(
    seats: SeatPeriods, name: str, *, kind: str, seat: bool
) -> tuple[list[Reading], list[Fault]]:
    """The reading of each row that has a score, on its last day, and what is wrong with others.

    name: the file, for the faults.
    """
    readings: list[Reading] = []
    faults: list[Fault] = []
    for row, account in enumerate(seats.accounts):
        columns = {name: seats.columns[name] for name in SCORES if name in seats.columns}
        scores = {n: float(c.values[row]) for n, c in columns.items() if c.known[row]}
        where, on = f"{name}:{seats.lines[row]}", to_date(int(seats.last[row]))
        if scores:
            try:
                readings.append(
                    reading_of(scores, account=account, on=on, where=where, kind=kind, seat=seat)
                )
            except ReadingError as error:
                faults += error.faults
    return readings, faults


def reading_of(
    scores: Mapping[str, float], *, account: str, on: date, where: str, kind: str, seat: bool
) -> Reading:
    """The reading of the scores of one row: pillars by name, the total as `ssi`.

    seat: whether the row is of a Sales Navigator seat. Raises: ReadingError for scores that are
    out of range.

    >>> reading_of({"ssi": 21.5, "brand": 11.5}, account="me", on=date(2026, 7, 3), where="a:1",
    ...            kind="usage_report", seat=True)
    Reading(2026-07-03, total 21.5: brand 11.5)
    """
    member: dict[str, object] = {"overall": float(scores[TOTAL])} if TOTAL in scores else {}
    member["subScores"] = [
        {"pillar": API_NAMES[pillar], "score": float(scores[pillar])}
        for pillar in PILLARS
        if pillar in scores
    ]
    return Reading.from_payload(
        {"memberScore": member} | ({"activeSeat": True} if seat else {}),
        where=where,
        captured=on.isoformat(),
        account=account,
        evidence="real",
        source={"kind": kind},
    )
