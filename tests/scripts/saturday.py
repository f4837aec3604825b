"""Writes saturday.txt anew: run as `python -m tests.scripts.saturday`.

A Saturday of the stall of saturday.toml, by a seed. The generator sells on paper as it writes:
sums, change and the cash in the drawer are its own arithmetic, so that the script expects what a
person would have reckoned, and the Z at the end has to come out with no difference.
"""

from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Final

SCRIPT: Final = Path(__file__).with_name("saturday.txt")
SEED: Final = 20261121
CUSTOMERS: Final = 640
CLERKS: Final = 3
FLOAT_CENTS: Final = 150_00
#: Preset prices by the keys that book them; by piece and by kilogram.
PIECES: Final = {"WG1": 290, "WG3": 950, "WG5": 420, "WG6": 450}
KILOGRAMS: Final = {"WG2": 340, "F WG2": 2490}
DEPOSIT_CENTS: Final = 25
CUP_CENTS: Final = 200
LEMONADE_CENTS: Final = 250 + DEPOSIT_CENTS
NOTES: Final = (500, 1000, 2000, 5000, 10000)
#: So often each kind of customer comes.
WEIGHTS: Final = {
    "exact": 16,
    "change": 40,
    "card": 14,
    "split": 4,
    "heart": 5,
    "line_discount": 5,
    "sale_discount": 5,
    "bottles_back": 4,
    "cups": 6,
    "correction": 6,
    "gone": 2,
    "code": 5,
    "cut_open": 1,
}


def half_up(numerator: int, denominator: int) -> int:
    """Rounded half up, away from zero."""
    rounded = (2 * abs(numerator) + denominator) // (2 * denominator)
    return -rounded if numerator < 0 else rounded


def euros(cents: int) -> str:
    """As the display writes it."""
    whole, rest = divmod(abs(cents), 100)
    return f"{'−' if cents < 0 else ''}{whole},{rest:02}"


