"""The words of the owner's page in German."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

TEXTS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "nav.access": "Personen und Zugänge",
        "access.about": (
            "Wer diesen Betrieb sieht, womit sich Kassen anmelden und wohin Alarme gehen. "
            "Jede Änderung steht unter „Zugriffe“."
        ),
        "access.people": "Personen",
        "access.act": "Ändern",
        "access.last_owner": "bleibt: der letzte Inhaber",
        "access.end_right": "Zugang entziehen",
        "access.invited_until": "eingeladen, bis",
        "access.take_back": "Zurücknehmen",
        "access.invite": "Jemanden einladen",
        "access.invite_do": "Einladen",
        "access.no_mail": (
            "Dieses Archiv versendet keine E-Mails: Der Link der Einladung wird einmal angezeigt."
        ),
        "access.links": "Zugang für eine Prüfung",
        "access.links_about": (
            "Ein Link, mit dem jemand ohne Konto die gewählten Kassen bis zu einem Tag liest."
        ),
        "access.for_whom": "Für wen",
        "access.state": "Zustand",
        "access.last_use": "Zuletzt benutzt",
        "access.all_tills": "alle Kassen, auch künftige",
        "access.link_new": "Neuer Link",
        "access.link_do": "Link machen",
        "access.until": "bis einschließlich",
        "access.revoked": "zurückgenommen",
        "access.over": "abgelaufen",
        "access.used_up": "verbraucht",
        "access.good": "gilt",
        "access.keys": "Registrierungsschlüssel",
        "access.keys_about": (
            "Mit einem Schlüssel meldet sich eine Kasse am Archiv an; ein Hauptschlüssel "
            "gilt für mehrere."
        ),
        "access.key": "Schlüssel",
        "access.uses_left": "noch frei",
        "access.made": "Gemacht",
        "access.key_new": "Neuer Schlüssel",
        "access.shop": "Standort",
        "access.uses": "Für so viele Kassen",
        "access.note": "Notiz",
        "access.key_do": "Schlüssel machen",
        "access.till_revoke": "Ausschließen …",
        "access.till_title": "Kasse ausschließen",
        "access.till_what": (
            "Gedacht für eine Kasse, die gestohlen oder verkauft ist oder nicht mehr "
            "gebraucht wird."
        ),
        "access.till_out": "Sie kann ab sofort nichts mehr an das Archiv senden.",
        "access.till_sells": (
            "Sie verkauft und signiert weiter; was sie nicht mehr sendet, fehlt hier."
        ),
        "access.till_stays": "Alles, was sie gesandt hat, bleibt und bleibt sichtbar.",
        "access.till_again": (
            "Zurück geht es nur mit einem neuen Registrierungsschlüssel (F\u00a082)."
        ),
        "access.till_do": "Ausschließen",
        "access.cancel": "Abbrechen",
        "access.targets": "Wohin Alarme gehen",
        "access.targets_about": (
            "E-Mail-Adressen oder Webhooks (https). Gesagt wird, welche Kasse was hat, nie "
            "was auf einem Beleg steht."
        ),
        "access.address": "Adresse",
        "access.not_told": "nicht angekommen",
        "access.try": "Probe senden",
        "access.remove": "Entfernen",
        "access.target_new": "Neue Adresse",
        "access.target_do": "Hinzufügen",
        "access.fault.invite": "Das ist keine E-Mail-Adresse, oder diese Rolle gibt es nicht.",
        "access.fault.often": "Zu viele in dieser Stunde. Bitte später noch einmal.",
        "access.fault.last_owner": (
            "Der letzte Inhaber bleibt: sonst könnte niemand mehr jemanden einlassen."
        ),
        "access.fault.link": (
            "Ein Link braucht mindestens eine Kasse, einen Namen und einen Tag innerhalb "
            "eines Jahres."
        ),
        "access.fault.key": (
            "Ein Schlüssel braucht einen Standort, 1 bis 1000 Kassen und einen Tag innerhalb "
            "eines Jahres."
        ),
        "access.fault.target": (
            "Das ist weder eine E-Mail-Adresse noch eine https-Adresse, steht schon da, oder "
            "es sind zu viele."
        ),
        "access.fault.test": "Die Probe kam nicht an:",
        "access.done.invited": "Die Einladung ist unterwegs.",
        "access.done.withdrawn": "Die Einladung gilt nicht mehr.",
        "access.done.ended": "Der Zugang ist entzogen.",
        "access.done.link_revoked": "Der Link gilt nicht mehr.",
        "access.done.key_revoked": "Der Schlüssel gilt nicht mehr.",
        "access.done.till_revoked": "Die Kasse ist ausgeschlossen.",
        "access.done.target_added": "Alarme gehen jetzt auch dorthin.",
        "access.done.target_removed": "Alarme gehen nicht mehr dorthin.",
        "access.done.target_tested": "Die Probe wurde angenommen.",
        "once.invitation": "Einladung",
        "once.link": "Link für die Prüfung",
        "once.key": "Registrierungsschlüssel",
        "once.secret": "Webhook",
        "once.note": "Das wird nur jetzt angezeigt, nie wieder.",
        "once.copy": "Zum Kopieren",
        "once.about.invitation": "Wer den Link hat, kommt damit herein: eine Woche lang, einmal.",
        "once.about.link": (
            "Wer den Link hat, liest die gewählten Kassen, bis er abläuft oder zurückgenommen wird."
        ),
        "once.about.key": (
            "Das Blatt gehört zur Kasse. Bis der Schlüssel benutzt ist, ist er geheim."
        ),
        "once.about.secret": (
            "Mit diesem Geheimnis sind die Meldungen signiert (Standlkassa-Signature)."
        ),
        "seen.access": "Personen und Zugänge",
        "seen.invited": "Einladung",
        "seen.invitation-withdrawn": "Einladung zurückgenommen",
        "seen.right-ended": "Zugang entzogen",
        "seen.link-created": "Link für die Prüfung gemacht",
        "seen.link-opened": "Link für die Prüfung geöffnet",
        "seen.link-revoked": "Link für die Prüfung zurückgenommen",
        "seen.key-issued": "Registrierungsschlüssel gemacht",
        "seen.key-revoked": "Registrierungsschlüssel zurückgenommen",
        "seen.till-revoked": "Kasse ausgeschlossen",
        "seen.target-added": "Alarmadresse hinzugefügt",
        "seen.target-removed": "Alarmadresse entfernt",
        "seen.target-tested": "Alarmadresse geprüft",
        "seen.hold": "Löschsperre",
        "seen.hold-ended": "Löschsperre aufgehoben",
        "seen.retention": "Aufbewahrung verlängert",
        "seen.proof": "Nachweis",
        "field.email": "E-Mail",
        "field.role": "Rolle",
        "field.address": "Adresse",
        "field.uses": "Kassen",
        "field.key": "Schlüssel",
        "field.link": "Link",
        "field.note": "Notiz",
        "field.until": "bis",
        "field.tills": "Kassen",
        "field.years": "Jahre",
        "receipt.proof": "Nachweis (JSON)",
        "receipt.proof_about": (
            "dass dieser Beleg in der Aufzeichnung steht, zum Prüfen ohne dieses Archiv"
        ),
    }
)
