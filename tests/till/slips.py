"""The slips that are kept as golden files, and how they are drawn.

`python -m tests.till.slips` draws every file anew; look at the difference before committing it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from firmware.rksv.receipt import ReceiptKind
from firmware.till.papers.slip import Mark, ReceiptView, receipt_document
from firmware.till.sales.basket import Line, Means, Tender
from firmware.till.sales.sale import Sale
from firmware.till.stall.catalog import Profile
from tests.till.paper import paper
from tests.till.playbook import STALL, Playbook, view_of, zero

FOLDER = Path(__file__).parent.parent / "golden" / "slips"
COLUMNS = (32, 42, 48)

LONG_STALL = replace(
    STALL,
    register_id="BAUERNMARKT-NORD-017",
    header=(
        "Genossenschaft der Bergbauern vom Hinteren Tal",
        "Donaudampfschifffahrtsgesellschaftskapitänsplatz 3",
        "UID ATU12345678",
    ),
    footer=("Danke für Ihren Einkauf, beehren Sie uns bald wieder!",),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Slip:
    """What is printed, for whom, and why a second time."""

    view: ReceiptView
    profile: Profile = STALL
    mark: Mark = Mark.NONE


def sold(keys: str) -> Sale:
    """The last receipt after `keys`."""
    return Playbook().type(keys).sales[-1]


def after(keys: str) -> ReceiptView:
    """The last receipt after `keys`, with the chief at the till."""
    book = Playbook(clerk=1).type(keys)
    return view_of(book.sales[-1], number=book.number - 1)


def _line(number: int, cents: int) -> Line:
    return Line(
        group=1,
        name=f"Marmelade Nr. {number}",
        vat_per_mille=(49, 100, 200)[number % 3],
        quantity_milli=number * 1000,
        unit_cents=cents,
        is_weight=False,
    )


def _paid(*lines: Line) -> Sale:
    total_cents = sum(line.total_cents for line in lines)
    tender = Tender(means=Means.CASH, amount_cents=total_cents, given_cents=total_cents)
    return Sale(kind=ReceiptKind.STANDARD, clerk=2, lines=lines, tenders=(tender,))


SALE = sold("450 WG1 300 F WG2 399 WG3 2000 BAR")
LONG_NAME = replace(_line(1, 1234_56), name="Eingelegte Zwetschken ohne Zuckerzusatz im Glas")

SLIPS: Mapping[str, Slip] = {
    "sale": Slip(view=view_of(SALE)),
    "pieces": Slip(view=view_of(sold("3 × WG1 WG1 500 WG3 3 × 120 WG3 1000 BAR KARTE BAR"))),
    "weight": Slip(view=view_of(sold("1,345 × WG2 0,5 × 299 WG2 BAR"))),
    "outage": Slip(view=view_of(SALE, is_signed=False)),
    "training": Slip(view=view_of(sold("F 50 1111 BAR 250 WG1 BAR"))),
    "copy": Slip(view=view_of(SALE), mark=Mark.COPY),
    "reprint": Slip(view=view_of(SALE), mark=Mark.REPRINT),
    "power": Slip(view=view_of(SALE), mark=Mark.POWER),
    "nullbeleg": Slip(view=view_of(sold("F 60"))),
    "startbeleg": Slip(view=view_of(zero(ReceiptKind.STARTBELEG), number=1)),
    "monatsbeleg": Slip(view=view_of(zero(ReceiptKind.MONATSBELEG, "Oktober 2026"))),
    "sammelbeleg": Slip(
        view=view_of(
            zero(
                ReceiptKind.SAMMELBELEG,
                "Ausfall Bon 415-431, 17 Belege, seit 20.11. 10:46",
            )
        )
    ),
    "two_special_rates": Slip(view=view_of(sold("500 WG1 700 WG6 BAR"))),
    "large": Slip(view=view_of(_paid(*(_line(number, 99_999_99) for number in (1, 2, 3))))),
    "long_names": Slip(
        view=replace(view_of(_paid(LONG_NAME)), register_id=LONG_STALL.register_id),
        profile=LONG_STALL,
    ),
    "ninety_nine": Slip(view=view_of(_paid(*(_line(number, 199) for number in range(1, 100))))),
    "articles": Slip(view=view_of(sold("7 × 14 PLU 21 PLU PLU 0,250 × 31 PLU BAR"))),
    "discounts": Slip(
        view=view_of(sold("500 WG1 333 WG2 10 % 444 WG3 5 F 33 ZW 10 % 2 × F WG8 BAR"))
    ),
    "returns": Slip(view=view_of(sold("250 WG1 F STO 6 × F WG8 F STO 200 WG7 BAR"))),
    "customer": Slip(
        view=view_of(sold("WG1 F 46 1 13585627 BAR F 46 2 2026017 BAR F 46 3 44882233777 BAR BAR"))
    ),
    "storno": Slip(view=after("450 WG1 300 F WG2 399 WG3 ZW 10 % BAR F 30 BAR 1 BAR")),
    "part_return": Slip(view=after("3 × 200 WG3 1,345 × WG2 KARTE BAR F 31 BAR 2 BAR ZW 3 1 BAR")),
    "other_tender": Slip(view=after("1980 WG3 BAR F 34 2")),
    "late_entry": Slip(view=after("F 32 17 BAR 191126 BAR 450 WG1 BAR")),
    "voucher": Slip(view=after("F 44 17 BAR 1000 BAR BAR 1980 WG3 F 45 17 BAR BAR 1000 BAR")),
    "training_storno": Slip(view=after("F 50 250 WG1 BAR F 30 BAR 7 BAR")),
    "ocr": Slip(view=replace(view_of(SALE), ocr="A" * 200)),
}


def drawn(slip: Slip, columns: int) -> str:
    """`slip` on paper of so many columns."""
    return paper(receipt_document(slip.view, slip.profile, columns, slip.mark), columns)


def file_of(name: str, columns: int) -> Path:
    """Where the golden text of a slip is."""
    return FOLDER / f"{name}_{columns}.txt"


def main() -> None:
    """Draw all golden files."""
    for name, slip in SLIPS.items():
        for columns in COLUMNS:
            file_of(name, columns).write_text(drawn(slip, columns), encoding="utf-8")


if __name__ == "__main__":
    main()
