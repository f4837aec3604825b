"""The record of the end."""

from dataclasses import replace

from firmware.export.papers.ending import end_record
from tests.export.papers.sample import EVENTFUL, PLAIN, words_in


def test_end_with_a_schlussbeleg() -> None:
    """§ 17 Abs 8 RKSV: why, when, its last receipt, what left, what was told."""
    told = words_in(end_record(EVENTFUL))
    for words in (
        "außer Betrieb seit: 18.11.2026 09:00:00",
        "Grund: geplante Außerbetriebnahme",
        "Schlussbeleg: 900",
        "Signatureinheiten: mit abgemeldet",
        "Quartal 2026-Q4",
        "Kasse abmelden",
        "Alte Karte abmelden",
        "Schlussbeleg prüfen",
        "c" * 64,
    ):
        assert words in told
    assert "keinen Schlussbeleg" not in told


def test_end_without_one() -> None:
    """Then somebody writes down why."""
    assert EVENTFUL.end is not None
    end = replace(EVENTFUL.end, number=None, gives_up_units=False)
    told = words_in(end_record(replace(EVENTFUL, end=end)))
    assert "Schlussbeleg: keiner" in told
    assert "Warum (hier vermerken)" in told
    assert "Signatureinheiten: bleiben" in told
    assert "Schlussbeleg prüfen" not in told


def test_before_the_end() -> None:
    """A register that sells has not ended, and its paper does not look as if."""
    document = end_record(PLAIN)
    assert 1 == len(document.chapters)
    assert "ist in Betrieb" in words_in(document)
