"""firmware.till.papers.delivery_note: what leaves unpaid, on paper."""

from firmware.till.papers.paper import to_document
from tests.till.paper import lines_of
from tests.till.playbook import STALL, Playbook


def printed(keys: str) -> list[str]:
    """The lines of the last slip that is no receipt."""
    paper = Playbook().type(keys).papers[-1]
    return [line.rstrip() for line in lines_of(to_document(paper, STALL.header, 32))]


def test_every_way_of_booking_is_on_it() -> None:
    """Pieces, weights, packages, returns and discounts, each with its sum."""
    lines = printed(
        "3 × WG1 1,345 × WG2 4 × 14 PLU F STO 2 × F WG8 12 PLU 10 % F 47 44882233777 BAR BAR"
    )
    begin = lines.index("-" * 32) + 1
    end = lines.index("-" * 32, begin)
    assert lines[begin:end] == [
        "3 × 2,50",
        "Obst                        7,50",
        "1,345 kg × 2,90 €/kg",
        "Gemüse                      3,90",
        "4 × 0,40, 3 um 1,00",
        "Semmel                      1,40",
        "-2 × 0,25",
        "Rückgabe Einwegpfand       -0,50",
        "Bergkäse                    1,80",
        "Rabatt 10 %                -0,18",
    ]
    assert lines[end + 1] == "SUMME EUR                  13,92"


def test_it_is_no_receipt_and_says_so() -> None:
    """Nobody takes it for one; a practised one is no delivery note either."""
    assert "kein Barumsatz, kein Beleg" in printed("WG1 F 47 44882233777 BAR BAR")
    assert "ÜBUNG" in printed("F 50 1111 BAR WG1 F 47 44882233777 BAR BAR")


def test_it_names_the_customer() -> None:
    """Name and UID."""
    lines = printed("WG1 F 46 1 13585627 BAR F 47 BAR BAR")
    assert {"An ATU13585627", "UID ATU13585627"} <= set(lines)
