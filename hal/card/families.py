"""The card generations in the field as a table: the answer to reset picks the row of commands.

The rows differ in where their files lie, in the form of the PIN and in how the digest gets in; the
driver has no branch for a generation. A new generation is a new row, and there will be one: cards
touched by the EUCLeak finding must be exchanged by May 2027.
"""

from dataclasses import dataclass
from enum import Enum, unique

from hal.card.codec import MASTER_FILE, PinForm

RKSV_APPLICATION = bytes.fromhex("D0400000220001")
ACOS_DECRYPTION_APPLICATION = bytes.fromhex("A000000118454E")
ACOS_SIGNATURE_APPLICATION = bytes.fromhex("A0000001184543")


@unique
class DigestWay(Enum):
    """How the 32 bytes to sign reach the card."""

    IN_SIGN_COMMAND = "in the sign command"
    PUT_BEFORE = "put before, then signed"


@dataclass(frozen=True, slots=True, kw_only=True)
class CardNumberPlace:
    """Where the card number (CIN) lies: a path of files, then perhaps a short file identifier.

    `short_file_id` None: the last file of `path` is the one to read.
    """

    path: tuple[int, ...]
    short_file_id: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CardFamily:
    """One card generation.

    `atr_prefixes` recognise it; every one of `applications` must be on the card. `signature_path`
    leads to the folder of key, PIN and certificate; of `certificate_files` the first that holds a
    P-256 certificate counts. `environment` is the signature template to set, None where the card
    has it set at the factory.
    """

    name: str
    atr_prefixes: tuple[bytes, ...]
    applications: tuple[bytes, ...]
    signature_path: tuple[int, ...]
    certificate_files: tuple[int, ...]
    card_number: CardNumberPlace
    pin_reference: int
    pin_form: PinForm
    environment: bytes | None
    digest_way: DigestWay


def _atrs(*texts: str) -> tuple[bytes, ...]:
    return tuple(bytes.fromhex(text) for text in texts)


CARDOS_5_3 = CardFamily(
    name="CardOS 5.3",
    atr_prefixes=_atrs(
        "3BDF18008131FE58803190",
        "3BDF18008131FE588031B05202046405C903AC73B7B1D422",
    ),
    applications=(RKSV_APPLICATION,),
    signature_path=(MASTER_FILE, 0xDF01),
    certificate_files=(0xC000,),
    card_number=CardNumberPlace(path=(MASTER_FILE, 0xD001), short_file_id=None),
    pin_reference=0x81,
    pin_form=PinForm.FORMAT_2,
    environment=None,
    digest_way=DigestWay.IN_SIGN_COMMAND,
)

ACOS_ID = CardFamily(
    name="ACOS-ID",
    atr_prefixes=_atrs(
        "3BDF96FF910131FE4680319052410264050200AC73D622C017",
        "3BDF18FF910131FE4680319052410264050200AC73D622C099",
        "3BDF97008131FE4680319052410364050201AC73D622C0F8",
        "3BDF97008131FE468031905241026405C903AC73D622C030",
        "3BDF96FF918131FE468031905241026405C903AC73D622C05F",
        "3BDF18FF918131FE468031905241026405C903AC73D622C0D1",
        "3BDF97008131FE4680319052410464050401AC73D622C0F9",
    ),
    applications=(RKSV_APPLICATION,),
    signature_path=(0xDF01,),
    certificate_files=(0xC000,),
    card_number=CardNumberPlace(path=(MASTER_FILE, 0xD001), short_file_id=None),
    pin_reference=0x8A,
    pin_form=PinForm.FORMAT_2,
    environment=None,
    digest_way=DigestWay.IN_SIGN_COMMAND,
)

ACOS = CardFamily(
    name="ACOS",
    atr_prefixes=_atrs(
        "3BBF11008131FE45455041",
        "3BBF13008131FE45455041",
        "3BBF11008131FE454D4341",
    ),
    applications=(ACOS_DECRYPTION_APPLICATION, ACOS_SIGNATURE_APPLICATION),
    signature_path=(0xDF70,),
    # Two public drivers disagree on the file, so both are looked at.
    certificate_files=(0xC000, 0xC002),
    card_number=CardNumberPlace(path=(0xDF71,), short_file_id=0x06),
    pin_reference=0x81,
    pin_form=PinForm.ASCII,
    environment=bytes.fromhex("840188800144"),
    digest_way=DigestWay.PUT_BEFORE,
)

FAMILIES = (CARDOS_5_3, ACOS_ID, ACOS)


def recognise(atr: bytes) -> CardFamily | None:
    """The family whose prefix `atr` begins with; None for a card that is none of ours."""
    for family in FAMILIES:
        if atr.startswith(family.atr_prefixes):
            return family
    return None
