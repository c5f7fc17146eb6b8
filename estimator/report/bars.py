"""Bars of points: what the log shows, what is assumed for the rest, how far the seat can go."""

from dataclasses import dataclass

from estimator.report.lines import Line, Span

SEEN, UNKNOWN, TRACK, WALL = "█", "░", "·", "│"


@dataclass(frozen=True)
class Bar:
    """Points out of `cap`: `seen` of them from the log; nothing is possible above `ceiling`."""

    points: float
    seen: float
    ceiling: float
    cap: float

    def draw(self, width: int) -> Line:
        """The bar, exactly `width` characters long.

        >>> "".join(span.text for span in Bar(10, seen=8, ceiling=15, cap=20).draw(20))
        '████████░░·····│    '
        """
        seen, points = (self._cells(value, width) for value in (self.seen, self.points))
        end = self._cells(self.ceiling, width)
        wall = WALL if end < width else ""
        return (
            Span(SEEN * seen, "seen"),
            Span(UNKNOWN * (points - seen), "unknown"),
            Span(TRACK * (end - points) + wall, "track"),
            Span(" " * (width - end - len(wall))),
        )

    def _cells(self, value: float, width: int) -> int:
        cells = round(width * value / self.cap)
        return max(cells, 1) if value >= 0.05 * self.cap / width else cells


def whisker(low: float, points: float, high: float, cap: float, width: int) -> str:
    """The interval as a line below a bar of the same width, with its ends as numbers.

    >>> whisker(40, 52, 60, cap=100, width=50).strip()
    '40 ├─────┼───┤ 60'
    """
    first, middle, last = (min(round(width * v / cap), width - 1) for v in (low, points, high))
    marks = ["─"] * (last - first + 1)
    marks[middle - first] = "┼"
    marks[0], marks[-1] = "├", "┤" if last > first else "│"
    left, right = f"{low:.0f} ", f" {high:.0f}"
    if first < len(left):
        return f"{' ' * first}{''.join(marks)} {low:.0f}–{high:.0f}"
    return f"{' ' * (first - len(left))}{left}{''.join(marks)}{right}"
