"""A whole market day with everything that goes wrong on one, proved from outside."""

import json
import sqlite3
from collections import Counter

import pytest

from firmware.app.credentials import read_aes_key
from firmware.app.exports import key_store
from firmware.export.verification import verify_file
from firmware.rksv.verify import VerifyOptions
from firmware.store.reader import Reader
from tests.scripts.playing import PlayedDay

pytestmark = [pytest.mark.whole, pytest.mark.xdist_group("market_day"), pytest.mark.timeout(180)]


def journal_kinds(day: PlayedDay) -> Counter[str]:
    """How often each kind of row stands in the book."""
    connection = sqlite3.connect(day.folder / "book.sqlite")
    try:
        return Counter(kind for (kind,) in connection.execute("SELECT kind FROM journal"))
    finally:
        connection.close()


def test_every_expectation_is_met(market_day: PlayedDay) -> None:
    """Sums and change of the script were reckoned by hand; the till shows them all."""
    assert market_day.played.outcome.failures == []
    assert market_day.played.is_good


def test_the_day_is_long_and_full_of_misfortunes(market_day: PlayedDay) -> None:
    """At least 150 receipts, three power cuts, outages, paper ends, and a month that ends."""
    kinds = journal_kinds(market_day)
    assert market_day.played.receipts >= 150
    assert market_day.played.outcome.cuts >= 3
    assert kinds["STROMAUSFALL"] == market_day.played.outcome.cuts
    assert kinds["AUSFALL_BEGINN"] == kinds["AUSFALL_ENDE"] >= 2
    assert min(kinds[kind] for kind in ("DRUCK_FEHLER", "TRA_EIN", "BON_ABBRUCH", "KOPIE")) >= 1


@pytest.mark.parametrize("is_strict", [False, True], ids=["usual", "strict"])
@pytest.mark.parametrize("has_keys", [True, False], ids=["keys", "no-keys"])
def test_the_dep_is_valid(market_day: PlayedDay, is_strict: bool, has_keys: bool) -> None:  # noqa: FBT001
    """§ 7 RKSV: the verifier finds nothing, as the official tool judges or leniently."""
    proof = market_day.played.proof
    assert proof is not None
    with Reader.open_read_only(market_day.folder / "book.sqlite") as book:
        tail = book.tail()
        store = key_store(book, read_aes_key(market_day.folder / "credentials"))
    assert tail is not None
    options = VerifyOptions(is_strict=is_strict, now_utc=tail.issued_at_utc)
    report = verify_file(market_day.dep, store if has_keys else None, options)
    assert report.findings == ()
    assert report.receipts == market_day.played.receipts


def test_every_slip_is_scanned_and_stands_in_the_dep(market_day: PlayedDay) -> None:
    """§ 11 Abs 1 Z 5 RKSV: the one code on each receipt is the DEP's entry of its number."""
    codes = market_day.dep_codes()
    # The page for an inspector is no receipt and bears no code.
    codes_of = {0: [], **{number: [code] for number, code in codes.items()}}
    wrong = [
        (name, scanned)
        for name, scanned in market_day.scanned_codes()
        if scanned != codes_of[int(name.split("-")[0])]
    ]
    assert wrong == []


def test_every_receipt_is_on_paper(market_day: PlayedDay) -> None:
    """§ 132a Abs 1 BAO: whatever went wrong, each receipt came out, the Startbeleg first."""
    scanned = [code for _, codes in market_day.scanned_codes() for code in codes]
    assert set(market_day.dep_codes().values()) == set(scanned)
    first = min(market_day.receipt_pictures())
    assert "STARTBELEG" in first.with_suffix(".txt").read_text("utf-8")


def test_numbers_have_no_gap(market_day: PlayedDay) -> None:
    """§ 132a Abs 3 Z 2 BAO: the receipts are numbered from 1 without a gap."""
    assert list(market_day.dep_codes()) == list(range(1, market_day.played.receipts + 1))


def test_every_screen_is_kept(market_day: PlayedDay) -> None:
    """The pictures of the display are numbered from 1 without a gap."""
    names = sorted(path.stem for path in (market_day.folder / "display").iterdir())
    assert names == [f"{number:04}" for number in range(1, len(names) + 1)]
    assert len(names) > market_day.played.outcome.lines


def test_the_export_is_the_one_of_the_law(market_day: PlayedDay) -> None:
    """Anlage Z 3 RKSV: one group with its certificate, the receipts in compact form."""
    document = json.loads(market_day.dep.read_text("utf-8"))
    (group,) = document["Belege-Gruppe"]
    assert list(group) == ["Signaturzertifikat", "Zertifizierungsstellen", "Belege-kompakt"]
    assert len(group["Belege-kompakt"]) == market_day.played.receipts
