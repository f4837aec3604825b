"""firmware.till.closing.day_end: beyond the rows of the manual."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from firmware.till.acts import JournalKind
from firmware.till.closing.day_end import DIFFERENCE_REASONS
from firmware.till.closing.zreport import from_content
from firmware.till.effects import OpenDrawer
from firmware.till.state import Phase
from hal.display.codec import render
from tests.till.playbook import Playbook, stall_with
from tests.till.playbook_rows import ANCHOR

Typed = Callable[[str], Playbook]
EMPTY_Z = "F 20 BAR ZW ZW BAR"


def test_the_row_is_the_report(typed: Typed) -> None:
    """Number, rows, hash of the row before, and every figure."""
    book = typed("1980 WG3 BAR F 20 BAR 99 × 20 BAR ZW BAR")
    report = from_content(book.row(JournalKind.Z))
    assert (1, 1, 6, ANCHOR) == (report.number, report.first_seq, report.last_seq, report.anchor)
    assert (1980, 0, 1980) == (
        report.figures.total.cents,
        report.difference_cents,
        report.left_cents,
    )


@settings(max_examples=25, deadline=None)
@given(sold=st.lists(st.booleans(), max_size=6))
def test_numbers_have_no_gap_and_periods_no_overlap(sold: list[bool]) -> None:
    """Each Z begins where the last ended, and all of them hold all receipts."""
    book = Playbook()
    for is_sold in sold:
        book.type("250 WG1 BAR" if is_sold else "F BAR")
        book.type("F 20 BAR ZW ZW")
        book.type("BAR" if book.screen.main == "0,00" else "2 9")
    rows = [row for row in book.book.diary.rows if row.kind == JournalKind.Z]
    reports = [from_content(row.content) for row in rows]
    assert list(range(1, len(sold) + 1)) == [one.number for one in reports]
    assert [row.seq - 1 for row in rows] == [one.last_seq for one in reports]
    assert [1, *(row.seq + 1 for row in rows[:-1])][: len(rows)] == [
        one.first_seq for one in reports
    ]
    assert sum(sold) * 250 == sum(one.figures.total.cents for one in reports)


def test_the_z_is_the_first_row_of_its_step(typed: Typed) -> None:
    """Between reading the last row's hash and writing comes nothing."""
    book = typed("250 WG1 BAR F 20 BAR 1 × 250 BAR ZW")
    before = len(book.journal)
    book.type("BAR")
    assert JournalKind.Z == book.journal[before][0]


def test_counted_anew(typed: Typed) -> None:
    """The second count counts; no difference is left, and none is booked."""
    book = typed("250 WG1 BAR F 20 BAR ZW ZW 1 1 × 250 BAR ZW BAR")
    assert book.screen.item == "Z 1 fertig ✓"
    assert "DIFFERENZ" not in book.kinds
    assert from_content(book.row(JournalKind.Z)).difference_cents == 0


def test_the_difference_is_in_its_row(typed: Typed) -> None:
    """Soll, Ist, difference and why."""
    book = typed("1980 WG3 BAR F 20 BAR 93 × 20 BAR ZW 2 7")
    assert {
        "expected_cents": 1980,
        "counted_cents": 1860,
        "difference_cents": -120,
        "reason": "Diebstahl",
    } == book.row(JournalKind.DIFFERENZ)


def test_skimming_is_no_entnahme_of_the_period(typed: Typed) -> None:
    """Soll stays what it was when the drawer was counted; the rest is the next opening."""
    book = typed("48250 WG7 BAR F 20 BAR 1 × 48250 BAR ZW BAR BAR")
    report = from_content(book.row(JournalKind.Z))
    assert (48250, 0, 38250, 10000) == (
        report.figures.drawer.expected_cents,
        report.difference_cents,
        report.figures.drawer.skimmed.cents,
        report.left_cents,
    )
    assert book.type("F 04").screen.main == "100,00"


