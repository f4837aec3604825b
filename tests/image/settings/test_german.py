"""firmware.image.settings.german: every value has words for what it must be."""

import pytest
from msgspec import inspect

from firmware.image.settings.german import PATTERNS, did_you_mean, expected, sentence_about, shown
from firmware.image.settings.keys import SECTIONS


def _patterned(hint: object) -> bool:
    kind = inspect.type_info(hint)
    some = kind.types if isinstance(kind, inspect.UnionType) else (kind,)
    inner = [one.item_type if isinstance(one, inspect.ListType) else one for one in some]
    return any(isinstance(one, inspect.StrType) and one.pattern for one in inner)


def test_every_pattern_has_words() -> None:
    """Nobody is shown a regular expression; no words are left over."""
    patterned = {
        (name, key)
        for name, section in SECTIONS.items()
        for key, one in section.keys.items()
        if _patterned(one.hint)
    }
    assert patterned == set(PATTERNS)


def test_every_key_can_be_explained() -> None:
    """What is expected, and what is said of a value of each kind, is a sentence."""
    for name, section in SECTIONS.items():
        for key, one in section.keys.items():
            assert expected(one.hint, (name, key))
            for value in ("x" * 99, "", True, 5, -1.5, [], [1], {"a": 1}):
                assert sentence_about(value, one, (name, key)).endswith((".", "?"))


@pytest.mark.parametrize(
    ("path", "value", "words"),
    [
        ("printer.baud", "19200", "Zahlen stehen ohne Anführungszeichen: baud = 19200."),
        ("printer.baud", 5, "eine ganze Zahl von 1200 bis 921600"),
        ("printer.connection", "USB", 'nur "serial" oder "tcp" oder "usb". Meinten Sie „usb“?'),
        ("group.vat", 4.9, 'Das gehört in Anführungszeichen: vat = "4,9".'),
        ("group.name", "", "Hier fehlt noch ein Text (höchstens 16 Zeichen)."),
        ("group.name", "x" * 17, "Der Text ist zu lang: 17 Zeichen, höchstens 16."),
        ("register.id", "", "Hier fehlt die Kassen-ID"),
        ("register.id", "MARKT 1", "„MARKT 1“ geht hier nicht; richtig ist die Kassen-ID"),
        ("options.void_reason", "ja", "true oder false, ohne Anführungszeichen"),
        ("gpio.buzzer", True, "true und false gehen hier nicht"),
        ("company.lines", "Hauptplatz", 'eine Liste in eckigen Klammern hin: lines = ["…"]'),
        ("display.port", "drei", 'eine ganze Zahl von 0 bis 99 ohne Anführungszeichen oder "auto"'),
        ("network.ntp", ["a b"], "eine Liste in eckigen Klammern (Namen oder Adressen"),
    ],
)
def test_sentences(path: str, value: object, words: str) -> None:
    """What was written, what is right."""
    section, key = path.split(".")
    known = SECTIONS[section].keys[key]
    assert not known.takes(value)
    assert words in sentence_about(value, known, (section, key))


@pytest.mark.parametrize("value", ["geheim", 12345678, True])
def test_secrets_are_not_repeated(value: object) -> None:
    """Whatever stands there might be one."""
    known = SECTIONS["network"].keys["passphrase"]
    said = sentence_about(value, known, ("network", "passphrase"))
    assert "Richtig ist in Anführungszeichen das WLAN-Passwort: 8 bis 63 Zeichen" in said
    assert str(value) not in said


def test_did_you_mean() -> None:
    """Near enough, or nothing."""
    assert " Meinten Sie „printer“?" == did_you_mean("Printr", SECTIONS)
    assert "" == did_you_mean("zzz", SECTIONS)


def test_shown() -> None:
    """What comes from outside does no harm, and is short."""
    assert "a?b" == shown("a\x1bb")
    assert 40 == len(shown("x" * 99))
