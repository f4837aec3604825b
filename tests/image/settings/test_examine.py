"""firmware.image.settings.examine: everything wrong with a file, or the settings of the till."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from firmware.app.config import ConfigError, DisplaySection, parse, profile
from firmware.image.settings import examine as module
from tests.image.settings.files import DAY, FULL, KEY, PASSPHRASE, SMALL, examined, told

#: What mutations put in.
_PIECES = ('"', "'", "[", "]", "=", "\n", "#", "\\", "1", ",", "[[group]]\n", "ä", "\t", "\r", "{")


def test_good() -> None:
    """The settings as the program of the till has them, and the panel."""
    found = examined(SMALL)
    assert found.config == parse(SMALL)
    assert found.config is not None
    assert (SMALL, found.config.display) == (found.text, found.panel)


def test_bad() -> None:
    """No settings, but the panel on which that is to be shown."""
    found = examined(SMALL.replace("Obst", "") + '[display]\nchip = "sh1106"\n')
    assert (None, "") == (found.config, found.text)
    assert found.panel is not None
    assert "sh1106" == found.panel.chip


def test_no_word_of_a_panel() -> None:
    """Then it is the one of every till."""
    assert DisplaySection() == examined(SMALL.replace("Obst", "")).panel


def test_the_panel_itself_is_bad() -> None:
    """Then nobody knows it."""
    assert None is examined(SMALL + '[display]\nchip = "x"\n').panel


def test_the_program_has_the_last_word(monkeypatch: pytest.MonkeyPatch) -> None:
    """What it refuses, and nobody here knew of, is not taken."""

    def refuse(_: str) -> None:
        raise ConfigError("no")

    monkeypatch.setattr(module, "parse", refuse)
    assert ["kassa.toml: Die Kasse nimmt das nicht an: no"] == told(SMALL)


@settings(max_examples=300, deadline=None)
@given(st.integers(0, 2**32), st.integers(1, 6))
def test_any_mutation_is_taken_or_told(seed: int, count: int) -> None:
    """Never anything else; what is taken the program takes, and no secret is in any word."""
    chance = random.Random(seed)
    text = FULL
    for _ in range(count):
        begin = chance.randrange(len(text) + 1)
        end = begin + chance.choice((0, 0, 1, 1, 5, 30))
        text = text[:begin] + chance.choice((*_PIECES, "")) + text[end:]
    found = examined(text)
    if found.findings:
        assert found.config is None
        words = " ".join(map(str, found.findings))
        assert KEY not in words
        assert PASSPHRASE not in words
        assert all(one.line <= text.count("\n") + 1 for one in found.findings)
    else:
        assert found.config is not None
        assert found.config == parse(found.text.replace("\r\n", "\n"))
        assert profile(found.config, DAY)
        assert not found.secrets.passphrase or found.secrets.passphrase not in found.text


@pytest.mark.parametrize(
    "text",
    [
        FULL.replace('"https://kassa.example.at"\nkey', ""),
        FULL.replace('"Marktnetz"\npassphrase = "', ""),
        FULL.replace('wifi"\nssid = "Marktnetz"\npassphrase = "', ""),
        FULL.replace("passphrase", "pasphrase"),
        FULL.replace("passphrase", "dns"),
    ],
)
def test_lines_that_ran_together(text: str) -> None:
    """A secret behind another name is one all the same."""
    said = " ".join(told(text))
    assert said
    assert KEY not in said
    assert "Geheim" not in said


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=300) | st.text(max_size=300).map(str.encode))
def test_any_bytes_are_told(raw: bytes) -> None:
    """No file of anybody is a crash."""
    assert examined(raw).findings
