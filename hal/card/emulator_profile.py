"""What emulated cards are made of: generations, traits of one card, and the faults it can be given.

Written beside `hal.card.families` and not from it, so that an error in the driver's table meets a
card that knows better.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, unique


@unique
class EmulatedFamily(Enum):
    """The generations that can be emulated; the value is the name the driver knows them by."""

    CARDOS_5_3 = "CardOS 5.3"
    ACOS_ID = "ACOS-ID"
    ACOS = "ACOS"


@unique
class Trouble(Enum):
    """What can befall a command on its way."""

    MUTE = "never answered"
    PULLED = "card pulled while it runs"
    EMPTY = "answered with less than a status word"


@unique
class ReadEnd(Enum):
    """How a card answers when less is left of a file than was asked for."""

    SHORT = "what is left, 9000; then 6B00"
    WARNING = "what is left, 6282"
    CORRECTION = "6Cxx with what is left; then 6B00"


@dataclass(frozen=True, slots=True, kw_only=True)
class CardFaults:
    """How the card misbehaves from now on; set `EmulatedCard.faults` at any time.

    `trouble`, `status_word` and `slow_s` meet commands whose INS is `instruction`, every command
    when that is None. A card with wrong certificate shows one of the same serial for another key.
    """

    trouble: Trouble | None = None
    status_word: int | None = None
    slow_s: float = 0.0
    instruction: int | None = None
    flips_signature: bool = False
    shows_unknown_atr: bool = False
    shows_wrong_certificate: bool = False

    def meet(self, command: bytes) -> bool:
        """True for a command that `trouble`, `status_word` and `slow_s` are meant for."""
        return self.instruction is None or command[1:2] == bytes([self.instruction])


@dataclass(frozen=True, slots=True, kw_only=True)
class CardTraits:
    """What is free to vary between cards of one generation; None leaves it to the generation."""

    pin: str = "123456"
    certificate_file: int = 0xC000
    read_end: ReadEnd | None = None
    answers_in_parts: bool = False
    tells_tries: bool = True
    has_card_number: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """What all cards of a generation have in common.

    `name` is the one the driver knows it by; `card_number` the folder and file of the CIN, a short
    identifier below 1F. The next generation is one of these, and one row of `hal.card.families`.
    """

    name: str
    atr: bytes
    folder: int
    applications: Mapping[bytes, int]
    pin_reference: int
    pin_in_ascii: bool
    environment: bytes | None
    takes_hash_first: bool
    card_number: tuple[int, int]
    read_end: ReadEnd


_RKSV_APPLICATION = {bytes.fromhex("D0400000220001"): 0xDF01}
PROFILES: Mapping[EmulatedFamily, Profile] = {
    EmulatedFamily.CARDOS_5_3: Profile(
        name=EmulatedFamily.CARDOS_5_3.value,
        atr=bytes.fromhex("3BDF18008131FE588031905241016405C903AC73B7B1D444"),
        folder=0xDF01,
        applications=_RKSV_APPLICATION,
        pin_reference=0x81,
        pin_in_ascii=False,
        environment=None,
        takes_hash_first=False,
        card_number=(0x3F00, 0xD001),
        read_end=ReadEnd.WARNING,
    ),
    EmulatedFamily.ACOS_ID: Profile(
        name=EmulatedFamily.ACOS_ID.value,
        atr=bytes.fromhex("3BDF96FF910131FE4680319052410264050200AC73D622C017"),
        folder=0xDF01,
        applications=_RKSV_APPLICATION,
        pin_reference=0x8A,
        pin_in_ascii=False,
        environment=None,
        takes_hash_first=False,
        card_number=(0x3F00, 0xD001),
        read_end=ReadEnd.CORRECTION,
    ),
    EmulatedFamily.ACOS: Profile(
        name=EmulatedFamily.ACOS.value,
        atr=bytes.fromhex("3BBF11008131FE45455041" + "00" * 12 + "F1"),
        folder=0xDF70,
        applications={
            bytes.fromhex("A000000118454E"): 0xDF71,
            bytes.fromhex("A0000001184543"): 0xDF70,
        },
        pin_reference=0x81,
        pin_in_ascii=True,
        environment=bytes.fromhex("840188800144"),
        takes_hash_first=True,
        card_number=(0xDF71, 0x06),
        read_end=ReadEnd.SHORT,
    ),
}
