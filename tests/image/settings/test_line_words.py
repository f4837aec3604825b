"""firmware.image.settings.line_words: how a line is written that is no TOML."""

import tomllib

import pytest

from firmware.image.settings.line_words import words_for


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("name = Huber", 'Text steht in Anführungszeichen: name = "Huber".'),
        ("name = Huber # ich", 'Text steht in Anführungszeichen: name = "Huber".'),
        ('chip = sh1106  # "spi"', 'Text steht in Anführungszeichen: chip = "sh1106".'),
        ('name = "Hu#ber', 'fehlt das Anführungszeichen "'),
        ("name = „Huber“", "Anführungszeichen müssen gerade sein"),
        ("name = ”Huber”", "Anführungszeichen müssen gerade sein"),
        ('name = "Huber', 'fehlt das Anführungszeichen "'),
        ("name = 'Huber", "fehlt das Anführungszeichen '"),
        ('name = "C:\\Huber"', "doppelt"),
        ('name = "Hu"ber"', "Nach dem Text steht noch etwas"),
        ('name: "Huber"', "kein Doppelpunkt"),
        ("name", "fehlt das ="),
        ("Das ist der Stand", "Bemerkungen beginnen mit #"),
        ("name =", 'Nach dem = fehlt der Wert; nichts ist "": name = "".'),
        ("passphrase =", 'Nach dem = fehlt der Wert; nichts ist "".'),
        ('größe = "x"', "ohne Umlaut"),
        ('= "x"', "ohne Umlaut"),
        ("price = 2,50", 'Beträge und Sätze stehen in Anführungszeichen: price = "2,50".'),
        ("price = 1.234,50", 'price = "1.234,50"'),
        ("vat = 4,9 %", 'vat = "4,9 %"'),
        ("void_reason = ja", "Ja heißt true, nein heißt false: void_reason = true."),
        ("void_reason = False", "void_reason = false"),
        ("lines = [a, b]", "Listen schreibt man so"),
        ("[company", "am Ende fehlt ]."),
        ("[[group]", "am Ende fehlt ]]."),
        ("[mein stand]", "Ein Abschnitt heißt"),
        ("]", "fehlt das ="),
        ('name = Hu"ber\\', 'name = "Hu\\"ber\\\\"'),
    ],
)
def test_words(line: str, words: str) -> None:
    """One sentence, with the right line where it can be told."""
    with pytest.raises(tomllib.TOMLDecodeError):
        tomllib.loads(line)
    assert words in words_for(line)


@pytest.mark.parametrize(
    "line",
    ["passphrase = geheim12", "key = 123456", "pasphrase = geheim12", "passphrase = „geheim12“"],
)
def test_what_may_be_secret_is_not_repeated(line: str) -> None:
    """A misspelt key might be that of a secret."""
    assert line.rsplit(maxsplit=1)[-1].strip("„“") not in words_for(line)
