"""firmware.app.pins: verifiers in one private file."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from firmware.app.pins import FILE_NAME, PinError, Pins, is_pin
from firmware.till.stall.catalog import Clerk, Profile


@pytest.fixture
def pins(tmp_path: Path) -> Pins:
    """A stall where nobody has a PIN yet."""
    return Pins(tmp_path)


def test_nobody_has_one_by_default(pins: Pins) -> None:
    """No PIN is given that everybody knows."""
    assert [] == list(pins.clerks())
    assert pins.whose("0000", [1, 2]) is None
    assert pins.whose("", [1, 2]) is None


def test_kept_and_known(pins: Pins, tmp_path: Path) -> None:
    """The right clerk of those it may belong to, and nobody else."""
    pins.store(1, "1111")
    pins.store(2, "2222")
    again = Pins(tmp_path)
    assert again.whose("2222", [1, 2]) == 2
    assert again.whose("2222", [1]) is None
    assert again.whose("3333", [1, 2]) is None
    assert again.whose("2222", [3]) is None


def test_file_tells_nothing(pins: Pins, tmp_path: Path) -> None:
    """Mode 0600; no PIN in it, and the same PIN twice is two texts."""
    pins.store(1, "4711")
    pins.store(2, "4711")
    path = tmp_path / FILE_NAME
    text = path.read_text()
    assert "4711" not in text
    assert path.stat().st_mode & 0o777 == 0o600
    first, second = json.loads(text)["pins"].values()
    assert first != second
    assert first.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert [path] == list(tmp_path.iterdir())


def test_changed_and_taken_away(pins: Pins) -> None:
    """A new PIN ends the old one; an empty one leaves none."""
    pins.store(1, "1111")
    pins.store(1, "2222")
    assert pins.whose("1111", [1]) is None
    pins.store(1, "")
    assert pins.whose("2222", [1]) is None
    assert [] == list(pins.clerks())


@pytest.mark.parametrize("text", ["1", "123", "123456789", "12a4", "12 34", "١٢٣٤"])
def test_no_pin_by_its_form(pins: Pins, text: str) -> None:
    """Four to eight digits, those on the keys."""
    assert not is_pin(text)
    with pytest.raises(PinError, match="4 to 8 digits"):
        pins.store(1, text)


def test_profile_is_marked(pins: Pins) -> None:
    """The counter asks those who have one."""
    clerks = {1: Clerk(number=1, name="Chef"), 2: Clerk(number=2, name="Anna", has_pin=True)}
    pins.store(1, "1111")
    marked = pins.marked(Profile(register_id="K-1", header=("X",), clerks=clerks))
    assert [(1, True), (2, False)] == [(one.number, one.has_pin) for one in marked.clerks.values()]


def _open(path: Path) -> None:
    path.write_text('{"version":1,"pins":{}}')
    path.chmod(0o644)


def _cut(path: Path) -> None:
    path.write_text('{"version":1,"pi')
    path.chmod(0o600)


def _flipped(path: Path) -> None:
    path.write_bytes(b'{"version":1,"pins":{"1":"\xff"}}')
    path.chmod(0o600)


def _newer(path: Path) -> None:
    path.write_text('{"version":2,"pins":{}}')
    path.chmod(0o600)


def _folder(path: Path) -> None:
    path.mkdir()


@pytest.mark.parametrize(
    ("harm", "words"),
    [
        (_open, "chmod 0600"),
        (_cut, "damaged"),
        (_flipped, "damaged"),
        (_newer, "version 2"),
        (_folder, "cannot be read"),
    ],
)
def test_file_that_is_not_trusted(
    pins: Pins, tmp_path: Path, harm: Callable[[Path], None], words: str
) -> None:
    """Whoever could read or write it could sign on; nothing is asked of such a file."""
    harm(tmp_path / FILE_NAME)
    with pytest.raises(PinError, match=words):
        pins.whose("1111", [1])


def test_damaged_verifier_is_no_wrong_pin(pins: Pins, tmp_path: Path) -> None:
    """Nobody is barred for what the disk did."""
    path = tmp_path / FILE_NAME
    path.write_text('{"version":1,"pins":{"1":"$argon2id$nonsense"}}')
    path.chmod(0o600)
    with pytest.raises(PinError, match="damaged"):
        pins.whose("1111", [1])
