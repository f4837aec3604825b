"""The words of accounts in German."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

TEXTS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "tenants.title": "Betrieb wählen",
        "tenants.none": "Sie haben zu keinem Betrieb Zugang.",
        "role.owner": "Inhaber",
        "role.accountant": "Steuerberatung (liest)",
        "role.auditor": "Prüfung (liest)",
        "role.manufacturer": "Hersteller",
        "role.operator": "Betreiber des Archivs",
        "sign_in.title": "Anmelden",
        "sign_in.enter": "Anmelden",
        "sign_in.code_label": "Code aus der App (nur wenn eingerichtet)",
        "sign_in.refused": "E-Mail, Passwort oder Code stimmen nicht.",
        "sign_in.code": "Bitte das Passwort noch einmal und dazu den Code aus der App eingeben.",
        "forgotten.title": "Passwort vergessen",
        "forgotten.text": (
            "Wir senden einen Link, mit dem Sie ein neues Passwort setzen. Er gilt eine Stunde."
        ),
        "forgotten.send": "Link senden",
        "forgotten.sent": "Wenn es zu dieser Adresse ein Konto gibt, ist der Link unterwegs.",
        "forgotten.no_mail": (
            "Dieses Archiv versendet keine E-Mails. Bitte wenden Sie sich an seinen Betreiber."
        ),
        "password.title": "Neues Passwort",
        "password.set": "Passwort setzen",
        "password.done": "Das Passwort ist gesetzt",
        "password.sessions": "Alle Anmeldungen sind beendet. Bitte melden Sie sich neu an.",
        "password.again": "Die beiden Passwörter sind verschieden.",
        "password.short": "Das Passwort hat mindestens {least} Zeichen.",
        "password.weak": "Dieses Passwort wäre das erste, das jemand versucht.",
        "password.name": "Bitte einen Namen angeben.",
        "invitation.title": "Einladung",
        "invitation.text": "{email} ist eingeladen als: {role}.",
        "invitation.known": "Zu dieser Adresse gibt es schon ein Konto; es bleibt, wie es ist.",
        "invitation.accept": "Annehmen",
        "invitation.done": "Willkommen",
        "link.title": "Zugang zur Prüfung",
        "link.text": (
            "Dieser Link öffnet die Aufzeichnungen eines Betriebs zum Lesen. Jede Ansicht "
            "wird festgehalten."
        ),
        "link.open": "Öffnen",
        "gone.title": "Dieser Link gilt nicht mehr",
        "gone.text": (
            "Er wurde schon benutzt, ist abgelaufen oder zurückgenommen. Bitte lassen Sie "
            "sich einen neuen geben."
        ),
        "wait.title": "Zu viele Versuche",
        "wait.text": "Bitte versuchen Sie es in {minutes} Minuten noch einmal.",
        "account.title": "Mein Konto",
        "account.name": "Name",
        "account.email": "E-Mail",
        "account.role": "Rolle",
        "account.password": "Passwort",
        "account.current": "Jetziges Passwort",
        "account.new_password": "Neues Passwort",
        "account.again": "Noch einmal",
        "account.rule": "Mindestens {least} Zeichen; ein Satz ist leichter zu merken.",
        "account.change": "Passwort ändern",
        "account.done_password": (
            "Das Passwort ist geändert; alle anderen Anmeldungen sind beendet."
        ),
        "account.password_again": "Die beiden neuen Passwörter sind verschieden.",
        "account.password_short": "Das neue Passwort hat mindestens {least} Zeichen.",
        "account.password_weak": "Dieses Passwort wäre das erste, das jemand versucht.",
        "account.password_wrong": "Das jetzige Passwort stimmt nicht.",
        "account.password_busy": "Zu viele Versuche. Bitte etwas später noch einmal.",
        "account.totp_wrong": "Das Passwort stimmt nicht.",
        "account.totp_busy": "Zu viele Versuche. Bitte etwas später noch einmal.",
        "account.totp_code": "Der Code stimmt nicht. Bitte die Einrichtung neu beginnen.",
        "account.sessions": "Anmeldungen",
        "account.since": "seit",
        "account.this": "diese",
        "account.end": "Alle anderen beenden",
        "totp.title": "Zweiter Faktor",
        "totp.on": "eingerichtet",
        "totp.text": "Mit einer App für Einmalcodes kommt niemand mit dem Passwort allein herein.",
        "totp.begin": "Einrichten",
        "totp.renew": "Neue Ersatzcodes",
        "totp.remove": "Zweiten Faktor entfernen",
        "totp.scan": "Diesen Code mit der App scannen, oder die Zeichen darunter eintippen.",
        "totp.picture": "QR-Code für die App",
        "totp.code": "Code, den die App jetzt zeigt",
        "totp.confirm": "Bestätigen",
        "totp.codes": "Ersatzcodes",
        "totp.keep": (
            "Jeder gilt einmal, wenn das Gerät fehlt. Jetzt ausdrucken: Sie werden nicht "
            "mehr gezeigt."
        ),
        "totp.kept": "Aufbewahrt",
        "letter.reset_subject": "Neues Passwort für das Kassenarchiv",
        "letter.reset": (
            "Guten Tag,\n\nmit diesem Link setzen Sie ein neues Passwort. Er gilt eine "
            "Stunde, einmal:\n\n{link}\n\nWenn Sie das nicht wollten, ist nichts zu tun.\n"
        ),
        "letter.invite_subject": "Einladung zum Kassenarchiv",
        "letter.invite": (
            "Guten Tag,\n\nmit diesem Link kommen Sie in das Kassenarchiv. Er gilt eine "
            "Woche, einmal:\n\n{link}\n"
        ),
    }
)
