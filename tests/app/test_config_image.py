"""firmware.app.config_image: the net of a till from an image."""

import msgspec
import pytest

from firmware.app.config_image import NetworkFault, NetworkSection, check_network, faults_of
from firmware.app.config_stall import ConfigError
from firmware.sync.config import TAKEN

WIFI = NetworkSection(kind="wifi", ssid="Marktnetz", passphrase=TAKEN)
FIXED = NetworkSection(kind="ethernet", address="192.168.1.20/24")


@pytest.mark.parametrize(
    ("section", "faults"),
    [
        (NetworkSection(), []),
        (WIFI, []),
        (FIXED, []),
        (msgspec.structs.replace(WIFI, ssid="Ü" * 16), []),
        (msgspec.structs.replace(WIFI, ssid="Ü" * 17), [NetworkFault.LONG_SSID]),
        (msgspec.structs.replace(WIFI, ssid="a\nb"), [NetworkFault.LONG_SSID]),
        (NetworkSection(kind="wifi"), [NetworkFault.NO_SSID, NetworkFault.OPEN_WIFI]),
        (msgspec.structs.replace(WIFI, kind="ethernet"), [NetworkFault.NOT_WIFI]),
        (msgspec.structs.replace(FIXED, address="192.168.1.20"), [NetworkFault.ADDRESS]),
        (msgspec.structs.replace(FIXED, address="192.168.1.300/24"), [NetworkFault.ADDRESS]),
        (msgspec.structs.replace(FIXED, gateway="192.168.1.1"), []),
        (msgspec.structs.replace(FIXED, gateway="192.168.2.1"), [NetworkFault.GATEWAY]),
        (msgspec.structs.replace(FIXED, gateway="192.168.1.20"), [NetworkFault.GATEWAY]),
        (msgspec.structs.replace(FIXED, gateway="router"), [NetworkFault.GATEWAY]),
        (msgspec.structs.replace(WIFI, gateway="192.168.1.1"), [NetworkFault.STRAY_GATEWAY]),
        (msgspec.structs.replace(WIFI, dns=["9.9.9.9", "2620:fe::fe"]), []),
        (msgspec.structs.replace(WIFI, dns=["fe80::1%wlan0"]), [NetworkFault.DNS]),
        (msgspec.structs.replace(WIFI, dns=["dns.example"]), [NetworkFault.DNS]),
    ],
)
def test_what_cannot_be(section: NetworkSection, faults: list[NetworkFault]) -> None:
    """Everything at once."""
    assert faults == list(faults_of(section))


def test_refused_by_name() -> None:
    """The program of the till names the key; no section is no net."""
    check_network(None)
    with pytest.raises(ConfigError, match=r"network\.gateway"):
        check_network(msgspec.structs.replace(FIXED, gateway="router"))


def test_no_secret_in_the_settings_of_the_till() -> None:
    """A passphrase does not become a value of a program."""
    with pytest.raises(msgspec.ValidationError, match="passphrase"):
        msgspec.convert({"passphrase": "geheim12"}, NetworkSection)


def test_each_fault_names_its_key() -> None:
    """So that whoever words it elsewhere finds the line."""
    keys = set(NetworkSection.__struct_fields__)
    assert {fault.key for fault in NetworkFault} <= keys
