"""The German words of the display, and how numbers are written for people."""

from datetime import datetime
from enum import Enum
from zoneinfo import ZoneInfo

from firmware.rksv.receipt import ReceiptKind

VIENNA = ZoneInfo("Europe/Vienna")
MINUS = "\N{MINUS SIGN}"
#: So many of the widest letters stand side by side in the smallest words of the main zone.
WORD_WIDTH = 10
#: The item zone of the display.
ITEM_WIDTH = 16
#: A serial is read in groups, and only as far as the display goes.
SERIAL_GROUP = 8
SERIAL_SHOWN = 16


class ErrorCode(Enum):
    """Codes of the manual 5.6: the journal stores the code, the display adds the words."""

    E01 = "Tastenfolge"
    E02 = "Betrag zu hoch"
    E03 = "unbekannt"
    E04 = "Preis fehlt"
    E05 = "Bediener fehlt"
    E06 = "Nicht erlaubt"
    E07 = "Bon leer"
    E08 = "Rest offen"
    E09 = "Lade offen"
    E10 = "Papier Ende"
    E11 = "Drucker aus"
    E12 = "Signaturkarte fehlt"
    E13 = "Karte gesperrt"
    E14 = "Uhrzeit unsicher"
    E15 = "Speicher voll"
    E16 = "Stick prüfen"
    E17 = "Update ungültig"
    E18 = "Terminal unklar"
    E19 = "Taste klemmt"
    E20 = "Z nötig"
    E21 = "Selbsttest Kette"
    E22 = "Karte falsch"


KIND_NAMES: dict[ReceiptKind, str] = {
    ReceiptKind.STANDARD: "Standardbeleg",
    ReceiptKind.STORNO: "Stornobeleg",
    ReceiptKind.TRAINING: "Trainingsbeleg",
    ReceiptKind.STARTBELEG: "Startbeleg",
    ReceiptKind.NULLBELEG: "Nullbeleg",
    ReceiptKind.MONATSBELEG: "Monatsbeleg",
    ReceiptKind.JAHRESBELEG: "Jahresbeleg",
    ReceiptKind.SCHLUSSBELEG: "Schlussbeleg",
    ReceiptKind.SAMMELBELEG: "Sammelbeleg",
}

PROGRAM = "Standlkassa"
GREETING = "Guten Tag"
#: For the chief: the archive refuses rows (AU15).
ARCHIVE_ALARM = ("Archiv", "prüfen", "F 81")

MONTH_NAMES = (
    "Jänner",
    "Februar",
    "März",
    "April",
    "Mai",
    "Juni",
    "Juli",
    "August",
    "September",
    "Oktober",
    "November",
    "Dezember",
)


def _grouped(units: int) -> str:
    return f"{units:,}".replace(",", ".")


def money(cents: int, *, minus: str = MINUS) -> str:
    """Cents for human eyes: `1.234,56`; the display and paper take a real minus sign."""
    sign = minus if cents < 0 else ""
    units, rest = divmod(abs(cents), 100)
    return f"{sign}{_grouped(units)},{rest:02}"


def kilograms(milli: int, *, minus: str = MINUS) -> str:
    """Grams as kilograms: `1,345`."""
    sign = minus if milli < 0 else ""
    return f"{sign}{abs(milli) // 1000},{abs(milli) % 1000:03}"


def percent(per_mille: int) -> str:
    """Tenths of a percent as percent: `10`, `2,5`."""
    whole, tenth = divmod(per_mille, 10)
    return f"{whole},{tenth}" if tenth else str(whole)


def quantity(milli: int, *, is_weight: bool) -> str:
    """What stands before the `×` on the display: `3` pieces, `1,345kg`."""
    return f"{kilograms(milli)}kg" if is_weight else str(milli // 1000)


def fitting(text: str) -> str:
    """A name for the main zone: words that would be wider than the display are cut."""
    return " ".join(word[:WORD_WIDTH] for word in text.split())


def abbreviated(text: str, columns: int = ITEM_WIDTH) -> str:
    """`text` with a name at its end, shortened by a period where it has no room."""
    return text if len(text) <= columns else f"{text[: columns - 1].rstrip(' .,-')}."


def clock(at_utc: datetime) -> str:
    """Austrian local time for the status bar."""
    return at_utc.astimezone(VIENNA).strftime("%H:%M")


def receipt_number(number: int) -> str:
    """As on paper: six digits at least."""
    return f"{number:06}"


def serial_shown(serial: str) -> str:
    """The end of a certificate's serial for the main zone, in groups: `5c749274 99fbc59f`."""
    shown = serial[-SERIAL_SHOWN:]
    head = len(shown) % SERIAL_GROUP
    groups = [shown[:head]] if head else []
    groups += [shown[at : at + SERIAL_GROUP] for at in range(head, len(shown), SERIAL_GROUP)]
    return " ".join(groups)
