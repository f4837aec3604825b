"""Writes seven_years_{1,2}.txt anew: run as `python -m tests.scripts.seven_years`.

The life of a till from its commissioning in March 2027 to its Schlussbeleg in March 2034: a market
on two Saturdays of each month but for the rests, and everything that can befall a till in the eyes
of the law. In September 2030 the till breaks; the second script is played on new hardware.
"""

from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from random import Random
from typing import Final

SCRIPTS: Final = tuple(Path(__file__).with_name(f"seven_years_{part}.txt") for part in (1, 2))
SEED: Final = 20270301
SATURDAY: Final = 5

COMMISSIONED: Final = datetime(2027, 3, 1, 8)  # noqa: DTZ001 - Austrian local time, as in scripts
BROKEN: Final = datetime(2030, 9, 21, 14)  # noqa: DTZ001
RESTORED: Final = datetime(2030, 9, 27, 9)  # noqa: DTZ001
LAST_DAY: Final = date(2034, 3, 18)
#: First and last day of a time in which nobody is at the stall.
RESTS: Final = (
    (date(2028, 1, 3), date(2028, 2, 29)),
    (date(2030, 1, 3), date(2030, 2, 28)),
    (date(2031, 6, 1), date(2031, 8, 31)),
    (date(2033, 2, 1), date(2033, 2, 28)),
)
#: Days beside the Saturdays on which somebody comes, above all for a year's receipt.
EXTRA_DAYS: Final = (
    COMMISSIONED.date(),
    date(2030, 1, 2),
    date(2032, 12, 31),
)
#: The night after the last Saturday of October.
DOUBLED_HOUR: Final = date(2028, 10, 29)
FLOAT_CENTS: Final = 100_00


def market_days() -> Iterator[date]:
    """Every day on which the till is on, in order."""
    day = COMMISSIONED.date()
    while day <= LAST_DAY:
        is_market = day.weekday() == SATURDAY and (day.day - 1) // 7 in (0, 2)
        if (is_market and not is_rest(day)) or day in EXTRA_DAYS or day in EVENTS:
            yield day
        day += timedelta(days=1)


def is_rest(day: date) -> bool:
    """Whether nobody is at the stall."""
    return any(first <= day <= last for first, last in RESTS)


