"""archive.paper.html: lines that keep their columns, nothing of them believed."""

from xml.etree import ElementTree as ET

from hypothesis import given
from hypothesis import strategies as st

from archive.paper.html import svg, to_html
from archive.paper.slip import slip_of
from firmware.store.reader import Reader
from hal.printer.port import Align, Cut, Document, Feed, OcrText, QrCode, Text


def test_a_receipt_is_all_there(book: Reader) -> None:
    """Line by line, as on paper."""
    slip = slip_of(book, 2)
    assert slip is not None
    tree = ET.fromstring(to_html(slip.document, "RKSV-Code"))
    texts = [block.text for block in slip.document.blocks if isinstance(block, Text)]
    shown = [one.text for one in tree if "line" in one.get("class", "")]
    assert [text or "\u00a0" for text in texts] == shown
    assert ["RKSV-Code"] == [one.get("aria-label") for one in tree if one.get("class") == "code"]


@given(st.text(st.characters(exclude_categories=("Cc", "Cs", "Cn"))))
def test_no_text_becomes_a_tag(text: str) -> None:
    """Whatever a till sends stays text."""
    document = Document(blocks=(Text(text=text), OcrText(text=text), Cut()))
    tree = ET.fromstring(to_html(document, text))
    assert ["line", "line ocr"] == [one.get("class") for one in tree]
    assert all(len(one) == 0 for one in tree)


def test_styles_are_classes() -> None:
    """No style attribute: the content security policy allows none."""
    made = to_html(
        Document(
            blocks=(
                Text(text="x", align=Align.CENTER, is_bold=True, is_wide=True, is_tall=True),
                Feed(lines=2),
                QrCode(payload="HTTPS://X"),
            )
        ),
        "code",
    )
    assert '<div class="line center bold wide tall">x</div>' in made
    assert made.count("\u00a0") == 2
    assert "style=" not in made


def test_a_label_is_escaped() -> None:
    """An attribute is a place for tricks."""
    assert "&#34;" in svg("X", '"><script>')
    assert "<script" not in svg("X", "<script>")
