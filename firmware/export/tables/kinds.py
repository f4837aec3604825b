"""What the rows of the journal are called in German, and which of them are business cases.

A business case (Geschäftsfall) is what changes what the trader owns or owes: a receipt that is
stored, its cancellation, goods that leave unpaid, money put in or taken out. Everything before and
beside it (a position booked and taken off again, a drawer opened, a wrong PIN) is a
Nichtgeschäftsfall: kept all the same, with number, UUID and hash of its own.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from firmware.store.entry import CERTIFICATE_KIND, IDENTITY_KIND, RECEIPT_KIND
from firmware.till.acts import JournalKind


@dataclass(frozen=True, slots=True, kw_only=True)
class KindWords:
    """A kind for people: its name, and whether a row of it can be a business case."""

    name: str
    is_business: bool = False


def _no(name: str) -> KindWords:
    return KindWords(name=name)


def _yes(name: str) -> KindWords:
    return KindWords(name=name, is_business=True)


#: By the text in the column `kind`; the book's own kinds are no business of anybody else.
KINDS: Final[Mapping[str, KindWords]] = MappingProxyType(
    {
        IDENTITY_KIND: _no("Kassenidentität eingetragen"),
        CERTIFICATE_KIND: _no("Zertifikat gespeichert"),
        RECEIPT_KIND: _no("Signierter Beleg gespeichert"),
        JournalKind.INBETRIEBNAHME: _no("Kasse in Betrieb genommen"),
        JournalKind.KONFIGURATION: _no("Einstellungen geändert"),
        JournalKind.ZERTIFIKAT: _no("Signaturzertifikat erfasst"),
        JournalKind.START: _no("Programm gestartet"),
        JournalKind.STOPP: _no("Programm beendet"),
        JournalKind.STROMAUSFALL: _no("Stromausfall"),
        JournalKind.SCHLOSS: _no("Schlüsselschloss gedreht"),
        JournalKind.EIN: _no("Bediener angemeldet"),
        JournalKind.AUS: _no("Bediener abgemeldet"),
        JournalKind.CHEF: _no("Chef gibt Recht"),
        JournalKind.PIN_FALSCH: _no("PIN falsch"),
        JournalKind.TRA_EIN: _no("Training begonnen"),
        JournalKind.TRA_AUS: _no("Training beendet"),
        JournalKind.POS: _no("Position erfasst"),
        JournalKind.POS_STORNO: _no("Position storniert"),
        JournalKind.RABATT: _no("Rabatt oder Aufschlag"),
        JournalKind.KUNDE: _no("Kunde zugeordnet"),
        JournalKind.NACHERFASSUNG: _no("Handbeleg nacherfasst"),
        JournalKind.PARKEN: _no("Verkauf geparkt"),
        JournalKind.HOLEN: _no("Verkauf geholt"),
        JournalKind.BON_ABBRUCH: _no("Bon abgebrochen"),
        JournalKind.LIEFERSCHEIN: _yes("Lieferschein ausgestellt"),
        JournalKind.ZAHLUNG: _no("Zahlung erfasst"),
        JournalKind.ZAHLUNG_ZURUECK: _no("Zahlung zurückgenommen"),
        JournalKind.HALO_OK: _no("Hoher Betrag bestätigt"),
        JournalKind.RECHENHILFE: _no("Rückgeld berechnet"),
        JournalKind.TERMINAL: _no("Kartenterminal"),
        JournalKind.FEHLER: _no("Fehler angezeigt"),
        JournalKind.BELEG: _yes("Beleg erstellt"),
        JournalKind.STORNO: _yes("Beleg storniert"),
        JournalKind.GUTSCHEIN: _yes("Gutschein gebucht"),
        JournalKind.BELEG_ANZEIGE: _no("Belegcode angezeigt"),
        JournalKind.BELEG_LINK: _no("Belegadresse bekannt"),
        JournalKind.BELEGART: _no("Belegausgabe eingestellt"),
        JournalKind.DRUCK: _no("Gedruckt"),
        JournalKind.DRUCK_FEHLER: _no("Nicht gedruckt"),
        JournalKind.KOPIE: _no("Belegkopie verlangt"),
        JournalKind.LADE: _no("Geldlade"),
        JournalKind.ANFANGSBESTAND: _no("Anfangsbestand angegeben"),
        JournalKind.EINLAGE: _yes("Geld eingelegt"),
        JournalKind.ENTNAHME: _yes("Geld entnommen"),
        JournalKind.GELD_STORNO: _yes("Geldbewegung storniert"),
        JournalKind.ZAEHLUNG: _no("Zählschritt"),
        JournalKind.KASSENSTURZ: _no("Kassensturz"),
        JournalKind.DIFFERENZ: _yes("Kassendifferenz gebucht"),
        JournalKind.Z: _no("Tagesabschluss"),
        JournalKind.BERICHT: _no("Bericht"),
        JournalKind.STAMM: _no("Stammdaten geändert"),
        JournalKind.EINSTELLUNG: _no("Gerät eingestellt"),
        JournalKind.AUSFALL_BEGINN: _no("Signatureinheit ausgefallen"),
        JournalKind.AUSFALL_ENDE: _no("Signatureinheit wieder da"),
        JournalKind.EINHEIT: _no("Signatureinheit gewechselt"),
        JournalKind.KARTENTAUSCH: _no("Signaturkarte getauscht"),
        JournalKind.GERAET: _no("Gerät fehlt / wieder da"),
        JournalKind.HARDWARETEST: _no("Hardwaretest"),
        JournalKind.UPDATE: _no("System aktualisiert"),
        JournalKind.UHR: _no("Uhr"),
        JournalKind.AUSFALL_KASSE: _no("Kassenausfall eingetragen"),
        JournalKind.FON: _no("FinanzOnline"),
        JournalKind.WIEDERHERSTELLUNG: _no("Buch wiederhergestellt"),
        JournalKind.AUSSERBETRIEB: _no("Kasse außer Betrieb"),
        JournalKind.EXPORT: _no("Export"),
        JournalKind.SICHERUNG: _no("Quartalssicherung"),
        JournalKind.ARCHIV: _no("Archiv"),
        JournalKind.STICK: _no("USB-Stick"),
        JournalKind.SPIEGEL: _no("Zweites Medium"),
        JournalKind.SIEGEL: _no("Journal versiegelt"),
    }
)


def words_of(kind: str) -> KindWords:
    """The words of a kind; one of a newer program is called as it calls itself."""
    return KINDS.get(kind) or KindWords(name=kind)
