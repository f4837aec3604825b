"""What befalls a stall, as lines: devices, clocks, disks, sticks, nets, and the plug."""

from collections.abc import Callable, Mapping, Sequence
from random import Random
from typing import Final

from tests.simulation import customer


def one(dice: Random, *, is_fitted: bool) -> Sequence[str]:
    """Something happens, people go on selling, and mostly it is set right again."""
    kind = dice.choices(list(_KINDS), list(_KINDS.values()))[0]

    def sales(count: int) -> list[str]:
        return [line for _ in range(count) for line in customer.one(dice, is_fitted=is_fitted)]

    return kind(dice, sales)


_Sales = Callable[[int], list[str]]


def _card(dice: Random, sales: _Sales) -> Sequence[str]:
    trouble = dice.choice(("remove", "remove", "slow 5", "slow 2", "dead", "locked", "wrong"))
    later = [] if dice.random() < 0.2 else ["@card insert", "@wait 40"]
    return [f"@card {trouble}", *sales(dice.randint(1, 3)), *later]


def _paper(dice: Random, sales: _Sales) -> Sequence[str]:
    """Before a slip or in the middle of it, which is when the keys are down."""
    trouble, right = dice.choice(
        (
            ("@paper out", "@paper in"),
            ("@cover open", "@cover closed"),
            ("@printer offline", "@printer online"),
            ("@paper low", "@paper in"),
        )
    )
    asked = dice.choice(([], ["C"], ["BON", "1"], ["BON", "2"], ["BON", "C"]))
    return [trouble, *sales(1), *asked, *sales(dice.randint(0, 2)), right, "@wait 12"]


def _clock(dice: Random, sales: _Sales) -> Sequence[str]:
    match dice.randrange(6):
        case 0:
            seconds = dice.choice((1, 30, 600, 3600, 7200))
            return [f"@clock ahead {seconds}", *sales(1), "@clock right", *sales(1)]
        case 1:
            return [f"@clock back {dice.choice((1, 20, 90, 7200))}", *sales(1), "@clock right"]
        case 2:
            return ["@clock lost", *sales(1), "@clock right", "C"]
        case _:
            # Nothing happens for a while: nights, months and the doubled hour pass like this.
            return [f"world clock on {dice.choice((1, 1, 2, 3, 30))}", *sales(1)]


def _stick(dice: Random, sales: _Sales) -> Sequence[str]:
    match dice.randrange(6):
        case 0 | 1:
            return [f"world stick torn {dice.randint(1, 60)}", *sales(1)]
        case 2:
            return ["@stick owner", *sales(1), "@wait 10", "@stick out"]
        case 3:
            return [f"@stick {dice.choice(('other', 'readonly', 'full', 'slow'))}", "@stick pull"]
        case _:
            return ["@stick new", "F 70 1 BAR BAR", "@wait 30", "@stick pull", "C"]


def _net(dice: Random, sales: _Sales) -> Sequence[str]:
    match dice.randrange(4):
        case 0:
            return ["world net lost", *sales(2), "@wait 30", "world net back", "@wait 20"]
        case 1:
            return ["world archive anew", *sales(1), "@wait 15"]
        case _:
            moods = ("mute", "busy", "twice", "torn", "slow", "ill", "wlan", "moody", "moody")
            trouble = dice.choice(moods)
            return [f"world archive {trouble}", *sales(1), "@wait 30", "world archive well"]


def _power(dice: Random, sales: _Sales) -> Sequence[str]:
    """Under a sale, at any touch; between two keys; and again while the till comes up."""
    match dice.randrange(8):
        case 0:
            return ["@power cut"]
        case 1:
            return [*sales(1), f"world power twice {dice.randint(1, 60)}"]
        case 2:
            return ["world till restart"]
        case 3:
            return [f"@power cut {dice.randint(1, 120)}", *sales(1), "@wait 2"]
        case 4:
            return [f"world power lies {dice.randint(1, 90)}", *sales(2), "1 BAR 1111 BAR"]
        case _:
            return [f"world power cut {dice.randint(1, 90)}", *sales(1), "@wait 2"]


def _disk(dice: Random, sales: _Sales) -> Sequence[str]:
    """No room, known before or taken in the middle of something; or it does not work at all."""
    kind = dice.randrange(4)
    if kind == 0:
        at = dice.randint(1, 40)
        return [f"world disk fills {at}", *sales(2), "world disk room", "C", *sales(1)]
    if kind < 3:
        fault = dice.choice(("fails", "fails", "dies"))
        lost = [f"world power cut {dice.randint(1, 90)}"] if dice.random() < 0.5 else []
        return [f"world disk {fault} {dice.randint(1, 60)}", *sales(2), *lost, *sales(1)]
    return [f"world disk {dice.choice(('full', 'low'))}", *sales(1), "world disk room", "BAR", "C"]


def _mirror(dice: Random, sales: _Sales) -> Sequence[str]:
    later = [] if dice.random() < 0.2 else ["world mirror back", "@wait 8"]
    return ["world mirror gone", *sales(dice.randint(1, 2)), *later]


def _hands(dice: Random, sales: _Sales) -> Sequence[str]:
    """Display and keys."""
    if dice.random() < 0.5:
        return ["@display unplug", *sales(1), "@display plug"]
    key = dice.choice(("WG3", "BAR", "5", "C"))
    return [f"@key {key} stuck", *sales(1), f"@key {key} free", "C"]


def _closing(dice: Random, sales: _Sales) -> Sequence[str]:
    """A Z in the middle of a day, with the plug pulled in one of three."""
    cut = [f"world power cut {dice.randint(1, 120)}"] if dice.random() < 0.3 else []
    return ["@wait 5", *cut, "world till close", "@wait 5", *sales(1)]


def _swap(dice: Random, sales: _Sales) -> Sequence[str]:
    """Another card of the undertaking takes over, with the plug pulled in one of three."""
    cut = [f"world power cut {dice.randint(1, 60)}"] if dice.random() < 0.3 else []
    dialogue = ["@card new", "BAR", "BAR", "123456 BAR", "1 BAR", "C"]
    at = dice.randrange(len(dialogue))
    dialogue[at:at] = cut
    sign_on = ["C C", "F 01 1 BAR 1111 BAR", "C"]
    return [*sales(1), "BAR C", *sign_on, "F 68", dice.choice("12"), *dialogue, *sales(1)]


def _rest(_dice: Random, sales: _Sales) -> Sequence[str]:
    """The till locks itself."""
    return [*sales(1), "@wait 620", "1 BAR 1111 BAR"]


_Calamity = Callable[[Random, _Sales], Sequence[str]]
_KINDS: Final[Mapping[_Calamity, int]] = {
    _card: 8,
    _paper: 8,
    _clock: 5,
    _stick: 1,
    _net: 5,
    _power: 12,
    _disk: 6,
    _mirror: 3,
    _hands: 2,
    _closing: 4,
    _swap: 2,
    _rest: 1,
}
