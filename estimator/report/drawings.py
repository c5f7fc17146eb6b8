"""Bars and charts as SVG, to stand inside an HTML page.

The colours here are for what knows no style sheets; the page's own go over them.
"""

from collections.abc import Iterator

import numpy as np

from estimator.report.charts import Floats, resampled

WIDTH, HEIGHT = 720, 220  # of a chart, in its own units
BAR = 1000  # the length of a bar in its own units
MOST_POINTS = 360  # of a line: more than anybody sees at that width

PAINT = {
    "track": 'fill="#eef2f4"',
    "seen": 'fill="#1f6f8b"',
    "unknown": 'fill="#a9cdd8"',
    "interval": 'fill="#1d2a33" fill-opacity="0.55"',
    "within": 'fill="#a9cdd8" fill-opacity="0.45"',
    "line": 'fill="none" stroke="#1f6f8b" stroke-width="2"',
    "grid": 'stroke="#dfe5e9"',
}


def bar(points: float, seen: float, low: float, high: float, ceiling: float, cap: float) -> str:
    """A bar of points out of `cap`: seen, assumed, the interval across it, the seat's ceiling."""
    parts = (
        _part("track", 0, ceiling / cap),
        _part("unknown", seen / cap, points / cap),
        _part("seen", 0, seen / cap),
        _part("interval", low / cap, high / cap, y=17, height=6),
    )
    return (
        f'<svg class="bar" viewBox="0 0 {BAR} 40" preserveAspectRatio="none" role="img"'
        f' aria-label="{points:.1f} of {cap:g}">{"".join(parts)}</svg>'
    )


def chart(points: Floats, low: Floats, high: Floats, cap: float) -> str:
    """A line over its interval from 0 to `cap`; all three have the shape (n_days,)."""
    width = min(max(len(points), 2), MOST_POINTS)
    line, under, over = (_path(resampled(s, width), cap) for s in (points, low, high))
    parts = (
        *_grid(),
        f'<polygon {_painted("within")} points="{" ".join([*over, *reversed(under)])}"/>',
        f'<polyline {_painted("line")} points="{" ".join(line)}"/>',
    )
    return (
        f'<svg class="chart" viewBox="0 0 {WIDTH} {HEIGHT}" preserveAspectRatio="none"'
        f' role="img" aria-label="{points[0]:.1f} to {points[-1]:.1f} points">'
        f"{''.join(parts)}</svg>"
    )


def _part(what: str, start: float, end: float, y: int = 0, height: int = 40) -> str:
    first, last = (round(BAR * min(max(share, 0.0), 1.0), 1) for share in (start, end))
    width = max(round(last - first, 1), 0)
    return f'<rect {_painted(what)} x="{first}" y="{y}" width="{width}" height="{height}"/>'


def _painted(what: str) -> str:
    return f'class="{what}" {PAINT[what]}'


def _path(values: Floats, cap: float) -> list[str]:
    x = np.linspace(0, WIDTH, len(values))
    y = HEIGHT * (1 - np.clip(values / cap, 0, 1))
    return [f"{a:.1f},{b:.1f}" for a, b in zip(x, y, strict=True)]


def _grid() -> Iterator[str]:
    """Lines at the quarters of the cap."""
    for part in (0.25, 0.5, 0.75):
        y = HEIGHT * (1 - part)
        yield f'<line {_painted("grid")} x1="0" x2="{WIDTH}" y1="{y:g}" y2="{y:g}"/>'
