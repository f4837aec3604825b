"""What the functions about the till itself ask: book, card and clock as they are now."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from firmware import VERSION
from firmware.app.issue import Issuer
from firmware.app.keep.reminder import last_left
from firmware.app.outages import found_outage
from firmware.app.running_image import IMAGE_FILE, image_of
from firmware.store import integrity
from firmware.store.reader import Reader
from firmware.till.acts import JournalKind
from firmware.till.fiscal.fault import device_fault
from firmware.till.fiscal.requests import FoundOutage, SignatureFailed, SignatureTried
from firmware.till.requests import Missing
from firmware.till.upkeep.status_requests import ChainChecked, SystemImage, TillStatus
from hal.clock.port import Clock, TimeSource

_CLOCKS: Final[Mapping[TimeSource, str]] = {
    TimeSource.NTP: "Netz",
    TimeSource.RTC: "Uhr der Kassa",
    TimeSource.HAND: "Person",
    TimeSource.NONE: "niemandem",
}


class StatusAnswers:
    """Looks, asks the card, and keeps nothing."""

    def __init__(
        self,
        book: Reader,
        issuer: Issuer,
        clock: Clock,
        free_bytes: Callable[[], int],
        image_file: Path = IMAGE_FILE,
    ) -> None:
        self._book = book
        self._issuer = issuer
        self._clock = clock
        self._free_bytes = free_bytes
        self._image_file = image_file

    def status(self) -> TillStatus:
        """How the till is."""
        last = self._book.last_receipt()
        assert last is not None, "a till that sells has a Startbeleg"
        last_z = self._book.last_journal(JournalKind.Z)
        number = None if last_z is None else last_z.content.get("number")
        return TillStatus(
            version=VERSION,
            image=self._image(),
            certificate_serial=self._issuer.unit.serial,
            is_signing=self._issuer.is_signing,
            is_clock_trusted=self._clock.now().is_trusted,
            last_number=last.number,
            last_issued_at_utc=last.issued_at_utc,
            last_z=number if isinstance(number, int) else None,
            free_bytes=self._free_bytes(),
            last_left_utc=last_left(self._book),
        )

    def _image(self) -> SystemImage | None:
        found = image_of(self._image_file)
        if found is None:
            return None
        return SystemImage(version=found.version, slot=found.slot, root_hash=found.root_hash)

    def clock_words(self) -> str:
        """Who vouches for the time."""
        return _CLOCKS[self._clock.now().source]

    def outage(self) -> FoundOutage | Missing:
        """The outage that waits for its Sammelbeleg."""
        return found_outage(self._book) or Missing()

    def try_signature(self) -> SignatureTried | SignatureFailed:
        """A real signature into nothing: no receipt, no row, no number."""
        signer, begin_s = self._issuer.unit.signer, self._clock.now().monotonic_s
        is_well = signer.probe()
        took_s = self._clock.now().monotonic_s - begin_s
        if not is_well:
            fault = device_fault(signer.fault)
            return SignatureFailed(fault=fault, pin_tries_left=signer.tries_left)
        return SignatureTried(
            milliseconds=round(took_s * 1000),
            pin_tries_left=signer.pin_tries_left(),
            is_signed=signer.may_test,
        )

    def check_chain(self) -> ChainChecked:
        """As at a boot: file, last rows, last receipts. All of them `kassa status` examines."""
        problems = integrity.check(self._book, integrity.QUICK)
        last = self._book.last_receipt()
        count = 0 if last is None else min(last.number, integrity.QUICK_RECEIPTS)
        return ChainChecked(receipts=count, problem=str(problems[0]) if problems else "")
