"""The net as the settings have it, in the words of systemd-networkd and wpa_supplicant.

Both read files in memory, made anew at each start; nothing they know outlives it. wpa_supplicant
and not iwd: it reads one file and writes none, needs neither D-Bus nor the kernel's crypto
sockets, and sets the country itself.
"""

import hashlib
from collections.abc import Mapping
from typing import Final

from firmware.app.config_image import NetworkSection

NETWORK_FILE: Final = "systemd/network/50-kassa.network"
WIFI_FILE: Final = "standlkassa-image/wpa_supplicant.conf"
#: Names of systemd (en…, wl…), and of the kernel where systemd gives none.
_MATCHES: Final = {
    "ethernet": ("Type=ether", "Kind=!*"),
    "wifi": ("Type=wlan", "WLANInterfaceType=station"),
}
_HEX_KEY_DIGITS: Final = 64


def network_files(section: NetworkSection | None, passphrase: str) -> Mapping[str, str]:
    """The files by their names below /run; none of them is a net that is off."""
    if section is None or section.kind == "off":
        return {}
    files = {NETWORK_FILE: _network(section)}
    if section.kind == "wifi":
        files[WIFI_FILE] = _wifi(section, passphrase)
    return files


def _network(section: NetworkSection) -> str:
    """What systemd-networkd does with the one way out; every other one stays down.

    The lease goes by the address of the device: the machine has another id at each start. The
    till answers nobody who asks for names, and tells none.
    """
    lines = [
        "[Match]",
        *_MATCHES[section.kind],
        "",
        "[Link]",
        "RequiredForOnline=no",
        "",
        "[Network]",
        f"DHCP={'no' if section.address else 'ipv4'}",
        "IPv6AcceptRA=yes",
        "LLMNR=no",
        "MulticastDNS=no",
        "LLDP=no",
        "EmitLLDP=no",
        *_values("Address", section.address),
        *_values("Gateway", section.gateway),
        *_values("DNS", *section.dns),
        *_values("NTP", *section.ntp),
        "",
        "[DHCPv4]",
        "ClientIdentifier=mac",
        "SendHostname=no",
        "UseHostname=no",
        "UseDomains=no",
        f"UseDNS={'no' if section.dns else 'yes'}",
        f"UseNTP={'no' if section.ntp else 'yes'}",
        "",
        "[IPv6AcceptRA]",
        "DHCPv6Client=no",
        f"UseDNS={'no' if section.dns else 'yes'}",
    ]
    return "\n".join(lines) + "\n"


def _values(key: str, *values: str) -> list[str]:
    return [f"{key}={value}" for value in values if value]


def _wifi(section: NetworkSection, passphrase: str) -> str:
    """One Wi-Fi; name and passphrase as digits, so that no sign of them can mean anything else.

    Between quotation marks a # behind a quotation mark would begin a remark.
    """
    lines = [
        f"country={section.country}",
        "update_config=0",
        "network={",
        f"\tssid={section.ssid.encode().hex()}",
        f"\tscan_ssid={int(section.hidden)}",
        "\tproto=RSN",
        "\tpairwise=CCMP",
        "\tieee80211w=1",
        *_keys(section.ssid, passphrase),
        "}",
    ]
    return "\n".join(lines) + "\n"


def _keys(ssid: str, passphrase: str) -> list[str]:
    """WPA3 where the net has it, and WPA2; WEP, the first WPA and open nets are not joined."""
    if len(passphrase) == _HEX_KEY_DIGITS:
        # Somebody has the key of WPA2 itself; WPA3 has no such thing.
        return ["\tkey_mgmt=WPA-PSK", f"\tpsk={passphrase}"]
    text = passphrase.encode("ascii")
    # IEEE 802.11, J.4: 4096 rounds, 256 bits.
    key = hashlib.pbkdf2_hmac("sha1", text, ssid.encode(), 4096, 32)
    return ["\tkey_mgmt=WPA-PSK SAE", f"\tpsk={key.hex()}", f"\tsae_password={text.hex()}"]
