"""archive.intake.certificates: which certificate is good for which serial."""

from cryptography.hazmat.primitives.asymmetric import ec

from archive.intake.certificates import key_of
from tests.archive import books
from tests.store.till import SoftwareCard


def test_the_key_of_its_serial() -> None:
    """Of P-256, readable, and of the serial that receipts will name."""
    card = books.card()
    key = key_of(card.serial, card.der)
    assert key is not None
    assert card.key.public_key().public_numbers() == key.public_numbers()
    assert key_of(card.serial.upper(), card.der) is not None
    assert key_of("77", card.der) is None
    assert key_of("no hex", card.der) is None
    assert key_of(card.serial, b"") is None
    assert key_of(card.serial, SoftwareCard(curve=ec.SECP384R1).der) is None
