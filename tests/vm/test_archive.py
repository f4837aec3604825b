"""The till and a real archive, over the machine's network."""

from pathlib import Path

import pytest

from firmware.store.reader import Reader
from tests.vm.archive import Archive, archive
from tests.vm.stalls import COMMISSION, SETTINGS
from tests.vm.tills import Built, fresh_card, played

pytestmark = [pytest.mark.image, pytest.mark.timeout(1500)]

_SYNC_S = 180.0


def test_receipts_reach_the_archive(built: Built, tmp_path: Path) -> None:
    """Key and address in kassa.toml; registered, synced, and the book comes out of it whole."""
    with archive(tmp_path / "archive") as kept:
        section = (
            '\n[network]\nkind = "ethernet"\n'
            f'\n[archive]\nurl = "{kept.url}"\nfingerprint = "{kept.fingerprint}"\n'
            f'key = "{kept.key}"\n'
        )
        card = fresh_card(built, tmp_path / "card.img", SETTINGS + section)
        with played(built, card, "archive", network="") as one:
            one.till.power_on()
            one.till.wait_lit()
            one.play(COMMISSION + 'WG4\nexpect receipt "Lebkuchenherz"\n')

            one.till.wait(
                lambda: _receipts(kept, tmp_path / "book.sqlite") >= 2,
                "two receipts in the archive",
                _SYNC_S,
            )
            one.till.cut()
            written = one.till.files_of(1).read("kassa.toml").decode("utf-8-sig")
    assert kept.key not in written
    assert "(übernommen)" in written


def _receipts(kept: Archive, book: Path) -> int:
    """How many receipts the archive's book of the till has."""
    if "VM-01" not in kept.ask("till", "list"):
        return 0
    book.unlink(missing_ok=True)
    kept.ask("book", "VM-01", "--out", str(book), "--as-far-as-it-goes")
    with Reader.open_read_only(book) as read:
        tail = read.tail()
    return 0 if tail is None else tail.number
