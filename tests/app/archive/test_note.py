"""firmware.app.archive.note: what the archive vouches for, as a file for exports."""

from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest

from firmware.accord.messages import HeadProof
from firmware.app.archive.note import note_at
from firmware.desk.archive_told import ORIGIN, SIGNER, told
from firmware.desk.script import Act, Command
from firmware.export.archive_file import from_bytes
from firmware.sync import archive_file

STATUS = told(Command(act=Act.ARCHIVE, word="whole"), datetime(2026, 11, 20, 9, 42, tzinfo=UTC))
PROOF = HeadProof(leaf="till/x\n1\nA\n-\n", index=0, path=("AAAA",), checkpoint="note")


def test_what_is_exported(tmp_path: Path) -> None:
    """Origin, key, checkpoint; the proof where there is one."""
    path = tmp_path / "archive.json"
    proof = msgspec.json.encode(PROOF).decode()
    archive_file.write(path, msgspec.structs.replace(STATUS, proof=proof))
    said = from_bytes(note_at(path) or b"")
    assert (ORIGIN, str(SIGNER.verifier)) == (said.origin, said.archive_key)
    assert (STATUS.checkpoint, PROOF) == (said.checkpoint, said.proof)


@pytest.mark.parametrize("proof", ["", "{", "[]", '{"leaf": 1}', '{"x":' + "[" * 40_000])
def test_without_a_proof_it_is_a_checkpoint_all_the_same(tmp_path: Path, proof: str) -> None:
    """One that cannot be read is none."""
    path = tmp_path / "archive.json"
    archive_file.write(path, msgspec.structs.replace(STATUS, proof=proof))
    assert from_bytes(note_at(path) or b"").proof is None


def test_nothing_to_vouch_for(tmp_path: Path) -> None:
    """No archive, no file, an unreadable one, a checkpoint of a stranger: the folder has none."""
    path = tmp_path / "archive.json"
    assert note_at(None) is None
    assert note_at(path) is None
    path.write_bytes(b"{")
    assert note_at(path) is None
    archive_file.write(path, msgspec.structs.replace(STATUS, origin="another"))
    assert note_at(path) is None
