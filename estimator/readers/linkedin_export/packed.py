"""A member of a ZIP: whether it may be read, its bytes, its day."""

import struct
import zipfile
import zlib
from datetime import date
from pathlib import Path
from typing import BinaryIO

from estimator.days import to_day
from estimator.readers.linkedin_export.names import escapes

RATIO, RATIO_FROM = 250, 16 << 20  # a text compresses 3 to 30 times; a bomb a thousand times
SYMLINK = 0o120000
# what a damaged ZIP makes the standard library raise
BROKEN = (OSError, zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError)
DAMAGE = (*BROKEN, ValueError, struct.error, OverflowError)


def is_zip(path: Path) -> bool:
    """Whether the file is a ZIP, a damaged one too."""
    with path.open("rb") as stream:
        return stream.read(4) == b"PK\x03\x04" or zipfile.is_zipfile(path)


def opened(packed: zipfile.ZipFile, info: zipfile.ZipInfo) -> BinaryIO:
    """The bytes of a member. Raises: BadZipFile for whatever a damaged header makes of it."""
    try:
        # what zipfile calls IO[bytes] reads as BinaryIO does
        return packed.open(info)  # type: ignore[return-value]
    except (ValueError, struct.error, OverflowError) as error:
        raise zipfile.BadZipFile("the header of a member is damaged") from error


def made_on(info: zipfile.ZipInfo) -> int:
    """The day a member bears in its ZIP; 0 for none that a calendar has."""
    try:
        return to_day(date(*info.date_time[:3]))
    except ValueError:
        return 0


def refusal_of(info: zipfile.ZipInfo, wanted: bool) -> str | None:
    """Why a member is not read; None when it may be."""
    if escapes(info.filename):
        return "its path leads out of the archive; not read"
    if (info.external_attr >> 16) & 0o170000 == SYMLINK:
        return "a symbolic link; not followed"
    if not wanted:
        return None
    if info.flag_bits & 1:
        return "encrypted; unpack it with its password first"
    ratio = info.file_size // max(info.compress_size, 1)
    if info.file_size > RATIO_FROM and ratio > RATIO:
        return f"unpacks to {ratio} times its size, more than {RATIO}; not read"
    return None
