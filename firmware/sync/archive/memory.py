"""What the till knows of its archive: how it was let in, the newest checkpoint, the newest proof.

Nothing an archive says counts before its checkpoint was held against the book (`doubt.py`); what
counts is on the medium before it is acted on.
"""

from pathlib import Path
from typing import Final

import msgspec

from firmware.accord.messages import HeadProof, Registered
from firmware.evidence.errors import EvidenceError
from firmware.evidence.heads import prove, till_subject
from firmware.evidence.note import Checkpoint, read_checkpoint, read_note
from firmware.process.logs import get_logger
from firmware.store.reader import Reader
from firmware.sync.archive.client import Door
from firmware.sync.archive.doubt import Doubt, DoubtError, Known, require_good
from firmware.sync.archive.keep import Device, Keep, KeepError
from firmware.sync.archive.registration import archive_key
from firmware.sync.archive.tree import Tree

log = get_logger()

#: The kept tree may lie so many rows behind: they are read again after a start.
TREE_BEHIND_ROWS: Final = 1000
#: As much as the status file takes.
PROOF_BYTES_MAX: Final = 48 * 1024


class Memory:
    """Of one book and one folder; used by one thread. `note` is that of `held`."""

    def __init__(self, keep: Keep, book: Path) -> None:
        self.keep = keep
        self._book = book
        self._tree = Tree(keep.tree())
        self._kept_size = 0
        self.registered: Registered | None = None
        self.held: Checkpoint | None = None
        self.note = ""
        self.links = ""
        self.proof = ""
        self.proven_size = 0

    def resume(self) -> bool:
        """Take up what an earlier process left; whether the till was ever let in.

        Raises:
            OSError, KeepError: something is there and cannot be read.
        """
        self.registered = self.keep.registered()
        if self.registered is None:
            return False
        self.links = self.registered.links
        self._resume_checkpoint(self.registered.origin)
        self._resume_proof()
        return True

    def device(self) -> Device:
        """Who this installation is; one that cannot be read is another one from now on.

        Raises:
            OSError: the folder cannot be used.
        """
        try:
            return self.keep.device()
        except KeepError as error:
            log.error("another installation", detail=str(error))
            self.keep.forget_device()
            return self.keep.device()

    def let_in(self, registered: Registered) -> None:
        """The archive registered the till, by a key that a person typed.

        What the archive once confirmed counts no more, but is kept aside: so a person ends what
        the till alone must not forget, an archive that was set back.

        Raises:
            OSError: nothing has changed, or only the checkpoint is still there.
        """
        if self.keep.was_doubted(Doubt.ROLLBACK):
            # Packages are lost there as rows are. Each is answered like the first time.
            self.keep.forget_packages()
        self.keep.register(registered)
        self.registered, self.links = registered, registered.links
        if self.note:
            self.keep.doubt(self.note, "before")
        self.keep.forget_checkpoint()
        self.held, self.note, self.proof, self.proven_size = None, "", "", 0

    def renew(self, registered: Registered) -> None:
        """There is another password.

        Raises:
            OSError: nothing has changed.
        """
        self.keep.register(registered)
        self.registered = registered

    def point_to(self, links: str) -> None:
        """Digital receipts are there from now on; empty: nowhere.

        Raises:
            OSError: nothing has changed.
        """
        assert self.registered is not None
        self.renew(msgspec.structs.replace(self.registered, links=links))
        self.links = links

    @property
    def door(self) -> Door:
        """As whom the till comes in."""
        assert self.registered is not None, "nobody comes in who was not let in"
        return Door(till_id=self.registered.till_id, password=self.registered.password)

    def accept(self, note: str) -> Checkpoint:
        """Take a checkpoint for true, once it is.

        Raises:
            DoubtError: it is not as it should be; it was put aside.
            StoreError: the book cannot be read now.
            OSError: it cannot be kept.
        """
        assert self.registered is not None
        key, origin = archive_key(self.registered), self.registered.origin
        known = Known(origin=origin, key=key, held=self.held)
        with Reader.open_read_only(self._book) as book:
            try:
                said = require_good(note, known, self._tree, book)
            except DoubtError as error:
                log.error("archive doubted", doubt=error.doubt.value, detail=error.detail)
                self.keep.doubt(error.note, error.doubt.value)
                raise
        if self.held is None or said.size > self.held.size:
            self.keep.keep_checkpoint(note)
            self.held, self.note = said, note
        if said.size - self._kept_size >= TREE_BEHIND_ROWS:
            self.keep_tree()
        return said

    def accept_proof(self, proof: HeadProof, size: int) -> None:
        """Keep a proof that a checkpoint of this size stands in the log of heads.

        Raises:
            EvidenceError: it is none.
            StoreError: the book cannot be read now.
            OSError: it cannot be kept.
        """
        assert self.registered is not None
        self._require_proof(proof, size)
        text = msgspec.json.encode(proof)
        if len(text) > PROOF_BYTES_MAX:
            raise EvidenceError(f"a proof of more than {PROOF_BYTES_MAX} bytes")
        self.keep.keep_proof(text)
        self.proof, self.proven_size = text.decode(), size

    def keep_tree(self) -> None:
        """Leave the tree to the next process; without it that one reckons it anew."""
        if self.held is None or self.held.size == self._kept_size:
            return
        kept = self._tree.kept(self.held.size)
        if not kept:
            return
        try:
            self.keep.keep_tree(kept)
        except OSError as error:
            log.warning("tree not kept", detail=str(error))
        else:
            self._kept_size = self.held.size

    def _require_proof(self, proof: HeadProof, size: int) -> None:
        assert self.registered is not None
        key = archive_key(self.registered)
        proven = prove(proof.leaf, proof.index, proof.path, proof.checkpoint, key)
        leaf = proven.leaf
        if (leaf.subject, leaf.size) != (till_subject(self.registered.till_id), size):
            raise EvidenceError(f"a proof of {leaf.subject} with {leaf.size} rows")
        with Reader.open_read_only(self._book) as book:
            if self._tree.root(book, size) != leaf.root:
                raise EvidenceError(f"a proof of another root over {size} rows")

    def _resume_checkpoint(self, origin: str) -> None:
        """The newest checkpoint, if it is of the log the till writes to now."""
        note = self.keep.checkpoint()
        if note is None:
            return
        try:
            held = read_checkpoint(read_note(note))
        except EvidenceError as error:
            log.error("kept checkpoint cannot be read", detail=str(error))
            self.keep.doubt(note, "unreadable")
            return
        if held.origin == origin:
            self.held, self.note = held, note
            # Where the kept tree ends nobody knows here; it is written anew when rows were added.
            self._kept_size = held.size

    def _resume_proof(self) -> None:
        kept = self.keep.proof()
        if not kept:
            return
        try:
            said = msgspec.json.decode(kept, type=HeadProof)
            lines = said.leaf.split("\n")
            is_ours = lines[0] == till_subject(self.door.till_id)
            self.proof, self.proven_size = (kept.decode(), int(lines[1])) if is_ours else ("", 0)
        except (msgspec.MsgspecError, ValueError, RecursionError, IndexError) as error:
            log.warning("kept proof cannot be read", detail=str(error))
