"""What people do at the counter, as lines of keys: customers, clerks, mistakes."""

from collections.abc import Callable, Mapping, Sequence
from random import Random
from typing import Final

_NOTES: Final = (500, 1000, 2000, 5000, 10000)
_CODES: Final = (
    *("F 10 BAR", "F 11 BAR", "F 12 BAR", "F 13 BAR", "F 14 BAR", "F 16", "F 17 C C", "F 18"),
    *("F 19", "F 23 BAR", "F 24 C", "F 35 F 39", "F 60 C", "F 61 1111 BAR C", "F 62 1111 BAR C"),
    *("F 64 C", "F 65 C C", "F 66", "F 69 C", "F 73 C", "F 74 C", "F 80 1", "F 80 3", "F 81"),
    *("F 96 2 1", "F 98 C", "F 99 C", "F 09", "F 05 C C", "F 21 BAR 12300 BAR ZW"),
)
_PRICES: Final = (
    "F 90 1111 BAR 1 1 BAR 1 280 BAR BAR",
    "F 90 1111 BAR 1 BAR 1 310 BAR BAR",
    "F 90 1111 BAR 2 50 BAR 2 77 555 BAR 1 BAR 390 BAR 2 BAR",
    "F 92 1 BAR 2 010127 BAR",
)
#: Anything a hand may find, but F: what F leads to is planned.
_ANY: Final = (
    *"0123456789",
    *(",", "00", "BON", "STO", "%", "×", "PLU", "C", "ZW", "KARTE", "BAR"),
    *(f"WG{number}" for number in range(1, 9)),
)
_SIGN_ON: Final = {1: "1 BAR 1111 BAR", 2: "2 BAR", 3: "3 BAR 3333 BAR"}


def opening(dice: Random) -> Sequence[str]:
    """Somebody signs on, and mostly counts the float."""
    lines = [_SIGN_ON[dice.choice((1, 1, 2, 3))]]
    if dice.random() < 0.6:
        lines.append(f"F 04 {dice.randint(0, 200) * 100} BAR")
    return lines


def one(dice: Random, *, is_fitted: bool) -> Sequence[str]:
    """A customer, from the first key to the last."""
    kind = dice.choices(list(_CUSTOMERS), list(_CUSTOMERS.values()))[0]
    return kind(dice, is_fitted)


def clerk(dice: Random) -> Sequence[str]:
    """Clerks change, look something up, change a price, or practise."""
    match dice.randrange(8):
        case 0 | 1:
            return [f"F 01 {_SIGN_ON[dice.choice((1, 2, 3))]}"]
        case 2:
            return [f"F 01 {dice.choice((1, 3))} BAR 9999 BAR C", "1111 BAR", "C C 1 BAR 1111 BAR"]
        case 3:
            return [f"F 43 1111 BAR {dice.choice((1, 2, 3))}"]
        case 4:
            return [dice.choice(_PRICES), "C C"]
        case 5:
            return ["F 50 1111 BAR", *one(dice, is_fitted=False), "C F 50"]
        case _:
            return [dice.choice(_CODES), "C"]


def mistake(dice: Random) -> Sequence[str]:
    """Wrong keys, and what a person does then."""
    keys = [dice.choice(_ANY) for _ in range(dice.randint(2, 9))]
    match dice.randrange(5):
        case 0:
            return [dice.choice(("47 PLU C C", "250 BON C", "BAR C", "F F C", "990000 WG8 C C"))]
        case 1:
            return [f"{_rung(dice)} F C", "BAR"]
        case 2:
            return [f"{_rung(dice)} {dice.randint(10, 400) * 10} WG8 STO", "BAR"]
        case _:
            return [" ".join(keys), "C C"]


def _cash(dice: Random, _fitted: bool) -> Sequence[str]:  # noqa: FBT001
    note = f"{dice.choice(_NOTES)} " if dice.random() < 0.6 else ""
    return [_rung(dice), f"{note}BAR", *([] if dice.random() < 0.6 else ["BAR"])]


def _card(dice: Random, is_fitted: bool) -> Sequence[str]:  # noqa: FBT001
    if not is_fitted:
        return [_rung(dice), "KARTE", "BAR"]
    conduct = dice.choice(("paid", "paid", "declined", "silent", "unclear"))
    answer = {"paid": "BAR", "declined": "BAR"}.get(conduct, dice.choice(("1", "2", "3")))
    return [f"@terminal {conduct}", _rung(dice), "KARTE", "@wait 5", answer, "@wait 70", "BAR"]


def _mixed(dice: Random, _fitted: bool) -> Sequence[str]:  # noqa: FBT001
    return [f"{_rung(dice)} {_rung(dice)}", f"{dice.choice((100, 200, 500))} BAR", "KARTE BAR"]


def _discounted(dice: Random, _fitted: bool) -> Sequence[str]:  # noqa: FBT001
    way = dice.choice(("10 %", "ZW 10 %", "50 F %", "ZW 100 F %", "10 F 33", "ZW 5 %", "30 %"))
    return [_rung(dice), way, *(["1111 BAR"] if way.startswith("30") else []), "BAR", "BAR"]


def _one_key(dice: Random, _fitted: bool) -> Sequence[str]:  # noqa: FBT001
    return [" ".join(["WG4"] * dice.randint(1, 3))]


