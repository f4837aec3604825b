"""firmware.app.paperwork.key_sheet: the key of a register as a page."""

from dataclasses import replace
from pathlib import Path

from pypdf import PdfReader

from firmware.app.paperwork.key_sheet import write_key_sheet
from firmware.rksv.coding import encode_base64
from firmware.store.reader import Reader
from tests.app.paperwork.whole_life import NOW_UTC

KEY = bytes(range(32))


def test_a_page_for_its_owner_only(book: Reader, tmp_path: Path) -> None:
    """§ 16 Abs 1 RKSV: firm, register, key and check value; nobody else may read the file."""
    out = tmp_path / "sheet.pdf"
    identity = book.identity()
    assert identity is not None
    write_key_sheet(book, replace(identity, aes_key_check="k3Bc"), KEY, out, NOW_UTC)
    (page,) = PdfReader(out).pages
    text = page.extract_text()
    wanted = ["Schlüsselblatt", identity.register_id, encode_base64(KEY), "k3Bc"]
    assert wanted == [one for one in wanted if one in text]
    assert 0o600 == out.stat().st_mode & 0o777
