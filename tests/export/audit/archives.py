"""An archive that confirms what a till exported, and whoever vouches for it."""

from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from firmware.accord.messages import HeadProof
from firmware.evidence.heads import HeadLeaf, heads_origin
from firmware.evidence.merkle import inclusion_proof, leaf_hash, root_of
from firmware.evidence.note import Checkpoint, Signer, read_note, with_signatures
from firmware.export import archive_file
from firmware.export.archive_file import ArchiveFile
from firmware.export.audit.rows import FILE, read_hashes
from firmware.export.package import manifest as manifests
from firmware.export.package.names import MANIFEST
from tests.export.audit.world import list_anew

NAME: Final = "kassa.example.at"
SUBJECT: Final = "till/0192f0c1-0000-7000-8000-000000000001"
NOW_S: Final = 1_795_430_000


def signer(name: str = NAME, seed: int = 1, *, is_witness: bool = False) -> Signer:
    """A key."""
    key = Ed25519PrivateKey.from_private_bytes(bytes([seed]) * 32)
    return Signer(name, key, is_witness=is_witness)


ARCHIVE: Final = signer()
WITNESS: Final = signer("zeuge.example", 2, is_witness=True)


def hashes(*folders: Path) -> list[bytes]:
    """The row hashes of journals that go on from each other."""
    return [one for folder in folders for _, one in read_hashes(folder / FILE)]


@dataclass(slots=True)
class Archive:
    """Has rows of a till; `leaves_before` are others' in its log of heads."""

    rows: Sequence[bytes]
    signer: Signer = ARCHIVE
    subject: str = SUBJECT
    witnesses: tuple[Signer, ...] = (WITNESS,)
    stamp: str = ""
    leaves_before: int = 5
    notes: list[str] = field(default_factory=list)

    def root(self, size: int) -> bytes:
        """Over its first rows."""
        return root_of(leaf_hash(one) for one in self.rows[:size])

    def checkpoint(self, size: int) -> str:
        """The note of the till's log."""
        origin = f"{self.signer.verifier.name}/{self.subject}"
        return Checkpoint(origin=origin, size=size, root=self.root(size)).signed(self.signer)

    def proof(self, size: int) -> HeadProof:
        """That the log of heads says so."""
        leaf = HeadLeaf(subject=self.subject, size=size, root=self.root(size))
        leaves = [leaf_hash(b"%d" % number) for number in range(self.leaves_before)] + [leaf.hash]

        def subtree(first: int, level: int) -> bytes:
            return root_of(leaves[first : first + (1 << level)])

        index, count = self.leaves_before, len(leaves)
        origin = heads_origin(self.signer.verifier.name)
        said = Checkpoint(origin=origin, size=count, root=root_of(leaves))
        note = read_note(said.signed(self.signer))
        lines = [
            read_note(f"{said.text}\n{one.sign(said.text, NOW_S)}").lines[0]
            for one in self.witnesses
        ]
        self.notes.append(said.text)
        return HeadProof(
            leaf=leaf.text,
            index=index,
            path=tuple(b64encode(one).decode() for one in inclusion_proof(index, count, subtree)),
            checkpoint=str(with_signatures(note, lines)),
            stamp=self.stamp,
        )

    def said(self, size: int, proven: int | None = None) -> ArchiveFile:
        """What a till wrote down of it; without `proven` the log of heads is still to come."""
        return ArchiveFile(
            origin=f"{self.signer.verifier.name}/{self.subject}",
            archive_key=str(self.signer.verifier),
            checkpoint=self.checkpoint(size),
            proof=None if proven is None else self.proof(proven),
        )


def put(folder: Path, said: ArchiveFile | bytes, name: str = "archiv__GRAZ-01.json") -> None:
    """Lay the file into an export, and into its list; the seal goes."""
    raw = said if isinstance(said, bytes) else archive_file.to_bytes(said)
    (folder / name).write_bytes(raw)
    before = manifests.from_bytes((folder / MANIFEST).read_bytes())
    kept = [one for one in before.files if one.name != name]
    entry = manifests.FileEntry(name=name, bytes=len(raw), sha256=manifests.digest(raw))
    files = tuple(sorted([*kept, entry], key=lambda one: one.name))
    made = msgspec.structs.replace(before, files=files)
    (folder / MANIFEST).write_bytes(manifests.to_bytes(made))
    list_anew(folder)
