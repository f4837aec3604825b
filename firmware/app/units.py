"""The signature units of this till in the order of preference, and which of them signs next.

Any registered unit of the undertaking may sign for any of its tills, and the serial in each receipt
says which did (§ 5 Abs 2 RKSV). A place (the reader, a service) begins with the first certificate
entered for it; another one counts from its row KARTENTAUSCH on, and the old one is thereby out of
use. Which unit signs says the last row EINHEIT or KARTENTAUSCH, or else it is that of the first
place: changed only by the loop.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from firmware.app.devices import UnitPlace
from firmware.app.signer import Signer
from firmware.store.entry import Certificate
from firmware.store.reader import Reader
from firmware.till.acts import JournalKind
from hal.errors import Fault, HalError

#: Rows ZERTIFIKAT of books from before there was more than one place name none.
FIRST_PLACE = "card"


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """A unit in use: where it is, its certificate, and the way to it."""

    place: str
    certificate: Certificate
    signer: Signer

    @property
    def serial(self) -> str:
        """Field 11 of its receipts."""
        return self.certificate.serial


class Units:
    """Never empty once the till is commissioned; `active` is whose serial the next receipt has."""

    def __init__(
        self, book: Reader, places: Sequence[UnitPlace], monotonic_s: Callable[[], float]
    ) -> None:
        self._book = book
        self._places = tuple(places)
        self._monotonic_s = monotonic_s
        self._signers: dict[str, Signer] = {}
        self._units: tuple[Unit, ...] = ()
        self._active = 0
        self.refresh()

    @property
    def active(self) -> Unit:
        """The unit that signs next, or should."""
        return self._units[self._active]

    @property
    def all(self) -> tuple[Unit, ...]:
        """Every unit in use, the preferred one first."""
        return self._units

    @property
    def preferred_over_active(self) -> tuple[Unit, ...]:
        """Units that should sign instead as soon as they can."""
        return self._units[: self._active]

    def is_preferred(self, serial: str) -> bool:
        """Whether this unit should sign instead of the active one as soon as it can."""
        return any(unit.serial == serial for unit in self.preferred_over_active)

    def refresh(self) -> None:
        """A certificate was entered, or the till begins: read anew which units are in use."""
        entered = {one.serial: one for one in self._book.certificates()}
        serial_at = serials_in_use(self._book)
        self._units = tuple(
            Unit(
                place=place.name,
                certificate=entered[serial_at[place.name]],
                signer=self._signer(place, serial_at[place.name]),
            )
            for place in self._places
            if place.name in serial_at
        )
        self._active = self._index(self._chosen()) or 0

    def use(self, serial: str) -> bool:
        """From now on this unit signs; whether that is another one than before."""
        index = self._index(serial)
        if index is None or index == self._active:
            return False
        self._active = index
        return True

    def sign(self, serial: str, digest: bytes) -> bytes:
        """The signature of the unit with this serial over a digest.

        Raises:
            HalError: as `Signer.sign`; ABSENT when no unit in use has it (swapped meanwhile).
        """
        index = self._index(serial)
        if index is None:
            raise HalError(Fault.ABSENT, "signature unit", f"{serial} is not in use any more")
        return self._units[index].signer.sign(digest)

    def find_working(self, among: Sequence[Unit] | None = None) -> Unit | None:
        """The first unit that gives a real test signature, of `among` or of all.

        Raises:
            TakenError: as `Signer.probe_if_free`, of one that comes before it.
        """
        candidates = self._units if among is None else among
        return next((unit for unit in candidates if unit.signer.probe_if_free()), None)

    def _chosen(self) -> str:
        """The serial of the unit that was chosen last, or swapped in since; empty for none."""
        chosen = self._book.last_journal(JournalKind.EINHEIT)
        swap = self._book.last_journal(JournalKind.KARTENTAUSCH)
        if swap is not None and (chosen is None or swap.seq > chosen.seq):
            return str(swap.content["new"])
        return "" if chosen is None else str(chosen.content["serial"])

    def _index(self, serial: str) -> int | None:
        return next((i for i, unit in enumerate(self._units) if unit.serial == serial), None)

    def _signer(self, place: UnitPlace, serial: str) -> Signer:
        """One for each serial, so that its last fault is not forgotten."""
        if serial not in self._signers:
            self._signers[serial] = Signer(
                place.device_for(serial), self._monotonic_s, may_test=place.may_test
            )
        return self._signers[serial]


def serials_in_use(book: Reader) -> dict[str, str]:
    """The certificate that signs at each place, by the rows."""
    place_of: dict[str, str] = {}
    serial_at: dict[str, str] = {}
    for row in book.journal(kind=JournalKind.ZERTIFIKAT):
        serial, place = str(row.content["serial"]), str(row.content.get("place", FIRST_PLACE))
        place_of[serial] = place
        serial_at.setdefault(place, serial)
    for row in book.journal(kind=JournalKind.KARTENTAUSCH):
        serial = str(row.content["new"])
        serial_at[place_of[serial]] = serial
    return serial_at
