"""Bytes to lines to records: encodings, headers, and rows whose quotes are broken."""

import codecs
import io
import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from estimator import delimited as text
from estimator.delimited import Encoding, lines
from estimator.readers.linkedin.batch import rows
from estimator.readers.linkedin.fields import BROKEN_LINE
from estimator.readers.linkedin.kinds import BY_NAME, Kind
from estimator.readers.linkedin.people import AddressBook
from estimator.readers.linkedin.records import Header, find_header, prose
from estimator.readers.linkedin.tally import Tally


def decoded(content: bytes, encoding: Encoding | None = None) -> list[str]:
    return list(lines(io.BytesIO(content), encoding or Encoding()))


def taken(kind: Kind, content: str) -> tuple[list[tuple[int, int, tuple[int, ...]]], Tally]:
    """Rows that count and the tally of a text with a header."""
    tally = Tally("x.csv", kind.name)
    header, rest = find_header(iter(io.StringIO(content, newline="")), frozenset(kind.required))
    assert header is not None
    return list(rows(rest, header, kind, AddressBook(), tally)), tally


REACTION = "2026-03-{:02} 10:11:12,LIKE,https://www.linkedin.com/feed/update/urn:li:share:{}\n"
REACTIONS = [REACTION.format(day, 7435000000000000001) for day in range(1, 10)]


@given(st.text(alphabet='aé😀,"\n\r', max_size=60), st.sampled_from([1, 2, 3, 7, 1 << 20]))
def test_lines_are_the_same_wherever_the_blocks_are_cut(content, block):
    expected = list(io.StringIO(content, newline=""))
    before = text.BLOCK
    text.BLOCK = block
    try:
        found = decoded(content.encode())
    finally:
        text.BLOCK = before

    assert found == expected


@pytest.mark.parametrize(
    ("mark", "codec"),
    [
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
        (b"", "utf-16-le"),
        (b"", "utf-16-be"),
        (b"", "utf-8"),
    ],
)
def test_an_encoding_is_known_by_its_mark_or_its_zero_bytes(mark, codec):
    assert decoded(mark + "Zoë,Example\n".encode(codec)) == ["Zoë,Example\n"]


def test_bytes_that_are_not_utf_8_are_read_as_cp1252_and_said_so():
    encoding = Encoding()

    found = decoded("Zoë\n".encode() + "Zoë – “x”\n".encode("cp1252"), encoding)

    assert found == ["Zoë\n", "Zoë – “x”\n"]
    assert encoding.rescued


def test_good_utf_8_is_not_called_rescued():
    encoding = Encoding()

    decoded("Zoë 😀\n".encode(), encoding)

    assert not encoding.rescued


def test_a_line_without_end_is_cut_so_that_memory_is_bounded(monkeypatch):
    monkeypatch.setattr(text, "BLOCK", 64)
    monkeypatch.setattr(text, "LONGEST_LINE", 100)

    found = decoded(b"x" * 1000)

    assert "".join(found) == "x" * 1000
    assert max(map(len, found)) <= 200


@pytest.mark.parametrize("place", range(9))
def test_a_quote_that_is_never_closed_costs_one_row(place):
    broken = REACTIONS[place].replace("https", '"https')
    content = "Date,Type,Link\n" + "".join([*REACTIONS[:place], broken, *REACTIONS[place + 1 :]])

    found, tally = taken(BY_NAME["reactions"], content)

    kept = 9 if place == 8 else 8  # the last line swallows nothing
    assert len(found) == kept
    assert tally.records == 9
    assert tally.skipped["malformed"] == 9 - kept


def test_a_fault_names_the_line_the_record_begins_on():
    content = "Date,Type,Link\n" + REACTIONS[0] + "2026-03-05,LIKE,x,y,z\n" + "".join(REACTIONS[1:])

    _, tally = taken(BY_NAME["reactions"], content)

    assert str(tally.faults[0]) == "x.csv:3: too many fields (got 5); the header has 3"


def test_lines_are_counted_through_fields_of_several_lines():
    content = (
        'Date,ShareLink,ShareCommentary\n2026-03-05 10:11:12,x,"one\ntwo\nthree"\nno date,x,y\n'
    )

    found, tally = taken(BY_NAME["shares"], content)

    assert [line for line, _, _ in found] == [2]
    assert tally.faults[0].where == "x.csv:5"


def test_blank_lines_are_no_records_and_short_rows_are_padded():
    content = "Date,ShareLink,ShareCommentary,SharedUrl,MediaUrl\n\n2026-03-05 10:11:12,x,y\n\n\n"

    found, tally = taken(BY_NAME["shares"], content)

    assert len(found) == tally.records == 1


def test_commas_in_a_search_are_part_of_it():
    found, tally = taken(
        BY_NAME["searches"], "Time,Search Query\n2026/03/05 10:12:00 UTC,vp sales, berlin, de\n"
    )

    assert len(found) == 1 and not tally.skipped


def test_comments_are_read_whole_whatever_their_quotes_and_line_breaks():
    content = [
        "2026-03-05 10:11:12,https://a,plain, with commas\n",
        '2026-03-05 10:11:13,https://b,"She said \\"great\\", I agree"\n',
        "2026-03-05 10:11:14,https://c,Line one\n",
        "line two\n",
        "\n",
        "line four\n",
        '2026-03-05 10:11:15,"https://d,e","two ""marks"""\n',
        '2026-03-05 10:11:16,https://f,""\n',
    ]

    found = list(prose(content, Header(1, ",", ("date", "link", "message"))))

    assert [line for line, _ in found] == [2, 3, 4, 8, 9]
    assert [row and row[2] for _, row in found] == [
        "plain, with commas",
        'She said "great", I agree',
        "Line one\nline two\n\nline four",
        'two "marks"',
        "",
    ]


def test_a_line_before_the_first_comment_belongs_to_none():
    found = list(prose(["left over\n", "\n"], Header(1, ",", ("date", "link", "message"))))

    assert found == [(2, None)]


def test_a_line_break_between_quotation_marks_is_one_line_break():
    assert BROKEN_LINE.sub("\n", 'First line"\n""\n"Third') == "First line\n\nThird"
    assert BROKEN_LINE.sub("\n", 'First"\r"second') == "First\nsecond"


def test_the_memory_of_reading_does_not_grow_with_the_texts():
    """Four thousand messages of twelve thousand characters, of which numbers stay."""
    kind = BY_NAME["messages"]
    header = "CONVERSATION ID,FROM,SENDER PROFILE URL,TO,DATE,CONTENT,FOLDER\n"
    row = "2-{},Ada,x/in/ada,Olive,2026-03-05 10:11:12 UTC,{},INBOX\n"
    source = (row.format(n % 50, f"{n} " * 2_400) for n in range(4_000))
    found, rest = find_header(iter([header]), frozenset(kind.required))
    assert found is not None

    tracemalloc.start()
    n_rows = sum(1 for _ in rows(source, found, kind, AddressBook(), Tally("m", "messages")))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert n_rows == 4_000
    assert not list(rest)
    assert peak < 16_000_000
