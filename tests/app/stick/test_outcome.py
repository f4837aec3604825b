"""firmware.app.stick.outcome: how an export ended, in words."""

import errno
from pathlib import Path

import pytest

from firmware.app.stick import outcome
from firmware.export.errors import EmptyPeriodError, ExportError, NotSoundError, WriteError
from firmware.export.package.fault import CancelledError, MediumError, MediumFault
from firmware.rksv.errors import MalformedError
from firmware.store.errors import StoreError, StoreFault
from firmware.till.exports.requests import ExportKind

STICK = Path("stick")


def write_error(code: int) -> WriteError:
    """As `atomic_file` raises it."""
    error = WriteError(STICK, "words")
    error.__cause__ = OSError(code, "words")
    return error


@pytest.mark.parametrize("fault", list(MediumFault))
def test_every_fault_has_words(fault: MediumFault) -> None:
    """E16, short enough for the display; the row has them in English."""
    ended = outcome.failed(ExportKind.DEP7, MediumError(fault, STICK), is_stick_there=True)
    assert outcome.MEDIUM_WORDS[fault] == ended.result.error
    assert ended.result.is_stick_at_fault
    assert 0 < len(ended.result.error) <= 16
    assert {"what": "dep7", "medium": "stick", "error": f"stick: the medium {fault.value}"} == {
        **ended.row
    }


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (MediumFault.DAMAGED, "Stick abgezogen"),
        (MediumFault.READ_ONLY, "Stick abgezogen"),
        (MediumFault.FULL, "Stick voll"),
    ],
)
def test_a_pulled_stick_says_what_it_likes(fault: MediumFault, words: str) -> None:
    """Whether it is out the port tells."""
    error = MediumError(fault, STICK)
    assert words == outcome.words_of(error, is_stick_there=False)


@pytest.mark.parametrize(
    ("error", "words", "is_harmless"),
    [
        (StoreError(StoreFault.FULL, "book", "x"), "Speicher voll", False),
        (StoreError(StoreFault.BROKEN, "book", "x"), "Buch prüfen", False),
        (MalformedError("jws", "x"), "Buch prüfen", False),
        (EmptyPeriodError("x"), "Nichts zu holen", True),
        (CancelledError("x"), "abgebrochen", True),
        (ExportError("x"), "Nicht exportiert", False),
        (KeyError("x"), "Nicht exportiert", False),
    ],
    ids=lambda value: str(value)[:20],
)
def test_what_is_not_the_sticks_fault(error: Exception, words: str, *, is_harmless: bool) -> None:
    """Another stick would not help."""
    result = outcome.failed(ExportKind.OWNER, error, is_stick_there=True).result
    assert (words, False, is_harmless) == (
        result.error,
        result.is_stick_at_fault,
        result.is_harmless,
    )


def test_a_file_that_could_not_be_written() -> None:
    """By what the medium said."""
    full, gone = write_error(errno.ENOSPC), write_error(errno.EIO)
    assert "Stick voll" == outcome.words_of(full, is_stick_there=True)
    assert "Stick abgezogen" == outcome.words_of(gone, is_stick_there=False)


def test_before_the_end_of_a_register() -> None:
    """What is wrong with the books is told from what is wrong with the place."""
    assert "DEP beschädigt" == outcome.words_of_ending(NotSoundError("x"))
    assert "Nicht gesichert" == outcome.words_of_ending(MediumError(MediumFault.FULL, STICK))
