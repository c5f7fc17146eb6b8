"""A pillar, a signal or a number followed to its sources."""

from collections.abc import Mapping
from dataclasses import dataclass

from estimator.days import to_date
from estimator.explanation.day import NumberUsed, SignalReason, reasons_of
from estimator.notebook import AsJson, Shown
from estimator.rules import Rules
from estimator.rules.laws import named_signal
from estimator.rules.rule_contents import show
from estimator.score.results import Estimate


@dataclass(frozen=True)
class Cited(NumberUsed, endless="value"):
    """A number with all there is to know of it.

    path: the name under which the rules state it. written, bounds: as a rule file has them; dated:
    the first day of each value, where it ever changes. range: what it can be at all. where: the
    `file:line:column` it stands at, empty for a value that was laid over it by a program.
    """

    range: str
    bounds: tuple[str, str] | None
    dated: tuple[tuple[str, str], ...]
    kind: str
    url: str | None
    seen: str | None
    note: str | None
    where: str


@dataclass(frozen=True)
class SignalWords(AsJson):
    """What a signal looks at and why it is in, in the words of the rules."""

    kind: str
    about: str
    advice: str
    off: str
    seats: tuple[str, ...]


@dataclass(frozen=True, repr=False)
class Why(Shown, schema="ssi.why/1"):
    """What stands behind a path of the rules. signals, numbers: by name, in the order of the file.

    standing: the signal on the day of an estimate, where one was given and it has the signal.
    """

    path: str
    rules: str
    sha256: str
    signals: Mapping[str, SignalWords]
    numbers: tuple[Cited, ...]
    standing: SignalReason | None = None
    warnings: tuple[str, ...] = ()

    def __repr__(self) -> str:
        return f"Why({self.path}: {len(self.numbers)} numbers)"


def why(rules: Rules, path: str, estimate: Estimate | None = None) -> Why:
    """Every number at a path followed to its source: of a pillar, of a signal, or one alone.

    path: a name such as `find`, `find.people_searches` (or `people_searches` alone), or
    `find.people_searches.half_at`. With an estimate, also what the signal stands at in it.

    Raises: RulesError with the nearest path there is.

    >>> from estimator.rules import load_rules
    >>> [number.path for number in why(load_rules(), "people_searches").numbers][:2]
    ['find.people_searches.per_day_max', 'find.people_searches.half_at']
    """
    shown = show(rules, named_signal(path, rules.signals()) or path)
    pillar, _, name = shown.path.partition(".")
    reasons = reasons_of(estimate).pillars.get(pillar) if estimate else None
    words = {
        path: (one.kind, one.about or "", one.advice or "", one.off or "", tuple(one.seats or ()))
        for path, one in shown.signals.items()
    }
    return Why(
        path=shown.path,
        rules=rules.name,
        sha256=rules.sha256,
        signals={path: SignalWords(*of) for path, of in words.items()},
        numbers=tuple(_cited(rules, name) for name in shown.numbers),
        standing=reasons.signals.get(name) if reasons else None,
        warnings=estimate.warnings if estimate else (),
    )


def _cited(rules: Rules, name: str) -> Cited:
    number = rules.number(name)
    source, write = rules.sources[number.source], number.quantity.write
    return Cited(
        path=rules.stated(name),
        value=number.value,
        written=number.written,
        unit=number.quantity.unit,
        status=number.status,
        source=number.source,
        title=source.title,
        range=number.quantity.range,
        bounds=number.bounds and (write(number.bounds[0]), write(number.bounds[1])),
        dated=tuple((to_date(day).isoformat(), write(value)) for day, value in number.dated),
        kind=source.kind,
        url=source.url,
        seen=None if source.seen is None else source.seen.isoformat(),
        note=source.note,
        where=number.where,
    )
