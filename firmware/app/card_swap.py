"""What F 68 wants of the places and the book: read, examine, try and enter another card.

The card in use is never touched: a driver is made for whatever card is in the reader now, or for
whatever certificate a service has. What was entered waits as a certificate of the book without a
receipt; the row KARTENTAUSCH, which the counter writes, is what makes it sign (see `units`).
"""

import os
from hashlib import sha256
from typing import assert_never

from firmware.app.config import Config
from firmware.app.credentials import CredentialError, is_pin
from firmware.app.devices import Devices, UnitPlace
from firmware.app.issue import plain
from firmware.app.life.checks import CommissionError, check_certificate
from firmware.app.life.unit_reading import chain_of
from firmware.app.signer import CARD_DEADLINE_S
from firmware.app.units import FIRST_PLACE, serials_in_use
from firmware.finanzonline.order import Act, UnitKind, Verdict
from firmware.process.logs import get_logger
from firmware.store.book import Book
from firmware.store.entry import Certificate, Entry, JournalRow
from firmware.store.errors import StoreError, StoreFault
from firmware.sync.dossier import answers
from firmware.till.acts import JournalKind
from firmware.till.fiscal.fault import DeviceFault, device_fault
from firmware.till.fiscal.requests import SignatureFailed, SignatureTried
from firmware.till.fiscal.swap_requests import (
    EnterCard,
    FindPlaces,
    FindSwap,
    FoundPlaces,
    FoundSwap,
    NewCard,
    PendingCard,
    ReadNewCard,
    Registration,
    SwapPlace,
    SwapReason,
    SwapWanted,
    TryNewCard,
)
from firmware.till.requests import Failed, Stored
from hal.card.port import CardIdentity
from hal.errors import HalError

log = get_logger()

READ_DEADLINE_S = 10.0
_TEST_TEXT = b"standlkassa card swap"

#: What the display calls a place.
_WORDS = {"card": "Kartenleser", "atrust-online": "a.sign RK Online", "primesign": "PrimeSign"}

Answer = FoundPlaces | FoundSwap | NewCard | SignatureTried | SignatureFailed | Stored | Failed


