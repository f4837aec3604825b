"""Facts of a till as values: a plain one, and one to which everything has happened."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Final

from firmware.app.paperwork.gather import functions
from firmware.app.paperwork.settings import devices_of, settings_of
from firmware.desk.stall import demo_config
from firmware.export.papers.document import (
    Block,
    Bullets,
    Document,
    Heading,
    Pairs,
    Paragraph,
    Signatures,
    Table,
)
from firmware.export.papers.facts import (
    Book,
    Change,
    Copy,
    End,
    Facts,
    Group,
    GroupChange,
    Machine,
    Manufacturer,
    Outage,
    Person,
    Practice,
    Program,
    Register,
    Report,
    Start,
    TillOutage,
    Unit,
)

BEGUN_UTC: Final = datetime(2026, 10, 28, 8, 0, tzinfo=UTC)
HOUR: Final = timedelta(hours=1)
WEEK: Final = timedelta(days=7)
OLD, NEW = "68a8cf0883f90c61", "6df3cb222ea6fad3"


def unit(serial: str = OLD) -> Unit:
    """A card that signs."""
    return Unit(
        serial=serial,
        kind="Signaturkarte",
        place="card",
        family="CardOS 5.3",
        card_number="a1d22fe7b30f0fa567b1",
        valid_until="01.01.2035",
        vda_id="AT1",
        entered_utc=BEGUN_UTC,
    )


def report(key: str, about: str, title: str = "Meldung", *, is_done: bool = False) -> Report:
    """Something FinanzOnline is told."""
    return Report(
        key=key,
        title=title,
        about=about,
        due_utc=BEGUN_UTC + WEEK,
        verdict="erledigt" if is_done else "offen",
        settled_utc=BEGUN_UTC + HOUR if is_done else None,
        is_by_hand=is_done,
    )


PLAIN: Final = Facts(
    manufacturer=Manufacturer(),
    program=Program(
        name="Standlkassa",
        version="0.1.0",
        image="",
        image_slot="",
        image_root_hash="",
        files=464,
        source_sha256="5" * 64,
        record_sha256="7" * 64,
        python="Python 3.11.2",
        system="Linux aarch64",
        libraries=(("click", "8.1"), ("fpdf2", "2.8.3")),
    ),
    machine=Machine(
        board="Raspberry Pi 4", serial="10000000abcdef01", devices=devices_of(demo_config())
    ),
    register=Register(
        register_id="GRAZ-01",
        company=("MARKTSTAND HUBER", "Hauptplatz 3, 8010 Graz"),
        uid="ATU12345678",
        tax_number="",
        rka="R1-AT1",
        counter_bytes=8,
        key_check="qx6p",
        commissioned_utc=BEGUN_UTC,
        commissioned=(("durchgeführt von", "Technik Gruber"), ("Weg", "an den Tasten")),
    ),
    units=(unit(),),
    starts=(Start(version="0.1.0", at_utc=BEGUN_UTC),),
    book=Book(schema=2, receipts=7, rows=98, last_hash="c" * 64, last_z=None),
    settings=settings_of(demo_config()),
    functions=functions(),
    people=(),
    practice=Practice(receipt_form="papier", counts_pieces=True, is_z_for_chief=False),
    groups=(
        Group(number=1, name="Obst", rate="4,9 %", price="2,50 €", since=date(2026, 10, 28)),
        Group(number=8, name="Kunsthandwerk", rate="20 %", price="", since=None),
    ),
    group_changes=(),
    reports=(
        report(f"registrierung_se:{OLD}", OLD, "Signatureinheit anmelden", is_done=True),
        report("registrierung_kasse:GRAZ-01", "GRAZ-01", "Kasse anmelden"),
        report("belegpruefung:1", "Beleg 1", "Beleg prüfen"),
    ),
    outages=(),
    till_outages=(),
    swaps=(),
    takeovers=(),
    copies=(),
    end=None,
)

EVENTFUL: Final = replace(
    PLAIN,
    manufacturer=Manufacturer(
        name="Werkstatt Gruber", lines=("Kirchengasse 5",), uid="ATU87654321", contact="0316 1234"
    ),
    units=(replace(unit(), ended_utc=BEGUN_UTC + WEEK), unit(NEW)),
    people=(
        Person(number=1, name="Anna", role="chef"),
        Person(number=2, name="Ben", role="kassier"),
    ),
    group_changes=(
        GroupChange(
            number=1,
            what="Steuersatz",
            old="10 %",
            new="4,9 %",
            valid_from=date(2026, 11, 1),
            recorded=date(2026, 10, 29),
            source="Tasten",
            clerk=1,
        ),
    ),
    reports=(
        *PLAIN.reports,
        report("ausfall_se:414", OLD, "Ausfall der Signatureinheit", is_done=True),
        report("wiederinbetriebnahme_se:414", OLD, "Ende des Ausfalls"),
        report("ausfall_se:-77", OLD, "Ausfall der zweiten Einheit"),
        report("ausfall_kasse:88", "GRAZ-01", "Ausfall der Kasse"),
        report(f"registrierung_se:{NEW}", NEW, "Neue Karte anmelden"),
        report(f"ausserbetriebnahme_se:{OLD}", OLD, "Alte Karte abmelden"),
        report("belegpruefung:900", "Beleg 900", "Schlussbeleg prüfen"),
        report("ausserbetriebnahme_kasse:GRAZ-01", "GRAZ-01", "Kasse abmelden"),
    ),
    outages=(
        Outage(
            first_number=414,
            last_number=460,
            count=45,
            serial=OLD,
            fault="Karte antwortet nicht in 3 s",
            began_utc=BEGUN_UTC + HOUR,
            ended_utc=BEGUN_UTC + 60 * HOUR,
            collecting_number=461,
        ),
        Outage(
            first_number=800,
            last_number=800,
            count=1,
            serial=NEW,
            fault="Karte oder Leser fehlt",
            began_utc=BEGUN_UTC + 2 * WEEK,
            ended_utc=None,
            collecting_number=None,
        ),
    ),
    till_outages=(
        TillOutage(
            number=88,
            reason="Diebstahl oder sonstiger Verlust",
            began_utc=BEGUN_UTC + HOUR,
            ended_utc=BEGUN_UTC + 3 * HOUR,
            clerk=1,
        ),
    ),
    swaps=(
        Change(
            at_utc=BEGUN_UTC + WEEK,
            old=OLD,
            new=NEW,
            cause="Karte defekt",
            clerk=1,
            first_receipt=462,
        ),
    ),
    takeovers=(Change(at_utc=BEGUN_UTC + HOUR, old=OLD, new=NEW, cause="", clerk=None),),
    copies=(
        Copy(
            at_utc=BEGUN_UTC + WEEK,
            what="Quartal 2026-Q4",
            file="dep-export__GRAZ-01.json",
            sha256="d" * 64,
            medium="Datenpartition",
        ),
    ),
    end=End(
        at_utc=BEGUN_UTC + 3 * WEEK,
        reason="geplante Außerbetriebnahme",
        number=900,
        gives_up_units=True,
    ),
)


def words_in(document: Document) -> str:
    """Everything a document says, a line for each text."""
    lines = [document.title, document.law]
    for chapter in document.chapters:
        lines.append(chapter.title)
        for block in chapter.blocks:
            lines += _lines(block)
    return "\n".join(lines)


def _lines(block: Block) -> list[str]:
    match block:
        case Heading() | Paragraph():
            return [block.text]
        case Bullets():
            return list(block.items)
        case Pairs():
            return [f"{label}: {text}" for label, text in block.rows]
        case Table():
            return [" | ".join(cells) for cells in (block.head, *block.rows)]
        case Signatures():
            return list(block.labels)
