"""Good files, to be broken from there."""

import io
import json
import zipfile
from collections.abc import Mapping

import msgspec

from archive.heads.witness_request import asked_of
from firmware.evidence.note import read_note
from firmware.export.package import manifest
from firmware.rksv import machine_code
from firmware.store import head, seal
from firmware.store.seal import SealKind
from hal.card.emulator_pki import issue_card_credential, sign_digest
from tests.export.audit.archives import Archive
from tests.export.package.test_manifest import HEAD, MADE
from tests.image.settings.files import FULL
from tests.vectors.forge import AES_KEY, Forge, document, group
from tests.vectors.negative_build import CARD, keys

ARCHIVED = Archive([bytes([number]) * 32 for number in range(3)])


def seeds() -> Mapping[str, tuple[bytes, ...]]:
    """Examples by the name of their target."""
    till = Forge(CARD)
    till.add()
    till.sell(250, 490)
    said = seal.statement(SealKind.EXPORT, "MARKT-01", {"sha256": "ab" * 32})
    credential = issue_card_credential("fuzz", "ATU12345678", 7)
    return {
        "dep": (json.dumps(document(group(CARD, till.entries))).encode(),),
        "entry": (till.entries[1].encode(),),
        "key_container": (json.dumps(keys(CARD)).encode(),),
        "manifest_file": (manifest.to_bytes(MADE),),
        "stick_id": (b"standlkassa-stick 1\n",),
        "csv_file": ("﻿Zeile;Zeit\r\n1;2026-11-21 10:00:00\r\n".encode(),),
        "head_file": (head.to_bytes(HEAD),),
        "seal_text": (seal.sealed(said, sign_digest(credential.key, said.digest)).encode(),),
        "zip_file": (_zip(),),
        "note": (ARCHIVED.checkpoint(3).encode(),),
        "settings_file": (FULL.encode(),),
        "head_proof": (msgspec.json.encode(ARCHIVED.proof(3)),),
        "witness_request": (_asked(),),
        "code": (machine_code.qr_from_jws(till.entries[1]).encode() + AES_KEY[:0],),
    }


def _asked() -> bytes:
    return asked_of(read_note(ARCHIVED.checkpoint(3)), 2, [bytes(32)]).to_bytes()


def _zip() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("top/MANIFEST.json", b'{"format":1}' * 20)
        archive.writestr("top/journal/journal.csv", b"seq;hash\r\n" * 50)
    return packed.getvalue()
