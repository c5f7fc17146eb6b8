"""Rules as text: what they hold, what they rest on, what two of them say differently."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from estimator.days import to_date
from estimator.report.lines import BLANK, Line, Span, line, paragraph, shortened
from estimator.report.numbers import amount, counted
from estimator.rules.forms import Source
from estimator.rules.linting import Finding
from estimator.rules.numbers import Number
from estimator.rules.signal_forms import AnySignal
from estimator.rules.telling import Change, Shown, Tally


def shown_text(shown: Shown, sources: Mapping[str, Source], width: int) -> list[Line]:
    """The numbers in groups, each signal with what it is about; one number alone in full."""
    if len(shown.numbers) == 1 and not shown.signals:
        [(name, number)] = shown.numbers.items()
        return list(_alone(name, number, sources[number.source], width))
    return [*_groups(shown, width), *_sources(shown, sources, width)]


def lint_text(findings: Sequence[Finding], tallies: Mapping[str, Tally], width: int) -> list[Line]:
    """The findings, then how many numbers and points rest on what."""
    most = sum(tally.points for tally in tallies.values())
    heading = f"{'':10}{'numbers':>9}{'points':>9}{'touched':>9}"
    return [
        *(line(str(finding)) for finding in findings),
        BLANK,
        line(Span(counted(len(findings), "findings"), "title"), "; nothing here is an error"),
        BLANK,
        line(Span(heading, "aside")),
        *(_tally(status, tally) for status, tally in tallies.items()),
        BLANK,
        *paragraph(
            f"points: those that signals are worth, of {amount(most)} in all, by who vouches for"
            " them; touched: those that any number of this kind has a part in",
            width,
            "aside",
            "",
        ),
    ]


def difference_text(changes: Sequence[Change]) -> list[Line]:
    """What changes, an entry a line."""
    if not changes:
        return [line("no difference")]
    named = max(len(change.path) for change in changes)
    return [
        line(f"{change.path:<{named}}  ", Span(_change(change), "points")) for change in changes
    ]


def _change(change: Change) -> str:
    if change.what != "changed":
        return change.what
    return f"{_plain(change.before)} → {_plain(change.after)}"


def _plain(value: object) -> str:
    if isinstance(value, float):
        return f"{value:g}"
    return str(value)


def _tally(status: str, tally: Tally) -> Line:
    columns = f"{tally.numbers:>9,}{tally.points:>9.1f}{tally.touched:>9.1f}"
    return line(Span(f"{status:<10}", "name"), columns)


def _alone(name: str, number: Number, source: Source, width: int) -> Iterator[Line]:
    yield line(Span(name, "title"))
    entries = [("value", f"{number.written}{_unit(number)}"), ("status", number.status)]
    write = number.quantity.write
    for first, value in number.dated:
        entries.append((f"from {to_date(first)}", write(value)))
    if number.bounds:
        entries.append(("bounds", f"{write(number.bounds[0])} to {write(number.bounds[1])}"))
    entries += [("range", number.quantity.range), ("source", f"{number.source} ({source.kind})")]
    for key, said in entries:
        yield line(Span(f"  {key:<17}", "aside"), said)
    yield from paragraph(source.title, width, "", " " * 19)
    if source.seen:
        yield line(Span(f"  {'seen':<17}", "aside"), source.seen.isoformat())
    if number.where:
        yield line(Span(f"  {'stands at':<17}", "aside"), number.where)


def _unit(number: Number) -> str:
    unit = number.quantity.unit
    return f" {unit}" if unit and not number.quantity.duration else ""


def _groups(shown: Shown, width: int) -> Iterator[Line]:
    wide = max((len(_short(name, shown.signals)) for name in shown.numbers), default=0)
    group = None
    for name, number in shown.numbers.items():
        owner = _owner(name, shown.signals)
        if owner != group:
            yield from _heading(owner, shown.signals.get(owner), group is not None, width)
            group = owner
        yield _row(_short(name, shown.signals), number, wide, width)


def _heading(name: str, form: AnySignal | None, apart: bool, width: int) -> Iterator[Line]:
    if apart:
        yield BLANK
    about = "" if form is None else f"  {form.kind}{', off' if form.off else ''}"
    yield line(Span(name, "title"), Span(about, "aside"))
    if form is not None:
        yield from paragraph(form.off or form.about or "", width, "aside")


def _row(name: str, number: Number, named: int, width: int) -> Line:
    low_high = ""
    if number.bounds:
        low_high = f"[{', '.join(map(number.quantity.write, number.bounds))}]"
    text = f"{low_high:<14}{number.status:<9}{number.source}"
    return line(
        f"  {name:<{named}}",
        Span(f"{number.written:>9}  ", "points"),
        Span(shortened(text, max(width - named - 13, 14)), "aside"),
    )


def _owner(name: str, signals: Iterable[str]) -> str:
    """The signal a number belongs to; otherwise the first word of its name."""
    own = [path for path in signals if name.startswith(f"{path}.")]
    return own[0] if own else name.partition(".")[0]


def _short(name: str, signals: Iterable[str]) -> str:
    return name.removeprefix(f"{_owner(name, signals)}.")


def _sources(shown: Shown, sources: Mapping[str, Source], width: int) -> Iterator[Line]:
    used = {number.source for number in shown.numbers.values()}
    yield BLANK
    yield line(Span("sources", "title"))
    for name in sorted(used):
        yield line(f"  {name}", Span(f"  {sources[name].kind}", "aside"))
        yield from paragraph(sources[name].title, width, "aside", " " * 4)
