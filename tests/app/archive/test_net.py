"""firmware.app.archive.net: what the kernel's own files say, without a socket."""

from pathlib import Path

from firmware.app.archive import net
from firmware.till.upkeep.archive_requests import NetLink

TRIE = """Main:
  +-- 0.0.0.0/0 3 0 5
     |-- 0.0.0.0
        /0 universe UNICAST
     +-- 127.0.0.0/8 2 0 2
        |-- 127.0.0.1
           /32 host LOCAL
     +-- 192.168.1.0/24 2 0 2
        |-- 192.168.1.0
           /24 link UNICAST
        |-- 192.168.1.42
           /32 host LOCAL
        |-- 192.168.1.255
           /32 link BROADCAST
Local:
        |-- 192.168.1.42
           /32 host LOCAL
        |-- 999.1.1.1
           /32 host LOCAL
"""


def test_cable_and_radio(tmp_path: Path) -> None:
    """By name; the machine's own loop is no way out, nor is what has a strange name."""
    for name, state in (("lo", "unknown"), ("eth0", "up"), ("wlan0", "down"), ("a b", "up")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "operstate").write_text(f"{state}\n")
    (tmp_path / "wlan0" / "wireless").mkdir()
    (tmp_path / "usb0").mkdir()
    assert (
        NetLink(name="eth0", is_up=True),
        NetLink(name="usb0", is_up=False),
        NetLink(name="wlan0", is_up=False, is_wireless=True),
    ) == net.links(tmp_path)


def test_the_addresses(tmp_path: Path) -> None:
    """Each once, and none that leads only inside."""
    (tmp_path / "trie").write_text(TRIE)
    assert ("192.168.1.42",) == net.addresses(tmp_path / "trie")


ROUTES = """Iface\tDestination\tGateway\tFlags\tRefCnt\tUse\tMetric\tMask\tMTU\tWindow\tIRTT
wlan0\t00000000\t0101A8C0\t0003\t0\t0\t600\t00000000\t0\t0\t0
eth0\t00000000\tFE00000A\t0003\t0\t0\t100\t00000000\t0\t0\t0
eth0\t0000000A\t00000000\t0001\t0\t0\t100\t00FFFFFF\t0\t0\t0
"""
WIRELESS = """Inter-| sta-|   Quality        |   Discarded packets               | Missed | WE
 face | tus | link level noise |  nwid  crypt   frag  retry   misc | beacon | 22
 wlan0: 0000   52.  -58.  -256        0      0      0      0      0        0
"""


def test_the_gateway(tmp_path: Path) -> None:
    """The preferred one, in the order of its bytes; none where only the own net is known."""
    table = tmp_path / "route"
    table.write_text(ROUTES)
    assert "10.0.0.254" == net.gateway(table)
    table.write_text("\n".join(ROUTES.splitlines()[:1] + ROUTES.splitlines()[3:]))
    assert "" == net.gateway(table)
    table.write_text("Iface\neth0\t00000000\tnothing\t3\t0\t0\t0\t00000000\n")
    assert "" == net.gateway(table)
    assert "" == net.gateway(tmp_path / "nowhere")


def test_the_signal(tmp_path: Path) -> None:
    """In dBm; a driver that tells quality alone, or a kernel without the table, tells nothing."""
    table = tmp_path / "wireless"
    table.write_text(WIRELESS)
    assert -58 == net.signal_dbm(table)
    table.write_text(WIRELESS.replace("-58.", "58."))
    assert net.signal_dbm(table) is None
    assert net.signal_dbm(tmp_path / "nowhere") is None


def test_a_kernel_that_shows_nothing(tmp_path: Path) -> None:
    """Nothing is known, and nobody falls over it."""
    assert () == net.links(tmp_path / "none")
    assert () == net.addresses(tmp_path / "none")
