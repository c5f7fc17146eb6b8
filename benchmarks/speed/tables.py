"""Measurements as tables for people."""

from collections.abc import Sequence

from benchmarks.speed.engines import OURS
from benchmarks.speed.figures import Figure, Measured, best_peer, in_words, is_rated, title


def table(found: Sequence[Measured]) -> list[str]:
    """One work: each engine's median, how many times the best peer's ours is, memory, equality."""
    best = best_peer(found)
    return ["", title(found[0].work), *(_line(one, best) for one in found)] if found else []


def _line(one: Measured, best: Measured | None) -> str:
    if not one.is_timed:
        return f"  {one.engine:<13}{'-':>12}  {how_equal(one)}: not timed"
    ratio = " " * 8
    spread = f"({1000 * min(one.times):.1f}..{1000 * max(one.times):.1f})"
    if one.engine in OURS and best is not None:
        ratio = f"{best.seconds / one.seconds:6.1f} x"
    part = "" if one.units == one.work.units else f"  measured on {one.units:,}"
    beside = "-" if one.beside is None else f"{one.beside:.1f} x columns"
    equal = how_equal(one)
    return f"  {one.engine:<13}{_told(one)} {ratio}  {spread:<20} {beside:>14}  {equal}{part}"


def how_equal(one: Measured) -> str:
    """Whether an answer is that of ours by arrays, and by how much it is not."""
    if one.differs is None:
        return "NOT COMPARED"
    return "equal" if one.is_equal else f"DIFFERS by {one.differs:.2g} points"


def _told(one: Measured) -> str:
    if is_rated(one.work):
        return f"{1 / one.seconds:12,.0f} {in_words(one.work)}"
    return f"{1000 * one.whole:10.1f} ms"


def lines(name: str, figures: Sequence[Figure]) -> list[str]:
    """Figures below each other under a name."""
    return ["", name, *(f"  {f.name:<58}{number(f)}" for f in figures)] if figures else []


def number(figure: Figure) -> str:
    """A figure's value with its unit."""
    value, digits = figure.value, 0 if abs(figure.value) >= 1000 else 2 if figure.value < 10 else 1
    if figure.unit == "%":
        return f"{value:10.1f} %"
    return f"{value:10,.{digits}f} {figure.unit}".rstrip()
