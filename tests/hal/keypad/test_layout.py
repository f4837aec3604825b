"""Caps mean the same logical keys on every keypad."""

import pytest

from hal.keypad.layout import (
    LAYOUT_4X5,
    LAYOUT_ECR,
    NUMPAD,
    PREFIX_S,
    CompactKey,
    CompactLegend,
    FullLegend,
)
from hal.keypad.port import LAYOUT_5X6, Key, Pressed, Rejected, Stuck, Unstuck
from hal.keypad.scanner import Motion, Stroke


def _typed(words: str, gap_s: float = 0.1) -> list[Key]:
    """The logical keys after pressing the caps named in `words`."""
    legend = CompactLegend()
    keys: list[Key] = []
    for index, word in enumerate(words.split()):
        events = legend.read_cap(CompactKey(word), Motion.PRESSED, index * gap_s)
        keys += [event.key for event in events if isinstance(event, Pressed)]
    return keys


@pytest.mark.parametrize("layout", [LAYOUT_5X6, LAYOUT_ECR], ids=["standard", "ecr"])
def test_every_logical_key_has_its_place_on_the_large_pad(
    layout: tuple[tuple[Key, ...], ...],
) -> None:
    """Thirty caps, thirty keys, each once."""
    legend = FullLegend(layout)
    assert (legend.rows, legend.columns) == (5, 6)
    seen = set()
    for row in range(5):
        for column in range(6):
            stroke = Stroke(motion=Motion.PRESSED, row=row, column=column)
            assert legend.read(stroke, 0.0) == (Pressed(key=layout[row][column]),)
            seen.add(layout[row][column])
    assert seen == set(Key)


def test_the_register_layout_is_what_its_fingers_expect() -> None:
    """Clear above the digits, departments counted upwards beside them, cash in the corner."""
    digits = [[key.value for key in row[:3]] for row in LAYOUT_ECR[1:]]
    assert [["7", "8", "9"], ["4", "5", "6"], ["1", "2", "3"], ["0", "00", "PLU"]] == digits
    upwards = [LAYOUT_ECR[row][column].value for column in (3, 4) for row in (4, 3, 2, 1)]
    assert [f"WG{number}" for number in range(1, 9)] == upwards
    assert ["×", ",", "C", "STO"] == [key.value for key in LAYOUT_ECR[0][:4]]
    assert [Key.ZW, Key.BAR] == [row[5] for row in LAYOUT_ECR[3:]]


def test_stuck_and_unstuck_keep_their_key() -> None:
    """The bottom right cap of the large pad is BAR."""
    legend = FullLegend()
    assert legend.read(Stroke(motion=Motion.STUCK, row=4, column=5), 0.0) == (Stuck(key=Key.BAR),)
    assert legend.read(Stroke(motion=Motion.UNSTUCK, row=4, column=5), 0.0) == (
        Unstuck(key=Key.BAR),
    )


def test_the_small_pad_has_twenty_different_caps() -> None:
    """Four rows of five, as drawn in the manual (5.3)."""
    legend = CompactLegend()
    assert (legend.rows, legend.columns) == (4, 5)
    assert {cap for row in LAYOUT_4X5 for cap in row} == set(CompactKey)
    stroke = Stroke(motion=Motion.PRESSED, row=3, column=4)
    assert legend.read(stroke, 0.0) == (Pressed(key=Key.BAR),)


