"""What a customer reads around a receipt; the receipt itself is German (it is the law's)."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """The texts of the page in one language."""

    language: str
    title: str
    pdf: str
    picture: str
    code: str
    kept: str
    unsigned: str
    doubted: str
    privacy: str
    paper: str
    waiting_title: str
    waiting: str
    late_title: str
    late: str
    again: str
    unreadable_title: str
    unreadable: str


GERMAN: Final = Words(
    language="de",
    title="Ihr Beleg",
    pdf="Als PDF speichern",
    picture="Als Bild speichern",
    code="Code der Registrierkasse (RKSV)",
    kept="Signatur geprüft. Im Archiv seit {at} Uhr.",
    unsigned="Ausgestellt, während die Sicherheitseinrichtung ausgefallen war. "
    "Im Archiv seit {at} Uhr.",
    doubted="Im Archiv seit {at} Uhr. Etwas daran stimmt nicht; fragen Sie den Aussteller.",
    privacy="Diese Seite setzt keine Cookies und zählt niemanden. "
    "Wer den Link hat, sieht den Beleg.",
    paper="Sie können am Stand jederzeit einen Beleg auf Papier verlangen.",
    waiting_title="Ihr Beleg ist unterwegs",
    waiting="Die Kasse schickt ihn gerade. Diese Seite lädt von selbst neu.",
    late_title="Noch kein Beleg da",
    late="Die Kasse hat vielleicht gerade kein Netz. "
    "Der Link bleibt gültig: versuchen Sie es später.",
    again="Nochmals versuchen",
    unreadable_title="Der Beleg kann nicht gezeigt werden",
    unreadable="Er ist im Archiv, aber in einer Form, die diese Seite nicht kennt.",
)
ENGLISH: Final = Words(
    language="en",
    title="Your receipt",
    pdf="Save as PDF",
    picture="Save as picture",
    code="Code of the cash register (RKSV)",
    kept="Signature verified. In the archive since {at}.",
    unsigned="Issued while the signature device was out of order. In the archive since {at}.",
    doubted="In the archive since {at}. It did not pass all checks; please ask the seller.",
    privacy="This page sets no cookies and counts nobody. Whoever has the link sees the receipt.",
    paper="You may ask for a receipt on paper at the stall at any time.",
    waiting_title="Your receipt is on its way",
    waiting="The cash register is sending it. This page reloads by itself.",
    late_title="No receipt here yet",
    late="The cash register may be offline. The link stays valid: please try again later.",
    again="Try again",
    unreadable_title="The receipt cannot be shown",
    unreadable="It is in the archive, but in a form that this page does not know.",
)


def words_for(accept_language: str) -> Words:
    """German, unless the reader's first language of the two is English."""
    for one in accept_language.lower().split(","):
        language = one.split(";")[0].strip()[:2]
        if language == "de":
            return GERMAN
        if language == "en":
            return ENGLISH
    return GERMAN
