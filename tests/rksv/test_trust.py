"""Certificates of groups and the key store."""

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import given
from hypothesis import strategies as st

from firmware.rksv import trust
from firmware.rksv.rules import Rule
from firmware.rksv.trust import (
    DeviceKey,
    DeviceKind,
    GroupExaminer,
    GroupKeys,
    KeyStore,
    examine_group,
    find_device,
    load_device_key,
    serial_matches,
)
from tests.vectors.forge import device
from tests.vectors.negative_build import CARD, COMPANY_KEY, OTHER

ROOT = device("root", 0x200)
MIDDLE = device("middle", 0x201, issuer=ROOT)
LEAF = device("leaf", 0x202, issuer=MIDDLE)
TWIN = device("twin", int(CARD.serial, 16))
CHAIN = (MIDDLE.der, ROOT.der)


def certificate(of: object) -> DeviceKey:
    return DeviceKey(kind=DeviceKind.CERTIFICATE, der=of.der)  # type: ignore[attr-defined]


def store(*known: object, **public: object) -> KeyStore:
    devices = {one.serial: certificate(one) for one in known}  # type: ignore[attr-defined]
    for one in public.values():
        key = DeviceKey(kind=DeviceKind.PUBLIC_KEY, der=one.public_der)  # type: ignore[attr-defined]
        devices[one.serial] = key  # type: ignore[attr-defined]
    return KeyStore(aes_key=None, devices=devices)


def rules(der: bytes, chain: tuple[bytes, ...], known: KeyStore | None) -> list[Rule]:
    return [fault.rule for fault in examine_group(der, chain, known)[1]]


@pytest.mark.parametrize(
    "known", [None, store(LEAF), store(MIDDLE), store(ROOT), store(public=LEAF)]
)
def test_a_sound_chain_is_trusted_by_any_member(known: KeyStore | None) -> None:
    """Anlage Z 3 RKSV: issuer by issuer up to the root; without a store nothing is said."""
    keys, faults = examine_group(LEAF.der, CHAIN, known)

    assert faults == ()
    assert keys == GroupKeys(certificate_serial=0x202, public_key_der=LEAF.public_der)


@pytest.mark.parametrize("chain", [(ROOT.der, MIDDLE.der), (ROOT.der,), (*CHAIN, OTHER.der)])
def test_each_member_is_signed_by_the_next(chain: tuple[bytes, ...]) -> None:
    """Anlage Z 3 RKSV: order and completeness of the issuers."""
    assert Rule.CERTIFICATE_CHAIN in rules(LEAF.der, chain, None)


def test_a_stranger_is_not_trusted_and_a_twin_is_an_attack() -> None:
    """§ 15 RKSV: the same serial with another content is worse than an unknown one."""
    assert rules(CARD.der, (), store(OTHER)) == [Rule.CERTIFICATE_TRUST]
    assert rules(CARD.der, (), store()) == [Rule.CERTIFICATE_TRUST]
    assert rules(CARD.der, (), store(TWIN)) == [Rule.CERTIFICATE_COLLISION]
    assert rules(CARD.der, (), store(public=TWIN)) == [Rule.CERTIFICATE_COLLISION]
    assert rules(LEAF.der, (MIDDLE.der,), store(device("false root", 0x201))) == [
        Rule.CERTIFICATE_COLLISION
    ]


@pytest.mark.parametrize("chain", [(), CHAIN])
def test_what_is_no_certificate_judges_nothing(chain: tuple[bytes, ...]) -> None:
    """Anlage Z 3 RKSV: one fault for the certificate, none for each of its receipts."""
    for ders in ((b"x", chain), (LEAF.der, (*chain, b"x"))):
        keys, faults = examine_group(*ders, None)
        assert [fault.rule for fault in faults] == [Rule.CERTIFICATE_FORM]
        assert not keys.is_judged


def test_every_truncation_of_a_certificate_is_a_fault() -> None:
    """No prefix of a certificate crashes or passes."""
    for length in range(1, len(CARD.der)):
        assert rules(CARD.der[:length], (), None) == [Rule.CERTIFICATE_FORM]


def test_without_a_certificate_the_devices_of_the_store_judge() -> None:
    """§ 20 RKSV: closed systems have keys, not certificates."""
    known = store(CARD)

    assert examine_group(None, (), known) == (GroupKeys(devices=known.devices), ())
    assert examine_group(None, (), None) == (GroupKeys(), ())


