"""An offline estimate of LinkedIn's Social Selling Index from a log of activity.

Each public name is imported when it is first used, so that a small command stays quick.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from estimator.log import ActivityLog

_HOME = {
    "ActivityLog": "estimator.log",
}

__all__ = ["ActivityLog"]


def __getattr__(name: str) -> object:
    if name not in _HOME:
        raise AttributeError(f"module 'estimator' has no attribute {name!r}")
    return getattr(import_module(_HOME[name]), name)


def __dir__() -> list[str]:
    return sorted(__all__)
