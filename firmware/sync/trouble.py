"""What keeps an order from FinanzOnline, for people: words for the display, a sentence, a pause."""

from collections.abc import Mapping
from typing import Final

from firmware.finanzonline.order import Ruling, Verdict
from firmware.sync.fault import WireFault

#: What stands for a return code where the service gave none.
SCHEMA_CODE: Final = "schema"

_AGAIN: Final = "Die Kasse versucht es von selbst wieder."


def _later(words: str, advice: str, wait_s: int) -> Ruling:
    return Ruling(verdict=Verdict.LATER, words=words, advice=advice, wait_s=wait_s)


_GARBLED: Final = _later("FON gestört", f"FinanzOnline antwortet unverständlich. {_AGAIN}", 300)
LINE: Final[Mapping[WireFault, Ruling]] = {
    WireFault.UNREACHABLE: _later(
        "FON unerreichbar", f"FinanzOnline ist nicht erreichbar: Internet prüfen. {_AGAIN}", 60
    ),
    WireFault.UNTRUSTED: _later(
        "FON nicht echt?",
        f"Das Zertifikat von FinanzOnline wird nicht anerkannt: Uhr (F 94) und Internet prüfen. "
        f"{_AGAIN}",
        300,
    ),
    WireFault.SLOW: _later("FON zu langsam", f"FinanzOnline antwortet nicht. {_AGAIN}", 60),
    WireFault.LARGE: _GARBLED,
    WireFault.STATUS: _GARBLED,
    WireFault.NOT_XML: _GARBLED,
    WireFault.STRANGE: _GARBLED,
    WireFault.FAULT: _GARBLED,
    WireFault.NO_KEY: _later(
        "Schlüssel fehlt",
        "Die Kasse hat den AES-Schlüssel noch nicht bereitgelegt: sie muss laufen.",
        30,
    ),
}
#: The message has not the form the service takes; nobody at the stall can change that.
MALFORMED: Final = Ruling(
    verdict=Verdict.REFUSED,
    words="Form abgelehnt",
    advice="FinanzOnline versteht die Meldung nicht: von Hand melden, den Hersteller verständigen.",
)
NO_ACCOUNT: Final = _later(
    "FON-Zugang fehlt",
    "Zugangsdaten für FinanzOnline fehlen oder sind nicht geschützt: Techniker rufen.",
    60,
)
NO_BOOK: Final = _later(
    "Buch unlesbar",
    "Was FinanzOnline gemeldet werden muss, kann nicht gelesen werden: Techniker rufen.",
    30,
)
NO_FOLDER: Final = _later(
    "Ablage voll?", "Die Antwort von FinanzOnline kann nicht abgelegt werden: Techniker rufen.", 300
)
