"""What hands do at a till: moves of keys that belong together, and what happens meanwhile."""

from collections.abc import Callable
from dataclasses import replace

from firmware.rksv.receipt import ReceiptKind
from firmware.till.events import BackupSeen, MediumSeen, PaperState, Refusal, SwitchState
from firmware.till.stall.catalog import Counting, ReceiptForm
from firmware.till.upkeep.copies import BackupDue, SecondMedium
from hal.keypad.port import Key
from tests.till.playbook import ALONE, STALL, Playbook, zero

#: Whole moves, so that deep states are reached within one walk.
SELLING = (
    "250 WG1",
    "1,345 × WG2",
    "3 × WG1",
    "99999999 WG7",
    "9999999 WG7",
    "999 × 9999999 WG7 BAR",
    "99,999 × 9999999 WG7",
    "12 PLU",
    "13 PLU 180 PLU",
    "4 × 14 PLU",
    "14 PLU PLU PLU",
    "21 PLU PLU",
    "0,250 × 31 PLU",
    "12 F PLU",
    "F WG8",
    "F STO",
    "F STO 10 × F WG8",
    "F STO 200 WG7",
    "×",
    "20 F × ×",
    "10 %",
    "ZW 10 %",
    "30 % 1111 BAR",
    "50 F %",
    "ZW 100 F %",
    "500 F 36",
    "10 F 33",
    "F 46 1 13585627 BAR",
    "F 47 44882233777 BAR BAR",
    "100 BAR",
    "1000 BAR",
    "KARTE",
    "1 KARTE",
    "BAR",
    "F 50 1111 BAR",
    "F 60",
    "F 01",
    "F 08",
    "F 99",
    "2 BAR",
    "1 F 01",
    "2 × STO",
    "0,5 × STO",
    "2 STO",
    "F C BAR",
    "2000 ZW",
    "F BAR",
)
#: Functions, answered as the manual says, or only in part. The chief's PIN is typed where a
#: cashier needs it; elsewhere its digits are any digits.
FUNCTIONS = (
    "F 30 BAR 1111 BAR 1 BAR",
    "F 30 BAR 1 BAR",
    "F 30 BAR 1 2 BAR",
    "413 F 30 BAR 1111 BAR 2 2 BAR",
    "413 F 30 BAR 1 1 BAR",
    "F 31 BAR 1 BAR ZW 1111 BAR 1 BAR",
    "F 31 BAR BAR ZW 1 BAR",
    "F 31 2 BAR 1 BAR ZW 1 1 BAR",
    "412 F 31 BAR 0,5 BAR ZW 1 BAR",
    "F 34 BAR",
    "F 34 1 BAR",
    "413 F 34 BAR",
    "F 06",
    "2 F 06",
    "F 07 1",
    "F 07 BAR",
    "2 F 07",
    "F 02 5000 BAR 1",
    "F 02 5000 BAR BAR",
    "F 03 1111 BAR 1000 BAR 1",
    "F 03 1000 BAR 1",
    "F 04 20000 BAR",
    "F 05 1111 BAR BAR 1",
    "F 05 BAR BAR",
    "F 10 BAR",
    "F 11 BON",
    "F 12 1111 BAR BAR",
    "F 13 BAR",
    "F 15 2 2 C",
    "F 20 BAR",
    "5 BAR",
    "37 × 200 BAR",
    "ZW ZW",
    "STO",
    "F 20 BAR ZW ZW BAR",
    "F 20 BAR 5 BAR ZW ZW 2 1 BAR",
    "F 20 BAR 5 BAR ZW ZW 2 1 0 BAR",
    "ZW ZW ZW 2 1 BAR",
    "F 21 1111 BAR BAR 5 BAR ZW ZW",
    "F 22 BAR",
    "F 23 BAR",
    "F 24 BAR",
    "F 32 17 BAR BAR",
    "F 41 BAR BON",
    "412 F 41 BON C",
    "F 43 1111 BAR 2",
    "F 43 1",
    "BON",
    "F BON",
    "F 44 17 BAR 1000 BAR",
    "F 45 17 BAR BAR",
    "F 45 17 BAR 300 BAR",
    "F ZW STO",
    "F ZW 2 STO C",
    "F F 2 2 BAR",
    "F F 8 BAR BAR",
    "F 64",
    "F 65 BAR",
    "F 67 BAR",
    "F 80 BAR",
    "F 90 1111 BAR BAR 1 BAR 1 260 BAR BAR",
    "F 90 BAR 1 BAR 1 270 BAR BAR",
    "F 90 BAR 1 BAR 1 280 BAR 211126 BAR",
    "F 91 2 BAR BAR",
    "F 92 1 BAR BAR BAR",
    "F 93 BAR 2 2 BAR",
    "F 96 BAR BAR",
    "F 17 BAR",
    "1 BAR 1111 BAR",
    "1111 BAR",
    "1 F 01 1111 BAR",
    "KARTE BAR",
    "F 70 1 BAR BAR",
    "F 70 2 011026 BAR BAR",
    "F 70 9 1111 BAR BAR",
    "F 71 BAR BAR",
    "F 72 1111 BAR",
    "F 75",
)
MOVES = (*SELLING, *FUNCTIONS)

