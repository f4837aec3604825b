"""firmware.till.fiscal.fault: what is wrong with the signature device, in words."""

import pytest

from firmware.till.fiscal.fault import DeviceFault, device_fault, tries_words, words_of
from firmware.till.screen import HINT_WIDTH
from firmware.till.texts import ITEM_WIDTH
from hal.errors import Fault


@pytest.mark.parametrize("fault", DeviceFault)
def test_words_have_room(fault: DeviceFault) -> None:
    """5.6: code and words fit the display, and the code stands in front."""
    words = words_of(fault)
    assert words.item.startswith(f"{words.code.name} ")
    assert len(words.item) <= ITEM_WIDTH
    assert len(words.hint) <= HINT_WIDTH


@pytest.mark.parametrize(
    "fault",
    [
        Fault.ABSENT,
        Fault.BUSY,
        Fault.TIMEOUT,
        Fault.PIN_WRONG,
        Fault.PIN_BLOCKED,
        Fault.WRONG_CARD,
        Fault.BROKEN,
    ],
)
def test_every_fault_of_a_card_has_its_own(fault: Fault) -> None:
    """The journal's word names the same fault on both sides of the border to the devices."""
    assert fault.name == device_fault(fault.value).name


def test_unknown_fault_is_a_broken_device() -> None:
    """A signature that does not verify, or the word of a newer version."""
    assert device_fault("signature does not verify") is DeviceFault.BROKEN


@pytest.mark.parametrize(
    ("left", "words"),
    [(None, ""), (0, ""), (1, "noch 1 Versuch"), (3, "noch 3 Versuche")],
)
def test_tries(left: int | None, words: str) -> None:
    """Not every card tells."""
    assert words == tries_words(left)
