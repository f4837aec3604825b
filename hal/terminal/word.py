"""Words for the numbers of ZVT: German ones for the display, English ones for the log."""

from collections.abc import Mapping
from types import MappingProxyType

#: Result code "by time or by key".
ABORTED = 0x6C
_TAKE_CARD = "Karte entnehmen"
#: The same states with the card still in the reader.
_CARD_IN = 0x40
_WAIT = "Bitte warten"

#: Intermediate status, for a display of 21 characters; what the terminal says in words goes first.
_PROMPTS: Mapping[int, str] = MappingProxyType(
    {
        0x00: "Betrag bestätigen",
        0x01: "Terminal beachten",
        0x02: "Terminal beachten",
        0x03: "Nicht möglich",
        0x04: "Bank wird gefragt",
        0x05: "Zahlung wird storniert",
        0x06: "Nachbuchung läuft",
        0x07: "Karte nicht zugelassen",
        0x08: "Karte unbekannt",
        0x09: "Karte abgelaufen",
        0x0A: "Karte einstecken",
        0x0B: _TAKE_CARD,
        0x0C: "Karte nicht lesbar",
        0x0D: "Abgebrochen",
        0x0E: _WAIT,
        0x0F: "Kassenschnitt läuft",
        0x10: "Karte ungültig",
        0x12: "Fehler am Terminal",
        0x13: "Zahlung nicht möglich",
        0x14: "Guthaben zu klein",
        0x15: "PIN falsch",
        0x16: "Limit zu klein",
        0x17: _WAIT,
        0x18: "PIN zu oft falsch",
        0x19: "Kartendaten falsch",
        0x1C: "Zahlung erfolgt",
        0x1D: "Nicht genehmigt",
        0x68: "Karte erkannt",
        0xC8: "Terminal bestätigen",
        0xC9: "Diagnose läuft",
        0xCA: "Terminal startet",
        0xD2: "Verbindung zur Bank",
        0xD3: "Verbunden mit Bank",
        0xE0: "Anwendung wählen",
        0xE1: "Sprache wählen",
    }
)

#: Why not, as far as a log needs it.
_REASONS: Mapping[int, str] = MappingProxyType(
    {
        0x00: "no error",
        0x64: "card not readable",
        0x65: "no data on the card",
        0x66: "processing error",
        0x67: "not permitted for this kind of debit card",
        0x68: "not permitted for this kind of credit card",
        0x6A: "turnover file full",
        0x6B: "not registered",
        ABORTED: "aborted by time or by key",
        0x6E: "card on the blocked list",
        0x6F: "wrong currency",
        0x71: "credit not sufficient",
        0x72: "chip error",
        0x73: "card data incorrect",
        0x77: "end of day not possible",
        0x78: "card expired",
        0x79: "card not yet valid",
        0x7A: "card unknown",
        0x7D: "communication error",
        0x83: "function not possible",
        0x85: "key missing",
        0x89: "PIN pad defective",
        0x9A: "protocol error",
        0x9B: "line to the bank failed",
        0x9C: "please wait",
        0xA0: "terminal not ready",
        0xF0: "an end of day is open",
        0xFC: "a device is missing",
        0xFF: "system error",
    }
)


def prompt(code: int, words: str) -> str:
    """What the customer or the cashier has to do now, in German."""
    if words:
        return words
    if code not in _PROMPTS and code - _CARD_IN in _PROMPTS:
        return _TAKE_CARD
    return _PROMPTS.get(code, _WAIT)


def reason(code: int | None) -> str:
    """What a result code says, with its number, in English."""
    if code is None:
        return "no result code"
    if code not in _REASONS and 0 < code < 0x64:
        return f"{code:02X}: refused by the bank"
    return f"{code:02X}: {_REASONS.get(code, 'unknown')}"
