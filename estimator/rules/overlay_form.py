"""The form of an overlay file."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from estimator.rules.form import Form
from estimator.rules.forms import Source
from estimator.rules.words import Text

OVERLAY = "ssi-overlay/1"


class OverlayFile(Form):
    """The form of an overlay; its values are numbers by path."""

    schema_: Annotated[Literal["ssi-overlay/1"], Field(alias="schema")]
    base: Text
    base_sha256: Text | None = None  # judged beside the base, in `estimator.rules.overlay`
    note: Text | None = None
    calibrated_until: date | None = None
    sources: Mapping[str, Source] = {}
    values: Annotated[Mapping[str, object], Field(min_length=1)]