#: How a day may begin: nobody there, somebody, practice with clerks or without.
BEGINNINGS = ("", "2 BAR", "1 BAR 1111 BAR", "2 BAR F 50 1111 BAR", "F 50")

#: A stall that asks and forbids whatever it can, and one with everything plugged in.
STRICT = replace(
    STALL,
    limits=replace(STALL.limits, void_cents=100, discount_percent=5, refund_cents=500),
    options=replace(
        STALL.options,
        has_void_reason=True,
        has_drawer_reason=True,
        counting=Counting.SUM,
        is_z_for_chief=True,
        is_locked_after_z=True,
        receipt_form=ReceiptForm.ASK,
    ),
)
PLUGGED = replace(
    STALL,
    has_terminal=True,
    options=replace(STALL.options, receipt_form=ReceiptForm.QR, must_shut_drawer=True),
)
STALLS = (STALL, ALONE, STRICT, PLUGGED)


def _stick(word: str) -> Callable[[Playbook], object]:
    """A hand at the port for sticks."""
    return lambda book: book.usb.move(word, book)


def _seen(medium: SecondMedium) -> Callable[[Playbook], object]:
    """How the second medium is."""
    return lambda book: book.send(MediumSeen(medium=medium, at_utc=book.now_utc))


def _owed(due: BackupDue | None) -> Callable[[Playbook], object]:
    """A backup is owed, or not any more."""
    return lambda book: book.send(BackupSeen(due=due, at_utc=book.now_utc))


#: Sticks, exports and copies come and go beside the cashier, who need not know of them.
BESIDE: tuple[Callable[[Playbook], object], ...] = (
    *(_stick(word) for word in ("owner", "new", "new", "other", "full", "readonly", "slow")),
    *(_stick(word) for word in ("out", "pull")),
    lambda book: book.usb.pass_second(book),
    lambda book: [book.usb.pass_second(book) for _ in range(5)],
    lambda book: book.usb.let_go(book),
    *(_seen(medium) for medium in (SecondMedium.LOST, SecondMedium.WELL)),
    *(_owed(due) for due in (BackupDue(days=9), BackupDue(days=1, is_quarter_end=True), None)),
)

#: What happens while nobody presses a key; one of them for every few keys.
HAPPENINGS: tuple[Callable[[Playbook], object], ...] = (
    lambda book: book.wait(0.2),
    lambda book: book.wait(3),
    lambda book: book.wait(5.5),
    lambda book: book.wait(21),
    lambda book: book.wait(1801),
    lambda book: book.wait(-2),
    lambda book: book.wait(-3600),
    lambda book: book.paper(PaperState.OUT),
    lambda book: book.paper(PaperState.OUT, waiting=413),
    lambda book: book.paper(PaperState.OFFLINE, waiting=1_000_000),
    lambda book: book.paper(PaperState.NEAR_END),
    lambda book: book.paper(PaperState.OK),
    lambda book: book.card(is_working=False),
    lambda book: book.store(zero(ReceiptKind.SAMMELBELEG, "Ausfall Bon 415-431")),
    lambda book: book.card(is_working=True),
    lambda book: book.stick(Key.WG3),
    lambda book: book.stick(Key.WG3, is_stuck=False),
    lambda book: book.turn(SwitchState.OFF),
    lambda book: book.turn(SwitchState.REGISTER),
    lambda book: book.turn(SwitchState.CHIEF),
    lambda book: book.move_drawer(is_open=True),
    lambda book: book.move_drawer(is_open=False),
    lambda book: book.tell("Quartalssicherg.", "Stick ok - fertig"),
    lambda book: book.owe(zero(ReceiptKind.MONATSBELEG, "Oktober 2026")),
    lambda book: book.refusing(Refusal.CLOCK),
    lambda book: book.refusing(Refusal.CHAIN),
    lambda book: book.refusing(None),
    lambda book: book.refusing(None),
    lambda book: book.reboot(),
    *BESIDE,
)
