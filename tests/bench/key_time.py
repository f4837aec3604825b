"""From a key to the finished picture on the bus of the display, in time of the processor.

The limit is the bus itself: how long the bytes of that picture take at 400 kHz, nine bits each.
"""

import statistics
import time
from typing import Final

from hal.keypad.port import Key, Pressed
from tests.bench.bench_till import selling
from tests.bench.figure import Figure, Result

KEYS: Final = (Key.DIGIT_2, Key.DIGIT_5, Key.DIGIT_0, Key.WG1)
ROUNDS: Final = 50
_BUS_HZ: Final = 400_000
_BITS: Final = 9
#: Of the time of one core here; what a Pi Zero 2 W takes is more.
PI_SLOWER: Final = 12.0
BUDGET_MS: Final = 50.0


def run(rounds: int = ROUNDS) -> dict[str, float]:
    """Measure; milliseconds for a digit and for a group key, and bytes of a picture."""
    times: dict[Key, list[float]] = {key: [] for key in KEYS}
    with selling("key") as stand:
        # As kassad: the picture is drawn by the display's own thread, from the loop's last word.
        sent = stand.bench.panel.data_bytes
        for _ in range(rounds):
            for key in KEYS:
                begun_ns = time.process_time_ns()
                stand.station.loop.handle(Pressed(key=key))
                times[key].append((time.process_time_ns() - begun_ns) / 1e6)
        each = (stand.bench.panel.data_bytes - sent) / (rounds * len(KEYS))
    return {
        "digit_ms": statistics.median(times[Key.DIGIT_5]),
        "group_ms": statistics.median(times[Key.WG1]),
        "picture_bytes": each,
    }


def result() -> Result:
    """Both keys against the bus, and what they would be on a Pi."""
    ms = run()
    bus_ms = ms["picture_bytes"] * _BITS / _BUS_HZ * 1000
    words = f"{ms['picture_bytes']:.0f} bytes over the bus of the panel"
    return Result(
        figures=(
            Figure(
                name="a digit to its picture",
                value=ms["digit_ms"],
                unit="ms",
                limit=bus_ms,
                limit_is=words,
                at_most=1.0,
            ),
            Figure(
                name="a group key to its picture, its row stored",
                value=ms["group_ms"],
                unit="ms",
                limit=bus_ms,
                limit_is=words,
                at_most=1.0,
            ),
            Figure(
                name="a digit on a Pi Zero 2 W, with the bus",
                value=ms["digit_ms"] * PI_SLOWER + bus_ms,
                unit="ms",
                at_most=BUDGET_MS,
                is_estimate=True,
            ),
        )
    )
