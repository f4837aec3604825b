"""The JSON scanner: what it takes, what it refuses and where, and that memory stays bounded."""

import json
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firmware.export.json_scanner import (
    CHUNK_BYTES,
    DEPTH_MAX,
    STRING_BYTES_MAX,
    JsonScanner,
    JsonSyntaxError,
    JsonTypeError,
)

VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=10,
)


def scanner(raw: bytes) -> JsonScanner:
    scanned = JsonScanner(BytesIO(raw))
    scanned.begin()
    return scanned


class EndlessString:
    """A file that is one string without an end; counts what is read of it."""

    def __init__(self) -> None:
        self.read_bytes = 0

    def read(self, size_bytes: int) -> bytes:
        head = b"" if self.read_bytes else b'["'
        self.read_bytes += size_bytes
        return head + b"a" * (size_bytes - len(head))

    def seek(self, offset_bytes: int) -> None:
        raise AssertionError(offset_bytes)


@given(st.lists(st.text()), st.sampled_from([None, 1]), st.booleans())
def test_strings_are_read_as_json_reads_them(
    texts: list[str], indent: int | None, ensure_ascii: object
) -> None:
    """Whatever writes an array of strings, each is read as it was."""
    texts = [text.encode("utf-8", "replace").decode() for text in texts]
    raw = json.dumps(texts, indent=indent, ensure_ascii=bool(ensure_ascii)).encode()

    assert texts == list(scanner(raw).strings())


@pytest.mark.parametrize("length", [0, 1, 339, STRING_BYTES_MAX - 1, STRING_BYTES_MAX])
def test_strings_may_cross_the_border_of_chunks(length: int) -> None:
    """No length up to the limit is cut where a chunk ends."""
    texts = ["x" * length] * (3 * CHUNK_BYTES // (length + 1) + 2)

    actual = list(scanner(json.dumps(texts).encode()).strings())

    assert texts == actual


@given(VALUES)
def test_any_value_is_skipped_to_its_last_byte(value: object) -> None:
    """Skipping ends exactly behind the value."""
    raw = json.dumps(value).encode()
    scanned = scanner(raw + b"  ")

    scanned.skip_value()

    assert len(raw) == scanned.offset_bytes
    scanned.end()


@pytest.mark.parametrize("raw", [b"01", b"1.", b"+1", b"tru", b"nul", b".5", b"1e", b"NaN", b"-"])
def test_what_json_does_not_know_is_no_value(raw: bytes) -> None:
    """The numbers and words of other notations are refused."""
    with pytest.raises(JsonSyntaxError):
        scanner(raw).skip_value()


def test_members_and_elements_hand_out_keys_and_indices() -> None:
    """The caller takes each value himself."""
    scanned = scanner(b'{"a": ["x", "y"], "b" : {} }')
    seen = []
    for key in scanned.members():
        seen.append(key)
        if key == "a":
            seen += [f"{index}{scanned.string()}" for index in scanned.elements()]
        else:
            scanned.skip_value()

    assert seen == ["a", "0x", "1y", "b"]


@pytest.mark.parametrize(
    ("raw", "offset_bytes", "text"),
    [
        (b"", 0, "the file ends where an array should stand"),
        (b"[", 1, "the file ends where a string should stand"),
        (b'["a"', 4, "the file ends where ',' or ']' should stand"),
        (b'["a" "b"]', 5, "b'\"' where ',' or ']' should stand"),
        (b'["a",]', 5, "b']' where a string should stand"),
        (b'["a', 3, "the file ends within a string"),
        (b'["a\nb"]', 3, "the control character b'\\n' within a string"),
        (b'["a\x00b"]', 3, "a NUL byte within a string"),
        (b"\x00[]", 0, "a NUL byte where an array should stand"),
        (b'["a\\x"]', 3, "an escape that JSON does not know, or that is cut off"),
        (b'["a\xffb"]', 1, "not UTF-8 at byte 3"),
        (b'["\\ud800"]', 1, "half a surrogate pair within a string"),
    ],
)
def test_an_error_names_the_byte(raw: bytes, offset_bytes: int, text: str) -> None:
    """Whoever gets the message can go to the place."""
    with pytest.raises(JsonSyntaxError) as caught:
        list(scanner(raw).strings())

    assert (offset_bytes, text) == (caught.value.offset_bytes, caught.value.text)


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        (b"[[]]", "an array instead of a string"),
        (b"[7]", "a number instead of a string"),
        (b"[null]", "null instead of a string"),
        (b"{}", "an object instead of an array"),
    ],
)
def test_another_type_is_told_apart_from_broken_text(raw: bytes, text: str) -> None:
    """A document of another form is not the same as a broken one."""
    with pytest.raises(JsonTypeError) as caught:
        list(scanner(raw).strings())

    assert text == caught.value.text


@pytest.mark.parametrize("mark", [b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff"])
def test_a_byte_order_mark_is_refused(mark: bytes) -> None:
    """RFC 8259 § 8.1: no mark is written before JSON text."""
    with pytest.raises(JsonSyntaxError, match="byte order mark"):
        scanner(mark + b"[]")


def test_a_string_without_end_is_refused_after_a_few_chunks() -> None:
    """Memory does not grow with a hostile string."""
    endless = EndlessString()

    with pytest.raises(JsonSyntaxError, match="a string of more than 65536 bytes"):
        list(JsonScanner(endless).strings())  # type: ignore[arg-type]

    assert endless.read_bytes <= 4 * CHUNK_BYTES


def test_a_string_one_byte_too_long_is_refused() -> None:
    """The limit is exact, also when the string is plain."""
    raw = json.dumps(["x" * (STRING_BYTES_MAX + 1), "y"]).encode()

    with pytest.raises(JsonSyntaxError, match="a string of more than"):
        list(scanner(raw).strings())


def test_nesting_has_a_bottom() -> None:
    """Deep nesting is refused, not followed until the stack is full."""
    with pytest.raises(JsonSyntaxError, match=f"deeper than {DEPTH_MAX}"):
        scanner(b"[" * 100_000).skip_value()
    scanner(b"[" * DEPTH_MAX + b"]" * DEPTH_MAX).skip_value()


def test_a_number_has_a_length() -> None:
    """A number of a megabyte is refused."""
    scanned = scanner(b"1" * 1_000_000)

    with pytest.raises(JsonSyntaxError, match="where a value should stand"):
        scanned.skip_value()


def test_white_space_may_be_longer_than_any_chunk() -> None:
    """White space is not kept."""
    scanned = scanner(b" " * (3 * CHUNK_BYTES) + b'["a"]' + b"\n" * CHUNK_BYTES)

    assert list(scanned.strings()) == ["a"]
    scanned.end()


def test_seek_goes_on_elsewhere() -> None:
    """After a seek offsets count from the file's begin as before."""
    scanned = scanner(b'["a"] ["b"]')
    list(scanned.strings())
    scanned.seek(6)

    assert list(scanned.strings()) == ["b"]
    assert scanned.offset_bytes == 11


def test_rubbish_after_the_end_is_refused() -> None:
    """One document is one value."""
    scanned = scanner(b"[] x")
    list(scanned.strings())

    with pytest.raises(JsonSyntaxError, match="b'x' where the end of the file should stand"):
        scanned.end()