class CardSwap:
    """Answers the exchange of the card in the reader, or of a service; only the loop asks."""

    def __init__(self, book: Book, config: Config, devices: Devices) -> None:
        self._book = book
        self._config = config
        self._clock = devices.clock
        self._pins = devices.pins
        self._places = {place.name: place for place in devices.places}

    def answer(self, wanted: SwapWanted) -> Answer:
        """What is wanted.

        Raises:
            StoreError: the book cannot be read, or is BROKEN.
        """
        if isinstance(wanted, FindPlaces):
            return self._found_places()
        place = self._places[wanted.place]
        match wanted:
            case FindSwap():
                return self._found(place)
            case ReadNewCard():
                return self._read(place)
            case TryNewCard():
                return self._try(place, wanted)
            case EnterCard():
                return self._enter(place, wanted)
            case _:
                assert_never(wanted)

    def _found_places(self) -> FoundPlaces | Failed:
        """A place without a certificate signs nothing yet: there is nothing to exchange."""
        in_use = serials_in_use(self._book)
        places = tuple(_told(place) for name, place in self._places.items() if name in in_use)
        return FoundPlaces(places=places) if places else Failed(words="keine Signatur")

    def _found(self, place: UnitPlace) -> FoundSwap:
        in_use = serials_in_use(self._book)[place.name]
        entered = list(self._book.journal(kind=JournalKind.ZERTIFIKAT))
        followed = self._followed()
        # The last one entered: a card that was read and never used stays in the book, and away.
        last = next((row for row in reversed(entered) if _is_of(place, row)), None)
        is_waiting = last is not None and "reason" in last.content
        if last is None or not is_waiting or last.content["serial"] in (in_use, *followed):
            return FoundSwap(old_serial=in_use, pending=None)
        try:
            return FoundSwap(old_serial=in_use, pending=self._pending(last))
        except CommissionError as error:
            # The settings say another company by now: what waits is none of its cards.
            log.warning("card that waits cannot be taken", detail=str(error))
            return FoundSwap(old_serial=in_use, pending=None)

    def _followed(self) -> tuple[str, ...]:
        """Serials that were in use before the present one."""
        return tuple(
            str(row.content["old"]) for row in self._book.journal(kind=JournalKind.KARTENTAUSCH)
        )

    def _pending(self, row: JournalRow) -> PendingCard:
        content = row.content
        serial = str(content["serial"])
        certificate = next(one for one in self._book.certificates() if one.serial == serial)
        facts = check_certificate(certificate.der, serial, self._config.company, row.at_utc)
        return PendingCard(
            card=NewCard(
                serial=serial,
                family=str(content.get("family", "")),
                card_number=str(content.get("cin", "")),
                holder=facts.holder,
                valid_until=facts.valid_until_utc.date(),
                vda_id=certificate.rka.partition("-")[2],
            ),
            reason=SwapReason(str(content["reason"])),
            registration=self._registration(serial),
        )

    def _registration(self, serial: str) -> Registration:
        """The last that was said of it, in the mode the till is set to."""
        key = f"{Act.REGISTRIERUNG_SE}:{serial}"
        service = self._config.finanzonline
        said = answers(self._book, is_test=service is not None and service.mode == "test")
        verdicts = [one.verdict for one in said if one.key == key]
        return _REGISTRATIONS[verdicts[-1]] if verdicts else Registration.OPEN

    def _read(self, place: UnitPlace) -> NewCard | SignatureFailed:
        try:
            identity = place.device_for(None).identify(READ_DEADLINE_S)
        except HalError as error:
            log.info("card not read", fault=error.fault.value, detail=error.detail)
            return SignatureFailed(fault=device_fault(error.fault.value))
        card = NewCard(
            serial=identity.serial,
            family=identity.family,
            card_number=identity.card_number,
            holder="",
            valid_until=self._clock.now().utc.date(),
            vda_id=place.vda_id,
        )
        return self._examined(place, card, identity)

    def _examined(self, place: UnitPlace, card: NewCard, identity: CardIdentity) -> NewCard:
        """The card with what its certificate says, or with what is against it."""
        now_utc = self._clock.now().utc
        objection = self._known(card.serial)
        holder, valid_until = card.holder, card.valid_until
        try:
            facts = check_certificate(
                identity.certificate, card.serial, self._config.company, now_utc
            )
            holder, valid_until = facts.holder, facts.valid_until_utc.date()
            chain_of(self._config, place, identity)
        except CommissionError as error:
            log.warning("card cannot be taken", detail=str(error))
            objection = objection or error.words
        return NewCard(
            serial=card.serial,
            family=card.family,
            card_number=card.card_number,
            holder=holder,
            valid_until=valid_until,
            vda_id=card.vda_id,
            objection=objection,
        )

    def _known(self, serial: str) -> str:
        """What is against a card this till knows already."""
        if serial in serials_in_use(self._book).values():
            return "ist die alte"
        return "war schon da" if serial in self._followed() else ""

    def _try(self, place: UnitPlace, wanted: TryNewCard) -> SignatureTried | SignatureFailed:
        if wanted.pin is not None:
            old = self._pins.of(serials_in_use(self._book)[place.name]).pin
            typed = wanted.pin.encode() if wanted.pin else old
            if not is_pin(typed):
                return SignatureFailed(fault=DeviceFault.PIN_WRONG)
            self._pins.offer(wanted.serial, typed)
        device = place.device_for(wanted.serial)
        digest = sha256(_TEST_TEXT + os.urandom(16)).digest()
        begin_s = self._clock.now().monotonic_s
        fault: DeviceFault | None = None
        try:
            device.sign(digest, CARD_DEADLINE_S)
        except HalError as error:
            log.info("card does not sign", fault=error.fault.value, detail=error.detail)
            fault = device_fault(error.fault.value)
        took_s = self._clock.now().monotonic_s - begin_s
        try:
            tries_left = device.identify(READ_DEADLINE_S).pin_tries_left
        except HalError:
            tries_left = None
        if fault is not None:
            return SignatureFailed(fault=fault, pin_tries_left=tries_left)
        return SignatureTried(milliseconds=round(took_s * 1000), pin_tries_left=tries_left)

    def _enter(self, place: UnitPlace, wanted: EnterCard) -> Stored | Failed:
        """PIN first: a certificate without its PIN would wait for a card that cannot sign."""
        card = wanted.card
        content = {
            "serial": card.serial,
            "place": place.name,
            "kind": place.kind,
            "family": card.family,
            "cin": card.card_number,
            "reason": wanted.reason.value,
        }
        now_utc = self._clock.now().utc
        row = Entry(kind=JournalKind.ZERTIFIKAT, clerk=None, content=plain(content), at_utc=now_utc)
        try:
            identity = place.device_for(card.serial).identify(READ_DEADLINE_S)
            chain = chain_of(self._config, place, identity)
            self._pins.keep(card.serial)
            rka = f"R1-{card.vda_id}"
            der = identity.certificate
            certificate = Certificate(serial=card.serial, der=der, chain=chain, rka=rka)
            if any(one.der == der for one in self._book.certificates()):
                # Entered once and not used then: it is the one that waits again.
                self._book.append([row])
            else:
                self._book.add_certificate(certificate, [row])
        except HalError as error:
            return Failed(words=_words(error))
        except (CredentialError, CommissionError) as error:
            log.error("card not entered", detail=str(error))
            return Failed(words="nicht gespeichert")
        except StoreError as error:
            if error.fault is StoreFault.BROKEN:
                raise
            log.error("card not entered", detail=str(error))
            return Failed(words="nicht gespeichert")
        return Stored()


_REGISTRATIONS = {
    Verdict.DONE: Registration.DONE,
    Verdict.REFUSED: Registration.REFUSED,
    Verdict.LATER: Registration.OPEN,
}


def _told(place: UnitPlace) -> SwapPlace:
    is_service = place.kind is not UnitKind.CARD
    return SwapPlace(name=place.name, words=_WORDS[place.name], is_service=is_service)


def _is_of(place: UnitPlace, row: JournalRow) -> bool:
    return row.content.get("place", FIRST_PLACE) == place.name


def _words(error: HalError) -> str:
    log.info("card not read", fault=error.fault.value, detail=error.detail)
    return "nicht lesbar"
