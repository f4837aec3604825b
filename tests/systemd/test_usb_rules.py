"""What the customer's sockets take, as udev reads 81-kassa-usb.rules; the rest does nothing."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path

import pytest

RULES = Path(__file__).parents[2] / "systemd" / "81-kassa-usb.rules"
FLAG = "/run/standlkassa-image/hid-allowed"
_PAIR = re.compile(r'(?P<key>[A-Z]+(?:\{[A-Za-z_/]+\})?)(?P<sign>==|!=|=)"(?P<value>[^"]*)"')
_MATCHES = {"ACTION", "SUBSYSTEM", "KERNEL", "TEST", "ENV"}
#: What a rule may do; nothing of it runs a program (RUN, PROGRAM, IMPORT).
_DEEDS = {
    "GOTO",
    "LABEL",
    "ATTR{authorized}",
    "ATTR{interface_authorized_default}",
    "ATTR{subsystem/drivers_probe}",
}


@dataclass(frozen=True)
class Found:
    """What udev writes for one event, in order."""

    written: list[tuple[str, str]] = field(default_factory=list)

    @property
    def is_allowed(self) -> bool:
        return ("ATTR{authorized}", "1") in self.written


def _rules() -> list[list[tuple[str, str, str]]]:
    rules = []
    for line in RULES.read_text(encoding="utf-8").splitlines():
        if not line or line.startswith("#"):
            continue
        pairs = [_PAIR.fullmatch(part) for part in line.split(", ")]
        assert None not in pairs, line
        rule = [(one["key"], one["sign"], one["value"]) for one in pairs if one is not None]
        for key, sign, _ in rule:
            is_match = sign in {"==", "!="}
            assert (key.partition("{")[0] in _MATCHES) if is_match else (key in _DEEDS), line
        rules.append(rule)
    return rules


def _holds(key: str, sign: str, value: str, event: Mapping[str, str]) -> bool:
    if key == "TEST":
        return (value in event.get("files", "").split()) is (sign == "==")
    said = event.get(key.removeprefix("ENV{").removesuffix("}"), "")
    return any(fnmatchcase(said, one) for one in value.split("|")) is (sign == "==")


def _udev(event: Mapping[str, str]) -> Found:
    found, goal = Found(), ""
    for rule in _rules():
        label = next((value for key, _, value in rule if key == "LABEL"), "")
        if goal and label != goal:
            continue
        goal = ""
        if not all(_holds(*pair, event) for pair in rule if pair[1] != "="):
            continue
        for key, sign, value in rule:
            if sign == "=" and key == "GOTO":
                goal = value
            elif sign == "=" and key != "LABEL":
                found.written.append((key, value.replace("%k", event["KERNEL"])))
    assert not goal, "every jump has its label"
    return found


def _interface(interface: str, product: str = "1234/5678/100", **more: str) -> dict[str, str]:
    own = {"ACTION": "add", "SUBSYSTEM": "usb", "DEVTYPE": "usb_interface", "KERNEL": "1-1:1.0"}
    return {**own, "INTERFACE": interface, "PRODUCT": product, **more}


@pytest.mark.parametrize(
    ("interface", "product"),
    [
        ("9/0/0", "1d6b/2/703"),  # a hub
        ("8/6/80", "1234/5678/100"),  # a stick
        ("8/6/98", "1234/5678/100"),  # a faster one
        ("7/1/2", "4b8/e15/100"),  # a printer
        ("11/0/0", "8e6/4433/0"),  # a card reader
        ("255/255/255", "403/6001/600"),
        ("255/0/0", "10c4/ea60/100"),
        ("255/1/2", "1a86/7523/264"),
        ("255/0/0", "67b/2303/400"),
        ("255/0/255", "424/7800/300"),  # the network socket of a Pi 3 B+
        ("0/0/0", "2058/1005/1"),  # the bench
    ],
)
def test_known(interface: str, product: str) -> None:
    """Allowed, and offered to the drivers that are there already."""
    found = _udev(_interface(interface, product))

    assert [("ATTR{authorized}", "1"), ("ATTR{subsystem/drivers_probe}", "1-1:1.0")] == (
        found.written
    )


@pytest.mark.parametrize(
    ("interface", "product"),
    [
        ("3/1/1", "46d/c31c/110"),  # a keyboard
        ("3/1/2", "46d/c077/100"),  # a mouse
        ("3/0/0", "5e0/1200/100"),  # a scanner, or media keys
        ("2/2/1", "12d1/14db/100"),  # a modem
        ("2/6/0", "bda/8153/100"),  # a network card
        ("224/1/3", "bda/8153/100"),
        ("1/1/0", "d8c/14/100"),  # sound
        ("14/1/0", "46d/825/100"),  # a camera
        ("255/255/255", "403/6002/600"),
        ("255/66/1", "18d1/4ee7/100"),  # a telephone
        ("6/1/1", "18d1/4ee1/100"),
        ("254/1/1", "1209/1/100"),  # an update of firmware
        ("80/6/80", "1234/5678/100"),
    ],
)
def test_unknown(interface: str, product: str) -> None:
    """No driver, and no program may claim it; also where the settings allow a number pad."""
    assert [("ATTR{authorized}", "0")] == _udev(_interface(interface, product)).written
    if interface != "3/1/1":
        assert not _udev(_interface(interface, product, files=FLAG)).is_allowed


def test_a_number_pad_if_the_settings_say_so() -> None:
    """And no other human interface of it."""
    assert _udev(_interface("3/1/1", files=FLAG)).is_allowed
    assert not _udev(_interface("3/1/2", files=FLAG)).is_allowed


def test_a_bus_says_no_from_its_start() -> None:
    """So a device is never alive before udev has looked at it."""
    bus = {"ACTION": "add", "SUBSYSTEM": "usb", "DEVTYPE": "usb_device", "KERNEL": "usb2"}

    assert [("ATTR{interface_authorized_default}", "0")] == _udev(bus).written
    assert [] == _udev({**bus, "KERNEL": "2-1"}).written


@pytest.mark.parametrize(
    "difference", [{"ACTION": "remove"}, {"SUBSYSTEM": "block"}, {"ACTION": "bind"}], ids=str
)
def test_nothing_else_is_touched(difference: dict[str, str]) -> None:
    """Another event, another kind of device; one that has just got its driver."""
    assert [] == _udev({**_interface("3/1/1"), **difference}).written


def test_after_the_rules_that_load_drivers() -> None:
    """80-drivers.rules; and after that of the stick, which looks at block devices only."""
    assert "80-drivers.rules" < RULES.name
