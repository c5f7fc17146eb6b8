"""check: recorded against estimated, expected against what came out; findings as values."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from estimator.advance import advancing
from estimator.checks.accuracy import Accuracy, accuracies, held_of
from estimator.checks.baseline import Baseline, Compared, compared, figures_of
from estimator.checks.cases import Checked
from estimator.checks.exercised import Exercised, Mutated, mutations, rule_coverage
from estimator.checks.trials import Trial, trial
from estimator.checks.verdicts import Verdict, judged
from estimator.explanation.formula_shifts import Shift, shifts
from estimator.notebook import AsJson
from estimator.rules import Rules
from estimator.score.results import Json
from estimator.version import VERSION


@dataclass(frozen=True, repr=False)
class CheckReport(AsJson, schema="ssi.check/1", apart="rules_sha256", also="passed"):
    """Everything that a check found.

    verdicts: in the order of cases. accuracy: by pillar, beside the rivals. baseline: every figure
    beside the baseline; empty without one. coverage: what of the rules is exercised. mutated: each
    number moved by a tenth; empty where that was not asked for. shifts: suspected changes of
    formula, which are said and fail nothing: no rule is at fault for them.
    """

    verdicts: tuple[Verdict, ...]
    accuracy: tuple[Accuracy, ...]
    baseline: tuple[Compared, ...]
    coverage: tuple[Exercised, ...]
    mutated: tuple[Mutated, ...]
    shifts: tuple[Shift, ...]
    figures: dict[str, float]
    rules_sha256: str

    @property
    def passed(self) -> bool:
        """Whether every gate holds."""
        return not self.failures and not self.regressions

    @property
    def failures(self) -> tuple[Verdict, ...]:
        """The verdicts that fail the check."""
        return tuple(one for one in self.verdicts if one.failed)

    @property
    def regressions(self) -> tuple[Compared, ...]:
        """The figures that grew beyond their tolerance or vanished."""
        return tuple(one for one in self.baseline if one.failed)

    @property
    def unexercised(self) -> tuple[Exercised, ...]:
        """What of the rules no case exercises."""
        return tuple(one for one in self.coverage if not one.cases)

    @property
    def unnoticed(self) -> tuple[Mutated, ...]:
        """The numbers that may move by a tenth without any case noticing."""
        return tuple(one for one in self.mutated if one.noticed_by is None)

    def to_dict(self) -> Json:
        return {
            **super().to_dict(),
            "stamp": {"engine": VERSION, "rules_sha256": self.rules_sha256},
        }

    def __repr__(self) -> str:
        said = "passed" if self.passed else f"{len(self.failures)} failed"
        return f"CheckReport({len(self.verdicts)} verdicts, {said})"


def check(
    cases: Checked | Iterable[Checked],
    rules: Rules,
    *,
    baseline: Baseline | None = None,
    mutate: bool = False,
) -> CheckReport:
    """What the rules make of cases and scenarios: verdicts, accuracy, coverage, suspected shifts.

    baseline: errors may not grow beyond it. mutate: each number is moved by 10 %, and those that
    no case notices are in `unnoticed`.

    Raises: ReadingError for a case with a reading of no day.
    """
    asked = (cases,) if isinstance(cases, Checked) else tuple(cases)
    trials = tuple(trial(case, rules) for case in advancing("checking", asked, len(asked)))
    held = held_of(trials)
    figures = figures_of(held)

    def grew(now: Sequence[Trial]) -> bool:
        before = baseline or Baseline({}, {})
        return any(one.failed for one in compared(before, figures_of(held_of(now))))

    return CheckReport(
        verdicts=tuple(verdict for one in trials for verdict in judged(one)),
        accuracy=accuracies(held),
        baseline=() if baseline is None else compared(baseline, figures),
        coverage=rule_coverage(rules, trials),
        mutated=mutations(rules, trials, grew if baseline else None) if mutate else (),
        shifts=shifts(held, rules),
        figures=figures,
        rules_sha256=rules.sha256,
    )
