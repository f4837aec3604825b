"""firmware.image.settings.secret: what somebody typed, taken out of the file."""

import tomllib

import pytest

from firmware.image.settings.secret import Known, Secrets, masked
from tests.image.settings.files import FULL, KEY, PASSPHRASE, SMALL, examined, told

KNOWN = Known(ssids=frozenset({"Marktnetz"}), has_key=True)
TAKEN = FULL.replace(PASSPHRASE, "(übernommen)").replace(KEY, "(übernommen)")


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_every_other_sign_stays(end: str) -> None:
    """Remarks, empty lines, ends of lines."""
    found = examined(FULL.replace("\n", end))
    assert (TAKEN.replace("\n", end), ()) == (found.text, found.findings)
    assert (PASSPHRASE, KEY) == (found.secrets.passphrase, found.secrets.key)
    assert PASSPHRASE not in repr(found)
    assert KEY not in repr(found)


def test_what_was_taken_is_kept() -> None:
    """The word in the place of a secret means: as before."""
    found = examined(TAKEN, KNOWN)
    assert ((), TAKEN, Secrets()) == (found.findings, found.text, found.secrets)


def test_what_was_never_told_cannot_be_kept() -> None:
    """A file from another card, a Wi-Fi with another name."""
    assert [
        "Zeile 15: network.passphrase: Zu diesem WLAN",
        "Zeile 19: archive.key: Diese Kasse",
    ] == [
        one[: len(start)]
        for one, start in zip(
            told(TAKEN),
            ["Zeile 15: network.passphrase: Zu diesem WLAN", "Zeile 19: archive.key: Diese Kasse"],
            strict=True,
        )
    ]
    other = TAKEN.replace("Marktnetz", "Anderes")
    assert ["Zeile 15"] == [one[:8] for one in told(other, KNOWN)]


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        (PASSPHRASE, "kurz", "8 bis 63 Zeichen"),
        (PASSPHRASE, "x" * 65, "8 bis 63 Zeichen"),
        (PASSPHRASE, "geheimnisgemüse", "ohne Umlaute"),
        (PASSPHRASE, "zwei\\nzeilen", "8 bis 63 Zeichen"),
        (KEY, "123456", "48 Ziffern"),
        (KEY, KEY[:14] + ("1" if KEY[14] != "1" else "2") + KEY[15:], "in der 3. Sechsergruppe"),
        (KEY, "9999" + KEY[4:], "in der 1. Sechsergruppe"),
    ],
)
def test_what_cannot_be_one(old: str, new: str, words: str) -> None:
    """It is not repeated."""
    (said,) = told(FULL.replace(old, new))
    assert words in said
    assert new not in said


@pytest.mark.parametrize("good", ["a" * 8, "~" * 63, "0123456789abcDEF" * 4])
def test_passphrases(good: str) -> None:
    """Eight signs, sixty-three, and the key itself."""
    assert good == examined(FULL.replace(PASSPHRASE, good)).secrets.passphrase


@pytest.mark.parametrize(
    "section",
    [
        f'network = {{ kind = "wifi", ssid = "M", passphrase = "{PASSPHRASE}" }}\n',
        f'network.kind = "wifi"\nnetwork.ssid = "M"\nnetwork.passphrase = \'{PASSPHRASE}\'\n',
        f'["network"]\nkind = "wifi"\nssid = "M"\n"passphrase" = """{PASSPHRASE}"""\n',
    ],
)
def test_however_it_is_written(section: str) -> None:
    """TOML has many ways; in none of them the secret stays."""
    text = SMALL + section if section.startswith("[") else section + SMALL
    found = examined(text)
    assert (PASSPHRASE, ()) == (found.secrets.passphrase, found.findings)
    assert PASSPHRASE not in found.text
    assert "(übernommen)" == tomllib.loads(found.text)["network"]["passphrase"]


def test_what_cannot_be_masked() -> None:
    """Then nothing is: a text that says something else than the tables."""
    assert None is masked("a = 1", {"a": 2})
    assert None is masked("a = ", {})
