"""One text per value: canonical JSON, UTC, digests."""

import hashlib
import json
from datetime import UTC, datetime, timedelta, timezone
from enum import Enum
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firmware.store.canonical import (
    CONTENT_BYTES_MAX,
    canonical,
    content_of,
    digest,
    utc_of,
    utc_text,
)
from firmware.store.errors import StoreError, StoreFault

TEXTS = st.text(st.characters(exclude_categories=["Cs"]))
SCALARS = st.none() | st.booleans() | st.integers(-(2**63) + 1, 2**63 - 1) | TEXTS
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4)
)
CONTENTS = st.dictionaries(TEXTS, VALUES, max_size=4)


class Colour(Enum):
    RED = "red"


@given(CONTENTS)
def test_reads_back(content: dict[str, Any]) -> None:
    """What is written is read back equal, and written again it is the same text."""
    text = canonical(content, "here")
    assert content == content_of(text, "here")
    assert text == canonical(content_of(text, "here"), "here")


def test_form() -> None:
    """Keys sorted by code point, no spaces, umlauts as they are."""
    content = {"z": [1, None], "ä": True, "a": {"b": "Käse", "B": -5}}
    assert canonical(content, "here") == '{"a":{"B":-5,"b":"Käse"},"z":[1,null],"ä":true}'


@pytest.mark.parametrize(
    ("content", "place"),
    [
        ({"price": 1.5}, "here.price: refused: float"),
        ({"lines": [{"cents": 1}, {"cents": float("nan")}]}, "here.lines[1].cents: refused: float"),
        ({"at": datetime(2026, 1, 1, tzinfo=UTC)}, "here.at: refused: datetime"),
        ({"colour": Colour.RED}, "here.colour: refused: Colour"),
        ({"raw": b"x"}, "here.raw: refused: bytes"),
        ({"set": {1}}, "here.set: refused: set"),
        ({1: "x"}, "here: refused: the key 1 "),
        ({"big": 2**63}, "here.big: refused: an integer of 64 bits"),
        ({"half": "\ud800"}, "here: refused: text that is no Unicode"),
        ({"long": "x" * CONTENT_BYTES_MAX}, "here: refused: 262155 bytes of content"),
    ],
)
def test_refuses(content: dict[Any, Any], place: str) -> None:
    """Anything without one exact text is refused, naming where it stands."""
    with pytest.raises(StoreError) as refused:
        canonical(content, "here")
    assert StoreFault.REFUSED is refused.value.fault
    assert str(refused.value).startswith(place)


def test_refuses_depth() -> None:
    """Nesting is bounded, before Python's own stack is."""
    content: dict[str, Any] = {}
    for _ in range(5000):
        content = {"in": content}
    with pytest.raises(StoreError, match="nested deeper than 16"):
        canonical(content, "here")


@pytest.mark.parametrize("text", ["", "[1]", "null", "{", '{"a":1} x', "\x00"])
def test_stored_text_that_is_no_object_is_damage(text: str) -> None:
    """Content read back is an object, or the row is broken."""
    with pytest.raises(StoreError) as refused:
        content_of(text, "journal row 5")
    assert (refused.value.fault, refused.value.place) == (StoreFault.BROKEN, "journal row 5")


@given(st.datetimes(timezones=st.just(UTC)), st.datetimes(timezones=st.just(UTC)))
def test_utc_texts_sort_as_times(one: datetime, other: datetime) -> None:
    """Times read back equal, and the order of texts is the order of times."""
    first, second = utc_text(one, "here"), utc_text(other, "here")
    assert one == utc_of(first, "here")
    assert (one < other) == (first < second)


def test_utc_form() -> None:
    """Microseconds and offset are always written."""
    assert (
        utc_text(datetime(2026, 11, 20, 9, 43, 7, tzinfo=UTC), "here")
        == "2026-11-20T09:43:07.000000+00:00"
    )


@pytest.mark.parametrize("zone", [None, timezone(timedelta(hours=1))])
def test_refuses_times_that_are_not_utc(zone: timezone | None) -> None:
    """A naive or local time is refused, not converted."""
    with pytest.raises(StoreError, match="is not in UTC"):
        utc_text(datetime(2026, 11, 20, tzinfo=zone), "here")


@pytest.mark.parametrize(
    "text", ["", "yesterday", "2026-11-20T09:43:07", "2026-11-20T09:43:07.000000+01:00"]
)
def test_stored_text_that_is_no_time_is_damage(text: str) -> None:
    """A time read back is in UTC, or the row is broken."""
    with pytest.raises(StoreError) as refused:
        utc_of(text, "receipt 3")
    assert StoreFault.BROKEN is refused.value.fault


def test_digest_is_what_the_docstring_says() -> None:
    """Anybody can compute a digest again from the domain and netstrings."""
    expected = hashlib.sha256(b"standlkassa certificate 1\n2:ab,3:cde,").hexdigest()
    assert expected == digest("standlkassa certificate 1", [b"ab", b"cde"])


@given(st.lists(st.binary(max_size=6), max_size=5), st.lists(st.binary(max_size=6), max_size=5))
def test_fields_cannot_run_together(one: list[bytes], other: list[bytes]) -> None:
    """Different fields give different digests, however their bytes are cut."""
    assert (one == other) == (digest("d", one) == digest("d", other))
    assert digest("d", one) != digest("e", one)


def test_hash_input_is_canonical_json() -> None:
    """Any JSON library reads what was hashed."""
    assert json.loads(canonical({"a": (1, "ß")}, "here")) == {"a": [1, "ß"]}


def test_a_cell_that_is_gone_is_damage() -> None:
    """A torn page leaves NULL where the schema has a text."""
    for read in (content_of, utc_of):
        with pytest.raises(StoreError) as caught:
            read(None, "row 7")  # type: ignore[arg-type]
        assert (StoreFault.BROKEN, "row 7") == (caught.value.fault, caught.value.place)
