"""Seals by the unit that signs receipts: proven, never at the cost of a receipt."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from firmware.app.boot import register_of
from firmware.app.config import Config
from firmware.app.credentials import read_aes_key
from firmware.app.issue import Issuer
from firmware.app.sealing import Sealer
from firmware.app.units import Units
from firmware.desk.stand import Stand
from firmware.rksv.receipt import ReceiptKind
from firmware.store import seal
from firmware.store.book import Book
from firmware.store.errors import StoreError, StoreFault
from firmware.store.seal import SealKind
from firmware.till.sales.sale import Sale
from tests.app.day import MORNING, utc

NULLBELEG = Sale(kind=ReceiptKind.NULLBELEG, clerk=None, note="Kontrolle")
SAID = {"manifest_sha256": "ab" * 32}


@dataclass
class Counter:
    """A commissioned till with its card, and who seals for it."""

    stand: Stand
    issuer: Issuer
    sealer: Sealer


@pytest.fixture
def new_counter(tmp_path: Path, config: Config) -> Iterator[Callable[..., Counter]]:
    """Make one; `may_test` is what the card's policy allows."""
    (tmp_path / "till").mkdir()
    stand = Stand(tmp_path / "till", config, utc(MORNING))
    stand.commission()
    with Book.open(stand.book_path) as book:

        def make(*, may_test: bool = True) -> Counter:
            places = [replace(one, may_test=may_test) for one in stand.bench.devices().places]
            register = register_of(book.identity(), config, read_aes_key(stand.secrets))
            units = Units(book, places, stand.clock.monotonic)
            issuer = Issuer(book, register, units, stand.clock, lambda: 1 << 40)
            return Counter(stand, issuer, Sealer(issuer, register.register_id))

        yield make


def test_a_seal_is_of_this_till(new_counter: Callable[..., Counter]) -> None:
    """It says what was to be said and for which register; the certificate in use proves it."""
    counter = new_counter()
    made = counter.sealer.seal(SealKind.EXPORT, SAID)
    assert made is not None
    assert {
        "format": 1,
        "seal": "export",
        "register_id": counter.stand.config.register.id,
        **SAID,
    } == seal.read(made, SealKind.EXPORT)
    assert seal.is_signed_by(made, counter.issuer.unit.certificate.der)
    assert counter.stand.bench.card.serial == counter.sealer.serial


@pytest.mark.parametrize("state", ["out", "dead", "locked", "wrong"])
def test_no_card_no_seal(new_counter: Callable[..., Counter], state: str) -> None:
    """§ 17 Abs 4 RKSV: it begins no outage; the next receipt asks the card itself."""
    counter = new_counter()
    counter.stand.bench.set_card(state)
    assert counter.sealer.seal(SealKind.EXPORT, SAID) is None
    assert counter.issuer.is_signing


def test_a_seal_that_does_not_verify_is_none(
    new_counter: Callable[..., Counter], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A card that signs with another key than the certificate's has sealed nothing."""
    counter = new_counter()
    monkeypatch.setattr(seal, "is_signed_by", lambda *_: False)
    assert counter.sealer.seal(SealKind.EXPORT, SAID) is None


def test_in_an_outage_the_card_is_not_asked(new_counter: Callable[..., Counter]) -> None:
    """Nobody waits three seconds for what is known to fail."""
    counter = new_counter()
    counter.stand.bench.set_card("out")
    counter.issuer.issue(NULLBELEG, ())
    counter.stand.bench.set_card("in")
    assert counter.sealer.seal(SealKind.EXPORT, SAID) is None
    counter.issuer.resume()
    assert counter.sealer.seal(SealKind.EXPORT, SAID) is not None


def test_a_policy_against_test_signatures_is_obeyed(new_counter: Callable[..., Counter]) -> None:
    """`card.test_signature = false`: the card signs receipts and nothing else."""
    counter = new_counter(may_test=False)
    assert not counter.sealer.can_seal
    assert counter.sealer.seal(SealKind.EXPORT, SAID) is None
    (issued,) = counter.issuer.issue(NULLBELEG, ())
    assert issued.receipt.is_signed


def test_what_cannot_be_said_is_refused(new_counter: Callable[..., Counter]) -> None:
    """Content that has no one form is a fault of the caller, not of the card."""
    counter = new_counter()
    with pytest.raises(StoreError) as caught:
        counter.sealer.seal(SealKind.EXPORT, {"deep": [[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]})
    assert StoreFault.REFUSED is caught.value.fault
