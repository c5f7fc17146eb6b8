"""Where the rules and fixtures that travel with the package are."""

from pathlib import Path


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