def test_more_than_there_is_cannot_be_skimmed(typed: Typed) -> None:
    """Asked again."""
    book = typed("48250 WG7 BAR F 20 BAR 1 × 48250 BAR ZW BAR 50000 BAR")
    assert book.screen.main == "Nur 482,50 da"
    assert book.type("C 0 BAR").screen.main != "Abschöpfen ?"


def test_nothing_to_skim(typed: Typed) -> None:
    """`0 BAR`: all of it stays."""
    book = typed("48250 WG7 BAR F 20 BAR 1 × 48250 BAR ZW BAR 0 BAR")
    assert from_content(book.row(JournalKind.Z)).left_cents == 48250
    assert "ENTNAHME" not in book.kinds


@pytest.mark.parametrize(
    "cut_after",
    [
        "F 20 BAR 1 × 48250 BAR ZW",
        "F 20 BAR 1 × 48250 BAR ZW BAR",
        "F 20 BAR 1 × 48200 BAR ZW 2",
        "F 20 BAR 1 × 48200 BAR ZW 2 9",
    ],
)
def test_a_cut_on_the_way_asks_only_what_is_left(cut_after: str) -> None:
    """Whatever was journalled is not asked or booked a second time."""
    book = Playbook().type(f"48250 WG7 BAR {cut_after}").reboot()
    book.type("F 20")
    for _ in range(5):
        if book.phase is not Phase.DIALOGUE:
            break
        book.type("2 9" if book.screen.hint == "1=nochmals 2=buchen" else "BAR")
    assert book.screen.item == "Z 1 fertig ✓"
    assert book.kinds.count("DIFFERENZ") == ("48200" in cut_after)
    assert (1, 1) == (book.kinds.count("ENTNAHME"), book.kinds.count("Z"))


def test_in_an_outage_somebody_is_told(typed: Typed) -> None:
    """§ 17 RKSV: the Z is no receipt and is written all the same."""
    book = typed("250 WG1 BAR").card(is_working=False).type("F 20")
    assert book.screen.hint == "Ausfall! BAR=Ja C"
    assert book.type("BAR 1 × 250 BAR ZW BAR").screen.item == "Z 1 fertig ✓"


def test_the_chief_alone() -> None:
    """With the option a cashier needs the PIN; the count's rows name both."""
    book = Playbook(stall_with("[options]\nz_for_chief = true")).type("F 20 1111 BAR BAR ZW ZW BAR")
    assert book.screen.item == "Z 1 fertig ✓"
    assert book.row(JournalKind.Z)["chief"] == 1


def test_an_open_sale_keeps_the_day_open(typed: Typed) -> None:
    """E08: between sales."""
    assert typed("250 WG1 F 20").screen.main == "Bon ist offen"


def test_after_the_z_no_change_is_reckoned(typed: Typed) -> None:
    """The last receipt is of the closed period."""
    book = typed("250 WG1 BAR F 20 BAR 1 × 250 BAR ZW BAR 1000 ZW")
    assert book.screen.item == "FEHLER E01"


def test_locked_until_midnight() -> None:
    """With the option nothing is sold on the day of the Z; on the next it is."""
    book = Playbook(stall_with("[options]\nlocked_after_z = true")).type(f"{EMPTY_Z} 250 WG1")
    assert book.screen.main == "Heute zu: Z"
    assert book.wait(15 * 3600).type("C C 250 WG1").screen.main == "2,50"


@pytest.mark.parametrize("keys", ["F 44", "F 32", "12 PLU", "290 F WG8"])
def test_locked_whatever_a_sale_begins_with(keys: str) -> None:
    """A voucher, a late entry, an article, a deposit: with the option none begins a sale."""
    book = Playbook(stall_with("[options]\nlocked_after_z = true")).type(f"{EMPTY_Z} {keys}")
    assert ("Heute zu: Z", "Verkauf ab morgen") == (book.screen.main, book.screen.hint)
    assert book.till.dialogue is None
    assert not book.till.basket.lines


