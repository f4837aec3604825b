"""firmware.till.papers.paper: slips that are no receipts, on paper of any width."""

import pytest

from firmware.till.papers.paper import Code, Pair, Paper, Rule, Title, Words, to_document
from hal.printer.port import Align, Cut, QrCode, Text

PAPER = Paper(
    name="X 12:00",
    rows=(
        Title(text="X-BERICHT"),
        Words(text="nicht signiert", is_centred=True),
        Rule(),
        Pair(left="Obst", right="1.234,50", is_bold=True),
        Words(text="eine Zeile, die breiter ist als schmales Papier", is_bold=True),
        Code(payload="_R1-AT1_"),
    ),
)


@pytest.mark.parametrize("columns", [24, 32, 42, 48])
def test_every_line_fits(columns: int) -> None:
    """Whatever the paper's width, no line is longer."""
    blocks = to_document(PAPER, ("MARKTSTAND HUBER",), columns).blocks
    widths = [len(block.text) for block in blocks if isinstance(block, Text)]
    assert max(widths) <= columns


def test_blocks() -> None:
    """Each row becomes what its kind says; the slip ends with a cut."""
    blocks = to_document(PAPER, ("HUBER", "Graz"), 32).blocks
    assert Text(text="HUBER", align=Align.CENTER) == blocks[0]
    assert Text(text="X-BERICHT", align=Align.CENTER, is_bold=True, is_tall=True) == blocks[1]
    assert Text(text="nicht signiert", align=Align.CENTER) == blocks[2]
    assert Text(text="-" * 32) == blocks[3]
    assert Text(text="Obst                    1.234,50", is_bold=True) == blocks[4]
    assert (QrCode(payload="_R1-AT1_"), Cut()) == blocks[-2:]


def test_a_second_print_says_so() -> None:
    """The mark stands above everything else."""
    first = to_document(PAPER, ("HUBER",), 32, "KOPIE").blocks[0]
    assert Text(text="KOPIE", align=Align.CENTER, is_bold=True) == first
