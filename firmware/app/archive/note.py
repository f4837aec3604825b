"""What the archive vouches for, as a file in every exported folder (`archiv__<Kassen-ID>.json`).

An auditor holds it to the rows beside it without asking anybody: kassa verify does, and the viewer.
"""

from pathlib import Path

import msgspec

from firmware.accord.messages import HeadProof
from firmware.app.archive.view import checkpoint_of
from firmware.export.archive_file import ArchiveFile, to_bytes
from firmware.process.logs import get_logger
from firmware.sync import archive_file
from firmware.sync.archive_file import ArchiveFileError

log = get_logger()


def note_at(status_path: Path | None) -> bytes | None:
    """The file, from the status of the archive as it is now; None where it vouches for nothing.

    A status that cannot be read is told to the chief by the alarm; the export goes on without it.
    """
    try:
        status = None if status_path is None else archive_file.read(status_path)
    except (OSError, ArchiveFileError) as error:
        log.error("exported without what the archive says", detail=str(error))
        return None
    if status is None or checkpoint_of(status) is None:
        return None
    said = ArchiveFile(
        origin=status.origin,
        archive_key=status.archive_key,
        checkpoint=status.checkpoint,
        proof=_proof(status.proof),
    )
    return to_bytes(said)


def _proof(text: str) -> HeadProof | None:
    if not text:
        return None
    try:
        return msgspec.json.decode(text, type=HeadProof)
    except (msgspec.MsgspecError, RecursionError) as error:
        log.error("exported without the proof of the archive", detail=str(error))
        return None
