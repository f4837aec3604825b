"""Documents on the till's own paper."""

import pytest

from firmware.app.paperwork.strip import as_text, strip_of
from firmware.export.papers.catalogue import WRITERS, imprint
from firmware.export.papers.document import Chapter, Document, Kind, Pairs, Signatures, Table
from firmware.export.papers.facts import digest
from tests.export.papers.sample import EVENTFUL

IMPRINT = imprint(EVENTFUL, "20.11.2026 09:00")


@pytest.mark.parametrize("columns", [32, 42, 48])
@pytest.mark.parametrize("kind", list(Kind))
def test_no_line_is_wider_than_the_roll(kind: Kind, columns: int) -> None:
    """And only signs that printers know: code page 858 and no others."""
    text = as_text(strip_of(WRITERS[kind](EVENTFUL), IMPRINT), "MARKTSTAND HUBER", columns)
    assert [] == [line for line in text.splitlines() if len(line) > columns]
    assert text == text.encode("cp858").decode("cp858")


@pytest.mark.parametrize("kind", list(Kind))
def test_a_strip_says_whose_it_is(kind: Kind) -> None:
    """The same imprint as on A4; and that it is no receipt."""
    text = as_text(strip_of(WRITERS[kind](EVENTFUL), IMPRINT), "MARKTSTAND HUBER", 64)
    for words in ("GRAZ-01", "20.11.2026 09:00", "0.1.0", "kein Umsatz, nicht signiert"):
        assert words in text
    assert digest(EVENTFUL) in text.replace("\n", "")


def test_a_table_becomes_rows_below_one_another() -> None:
    """What it is about in bold, then each cell with its head; empty cells take no line."""
    table = Table(
        head=("WG", "Name", "Satz"), shares=(1, 1, 1), rows=(("1", "Obst", "4,9 %"), ("x", "", "–"))
    )
    pairs, lines = Pairs(rows=(("links", "rechts"),)), Signatures(labels=("Name",))
    document = Document(
        kind=Kind.GROUPS,
        title="Liste",
        law="§ 1",
        chapters=(Chapter(title="Heute", blocks=(table, pairs, lines)),),
    )
    text = as_text(strip_of(document, IMPRINT), "STAND", 32)
    body = text.partition("1. Heute\n")[2].splitlines()
    assert [
        "WG 1",
        f"Name{'Obst':>28}",
        f"Satz{'4,9 %':>28}",
        "x",
        f"Satz{'-':>28}",
        f"links{'rechts':>27}",
        "",
        "_" * 30,
        "Name",
    ] == body[:9]
