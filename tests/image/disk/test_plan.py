"""What is decided about the data partition: never a new one where there was one."""

import pytest

from firmware.app.image_state import DataFault
from firmware.image.disk.plan import FULL_BYTES, MARK, Way, fault_of_room, is_sound, way


@pytest.mark.parametrize(
    ("has_partition", "has_mark", "expected"),
    [
        (True, None, Way.CHECK),
        (True, True, Way.CHECK),
        (True, False, Way.CHECK),
        (False, False, Way.MAKE),
        (False, True, Way.GIVE_UP),
        (False, None, Way.GIVE_UP),
    ],
)
def test_the_way(*, has_partition: bool, has_mark: bool | None, expected: Way) -> None:
    """A new one is made only where it is certain that there was none."""
    assert expected is way(has_partition=has_partition, has_mark=has_mark)


@pytest.mark.parametrize("code", [0, 1, 2, 3])
def test_sound(code: int) -> None:
    """Nothing was wrong, or it was mended."""
    assert is_sound(code)


@pytest.mark.parametrize("code", [-1, -9, 4, 5, 8, 12, 16, 32, 128])
def test_not_sound(code: int) -> None:
    """What was left as it is, what did not run, what was ended."""
    assert not is_sound(code)


def test_room() -> None:
    """A full one is told before the book is opened."""
    assert fault_of_room(FULL_BYTES) is None
    assert DataFault.FULL is fault_of_room(FULL_BYTES - 1)


def test_the_mark_is_a_text_for_people() -> None:
    """As Windows shows it: lines of bearable length that end as they do there."""
    lines = MARK.split("\r\n")

    assert "" == lines[-1]
    assert "\n" not in "".join(lines)
    assert max(map(len, lines)) <= 90
