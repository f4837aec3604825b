"""What can be wrong with master data: one list, in the words of both kinds of readers."""

from enum import Enum


class Fault(Enum):
    """What is wrong, in English for log and command, in German (16 characters) for the display."""

    AMOUNT = ('is no amount (write "2,50")', "Betrag prüfen")
    RATE = ('is no VAT rate (write "10" or "4,9")', "Satz prüfen")
    LAW = ("is no VAT rate on that day", "Satz gilt nicht")
    NUMBER = ("is no number that can be", "Nummer prüfen")
    NAME = ("is no name of 1 to 16 characters", "Name prüfen")
    GROUP = ("is no group of this stall", "WG fehlt")
    PRICE = ("needs a price", "Preis fehlt")
    DEPOSIT = ("is no turnover: the deposit's rate is 0", "Pfand hat 0 %")
    CHIEF = ('nobody has role = "chef"', "Chef fehlt")
    HEADER = ("says who sells and cannot be empty (§ 132a Abs 3 Z 1 BAO)", "Kopf fehlt")
    LINE = ("is no line of 1 to 48 characters", "Zeile prüfen")
    FLAG = ('is neither "ja" nor "nein"', "ja oder nein?")
    PACKAGE = ('is no package (write "3 um 1,00")', "Packung prüfen")
    ROLE = ('is no role ("kassier", "chef", "techniker")', "Recht prüfen")
    CHOICE = ("is none of the words that can stand here", "Wort prüfen")
    DAY = ("is no day from today on", "Datum prüfen")
    UNKNOWN = ("is unknown", "Unbekannt")
    MISSING = ("is missing", "Angabe fehlt")
    TWICE = ("is given twice", "Doppelt")
    FORM = ("cannot be read", "Nicht lesbar")

    @property
    def english(self) -> str:
        """For log and command."""
        return self.value[0]

    @property
    def german(self) -> str:
        """For the display."""
        return self.value[1]


class StallError(Exception):
    """Master data that cannot be: what is wrong, at which place, with which text."""

    def __init__(self, fault: Fault, place: str = "", text: str | None = None) -> None:
        what = "" if text is None else f'"{text}" '
        super().__init__(f"{place}{': ' if place else ''}{what}{fault.english}")
        self.fault = fault
        self.place = place
        self.text = text

    def at(self, place: str) -> "StallError":
        """The same, at a place known only further up."""
        return StallError(self.fault, place, self.text)
