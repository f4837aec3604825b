"""What this machine's own files say of its net: kassad opens no socket, not even to look.

`/sys/class/net` has a folder for each way out, `/proc/net/fib_trie` the addresses the kernel takes
for its own (IPv4), `/proc/net/route` where the rest of the world is, and `/proc/net/wireless` how
strong a radio's signal is.
"""

import re
from ipaddress import IPv4Address
from pathlib import Path
from typing import Final

from firmware.process.logs import get_logger
from firmware.till.upkeep.archive_requests import NetLink

log = get_logger()

CLASS: Final = Path("/sys/class/net")
FIB: Final = Path("/proc/net/fib_trie")
ROUTES: Final = Path("/proc/net/route")
WIRELESS: Final = Path("/proc/net/wireless")
MAX_LINKS: Final = 8
MAX_ADDRESSES: Final = 4
_MAX_BYTES: Final = 256 * 1024
_LOOPBACK: Final = "lo"
_NAME: Final = re.compile(r"[A-Za-z0-9._-]{1,15}")
_NOWHERE: Final = "00000000"
#: `wlan0: 0000   52.  -58.  -256 …`: state, quality, level.
_LEVEL: Final = re.compile(r":\s*[0-9a-f]+\s+[0-9]+\.?\s+(-?[0-9]+)")
_LOCAL: Final = re.compile(r"\|-- ([0-9.]{7,15})\n\s+/32 host LOCAL")


def links(folder: Path = CLASS) -> tuple[NetLink, ...]:
    """The ways out, by name; none where the kernel shows none."""
    try:
        names = sorted(one.name for one in folder.iterdir())
    except OSError as error:
        log.error("net devices", detail=str(error))
        return ()
    shown = [one for one in names if one != _LOOPBACK and _NAME.fullmatch(one)]
    return tuple(_link(folder / one) for one in shown[:MAX_LINKS])


def addresses(table: Path = FIB) -> tuple[str, ...]:
    """The machine's IPv4 addresses, without its own inside."""
    try:
        with table.open(encoding="ascii", errors="replace") as file:
            text = file.read(_MAX_BYTES)
    except OSError as error:
        log.error("net addresses", detail=str(error))
        return ()
    found = dict.fromkeys(_LOCAL.findall(text))
    return tuple(one for one in found if _is_outside(one))[:MAX_ADDRESSES]


def gateway(table: Path = ROUTES) -> str:
    """The machine's way to the rest of the world (IPv4), the preferred one; empty for none."""
    lines = _lines(table)[1:]
    routes = [line.split() for line in lines]
    ways = [
        (int(one[6]), one[2])
        for one in routes
        if len(one) > 7 and (one[1], one[7]) == (_NOWHERE, _NOWHERE) and one[6].isdecimal()
    ]
    if not ways:
        return ""
    try:
        # The kernel writes the bytes of the address as the machine keeps them.
        return str(IPv4Address(bytes.fromhex(min(ways)[1])[::-1]))
    except ValueError:
        return ""


def signal_dbm(table: Path = WIRELESS) -> int | None:
    """The level of the first radio's signal; None where the kernel does not tell."""
    for line in _lines(table)[2:]:
        match = _LEVEL.search(line)
        if match is not None and int(match.group(1)) < 0:
            return int(match.group(1))
    return None


def _lines(table: Path) -> list[str]:
    try:
        with table.open(encoding="ascii", errors="replace") as file:
            return file.read(_MAX_BYTES).splitlines()
    except OSError:
        # A kernel without that table: nobody says.
        return []


def _link(folder: Path) -> NetLink:
    try:
        is_up = (folder / "operstate").read_text(encoding="ascii").strip() == "up"
    except (OSError, UnicodeDecodeError):
        is_up = False
    return NetLink(name=folder.name, is_up=is_up, is_wireless=(folder / "wireless").exists())


def _is_outside(text: str) -> bool:
    try:
        return not IPv4Address(text).is_loopback
    except ValueError:
        return False
