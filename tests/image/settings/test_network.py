"""firmware.image.settings.network: files of systemd-networkd and wpa_supplicant."""

import configparser

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from firmware.app.config_image import NetworkSection
from firmware.image.settings.network import NETWORK_FILE, WIFI_FILE, network_files
from firmware.sync.config import TAKEN

WIFI = NetworkSection(kind="wifi", ssid="Marktnetz", passphrase=TAKEN, country="DE", hidden=True)
FIXED = NetworkSection(
    kind="ethernet",
    address="192.168.1.20/24",
    gateway="192.168.1.1",
    dns=["192.168.1.1", "9.9.9.9"],
    ntp=["ts1.univie.ac.at"],
)


def lines(section: NetworkSection, name: str = NETWORK_FILE) -> list[str]:
    """One file, line by line."""
    return network_files(section, "Geheim12").get(name, "").split("\n")


def test_off() -> None:
    """No file is no net: what no file matches stays down."""
    assert {} == network_files(None, "")
    assert {} == network_files(NetworkSection(), "")


def test_ethernet() -> None:
    """By DHCP, with name and time servers as it tells them."""
    said = lines(NetworkSection(kind="ethernet"))
    assert {"Type=ether", "DHCP=ipv4", "UseDNS=yes", "UseNTP=yes"} <= set(said)
    assert "ClientIdentifier=mac" in said
    assert [] == [one for one in said if one.startswith(("Address", "Gateway", "DNS=", "NTP="))]
    assert {NETWORK_FILE} == set(network_files(NetworkSection(kind="ethernet"), ""))


def test_fixed() -> None:
    """What the settings say, and nothing by DHCP."""
    said = lines(FIXED)
    expected = ["Address=192.168.1.20/24", "Gateway=192.168.1.1", "DNS=192.168.1.1", "DNS=9.9.9.9"]
    assert expected == [one for one in said if one.startswith(("Address", "Gateway", "DNS="))]
    assert {"DHCP=no", "NTP=ts1.univie.ac.at", "UseDNS=no", "UseNTP=no"} <= set(said)


def test_wifi() -> None:
    """Country, name, passphrase; WPA2 or WPA3."""
    said = [one.strip() for one in lines(WIFI, WIFI_FILE)]
    assert {"country=DE", "scan_ssid=1", "key_mgmt=WPA-PSK SAE"} <= set(said)
    assert f"sae_password={b'Geheim12'.hex()}" in said
    assert f"ssid={b'Marktnetz'.hex()}" in said
    assert "Type=wlan" in lines(WIFI)


def test_key_of_wpa2() -> None:
    """IEEE 802.11, J.4.2: the example of the standard."""
    section = msgspec.structs.replace(WIFI, ssid="IEEE")
    said = network_files(section, "password")[WIFI_FILE]
    key = "f42c6fc52df0ebef9ebb4b90b38a5f902e83fe1b135a70e23aed762e9710a12e"
    assert f"psk={key}\n" in said


def test_the_key_itself() -> None:
    """Sixty-four digits are no passphrase; WPA3 has no such key."""
    said = network_files(WIFI, "ab" * 32)[WIFI_FILE]
    assert f"psk={'ab' * 32}\n" in said
    assert "SAE" not in said


@settings(max_examples=30, deadline=None)
@given(
    ssid=st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=8),
    passphrase=st.text(st.characters(min_codepoint=0x20, max_codepoint=0x7E), min_size=8).filter(
        lambda text: len(text) != 64
    ),
)
def test_no_name_ends_its_line(ssid: str, passphrase: str) -> None:
    """Whatever a Wi-Fi is called, the files have the lines they have."""
    files = network_files(msgspec.structs.replace(WIFI, ssid=ssid), passphrase)
    assert 13 == files[WIFI_FILE].count("\n") + 1
    configparser.ConfigParser(strict=False, allow_no_value=True).read_string(files[NETWORK_FILE])
