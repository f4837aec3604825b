"""Sticks beside the till."""

import json
import tempfile
from dataclasses import replace
from pathlib import Path

from machine.qmp import Qmp
from machine.stick import make_stick, plug_in, pull_out, traffic
from tests.machine.host_tools import HostTools
from tests.machine.sockets import LineServer


def test_a_new_stick_can_be_written(tmp_path: Path) -> None:
    """FAT over the whole of it, named after its file."""
    stick = make_stick(HostTools(), tmp_path / "owner.img", size_mib=4)
    stick.files.write("a.txt", b"a")
    assert ("owner", 4 * 1024 * 1024, b"a") == (
        stick.name,
        stick.image.stat().st_size,
        stick.files.read("a.txt"),
    )


def test_it_goes_in_and_comes_out(tmp_path: Path) -> None:
    """Pulled before its file is let go of, as QEMU wants it."""
    stick = make_stick(HostTools(), tmp_path / "owner.img", size_mib=4)

    def answer(line: bytes) -> bytes:
        if b"query-blockstats" in line:
            stats = {"rd_operations": 3, "wr_operations": 4}
            told = [{"node-name": "other"}, {"node-name": "node-owner", "stats": stats}]
            return json.dumps({"return": told}).encode() + b"\n"
        gone = b'{"event": "DEVICE_DELETED", "data": {"device": "owner"}}\n'
        return b'{"return": {}}\n' + (gone if b"device_del" in line else b"")

    with tempfile.TemporaryDirectory() as short:
        path = Path(short) / "c"
        with LineServer(path, answer, b"{}\n") as server:
            qmp = Qmp(path)
            plug_in(qmp, stick)
            assert (7, 0) == (traffic(qmp, stick), traffic(qmp, replace(stick, name="out")))
            pull_out(qmp, stick)
            qmp.close()
    asked = [json.loads(line) for line in server.heard]
    assert ["blockdev-add", "device_add", "device_del", "blockdev-del"] == [
        one["execute"] for one in asked[1:] if one["execute"] != "query-blockstats"
    ]
    assert (str(stick.image), "usb-storage") == (
        asked[1]["arguments"]["file"]["filename"],
        asked[2]["arguments"]["driver"],
    )