class Life:
    """The life as it is written; `cash_cents` is what must lie in the drawer."""

    def __init__(self, seed: int = SEED) -> None:
        self._random = Random(seed)
        self.parts: tuple[list[str], list[str]] = ([], [])
        self.cash_cents = 0
        self._lines = self.parts[0]

    def write(self) -> tuple[str, str]:
        """Both scripts."""
        self._begin()
        for day in market_days():
            self._market(day)
        first, second = ("\n".join(lines) + "\n" for lines in self.parts)
        return first, second

    # --- days

    def _begin(self) -> None:
        self._say(
            "# Seven years of a till: written by seven_years.py, never by hand.",
            f"@time {COMMISSIONED:%Y-%m-%dT%H:%M:%S}",
            "@card new acos-id",
            f"F 04 {FLOAT_CENTS} BAR",
            "expect journal ANFANGSBESTAND",
            "# FinanzOnline hears of card, till and Startbeleg",
            "@wait 200",
            "expect journal FON",
        )
        self.cash_cents = FLOAT_CENTS

    def _market(self, day: date) -> None:
        """The till wakes, does what the calendar wants, sells, and is counted."""
        if day == RESTORED.date():
            self._lines = self.parts[1]
            self._restored()
        elif day != COMMISSIONED.date():
            self._open(day, time(1, 30) if day == DOUBLED_HOUR else time(7, 30))
        event = EVENTS.get(day, Life._usual)
        event(self, day)
        if day != LAST_DAY:
            self._close()

    def _usual(self, day: date) -> None:
        for _ in range(self._random.randint(1, 3)):
            self._sell()

    def _years_end(self, day: date) -> None:
        """§ 8 Abs 3 RKSV: the Jahresbeleg comes before its check is late, though nobody sells."""
        self._say(f"# {day.year - 1} is closed before the rest", "F 62", "expect journal BELEG")
        self._say('expect receipt "JAHRESBELEG"')

    def _doubled_hour(self, day: date) -> None:
        """A night market goes on while the clocks are turned back."""
        self._say(f"@time {day}T02:40:00+02:00")
        self._sell()
        self._say("# 02:40 was, 02:10 is: true time, and a notice in every examination")
        self._say(f"@time {day}T02:10:00+01:00")
        self._sell()

    # --- the signature card

    def _missing_card(self, _day: date) -> None:
        self._sell()
        self._say("# somebody took the card out", "@card remove")
        self._sell()
        self._sell()
        self._say('expect receipt "ausgefallen"', "@card insert", "@wait 40")
        self._say("expect journal AUSFALL_ENDE", 'expect receipt "SAMMELBELEG"')
        self._sell()

    def _dead_card(self, day: date) -> None:
        """§ 17 Abs 1, 2, 6 RKSV: a week; begin and end are told."""
        self._say("# the card does not answer any more, for a week", "@card dead")
        self._sell()
        self._say("expect journal AUSFALL_BEGINN")
        self._close()
        self._open(day + timedelta(days=1), time(7, 30))
        self._sell()
        self._say("F 65", 'expect display "noch 2"', "BAR", "C")
        self._close()
        self._open(day + timedelta(days=7), time(7, 30))
        self._say("# 48 hours are over: FinanzOnline has heard of it")
        self._say("F 65", 'expect display "gemeldet"', "BAR", "C")
        self._sell()
        self._say("# a night in the warm kitchen, and it answers again", "@card insert", "@wait 40")
        self._say('expect receipt "SAMMELBELEG"', "@wait 65")

    def _slow_card(self, _day: date) -> None:
        self._say("# longer than a customer waits", "@card slow 5")
        self._sell()
        self._say('expect receipt "ausgefallen"', "@card insert", "@wait 40")
        self._say("expect journal AUSFALL_ENDE")

    def _flapping_training(self, _day: date) -> None:
        """A failed training receipt alone demands a Sammelbeleg."""
        self._say("# it comes and goes, while somebody practises", "@card remove")
        self._say("F 50", "250 WG1 BAR", 'expect receipt "ausgefallen"', "F 50")
        self._say("@card insert", "@wait 40", 'expect receipt "SAMMELBELEG"')
        self._sell()
        self._say("@card remove")
        self._sell()
        self._say("@card insert", "@wait 40", 'expect receipt "SAMMELBELEG"')

    def _flapping_month(self, _day: date) -> None:
        """§ 8 Abs 2 RKSV: a Monatsbeleg may fail and is not repeated."""
        self._say("# a month is closed while the card is away", "@card remove")
        self._sell()
        self._say("@card insert", "@wait 40", 'expect receipt "SAMMELBELEG"')
        self._sell()

    def _failed_year(self, day: date) -> None:
        """§ 8 Abs 3 RKSV: a Jahresbeleg that failed is made again, signed."""
        self._sell()
        self._say("# Silvester: the card is gone over midnight")
        self._at(day, time(23, 30))
        self._say("@card remove")
        self._sell()
        self._at(day + timedelta(days=1), time(0, 20))
        self._sell()
        self._say("@card insert", "@wait 60", 'expect receipt "JAHRESBELEG"', "@wait 100")

    def _planned_swap(self, _day: date) -> None:
        """The old card signs until the new one is registered (§ 5 RKSV)."""
        self._say("# ACOS-ID is due: a CardOS 5.3 is read, entered and registered", "@card new")
        self._say("F 68 1 BAR BAR BAR", 'expect display "ANGEMELDET"', "C", "@card old")
        self._sell()
        self._say("@wait 65", "expect journal FON", "# and takes over", "@card insert")
        self._say("F 68 BAR", 'expect display "Karte getauscht"', "expect journal KARTENTAUSCH")
        self._sell()
        self._say("@wait 65")

    def _locked_card(self, _day: date) -> None:
        """An outage that an exchange ends: the new card signs the Sammelbeleg."""
        self._say("# somebody tried PINs", "@card locked")
        self._sell()
        self._say('expect receipt "ausgefallen"', "@card new", "F 68 3 BAR BAR BAR")
        self._say('expect display "ANGEMELDET"', "C")
        self._sell()
        self._say("@wait 65", "F 68 BAR", "expect journal KARTENTAUSCH", "@wait 5")
        self._sell()
        self._say("@wait 65")

    def _broken_card(self, day: date) -> None:
        """It never recovers: its outage is told, and that it is out of service."""
        self._say("# this card is dead for good", "@card dead")
        self._sell()
        self._close()
        self._open(day + timedelta(days=7), time(7, 30))
        self._sell()
        self._say("@card new", "F 68 2 BAR BAR BAR", 'expect display "ANGEMELDET"', "C")
        self._say("@wait 65", "F 68 BAR", "expect journal KARTENTAUSCH", "@wait 100")
        self._sell()

    # --- till and clock

    def _restored(self) -> None:
        """§ 17 Abs 5 RKSV: what was sold by hand is entered before any other sale."""
        self._say(
            "# The till broke on 21 September 2030; this is another one, with its book restored.",
            "# The cards are the ones of the years before.",
            f"@time {RESTORED:%Y-%m-%dT%H:%M:%S}",
            *("@card new acos-id", "@card new", "@card new"),
            f"{FLOAT_CENTS} BAR",
            f"F 65 2 2 {BROKEN:%d%m%y} BAR {BROKEN:%H%M} BAR BAR BAR",
            "expect journal AUSFALL_KASSE",
            f"F 32 17,23 BAR {BROKEN:%d%m%y} BAR 4200 WG1 BAR",
            "expect journal NACHERFASSUNG",
            "@wait 100",
        )
        self.cash_cents += 4200

    def _cuts(self, day: date) -> None:
        for edge in (3, 17, 29):
            self._say(f"@power cut {edge}", "250 WG1 BAR", "@wait 20", "C F C")
        self._usual(day)

    def _late_entry(self, day: date) -> None:
        self._say("# an hour without power: a receipt by hand, entered afterwards")
        self._say(f"F 32 4 BAR {day:%d%m%y} BAR 500 WG3 BAR", "expect journal NACHERFASSUNG")
        self.cash_cents += 500
        self._usual(day)

    def _inspection(self, day: date) -> None:
        self._sell()
        self._say("# a controller is here", "F 60", "expect journal BELEG", "BAR")
        self._usual(day)

    def _clock_ahead(self, day: date) -> None:
        self._sell()
        self._say("# a wrong server", "@clock ahead 9000", "250 WG1 BAR")
        self._say('expect display "E14"', "@clock right", "C BAR", "expect journal BELEG")
        self.cash_cents += 250
        self._usual(day)

    def _clock_lost(self, day: date) -> None:
        self._sell()
        self._say("# the battery of the clock is empty, and there is no net", "@clock lost")
        self._say("250 WG1 BAR", 'expect display "E14"', "C")
        self._say(f"F 94 2 {day:%d%m%y} BAR 0900 BAR BAR BAR", "expect journal BELEG")
        self._say("@wait 60", "@clock right")
        self.cash_cents += 250

    def _last_day(self, day: date) -> None:
        self._usual(day)
        self._close()
        self._say(
            "# § 17 Abs 8 RKSV: the end, and the card goes with the till",
            "F 63 BAR 4 777 2 9999 111 00 1 BAR 2 BAR",
            "expect journal AUSSERBETRIEB",
            'expect receipt "AUSSER BETRIEB"',
            "@wait 300",
        )

    # --- keys and money

    def _sell(self) -> None:
        """A sale in cash, by a note or by card."""
        match self._random.randint(0, 3):
            case 0:
                cents = self._random.randint(10, 200) * 10
                self._say(f"{cents} WG{self._random.choice([1, 3, 8])} BAR")
                self.cash_cents += cents
            case 1:
                count = self._random.randint(2, 5)
                self._say(f"{count} × WG5 5000 BAR")
                self.cash_cents += count * 420
            case 2:
                self._say("1 × WG6 KARTE BAR")
            case _:
                self._say("WG4")
                self.cash_cents += 300
        self._say("expect journal BELEG")

    def _open(self, day: date, clock: time) -> None:
        """The morning: what the calendar wants comes by itself, the drawer is opened."""
        self._at(day, clock)
        self._say(f"{FLOAT_CENTS} BAR", "expect journal ANFANGSBESTAND", "@wait 65")

    def _close(self) -> None:
        """The evening: counted without a difference, all above the float goes to the bank."""
        to_bank = " BAR" if self.cash_cents > FLOAT_CENTS else ""
        self._say(f"F 20 BAR {self.cash_cents} BAR BAR{to_bank}", "expect journal Z", "C")
        self._say("@wait 100")
        self.cash_cents = FLOAT_CENTS

    def _at(self, day: date, clock: time) -> None:
        self._say("", f"@time {datetime.combine(day, clock):%Y-%m-%dT%H:%M:%S}")

    def _say(self, *lines: str) -> None:
        self._lines += lines


EVENTS: Final[dict[date, Callable[[Life, date], None]]] = {
    date(2027, 5, 15): Life._missing_card,
    date(2027, 6, 5): Life._cuts,
    date(2027, 7, 17): Life._inspection,
    date(2027, 9, 18): Life._late_entry,
    date(2028, 4, 15): Life._planned_swap,
    date(2028, 8, 5): Life._dead_card,
    DOUBLED_HOUR: Life._doubled_hour,
    date(2029, 6, 16): Life._slow_card,
    date(2029, 9, 15): Life._flapping_training,
    date(2029, 11, 3): Life._flapping_month,
    date(2030, 1, 2): Life._years_end,
    date(2030, 4, 20): Life._locked_card,
    RESTORED.date(): Life._usual,
    date(2031, 3, 15): Life._clock_ahead,
    date(2031, 11, 15): Life._clock_lost,
    date(2032, 7, 3): Life._broken_card,
    date(2032, 12, 31): Life._failed_year,
    date(2033, 5, 21): Life._inspection,
    LAST_DAY: Life._last_day,
}


def main() -> None:
    """Write both files."""
    for path, text in zip(SCRIPTS, Life().write(), strict=True):
        path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
