"""The sheets of an XLSX workbook as plain cells; openpyxl is imported here, only when needed."""

import io
import warnings
import zipfile
from collections.abc import Mapping
from datetime import date, datetime
from importlib import import_module
from types import ModuleType

from estimator.errors import LogError

LARGEST = 512 << 20  # bytes the members may unpack to; an export of a year has under 1 MB
MOST = 200  # times they may be larger than the file

Cells = list[str]


def sheets(content: bytes, name: str) -> Mapping[str, list[Cells]]:
    """The rows of every sheet, by the sheet's name in capitals; each cell as text.

    A date is `2026-03-05`, an empty cell an empty text.

    Raises: LogError when openpyxl is absent, or the workbook is damaged or swells when unpacked.
    """
    _check_size(content, name)
    openpyxl = _openpyxl(name)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of styles and the like, which are not read
            book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
            return {
                sheet.title.strip().upper(): [
                    [cell_text(value) for value in row] for row in sheet.iter_rows(values_only=True)
                ]
                for sheet in book.worksheets
            }
    except Exception as error:  # openpyxl raises whatever its XML and ZIP readers do
        kind = type(error).__name__
        raise LogError.at(name, f"is not a workbook that can be read ({kind})") from None


def _openpyxl(name: str) -> ModuleType:
    try:
        return import_module("openpyxl")
    except ImportError:
        extra = "pip install 'ssi-estimator[data]', or save the sheet as CSV"
        raise LogError.at(name, f"needs openpyxl, which is not installed; {extra}") from None


def _check_size(content: bytes, name: str) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            unpacked = sum(member.file_size for member in archive.infolist())
    except (zipfile.BadZipFile, OSError) as error:
        raise LogError.at(name, f"is a damaged workbook ({type(error).__name__})") from None
    if unpacked > LARGEST or (unpacked > MOST * len(content) and unpacked > 1 << 24):
        raise LogError.at(name, f"unpacks to {unpacked} bytes, too many for a workbook")


def cell_text(value: object) -> str:
    """A cell as text.

    >>> cell_text(date(2026, 3, 5)), cell_text(3.0), cell_text(None)
    ('2026-03-05', '3', '')
    """
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()
