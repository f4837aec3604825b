"""Packages of the till: what a requirements file pins, and which file is taken for a pin."""

import hashlib
from collections.abc import Mapping
from pathlib import Path

import pytest

from imager import wheels
from imager.errors import BuildError
from imager.plan import REPO
from imager.wheels import Fetched, Pin, fetch, for_till, parse

_HASH = "ab" * 32
_OTHER = "cd" * 32


def _pin(name: str, *contents: bytes) -> Pin:
    hashes = frozenset(hashlib.sha256(one).hexdigest() for one in contents)
    return Pin(name=name, version="1.0", sha256=hashes)


def test_a_pin_with_all_its_hashes() -> None:
    """Name, version and each hash; who wants the package is not read."""
    text = f"a.b-c==1.0 \\\n    --hash=sha256:{_HASH} \\\n    --hash=sha256:{_OTHER}\n    # via d\n"

    expected = Pin(name="a.b-c", version="1.0", sha256=frozenset({_HASH, _OTHER}))
    assert (expected,) == parse(text)


@pytest.mark.parametrize(
    "line", ["a", "a>=1", "a==1", f"a>=1 --hash=sha256:{_HASH}", f"a==1 --hash=md5:{'ab' * 16}"]
)
def test_what_pins_nothing_is_refused(line: str) -> None:
    """A version that is open, or a file that could be any."""
    with pytest.raises(BuildError, match="no pinned version with hashes"):
        parse(line)


def test_a_pin_is_written_as_it_was_read() -> None:
    """Pip is asked for what the file pins."""
    (pin,) = parse(f"a==1.0 --hash=sha256:{_OTHER} --hash=sha256:{_HASH}")

    assert f"a==1.0 --hash=sha256:{_HASH} --hash=sha256:{_OTHER}" == pin.requirement
    assert (pin,) == parse(pin.requirement)


def test_the_file_of_this_checkout() -> None:
    """Every source is among what goes into the image, and no installer is."""
    names = {one.name for one in parse((REPO / "image-build/requirements/device.txt").read_text())}
    kept = {one.name for one in for_till(_pin(name) for name in names)}

    assert wheels.SOURCES <= kept
    assert wheels.LEFT_OUT == names - kept


def test_what_is_on_the_shelf_is_not_asked_for(tmp_path: Path) -> None:
    """By its hash, whatever it is called; in the order of the pins."""
    for name, content in (("x.whl", b"1"), ("y.whl", b"2"), ("z.whl", b"3")):
        (tmp_path / name).write_bytes(content)
    second, first = _pin("second", b"2"), _pin("first", b"1", b"elsewhere")

    expected = (
        Fetched(pin=second, path=tmp_path / "y.whl"),
        Fetched(pin=first, path=tmp_path / "x.whl"),
    )
    assert expected == fetch((second, first), tmp_path)


def test_a_source_is_taken_as_source(tmp_path: Path) -> None:
    """A wheel of it, for another processor perhaps, is not what was asked for."""
    (tmp_path / "spidev.whl").write_bytes(b"1")
    (tmp_path / "spidev.tar.gz").write_bytes(b"2")

    (found,) = fetch([_pin("spidev", b"1", b"2")], tmp_path)

    assert "spidev.tar.gz" == found.path.name


def test_pip_is_asked_for_the_rest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """For the till's processor and Python, by hash, and for nothing that is there."""
    (tmp_path / "a.whl").write_bytes(b"1")
    asked: list[tuple[list[str], str]] = []

    def pip(command: list[str], *, env: Mapping[str, str]) -> bytes:
        (file,) = (one for one in command if one.startswith("--requirement="))
        asked.append((command, Path(file.partition("=")[2]).read_text()))
        (tmp_path / "b.whl").write_bytes(b"2")
        return b""

    monkeypatch.setattr(wheels, "run", pip)
    missing = _pin("b", b"2")

    found = fetch((_pin("a", b"1"), missing), tmp_path)

    ((command, text),) = asked
    assert ["a.whl", "b.whl"] == [one.path.name for one in found]
    assert f"{missing.requirement}\n" == text
    assert {"--require-hashes", "--no-deps", "--python-version=3.13"} <= set(command)
    assert all("aarch64" in one for one in command if one.startswith("--platform"))


def test_a_file_with_another_hash_is_no_package(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever a registry sends: the pin decides."""

    def pip(command: list[str], *, env: Mapping[str, str]) -> bytes:
        (tmp_path / "a.whl").write_bytes(b"bad")
        return b""

    monkeypatch.setattr(wheels, "run", pip)

    with pytest.raises(BuildError, match=r"a 1\.0: pip brought no file with a pinned hash"):
        fetch([_pin("a", b"good")], tmp_path)
