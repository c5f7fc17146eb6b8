"""Forms: what a YAML file may hold, as pydantic models; whatever is wrong is said at its place."""

import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError, ValidationInfo, model_validator
from pydantic.fields import FieldInfo
from pydantic_core import PydanticCustomError

from estimator.document import Document
from estimator.entries import Entry, entry_of, not_known, shown, text_of
from estimator.errors import RulesError, listed, near_miss

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails


class Form(BaseModel):
    """A mapping of a file: closed keys, values of exactly the stated kind, never changed."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, defer_build=True)

    @model_validator(mode="before")
    @classmethod
    def _met(cls, raw: object, info: ValidationInfo) -> object:
        """Remembers in the document, if one is read, which of its mappings is of this form."""
        document = document_of(info)
        if document is not None and isinstance(raw, dict):
            document.forms[document.paths[id(raw)]] = cls
        return raw

    def by_key(self) -> dict[str, object]:
        """What it holds by the key as a file writes it."""
        return {field.alias or n: getattr(self, n) for n, field in type(self).model_fields.items()}


def document_of(info: ValidationInfo) -> Document | None:
    """The document that is read; None where a form is made of values."""
    document = (info.context or {}).get("document")
    return document if isinstance(document, Document) else None


def said(what: str) -> PydanticCustomError:
    """A fault in words of ours."""
    return PydanticCustomError("said", "{what}", {"what": what})


@cache
def keys_of(form: type[BaseModel]) -> dict[str, FieldInfo]:
    """The fields of a form by the key as a file writes it."""
    return {field.alias or name: field for name, field in form.model_fields.items()}


AForm = TypeVar("AForm", bound=Form)


def read_form(form: type[AForm], path: Path) -> AForm:
    """What the YAML file at `path` says, as a form. Raises: RulesError with every fault."""
    entry = entry_of(text_of(path, kind=RulesError), str(path), RulesError)
    found = validated(entry, form)
    entry.document.judge()
    assert found is not None  # otherwise a fault was found
    return found


def validated(entry: Entry, form: type[AForm]) -> AForm | None:
    """The whole of a document as a form; None with every fault noted, each at its own place."""
    try:
        return form.model_validate(entry.raw, context={"document": entry.document})
    except ValidationError as error:
        for one in error.errors(include_url=False):
            if not _is_echo(one):
                _note(entry.document, one)
        return None


_EMPTY = ("too_short", "string_too_short")
_KINDS = {
    "string_type": "is text",
    "string_too_short": "is empty; say it in words",
    "string_pattern_mismatch": "is a name: small letters, digits and _, a letter first",
    "date_type": "is a date such as 2026-05-19",
    "int_type": "is a whole number",
    "float_type": "is a number",
    "bool_type": "is true or false",
    "tuple_type": "is a list",
    "mapping_type": "is a mapping",
    "dict_type": "is a mapping",
    "model_type": "is a mapping",
    "model_attributes_type": "is a mapping",
    "too_short": "is empty; it holds at least one",
    "greater_than_equal": "is {ge:g} or more",
    "greater_than": "is above {gt:g}",
    "less_than_equal": "is at most {le:g}",
    "less_than": "is below {lt:g}",
}


def _is_echo(error: "ErrorDetails") -> bool:
    """Whether an error only repeats another: an empty value's, or that of a list's only entry."""
    if error["type"] == "too_short":
        return bool(error["input"])
    return error["input"] is None and error["type"] != "said"


def _note(document: Document, error: "ErrorDetails") -> None:
    """Notes an error at the place in the file that its `loc` means: a file has no tags in it."""
    kind, got, loc, ctx = error["type"], error["input"], error["loc"], error.get("ctx", {})
    path: tuple[str | int, ...] = ()
    for part in loc:
        path = (*path, part) if (*path, part) in document.values else path
    place = document.at_key(path) if loc[-1:] == ("[key]",) else document.at_value(path)
    if kind == "missing":
        owner, path = document.forms.get(path), (*path, loc[-1])
        needed = _needed(keys_of(owner)[str(loc[-1])].metadata if owner else ())
        document.note(path, f"missing; {needed}", document.at_key(path[:-1]))
    elif kind == "extra_forbidden":
        known = keys_of(document.forms[path[:-1]])
        hint = near_miss(path[-1], known) or f"; known are {listed(known)}"
        document.note(path, f"unknown key{hint}", document.at_key(path))
    elif kind == "union_tag_not_found":
        path = (*path, ctx["discriminator"].strip("'"))
        if path not in document.keys:
            document.note(path, "missing; it is required", document.at_key(path[:-1]))
    elif kind in ("union_tag_invalid", "literal_error"):
        if kind == "union_tag_invalid":
            tag = ctx["discriminator"].strip("'")
            path, got = (*path, tag), got[tag]
            place = document.at_value(path)
        words = re.findall(r"'([^']*)'", str(ctx.get("expected_tags") or ctx["expected"]))
        document.note(path, not_known(got, words), place)
    elif kind == "said":
        document.note(path, ctx["what"], place)
    else:
        what = _KINDS.get(kind, "is not what belongs here").format(**ctx)
        document.note(path, what if kind in _EMPTY else f"{what} (got {shown(got)})", place)


def _needed(metadata: Iterable[object]) -> str:
    """What is missing where nothing stands at a key that must be there."""
    return next((str(one.needed) for one in metadata if hasattr(one, "needed")), "it is required")
