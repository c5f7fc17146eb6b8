"""A model and a log's coverage, written down as a `Program`; and which rows it is about."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from estimator.actions import Seat
from estimator.decay import Decay
from estimator.known import covered_on, covered_part
from estimator.laying import layout_of
from estimator.layout import Layout
from estimator.log import ActivityLog, Coded
from estimator.matching import by_action, matching_among
from estimator.pillars import stand_ins
from estimator.program import EXP, FLOW, HILL, HYPERBOLIC, ITEMS, LINEAR, LOG, RATE, STEPS, STOCK
from estimator.program import Program
from estimator.rules.match import Match, actions_of
from estimator.rules.model import NO_DECAY, PillarModel, SignalModel
from estimator.saturation import CURVES, Curve, Hill, Steps

Floats = npt.NDArray[np.float64]
Whole = npt.NDArray[np.int32]
CODES = dict(zip(("exp", "hyperbolic", "hill", "log", "linear", "steps"), range(6), strict=True))
