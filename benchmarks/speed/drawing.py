"""One drawing of a run: what each engine takes for each work, on a logarithmic scale.

Plain SVG by hand: it is shown in a README, light or dark, where no script runs and no font is sure.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple
from xml.sax.saxutils import escape

WIDTH, LEFT, RIGHT, TOP, BAR, GAP, TITLE = 860, 170, 150, 58, 15, 4, 26
AXIS = 26
SHOWN = (
    "snapshot, layout prepared, 10,000,000 rows, 200,000 accounts",
    "snapshot, layout prepared, 10,000,000 rows, 10,000 accounts",
    "snapshot, nothing prepared, 10,000,000 rows, 200,000 accounts",
    "history of 365 days, nothing prepared, 1,000,000 rows, 10,000 accounts",
    "10,000 plans x 90 days, one account, one core",
)
NAMES = {"arrays": "ours, numpy alone", "loops": "ours, extra fast"}
STYLE = """
text { font: 12px system-ui, sans-serif; fill: #24292f }
.title { font-weight: 600 } .small { font-size: 11px; fill: #57606a }
.ours { fill: #0969da } .fast { fill: #54aeff } .peer { fill: #8c959f }
line { stroke: #8c959f; stroke-opacity: 0.35 }
@media (prefers-color-scheme: dark) {
text { fill: #e6edf3 } .small { fill: #9da7b3 }
.ours { fill: #4493f8 } .fast { fill: #1f5fae } .peer { fill: #6e7681 }
}
"""


class Bar(NamedTuple):
    """An engine's bar: milliseconds of the whole work, and how many times ours by arrays it is."""

    engine: str
    milliseconds: float
    times: float


def drawing_of(results: Mapping[str, Any]) -> str:
    """The SVG of a run's results."""
    every = [(work, bars_of(results["works"][work])) for work in shown(results["works"])]
    groups = [(work, bars) for work, bars in every if bars]
    height = TOP + AXIS + sum(TITLE + len(bars) * (BAR + GAP) for _, bars in groups)
    where = results["machine"].partition(", Linux")[0]
    scale = Scale([bar.milliseconds for _, bars in groups for bar in bars])
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img"'
            f' width="{WIDTH}" height="{height}">',
            "<title>ssi-estimator beside other engines on the same work</title>",
            f"<style>{STYLE}</style>",
            text(12, 20, "The same work by different engines, milliseconds", "title"),
            text(12, 38, f"shorter is better; x: times ours with numpy alone; {where}", "small"),
            *scale.lines(height),
            *drawn(groups, scale),
            "</svg>\n",
        ]
    )


def shown(works: Mapping[str, Any]) -> Sequence[str]:
    """The works that are drawn: those chosen; of a small run, all that others did, too."""
    chosen = [work for work in SHOWN if work in works]
    return chosen or [work for work, engines in works.items() if set(engines) - set(NAMES)]


def bars_of(engines: Mapping[str, Mapping[str, Any]]) -> list[Bar]:
    """The bars of a work, ours first, of those that were timed: whose answers are equal.

    What did a part of the work is drawn with the time of the whole.
    """
    timed = {name: one for name, one in engines.items() if one["median"] is not None}
    seconds = {name: one["median"] / one["units"] for name, one in timed.items()}
    if "arrays" not in seconds or len(engines) < 2:
        return []
    whole = engines["arrays"]["units"]
    ours = seconds["arrays"]
    order = sorted(seconds, key=lambda name: (name not in NAMES, seconds[name]))
    return [Bar(name, 1000 * whole * seconds[name], seconds[name] / ours) for name in order]


class Scale:
    """A logarithmic scale over whole powers of ten."""

    def __init__(self, values: Sequence[float]) -> None:
        logs = [math.log10(max(value, 1e-6)) for value in values] or [0.0]
        self.low = math.floor(min(logs) - 0.2)
        self.high = max(math.ceil(max(logs)), self.low + 1)

    def at(self, value: float) -> float:
        """Where a value lies, in pixels."""
        part = (math.log10(max(value, 1e-6)) - self.low) / (self.high - self.low)
        return LEFT + part * (WIDTH - LEFT - RIGHT)

    def lines(self, height: int) -> Iterator[str]:
        """A line and a label for each power of ten."""
        for power in range(self.low, self.high + 1):
            x = self.at(10.0**power)
            yield f'<line x1="{x:.1f}" y1="{TOP - 6}" x2="{x:.1f}" y2="{height - AXIS}"/>'
            short = f"{10.0**power:g} ms", f"{10.0 ** (power - 3):,.0f} s"
            yield text(x, height - 10, short[power >= 3], "small", "middle")


def drawn(groups: Sequence[tuple[str, Sequence[Bar]]], scale: Scale) -> Iterator[str]:
    """A title and the bars of each work, from the top down."""
    y = TOP
    for work, bars in groups:
        yield text(12, y + 12, work, "title")
        y += TITLE - 6
        for bar in bars:
            yield from drawn_bar(bar, y, scale)
            y += BAR + GAP
        y += 6


def drawn_bar(bar: Bar, y: int, scale: Scale) -> Iterator[str]:
    """A bar with its engine, time and ratio."""
    end, middle = scale.at(bar.milliseconds), y + BAR - 4
    kind = {"arrays": "ours", "loops": "fast"}.get(bar.engine, "peer")
    ratio = "" if bar.engine in NAMES else f", {ratio_of(bar.times)}"
    yield text(LEFT - 8, middle, NAMES.get(bar.engine, bar.engine), "", "end")
    yield f'<rect class="{kind}" x="{LEFT}" y="{y}" width="{end - LEFT:.1f}" height="{BAR}"/>'
    yield text(end + 6, middle, f"{time_of(bar.milliseconds)}{ratio}", "small")


def ratio_of(times: float) -> str:
    """How many times ours.

    >>> ratio_of(12.34), ratio_of(3.21)
    ('12 x', '3.2 x')
    """
    return f"{times:,.0f} x" if times >= 10 else f"{times:.1f} x"


def time_of(milliseconds: float) -> str:
    """A time with its unit.

    >>> time_of(3.2), time_of(1234.0), time_of(61_000.0)
    ('3.2 ms', '1.2 s', '61 s')
    """
    if milliseconds < 1000:
        return f"{milliseconds:.{1 if milliseconds < 100 else 0}f} ms"
    return f"{milliseconds / 1000:,.{1 if milliseconds < 10_000 else 0}f} s"


def text(x: float, y: float, words: str, kind: str = "", anchor: str = "start") -> str:
    return f'<text x="{x:.1f}" y="{y}" class="{kind}" text-anchor="{anchor}">{escape(words)}</text>'