class Saturday:
    """The day as it is written; `cash_cents` is what must lie in the drawer."""

    def __init__(self, seed: int) -> None:
        self._random = Random(seed)
        self.lines: list[str] = []
        self.cash_cents = 0
        self.receipts = 0
        self._last_cash_sale = 0

    def write(self) -> str:
        """The whole script."""
        self._open()
        for customer in range(1, CUSTOMERS + 1):
            self._happen(customer)
            kind = self._random.choices(list(WEIGHTS), list(WEIGHTS.values()))[0]
            serve: Callable[[], None] = getattr(self, f"_serve_{kind}")
            serve()
        self._close()
        return "\n".join(self.lines) + "\n"

    # --- the day

    def _open(self) -> None:
        self._say(
            "# A Saturday before Christmas at Graz: written by saturday.py, never by hand.",
            "# Sums, change and the cash in the drawer are the generator's own arithmetic.",
            "@time 2026-11-28T07:30:00",
            "1 BAR",
            'expect display "Maria"',
            f"F 04 {FLOAT_CENTS} BAR",
        )
        self.cash_cents = FLOAT_CENTS

    def _happen(self, customer: int) -> None:
        """What befalls the stall at fixed moments; the clerks take turns."""
        if customer % 40 == 0:
            clerk = 1 + customer // 40 % CLERKS
            self._say("", f"# {customer} customers so far", f"{clerk} F 01", "expect journal EIN")
        if customer % 100 == 50:
            self._say("@wait 600")
        match customer:
            case 60 | 380:
                self._outage(customer)
            case 120 | 450:
                self._no_paper()
            case 170 | 290 | 530:
                self._pay_in(customer)
            case 220:
                self._bank()
            case 250 | 410 | 570:
                self._void()
            case 200 | 333 | 480 | 600:
                self._cut_while_paying(customer)
            case _:
                pass

    def _outage(self, customer: int) -> None:
        self._say("", "# the signature card is out", "@card remove")
        for _ in range(3 + customer % 4):
            self._serve_exact()
        self._say("@card insert", "@wait 40", "expect journal AUSFALL_ENDE")

    def _no_paper(self) -> None:
        """The roll ends under the slip of a sale that one key made, before anybody has asked."""
        self._say("", "# the roll ends in a slip, which comes again as a whole", "@paper out")
        self._say("WG4", 'expect display "E10"')
        self._paid_cash(300)
        self._say("C", "@paper in", "@wait 10", 'expect receipt "Neudruck"')

    def _pay_in(self, cents: int) -> None:
        self._say("", f"F 02 {cents * 10} BAR 1", "expect journal EINLAGE")
        self.cash_cents += cents * 10

    def _bank(self) -> None:
        """Only Maria takes money out."""
        self._say("", "1 F 01", "F 03 20000 BAR 1", "expect journal ENTNAHME")
        self.cash_cents -= 200_00

    def _void(self) -> None:
        """The last sale goes back; only Maria may."""
        self._serve_exact()
        self._say(
            "1 F 01",
            "F 30 BAR 1 BAR",
            f'expect display "{euros(self._last_cash_sale)}"',
            "expect journal STORNO",
        )
        self.cash_cents -= self._last_cash_sale
        self.receipts += 1

    def _cut_while_paying(self, customer: int) -> None:
        """The plug is pulled somewhere between BAR and the slip: the sale is there exactly once."""
        total = self._ring_up()
        self._say(
            f"@power cut {2 + customer % 37}",
            "BAR",
            "# whether it was paid before the cut or is paid now",
            "@wait 20",
            "C BAR C",
        )
        self._paid_cash(total)

    def _close(self) -> None:
        self._say(
            "",
            "# the day is counted: no difference, and all above the float goes to the bank",
            "@wait 60",
            f"F 20 BAR {self.cash_cents} BAR",
            f'expect display "Soll {euros_grouped(self.cash_cents)}"',
            'expect display "0,00"',
            "BAR BAR",
            "expect journal Z",
        )

    # --- customers

    def _serve_exact(self) -> None:
        total = self._ring_up()
        self._say("BAR", f'expect display "{euros(total)}"')
        self._paid_cash(total)

    def _serve_change(self) -> None:
        total = self._ring_up()
        self._pay_with_note(total)

    def _serve_card(self) -> None:
        total = self._ring_up()
        self._say("KARTE", f'expect display "{euros(total)}"', "BAR", 'expect display "BEZAHLT"')
        self.receipts += 1

    def _serve_split(self) -> None:
        """A part in cash, the rest by card."""
        total = self._ring_up()
        cash = self._random.choice([cents for cents in (100, 200, 500) if cents < total])
        self._say(f"{cash} BAR", f'expect display "{euros(total - cash)}"', "KARTE BAR")
        self.cash_cents += cash
        self.receipts += 1

    def _serve_heart(self) -> None:
        self._say("WG4", 'expect display "3,00"')
        self._paid_cash(300)

    def _serve_line_discount(self) -> None:
        total = self._ring_up()
        self._say("WG3 10 %")
        self._pay_with_note(total + 950 - 95)

    def _serve_sale_discount(self) -> None:
        total = self._ring_up()
        percent = self._random.choice([5, 10, 20])
        self._say(f"ZW {percent} %")
        self._pay_with_note(total - half_up(total * percent, 100))

    def _serve_bottles_back(self) -> None:
        """Lemonade with its deposit, and an empty bottle for it."""
        count = self._random.randint(1, 3)
        self._say(f"{count} × 21 PLU F STO F WG8")
        self._pay_with_note(count * LEMONADE_CENTS - DEPOSIT_CENTS)

    def _serve_cups(self) -> None:
        """Mulled wine with its cups; perhaps one comes back at once."""
        count = self._random.randint(1, 4)
        total = count * (450 + CUP_CENTS)
        self._say(f"{count} × WG6 {count} × WG7")
        if self._random.random() < 0.5:
            self._say(f"F STO {CUP_CENTS} WG7")
            total -= CUP_CENTS
        self._pay_with_note(total)

    def _serve_correction(self) -> None:
        total = self._ring_up()
        wrong = self._random.randint(5, 40) * 10
        self._say(f"{wrong} WG8 STO", "expect journal POS_STORNO")
        self._pay_with_note(total)

    def _serve_gone(self) -> None:
        self._ring_up()
        self._say("F C BAR", "expect journal BON_ABBRUCH")

    def _serve_code(self) -> None:
        """The receipt as a code on the display, no paper: the archive has just been heard."""
        total = self._ring_up()
        self._say("@archive digital", "BON", 'expect display "QR"', "BAR", "expect journal BELEG")
        self._paid_cash(total)

    def _serve_cut_open(self) -> None:
        """The plug is pulled in an open sale, which is there again."""
        total = self._ring_up()
        self._say("@power cut", 'expect display "Offener Bon"')
        self._pay_with_note(total)

    # --- keys and money

    def _ring_up(self) -> int:
        """One to four positions in one line; returns their sum in cents."""
        total = 0
        words = []
        for _ in range(self._random.randint(1, 4)):
            word, cents = self._position()
            words.append(word)
            total += cents
        self._say(" ".join(words))
        return total

    def _position(self) -> tuple[str, int]:
        kind = self._random.random()
        if kind < 0.35:
            key = self._random.choice(list(KILOGRAMS))
            grams = self._random.randint(80, 600 if key.startswith("F") else 2800)
            text = f"{grams // 1000},{grams % 1000:03}"
            return f"{text} × {key}", half_up(grams * KILOGRAMS[key], 1000)
        if kind < 0.6:
            key = self._random.choice(list(PIECES))
            count = self._random.randint(2, 5)
            return f"{count} × {key}", count * PIECES[key]
        if kind < 0.85:
            # A price, so that the same key twice is not "one more of the same".
            cents = self._random.randint(20, 150) * 10
            return f"{cents} {self._random.choice(['WG1', 'WG3', 'WG8'])}", cents
        key = self._random.choice(list(PIECES))
        return f"1 × {key}", PIECES[key]

    def _pay_with_note(self, total: int) -> None:
        """With one note or several; the change is reckoned here."""
        note = next((cents for cents in NOTES if cents > total), 500_00)
        self._say(f"{note} BAR", f'expect display "{euros(note - total)}"')
        self._paid_cash(total)

    def _paid_cash(self, total: int) -> None:
        self.cash_cents += total
        self._last_cash_sale = total
        self.receipts += 1

    def _say(self, *lines: str) -> None:
        self.lines += lines


def euros_grouped(cents: int) -> str:
    """With the point between thousands, as the display writes a large sum."""
    whole, rest = divmod(cents, 100)
    return f"{whole:,}".replace(",", ".") + f",{rest:02}"


if __name__ == "__main__":
    SCRIPT.write_text(Saturday(SEED).write(), encoding="utf-8")
