"""Fields with known lengths, fields with told lengths, and tags."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hal.terminal.apdu import ZvtError
from hal.terminal.bitmap import (
    AMOUNT,
    CARD_NAME,
    RESULT,
    TLV,
    encode_container,
    encode_digits,
    encode_tag,
    parse_bitmaps,
    walk_tags,
)


@pytest.mark.parametrize(
    ("data", "fields"),
    [
        ("", {}),
        ("27 00", {RESULT: b"\x00"}),
        ("27 6c 29 28 00 48 69", {RESULT: b"\x6c", 0x29: b"\x28\x00\x48\x69"}),
        ("04 00 00 00 00 20 40 49 09 78", {AMOUNT: bytes.fromhex("000000002040"), 0x49: b"\x09x"}),
        ("22 f0 f2 ee 47 27 00", {0x22: b"\xee\x47", RESULT: b"\x00"}),
        ("3c f0 f0 f3 41 42 43", {0x3C: b"ABC"}),
        ("06 04 1f 07 01 02 27 00", {TLV: bytes.fromhex("1f070102"), RESULT: b"\x00"}),
    ],
)
def test_fields(data: str, fields: dict[int, bytes]) -> None:
    """One after the other, each by its own kind of length."""
    assert fields == parse_bitmaps(bytes.fromhex(data))


def test_unknown_field_ends_the_reading() -> None:
    """What a later revision brings hides what follows, not what came before."""
    assert {RESULT: b"\x00"} == parse_bitmaps(bytes.fromhex("27 00 5a 01 04 00 00 00 00 00 01"))


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ("04 00 00 01", "cut: 3 of 6"),
        ("27", "cut"),
        ("22 f1 f0 47", "cut: 1 of 10"),
        ("22 10 47", "no length"),
        ("3c f0 f0", "no length"),
        ("06", "without length"),
        ("06 05 07", "cut"),
        ("06 83 00 00 01 00", "no length"),
        ("06 82 01", "no length"),
        ("27 00 27 6c", "twice"),
    ],
)
def test_broken_fields(data: str, words: str) -> None:
    """Known fields that cannot be are refused with their number."""
    with pytest.raises(ZvtError, match=words):
        parse_bitmaps(bytes.fromhex(data))


def test_tags() -> None:
    """Long tags, long lengths, containers before their content."""
    inner = encode_tag(0x07, b"a" * 200)
    data = encode_tag(0x1F07, b"\x01") + encode_tag(0x25, inner)
    assert [(0x1F07, b"\x01"), (0x25, inner), (0x07, b"a" * 200)] == list(walk_tags(data))


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"\x07", "without length"),
        (b"\x07\x02a", "cut"),
        (b"\x1f", "tag is cut"),
        (b"\x1f\x81", "tag is cut"),
        (b"\x07\x80", "no length"),
        (b"\x25\x02\x07\x05", "cut"),
    ],
)
def test_broken_tags(data: bytes, words: str) -> None:
    """Cut anywhere, they are refused."""
    with pytest.raises(ZvtError, match=words):
        list(walk_tags(data))


def test_nested_without_end() -> None:
    """A container in a container in a container … is no terminal's word."""
    data = b""
    for _ in range(20):
        data = encode_tag(0x25, data)
    with pytest.raises(ZvtError, match="without end"):
        list(walk_tags(data))


@given(st.binary(max_size=99), st.binary(max_size=1000))
def test_written_is_read(name: bytes, content: bytes) -> None:
    """Our own fields come back as they were."""
    data = encode_digits(CARD_NAME, name) + encode_container(content)
    assert {CARD_NAME: name, TLV: content} == parse_bitmaps(data)


@given(st.binary(max_size=300))
def test_any_bytes(data: bytes) -> None:
    """Whatever comes, it is read or refused, and nothing else happens."""
    try:
        fields = parse_bitmaps(data)
        list(walk_tags(fields.get(TLV, b"")))
    except ZvtError:
        return
    assert sum(len(value) for value in fields.values()) <= len(data)
