"""The return codes of session and register service, each with what a person reads of it.

Meanings by the ministry's service description; where a code decides differently from act to act,
`codes.py` looks first.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from firmware.finanzonline.order import Ruling, Verdict

#: The call was understood and carried out.
OK: Final = "0"
#: Neither till nor unit of this name; as an answer to the question how it stands.
NOT_THERE: Final = frozenset({"B32", "B33"})

_MINUTE_S: Final = 60
_HOUR_S: Final = 60 * _MINUTE_S


def refusal(words: str, advice: str) -> Ruling:
    """A person must do something first."""
    return Ruling(verdict=Verdict.REFUSED, words=words, advice=advice)


def _later(words: str, advice: str, wait_s: int) -> Ruling:
    return Ruling(verdict=Verdict.LATER, words=words, advice=advice, wait_s=wait_s)


_AGAIN: Final = "Die Kasse versucht es von selbst wieder."
_IN_OFFICE: Final = "In FinanzOnline nachsehen, wie der Eintrag steht"
_NEW_CARD: Final = "den Lieferanten der Signaturkarte fragen"
_SUPPLIER: Final = "Den Hersteller der Kasse verständigen"
#: Code 0 for „received", not for „done": the question does not find it, the check has no result.
SLIP: Final = _later(
    "Noch nicht dort",
    "FinanzOnline hat die Meldung angenommen, aber noch nicht bearbeitet. Die Kasse sieht von "
    "selbst wieder nach.",
    10 * _MINUTE_S,
)
_INTERNAL: Final = _later("FON gestört", f"FinanzOnline hat einen Fehler. {_AGAIN}", 30 * _MINUTE_S)

#: Those of the session service, which the register service repeats.
SESSION: Final[Mapping[str, Ruling]] = {
    OK: Ruling(verdict=Verdict.DONE, words="Gemeldet", advice="Nichts mehr zu tun."),
    "-1": _later("Sitzung zu Ende", f"Die Anmeldung ist abgelaufen. {_AGAIN}", _MINUTE_S),
    "-2": _later("FON in Wartung", f"FinanzOnline wird gewartet. {_AGAIN}", 30 * _MINUTE_S),
    "-3": _later(
        "FON gestört", f"FinanzOnline hat einen technischen Fehler. {_AGAIN}", 10 * _MINUTE_S
    ),
    "-4": refusal(
        "Anmeldung falsch",
        "Teilnehmer, Benutzer und PIN des Webservice-Benutzers prüfen, dann nochmals senden.",
    ),
    "-5": refusal(
        "Konto gesperrt",
        "Zu viele falsche Anmeldungen: in FinanzOnline den Webservice-Benutzer entsperren.",
    ),
    "-6": refusal(
        "Konto gesperrt", "In FinanzOnline den Webservice-Benutzer entsperren oder neu anlegen."
    ),
    "-7": refusal(
        "Kein WS-Benutzer",
        "In FinanzOnline einen Benutzer für Registrierkassen-Webservice anlegen und eintragen.",
    ),
    "-8": refusal(
        "Teilnehm. gesp.", "Der Teilnehmer ist in FinanzOnline gesperrt: das Finanzamt fragen."
    ),
}

_CERTIFICATE: Final = {
    "4": refusal(
        "Karte unbekannt",
        f"Der Anbieter kennt die Seriennummer nicht: sie vergleichen, sonst {_NEW_CARD}.",
    ),
    "5": refusal("Karte ungültig", f"Das Zertifikat der Karte ist nicht gültig: {_NEW_CARD}."),
    "6": refusal("Karte ohne OID", f"Die Karte ist nicht für Registrierkassen: {_NEW_CARD}."),
    "7": refusal(
        "Fremde Karte",
        f"Die Karte ist auf ein anderes Unternehmen ausgestellt: {_NEW_CARD}.",
    ),
    "8": refusal("OID falsch", f"Die Karte ist nicht für Registrierkassen: {_NEW_CARD}."),
    "9": refusal("Zertif. falsch", f"Das Zertifikat der Karte ist fehlerhaft: {_NEW_CARD}."),
    "13": refusal(
        "Steuernr. fehlt",
        "Zum Unternehmen ist keine Steuernummer, UID oder GLN bekannt: das Finanzamt fragen.",
    ),
    "14": _later(
        "Anbieter stumm", f"Das Verzeichnis des Anbieters antwortet nicht. {_AGAIN}", 10 * _MINUTE_S
    ),
    "27": refusal("UID/GLN ungültig", f"Das Unternehmen der Karte gilt nicht: {_NEW_CARD}."),
    "28": refusal(
        "Fremde UID/GLN", f"Die Karte ist auf ein anderes Unternehmen ausgestellt: {_NEW_CARD}."
    ),
    "29": refusal("Schlüssel falsch", f"{_SUPPLIER}: öffentlicher Schlüssel ungültig."),
    "30": refusal("Schlüsselform", f"{_SUPPLIER}: öffentlicher Schlüssel in falscher Form."),
    "31": refusal("Zertif. falsch", f"Das Zertifikat wurde nicht anerkannt: {_NEW_CARD}."),
    "32": refusal("Vollmacht fehlt", "In FinanzOnline fehlt die Vollmacht: den Vertreter fragen."),
    "36": refusal(
        "VDA nicht erl.",
        "Der Anbieter der Karte ist nicht zugelassen: die Einstellung card.vda_id prüfen.",
    ),
    "41": refusal("Karte abgelaufen", f"Das Zertifikat gilt nicht mehr: {_NEW_CARD}."),
}

_RECEIPT: Final = {
    "43": refusal(
        "Beleg fehlerhaft",
        "Der Beleg hat die Prüfung nicht bestanden: nicht nochmals senden, zuerst den Techniker "
        "rufen.",
    ),
    # Each further try would lengthen it.
    "B38": _later(
        "Prüfung gesperrt",
        "Zu oft falsch geprüft: FinanzOnline sperrt bis zu 24 Stunden. Danach versucht es die "
        "Kasse wieder.",
        24 * _HOUR_S,
    ),
}

_CALL: Final = {
    "998": refusal("Abfrage falsch", f"{_SUPPLIER}: Statusabfrage nur sofort möglich."),
    "999": refusal("Nur im Test", "AT9 gilt nur im Test: die Einstellung card.vda_id prüfen."),
    "1336": _INTERNAL,
    "1337": _INTERNAL,
    "B4": _INTERNAL,
    "C1": _INTERNAL,
    **{f"V{number}": _INTERNAL for number in range(1, 17)},
}

_REGISTER: Final = {
    "B1": refusal("ID schon bekannt", f"{_IN_OFFICE}; die Kassen-ID ist dort schon vergeben."),
    "B2": refusal("Keine Änderung", f"{_IN_OFFICE}; in diesem Zustand ändert sich nichts."),
    "B3": refusal(
        "UID/GLN fehlt", "Zum Unternehmen fehlt der Ordnungsbegriff: das Finanzamt fragen."
    ),
    "B5": refusal(
        "Zeit zu früh", f"{_IN_OFFICE}; die Zeit liegt vor der letzten Änderung. Von Hand melden."
    ),
    "B6": refusal(
        "Schon abgemeldet", f"{_IN_OFFICE}; er ist endgültig abgemeldet und kommt nicht wieder."
    ),
    "B7": refusal(
        "Karte fehlt dort", "Zuerst die Signaturkarte registrieren, dann nochmals senden."
    ),
    "B8": refusal("Nicht abmeldbar", f"{_IN_OFFICE}; so kann die Kasse nicht abgemeldet werden."),
    "B9": refusal("Nicht in Betrieb", f"{_IN_OFFICE}; nur was in Betrieb ist, kann ausfallen."),
    "B10": refusal("Karte bekannt", f"{_IN_OFFICE}; die Karte ist dort schon gespeichert."),
    "B13": refusal("Status besteht", f"{_IN_OFFICE}; der Zustand ist dort schon gesetzt."),
    "B14": refusal("Grund fehlt", f"{_SUPPLIER}: die Begründung fehlt."),
    "B15": refusal("Zeit fehlt", f"{_SUPPLIER}: die Zeit des Ausfalls fehlt."),
    "B18": refusal("Nicht abmeldbar", f"{_IN_OFFICE}; so kann die Karte nicht abgemeldet werden."),
    "B19": refusal("Nicht in Betrieb", f"{_IN_OFFICE}; nur was in Betrieb ist, kann ausfallen."),
    "B20": refusal("Grund ungültig", f"{_SUPPLIER}: die Begründung gilt nicht."),
    "B21": refusal("Zeit in Zukunft", "Die Uhr der Kasse prüfen (F 94), dann nochmals senden."),
    "B22": _later("Status unbekannt", f"FinanzOnline sagt den Status nicht. {_AGAIN}", _HOUR_S),
    "B28": refusal("Schlüssel da", f"{_IN_OFFICE}; der öffentliche Schlüssel ist schon bekannt."),
    "B29": refusal("Zusatz fehlt", f"{_SUPPLIER}: Zusatz des Ordnungsbegriffs fehlt."),
    "B30": refusal("Zusatz besteht", f"{_SUPPLIER}: Zusatz des Ordnungsbegriffs besteht schon."),
    "B32": refusal("Kasse unbekannt", f"{_IN_OFFICE}; die Kasse ist nicht oder nicht mehr dort."),
    "B33": refusal("Karte unbekannt", f"{_IN_OFFICE}; die Karte ist nicht oder nicht mehr dort."),
    "B34": refusal("System unbekannt", f"{_IN_OFFICE}; das System ist nicht oder nicht mehr dort."),
    "B35": refusal("Grund unbekannt", f"{_SUPPLIER}: die Begründung ist unbekannt."),
}

#: Every return code the services are known to give, with its reading.
READINGS: Final[Mapping[str, Ruling]] = MappingProxyType(
    {**SESSION, **_CERTIFICATE, **_RECEIPT, **_CALL, **_REGISTER}
)
