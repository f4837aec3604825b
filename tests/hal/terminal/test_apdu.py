"""The frames of ZVT."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hal.terminal.apdu import (
    ACKNOWLEDGEMENT,
    UNKNOWN_COMMAND,
    Apdu,
    Control,
    ZvtError,
    encode,
    from_bcd,
    split,
    to_bcd,
)


@pytest.mark.parametrize(
    ("apdu", "data"),
    [
        (ACKNOWLEDGEMENT, "80 00 00"),
        (UNKNOWN_COMMAND, "84 83 00"),
        (Apdu(control=Control.ABORT, body=b"\x6c"), "06 1e 01 6c"),
        (Apdu(control=Control.PRINT_BLOCK, body=bytes(0xFE)), "06 d3 fe" + " 00" * 0xFE),
        (Apdu(control=Control.PRINT_BLOCK, body=bytes(0xFF)), "06 d3 ff ff 00" + " 00" * 0xFF),
        (Apdu(control=Control.PRINT_BLOCK, body=bytes(861)), "06 d3 ff 5d 03" + " 00" * 861),
    ],
)
def test_frames(apdu: Apdu, data: str) -> None:
    """Short lengths are one byte, long ones three with the lower first; and back."""
    assert bytes.fromhex(data) == encode(apdu)
    assert ([apdu], b"") == split(encode(apdu))


@given(
    st.lists(
        st.builds(Apdu, control=st.sampled_from(Control), body=st.binary(max_size=600)), max_size=4
    ),
    st.integers(0, 2000),
)
def test_any_cut(apdus: list[Apdu], cut: int) -> None:
    """However the network cuts the bytes, the same frames come out."""
    data = b"".join(encode(apdu) for apdu in apdus)
    first, rest = split(data[:cut])
    second, left = split(rest + data[cut:])
    assert apdus == first + second
    assert left == b""


@pytest.mark.parametrize("noise", [b"\xff\x00", b"\x00", b"GET / HTTP/1.1", b"\x10\x02"])
def test_noise(noise: bytes) -> None:
    """What no frame begins with is refused, also behind a good frame."""
    for data in (noise, encode(ACKNOWLEDGEMENT) + noise):
        with pytest.raises(ZvtError, match="no frame"):
            split(data)


@pytest.mark.parametrize(
    ("control", "is_yes", "refusal"),
    [(0x8000, True, None), (0x8400, True, None), (0x849C, False, 0x9C), (0x060F, False, None)],
)
def test_acknowledgements(control: int, *, is_yes: bool, refusal: int | None) -> None:
    """80 00 and 84 00 are yes, 84 with a reason is no."""
    apdu = Apdu(control=control)
    assert (is_yes, refusal) == (apdu.is_acknowledgement, apdu.refusal)


@given(st.integers(0, 10**12 - 1))
def test_decimal_digits(number: int) -> None:
    """Cents are twelve digits in six bytes."""
    assert number == from_bcd(to_bcd(number, 6))
    assert f"{number:012d}" == to_bcd(number, 6).hex()


@pytest.mark.parametrize("number", [-1, -12, 100, 1000])
def test_too_many_digits(number: int) -> None:
    """What does not fit is refused and never cut."""
    with pytest.raises(ValueError, match="does not fit"):
        to_bcd(number, 1)


def test_no_digits() -> None:
    """A half byte above nine is no digit."""
    with pytest.raises(ZvtError, match="no decimal"):
        from_bcd(b"\x12\x3a")
