"""firmware.till.papers.slip: what stands on paper."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firmware.rksv.receipt import ReceiptKind
from firmware.rksv.vat import vat_included
from firmware.till.papers.slip import (
    OUTAGE_WORDS,
    Mark,
    ReceiptView,
    receipt_document,
    two_ends,
    wrap,
)
from firmware.till.sales.basket import Line, Means, Tender
from firmware.till.sales.sale import Sale
from firmware.till.texts import money
from hal.printer.codec import printable
from hal.printer.port import Cut, OcrText, QrCode, Text
from tests.till.paper import lines_of
from tests.till.playbook import STALL, view_of, zero
from tests.till.slips import COLUMNS, FOLDER, SALE, SLIPS, Slip, drawn, file_of

NAMED = [(name, columns) for name in SLIPS for columns in COLUMNS]

WORDS = st.text(alphabet="abcdefgÄÖÜß -.", min_size=1, max_size=60).filter(str.strip)
LINES = st.builds(
    Line,
    group=st.just(1),
    name=WORDS,
    vat_per_mille=st.sampled_from((0, 49, 100, 130, 190, 200)),
    quantity_milli=st.integers(1, 99_999),
    unit_cents=st.integers(0, 9_999_999),
    is_weight=st.booleans(),
).map(
    lambda line: (
        line
        if line.is_weight
        else replace(line, quantity_milli=line.quantity_milli // 1000 * 1000 + 1000)
    )
)


def texts_of(slip: Slip, columns: int = 32) -> list[str]:
    """The lines of `slip` as they stand in the document."""
    return lines_of(receipt_document(slip.view, slip.profile, columns, slip.mark))


def cash(lines: tuple[Line, ...]) -> ReceiptView:
    """A receipt of `lines`, paid in cash, exactly."""
    total_cents = sum(line.total_cents for line in lines)
    tender = Tender(means=Means.CASH, amount_cents=total_cents, given_cents=total_cents)
    return view_of(Sale(kind=ReceiptKind.STANDARD, clerk=2, lines=lines, tenders=(tender,)))


@pytest.mark.parametrize(("name", "columns"), NAMED)
def test_golden(name: str, columns: int) -> None:
    """Every slip is as it was looked at; `python -m tests.till.slips` draws them anew."""
    golden = file_of(name, columns).read_text(encoding="utf-8")
    assert golden == drawn(SLIPS[name], columns)


def test_no_golden_file_is_left_over() -> None:
    """What is in the folder is tested."""
    assert {file_of(*named).name for named in NAMED} == {file.name for file in FOLDER.iterdir()}


@pytest.mark.parametrize(("name", "columns"), NAMED)
def test_printable(name: str, columns: int) -> None:
    """Code page 858 has every character of ours: nothing is replaced on the way."""
    lines = texts_of(SLIPS[name], columns)
    assert lines == [printable(line) for line in lines]


@given(
    lines=st.lists(LINES, min_size=1, max_size=6).map(tuple),
    columns=st.sampled_from(COLUMNS),
    mark=st.sampled_from(Mark),
    is_signed=st.booleans(),
    header=st.lists(WORDS, min_size=1, max_size=3).map(tuple),
)
def test_lines_fit_the_paper(
    lines: tuple[Line, ...],
    columns: int,
    mark: Mark,
    *,
    is_signed: bool,
    header: tuple[str, ...],
) -> None:
    """Whatever is sold by whomever: no line is wider than the paper, every amount is whole."""
    view = replace(cash(lines), is_signed=is_signed)
    document = receipt_document(view, replace(STALL, header=header), columns, mark)
    texts = lines_of(document)
    assert max(len(text) for text in texts) <= columns
    amounts = [word for text in texts for word in text.split()]
    for line in lines:
        assert money(line.total_cents) in amounts


def test_duties_of_the_receipt() -> None:
    """§ 132a Abs 3 BAO, § 11 Abs 1 RKSV: who, number, till, date and time, what, how much, code."""
    document = receipt_document(view_of(SALE), STALL, 32, Mark.NONE)
    texts = lines_of(document)
    assert texts[0] == "MARKTSTAND HUBER"
    assert "BELEG 000412       Kasse GRAZ-01" in texts
    assert "20.11.2026 10:43:07       Bed. 2" in texts
    assert "Obst                      4,50 A" in texts
    assert [view_of(SALE).qr] == [
        block.payload for block in document.blocks if isinstance(block, QrCode)
    ]
    assert isinstance(document.blocks[-1], Cut)


def test_total_is_large() -> None:
    """The sum is what a customer looks for."""
    document = receipt_document(view_of(SALE), STALL, 32, Mark.NONE)
    tall = [block.text for block in document.blocks if isinstance(block, Text) and block.is_tall]
    assert tall == ["MARKTSTAND HUBER", "SUMME EUR                11,49"]


def test_vat_table_adds_up() -> None:
    """§ 11 Abs 1 Z 3 RKSV: for each rate net and tax are the gross amount."""
    rows = [line.split() for line in texts_of(SLIPS["sale"]) if line[1:2] == " " and "%" in line]
    numbers = [[int(cell.replace(",", "")) for cell in row[2:]] for row in rows]
    assert [gross for _, _, gross in numbers] == [450, 300, 399]
    assert all(net + vat == gross for net, vat, gross in numbers)
    assert [vat_included(450, 49), vat_included(300, 100), vat_included(399, 200)] == [
        vat for _, vat, _ in numbers
    ]


@pytest.mark.parametrize("columns", COLUMNS)
def test_outage_words(columns: int) -> None:
    """§ 17 Abs 4 RKSV: the words stand on the receipt, and only while they are true."""
    joined = " ".join(texts_of(SLIPS["outage"], columns))
    assert OUTAGE_WORDS in joined
    assert OUTAGE_WORDS not in " ".join(texts_of(SLIPS["sale"], columns))


def test_training_words() -> None:
    """§ 11 Abs 3 RKSV: a training receipt is expressly labelled, above everything sold."""
    texts = texts_of(SLIPS["training"])
    assert texts.index("TRAININGSBELEG") < texts.index("Obst                      2,50 A")
    assert "KEIN VERKAUF" in texts


def test_copy_says_so_twice() -> None:
    """A copy cannot be cut into an original."""
    texts = texts_of(SLIPS["copy"])
    assert [0, len(texts) - 1] == [n for n, text in enumerate(texts) if text == "BELEGKOPIE"]


@pytest.mark.parametrize("mark", Mark)
def test_marks_change_nothing_else(mark: Mark) -> None:
    """A second paper is the same receipt: only the mark is added."""
    plain = texts_of(SLIPS["sale"])
    marked = texts_of(replace(SLIPS["sale"], mark=mark))
    assert plain == [text for text in marked if text != mark.value]


def test_ocr_instead_of_qr() -> None:
    """Anlage Z 14 RKSV: where no QR code is printed, its text is."""
    document = receipt_document(SLIPS["ocr"].view, STALL, 32, Mark.NONE)
    assert [OcrText] == [
        type(block) for block in document.blocks if isinstance(block, OcrText | QrCode)
    ]


@pytest.mark.parametrize("kind", [kind for kind in ReceiptKind if kind.must_be_zero])
def test_zero_receipts_name_themselves(kind: ReceiptKind) -> None:
    """A receipt without a sale says what it is for, and is no Barverkauf."""
    texts = lines_of(receipt_document(view_of(zero(kind, "Oktober 2026")), STALL, 32, Mark.NONE))
    assert kind.name in texts
    assert "Oktober 2026" in texts
    assert not any("Barverkauf" in text for text in texts)


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("", [""]),
        ("ab cd", ["ab cd"]),
        ("abcd ef gh", ["abcd", "ef gh"]),
        ("abcdefghijk", ["abcde", "fghij", "k"]),
        ("ab cdefghi", ["ab", "cdefg", "hi"]),
        ("abcdefghij k", ["abcde", "fghij", "k"]),
    ],
)
def test_wrap(text: str, lines: list[str]) -> None:
    """Between words where it can be, within them where it must."""
    assert lines == wrap(text, 5)


@given(WORDS, st.integers(1, 48))
def test_wrap_loses_nothing(text: str, columns: int) -> None:
    """Every character but blanks is still there, in its order."""
    lines = wrap(text, columns)
    assert "".join(text.split()) == "".join("".join(line.split()) for line in lines)
    assert max(len(line) for line in lines) <= columns


@pytest.mark.parametrize(
    ("left", "right", "lines"),
    [
        ("ab", "cd", ["ab    cd"]),
        ("abcde", "gh", ["abcde gh"]),
        ("abcdef", "gh", ["abcdef", "      gh"]),
        ("abcde fg", "hi", ["abcde fg", "      hi"]),
        ("abcd efgh ij", "kl", ["abcd", "efgh ij", "      kl"]),
        ("abcdefg hi", "kl", ["abcdefg", "hi    kl"]),
        ("ab", "cdefghijk", ["ab", "cdefghij", "       k"]),
    ],
)
def test_two_ends(left: str, right: str, lines: list[str]) -> None:
    """On one line when there is room, with the last words when not, below when that fails too."""
    assert lines == two_ends(left, right, 8)


@pytest.mark.parametrize("mark", [Mark.NONE, Mark.COPY])
@pytest.mark.parametrize("columns", COLUMNS)
def test_what_is_done_with_a_jahresbeleg(columns: int, mark: Mark) -> None:
    """§ 8 Abs 3 RKSV: it is printed, checked and kept; the paper says how and until when."""
    yearly = replace(zero(ReceiptKind.JAHRESBELEG), closes=("2026-11", "2026-12", "2027-01"))
    lines = lines_of(receipt_document(view_of(yearly), STALL, columns, mark))
    text = " ".join(" ".join(lines).split())
    assert "JAHRESBELEG PRÜFEN" in text
    assert "bis 15.02.2027." in text
    assert "F 62" in text
    assert "F 69, erledigt" in text


def test_a_monatsbeleg_asks_for_nothing() -> None:
    """Only the Jahresbeleg is checked."""
    monthly = replace(zero(ReceiptKind.MONATSBELEG), closes=("2026-11",))
    document = receipt_document(view_of(monthly), STALL, 32, Mark.NONE)
    assert not any("PRÜFEN" in line for line in lines_of(document))
