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
    content = yaml.load(path.read_text(encoding="utf-8"), Loader=loader)
    try:
        return form.model_validate(content)
    except ValidationError as error:
        raise RulesError(
            Fault(str(path), f"{'.'.join(map(str, e['loc']))}: {e['msg']}") for e in error.errors()
        ) from None
