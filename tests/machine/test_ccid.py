"""A card reader as libccid speaks to it."""

import struct

import pytest

from hal.card.emulator import EmulatedCard
from hal.card.emulator_profile import CardFaults, Trouble
from machine.ccid import CardReader
from machine.usb import Setup, StallError

SELECT_MASTER = bytes.fromhex("00A4000C023F00")
ACTIVE, INACTIVE, ABSENT, FAILED, MORE_TIME = 0, 1, 2, 0x40, 0x80


class Pcscd:
    """What is asked of the reader, with the seconds on its clock."""

    def __init__(self, card: EmulatedCard | None) -> None:
        self.now_s = 100.0
        self.reader = CardReader(card, lambda: self.now_s)
        self._number = 0

    def ask(self, kind: int, body: bytes = b"") -> tuple[int, int, int, bytes] | None:
        """Kind, status, error and body of the answer."""
        self._number = (self._number + 1) % 256
        self.reader.bulk_out(1, struct.pack("<BIBB3x", kind, len(body), 0, self._number) + body)
        return self.hear()

    def hear(self) -> tuple[int, int, int, bytes] | None:
        """The next answer, None when there is none yet."""
        said = self.reader.bulk_in(0x82, 512)
        if said is None:
            return None
        kind, length, slot, number, status, error, _ = struct.unpack_from("<BIBBBBB", said)
        assert (0, self._number, len(said) - 10) == (slot, number, length)
        return kind, status, error, said[10:]


def test_power_on_shows_the_true_atr() -> None:
    """Before it the card is there and not active."""
    card = EmulatedCard()
    pcscd = Pcscd(card)
    assert (0x81, INACTIVE, 0, b"") == pcscd.ask(0x65)
    assert (0x80, ACTIVE, 0, card.atr) == pcscd.ask(0x62)
    assert (0x81, ACTIVE, 0, b"") == pcscd.ask(0x65)
    assert (0x81, INACTIVE, 0, b"") == pcscd.ask(0x63)


def test_commands_reach_the_card() -> None:
    """Whole APDUs, both ways."""
    pcscd = Pcscd(EmulatedCard())
    pcscd.ask(0x62)
    assert (0x80, ACTIVE, 0, b"\x90\x00") == pcscd.ask(0x6F, SELECT_MASTER)


def test_a_command_in_two_packets() -> None:
    """The second part completes it."""
    pcscd = Pcscd(EmulatedCard())
    pcscd.ask(0x62)
    raw = struct.pack("<BIBB3x", 0x6F, len(SELECT_MASTER), 0, 2) + SELECT_MASTER
    pcscd.reader.bulk_out(1, raw[:12])
    assert pcscd.reader.bulk_in(0x82, 512) is None
    pcscd.reader.bulk_out(1, raw[12:])
    assert b"\x90\x00" == (pcscd.reader.bulk_in(0x82, 512) or b"")[10:]


def test_an_empty_slot() -> None:
    """Nothing can be powered, nothing asked."""
    pcscd = Pcscd(None)
    assert (0x81, ABSENT, 0, b"") == pcscd.ask(0x65)
    assert (0x80, FAILED | ABSENT, 0xFE, b"") == pcscd.ask(0x62)
    assert (0x80, FAILED | ABSENT, 0xFE, b"") == pcscd.ask(0x6F, SELECT_MASTER)


def test_a_card_that_is_changed_must_be_powered_anew() -> None:
    """What it knew of a PIN is gone with the power."""
    pcscd = Pcscd(EmulatedCard())
    pcscd.ask(0x62)
    pcscd.reader.insert(EmulatedCard(seed=2))
    assert (0x80, FAILED | INACTIVE, 0xFE, b"") == pcscd.ask(0x6F, SELECT_MASTER)
    pcscd.reader.pull()
    assert (0x81, ABSENT, 0, b"") == pcscd.ask(0x65)


def test_a_slow_card_makes_the_reader_ask_for_time() -> None:
    """Twice a second, until it has thought."""
    card = EmulatedCard()
    pcscd = Pcscd(card)
    pcscd.ask(0x62)
    card.faults = CardFaults(slow_s=1.2)
    assert pcscd.ask(0x6F, SELECT_MASTER) is None
    seen = []
    for _ in range(12):
        pcscd.now_s += 0.11
        seen.append(pcscd.hear())
    said = [one for one in seen if one is not None]
    assert [(0x80, MORE_TIME, 1, b"")] * 2 + [(0x80, ACTIVE, 0, b"\x90\x00")] == said


def test_a_mute_card_that_is_pulled() -> None:
    """What it was thinking about it will never say."""
    card = EmulatedCard()
    pcscd = Pcscd(card)
    pcscd.ask(0x62)
    card.faults = CardFaults(trouble=Trouble.MUTE)
    assert pcscd.ask(0x6F, SELECT_MASTER) is None
    pcscd.reader.pull()
    assert (0x80, FAILED | ABSENT, 0xFE, b"") == pcscd.hear()


def test_a_card_pulled_inside_a_command() -> None:
    """The command fails, the slot is empty."""
    card = EmulatedCard()
    pcscd = Pcscd(card)
    pcscd.ask(0x62)
    card.faults = CardFaults(trouble=Trouble.PULLED)
    assert (0x80, FAILED | ABSENT, 0xFE, b"") == pcscd.ask(0x6F, SELECT_MASTER)
    assert (0x81, ABSENT, 0, b"") == pcscd.ask(0x65)


def test_parameters_are_those_of_t1() -> None:
    """Whatever is asked or set."""
    pcscd = Pcscd(EmulatedCard())
    for kind in (0x6C, 0x6D, 0x61):
        said = pcscd.ask(kind)
        assert said is not None
        assert (0x82, 7) == (said[0], len(said[3]))


def test_what_it_does_not_know() -> None:
    """An escape fails in its own words; requests, pipes and monsters are stalled."""
    pcscd = Pcscd(EmulatedCard())
    assert (0x83, FAILED | INACTIVE, 0, b"") == pcscd.ask(0x6B, b"\x02")
    assert (0x81, FAILED | INACTIVE, 0, b"") == pcscd.ask(0x71)
    with pytest.raises(StallError):
        pcscd.reader.bulk_out(1, struct.pack("<BIBB3x", 0x6F, 70000, 0, 0))
    with pytest.raises(StallError):
        pcscd.reader.bulk_out(3, b"")
    with pytest.raises(StallError):
        pcscd.reader.bulk_in(1, 1)
    setup = Setup(request_type=0x21, request=1, value=0, index=0, length=0)
    assert b"" == pcscd.reader.control(setup, b"")
    with pytest.raises(StallError):
        pcscd.reader.control(Setup(request_type=0xA1, request=2, value=0, index=0, length=4), b"")


def test_the_descriptor_of_the_class_is_as_long_as_it_says() -> None:
    """Both protocols, short APDUs, one slot."""
    extra = CardReader(None).identity.extra
    assert (54, 54, 3) == (len(extra), extra[0], extra[6])
    assert 0x00020000 == int.from_bytes(extra[40:44], "little") & 0x00070000
