"""CSV: what is written comes back, everybody's reader reads it, and nothing else is read."""

import csv
import io
from collections.abc import Callable
from datetime import date
from operator import itemgetter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firmware.export.tables.csv_form import BATCH_ROWS, MAX_LINE_BYTES, CsvError, read, write
from firmware.export.tables.table import Column, Sort, Table

Thing = tuple[int, str, int | None, date]
TABLE: Table[Thing] = Table(
    file="csv/dinge__{id}.csv",
    title="Dinge",
    key=("Nummer",),
    columns=(
        Column(name="Nummer", sort=Sort.WHOLE, meaning="", take=itemgetter(0)),
        Column(name="Name", sort=Sort.TEXT, meaning="", take=itemgetter(1)),
        Column(name="Preis", sort=Sort.MONEY, meaning="", take=itemgetter(2)),
        Column(name="Tag", sort=Sort.DAY, meaning="", take=itemgetter(3)),
    ),
)
DAY = date(2026, 11, 21)
ONE = (1, 'Käse; "würzig"', 123456, DAY)
HEAD = b"\xef\xbb\xbfNummer;Name;Preis;Tag\r\n"
THINGS = st.lists(
    st.tuples(
        st.integers(-(2**63), 2**63),
        st.text(alphabet=st.characters(exclude_categories=["Cs"])) | st.text("=+-@'\r\n\t;\"␊␦ a"),
        st.none() | st.integers(-(2**63), 2**63),
        st.dates(),
    )
)


def written(*things: Thing) -> bytes:
    """The file of some things."""
    out = io.BytesIO()
    write(TABLE, things, out)
    return out.getvalue()


def read_back(text: bytes) -> list[tuple[object, ...]]:
    """What a file says."""
    return list(read(TABLE, io.BytesIO(text), "dinge.csv"))


def test_a_file_at_a_glance() -> None:
    """Byte order mark, heading, semicolons, CRLF, quotes where they must be."""
    expected = HEAD + '1;"Käse; ""würzig""";1234,56;2026-11-21\r\n'.encode()
    assert expected == written(ONE)


def test_a_table_without_rows_has_its_heading() -> None:
    """Nothing sold is also something to say."""
    assert HEAD == written()
    assert [] == read_back(HEAD)


@given(THINGS)
def test_what_is_written_is_read(things: list[Thing]) -> None:
    """Round trip, to the character."""
    assert things == read_back(written(*things))


@given(THINGS)
def test_the_reader_of_the_library_agrees(things: list[Thing]) -> None:
    """RFC 4180 with a semicolon: every line one row, every row as many cells as the heading."""
    text = written(*things).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=";", strict=True))
    assert len(things) + 1 == len(rows) == text.count("\n")
    assert {4} == set(map(len, rows))
    assert [str(one[0]) for one in things] == [row[0] for row in rows[1:]]


@given(st.binary() | st.binary().map(HEAD.__add__))
def test_any_bytes_are_refused_by_name_or_read_exactly(text: bytes) -> None:
    """Nothing else than CsvError comes out, and what is read would be written just so."""
    try:
        found = read_back(text)
    except CsvError:
        return
    assert text == written(*found)


@given(
    THINGS.filter(bool),
    st.integers(min_value=0),
    st.sampled_from([b";", b'"', b"\r", b"\n", b"=", b"'", b"0", b"\xff", b""]),
)
def test_a_changed_byte_is_refused_or_another_file(
    things: list[Thing], place: int, byte: bytes
) -> None:
    """Two files that differ are never read as the same rows."""
    text = written(*things)
    place %= len(text)
    changed = text[:place] + byte + text[place + 1 :]
    try:
        found = read_back(changed)
    except CsvError:
        return
    assert (changed == text) is (found == things)


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        (b"", 1, "byte order mark"),
        (HEAD.removeprefix(b"\xef\xbb\xbf"), 1, "byte order mark"),
        (b"\xef\xbb\xbf", 1, "heading"),
        (b"\xef\xbb\xbfNummer;Name;Tag;Preis\r\n", 1, "heading"),
        (HEAD + b"1;a;1,00;2026-11-21\n", 2, "CR and LF"),
        (HEAD + b"1;a;1,00;2026-11-21", 2, "CR and LF"),
        (HEAD + b"1;a\rb;1,00;2026-11-21\r\n", 2, "CR and LF"),
        (HEAD + b"1;\xff;1,00;2026-11-21\r\n", 2, "no UTF-8"),
        (HEAD + b"1;a;1,00\r\n", 2, "3 cells under 4"),
        (HEAD + b"1;a;1,00;2026-11-21;\r\n", 2, "5 cells under 4"),
        (HEAD + b"\r\n", 2, "1 cells under 4"),
        (HEAD + b'1;"a";1,00;2026-11-21\r\n', 2, "for nothing"),
        (HEAD + b'1;"a;b;1,00;2026-11-21\r\n', 2, "no cell at character 3"),
        (HEAD + b'1;a"b;1,00;2026-11-21\r\n', 2, "no cell at character 3"),
        (HEAD + b"1;a;1.00;2026-11-21\r\n", 2, "'1.00' is no money"),
        (HEAD + b"1;" + b"a" * MAX_LINE_BYTES, 2, "longer than"),
    ],
)
def test_what_is_wrong_is_named_with_its_line(text: bytes, line: int, words: str) -> None:
    """A person can find the place."""
    with pytest.raises(CsvError, match=words) as refused:
        read_back(text)
    assert line == refused.value.line
    assert str(refused.value).startswith(f"dinge.csv, line {line}: ")


def test_lines_before_a_broken_one_are_read() -> None:
    """Streamed: what is whole has been handed out."""
    rows = read(TABLE, io.BytesIO(written(ONE) + b"x"), "dinge.csv")
    assert ONE == next(rows)
    with pytest.raises(CsvError, match="line 3"):
        next(rows)


def test_rows_are_written_as_they_come() -> None:
    """A batch is on its way before the next is fetched: memory does not grow."""
    out = io.BytesIO()
    sizes: list[int] = []

    def rows() -> object:
        for number in range(3 * BATCH_ROWS):
            sizes.append(len(out.getvalue()))
            yield (number, "x", number, DAY)

    write(TABLE, rows(), out)
    assert sizes[BATCH_ROWS] > sizes[0]
    assert sizes[2 * BATCH_ROWS] > sizes[BATCH_ROWS]


def _table(*names: str, key: tuple[str, ...] = ()) -> Table[Thing]:
    take: Callable[[Thing], object] = itemgetter(0)
    columns = tuple(Column(name=name, sort=Sort.TEXT, meaning="", take=take) for name in names)
    return Table(file="x.csv", title="", columns=columns, key=key)


def test_a_table_that_cannot_be_is_refused() -> None:
    """index.xml knows keys only as the first columns, and a heading names a column once."""
    with pytest.raises(ValueError, match="twice"):
        _table("a", "a")
    with pytest.raises(ValueError, match="beginning"):
        _table("a", "b", key=("b",))
    assert ("a", "b") == _table("a", "b", key=("a",)).heading


def test_the_file_has_the_register_in_its_name() -> None:
    """Files of several tills can lie in one folder."""
    assert "csv/dinge__GRAZ-01.csv" == TABLE.file_of("GRAZ-01")
