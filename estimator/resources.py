"""Where the rules and fixtures that travel with the package are, and how their small files read."""

from pathlib import Path
from typing import TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from estimator.errors import Fault, RulesError

Form = TypeVar("Form", bound=BaseModel)


def resource(name: str) -> Path:
    """The folder or file `name` of the data that ships with the package.

    A wheel carries it as `estimator/_data/`; in a checkout it stands at the top.

    Raises: FileNotFoundError when neither holds it.

    >>> resource("rules").name
    'rules'
    """
    package = Path(__file__).parent
    for root in (package / "_data", package.parent):
        if (root / name).exists():
            return root / name
    raise FileNotFoundError(f"{name}: not in the package nor beside it; reinstall ssi-estimator")


def read_form(form: type[Form], path: Path) -> Form:
    """What the YAML file at `path` says, as a form. Raises: RulesError with every fault."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        return form.model_validate(yaml.load(path.read_text(encoding="utf-8"), Loader=loader))
    except yaml.YAMLError:
        raise RulesError.at(path, "not YAML") from None
    except ValidationError as error:
        told = {"missing": "missing; it is required", "extra_forbidden": "unknown key"}
        raise RulesError(
            Fault(
                str(path),
                f"{'.'.join(map(str, one['loc']))}: "
                + told.get(one["type"], f"cannot be this (got {str(one['input'])[:60]!r})"),
            )
            for one in error.errors()
        ) from None
