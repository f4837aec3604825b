"""The one sector that says which slot starts."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firmware.image.update.autoboot import (
    FIRST,
    LENGTH,
    Autoboot,
    AutobootError,
    Slot,
    Standing,
    parse,
    text,
)

STATES = [Autoboot(permanent=slot, a=a, b=b) for slot, a, b in product(Slot, Standing, Standing)]


@pytest.mark.parametrize("state", STATES)
def test_every_state_has_its_bytes(state: Autoboot) -> None:
    """What is written is read back, always in the same length."""
    raw = text(state)
    assert state == parse(raw)
    assert LENGTH == len(raw)


def test_no_two_states_look_the_same() -> None:
    """All states differ in their bytes."""
    assert len(STATES) == len({text(one) for one in STATES})


def test_the_firmware_reads_its_own_lines() -> None:
    """The first five lines are what the firmware's documentation asks for."""
    lines = text(FIRST).decode().splitlines()
    first = ["[all]", "tryboot_a_b=1", "boot_partition=2", "[tryboot]", "boot_partition=3"]
    assert first == lines[:5]
    assert "#kassa a=good b=none" == lines[5]
    assert all(line.startswith("#") for line in lines[5:])


def test_a_confirmed_slot_changes_places() -> None:
    """The confirmed slot is the ordinary one; the other keeps its standing."""
    after = FIRST.with_standing(Slot.B, Standing.ONCE).confirmed(Slot.B)
    assert Autoboot(permanent=Slot.B, a=Standing.GOOD, b=Standing.GOOD) == after
    assert b"boot_partition=3\n[tryboot]\nboot_partition=2\n" in text(after)


def test_what_the_start_file_system_does_is_read() -> None:
    """Exchanged numbers and a dead slot, made by exchanging bytes, are a state of ours."""
    raw = text(FIRST.with_standing(Slot.B, Standing.GOOD))
    swapped = (
        raw.replace(b"=2\n", b"=?\n").replace(b"=3\n", b"=2\n").replace(b"=?\n", b"=3\n")
    ).replace(b"a=good", b"a=dead")
    assert Autoboot(permanent=Slot.B, a=Standing.DEAD, b=Standing.GOOD) == parse(swapped)


def test_line_ends_of_an_editor_are_forgiven() -> None:
    """Somebody who opened and saved the file in Windows has broken nothing."""
    assert FIRST == parse(text(FIRST).replace(b"\n", b"\r\n"))


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\0" * LENGTH,
        b"[all]\ntryboot_a_b=1\nboot_partition=2\n",
        text(FIRST).replace(b"boot_partition=3", b"boot_partition=2"),
        text(FIRST).replace(b"a=good", b"a=gold"),
        text(FIRST).replace(b"boot_partition=2", b"boot_partition=9"),
        text(FIRST).replace(b"kassa", b"k\xe4ssa"),
    ],
)
def test_what_is_not_ours_is_refused(raw: bytes) -> None:
    """No state is guessed."""
    with pytest.raises(AutobootError):
        parse(raw)


@given(raw=st.binary(max_size=600))
def test_any_bytes_are_a_state_or_refused(raw: bytes) -> None:
    """Nothing else happens, whatever the sector holds."""
    try:
        state = parse(raw)
    except AutobootError:
        return
    assert state == parse(text(state))


@pytest.mark.parametrize("slot", Slot)
def test_slots_are_two(slot: Slot) -> None:
    """The other of the other is the same."""
    assert slot == slot.other.other
    assert {2, 3} == {slot.partition, slot.other.partition}
