"""firmware.accord.release: versions in the order in which images were made."""

import shutil
import subprocess

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from firmware.accord.release import VERSION, is_newer, is_version, order_of

versions = st.from_regex(VERSION, fullmatch=True)


@pytest.mark.parametrize(
    ("newer", "older"),
    [
        ("1.10", "1.9"),
        ("1.3.1", "1.3"),
        ("1.3", "1.3~rc2"),
        ("1.3~rc10", "1.3~rc2"),
        ("2026.11", "2026.9"),
        ("1.3+git2", "1.3"),
        ("1.3a", "1.3"),
    ],
)
def test_newer(newer: str, older: str) -> None:
    """As a person reads them; never both ways."""
    assert is_newer(newer, older)
    assert not is_newer(older, newer)
    assert not is_newer(newer, newer)


@pytest.mark.parametrize(
    "text", ["", "v1", "1.3\n", "1 3", "1/3", "1." + "0" * 31, "１.3", "..", "~1"]
)
def test_no_version(text: str) -> None:
    """Nothing that a path, a line or a display could be hurt by."""
    assert not is_version(text)


@given(one=versions, two=versions, three=versions)
def test_an_order(one: str, two: str, three: str) -> None:
    """Of any three there is an order, the same whichever are compared first."""
    first, second, third = sorted((one, two, three), key=order_of)
    assert not is_newer(first, second)
    assert not is_newer(second, third)
    assert not is_newer(first, third)


@pytest.mark.skipif(shutil.which("dpkg") is None, reason="no dpkg here to be compared with")
@settings(max_examples=30, deadline=None)
@given(one=versions, two=versions)
def test_as_debian_orders_them(one: str, two: str) -> None:
    """The same verdict as dpkg's own."""
    # dpkg takes a hyphen for the begin of a revision.
    one, two = one.replace("-", "+"), two.replace("-", "+")
    asked = subprocess.run(["dpkg", "--compare-versions", one, "gt", two], check=False)
    assert is_newer(one, two) is (asked.returncode == 0)
