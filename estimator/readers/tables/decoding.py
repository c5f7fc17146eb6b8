"""The text of a file, whatever program saved it."""

import codecs

from estimator.errors import LogError

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def decoded(content: bytes, name: str) -> tuple[str, tuple[str, ...]]:
    """The text of the bytes, and a note when its encoding had to be guessed.

    A byte order mark decides; otherwise UTF-8, then Windows-1252.

    Raises: LogError when the bytes are no text at all.

    >>> decoded("day;Größe".encode("cp1252"), "log.csv")[0]
    'day;Größe'
    """
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            try:
                return content.decode(encoding), ()
            except UnicodeDecodeError as error:
                raise LogError.at(name, _not(encoding.removesuffix("-sig"), error)) from None
    if b"\0" in content[:4096]:
        raise LogError.at(name, "is not a text (it holds zero bytes); save it as UTF-8")
    try:
        return content.decode("utf-8"), ()
    except UnicodeDecodeError as error:
        note = f"{_not('utf-8', error)}; read as Windows-1252"
        return content.decode("cp1252", errors="replace"), (note,)


def _not(encoding: str, error: UnicodeDecodeError) -> str:
    return f"is not {encoding.upper()} (byte {error.start + 1})"
