"""archive.program.witness: the second small program, as its operator meets it."""

import json
import re
import signal
import subprocess
import sys
from pathlib import Path

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from archive.heads.witness_request import asked_of
from archive.program.witness import logs_of, read_settings
from archive.settings import SettingsError
from firmware.evidence.merkle import EMPTY_ROOT
from firmware.evidence.note import Checkpoint, Signer, Verifier, read_note
from firmware.process.settings_file import MAX_BYTES

pytestmark = pytest.mark.whole


ARCHIVE = Signer("kassa.example.at", Ed25519PrivateKey.generate())
ORIGIN = "kassa.example.at/heads"


def settings(folder: Path, **more: object) -> Path:
    """A file of settings."""
    members = {"name": "zeuge.example", "port": 0, "logs": [f"{ORIGIN} {ARCHIVE.verifier}"], **more}
    path = folder / "witness.toml"
    path.write_text("".join(f"{name} = {json.dumps(said)}\n" for name, said in members.items()))
    return path


def command(folder: Path, **more: object) -> list[str]:
    """The command line."""
    run = [sys.executable, "-m", "archive.program.main", "witness"]
    return [*run, "--data", str(folder / "data"), "--config", str(settings(folder, **more))]


def ask(url: str, size: int, old: int) -> httpx.Response:
    """For a cosignature of a log that is all the same."""
    note = read_note(Checkpoint(origin=ORIGIN, size=size, root=EMPTY_ROOT).signed(ARCHIVE))
    body = asked_of(note, old, ()).to_bytes()
    return httpx.post(f"{url}add-checkpoint", content=body, trust_env=False)


def test_it_remembers_over_a_kill(tmp_path: Path) -> None:
    """What it cosigned it knows after kill -9, under the same key."""
    said: list[str] = []
    for turn in range(2):
        with subprocess.Popen(command(tmp_path), stdout=subprocess.PIPE, text=True) as running:
            try:
                assert running.stdout is not None
                lines = [running.stdout.readline() for _ in range(3)]
                url = lines[1].split()[1]
                said.append(lines[2].split()[2])
                answer = ask(url, 5, 0)
            finally:
                running.send_signal(signal.SIGKILL if turn == 0 else signal.SIGTERM)
        assert (200, 409)[turn] == answer.status_code
    assert "5\n" == answer.text
    assert said[0] == said[1]
    assert Verifier.parse(said[0]).is_witness


def refused(folder: Path, **more: object) -> str:
    """What it says and ends with 2."""
    ran = subprocess.run(command(folder, **more), capture_output=True, text=True, check=False)
    assert (2, "") == (ran.returncode, ran.stdout)
    return ran.stderr


def test_settings_that_cannot_be_used(tmp_path: Path) -> None:
    """Each is named, in one line."""
    assert "without a certificate" in refused(tmp_path, host="0.0.0.0")
    assert "both or none" in refused(tmp_path, certificate="x.pem")
    assert re.search("unknown field colour", refused(tmp_path, colour="red"))


def test_logs_and_their_keys(tmp_path: Path) -> None:
    """Several keys for a log, none for none."""
    other = Signer("kassa.example.at", Ed25519PrivateKey.generate())
    lines = [f"{ORIGIN} {one.verifier}" for one in (ARCHIVE, other)]
    found = logs_of(read_settings(settings(tmp_path, logs=lines)))
    assert {ORIGIN: [ARCHIVE.verifier, other.verifier]} == found
    for wrong in ([], ["x"], [f"{ORIGIN} nonsense"]):
        with pytest.raises(SettingsError, match="logs"):
            logs_of(read_settings(settings(tmp_path, logs=wrong)))
    with pytest.raises(SettingsError):
        read_settings(tmp_path / "none.toml")


def test_settings_that_are_too_large(tmp_path: Path) -> None:
    """Nothing is cut off and believed."""
    path = settings(tmp_path)
    path.write_bytes(path.read_bytes() + b"#" * MAX_BYTES)
    with pytest.raises(SettingsError, match="larger than"):
        read_settings(path)


@pytest.mark.parametrize(
    "raw", [b"\xff", b"x", b"x = 1", b"a = " + b"9" * 5000, b"a=" + b"[" * 5000]
)
def test_what_are_no_settings(tmp_path: Path, raw: bytes) -> None:
    """By the name of the file, whatever stands in it."""
    path = tmp_path / "witness.toml"
    path.write_bytes(raw)
    with pytest.raises(SettingsError, match=r"witness\.toml"):
        read_settings(path)
