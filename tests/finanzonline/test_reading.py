"""The table of return codes."""

from firmware.finanzonline.reading import READINGS

_NUMBERS = (*range(-8, 1), *range(4, 10), 13, 14, *range(27, 33), 36, 41, 43, 998, 999, 1336, 1337)
_B = (*range(1, 11), *range(13, 16), *range(18, 23), *range(28, 31), *range(32, 36), 38)


def test_every_published_code_is_read() -> None:
    """Service description of the register, section on return codes, and that of the session."""
    published = {str(number) for number in _NUMBERS}
    published |= {f"B{number}" for number in _B} | {f"V{number}" for number in range(1, 17)}
    assert published | {"C1"} == set(READINGS)
