"""What works at the customer's port of a booted till: who looks, and who writes."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from firmware.app.clock_guard import ClockGuard
from firmware.app.config import Config
from firmware.app.inbox import Message, StickTold
from firmware.app.sealing import Sealer
from firmware.app.stick.berth import Berth
from firmware.app.stick.export import ExportFeeder
from firmware.app.stick.watch import StickFeeder
from firmware.app.stick.writer import ExportWriter
from firmware.export.package import copy
from firmware.export.package.part import Part
from firmware.store.reader import Reader
from firmware.till.exports.requests import ExportKind
from hal.stick.port import StickSlot


@dataclass(frozen=True, slots=True, kw_only=True)
class StickRoom:
    """The port of one till; without one there is nobody who looks."""

    berth: Berth
    exports: ExportFeeder
    watch: StickFeeder | None

    @property
    def rounds(self) -> dict[str, Callable[[], float]]:
        """The rounds of their threads, by name; who looks comes first."""
        looks = {} if self.watch is None else {"stick": self.watch.round}
        return {**looks, "export": self.exports.round}


def stick_room(
    config: Config,
    slot: StickSlot | None,
    sealer: Sealer,
    clock: ClockGuard,
    post: Callable[[Message], None],
) -> StickRoom:
    """The till's port; nothing is written yet, and what a cut left of an export is removed."""
    book, berth = config.paths.book, Berth(slot)
    copy.forget(book)

    def papers(book: Reader, kind: ExportKind, now_utc: datetime) -> tuple[Part, ...]:
        # Nobody waits for it when the till starts.
        from firmware.app.paperwork.enclosed import enclosed  # noqa: PLC0415

        return enclosed(book, kind, config, now_utc)

    writer = ExportWriter(config.paths, berth, sealer, clock, papers)
    exports = ExportFeeder(writer, berth, post)

    def tell(message: Message) -> None:
        post(message)
        # The counter hears of the stick before it hears of an export onto it.
        if isinstance(message, StickTold):
            exports.hear(message)

    watch = None if slot is None else StickFeeder(slot, book, tell)
    if watch is not None:
        exports.look_again = watch.look_again
    return StickRoom(berth=berth, exports=exports, watch=watch)
