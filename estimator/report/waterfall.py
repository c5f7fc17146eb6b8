"""Where a total goes as its causes come one after the other: a piece of a bar for each."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from estimator.report.lines import Line, Span

RISE, FALL = "█", "░"
LENGTH = 1000  # of a drawing, in its own units


@dataclass(frozen=True)
class Leap:
    """A total on its way: from `before` by `moved`, between the lowest and highest it reaches."""

    before: float
    moved: float
    low: float
    high: float

    def draw(self, width: int) -> Line:
        """The piece, in a line exactly `width` characters long.

        >>> "".join(span.text for span in Leap(40, -2, low=36, high=40).draw(8))
        '    ░░░░'
        """
        first, long = (round(part * width) for part in self._parts())
        first, long = min(first, width - 1), max(long, 1)
        sign = RISE if self.moved > 0 else FALL
        return (
            Span(" " * first),
            Span(sign * min(long, width - first), "seen" if self.moved > 0 else "unknown"),
            Span(" " * max(width - first - long, 0)),
        )

    def drawing(self) -> str:
        """The piece as SVG, numbers only."""
        first, long = (round(part * LENGTH, 1) for part in self._parts())
        return (
            f'<svg class="bar" viewBox="0 0 {LENGTH} 40" preserveAspectRatio="none" role="img"'
            f' aria-label="{self.moved:+.1f}"><rect class="track" fill="#eef2f4" width="{LENGTH}"'
            f' height="40"/><rect class="{"seen" if self.moved > 0 else "unknown"}" x="{first}"'
            f' fill="{"#1f6f8b" if self.moved > 0 else "#a9cdd8"}" width="{max(long, 4)}"'
            f' height="40"/></svg>'
        )

    def _parts(self) -> tuple[float, float]:
        """Where the piece begins and how long it is, as parts of the whole way."""
        whole = max(self.high - self.low, 1e-9)
        first = min(self.before, self.before + self.moved) - self.low
        return first / whole, abs(self.moved) / whole


def leaps(start: float, moves: Iterable[float]) -> Sequence[Leap]:
    """A leap for each move, one beginning where the one before it ended.

    >>> [leap.before for leap in leaps(40.0, [-2.0, 1.0])]
    [40.0, 38.0]
    """
    totals, moved = [start], list(moves)
    for move in moved:
        totals.append(totals[-1] + move)
    low, high = min(totals), max(totals)
    return [Leap(at, move, low, high) for at, move in zip(totals[:-1], moved, strict=True)]
