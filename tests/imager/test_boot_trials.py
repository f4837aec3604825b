"""From the kernel to the system on a virtual machine: what starts, and where a broken slot leads.

Each test is one to three starts of about five seconds; see bench.py for what is real.
"""

from pathlib import Path

import pytest

from tests.imager.bench import AUTOBOOT, MIB, POWER_ON, RESTART, Bench, made, rot

pytestmark = [pytest.mark.image, pytest.mark.timeout(900)]

#: Within the ballast of the toy: nothing the start needs.
DEEP = 4 * MIB
FIRST = "slot a: "
OVER = "slot b from now on"
STUCK = "there is no other slot to go to"
SYSTEM_A, SYSTEM_B = 4, 5


@pytest.fixture(scope="module")
def bench() -> Bench:
    """Kernel, start file system and a toy, made once."""
    return made()


@pytest.fixture
def card(bench: Bench, tmp_path: Path) -> Path:
    """A card that was flashed right, both slots good."""
    return bench.card(tmp_path / "card.img")


def standings(bench: Bench, card: Path) -> tuple[int, str]:
    """The partition the firmware starts, and how both slots stand; the length never changes."""
    text = bench.autoboot(card)
    assert len(AUTOBOOT) == len(text)
    lines = text.split("\n")
    return int(lines[2].removeprefix("boot_partition=")), lines[5].removeprefix("#kassa ")


@pytest.mark.parametrize(
    ("number", "reset", "said"),
    [
        (2, POWER_ON, "slot=a device=/dev/vda4 looked_through=1"),
        (3, POWER_ON, "slot=b device=/dev/vda5 looked_through=1"),
        (2, RESTART, "slot=a device=/dev/vda4 looked_through=all"),
    ],
    ids=["slot a", "slot b", "after a restart"],
)
def test_the_slot_of_the_firmware_starts(
    bench: Bench, card: Path, number: int, reset: int, said: str
) -> None:
    """Both boot partitions hold the same; after a restart the whole system is looked through."""
    started = bench.start(card, number=number, reset=reset)

    assert started.has(f"READY {said}"), started.console
    assert (2, "a=good b=good") == standings(bench, card)


def test_rot_that_is_read_leads_to_the_other_slot(bench: Bench, card: Path) -> None:
    """The system runs until it reads the byte, restarts at once, is found broken, and given up."""
    rot(card, SYSTEM_A, DEEP)

    first = bench.start(card, line=f"{bench.line} toy=read")
    assert first.has("READY slot=a"), first.console
    assert not first.has("READ ")

    second = bench.start(card, reset=RESTART)
    assert second.has(f"{FIRST}the system is not what its root hash names", OVER), second.console
    assert not second.has("READY")
    assert (3, "a=dead b=good") == standings(bench, card)

    third = bench.start(card, number=3, reset=RESTART)
    assert third.has("READY slot=b"), third.console


def test_rot_in_the_first_block_is_found_at_once(bench: Bench, card: Path) -> None:
    """A superblock that is not ours is never mounted, power-on or not."""
    rot(card, SYSTEM_A, 1024)

    started = bench.start(card)

    assert started.has(OVER), started.console
    assert not started.has("READY")
    assert (3, "a=dead b=good") == standings(bench, card)


def test_two_rotten_slots_change_nothing(bench: Bench, card: Path) -> None:
    """The other one is read through before it is trusted; the till says so and tries again."""
    rot(card, SYSTEM_A, DEEP)
    rot(card, SYSTEM_B, DEEP)

    started = bench.start(card, reset=RESTART)

    assert started.has(STUCK), started.console
    assert not started.has("READY")
    assert (2, "a=good b=good") == standings(bench, card)


def test_a_wrong_root_hash_leads_to_the_other_slot(bench: Bench, card: Path) -> None:
    """A boot partition that does not belong to the system beside it."""
    wrong = bench.line.replace(bench.seal.root_hash, "0" * 64)

    started = bench.start(card, line=wrong)

    assert started.has(OVER), started.console
    assert not started.has("READY")


def test_a_trial_that_is_broken_leaves_the_choice_alone(bench: Bench, card: Path) -> None:
    """The firmware goes back by itself: the trial was for one start."""
    rot(card, SYSTEM_B, DEEP)

    started = bench.start(card, number=3, reset=RESTART, trial=True)

    assert started.has("slot b: ", "it was a trial"), started.console
    assert (2, "a=good b=good") == standings(bench, card)


def test_a_half_flashed_card_says_so(bench: Bench, card: Path) -> None:
    """The table is there, the systems are not."""
    with card.open("r+b") as file:
        file.truncate(40 * MIB)
        file.truncate(85 * MIB)

    started = bench.start(card)

    assert started.has(STUCK, "write the card again"), started.console
    assert not started.has("READY")
    assert (2, "a=good b=good") == standings(bench, card)


def test_a_stick_with_the_right_names_is_not_looked_at(bench: Bench, tmp_path: Path) -> None:
    """Its system fits the command line byte for byte, and the card lacks one: still not started."""
    stick = bench.card(tmp_path / "stick.img")
    card = bench.card(tmp_path / "card.img", {"system_a": "elsewhere"})

    started = bench.start(card, stick=stick)

    assert started.has(f"{FIRST}no partition system_a on the card", OVER), started.console
    assert not started.has("READY")
    assert (3, "a=dead b=good") == standings(bench, card)
    assert (2, "a=good b=good") == standings(bench, stick)


def test_a_stick_beside_a_whole_card_changes_nothing(
    bench: Bench, card: Path, tmp_path: Path
) -> None:
    """It may be in the socket when the power comes."""
    stick = bench.card(tmp_path / "stick.img")
    rot(stick, SYSTEM_A, DEEP)

    started = bench.start(card, stick=stick)

    assert started.has("READY slot=a device=/dev/vda4"), started.console


def test_the_module_for_trials_answers_where_no_firmware_is(bench: Bench, card: Path) -> None:
    """The shipped kernel takes it; asked, it says that there is no such device; nothing stays."""
    started = bench.start(card, line=f"{bench.line} toy=tryboot")

    assert started.has("LOADED 0", "write error: No such device", "STILL 0"), started.console
    assert not started.has("ASKED")
