"""Bytes of a file as lines of text, whatever program saved it last."""

import codecs
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import BinaryIO

BLOCK = 1 << 20
LONGEST_LINE = (
    1 << 22
)  # characters; a longer line is no table and is cut, so that memory is bounded
BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
STRAY = {
    0xDC00 + byte: bytes([byte]).decode("cp1252", errors="replace") for byte in range(0x80, 0x100)
}


@dataclass
class Encoding:
    """How the bytes were read; `rescued` once bytes that are not UTF-8 were read as cp1252."""

    name: str = "utf-8"
    rescued: bool = False


def unheard(n_bytes: int) -> None:
    """Tells nobody how much was read."""


def lines(
    stream: BinaryIO, encoding: Encoding, on_bytes: Callable[[int], None] = unheard
) -> Iterator[str]:
    """Each line with its end (LF, CRLF or CR), decoded; no line ends inside CRLF.

    UTF-16 is known by its mark or its zero bytes. In a file without, bytes that are not UTF-8
    are read as cp1252, the encoding of a spreadsheet's re-save, and `encoding.rescued` is set.

    >>> list(lines(io.BytesIO(b"a,b\\r\\nZo\\xeb,c"), Encoding()))
    ['a,b\\r\\n', 'Zoë,c']
    """
    rest = ""
    for text in _decoded(stream, encoding, on_bytes):
        text = rest + text  # noqa: PLW2901
        end = max(text.rfind("\n"), text.rfind("\r", 0, -1)) + 1
        if end == 0 and len(text) > LONGEST_LINE:
            end = len(text)
        rest = text[end:]
        yield from io.StringIO(text[:end], newline="")
    if rest:
        yield from io.StringIO(rest, newline="")


def _decoded(
    stream: BinaryIO, encoding: Encoding, on_bytes: Callable[[int], None]
) -> Iterator[str]:
    block = stream.read(BLOCK)
    encoding.name, mark = _sniffed(block)
    errors = "surrogateescape" if encoding.name == "utf-8" else "replace"
    decoder = codecs.getincrementaldecoder(encoding.name)(errors)
    on_bytes(len(block))
    block = block[mark:]
    while block:
        yield _rescued(decoder.decode(block), encoding)
        block = stream.read(BLOCK)
        on_bytes(len(block))
    yield _rescued(decoder.decode(b"", final=True), encoding)


def _sniffed(start: bytes) -> tuple[str, int]:
    """The encoding that the first bytes show, and how many of them are only its mark."""
    for mark, name in BOMS:
        if start.startswith(mark):
            return name, len(mark)
    sample = start[:200]
    if len(sample) > 3 and sample[1::2].count(0) > len(sample) // 3:
        return "utf-16-le", 0
    if len(sample) > 3 and sample[::2].count(0) > len(sample) // 3:
        return "utf-16-be", 0
    return "utf-8", 0


def _rescued(text: str, encoding: Encoding) -> str:
    """The text with stray bytes as cp1252 has them."""
    if text.isascii():
        return text
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        encoding.rescued = True
        return text.translate(STRAY)
    return text
