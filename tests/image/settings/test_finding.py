"""firmware.image.settings.finding: where, and one sentence."""

from firmware.app.image_state import Mistake
from firmware.image.settings.finding import Finding, dotted, in_order

LATE = Finding(line=9, key="b", sentence="Zweitens.")
EARLY = Finding(line=2, key="a", sentence="Erstens.")
WHOLE = Finding(line=0, key="", sentence="Die Datei fehlt.")


def test_how_a_key_is_written() -> None:
    """People count from one."""
    assert "group[2].price" == dotted(("group", 1, "price"))


def test_what_is_told() -> None:
    """With line and key, where there are any."""
    assert "Zeile 2: a: Erstens." == str(EARLY)
    assert "kassa.toml: Die Datei fehlt." == str(WHOLE)
    assert Mistake(place="Zeile 2", sentence="Erstens.", key="a") == EARLY.mistake


def test_order() -> None:
    """As one goes through the file, each once."""
    assert (WHOLE, EARLY, LATE) == in_order([LATE, EARLY, WHOLE, EARLY])
