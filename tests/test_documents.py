"""Each kind of source: a small document of our own making, and beside it the log it must give.

`fixtures/sources/NAME/` holds one document (all entries but the expected ones are given together),
`expected.jsonl`, its log as `ssi import` writes it, and `expected.txt`, what is said of its files.
A document that is refused has `expected.txt` alone. REWRITE_DOCUMENTS=1 writes the expected
files anew, for a reviewed diff.
"""

import json
import os
import warnings
from contextlib import ExitStack, suppress
from pathlib import Path

import pytest

from estimator.days import to_date
from estimator.errors import LogError, ReadingError
from estimator.readers.opening import source_of
from estimator.readers.outcome import wrong_with
from estimator.readers.recorded import read_readings
from estimator.readers.registry import READERS
from estimator.readers.sources import read_sources
from estimator.readers.writing import jsonl

SOURCES = Path(__file__).parent.parent / "fixtures" / "sources"
DOCUMENTS = sorted(path for path in SOURCES.iterdir() if path.is_dir())
EXPECTED = {"expected.jsonl", "expected.txt"}


def document(folder):
    """What is given to the reader: the entries of the folder, in order of their names."""
    return sorted(p for p in folder.iterdir() if p.name not in EXPECTED)


def told(outcome):
    """A line for each file, then what is wrong, then what the reader says of its own accord."""
    for file in outcome.files:
        span = [str(to_date(day)) for day in (file.first, file.last) if day is not None]
        skipped = [f"{reason} {n}" for reason, n in sorted(file.skipped.items())]
        counts = [f"{file.read} of {file.records}", *(["..".join(span)] if span else []), *skipped]
        yield f"{file.name}: {'; '.join(counts)}"
    yield from (f"wrong: {fault}" for fault in wrong_with(outcome))
    yield from (f"says: {note}" for file in outcome.files for note in file.notes)
    yield from (f"says: {note}" for note in outcome.notes)


def read(folder):
    """The log as text and what is said; the log is None when the document is refused."""
    if folder.name.startswith("readings-"):
        return scores(folder)
    try:
        outcome = read_sources(document(folder))
    except LogError as error:
        return None, "".join(f"refused: {fault}\n" for fault in error.faults), ()
    text = b"".join(jsonl(outcome.log)).decode()
    return text, "".join(f"{line}\n" for line in told(outcome)), outcome.files


def scores(folder):
    """The readings of each file as lines, and what is said of it: of recorded scores, not a log."""
    lines, said = [], []
    for path in document(folder):
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            try:
                found = read_readings(path)
            except ReadingError as error:
                said += [f"refused: {type(error).__name__}: {fault}" for fault in error.faults]
                continue
        lines += [json.dumps(one.to_envelope(), ensure_ascii=False) for one in found]
        said.append(f"{path.name}: {len(found)}")
        said += [f"says: {one.message}" for one in caught]
    where = f"{folder}{os.sep}"
    text = "".join(f"{line}\n" for line in said).replace(where, "")
    return "".join(f"{line}\n" for line in lines) or None, text, ()


def assert_same(path, text):
    if os.environ.get("REWRITE_DOCUMENTS"):
        path.unlink(missing_ok=True)
        if text is not None:
            path.write_text(text, encoding="utf-8")
    expected = path.read_text(encoding="utf-8") if path.exists() else None
    assert text == expected


@pytest.mark.parametrize("folder", DOCUMENTS, ids=lambda path: path.name)
def test_a_document_gives_the_log_that_lies_beside_it(folder):
    log, said, _ = read(folder)

    assert_same(folder / "expected.jsonl", log)
    assert_same(folder / "expected.txt", said)


@pytest.mark.parametrize("folder", DOCUMENTS, ids=lambda path: path.name)
def test_each_row_of_a_document_is_read_or_left_out_with_a_reason(folder):
    _, _, files = read(folder)

    for file in files:
        assert file.read + sum(file.skipped.values()) == file.records, file.name
        assert file.read >= 0, file.name


@pytest.mark.parametrize("folder", DOCUMENTS, ids=lambda path: path.name)
def test_what_is_known_of_a_document_stands_in_the_notes_on_its_source(folder):
    notes = (SOURCES / "README.md").read_text(encoding="utf-8")

    assert f"`{folder.name}`" in notes


IN_MEMORY = {"log", "rows", "frame", "parquet"}  # no text that a person could write or review


def test_there_is_a_document_for_every_kind_in_the_table_of_readers():
    found = set()
    with ExitStack() as while_open:
        for path in (p for folder in DOCUMENTS for top in document(folder) for p in entries(top)):
            with suppress(LogError):
                found.add(source_of(path, {}, None, while_open).kind)

    assert {kind for reader in READERS for kind in reader.kinds} - IN_MEMORY <= found


def entries(path):
    return [p for p in path.rglob("*") if p.is_file()] if path.is_dir() else [path]
