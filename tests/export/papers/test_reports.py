"""What FinanzOnline was told."""

from firmware.export.papers.document import Paragraph, Table
from firmware.export.papers.reports import report_table, reports_of
from firmware.finanzonline.order import Act
from tests.export.papers.sample import EVENTFUL, NEW, OLD, PLAIN


def test_by_act_and_thing() -> None:
    """Of one card, of one receipt, of one outage; `ausfall_se` is no `ausfall_kasse`."""
    entered = reports_of(EVENTFUL, (Act.REGISTRIERUNG_SE,))
    assert [OLD, NEW] == [one.about for one in entered]
    assert [NEW] == [one.about for one in reports_of(EVENTFUL, (Act.REGISTRIERUNG_SE,), NEW)]
    outage = reports_of(EVENTFUL, (Act.AUSFALL_SE, Act.WIEDERINBETRIEBNAHME_SE), "414")
    assert ["ausfall_se:414", "wiederinbetriebnahme_se:414"] == [one.key for one in outage]


def test_done_and_open() -> None:
    """Settled by hand with its time; what is open has no time and no way."""
    table = report_table(reports_of(PLAIN, (Act.REGISTRIERUNG_SE, Act.REGISTRIERUNG_KASSE)))
    assert isinstance(table, Table)
    due = "04.11.2026"
    assert (
        ("Signatureinheit anmelden", OLD, due, "erledigt", "28.10.2026 10:00", "von Hand"),
        ("Kasse anmelden", "GRAZ-01", due, "offen", "–", "–"),
    ) == table.rows


def test_nothing_to_tell() -> None:
    """A sentence and no empty table."""
    assert Paragraph(text="Keine Meldung an FinanzOnline nötig.") == report_table(())
