"""A hard deadline around a signature card, also when a command to it never returns.

PC/SC has no timeout and no way to cancel: a card that falls silent blocks its caller for ever. So
each call runs in a thread of its own; when the time is over the caller goes on, and the thread is
abandoned together with its card, reader and context (the GIL is free while PC/SC blocks). The next
call starts with a new card from the factory. Abandoned threads are few: beyond `HUNG_CALLS_MAX` of
them no further call is begun until one has come back.

Two clocks watch, because each sees what the other cannot:

- `await_end` waits for the thread in real time. It alone ends a hang.
- `clock` is read when the thread has ended, and by the card itself between commands. It alone
  judges where time is emulated: an emulated slow or silent card moves that clock by the seconds it
  would have taken, returns at once, and is a TIMEOUT by the clock. There `await_end` has nothing to
  guard; give it one that waits for the end without limit (`hal.card.emulator.await_emulated_end`),
  and a loaded machine cannot change the outcome of a simulation.
"""

import threading
import time
from collections.abc import Callable
from typing import Generic, TypeVar

from hal.card.channel import DEVICE
from hal.card.port import CardIdentity, SignatureCard
from hal.errors import Fault, HalError

HUNG_CALLS_MAX = 4

T = TypeVar("T")


class DeadlineCard:
    """`SignatureCard` that answers by its deadline; for one caller at a time.

    Args:
        make_card: a new card over a new reader, without touching the device yet; called within the
            guarded thread, at first and after each hang. Cards that it makes must share one
            `PinRefusals`.
        clock: monotonic seconds, the same as the cards' own.
        await_end: waits for the event at most the given seconds and tells if it is set.
        device: what its own errors call the card.
    """

    def __init__(
        self,
        make_card: Callable[[], SignatureCard],
        *,
        clock: Callable[[], float] = time.monotonic,
        await_end: Callable[[threading.Event, float], bool] = threading.Event.wait,
        device: str = DEVICE,
    ) -> None:
        self._make_card = make_card
        self._device = device
        self._clock = clock
        self._await_end = await_end
        self._card: SignatureCard | None = None
        self._hung: list[threading.Thread] = []

    def identify(self, deadline_s: float) -> CardIdentity:
        """See `SignatureCard.identify`; TIMEOUT after `deadline_s` whatever the card does."""
        return self._guard(lambda card: card.identify(deadline_s), deadline_s)

    def sign(self, digest: bytes, deadline_s: float) -> bytes:
        """See `SignatureCard.sign`; TIMEOUT after `deadline_s` whatever the card does."""
        return self._guard(lambda card: card.sign(digest, deadline_s), deadline_s)

    def _guard(self, work: Callable[[SignatureCard], T], deadline_s: float) -> T:
        self._hung = [thread for thread in self._hung if thread.is_alive()]
        if len(self._hung) >= HUNG_CALLS_MAX:
            raise HalError(Fault.TIMEOUT, self._device, f"{len(self._hung)} calls still hang")
        started_s = self._clock()
        call = _Call(self._card, self._make_card, work)
        thread = threading.Thread(target=call.run, name="card-call", daemon=True)
        try:
            thread.start()
        except RuntimeError as error:
            raise HalError(
                Fault.BROKEN, self._device, f"no thread for the call: {error}"
            ) from error
        if not self._await_end(call.ended, deadline_s):
            self._hung.append(thread)
            self._card = None
            raise HalError(
                Fault.TIMEOUT, self._device, f"no answer within {deadline_s} s; call abandoned"
            )
        self._card = call.card
        # An error keeps its own kind however late it came: PIN_WRONG must reach the caller.
        result = call.result()
        if self._clock() - started_s > deadline_s:
            raise HalError(Fault.TIMEOUT, self._device, f"answer later than {deadline_s} s")
        return result


class _Call(Generic[T]):
    """One piece of work on a card, in a thread; what came of it stays here."""

    def __init__(
        self,
        card: SignatureCard | None,
        make_card: Callable[[], SignatureCard],
        work: Callable[[SignatureCard], T],
    ) -> None:
        self.card = card
        self.ended = threading.Event()
        self._make_card = make_card
        self._work = work
        self._results: list[T] = []
        self._error: BaseException | None = None

    def run(self) -> None:
        """Body of the thread."""
        try:
            if self.card is None:
                self.card = self._make_card()
            self._results.append(self._work(self.card))
        except BaseException as error:  # noqa: BLE001 - raised again in the caller's thread
            self._error = error
        finally:
            self.ended.set()

    def result(self) -> T:
        """What the work returned or raised; only after `ended`."""
        if self._error is not None:
            raise self._error
        return self._results[0]
