"""The plug is pulled: in a sale, at once, again and again; `make test-power` does it for longer."""

import pytest

from tests.vm.stalls import READY
from tests.vm.tills import Played, numbers

pytestmark = [pytest.mark.image, pytest.mark.timeout(1500)]


def test_numbers_go_on_without_a_gap(till: Played) -> None:
    """§ 8 RKSV: whatever was on its way, the next receipt has the next number."""
    for moment_s in (0.0, 0.2, 0.6):
        till.play(f'WG4\nexpect display "BEZAHLT"\nWG4\n@wait {moment_s}\n@power cut\n')
        till.till.wait_shown(READY, 60)
    till.play('WG4\nexpect display "BEZAHLT"\n@wait 3\n')
    found = numbers(till)
    assert list(range(found[0], found[-1] + 1)) == found


def test_the_supply_warns_and_nothing_new_begins(till: Played) -> None:
    """The line of the supply falls, an edge on a real pin; it rises again and selling goes on."""
    till.till.qemu.probe.hold(4, is_high=False)
    till.play("@wait 3\n")
    till.till.picture("power-fail")
    till.till.qemu.probe.hold(4, is_high=True)
    till.play('@wait 5\nWG4\nexpect receipt "Lebkuchenherz"\n')
