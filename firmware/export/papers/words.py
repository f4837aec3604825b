"""German words of the documents: what rows and settings mean, times and numbers as people read."""

from collections.abc import Mapping
from datetime import date, datetime
from types import MappingProxyType
from typing import Final

from firmware.rksv.receipt import VIENNA
from firmware.till.acts import JournalKind

#: What stands where nothing is known.
NONE: Final = "–"

#: What a row of the journal says, one sentence for each kind.
EVENTS: Final[Mapping[JournalKind, str]] = MappingProxyType(
    {
        JournalKind.INBETRIEBNAHME: "die Kasse wurde in Betrieb genommen",
        JournalKind.KONFIGURATION: "die Kasse startete mit anderen Einstellungen",
        JournalKind.ZERTIFIKAT: "ein Signaturzertifikat wurde eingetragen",
        JournalKind.START: "das Programm startete",
        JournalKind.STOPP: "das Programm endete geordnet",
        JournalKind.STROMAUSFALL: "das Programm war ohne Ankündigung zu Ende",
        JournalKind.SCHLOSS: "das Schlüsselschloss wurde gedreht",
        JournalKind.EIN: "ein Bediener meldete sich an",
        JournalKind.AUS: "ein Bediener meldete sich ab, oder die Kasse sperrte sich selbst",
        JournalKind.CHEF: "ein Chef gab sein Recht für eine Handlung",
        JournalKind.PIN_FALSCH: "eine PIN war falsch (nie die PIN selbst)",
        JournalKind.TRA_EIN: "Training begann",
        JournalKind.TRA_AUS: "Training endete",
        JournalKind.POS: "eine Position wurde gebucht",
        JournalKind.POS_STORNO: "eine Position oder ein Teil davon wurde vor dem Bon storniert",
        JournalKind.RABATT: "ein Rabatt oder Aufschlag wurde gegeben",
        JournalKind.KUNDE: "der Verkauf bekam Kunde, UID oder Rechnungsnummer",
        JournalKind.NACHERFASSUNG: "der Verkauf erfasst einen Handbeleg (Paragon) nach",
        JournalKind.PARKEN: "der offene Verkauf wurde weggelegt",
        JournalKind.HOLEN: "er wurde wieder geholt",
        JournalKind.BON_ABBRUCH: "der offene Verkauf wurde abgebrochen",
        JournalKind.LIEFERSCHEIN: "der Verkauf ging unbezahlt auf Lieferschein hinaus",
        JournalKind.ZAHLUNG: "eine Zahlung wurde genommen",
        JournalKind.ZAHLUNG_ZURUECK: "eine Zahlung ging zurück",
        JournalKind.HALO_OK: "ein hoher Betrag wurde bestätigt",
        JournalKind.RECHENHILFE: "Rückgeld wurde nach dem Bon berechnet",
        JournalKind.TERMINAL: "das Kartenterminal wurde gefragt, und was daraus wurde",
        JournalKind.FEHLER: "ein Fehler wurde angezeigt, mit seinem Code",
        JournalKind.BELEG: "ein Beleg wurde gespeichert",
        JournalKind.STORNO: "ein Beleg wurde ganz oder teilweise storniert",
        JournalKind.GUTSCHEIN: "ein Gutschein wurde verkauft oder eingelöst",
        JournalKind.BELEG_ANZEIGE: "der Code eines Belegs stand auf der Anzeige",
        JournalKind.BELEG_LINK: "ein Beleg ist beim Archiv unter seiner Adresse zu finden",
        JournalKind.BELEGART: "die Art der Belegausgabe wurde gewählt",
        JournalKind.DRUCK: "ein Zettel ist auf Papier",
        JournalKind.DRUCK_FEHLER: "ein Zettel ist es nicht",
        JournalKind.KOPIE: "eine Kopie wurde verlangt",
        JournalKind.LADE: "die Lade ging ohne Verkauf auf, bekam keinen Impuls oder bewegte sich",
        JournalKind.ANFANGSBESTAND: "der Anfangsbestand wurde angegeben",
        JournalKind.EINLAGE: "Geld wurde eingelegt",
        JournalKind.ENTNAHME: "Geld wurde entnommen oder abgeschöpft",
        JournalKind.GELD_STORNO: "eine Einlage oder Entnahme war ein Irrtum",
        JournalKind.ZAEHLUNG: "ein Schritt der Zählung",
        JournalKind.KASSENSTURZ: "die Lade wurde ohne Abschluss gezählt",
        JournalKind.DIFFERENZ: "eine Differenz zwischen Soll und Ist wurde gebucht",
        JournalKind.Z: "ein Zeitraum wurde abgeschlossen, mit allen Summen",
        JournalKind.BERICHT: "ein Bericht wurde gedruckt oder gezeigt, oder ein Z verschoben",
        JournalKind.STAMM: "Stammdaten wurden geändert: was, von was auf was, ab wann, durch wen",
        JournalKind.EINSTELLUNG: "Helligkeit, Ton oder eine PIN wurde eingestellt",
        JournalKind.AUSFALL_BEGINN: "die Signatureinheit fiel aus",
        JournalKind.AUSFALL_ENDE: "der Sammelbeleg dazu ist gespeichert",
        JournalKind.EINHEIT: "eine andere Signatureinheit der Kasse signiert von nun an",
        JournalKind.KARTENTAUSCH: "die Signaturkarte wurde getauscht",
        JournalKind.UPDATE: "ein anderes System wurde eingespielt, bestätigt oder aufgegeben",
        JournalKind.GERAET: "ein Gerät der Kasse fehlte, oder ist wieder da",
        JournalKind.HARDWARETEST: "die Teile der Kasse wurden geprüft (F 95), mit Ergebnis",
        JournalKind.UHR: "die Uhr sprang, war unsicher, ist es nicht mehr oder wurde gestellt",
        JournalKind.AUSFALL_KASSE: "die Kasse selbst war ausgefallen, nachträglich eingetragen",
        JournalKind.FON: "FinanzOnline antwortete, oder jemand erledigte eine Meldung von Hand",
        JournalKind.WIEDERHERSTELLUNG: "das Buch geht von einer Kopie oder auf einem Gerät weiter",
        JournalKind.AUSSERBETRIEB: "die Kasse ist für immer außer Betrieb",
        JournalKind.EXPORT: "etwas verließ die Kasse: DEP, Journal, Stammdaten, Schlüssel, alles",
        JournalKind.SICHERUNG: "die vierteljährliche Kopie des DEP wurde gemacht oder misslang",
        JournalKind.ARCHIV: "die Kassa wurde bei einem Archiv registriert, oder es weist ab",
        JournalKind.STICK: "ein USB-Stick steckt, wurde der des Chefs oder ist abgezogen",
        JournalKind.SPIEGEL: "das zweite Medium fehlt, ist wieder da oder gehört nicht hierher",
        JournalKind.SIEGEL: "die Karte versiegelte den Stand des Journals nach einem Z",
    }
)

