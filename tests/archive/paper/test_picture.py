"""archive.paper.picture: what a customer keeps."""

import subprocess
from io import BytesIO
from pathlib import Path

from PIL import Image
from pyzbar.pyzbar import ZBarSymbol, decode

from archive.paper.picture import to_pdf, to_png
from archive.paper.slip import slip_of
from firmware.store.reader import Reader
from hal.printer.port import Document, Feed, OcrText, QrCode, Text


def test_a_phone_reads_the_code_off_the_picture(book: Reader) -> None:
    """§ 10 RKSV."""
    slip = slip_of(book, 2)
    assert slip is not None
    (found,) = decode(Image.open(BytesIO(to_png(slip.document))), symbols=[ZBarSymbol.QRCODE])
    assert slip.view.qr == found.data.decode()


def test_the_pdf_says_what_the_paper_says(book: Reader, tmp_path: Path) -> None:
    """Its words can be searched; one page."""
    slip = slip_of(book, 2)
    assert slip is not None
    path = tmp_path / "beleg.pdf"
    path.write_bytes(to_pdf(slip.document, "Beleg 2"))
    asked = ["pdftotext", "-layout", str(path), "-"]
    said = subprocess.run(asked, capture_output=True, text=True, check=True).stdout
    for block in slip.document.blocks:
        if isinstance(block, Text):
            assert set(block.text.split()) <= set(said.split())
    assert said.count("\f") == 1


def test_a_longer_paper_is_a_higher_picture() -> None:
    """Each block has its room."""
    short = Document(blocks=(Text(text="x"),))
    long = Document(blocks=(Text(text="x", is_tall=True), Feed(lines=3), OcrText(text="A" * 50)))
    heights = [Image.open(BytesIO(to_png(one))).height for one in (short, long)]
    assert heights[1] - heights[0] == 48 * 6
    assert to_pdf(Document(blocks=(QrCode(payload="X"),)), "x").startswith(b"%PDF")
