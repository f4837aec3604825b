"""Words of which the negative vectors are made: keys, options, expected findings, usual DEPs."""

from base64 import b64encode
from typing import Any, Final

from tests.vectors import forge
from tests.vectors.forge import Device, Document, Forge, device, document, group

FORM: Final = "standlkassa negative vector 1"
CARD: Final = device("card", 0x1A2B3C4D)
OTHER: Final = device("other card", 0x5E6F7A8B)
COMPANY_KEY: Final = "U:ATU12345678-K1"


def keys(*devices: Device, **public: Device) -> Document:
    """Write a key container; `public` are company keys by a name."""
    entries: dict[str, object] = {
        known.serial: {
            "id": known.serial,
            "signatureDeviceType": "CERTIFICATE",
            "signatureCertificateOrPublicKey": b64encode(known.der).decode(),
        }
        for known in devices
    }
    for known in public.values():
        entries[COMPANY_KEY] = {
            "id": COMPANY_KEY,
            "signatureDeviceType": "PUBLIC_KEY",
            "signatureCertificateOrPublicKey": b64encode(known.public_der).decode(),
        }
    return {
        "base64AESKey": b64encode(forge.AES_KEY).decode(),
        "certificateOrPublicKeyMap": entries,
    }


def options(**told: Any) -> Document:
    """Write how the examination is made."""
    usual = {"is_strict": False, "is_partial": False, "now_utc": None, "reported_outages": []}
    return usual | told


def found(
    rule: str, index: int, number: str | int = "", severity: str = "error"
) -> dict[str, object]:
    """Write one expected finding."""
    return {"rule": rule, "index": index, "number": str(number), "severity": severity}


def vector(
    about: str,
    law: str,
    registers: list[list[object]],
    expected: list[dict[str, object]],
    **more: Any,
) -> Document:
    """Write a vector; `registers` holds for each register its export files in order."""
    return {
        "form": FORM,
        "about": about,
        "law": law,
        "options": options(),
        "keys": keys(CARD),
        "registers": registers,
        "is_complete": True,
        "codes": None,
        "expected": expected,
    } | more


def simple(about: str, law: str, till: Forge, *expected: dict[str, object]) -> Document:
    """Write a vector of one register, one file, one group."""
    return vector(about, law, [[document(group(till.signer, till.entries))]], list(expected))


def fresh(**told: Any) -> Forge:
    """Return a till with a start receipt and one sale."""
    till = Forge(CARD, **told)
    till.add()
    till.add(560, besonders=1234)
    return till


def damaged(about: str, law: str, rule: str, **told: Any) -> Document:
    """Damage the third receipt and let a sound sale follow."""
    till = fresh()
    number = "" if told.pop("is_number_lost", False) else "3"
    till.add(**told)
    till.sell(100)
    return simple(about, law, till, found(rule, 2, number))


def field(about: str, law: str, rule: str, name: str, text: str) -> Document:
    """Replace one field of the third receipt."""
    return damaged(about, law, rule, fields={name: text})


def first(about: str, law: str, rule: str, **told: Any) -> Document:
    """Damage the start receipt and let two sound sales follow."""
    till = Forge(CARD)
    till.add(**told)
    till.sell(100, 200)
    return simple(about, law, till, found(rule, 0, 1))
