"""From a flashed card to the first sale."""

import json
from pathlib import Path

import pytest

from machine.qemu import Ended
from tests.vm.stalls import COMMISSION
from tests.vm.tills import RESULTS, Built, fresh_card, played, said_s, start, switch_off

pytestmark = [pytest.mark.image, pytest.mark.timeout(1200)]


def test_a_card_begins_its_life(built: Built, tmp_path: Path) -> None:
    """§ 6 RKSV: flashed, settings, power, keys, Startbeleg, a sale; off, on, the next number."""
    card = fresh_card(built, tmp_path / "card.img")
    with played(built, card, "first-start") as one:
        one.till.power_on()
        first_s = one.till.wait_lit()
        new_s = first_s + one.till.wait_shown("NEUE KASSE", 120)
        one.play(COMMISSION)
        one.play('WG4\nexpect receipt "Lebkuchenherz"\nexpect receipt "3,00"\n')
        switch_off(one)
        report = one.till.files_of(1).read("kassa-report.txt").decode("utf-8-sig")
        second_s = start(one)
        one.play('WG4\nexpect receipt "BELEG 000003"\nexpect receipt "Lebkuchenherz"\n')
        assert [Ended.OFF] == one.till.ends
        assert [(2, False), (2, False)] == one.till.starts
        seconds = {"first picture": first_s, "NEUE KASSE": new_s, "second Bereit": second_s}
        # The console goes with the wires.
        for count, name in enumerate(("first", "second")):
            basic_s = said_s(one, "Reached target basic.target", count)
            ready_s = said_s(one, "Started kassad.service", count)
            seconds[f"{name} basic.target"], seconds[f"{name} READY"] = basic_s, ready_s
            seconds[f"{name} READY / basic.target"] = ready_s / basic_s
    assert "VM-01" in report
    told = {name: round(value, 1) for name, value in seconds.items()}
    (RESULTS / "times.json").write_text(json.dumps(told, indent=2) + "\n", encoding="utf-8")
