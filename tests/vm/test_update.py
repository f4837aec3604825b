"""Updates on the whole machine: RAUC, firmware, trial, and back again when it does not sell."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from machine.till import copy_disk
from tests.vm.images import Workshop, is_denied_its_unit, sells_nothing, trusts, version
from tests.vm.stalls import COMMISSION
from tests.vm.tills import Built, Played, fresh_card, numbers, played, start, switch_off

pytestmark = [pytest.mark.image, pytest.mark.timeout(2400)]

_A, _B = 2, 3
_TRIAL_S = 300.0
#: The first look of `kassa-stood.timer`, and some more.
_STOOD_S = 600.0
#: After a Z nothing is open: an update may begin (F 76 wants it). Counted: two euros, one euro;
#: C turns away from the float of the next day, if that is asked already.
CLOSE = """
F 20
BAR ZW
1 BAR
1 BAR
ZW
expect display "Soll 3,00"
BAR
@wait 15
C
@wait 3
"""
#: The same after the start.
ASK = "@wait 3\nC\n@stick {name}\nF 76\n"
INSTALL = ASK + 'expect display "0.9.1"\nBAR\n'
#: The float is asked for again, as long as the new day has no sale.
SELL = '@wait 3\nC\nWG4\nexpect receipt "Lebkuchenherz"\n'


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """Bundles by name, and a till's card that trusts their key."""

    card: Path
    bundles: dict[str, bytes]


@pytest.fixture(scope="module")
def shelf(built: Built, tmp_path_factory: pytest.TempPathFactory) -> Shelf:
    """Version 0.9.0 on a card that is in operation; 0.9.1 good, broken, foreign and damaged."""
    folder = tmp_path_factory.mktemp("workshop")
    shop = Workshop(
        root=built.tools.root,
        image=built.image,
        facts=built.facts,
        slot=built.slot,
        folder=folder,
    )
    own, foreign = shop.pair("own"), shop.pair("foreign")
    old = shop.variant("old", version("0.9.0"), trusts(own))
    new = shop.variant("new", version("0.9.1"), trusts(own))
    poor = shop.variant("poor", version("0.9.1"), trusts(own), sells_nothing)
    faint = shop.variant("faint", version("0.9.1"), trusts(own), is_denied_its_unit)
    good = shop.bundle(new, own)
    middle = len(good) // 2
    bundles = {
        "update": good,
        "poor": shop.bundle(poor, own),
        "new": shop.bundle(faint, own),
        "forged": shop.bundle(new, foreign),
        # Scripts have no word for a torn one, and none for one that never stands.
        "other": good[:middle] + bytes([good[middle] ^ 0xFF]) + good[middle + 1 :],
        "older": shop.bundle(old, own),
    }
    card = fresh_card(built, shop.card(old, folder / "card.img"), is_made=True)
    with played(built, card, "update-begin") as one:
        one.till.power_on()
        one.till.wait_lit()
        one.play(COMMISSION + "WG4\n" + CLOSE)
        switch_off(one)
    return Shelf(card=card, bundles=bundles)


@pytest.fixture
def till(
    built: Built, shelf: Shelf, tmp_path: Path, request: pytest.FixtureRequest
) -> Iterator[Played]:
    """The till of the card, on, with a stick for each bundle beside it."""
    card = copy_disk(shelf.card, tmp_path / "card.img")
    with played(built, card, request.node.name.removeprefix("test_")) as one:
        for name, content in shelf.bundles.items():
            one.stage.lay_out(name, f"{name}.raucb", content)
        start(one)
        yield one


def _trial(one: Played) -> None:
    """Wait until the machine restarted into the other slot by the one-shot word."""
    one.till.wait(lambda: (_B, True) in one.till.starts, "the trial", _TRIAL_S)
    one.till.wires.panel.lose_power()


def _way_back(one: Played) -> None:
    """Wait until the machine restarted into the slot before, by itself."""
    one.till.wait(lambda: one.till.starts[-1] == (_A, False), "the way back", _TRIAL_S)
    one.till.wires.panel.lose_power()


def test_an_update_is_tried_and_stays(till: Played) -> None:
    """F 76: installed, restarted into it, sold from, proved, and still there after a cut."""
    till.play(INSTALL.format(name="update"))
    _trial(till)
    till.till.wait_shown("Update ok", _TRIAL_S)
    till.play(SELL)
    stood = b"Finished kassa-stood.service"
    till.till.wait(lambda: stood in till.till.qemu.console, "three minutes", _STOOD_S)
    till.play("@power cut\n")
    assert [(_A, False), (_B, True), (_B, False)] == till.till.starts
    till.play('WG4\nexpect display "BEZAHLT"\n@wait 3\n')
    assert [3, 4] == numbers(till)


def test_one_that_cannot_sell_is_given_up(till: Played) -> None:
    """The old slot comes back by itself, says so, and sells on with the next number."""
    till.play(INSTALL.format(name="poor"))
    _trial(till)
    _way_back(till)
    till.till.wait_shown("zurückgesetzt", _TRIAL_S)
    till.play(SELL)


@pytest.mark.parametrize("name", ["forged", "other", "older"])
def test_what_is_not_ours_or_not_new_is_refused(till: Played, name: str) -> None:
    """E17 in words; nothing was changed, nothing is tried."""
    till.play(ASK.format(name=name))
    if name == "other":
        # Damage deep inside is seen when it is read.
        till.play('expect display "0.9.1"\nBAR\n')
    till.play('expect display "E17"\nC\nWG4\nexpect receipt "Lebkuchenherz"\n')
    switch_off(till)
    assert b"\nboot_partition=2\n" in till.till.files_of(1).read("autoboot.txt")[:60]
    assert [(_A, False)] == till.till.starts


@pytest.mark.parametrize("moment_s", [2.0, 5.0, 9.0])
def test_the_plug_is_pulled_while_it_is_installed(till: Played, moment_s: float) -> None:
    """The old slot starts, and sells."""
    till.play(INSTALL.format(name="update"))
    till.play(f"@wait {moment_s}\n@power cut\n")
    # The float of the next day is asked for; what befell the update is said after it.
    till.till.wait_shown("WECHSELGELD", 60)
    till.play(SELL)
    assert (_A, False) == till.till.starts[-1]


def test_one_that_never_stands_gives_itself_up(till: Played) -> None:
    """Its trial ends well; then its till ends again and again, and the slot before sells on."""
    till.play(INSTALL.format(name="new"))
    _trial(till)
    _way_back(till)
    till.till.wait_shown("WECHSELGELD", _TRIAL_S)
    till.play('C\nexpect display "lief nicht"\n')
    till.play(SELL)
    assert b"#kassa a=good b=fail\n" in till.till.files_of(1).read("autoboot.txt")


def test_the_plug_is_pulled_in_the_trial(till: Played) -> None:
    """Not confirmed is not done: the firmware takes the old slot."""
    till.play(INSTALL.format(name="update"))
    _trial(till)
    till.till.cut()
    till.till.power_on()
    till.till.wait_lit()
    assert (_A, False) == till.till.starts[-1]
    till.till.wait_shown("zurückgesetzt", 60)
    till.play(SELL)
