"""An emulated card that signs at random, and what else thousands of cuts need.

Real cards take a new random number for each signature; an emulated one that does not would hide a
slip printed before its receipt.
"""

import hashlib
from collections.abc import Mapping
from types import SimpleNamespace

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed, decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

from firmware.app import signer
from firmware.app.sealing import Sealer
from firmware.store import seal
from firmware.store.canonical import Json
from firmware.store.seal import SealKind
from hal.card import emulator as card_emulator

_seal = Sealer.seal
#: What the card is given to sign when the till only wants to know whether it signs.
PROBE_DIGEST = hashlib.sha256(signer._NOT_A_RECEIPT + bytes(16)).digest()


def sign_at_random(key: ec.EllipticCurvePrivateKey, digest: bytes) -> bytes:
    """R and s as a real card makes them: another pair each time."""
    r, s = decode_dss_signature(key.sign(digest, ec.ECDSA(Prehashed(SHA256()))))
    return r.to_bytes(32, "big") + s.to_bytes(32, "big")


#: Digests of the lists of exports that a card was asked to seal. A cut takes the list away before
#: anybody can read it again, so that they are noted here when they are asked for.
EXPORT_DIGESTS: set[bytes] = set()


def seal_noted(sealer: Sealer, kind: SealKind, content: Mapping[str, Json]) -> str | None:
    """A seal as ever, of which one knows afterwards that it was asked for."""
    if kind is SealKind.EXPORT:
        EXPORT_DIGESTS.add(seal.statement(kind, sealer._register_id, content).digest)
    return _seal(sealer, kind, content)


def lighten(patch: pytest.MonkeyPatch) -> None:
    """Make card and probe what this module says."""
    EXPORT_DIGESTS.clear()
    patch.setattr(Sealer, "seal", seal_noted)
    patch.setattr(card_emulator, "sign_digest", sign_at_random)
    patch.setattr(signer, "os", SimpleNamespace(urandom=bytes))
