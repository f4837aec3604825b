"""A whole till on the disk: it is cut anywhere, comes up, and has sold what it said it sold."""

import random
from pathlib import Path

import pytest

from firmware.desk.keys import parse_keys
from firmware.desk.stall import demo_config, in_folder
from firmware.rksv.receipt import ReceiptKind
from firmware.store import integrity
from tests.faultdisk.disk import FaultDisk
from tests.faultdisk.plug import stand_on
from tests.power.world import OCTOBER_UTC

CUTS = 6
MAX_TOUCHES = 80


@pytest.mark.parametrize("at_an_edge", [False, True], ids=["in a touch", "at an edge"])
def test_a_till_is_cut(tmp_path: Path, at_an_edge: bool) -> None:  # noqa: FBT001
    """Anlage Z 4 RKSV: cut while it sells and while it starts, by the disk or by the plug."""
    dice = random.Random(20261122)
    with FaultDisk() as disk:
        stand = stand_on(disk, dice, tmp_path, in_folder(demo_config(), tmp_path), OCTOBER_UTC)
        stand.commission()
        assert stand.boot()
        sold = 0
        for _ in range(CUTS):
            arm = stand.plug.arm if at_an_edge else disk.cut_at
            arm(dice.randrange(1, MAX_TOUCHES))
            while stand.press(parse_keys("C 250 WG1 BAR")):
                sold += 1
            assert stand.boot()
        kinds = [one.kind for one in stand.book.receipts()]

        assert stand.cuts == CUTS
        assert sold <= kinds.count(ReceiptKind.STANDARD) <= sold + CUTS
        assert integrity.check(stand.book, integrity.FULL) == ()
        assert stand.shut_down()
