"""firmware.image.settings.stall_words: what the counter reads, word for word."""

import pytest

from firmware.image.settings.keys import SECTIONS
from firmware.image.settings.stall_words import FAULTS, READERS, fault_of_text, words_for
from firmware.till.stall.fault import Fault, StallError
from tests.image.settings.files import SMALL, told


def test_every_fault_has_words() -> None:
    """What the counter may refuse in a file is told in whole sentences."""
    never_from_files = {Fault.FLAG, Fault.ROLE, Fault.CHOICE, Fault.DAY, Fault.UNKNOWN}
    never_from_files |= {Fault.MISSING, Fault.FORM}
    assert set(Fault) - never_from_files == set(FAULTS)
    assert all(words_for(StallError(fault, text="x")).endswith(".") for fault in Fault)


def test_readers_are_of_keys() -> None:
    """Each reads something that can stand there."""
    for section, keys in READERS.items():
        assert set(keys) <= set(SECTIONS[section].keys)


@pytest.mark.parametrize(
    ("section", "key", "value", "said"),
    [
        ("group", "price", "2,50", ""),
        ("group", "price", "2.50", '„2.50“ ist kein Betrag; richtig ist zum Beispiel "2,50".'),
        ("group", "name", "2.50", ""),
        ("article", "package", "3 zu 1", "„3 zu 1“ ist keine Packung"),
        ("limits", "discount", 10, ""),
    ],
)
def test_texts(section: str, key: str, value: object, said: str) -> None:
    """One by one."""
    assert fault_of_text(section, key, value).startswith(said)
    assert bool(said) == bool(fault_of_text(section, key, value))


def test_beside_another_mistake() -> None:
    """A section that is bad anyway hides none of them."""
    text = SMALL.replace("Obst", "").replace("2,50", "2.50").replace("4,9", "zehn")
    assert ["Zeile 8", "Zeile 9", "Zeile 10"] == [one.split(":")[0] for one in told(text)]
