"""How numbers are written. Nothing above this package rounds."""

import math
from collections.abc import Mapping

DECIMALS = 6  # of JSON: more than anybody reads, few enough to be the same on every machine


def points(value: float) -> str:
    """Points with one decimal, as on LinkedIn's page.

    >>> points(12.449), points(-0.01)
    ('12.4', '0.0')
    """
    return f"{value:.1f}".replace("-0.0", "0.0")


def between(low: float, high: float) -> str:
    """An interval.

    >>> between(9.11, 15.8)
    '9.1–15.8'
    """
    return f"{points(low)}–{points(high)}"


def signed(value: float) -> str:
    """A difference of points with its sign.

    >>> signed(1.25), signed(-3), signed(0.04)
    ('+1.2', '−3.0', '±0.0')
    """
    text = points(abs(value))
    if text == "0.0":
        return "±0.0"
    return ("+" if value > 0 else "−") + text


def percent(share: float) -> str:
    """A share of 1 in whole per cent.

    >>> percent(0.617)
    '62 %'
    """
    return f"{100 * share:.0f} %"


def amount(value: float) -> str:
    """An amount, as many digits as a reader takes in.

    >>> amount(30000), amount(3), amount(22.43), amount(0.04)
    ('30,000', '3', '22.4', '0.04')
    """
    if value == int(value) or value >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if value >= 0.1 else f"{value:.2g}"


def counted(number: int, unit: str) -> str:
    """A number of things, in the singular for one.

    >>> counted(1, "rows"), counted(4312, "rows"), counted(2, "files")
    ('1 row', '4,312 rows', '2 files')
    """
    return f"{number:,} {unit.removesuffix('s') if number == 1 else unit}"


def rounded(content: object) -> object:
    """The same content with every float at six decimals.

    Raises: ValueError for a number that is not finite: it must not leave the package.

    >>> rounded({"low": 0.1 + 0.2, "days": (1,)})
    {'low': 0.3, 'days': [1]}
    """
    if isinstance(content, Mapping):
        return {str(key): rounded(value) for key, value in content.items()}
    if isinstance(content, list | tuple):
        return [rounded(value) for value in content]
    if isinstance(content, float):
        if not math.isfinite(content):
            raise ValueError(f"a result holds a number that is not finite ({content})")
        return round(content, DECIMALS) + 0.0  # no minus before a zero
    return content
