"""A buzzer on a pin, by gpiozero's software square wave (18 is free for it on the till's board).

A thread of its own plays tone after tone, so that a click costs the till no time. What goes wrong
there is told to the next caller.
"""

from threading import Condition, Thread

from hal.buzzer.port import Tone
from hal.errors import HalError
from hal.gpio.chip import mapped
from hal.gpio.gpiozero_import import Factory, PWMOutputDevice

_DEVICE = "buzzer"
_PIN = 18
_HALF = 0.5
#: A thread that plays answers to a close between two tones.
_CLOSE_S = 1.0


class GpioBuzzer:
    """Implements `Buzzer` on `pin` of a factory from `hal.gpio.chip.open_factory`."""

    def __init__(self, factory: Factory, pin: int = _PIN) -> None:
        """Claim the pin, silent.

        Raises:
            HalError: BUSY or BROKEN when it cannot be had.
        """
        with mapped(_DEVICE):
            self._wave = PWMOutputDevice(pin, pin_factory=factory)
        self._changed = Condition()
        self._tune: tuple[Tone, ...] | None = None
        self._error: HalError | None = None
        self._is_closed = False
        self._thread = Thread(target=self._run, name="buzzer", daemon=True)
        self._thread.start()

    def play(self, tune: tuple[Tone, ...]) -> None:
        """See `Buzzer.play`; raises what the tune before it met."""
        with self._changed:
            error, self._error = self._error, None
            self._tune = tune
            self._changed.notify()
        if error is not None:
            raise error

    def close(self) -> None:
        """See `Buzzer.close`."""
        with self._changed:
            self._is_closed = True
            self._changed.notify()
        self._thread.join(_CLOSE_S)
        self._wave.close()

    def _run(self) -> None:
        while True:
            with self._changed:
                while self._tune is None and not self._is_closed:
                    self._changed.wait()
                if self._is_closed:
                    return
                tune, self._tune = self._tune or (), None
            try:
                self._sound(tune)
            except HalError as error:
                with self._changed:
                    self._error = error

    def _sound(self, tune: tuple[Tone, ...]) -> None:
        with mapped(_DEVICE):
            try:
                for tone in tune:
                    self._set(tone.hertz)
                    if self._is_interrupted_within(tone.milliseconds / 1000):
                        return
            finally:
                self._set(0)

    def _set(self, hertz: int) -> None:
        if hertz:
            self._wave.frequency = hertz
        self._wave.value = _HALF if hertz else 0.0

    def _is_interrupted_within(self, seconds: float) -> bool:
        with self._changed:
            return self._changed.wait_for(
                lambda: self._tune is not None or self._is_closed, timeout=seconds
            )
