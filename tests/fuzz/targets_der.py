"""DER: certificates, keys and signatures of strangers, beyond what a card's driver looks at."""

import tempfile
from contextlib import suppress
from datetime import UTC, datetime
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Final

from cryptography import x509

from archive.intake.certificates import key_of
from firmware.app.config_stall import Company
from firmware.app.life.checks import CommissionError, check_certificate, issuer_chain
from firmware.evidence.errors import EvidenceError
from firmware.evidence.note import Note, SignatureLine, Verifier
from firmware.rksv.errors import MalformedError
from firmware.rksv.jws import der_to_raw, raw_to_der
from firmware.rksv.trust import DeviceKey, DeviceKind, KeyStore, examine_group, load_device_key
from hal.card.certificate import CertificateError, parse_certificate
from hal.card.emulator_pki import issue_card_credential

NOW_UTC: Final = datetime(2026, 11, 22, tzinfo=UTC)
COMPANY: Final = Company(name="Huber", uid="ATU12345678")


@cache
def own_certificate() -> bytes:
    """Of a good card."""
    return issue_card_credential("fuzz", "ATU12345678", 7).certificate


def der_signature(data: bytes) -> None:
    """A signature in DER: 64 bytes that are written the same way again, or none."""
    with suppress(MalformedError):
        raw = der_to_raw(data)
        assert raw_to_der(raw) == data


def device_keys(data: bytes) -> None:
    """A key of a verifier's list, as a certificate or alone: one of P-256, or none."""
    for kind in DeviceKind:
        device = DeviceKey(kind=kind, der=data)
        load_device_key(device)
        own = own_certificate()
        store = KeyStore(aes_key=None, devices={sha256(data).hexdigest(): device, "7": device})
        keys, _ = examine_group(own, (), store)
        assert keys.is_judged
    key_of("7", data)


def group_certificates(data: bytes) -> None:
    """Certificate and issuer of a group of receipts: judged, or a fault of theirs."""
    for chain in ((data, own_certificate()), (own_certificate(), data)):
        keys, faults = examine_group(chain[0], chain[1:], KeyStore(aes_key=None, devices={}))
        assert keys.is_judged or faults


def card_certificate(data: bytes) -> None:
    """A certificate at the commissioning; one that is taken is read by all who come later."""
    with suppress(CommissionError):
        check_certificate(data, "7", COMPANY, NOW_UTC)
    with suppress(CertificateError):
        parse_certificate(data)
        assert x509.load_der_x509_certificate(data).not_valid_after_utc.tzinfo is UTC


def issuer_file(data: bytes) -> None:
    """A file of issuers: each signed the one before, or the file is named."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "issuer"
        path.write_bytes(data)
        with suppress(CommissionError):
            issuer_chain(own_certificate(), [str(path)])


def note_key(data: bytes) -> None:
    """The key of a note as somebody types it: written the same way again, or none."""
    with suppress(EvidenceError):
        key = Verifier.parse(data.decode("utf-8", "replace"))
        assert Verifier.parse(str(key)) == key
        line = SignatureLine(name=key.name, key_id=key.key_id, signature=bytes(72))
        assert not Note(text="x\n", lines=(line,)).is_signed_by(key)


TARGETS: Final = (
    der_signature,
    device_keys,
    group_certificates,
    card_certificate,
    issuer_file,
    note_key,
)
