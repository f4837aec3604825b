"""The auditor's ZIP of the archive, held against the archive's own word by `kassa verify`."""

import io
import zipfile
from base64 import b64encode
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from msgspec import structs
from starlette.applications import Starlette

from archive.heads.log import HeadLog
from archive.heads.shelf import Shelf
from archive.index.ledger import Ledger
from archive.index.tables import cosignatures
from archive.portal import exports
from archive.portal.exports import ZIP
from archive.portal.routes import routes
from archive.replica.replica import Replicas
from archive.world import World
from firmware.evidence.note import Signer
from firmware.export import archive_file
from firmware.export.archive_file import ArchiveFile
from firmware.export.audit.rows import FILE as JOURNAL
from firmware.export.audit.rows import read_hashes
from firmware.export.package.manifest import from_bytes
from firmware.export.package.names import MANIFEST
from firmware.store.seal import anchor
from tests.archive.portal.ground import Ground
from tests.cli.calling import kassa
from tests.export.audit.archives import put
from tests.export.audit.world import audit, change_file, list_anew, rules

WITNESS = Signer(
    "zeuge.example", Ed25519PrivateKey.from_private_bytes(bytes([2] * 32)), is_witness=True
)


@pytest.fixture(autouse=True)
def _named(ground: Ground) -> None:
    """As a served archive: its key has its name."""
    key = Ed25519PrivateKey.from_private_bytes(bytes([7] * 32))
    signer = Signer(ground.world.settings.archive.name, key)
    ground.world = replace(ground.world, signer=signer)
    ground.door.app = Starlette(routes=routes(ground.world, Replicas(ground.world)))


def cosigned(world: World) -> str:
    """A witness cosigns the newest checkpoint; its key."""
    last = Shelf(world.database).last_note()
    assert last is not None
    line = WITNESS.sign(last[1].text, int(world.now_utc().timestamp()))
    name = WITNESS.verifier.name
    row = {"size": last[0].size, "witness": name, "line": line}
    with world.database.write() as connection:
        connection.execute(cosignatures.insert().values(row))
    return str(WITNESS.verifier)


def unpacked(ground: Ground, folder: Path, monkeypatch: pytest.MonkeyPatch, **days: str) -> Path:
    """The folder of the auditor's ZIP."""
    monkeypatch.setattr(exports, "AT_ONCE_ZIP_ROWS", 10**9)
    said = {"form": ZIP, "csrf": ground.visitor.csrf, **days}
    answer = ground.client.post(f"{ground.path}/exports", data=said)
    assert 200 == answer.status_code, answer.text[:400]
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        archive.extractall(folder)
    (found,) = folder.iterdir()
    return found


def test_for_the_auditor(ground: Ground, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`kassa verify` reckons rows, checkpoint, log of heads and witness of the ZIP, offline."""
    world = ground.world
    HeadLog(world).publish(world.now_utc())
    witness = cosigned(world)
    folder = unpacked(ground, tmp_path / "zip", monkeypatch)
    listed = from_bytes((folder / MANIFEST).read_bytes())
    assert "archiv__GRAZ-01.json" in [one.name for one in listed.files]
    assert not (folder / "ARCHIV").exists()
    root = Ledger(world.database).head(ground.own.id).frontier.root()
    slip = anchor(listed.head.journal_seq, root.hex())
    asked = (
        "--archive-key",
        str(world.signer.verifier),
        "--witness",
        witness,
        "--archive-head",
        slip,
    )
    ran = kassa("verify", folder, *asked)
    assert 0 == ran.code, ran.out
    stranger = Signer(world.signer.verifier.name, Ed25519PrivateKey.from_private_bytes(bytes(32)))
    assert 1 == kassa("verify", folder, "--archive-key", str(stranger.verifier)).code
    report = audit(folder)
    assert report.is_whole, report.verdict
    (confirmed,) = report.archive.confirmed
    assert (True, True) == (confirmed.is_same, confirmed.is_same_leaf)


def _other_root(said: ArchiveFile) -> ArchiveFile:
    text, _, lines = said.checkpoint.partition("\n\n")
    origin, size, _ = text.split("\n")
    root = b64encode(bytes(32)).decode()
    note = f"{origin}\n{size}\n{root}\n\n{lines}"
    return structs.replace(said, checkpoint=note)


def _other_proof(said: ArchiveFile) -> ArchiveFile:
    assert said.proof is not None
    leaf = said.proof.leaf.replace("\n", "\n1", 1)
    return structs.replace(said, proof=structs.replace(said.proof, leaf=leaf))


@pytest.mark.parametrize("change", [_other_root, _other_proof])
def test_a_changed_word_of_the_archive(
    ground: Ground,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    change: Callable[[ArchiveFile], ArchiveFile],
) -> None:
    """Whoever changes note or proof, and the list so that it fits, is found out."""
    HeadLog(ground.world).publish(ground.world.now_utc())
    folder = unpacked(ground, tmp_path / "zip", monkeypatch)
    name = "archiv__GRAZ-01.json"
    put(folder, change(archive_file.from_bytes((folder / name).read_bytes())), name)
    assert {"archive"} == rules(audit(folder))
    assert 1 == kassa("verify", folder).code


def test_changed_rows(ground: Ground, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Rows that were chained and listed anew do not give the root the archive signed."""
    folder = unpacked(ground, tmp_path / "zip", monkeypatch)
    hashes = [row_hash for _, row_hash in read_hashes(folder / JOURNAL)]

    def forge(raw: bytes) -> bytes:
        return raw.replace(hashes[4].hex().encode(), b"0" * 64)

    change_file(folder, JOURNAL, forge)
    list_anew(folder)
    assert "archive" in rules(audit(folder))
    assert 1 == kassa("verify", folder).code


def test_an_early_period(ground: Ground, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """From the first day to one in the middle: the archive signs just these rows."""
    folder = unpacked(ground, tmp_path / "zip", monkeypatch, to="2026-10-24")
    listed = from_bytes((folder / MANIFEST).read_bytes())
    assert listed.journal.last < listed.head.journal_seq
    report = audit(folder)
    assert report.is_whole, report.verdict
    (confirmed,) = report.archive.confirmed
    assert (listed.journal.last, True) == (confirmed.checkpoint.size, confirmed.is_same)
    assert ["zeile.json"] == [one.name for one in (folder / "ARCHIV").iterdir()]
