"""E131, chapter 4: signature, chain, counter, outage, and where the key lies (RKSV)."""

from firmware.export.papers.document import Bullets, Chapter, Heading, Pairs, Paragraph
from firmware.export.papers.facts import Facts
from firmware.export.papers.words import NONE


def security(facts: Facts) -> Chapter:
    """4: the security device of the RKSV, as it is in this till."""
    register = facts.register
    return Chapter(
        title="Sicherheitseinrichtung nach der RKSV",
        blocks=(
            Pairs(
                rows=(
                    ("Kennzeichen (Feld 1)", register.rka or NONE),
                    ("Kassen-ID (Feld 2)", register.register_id),
                    ("Umsatzzähler", f"{register.counter_bytes} Byte, AES-256 im Zählermodus"),
                    ("Prüfwert des AES-Schlüssels", register.key_check or NONE),
                    ("Verfahren", "ES256 (ECDSA P-256, SHA-256), Suite R1"),
                )
            ),
            Heading(text="Signatur und Verkettung"),
            Paragraph(
                text="Jeder Barumsatz wird signiert, ebenso Storno, Training, Start-, Monats-, "
                "Jahres-, Schluss-, Sammel- und Nullbeleg. Signiert werden Kassen-ID, Belegnummer, "
                "Zeit, die Beträge nach Steuersätzen, der verschlüsselte Umsatzzähler, die "
                "Seriennummer des Zertifikats und der Verkettungswert aus dem vorigen Beleg; den "
                "ersten bildet die Kassen-ID. Jede Signatur wird geprüft, ehe der Beleg "
                "gespeichert wird. Der maschinenlesbare Code steht als QR-Code auf dem Bon"
                f"{_ocr(facts)}."
            ),
            Heading(text="Datenerfassungsprotokoll (DEP7)"),
            Paragraph(
                text="Jeder Beleg liegt mit seiner signierten Form (JWS) unveränderlich im Buch. "
                "Ausgegeben wird er in der Form der Anlage Z 3 (JSON, je Zertifikat eine Gruppe, "
                "mit den Zertifikaten darüber, soweit eingerichtet)."
            ),
            Heading(text="Ausfall der Signatureinheit (§ 17)"),
            Bullets(items=_outage(facts)),
            Heading(text="Pflichtbelege"),
            Bullets(
                items=(
                    "Startbeleg bei der Inbetriebnahme, signiert und gedruckt.",
                    (
                        "Monatsbeleg und Jahresbeleg von selbst vor dem ersten Beleg des neuen "
                        "Monats oder von Hand (F 61, F 62); Monate ohne Umsatz werden in einem "
                        "Beleg genannt. Ein Jahresbeleg, der im Ausfall entstand, wird signiert "
                        "wiederholt. "
                    ),
                    (
                        "Nullbeleg für die Kontrolle (F 60): von jedem, jederzeit, auch ohne "
                        "Anmeldung."
                    ),
                    "Schlussbeleg am Ende der Kasse (F 63); danach gibt es keinen Beleg mehr.",
                    (
                        "Die Prüfung von Start-, Jahres- und Schlussbeleg wird erinnert und, mit "
                        "dem Webservice, selbst angestoßen."
                    ),
                )
            ),
            Heading(text="Aufbewahrung der Schlüssel"),
            Paragraph(
                text="Der AES-Schlüssel wird einmal gemacht, bei der Inbetriebnahme, und liegt wie "
                "die PIN der Karte in einer Datei, die nur das Kassenprogramm lesen kann. Er "
                "verlässt die Kasse durch einen ausdrücklichen Befehl, der im Journal steht "
                "(EXPORT), und zur Registrierung in FinanzOnline. Der Signaturschlüssel verlässt "
                "die Signatureinheit nie. Es gibt keinen Hauptschlüssel, keinen Code, den der "
                "Hersteller kennt, und keine Einstellung, die das Signieren abschaltet."
            ),
        ),
    )


def _ocr(facts: Facts) -> str:
    is_text = facts.value("printer", "code") == "ocr"
    return " oder, wie hier, als Text in der OCR-Form, weil der Drucker keinen Code zeichnet" * (
        is_text
    )


def _outage(facts: Facts) -> tuple[str, ...]:
    several = (
        (
            "Signiert die erste Einheit nicht, tritt die nächste der Einstellungen an ihre Stelle "
            "(EINHEIT)."
        ),
    )
    return (
        *(several if len(facts.units) > 1 else ()),
        (
            "Antwortet die Karte nicht binnen drei Sekunden oder falsch, geht der Verkauf weiter; "
            "jeder Bon trägt „Sicherheitseinrichtung ausgefallen“, Zähler und Verkettung laufen "
            "weiter. "
        ),
        (
            "Geht sie wieder, ist der erste signierte Beleg der Sammelbeleg, von selbst; er nennt "
            "die betroffenen Nummern."
        ),
        (
            "Ein Ausfall von mehr als 48 Stunden ist zu melden: Die Kasse sagt es auf der Anzeige, "
            "F 65 druckt die Werte, F 69 führt die Meldungen."
        ),
        "Eine gesperrte oder falsche PIN wird der Karte nicht noch einmal gezeigt.",
    )
