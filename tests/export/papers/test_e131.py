"""The description E131: eleven chapters, each answered from the facts."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from firmware.export.package import names
from firmware.export.papers.document import Document
from firmware.export.papers.e131 import e131
from firmware.export.papers.facts import Facts, Setting
from firmware.export.papers.words import EVENTS, RIGHTS, SECTIONS
from firmware.export.reports import reports
from firmware.export.tables.events import FILE
from firmware.export.tables.registry import TABLES
from tests.export.papers.sample import EVENTFUL, NEW, OLD, PLAIN, unit, words_in

#: In the order in which an auditor knows them.
CHAPTERS = (
    "Hersteller, Produkt, Kassentyp, Betreiber",
    "Datenfluss: von der Taste zum Beleg",
    "Ereignisprotokoll (DEP nach § 131 BAO)",
    "Sicherheitseinrichtung nach der RKSV",
    "Storno, Retoure, Rabatt, Training, Preise, Geldbewegungen",
    "Nummern, Zähler, Tagesabschluss",
    "Bediener, Rechte, Änderungen, Updates",
    "Sicherung, Aufbewahrung, Wiederherstellung",
    "Schnittstellen, Zeit, Verhalten bei Stromausfall",
    "Anleitung zum Export für die Prüfung",
    "Bekannte Grenzen, Nachweise, Änderungen",
)


def chapter(document: Document, number: int) -> str:
    """What one chapter says."""
    return words_in(replace(document, chapters=(document.chapters[number - 1],)))


def with_settings(facts: Facts, *more: tuple[str, str, str]) -> Facts:
    """`facts` with other settings first."""
    added = tuple(Setting(section=one, key=two, value=three) for one, two, three in more)
    return replace(facts, settings=(*added, *facts.settings))


def test_chapters() -> None:
    """All eleven, in their order, none empty."""
    document = e131(PLAIN)
    assert CHAPTERS == tuple(one.title for one in document.chapters)
    assert [] == [one.title for one in document.chapters if not one.blocks]


def test_every_event_stands_in_the_third_chapter() -> None:
    """§ 131 Abs 1 Z 6 lit b BAO: what is logged, all of it."""
    told = chapter(e131(PLAIN), 3)
    assert [] == [kind for kind, text in EVENTS.items() if f"{kind.value} | {text}" not in told]


def test_every_section_of_the_settings_stands_in_the_ninth() -> None:
    """Also those that are not set up, and every key of the others."""
    told = chapter(e131(PLAIN), 9)
    assert [] == [one for one in SECTIONS if f"{one} | " not in told]
    rows = [f"{one.section} | {one.key} | {one.value or '–'}" for one in PLAIN.settings]
    assert [] == [row for row in rows if row not in told]
    assert "terminal |  | nicht eingerichtet" in told


def test_every_function_and_its_right() -> None:
    """Who may what, as the keys have it."""
    told = chapter(e131(PLAIN), 7)
    rows = [f"F {one.code:02} | {one.name} | {one.chapter}" for one in PLAIN.functions]
    assert [] == [row for row in rows if row not in told]
    assert [] == [words for words in RIGHTS.values() if words not in told]


def test_type_database_and_digests() -> None:
    """Type 3, SQLite, and what the code is."""
    told = chapter(e131(PLAIN), 1)
    for words in ("Kassentyp 3", "SQLite", "5" * 64, "7" * 64, "Raspberry Pi 4", "fpdf2 2.8.3"):
        assert words in told


def test_a_checkout_says_that_it_is_one() -> None:
    """The list of an editable installation proves nothing."""
    told = words_in(e131(replace(PLAIN, program=replace(PLAIN.program, record_sha256=""))))
    assert "keine: das Programm läuft aus einem Quelltextordner" in told
    assert "ist nicht als Paket installiert" in told


@settings(max_examples=25, deadline=None)
@given(
    register_id=st.from_regex(r"[A-Z0-9-]{1,20}", fullmatch=True),
    serial=st.from_regex(r"[1-9a-f][0-9a-f]{3,15}", fullmatch=True),
    receipts=st.integers(1, 10**7),
)
def test_what_it_says_are_the_facts(register_id: str, serial: str, receipts: int) -> None:
    """Id, serial and counts of any till, in its description."""
    facts = replace(
        PLAIN,
        register=replace(PLAIN.register, register_id=register_id),
        units=(unit(serial),),
        book=replace(PLAIN.book, receipts=receipts),
    )
    told = words_in(e131(facts))
    assert f"Kassen-ID: {register_id}" in told
    assert f"{serial} (AT1)" in told
    assert f"Stand: {receipts} Belege" in told


def test_people_and_units() -> None:
    """Clerks by name, every card with its time."""
    told = words_in(e131(EVENTFUL))
    assert "1 | Anna | chef" in told
    assert f"{OLD} (AT1) | Signaturkarte" in told
    assert f"{NEW} (AT1) | Signaturkarte" in told
    assert "tritt die nächste der Einstellungen" in told
    assert "Ein-Personen-Stand" in words_in(e131(PLAIN))


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ((("paths", "stick", ""),), "Kein Stick eingerichtet"),
        ((), "Kein Webservice"),
        ((), "Keine Zertifikate über dem der Karte"),
        ((("paths", "stick", ""),), "F 70 bis F 72 gehen nicht"),
        ((), "Kein zweites Medium"),
        ((("paths", "stick", "/media/stick"),), "wenn er steckt, auf den Stick des Chefs"),
        ((("paths", "stick", "/media/stick"),), "Stick anstecken, gleich welchen. F 70, 2"),
        ((("mirror", "folder", "/media/two"),), "Zweites Medium (/media/two): Jeder Beleg"),
        ((), "Kein Archiv außerhalb der Kasse"),
        ((("archive", "url", "https://kassa.example.at"),), "Archiv (https://kassa.example.at)"),
        ((("backup", "remind_days", "0"),), "Erinnert wird daran hier nicht"),
        ((("backup", "remind_days", "9"),), "seit 9 Tagen nichts davon geschehen"),
        ((("finanzonline", "mode", "production"),), "durch einen eigenen Prozess (kassa-sync)"),
        ((("terminal", "host", "10.0.0.2"),), "der Betrag geht genau einmal hinaus"),
        ((("scale", "device", "/dev/ttyUSB0"),), "Konformitätsbescheinigung"),
        ((("printer", "code", "ocr"),), "als Text in der OCR-Form"),
    ],
)
def test_what_is_not_there_is_not_promised(more: tuple[tuple[str, str, str]], words: str) -> None:
    """Limits follow from the settings, and so does what the till can do."""
    assert words in words_in(e131(with_settings(PLAIN, *more)))


@pytest.mark.parametrize(
    ("more", "words"),
    [
        (("paths", "stick", "/media/stick"), "Kein Stick eingerichtet"),
        (("finanzonline", "mode", "production"), "Kein Webservice"),
        (("archive", "url", "https://kassa.example.at"), "Kein Archiv außerhalb"),
        (("card", "issuers", "/etc/issuer.pem"), "Keine Zertifikate über dem der Karte"),
        (("printer", "code", "qr"), "als Text in der OCR-Form"),
    ],
)
def test_a_limit_goes_when_it_is_none(more: tuple[str, str, str], words: str) -> None:
    """Nothing is denied that the till does."""
    assert words not in words_in(e131(with_settings(PLAIN, more)))


def test_receipts_as_links() -> None:
    """§ 132a Abs 1 BAO: only where there is an archive that they lead to."""
    shown = replace(PLAIN, practice=replace(PLAIN.practice, receipt_form="qr"))
    archived = with_settings(shown, ("archive", "url", "https://kassa.example.at"))

    assert "Belege als Link: Der Code" in words_in(e131(archived))
    assert "Belege als Link: Der Code" not in words_in(e131(shown))
    assert "Belege werden nicht als Link" in words_in(e131(shown))
    assert "Belege werden nicht als Link" not in words_in(e131(archived))


def test_only_the_last_copies_are_listed() -> None:
    """Seven years have many; the journal has them all."""
    copies = tuple(replace(EVENTFUL.copies[0], file=f"copy-{number:02}") for number in range(30))
    told = words_in(e131(replace(EVENTFUL, copies=copies)))
    assert "copy-17" not in told
    assert "copy-18" in told
    assert "copy-29" in told


def test_exports_are_called_as_they_are() -> None:
    """§ 131 Abs 2 BAO: the tenth chapter names the files that the exporter writes."""
    told = chapter(e131(PLAIN), 10)
    own = (names.ROOT, names.MANIFEST, names.SEAL, names.HEAD, names.VIEWER, names.README)
    tables = [one.file.replace("{id}", "<Kassen-ID>").rpartition("/")[2] for one in TABLES]
    assert [] == [one for one in (*own, names.COPY, *tables) if one not in told]
    assert [] == [one for one in (reports.PDF_FILE, reports.XML_FILE, FILE) if one not in told]
