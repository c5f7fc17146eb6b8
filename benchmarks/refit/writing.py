"""Fitted values into the text of a rule file, each where it stands; nothing else is touched."""

import re
from collections.abc import Mapping

from estimator.rules import Rules


def rounded(value: float) -> float:
    """Three significant digits: more would claim what nobody knows."""
    return float(f"{value:.3g}")


def written(text: str, rules: Rules, values: Mapping[str, float]) -> str:
    """The text with the values of the given numbers replaced."""
    lines = text.split("\n")
    for path, value in values.items():
        _, line, column = rules.number(path).where.rsplit(":", 2)
        row, start = int(line) - 1, int(column) - 1
        key = path.rpartition(".")[2]
        pattern = rf"({key}: (?:\{{value: )?)[-+0-9.e]+"
        changed, n = re.subn(pattern, rf"\g<1>{value:g}", lines[row][start:], count=1)
        if n != 1:
            raise ValueError(f"line {line}: {path} is not written as `{key}: number`")
        lines[row] = lines[row][:start] + changed
    return "\n".join(lines)
