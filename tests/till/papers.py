"""The slips that are no receipts and are kept as golden files, and how they are drawn.

`python -m tests.till.papers` draws every file anew; look at the difference before committing it.
"""

from collections.abc import Mapping
from pathlib import Path

from firmware.till.exports.requests import ExportKind, ExportResult
from firmware.till.papers.paper import Paper, to_document
from tests.till.paper import paper
from tests.till.playbook import STALL, Playbook
from tests.till.slips import COLUMNS

FOLDER = Path(__file__).parent.parent / "golden" / "papers"

#: A day with everything a Z has a line for; counted with a difference, and skimmed.
DAY = (
    "F 04 10000 BAR "
    "3 × 250 WG1 2000 BAR 1,345 × WG2 12 PLU BAR 500 WG1 333 WG2 444 WG3 ZW 10 % BAR "
    "250 WG1 10 F 33 BAR 1980 WG3 1000 BAR KARTE BAR 700 WG6 300 WG1 BAR "
    "250 WG1 STO 6 × F WG8 444 WG3 BAR F STO F WG8 BAR 950 WG3 F C BAR F BAR BON "
    "F 44 17 BAR 1000 BAR BAR 1980 WG3 BAR F 30 BAR 1 BAR 48250 WG7 BAR "
    "F 02 5000 BAR 1 F 02 700 BAR 1 F 05 BAR 1 F 03 1200 BAR 4 "
    "F 50 250 WG1 BAR F 50 "
)
COUNTED = "F 20 BAR BAR 5 BAR 1 BAR BAR 2 BAR BAR 31 BAR 8 × 125 BAR ZW 2 1 BAR"

_WITH_FINDINGS = ExportResult(
    kind=ExportKind.COPY,
    is_whole=False,
    is_sealed=False,
    findings=("Beleg verändert: 7", "Journal verändert: 4700"),
)


def day(more: str = "", *, clerk: int = 1) -> Playbook:
    """The day above, and what is typed then."""
    return Playbook(clerk=clerk).type(DAY + more)


def printed(book: Playbook, name: str) -> Paper:
    """The last slip of this name."""
    return next(one for one in reversed(book.papers) if one.name == name)


def papers() -> Mapping[str, Paper]:
    """Every kept slip."""
    closed = day(COUNTED)
    read = day("F 10 BAR F 11 BAR F 12 BAR F 13 BAR F 14 BAR F 22 1126 BAR")
    exported = Playbook().play("@stick new\nF 70 2 BAR BAR\n@wait 10")
    damaged = Playbook()
    damaged.usb.result = _WITH_FINDINGS
    damaged.play("@stick new\nF 72 1111 BAR\n@wait 10")
    practised = Playbook(clerk=1).type("F 50 250 WG1 BAR F 20 BAR 250 × 1 BAR ZW BAR")
    return {
        "export": printed(exported, "Prüfprotokoll"),
        "export_findings": printed(damaged, "Prüfprotokoll"),
        "z": printed(closed, "Z 1"),
        "z_copy": printed(closed.type("F 23 BAR"), "Z 1 KOPIE"),
        "z_practised": printed(practised, "ÜBUNGS-Z"),
        "count": printed(closed, "Zählung Z 1"),
        "skim": printed(closed, "Abschöpfung"),
        "paid_in": printed(closed, "Einlage"),
        "paid_in_cancelled": printed(closed, "Storno Einlage"),
        "x_cash": printed(read, "X Kasse"),
        "x_cash_own": printed(day("2 F 01 500 WG3 BAR F 10 BAR"), "X Kasse"),
        "x_clerks": printed(read, "X Bediener"),
        "x_groups": printed(read, "X Warengruppen"),
        "x_articles": printed(read, "X Artikel"),
        "x_hours": printed(read, "X Stunden"),
        "x_nothing": printed(Playbook(clerk=1).type("F 14 BAR"), "X Stunden"),
        "days": printed(read, "Bericht 01.11.26-30.11.26"),
    }


def drawn(one: Paper, columns: int, header: tuple[str, ...] = STALL.header) -> str:
    """`one` on paper of so many columns."""
    return paper(to_document(one, header, columns, ""), columns)


def file_of(name: str, columns: int) -> Path:
    """Where the golden text of a slip is."""
    return FOLDER / f"{name}_{columns}.txt"


def main() -> None:
    """Draw all golden files."""
    FOLDER.mkdir(exist_ok=True)
    for name, one in papers().items():
        for columns in COLUMNS:
            file_of(name, columns).write_text(drawn(one, columns), encoding="utf-8")


if __name__ == "__main__":
    main()
