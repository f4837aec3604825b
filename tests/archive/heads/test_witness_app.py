"""archive.heads.witness_app: the witness's server."""

from pathlib import Path

import httpx
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from archive.heads.witness import Witness
from archive.heads.witness_app import make_app
from archive.heads.witness_request import MAX_REQUEST_BYTES, asked_of
from firmware.evidence.merkle import EMPTY_ROOT
from firmware.evidence.note import Checkpoint, Signer, read_note
from tests.archive.heads.serving import served

ARCHIVE = Signer("kassa.example.at", Ed25519PrivateKey.generate())
SELF = Signer("zeuge.example", Ed25519PrivateKey.generate(), is_witness=True)
ORIGIN = "kassa.example.at/heads"


def test_statuses_and_types_are_those_of_the_specification(tmp_path: Path) -> None:
    """C2SP tlog-witness: text, and the size in a type of its own."""
    witness = Witness(SELF, {ORIGIN: [ARCHIVE.verifier]}, tmp_path, lambda: 1)
    said = read_note(Checkpoint(origin=ORIGIN, size=3, root=EMPTY_ROOT).signed(ARCHIVE))
    with served(make_app(witness)) as url, httpx.Client(base_url=url, trust_env=False) as client:
        assert f"{SELF.verifier}\n" == client.get("/key").text
        good = client.post("/add-checkpoint", content=asked_of(said, 0, ()).to_bytes())
        assert (200, "text/plain; charset=utf-8") == (
            good.status_code,
            good.headers["content-type"],
        )
        late = client.post("/add-checkpoint", content=asked_of(said, 1, ()).to_bytes())
        assert (409, "3\n") == (late.status_code, late.text)
        assert "text/x.tlog.size" == late.headers["content-type"]
        assert 400 == client.post("/add-checkpoint", content=b"").status_code
        assert 405 == client.get("/add-checkpoint").status_code
        large = client.post("/add-checkpoint", content=b"x" * (MAX_REQUEST_BYTES + 1))
        assert 413 == large.status_code
