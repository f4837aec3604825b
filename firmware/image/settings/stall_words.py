"""Amounts, rates and names of the stall: whether they can be read, and in German why not."""

from collections.abc import Callable, Mapping
from typing import Final

from firmware.image.settings.german import shown
from firmware.till.stall import words
from firmware.till.stall.fault import Fault, StallError

#: Of what stands in the settings as text and is read when the stall is made of them.
READERS: Final[Mapping[str, Mapping[str, Callable[[str], object]]]] = {
    "group": {
        "vat": words.read_rate,
        "price": words.read_price,
        "ask_above": words.read_cents,
        "refuse_below": words.read_cents,
    },
    "article": {
        "price": words.read_price,
        "package": words.read_package,
        "deposit": words.read_deposit,
    },
    "limits": {
        "sale": words.read_cents,
        "change": words.read_cents,
        "void": words.read_price,
        "refund": words.read_cents,
    },
    "options": {"float": words.read_cents, "receipt_series": words.read_series},
}
FAULTS: Final[Mapping[Fault, str]] = {
    Fault.AMOUNT: 'ist kein Betrag; richtig ist zum Beispiel "2,50"',
    Fault.RATE: 'ist kein Steuersatz; richtig ist zum Beispiel "10" oder "4,9"',
    Fault.LAW: "dieser Steuersatz gilt an dem Tag nicht",
    Fault.NUMBER: "diese Nummer geht nicht",
    Fault.NAME: "der Name hat 1 bis 16 Zeichen (die Belegserie bis 8), ohne Leerzeichen am Rand",
    Fault.GROUP: "diese Warengruppe gibt es nicht",
    Fault.PRICE: "dazu gehört ein Preis: price",
    Fault.DEPOSIT: 'Pfand (Warengruppe 16) ist kein Umsatz: vat = "0"',
    Fault.CHIEF: 'niemand ist Chef: bei einem [[clerk]] gehört role = "chef" hin',
    Fault.HEADER: "hier steht, wer verkauft (§ 132a Abs 3 Z 1 BAO)",
    Fault.LINE: "eine Zeile hat 1 bis 48 Zeichen, nur druckbare",
    Fault.PACKAGE: 'ist keine Packung; richtig ist zum Beispiel "3 um 1,00"',
    Fault.TWICE: "steht doppelt da",
}


def words_for(error: StallError) -> str:
    """What the counter does not take, in a whole sentence."""
    text = "" if error.text is None else f"„{shown(error.text)}“ "
    sentence = f"{text}{FAULTS.get(error.fault, error.fault.german)}."
    return sentence[0].upper() + sentence[1:]


def fault_of_text(section: str, key: str, value: object) -> str:
    """What is wrong with a text of the master data; empty where nothing is."""
    read = READERS.get(section, {}).get(key)
    if read is None or not isinstance(value, str):
        return ""
    try:
        read(value)
    except StallError as error:
        return words_for(StallError(error.fault, text=value))
    return ""
