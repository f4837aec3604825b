"""firmware.image.settings.rules: what keys say together."""

import pytest

from firmware.app.config import parse
from firmware.app.config_image import NetworkFault
from firmware.image.settings.rules import _NETWORK, BUTTON, _path_of, hints_about
from tests.image.settings.files import SMALL, told

UNIT = '[[signature]]\nkind = "atrust-online"\nurl = "https://a.example"\nuser = "u1"\n'


def group(*lines: str) -> str:
    """The small file with another group."""
    return SMALL + "[[group]]\n" + "\n".join(lines)


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        (group("number = 1", 'name = "X"', 'vat = "10"'), ["Zeile 12: group[2].number"]),
        (group("number = 2", 'name = "X"', 'vat = "10.5"'), ["Zeile 14: group[2].vat"]),
        (
            SMALL.replace("2,50", "2.50") + 'ask_above = "viel"',
            ["Zeile 10: group[1].price", "Zeile 11: group[1].ask_above"],
        ),
        (SMALL.replace("4,9", "21"), ["Zeile 9: group[1].vat"]),
        (SMALL + "one_key_sale = true", []),
        (SMALL.replace('price = "2,50"', "one_key_sale = true"), ["Zeile 10: group[1]"]),
        (f'{SMALL}[[article]]\nnumber = 1\nname = "A"\ngroup = 9', ["Zeile 14: article[1].group"]),
        (f'{SMALL}[[clerk]]\nnumber = 2\nname = "A"', ["Zeile 11: clerk[1]: Niemand ist Chef"]),
        (f'{SMALL}[limits]\nsale = "x"\nvoid = "y"', ["Zeile 12: limits.sale", "Zeile 13: limits"]),
        (f'{SMALL}[options]\nfloat = "x"', ["Zeile 12: options.float"]),
        (f'{SMALL}[options]\nreceipt_series = " x"', ["Zeile 12: options.receipt_series"]),
        (f'{SMALL}[printer]\nmodel = "epson-tm-t20"', ["Zeile 12: printer.model: Den Drucker"]),
        (f'{SMALL}[keypad]\nkind = "evdev"\nlayout = "ecr"', ["Zeile 13: keypad.layout"]),
        (f"{SMALL}[keypad]\nrows = [5, 6]", ["Zeile 12: keypad.rows: Hier stehen 2 Pins"]),
        (
            f"{SMALL}[gpio]\nbuzzer = 4\nstatus_led = 5",
            ["Zeile 12: gpio.buzzer: Pin 4", "Zeile 13: gpio.status_led: Pin 5"],
        ),
        (f"{SMALL}[gpio]\nbuzzer = 99", ["Zeile 12: gpio.buzzer"]),
        (
            f'{SMALL}[drawer]\nconnection = "gpio"\nswitch_pin = {BUTTON}',
            [f"Zeile 13: drawer.switch_pin: Pin {BUTTON} (BCM) gehört dem Aus-Taster"],
        ),
        (
            f"{SMALL}[keypad]\nrows = [{BUTTON}, 6, 13, 19, 26]",
            [f"Zeile 12: keypad.rows: Pin {BUTTON} (BCM) gehört dem Aus-Taster"],
        ),
        (f"{SMALL}[drawer]\nswitch_pin = {BUTTON}", []),
        (f'{SMALL}[gpio]\nchip = "gpio-viper-gpioa"\nbuzzer = {BUTTON}', []),
        (f"{SMALL}{UNIT}", []),
        (f"{SMALL}{UNIT}{UNIT}", ["Zeile 15: signature[2]"]),
        (f"{SMALL}{UNIT.replace('user', '#')}", ["Zeile 11: signature[1]: Hier fehlt user"]),
        (f"{SMALL}{UNIT.replace('url', '#')}", ["Zeile 11: signature[1]: Hier fehlt die Adresse"]),
        (
            f"{SMALL}{UNIT.replace('atrust-online', 'primesign')}",
            ["Zeile 11: signature[1]: user gibt es hier nicht"],
        ),
        (
            f'{SMALL}[[signature]]\nkind = "card"\nuser = "x"',
            ["Zeile 11: signature[1]: Bei der Karte"],
        ),
        (f'{SMALL}[network]\nkind = "wifi"', ["Zeile 11: network.pass", "Zeile 11: network.ssid"]),
        (f'{SMALL}[network]\ngateway = "x"', ["Zeile 12: network.gateway"]),
    ],
)
def test_findings(text: str, lines: list[str]) -> None:
    """Each with its line; what is all right is all right."""
    said = told(text)
    assert [line in one for line, one in zip(lines, said, strict=True)] == [True] * len(lines), said


@pytest.mark.parametrize(
    ("line", "count"), [("", 1), ('uid = "ATU12345678"\n', 0), ('tax_number = "68 123/4567"\n', 0)]
)
def test_hints(line: str, count: int) -> None:
    """Without UID or tax number a till takes the file, and cannot be put into operation."""
    text = SMALL.replace("[register]", f"{line}[register]")
    assert [] == told(text)
    assert count == len(hints_about(parse(text)))


def test_every_fault_of_the_net_has_words() -> None:
    """None is told in English."""
    assert set(NetworkFault) == set(_NETWORK)


def test_places_of_the_counter() -> None:
    """Also those that are no place of the file."""
    assert ("limits", "sale") == _path_of("limits.sale", {"limits": object()})
    assert () == _path_of("head", {})
    assert () == _path_of("group 7.price", {"group": []})
