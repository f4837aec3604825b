"""The record of outages."""

from firmware.export.papers.outages import outage_record
from tests.export.papers.sample import EVENTFUL, NEW, OLD, PLAIN, words_in


def test_each_outage() -> None:
    """§ 17 RKSV: begin, end, why, which receipts, which Sammelbeleg, what was told."""
    told = words_in(outage_record(EVENTFUL))
    for words in (
        "Beginn: 28.10.2026 10:00:00",
        "Ende: 30.10.2026 21:00:00",
        "Fehler: Karte antwortet nicht in 3 s",
        "Belege ohne Signatur: 45 (Nr. 414 bis 460)",
        "Sammelbeleg: Nr. 461",
        "Ausfall der Signatureinheit",
        "Ende des Ausfalls",
        "Ausfall der zweiten Einheit",
        f"{OLD} | {NEW}",
        "Grund: Diebstahl oder sonstiger Verlust",
        "eingetragen von: Bediener 1",
        "Ausfall der Kasse",
    ):
        assert words in told


def test_an_outage_that_goes_on() -> None:
    """No end and no Sammelbeleg yet."""
    told = words_in(outage_record(EVENTFUL))
    assert "Ende: dauert an" in told
    assert "Sammelbeleg: noch keiner" in told


def test_no_outage() -> None:
    """Then it says so, in each chapter."""
    told = words_in(outage_record(PLAIN))
    for words in ("Kein Beleg dieser Kasse ist ohne Signatur.", "Keiner.", "Kein Ausfall eing"):
        assert words in told