def _deposit(dice: Random, _fitted: bool) -> Sequence[str]:  # noqa: FBT001
    count = dice.randint(1, 4)
    ways = (
        f"{count} × 21 PLU F STO F WG8",
        f"{count} × WG6 {count} × WG7 F STO 200 WG7",
        f"F STO {count} × F WG8",
        f"{count} × 14 PLU 12 PLU PLU",
    )
    return [dice.choice(ways), "BAR"]


def _voucher(dice: Random, _fitted: bool) -> Sequence[str]:  # noqa: FBT001
    number = dice.randint(1, 9)
    redeeming = [f"{_rung(dice)} F 45 {number} BAR BAR", "BAR"]
    if dice.random() < 0.5:
        return [f"F 44 {number} BAR {dice.randint(5, 50) * 100} BAR BAR", *redeeming]
    return redeeming


def _cancelled(dice: Random, _fitted: bool) -> Sequence[str]:  # noqa: FBT001
    """A receipt goes back: the last, a part of it, an earlier one, or with another tender."""
    ways = (
        "F 30 1111 BAR BAR 1 BAR",
        "F 30 1111 BAR BAR 1 2 BAR",
        f"F 30 1111 BAR {dice.randint(1, 12)} BAR 1 BAR",
        "F 31 1111 BAR BAR 1 BAR ZW 1 BAR",
        "F 34 1111 BAR 2",
        "F 34 1111 BAR 1",
    )
    sold = [_rung(dice), "BAR"] if dice.random() < 0.7 else []
    return [*sold, "F 01 1 BAR 1111 BAR", dice.choice(ways).replace(" 1111 BAR", "", 1), "BAR", "C"]


def _parked(dice: Random, _fitted: bool) -> Sequence[str]:  # noqa: FBT001
    if dice.random() < 0.4:
        return ["F 07 1", "BAR", "C"]
    other = [_rung(dice), "BAR"] if dice.random() < 0.6 else []
    return [f"{_rung(dice)} F 06", *other, "F 07 1", "BAR"]


def _late(dice: Random, _fitted: bool) -> Sequence[str]:  # noqa: FBT001
    return [f"F 32 {dice.randint(1, 99)} BAR BAR {_rung(dice)}", "BAR", "C"]


def _copied(dice: Random, _fitted: bool) -> Sequence[str]:  # noqa: FBT001
    asked = dice.choice(("BON", "F BON", f"{dice.randint(1, 9)} F 41", "BON BON"))
    return [_rung(dice), dice.choice(("BAR", "BON BAR", "BON 1000 BAR")), asked, "C"]


def _cash_moved(dice: Random, _fitted: bool) -> Sequence[str]:  # noqa: FBT001
    ways = (
        f"F 02 {dice.randint(1, 80) * 100} BAR 1",
        f"F 03 1111 BAR {dice.randint(1, 20) * 100} BAR 4",
        "F BAR 1",
        "F 02 5000 BAR 1 F 05 BAR BAR",
        f"{dice.randint(1, 60) * 100} F 08",
    )
    return [dice.choice(ways), "C"]


def _weighed(dice: Random, is_fitted: bool) -> Sequence[str]:  # noqa: FBT001
    if not is_fitted:
        return [f"0,{dice.randint(100, 999)} × 31 PLU", "BAR"]
    grams = dice.randint(1, 2900)
    return [f"@scale {grams // 1000},{grams % 1000:03}", "31 PLU", "BAR", "BAR", "C"]


def _on_account(dice: Random, _fitted: bool) -> Sequence[str]:  # noqa: FBT001
    return [f"{_rung(dice)} F 47 {dice.randint(1, 9)} BAR BAR", "C"]


def _left(dice: Random, _fitted: bool) -> Sequence[str]:  # noqa: FBT001
    """Rung up, and nobody pays yet: the next one adds to it."""
    return [_rung(dice)]


_Customer = Callable[[Random, bool], Sequence[str]]
_CUSTOMERS: Final[Mapping[_Customer, int]] = {
    _cash: 30,
    _card: 8,
    _mixed: 4,
    _discounted: 6,
    _one_key: 6,
    _deposit: 5,
    _voucher: 4,
    _cancelled: 7,
    _parked: 4,
    _late: 2,
    _copied: 5,
    _cash_moved: 4,
    _weighed: 4,
    _on_account: 1,
    _left: 3,
}


def _rung(dice: Random) -> str:
    """One to three positions in one line."""
    return " ".join(_position(dice) for _ in range(dice.choice((1, 1, 1, 2, 2, 3))))


def _position(dice: Random) -> str:
    match dice.randrange(5):
        case 0:
            grams = dice.randint(80, 2800)
            key = dice.choice(("WG2", "WG2", "F WG2"))
            return f"{grams // 1000},{grams % 1000:03} × {key}"
        case 1:
            return f"{dice.randint(2, 5)} × {dice.choice(('WG1', 'WG3', 'WG5', 'WG6'))}"
        case 2:
            return f"{dice.randint(2, 150) * 10} {dice.choice(('WG1', 'WG3', 'WG5', 'WG8'))}"
        case 3:
            return dice.choice(("21 PLU", "12 PLU", "14 PLU", "WG6 WG7"))
        case _:
            return dice.choice(("WG1", "WG3", "WG5", "WG6"))
