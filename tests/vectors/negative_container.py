"""Negative vectors of the container, its certificates and its keys."""

import json
from base64 import b64encode
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec

from tests.vectors.forge import Device, Document, Forge, device, document, group
from tests.vectors.negative_build import CARD, OTHER, damaged, found, fresh, keys, simple, vector


def container_form() -> Document:
    text = json.dumps(document(group(CARD, fresh().entries)))
    return vector(
        "the file breaks off behind its last receipt",
        "Anlage Z 3",
        [[text[:-4]]],
        [found("container-form", 2)],
        is_complete=False,
    )


def group_form() -> Document:
    broken = group(CARD, []) | {"Belege-kompakt": {"1": fresh().entries[0]}}
    return vector(
        "receipts stand in an object instead of an array",
        "Anlage Z 3",
        [[document(broken)]],
        [found("group-form", 0)],
        is_complete=False,
    )


def group_certificate() -> Document:
    till = fresh()
    groups = group(CARD, till.entries[:1]), group(None, till.entries[1:])
    return vector(
        "the second of two groups has no certificate",
        "Anlage Z 3",
        [[document(*groups)]],
        [found("group-certificate", 1)],
    )


def certificate_form() -> Document:
    broken = group(CARD, fresh().entries) | {"Signaturzertifikat": b64encode(b"x" * 300).decode()}
    return vector(
        "the certificate is base64, but no X.509",
        "Anlage Z 3",
        [[document(broken)]],
        [found("certificate-form", 0)],
    )


def with_card(about: str, law: str, rule: str, card: Device, **more: Any) -> Document:
    till = Forge(card)
    till.add()
    till.sell(100)
    severity = str(more.pop("severity", "error"))
    return vector(
        about,
        law,
        [[document(group(card, till.entries))]],
        [found(rule, 0, severity=severity)],
        **{"keys": keys(card), **more},
    )


def certificate_key() -> Document:
    card = device("P-384", 0x384, curve=ec.SECP384R1())
    till = Forge(CARD, serial=card.serial)
    till.add()
    return vector(
        "the certificate has a key of another curve",
        "Anlage Z 2",
        [[document(group(card, till.entries))]],
        [found("certificate-key", 0)],
        keys=keys(card),
    )


def certificate_purpose() -> Document:
    return with_card(
        "the certificate lacks the object identifier of register owners",
        "Anlage Z 16",
        "certificate-purpose",
        device("bare card", 0x77, has_purpose=False),
        severity="notice",
    )


def certificate_chain() -> Document:
    authority = device("authority", 0x100)
    card = device("issued card", 0x101, issuer=authority)
    till = Forge(card)
    till.add()
    return vector(
        "the issuer that stands in the group did not sign the certificate",
        "Anlage Z 3",
        [[document(group(card, till.entries, OTHER.der))]],
        [found("certificate-chain", 0)],
        keys=keys(card),
    )


def certificate_trust() -> Document:
    return with_card(
        "neither certificate nor issuer is in the key store",
        "§ 15 RKSV",
        "certificate-trust",
        CARD,
        keys=keys(OTHER),
    )


def certificate_collision() -> Document:
    return with_card(
        "the key store knows another certificate with the same serial",
        "§ 15 RKSV",
        "certificate-collision",
        device("twin", int(CARD.serial, 16)),
        keys=keys(CARD),
    )


def serial_match() -> Document:
    till = fresh()
    till.add(300, is_signed=False, fields={"serial": "deadbeef"})
    till.add()
    return simple(
        "a receipt in failure form names another device than its group",
        "Anlage Z 4",
        till,
        found("serial-match", 2, 3),
    )


def key_known() -> Document:
    till = fresh()
    return vector(
        "no certificate in the group, and no key for the serial in the store",
        "Anlage Z 3",
        [[document(group(None, till.entries))]],
        [found("key-known", 0, 1), found("key-known", 1, 2)],
        keys=keys(OTHER),
    )


def signature() -> Document:
    def turn_a_bit(entry: str) -> str:
        head, _, tail = entry.rpartition(".")
        return f"{head}.{'A' if tail[0] != 'A' else 'B'}{tail[1:]}"

    return damaged("one character of the signature differs", "§ 9 Abs 3 RKSV", "signature",
                   normal=100, reshape=turn_a_bit)  # fmt: skip
