"""What a change of rules does to a score, as lines of text: pillar by pillar, number by number."""

from collections.abc import Iterator

from estimator.checks import Effect
from estimator.report.lines import BLANK, Line, Span, line
from estimator.report.numbers import points, signed


def effect_text(effect: Effect) -> list[Line]:
    """The score before and after, then each number by what it brings, the largest first."""
    return [
        line(Span(f"{effect.account} on {effect.on}, {effect.seat} seat", "title")),
        *_pillars(effect),
        BLANK,
        *_causes(effect),
    ]


def _pillars(effect: Effect) -> Iterator[Line]:
    for name, change in effect.change.items():
        before, after = points(effect.before[name]), points(effect.after[name])
        yield line(f"  {name:<14}{before:>6} → {after:>5}  ", Span(signed(change), "points"))


def _causes(effect: Effect) -> Iterator[Line]:
    if not effect.causes:
        yield line("no number that differs touches this score")
        return
    yield line(Span("by number, in points; the parts add up to the change", "title"))
    named = max(len(cause.name) for cause in effect.causes)
    for cause in effect.causes:
        moved = f"{cause.before or 'none'} → {cause.after or 'none'}"
        where = ", ".join(cause.points)
        yield line(
            f"  {cause.name:<{named}}  ",
            Span(f"{_fine(cause.total):>7}", "points"),
            Span(f"  {moved}  {where}", "aside"),
        )


def _fine(value: float) -> str:
    """Small parts keep a digit that tells them from nothing."""
    return signed(value) if abs(value) >= 0.05 else f"{value:+.2g}".replace("-", "−")
