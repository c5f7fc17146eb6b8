"""The rule layer alone in ZEN: a decision of one expression node, an account a context.

Prepared: the compiled decision, and the contexts, as a service would be given them. Tried on the
amounts of a hundred accounts, and not kept: one call an account (1.5 times as long) with contexts
as dictionaries, or as JSON (2.7 times); a compiled expression a pillar without a decision around it
(the same); powers of amounts that are zero, too (2 times).
"""

from collections.abc import Callable
from importlib.metadata import version as installed
from typing import Any

import numpy as np
import numpy.typing as npt
import zen

from benchmarks.speed.amounts import Amounts, scored
from benchmarks.speed.model import PILLARS, cut_of, model
from estimator.rules.model import PillarModel, SignalModel
from estimator.saturation import Exp, Hill, Hyperbolic, Linear

Floats = npt.NDArray[np.float64]
KEY, PLACE = "points", {"x": 0, "y": 0}


class InZen:
    """A decision of the model's expressions."""

    @staticmethod
    def rules_of(amounts: Amounts) -> Callable[[], list[dict[str, Any]]]:
        """Points by pillar, one result an account."""
        loader: Any = {"type": "static", "content": {KEY: content()}}
        engine = zen.ZenEngine({"loader": loader})
        names = [path.replace(".", "_") for path in amounts.by_path]
        columns = (amount.tolist() for amount in amounts.by_path.values())
        contexts = (dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True))
        requests: Any = [{"key": KEY, "context": context} for context in contexts]
        return lambda: [one["data"]["result"] for one in engine.evaluate_batch(requests)]


def content() -> dict[str, Any]:
    """The decision as a graph: input, expressions, output."""
    expressions = [
        {"id": pillar.name, "key": pillar.name, "value": expression_of(pillar)}
        for pillar in model().pillars
    ]
    nodes = [("in", "inputNode", None), ("out", "outputNode", None)]
    graph = [{"id": n, "name": n, "type": kind, "position": PLACE} for n, kind, _ in nodes]
    points = {"id": "points", "name": "points", "type": "expressionNode", "position": PLACE}
    edges = [("in", "points"), ("points", "out")]
    return {
        "nodes": [*graph, {**points, "content": {"expressions": expressions}}],
        "edges": [{"id": a + b, "type": "edge", "sourceId": a, "targetId": b} for a, b in edges],
    }


def expression_of(pillar: PillarModel) -> str:
    """A pillar's points."""
    signals = [f"{signal.points} * {share_of(signal)}" for signal in scored(pillar.signals)]
    return f"min([{' + '.join(signals)}, {cut_of(pillar)}])"


def share_of(signal: SignalModel) -> str:
    """The share of a signal's amount; most are zero, and a power of zero is dear."""
    x = signal.path.replace(".", "_")
    match signal.curve:
        case Exp(half_at=at):
            return f"({x} > 0 ? 1 - 0.5 ^ ({x} / {at}) : 0)"
        case Hyperbolic(half_at=at):
            return f"({x} / ({x} + {at}))"
        case Hill(half_at=at, steepness=steep):
            return f"({x} > 0 ? 1 - 1 / (1 + ({x} / {at}) ^ {steep}) : 0)"
        case Linear(full_at=at):
            return f"min([{x} / {at}, 1])"
    raise NotImplementedError(type(signal.curve))


def to_array(result: list[dict[str, Any]]) -> Floats:
    """Pillars last: (n_accounts, 4)."""
    return np.array([[one[name] for name in PILLARS] for one in result], dtype=np.float64)


def version() -> str:
    return installed("zen-engine")