def test_the_first_meeting_tells_and_later_ones_know(monkeypatch: pytest.MonkeyPatch) -> None:
    """Alternating devices: thousands of groups, a handful of certificates."""
    examined = []
    examine = trust.examine_group
    monkeypatch.setattr(
        trust, "examine_group", lambda *told: (examined.append(told[0]), examine(*told))[1]
    )
    examiner = GroupExaminer(store(OTHER))

    met = [examiner.examine(der, ()) for der in (CARD.der, OTHER.der, CARD.der, CARD.der)]

    assert examined == [CARD.der, OTHER.der]
    assert [len(faults) for _, faults in met] == [1, 0, 0, 0]
    assert met[0][0] == met[2][0]


def test_what_is_remembered_of_certificates_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """A file of a million certificates does not fill memory."""
    monkeypatch.setattr(trust, "CERTIFICATES_MAX", 3)
    examiner = GroupExaminer(None)
    for content in range(10):
        examiner.examine(bytes([content]), ())

    assert len(examiner._keys_by_digest) <= 3


@pytest.mark.parametrize(
    ("text", "is_match"),
    [
        ("1a2b3c4d", True),
        ("1A2B3C4D", True),
        ("001a2b3c4d", True),
        (str(0x1A2B3C4D), True),
        ("1a2b3c4e", False),
        (COMPANY_KEY, False),
        ("٣", False),
    ],
)
def test_a_serial_is_a_number_however_written(text: str, is_match: object) -> None:
    """Anlage Z 4 RKSV: hex of either case, leading zeros or not; decimal is still met."""
    assert serial_matches(text, 0x1A2B3C4D) is is_match


def test_devices_are_found_by_text_or_number() -> None:
    """The container's id and field 11 may differ in case and leading zeros, not else."""
    company = DeviceKey(kind=DeviceKind.PUBLIC_KEY, der=OTHER.public_der)
    devices = {"1A2B3C4D": certificate(CARD), COMPANY_KEY: company}

    assert find_device(devices, "01a2b3c4d") == certificate(CARD)
    assert find_device(devices, COMPANY_KEY) == company
    assert find_device(devices, COMPANY_KEY.lower()) is None
    assert find_device(devices, "1a2b3c4e") is None


def test_only_p256_keys_are_keys() -> None:
    """Anlage Z 2 RKSV: suite R1 is ES256 and nothing else."""
    p384 = device("P-384", 1, curve=ec.SECP384R1())
    rsa_der = (
        rsa.generate_private_key(65537, 2048)
        .public_key()
        .public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    )

    assert load_device_key(certificate(p384)) is None
    assert load_device_key(DeviceKey(kind=DeviceKind.PUBLIC_KEY, der=rsa_der)) is None
    assert load_device_key(DeviceKey(kind=DeviceKind.PUBLIC_KEY, der=b"x")) is None
    assert load_device_key(DeviceKey(kind=DeviceKind.CERTIFICATE, der=b"x")) is None
    for key in (certificate(CARD), DeviceKey(kind=DeviceKind.PUBLIC_KEY, der=CARD.public_der)):
        loaded = load_device_key(key)
        assert loaded is not None
        assert loaded.public_numbers() == CARD.key.public_key().public_numbers()


@pytest.mark.filterwarnings("ignore::cryptography.utils.CryptographyDeprecationWarning")
@given(st.integers(min_value=0), st.integers(0, 7), st.booleans())
def test_no_bit_of_a_certificate_breaks_the_examination(
    place: int, bit: int, is_issuer: object
) -> None:
    """§ 7 Abs 4 RKSV: a key on no curve, a version there is not: always findings."""
    ders = [LEAF.der, MIDDLE.der]
    turned = bytearray(ders[bool(is_issuer)])
    turned[place % len(turned)] ^= 1 << bit
    ders[bool(is_issuer)] = bytes(turned)
    known = {"202": DeviceKey(kind=DeviceKind.CERTIFICATE, der=bytes(turned))}

    for devices in (known, store(OTHER).devices):
        keys, faults = examine_group(
            ders[0], (ders[1], ROOT.der), KeyStore(aes_key=None, devices=devices)
        )
        assert faults or keys.is_judged


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (bytes.fromhex("a003020102"), bytes.fromhex("a003020103")),
        (bytes.fromhex("2a8648ce3d030107"), bytes.fromhex("2a8648ce3d030105")),
        (bytes.fromhex("03420004"), bytes.fromhex("03420005")),
    ],
)
def test_a_key_or_version_that_does_not_exist_is_a_finding(old: bytes, new: bytes) -> None:
    """Found by turning bits: what the library cannot read stops nobody's examination."""
    turned = CARD.der.replace(old, new, 1)
    same = KeyStore(
        aes_key=None, devices={CARD.serial: DeviceKey(kind=DeviceKind.CERTIFICATE, der=turned)}
    )

    assert turned != CARD.der
    assert rules(turned, (), same)
    assert rules(turned, (), store(OTHER))
    assert load_device_key(same.devices[CARD.serial]) is None