#: What a section of the settings file is about.
SECTIONS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "company": "Wer verkauft",
        "register": "Kassen-ID",
        "manufacturer": "Hersteller oder Lieferant dieser Kasse",
        "paths": "Ordner der Dateien",
        "network": "Kabel oder WLAN, Adressen, Zeitserver",
        "backup": "Erinnerung an die Sicherung",
        "mirror": "Zweites Medium",
        "card": "Signaturkarte und Leser",
        "signature": "Reihenfolge der Signatureinheiten",
        "printer": "Bondrucker",
        "display": "Anzeige",
        "keypad": "Tastatur",
        "gpio": "Leitungen des Rechners",
        "drawer": "Geldlade",
        "key_switch": "Schlüsselschloss",
        "scale": "Waage",
        "terminal": "Kartenterminal",
        "finanzonline": "Webservice von FinanzOnline",
        "archive": "Archiv außer Haus",
        "receipt_link": "Belege als Link ins Archiv",
        "group": "Warengruppen (erste Befüllung; danach zählt das Buch)",
        "article": "Artikel (erste Befüllung; danach zählt das Buch)",
        "clerk": "Bediener (erste Befüllung; danach zählt das Buch)",
        "limits": "Grenzen (erste Befüllung; danach zählt das Buch)",
        "options": "Arbeitsweise (erste Befüllung; danach zählt das Buch)",
    }
)

#: Who may use a function.
RIGHTS: Final[Mapping[str, str]] = MappingProxyType(
    {"K": "jeder Bediener", "C": "Chef", "T": "Techniker oder Chef"}
)


def moment(at_utc: datetime | None) -> str:
    """Austrian day and time, to the second."""
    return NONE if at_utc is None else f"{at_utc.astimezone(VIENNA):%d.%m.%Y %H:%M:%S}"


def minute(at_utc: datetime | None) -> str:
    """Austrian day and time, to the minute."""
    return NONE if at_utc is None else f"{at_utc.astimezone(VIENNA):%d.%m.%Y %H:%M}"


def day(at: date | None) -> str:
    """A day as it is written here."""
    return NONE if at is None else f"{at:%d.%m.%Y}"


def local_day(at_utc: datetime | None) -> str:
    """The Austrian day of a moment."""
    return NONE if at_utc is None else day(at_utc.astimezone(VIENNA).date())


def person(clerk: int | None) -> str:
    """A clerk by number."""
    return NONE if clerk is None else f"Bediener {clerk}"


def number(receipt: int | None) -> str:
    """A receipt by number."""
    return "keiner" if receipt is None else str(receipt)
