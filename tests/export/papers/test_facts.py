"""Facts and their digest."""

import json
from dataclasses import replace
from hashlib import sha256

from hypothesis import given
from hypothesis import strategies as st

from firmware.export.papers.facts import digest, to_bytes
from tests.export.papers.sample import EVENTFUL, PLAIN, unit


def test_the_digest_is_that_of_the_file() -> None:
    """Whoever has the file computes what stands on every page."""
    assert sha256(to_bytes(PLAIN)).hexdigest() == digest(PLAIN)
    assert "GRAZ-01" == json.loads(to_bytes(PLAIN))["register"]["register_id"]
    assert digest(PLAIN) != digest(EVENTFUL)


@given(serial=st.from_regex(r"[0-9a-f]{4,16}", fullmatch=True), receipts=st.integers(1, 10**9))
def test_other_facts_have_another_digest(serial: str, receipts: int) -> None:
    """A serial, a number: whatever differs shows."""
    other = replace(PLAIN, units=(unit(serial),), book=replace(PLAIN.book, receipts=receipts + 100))
    assert digest(PLAIN) != digest(other)
    assert digest(other) == digest(replace(other))


def test_settings_are_asked_by_name() -> None:
    """A section that is not set up has no value."""
    assert "epson-tm-t20ii" == PLAIN.value("printer", "model")
    assert "" == PLAIN.value("terminal", "host")
    assert (True, False) == (PLAIN.has("printer"), PLAIN.has("terminal"))
