"""The key sheet of a register: a page that is typed once and then locked away.

It stands apart from the other exports: what draws it is loaded by no till at its start.
"""

from datetime import datetime
from hashlib import sha256
from pathlib import Path

from firmware.app.exports import maker_of
from firmware.export.atomic import atomic_file
from firmware.export.key_container import OWNER_ONLY
from firmware.export.papers.aes_sheet import aes_sheet
from firmware.export.papers.document import Imprint
from firmware.export.papers.layout import as_pdf
from firmware.export.pdf import Ruler
from firmware.export.reports.sheet import drawable
from firmware.rksv.coding import encode_base64
from firmware.store.entry import Identity
from firmware.store.reader import Reader
from firmware.till.texts import VIENNA


def write_key_sheet(
    book: Reader, identity: Identity, aes_key: bytes, out: Path, now_utc: datetime
) -> None:
    """Write the AES key of `identity` as a page (German, PDF) that only its owner can read.

    Raises:
        StoreError: the book cannot be read.
        WriteError: the file cannot be written.
    """
    maker = maker_of(book, now_utc)
    check = identity.aes_key_check
    imprint = Imprint(
        company=drawable(maker.firm[0] if maker.firm else "", Ruler()),
        register_id=drawable(identity.register_id, Ruler()),
        version=maker.program.removeprefix("standlkassa "),
        made_at=f"{now_utc.astimezone(VIENNA):%d.%m.%Y %H:%M}",
        # What the page is known by without the key itself.
        digest=sha256(f"{identity.register_id} {check}".encode()).hexdigest(),
    )
    document = aes_sheet(imprint.register_id, encode_base64(aes_key), check)
    with atomic_file(out, mode=OWNER_ONLY) as file:
        file.write(as_pdf(document, imprint, now_utc))
