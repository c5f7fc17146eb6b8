"""How a result shows itself in a notebook: its dictionary as nested HTML tables."""

from collections.abc import Mapping


class Shown:
    """A result with `to_dict`; a notebook draws it as a table."""

    def to_dict(self) -> dict[str, object]:
        raise NotImplementedError

    def _repr_html_(self) -> str:
        return _html(self.to_dict())


def _html(value: object) -> str:
    from html import escape  # noqa: PLC0415  # nobody else needs the names of signs

    if isinstance(value, Mapping):
        rows = (f"<tr><th>{escape(str(k))}</th><td>{_html(v)}</td></tr>" for k, v in value.items())
        return f"<table>{''.join(rows)}</table>"
    if isinstance(value, list) and len(value) > 8:
        return f"{_html(value[:8])} and {len(value) - 8} more"
    if isinstance(value, float):
        return f"{value:.2f}"
    return escape(str(value))
