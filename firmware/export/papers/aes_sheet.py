"""The key sheet: the AES key of a register on paper, to be typed once and then locked away."""

from typing import Final

from firmware.export.papers.document import Bullets, Chapter, Document, Pairs, Paragraph, Table

#: So many signs are read in one glance; the 44 of a key are eleven of these.
GROUP: Final = 4
_SPOKEN: Final = {"+": "Plus", "/": "Schrägstrich", "=": "ist gleich"}


def aes_sheet(register_id: str, key: str, check: str) -> Document:
    """The sheet of a `key` in base64 and its check value; each sign is spelled: many look alike."""
    return Document(
        title="Schlüsselblatt",
        law="§ 16 Abs 1 RKSV: der Benutzerschlüssel, wie FinanzOnline ihn verlangt",
        chapters=(
            Chapter(title="Der Schlüssel", blocks=_key(register_id, key, check)),
            Chapter(title="Buchstabe für Buchstabe", blocks=(_spelled(key),)),
            Chapter(title="Was damit geschieht", blocks=(_use(),)),
        ),
    )


def _key(register_id: str, key: str, check: str) -> tuple[Paragraph, Pairs]:
    return (
        Paragraph(
            text="Geheim. Wer dieses Blatt hat, kann aus jedem Beleg lesen, wie viel diese Kasse "
            "bis dahin umgesetzt hat. Signieren kann er damit nicht."
        ),
        Pairs(
            rows=(
                ("Kassen-ID", register_id),
                ("Benutzerschlüssel (AES)", key),
                ("Prüfwert", check),
            )
        ),
    )


def _spelled(key: str) -> Table:
    return Table(
        head=("Zeichen", "", "gelesen"),
        shares=(18, 18, 124),
        rows=tuple(
            (f"{at + 1} bis {at + GROUP}", key[at : at + GROUP], _read(key[at : at + GROUP]))
            for at in range(0, len(key), GROUP)
        ),
    )


def _read(signs: str) -> str:
    """`Il0+` as "I groß, l klein, 0 Ziffer, Plus"."""
    return ", ".join(_SPOKEN.get(sign) or f"{sign} {_case(sign)}" for sign in signs)


def _case(sign: str) -> str:
    if sign.isdigit():
        return "Ziffer"
    return "groß" if sign.isupper() else "klein"


def _use() -> Bullets:
    return Bullets(
        items=(
            (
                "FinanzOnline, Registrierung der Kasse: Ohne Webservice wird er dort eingetippt. "
                "Der Prüfwert, den FinanzOnline zeigt, muss der von oben sein."
            ),
            "Prüfen: Der Betrachter am Stick und das Prüfprogramm öffnen damit den Umsatzzähler.",
            (
                "Geht die Kasse verloren, braucht ihn der Techniker, um sie aus einer Kopie oder "
                "aus dem Archiv wiederherzustellen. Ohne ihn beginnt eine neue Kassen-ID."
            ),
            (
                "Aufheben: versperrt, nicht bei der Kasse, sieben Jahre ab dem Ende des Jahres, "
                "in dem die Kasse endet. Die Datei, aus der es gedruckt wurde, löschen."
            ),
        )
    )