@pytest.mark.parametrize(
    ("typed", "keys"),
    [
        ("2 5 0 WG 1", "2 5 0 WG1"),
        ("WG 8", "WG8"),
        ("WG 9", "F WG1"),
        ("WG , 0", "F WG2"),
        ("WG , 5", "F WG7"),
        ("F BAR", "KARTE"),
        ("F WG", "PLU"),
        ("F ZW", "%"),
        ("F BON", "F BAR"),
        ("F C", "F C"),
        ("F F", "F F"),
        ("F 2 0", "F 2 0"),
        ("F STO WG 7", "F STO WG7"),
        ("3 × 2 , 5 0 WG 2 BAR", "3 × 2 , 5 0 WG2 BAR"),
        ("WG C", ""),
        ("WG , C 7", "7"),
        ("WG WG 3", "WG3"),
        ("WG , WG 3", "WG3"),
        ("WG F BAR", "KARTE"),
        ("WG , F BAR", "KARTE"),
        ("00 ZW STO", "00 ZW STO"),
    ],
)
def test_twenty_keys_reach_all_functions(typed: str, keys: str) -> None:
    """What is typed on the small pad arrives as on the large one."""
    assert _typed(typed) == [Key(legend) for legend in keys.split()]


@pytest.mark.parametrize(
    ("typed", "keys"),
    [
        ("2 5 0 WG BAR", "2 5 0"),
        ("2 5 0 WG BAR 3 BAR", "2 5 0 WG3 BAR"),
        ("2 5 0 WG BAR ZW STO × BON 00 0 C BAR", "2 5 0 BAR"),
        ("2 5 0 WG , BAR 6 , 5", "2 5 0 F WG7"),
        ("WG 0 , 7 0", "F WG2"),
    ],
)
def test_a_missed_group_lets_no_other_key_act(typed: str, keys: str) -> None:
    """250 `WG` `BAR` with the digit missed: 2,50 would count as money given, and nothing as sold.

    Before, such a key gave the prefix up without a word and did what it always does.
    """
    assert _typed(typed) == [Key(legend) for legend in keys.split()]


def test_a_key_that_names_no_group_is_rejected() -> None:
    """The till can be heard to have seen it; a cap that goes on with the prefix is silent."""
    legend = CompactLegend()
    heard = [
        legend.read_cap(CompactKey(word), Motion.PRESSED, 0.0)
        for word in ("WG", "BAR", ",", "9", "5")
    ]
    assert heard == [
        (),
        (Rejected(),),
        (),
        (Rejected(),),
        (Pressed(key=Key.F), Pressed(key=Key.WG7)),
    ]


@pytest.mark.parametrize("prefix", ["WG", "WG ,"])
def test_keys_that_name_no_group_do_not_prolong_the_wait(prefix: str) -> None:
    """The five seconds count from the prefix: who leans on a key is not locked out."""
    pressed = f"{prefix} BAR BAR BAR BAR BAR BAR"
    assert _typed(pressed, gap_s=PREFIX_S / 5) == [Key.BAR, Key.BAR]


def test_all_logical_keys_can_be_reached() -> None:
    """No function is lost with the smaller pad."""
    words = "F BAR F WG F ZW F C 0 00 , 1 2 3 4 5 6 7 8 9 × STO ZW BON C BAR"
    groups = " ".join(f"WG {digit}" for digit in range(1, 9))
    assert set(_typed(f"{words} {groups}")) == set(Key)


@pytest.mark.parametrize("prefix", ["F", "WG"])
def test_a_prefix_is_forgotten_after_five_seconds(prefix: str) -> None:
    """The next key then means itself."""
    assert _typed(f"{prefix} 7", gap_s=PREFIX_S) == [Key.DIGIT_7]


def test_stuck_caps_are_named_by_their_nearest_key() -> None:
    """The prompt key of the small pad is no logical key, so WG1 stands for it."""
    legend = CompactLegend()
    assert legend.read_cap(CompactKey.WG, Motion.STUCK, 0.0) == (Stuck(key=Key.WG1),)
    assert legend.read_cap(CompactKey.WG, Motion.UNSTUCK, 0.0) == (Unstuck(key=Key.WG1),)
    assert legend.read_cap(CompactKey.C, Motion.STUCK, 0.0) == (Stuck(key=Key.C),)


def test_a_number_pad_has_every_cap_but_the_double_zero() -> None:
    """Two zeros are typed one by one."""
    assert set(NUMPAD.values()) == set(CompactKey) - {CompactKey.DIGIT_00}
