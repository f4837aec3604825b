"""What a till from an image is told besides: the net it is on. Root sets it up (`firmware.image`).

On the boot partition the technician types a passphrase and a registration key; before the file
becomes the settings of the till both are taken out of it, and `TAKEN` stands in their place. So
there is no secret in any file that the till's programs read.
"""

import re
from collections.abc import Iterator
from enum import Enum
from ipaddress import IPv4Address, IPv4Interface, ip_address
from typing import Annotated, Final, Literal

import msgspec

from firmware.app.config_stall import ConfigError
from firmware.sync.config import TAKEN

MAX_SSID_BYTES: Final = 32
#: Host names and addresses; what they mean is seen when they are asked.
Server = Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z0-9][A-Za-z0-9.:-]{0,99}$")]


class NetworkSection(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How the till reaches a net, if it does; addresses by DHCP unless `address` says one."""

    kind: Literal["off", "ethernet", "wifi"] = "off"
    ssid: str = ""
    passphrase: Annotated[str, msgspec.Meta(pattern=rf"^(|{re.escape(TAKEN)})$")] = ""
    country: Annotated[str, msgspec.Meta(pattern=r"^[A-Z]{2}$")] = "AT"
    hidden: bool = False
    address: str = ""
    gateway: str = ""
    dns: list[str] = []
    ntp: list[Server] = []


class NetworkFault(Enum):
    """What cannot be, in English for log and command."""

    NO_SSID = "ssid: a Wi-Fi has a name"
    NOT_WIFI = 'ssid: only with kind = "wifi"'
    LONG_SSID = f"ssid: 1 to {MAX_SSID_BYTES} bytes, no control characters"
    OPEN_WIFI = "passphrase: an open Wi-Fi is not joined"
    ADDRESS = "address: an IPv4 address with its net, such as 192.168.1.20/24"
    GATEWAY = "gateway: an IPv4 address in the net of address"
    STRAY_GATEWAY = "gateway: only with address; without one DHCP tells it"
    DNS = "dns: IP addresses"

    @property
    def key(self) -> str:
        """The key of the section."""
        return self.value.partition(":")[0]


def faults_of(section: NetworkSection) -> Iterator[NetworkFault]:
    """Everything in `section` that cannot be."""
    yield from _faults_of_wifi(section)
    own = _interface(section.address)
    if section.address and own is None:
        yield NetworkFault.ADDRESS
    if section.gateway and not section.address:
        yield NetworkFault.STRAY_GATEWAY
    elif section.gateway and own is not None and not _is_in(section.gateway, own):
        yield NetworkFault.GATEWAY
    if not all(_is_address(one) for one in section.dns):
        yield NetworkFault.DNS


def check_network(section: NetworkSection | None) -> None:
    """Refuse what cannot be.

    Raises:
        ConfigError: names the key.
    """
    for fault in () if section is None else faults_of(section):
        raise ConfigError(f"network.{fault.value}")


def _faults_of_wifi(section: NetworkSection) -> Iterator[NetworkFault]:
    if section.kind != "wifi":
        if section.ssid:
            yield NetworkFault.NOT_WIFI
        return
    if not section.ssid:
        yield NetworkFault.NO_SSID
    elif len(section.ssid.encode()) > MAX_SSID_BYTES or not section.ssid.isprintable():
        yield NetworkFault.LONG_SSID
    if not section.passphrase:
        yield NetworkFault.OPEN_WIFI


def _interface(text: str) -> IPv4Interface | None:
    if "/" not in text:
        return None
    try:
        return IPv4Interface(text)
    except ValueError:
        return None


def _is_in(text: str, own: IPv4Interface) -> bool:
    try:
        return IPv4Address(text) in own.network and IPv4Address(text) != own.ip
    except ValueError:
        return False


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return "%" not in text