def test_a_receipt_is_cancelled_after_the_z_but_not_open_again() -> None:
    """Money may go back; with the option the positions are not sold anew."""
    stall = stall_with("[options]\nlocked_after_z = true")
    book = Playbook(stall, clerk=1).type("500 WG3 BAR F 20 BAR 500 × 1 BAR ZW BAR 412 F 30 BAR 1")
    assert ("AUSZAHLEN", "5,00") == book.zones[:2]
    assert "Bon offen" not in book.screen.hint
    assert book.type("BAR").screen.item == "AUSZAHLEN"


def test_a_sale_that_was_laid_aside_stays_there_after_the_z() -> None:
    """It was parked before the option was set; it is taken up again tomorrow."""
    stall = stall_with("[options]\nlocked_after_z = true")
    book = Playbook(stall).type("500 WG3 F 06")
    book.till = replace(book.till, closed_day=date(2026, 11, 20))
    assert book.type("1 F 07").screen.main == "Heute zu: Z"
    assert book.wait(15 * 3600).type("C C 1 F 07").screen.main == "5,00"


def test_practice_after_the_z() -> None:
    """A locked till may still be practised on."""
    book = Playbook(stall_with("[options]\nlocked_after_z = true"), clerk=1)
    assert book.type(f"{EMPTY_Z} F 50 250 WG1").screen.main == "2,50"


def test_practised_z_uses_no_number() -> None:
    """The real Z after it is the first; the drawer stays shut."""
    book = Playbook(clerk=1).type("F 50 48250 WG7 BAR F 20 BAR 1 × 48250 BAR ZW BAR BAR")
    assert book.screen.item == "ÜBUNGS-Z ✓"
    assert "Z" not in book.kinds
    assert not any(isinstance(effect, OpenDrawer) for effect in book.effects)
    assert ["Abschöpfung", "Zählung ÜBUNGS-Z", "ÜBUNGS-Z"] == [one.name for one in book.papers]
    assert book.type(f"F 50 {EMPTY_Z}").screen.item == "Z 1 fertig ✓"


def test_audit_closes_nothing() -> None:
    """F 21 prints Soll, Ist and difference; the period goes on."""
    book = Playbook(clerk=1).type("250 WG1 BAR F 21 BAR 1 × 200 BAR ZW")
    assert ("Diff Soll 2,50", "−0,50") == (book.screen.item, book.screen.main)
    row = book.row(JournalKind.KASSENSTURZ)
    assert (250, 200, -50, {"200": 1}) == (
        row["expected_cents"],
        row["counted_cents"],
        row["difference_cents"],
        row["pieces"],
    )
    assert book.type("F 20").screen.main == "Z 1"


def test_long_sums_fit(typed: Typed) -> None:
    """The Soll loses its first word before it loses a digit."""
    book = typed("99999,99 WG7 BAR BAR F 20 BAR ZW ZW")
    assert book.screen.item == "Soll 99.999,99"
    render(book.screen)


def test_every_reason_fits(typed: Typed) -> None:
    """All nine, while scrolling."""
    book = typed("250 WG1 BAR F 20 BAR ZW ZW 2")
    for _ in DIFFERENCE_REASONS:
        render(book.screen)
        book.type("ZW")


def test_practice_and_business_lay_aside_apart() -> None:
    """What is laid aside in one holds up no Z of the other, and is there after it."""
    book = Playbook(clerk=1).type("500 WG3 F 06 F 50 F 20")
    assert ("Z-Abschluss?", "Übung") == book.zones[:2]
    book.type("BAR ZW ZW BAR")
    assert book.screen.item == "ÜBUNGS-Z ✓"
    assert book.type("F 50 1 F 07").screen.main == "5,00"
    book.type("F C BAR 1 C F 50 300 WG3 F 06 F 20")
    assert book.screen.main == "Bon geparkt"
    assert book.type(f"C F 50 {EMPTY_Z}").screen.item == "Z 1 fertig ✓"
    assert book.type("F 50 1 F 07").screen.main == "3,00"
