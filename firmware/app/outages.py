"""The outage that goes on, as book and signature unit tell it to the counter."""

from datetime import datetime

from firmware.app.signer import Signer
from firmware.finanzonline.order import Act
from firmware.store.reader import Reader
from firmware.sync.dossier import is_done
from firmware.till.acts import JournalKind
from firmware.till.events import SignatureChanged
from firmware.till.fiscal.fault import device_fault
from firmware.till.fiscal.requests import FoundOutage


def found_outage(book: Reader) -> FoundOutage | None:
    """The outage that waits for its Sammelbeleg; None when none is owed.

    Raises:
        StoreError: the book cannot be read.
    """
    outage = book.outage()
    if outage is None:
        return None
    row = book.last_journal(JournalKind.AUSFALL_BEGINN)
    assert row is not None, "a failed receipt begins an outage"
    receipt = book.receipt(outage.first_number)
    assert receipt is not None, "an outage begins with a receipt"
    return FoundOutage(
        began_at_utc=outage.began_at_utc,
        first_number=outage.first_number,
        last_number=outage.last_number,
        count=outage.count,
        serial=receipt.certificate_serial,
        fault=device_fault(str(row.content["fault"])),
        is_settled=is_done(book, f"{Act.AUSFALL_SE}:{outage.first_number}"),
    )


def outage_told(outage: FoundOutage, at_utc: datetime) -> SignatureChanged:
    """The outage as the counter hears of it from the book."""
    return SignatureChanged(
        is_working=False,
        at_utc=at_utc,
        since_utc=outage.began_at_utc,
        fault=outage.fault,
        is_reported=outage.is_settled,
    )


def news_of_report(book: Reader, at_utc: datetime) -> SignatureChanged | None:
    """That the outage was reported, once the book says so; None until then."""
    outage = found_outage(book)
    return outage_told(outage, at_utc) if outage is not None and outage.is_settled else None


def device_lost(signer: Signer, at_utc: datetime) -> SignatureChanged:
    """The unit does not sign, and why, as far as its last try told."""
    return SignatureChanged(
        is_working=False,
        at_utc=at_utc,
        fault=device_fault(signer.fault) if signer.fault else None,
        tries_left=signer.tries_left,
    )
