"""How the till is, as far as it can be known."""

from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import msgspec
import pytest

from firmware.accord.messages import Offer
from firmware.app.image_state import ImageFacts, ImageState, write_word
from firmware.store.book import Book
from firmware.sync.archive.condition import Places, condition, grave
from firmware.sync.archive.image import ImageFiles
from firmware.sync.archive.offer_folder import OfferFolder
from tests.store.till import SoftwareCard, Till

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)


@pytest.fixture
def places(tmp_path: Path) -> Places:
    """Of a till that was put into operation."""
    return Places(
        book=tmp_path / "book.sqlite",
        report=tmp_path / "till.json",
        offers=tmp_path / "offer",
        image=ImageFiles(state=tmp_path / "state.json", facts=tmp_path / "image.json"),
    )


def test_out_of_the_book(places: Places) -> None:
    """The card, until when it is good, since when signatures fail; and the disk."""
    till = Till(Book.create(places.book), SoftwareCard())
    till.commission()
    well = condition(places, "0.1.0", 7, NOW)
    assert ("1a2b3c4d", "2036-01-01", "", 7, "0.1.0") == (
        well.card,
        well.card_expires,
        well.outage_since_utc,
        well.pending,
        well.version,
    )
    assert 0 < well.disk_free_bytes <= well.disk_total_bytes
    failed = till.issue(is_signed=False)
    out = condition(places, "0.1.0", 7, NOW)
    assert failed.issued_at_utc.isoformat() == out.outage_since_utc
    assert grave(well) != grave(out)
    till.book.close()


def test_what_kassad_says_comes_first(places: Places) -> None:
    """It has the card in its reader."""
    places.report.write_text('{"card": "ff", "card_expires": "2027-01-01", "image": "2026.11"}')
    said = condition(places, "0.1.0", 0, NOW)
    assert ("ff", "2027-01-01", "2026.11") == (said.card, said.card_expires, said.image)


def test_nothing_to_be_known(places: Places, tmp_path: Path) -> None:
    """No book, a report that is none, no disk: empty, not an end."""
    places.report.write_text("{")
    said = condition(places, "0.1.0", 0, NOW)
    assert ("", "", "2026-11-20T09:00:00+00:00") == (said.card, said.printer, said.at_utc)
    gone = replace(places, book=tmp_path / "no" / "book.sqlite")
    assert 0 == condition(gone, "0.1.0", 0, NOW).disk_total_bytes


def test_what_root_says_of_the_image(places: Places) -> None:
    """Slot and hash of what runs, and which update was given up; it counts before kassad's word."""
    places.report.write_text('{"image": "2026.11"}')
    state = ImageState(slot="b", version="1.2", root_hash="0f" * 32)
    write_word(places.image.state, state)
    facts = ImageFacts(version="1.2", commit="", built_utc="", compatible="standlkassa-arm64")
    write_word(places.image.facts, facts)
    well = condition(places, "0.1.0", 0, NOW)
    assert ("1.2", "standlkassa-arm64", "b", "0f" * 32) == (
        well.image,
        well.compatible,
        well.slot,
        well.root_hash,
    )
    write_word(
        places.image.state,
        msgspec.structs.replace(state, fell_back_from="1.3", fell_back_because="card"),
    )
    back = condition(places, "0.1.0", 0, NOW)
    assert ("1.3", "card") == (back.fell_back_from, back.fell_back_because)
    assert grave(well) != grave(back)


def test_how_far_it_is_with_an_update(places: Places) -> None:
    """What is fetched, how much of it is here; each new word is told at once, not each byte."""
    folder = OfferFolder(places.offers)
    folder.want(Offer(version="1.3", size=6, sha256=sha256(b"bundle").hexdigest(), path="/x"))
    folder.append(b"bun")
    some = condition(places, "0.1.0", 0, NOW)
    assert ("1.3", "fetching", 3) == (some.offer, some.offer_state, some.offer_bytes)
    folder.append(b"dle")
    assert grave(some) == grave(condition(places, "0.1.0", 0, NOW))
    folder.finish(folder.wanted().offer)
    there = condition(places, "0.1.0", 0, NOW)
    assert ("1.3", "there", 6) == (there.offer, there.offer_state, there.offer_bytes)
    assert grave(some) != grave(there)


def test_small_things_are_not_grave(places: Places) -> None:
    """How many rows wait and how much disk is free changes all the time."""
    first, second = (condition(places, "0.1.0", pending, NOW) for pending in (0, 9))
    assert grave(first) == grave(second)
