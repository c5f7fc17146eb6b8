"""Lines on a terminal, in its colours."""

from collections.abc import Iterable, Mapping

from rich.console import Console
from rich.text import Text

from estimator.report.lines import Line, Style

COLOURS: Mapping[Style, str] = {
    "": "",
    "title": "bold",
    "name": "",
    "points": "bold",
    "seen": "cyan",
    "unknown": "dim cyan",
    "track": "dim",
    "aside": "dim",
    "warning": "yellow",
}


def print_lines(lines: Iterable[Line], console: Console | None = None) -> None:
    """Prints the lines on standard output; the terminal's own colours, never a background."""
    console = console or Console(highlight=False, soft_wrap=True)
    for one in lines:
        text = Text()
        for span in one:
            text.append(span.text, COLOURS[span.style])
        text.rstrip()
        console.print(text)
