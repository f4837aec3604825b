"""firmware.image.settings.check: section by section, key by key."""

import pytest

from tests.image.settings.files import SMALL, told


def test_everything_at_once() -> None:
    """Not only the first, as the program of the till would."""
    text = SMALL.replace('"MARKT-01"', '"MARKT 01"').replace('"Obst"', '""')
    assert [5, 8, 11, 12] == [
        int(one.split()[1].strip(":")) for one in told(f"{text}[printr]\n[scale]\nbaud = 9600\n")
    ][:4]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (
            f"{SMALL}[printr]",
            "Zeile 11: printr: Diesen Abschnitt gibt es nicht. Meinten Sie „printer“?",
        ),
        (
            f"{SMALL}[printer]\nconection = 'usb'",
            "Zeile 12: printer.conection: Diesen Namen gibt es in [printer] nicht. Meinten",
        ),
        (
            f"{SMALL}[printer]\nssid = 'x'",
            "Zeile 12: printer.ssid: Diesen Namen gibt es in [printer] nicht. Er gehört in [net",
        ),
        (
            f"{SMALL}[printer]\nxyzzy = 1",
            "Zeile 12: printer.xyzzy: Diesen Namen gibt es in [printer] nicht.",
        ),
        (
            f"ssid = 'x'\n{SMALL}",
            "Zeile 1: ssid: Dieser Name steht vor dem ersten [abschnitt] (gehört er zu [network]?",
        ),
        (
            SMALL.replace("[[group]]", "[group]"),
            "Zeile 6: group: Der Abschnitt heißt [[group]], mit zwei Klammern: es gibt davon",
        ),
        (
            SMALL.replace("[register]", "[[register]]"),
            "Zeile 4: register: Der Abschnitt heißt [register], mit einer Klammer, und steht",
        ),
        (f"{SMALL}[terminal]", "Zeile 11: terminal: host fehlt: ein Text in Anführungszeichen"),
        ("[company]\nname = 'x'\n[register]\nid = 'x'", "kassa.toml: group: Es fehlt mindestens"),
        (
            "group = []\n" + SMALL.partition("[[group]]")[0],
            "kassa.toml: group: Es fehlt mindestens",
        ),
    ],
)
def test_words(text: str, words: str) -> None:
    """One finding each, with its line."""
    (said,) = told(text)
    assert said.startswith(words)


def test_a_line_left_out_is_not_missing_as_well() -> None:
    """One mistake, one sentence."""
    (said,) = told(SMALL.replace('"Huber"', "Huber"))
    assert said.startswith("Zeile 3: Text steht in Anführungszeichen")
