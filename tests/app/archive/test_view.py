"""firmware.app.archive.view: what the status file means to counter, slips and exports."""

from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from firmware.app.archive.view import (
    UNREADABLE,
    checkpoint_of,
    confirmed_of,
    found_of,
    has_links,
    key_name_of,
    view_of,
)
from firmware.desk.archive_told import ORIGIN, RECEIPTS, ROWS, SIGNER, told
from firmware.desk.script import Act, Command
from firmware.store import seal
from firmware.sync.archive_file import ArchiveFile
from firmware.till.closing.zreport import Confirmed
from firmware.till.upkeep.archive_requests import NO_ARCHIVE, UNKNOWN, ArchiveState

NOW = datetime(2026, 11, 20, 9, 42, tzinfo=UTC)
REACH = timedelta(minutes=15)
GOOD = told(Command(act=Act.ARCHIVE, word="digital"), NOW)


def but(**other: object) -> ArchiveFile:
    """The good status with other members."""
    return msgspec.structs.replace(GOOD, **other)


def test_no_file_is_no_archive() -> None:
    """A stall may have none."""
    assert NO_ARCHIVE == view_of(None, REACH)
    assert UNKNOWN == found_of(None, NO_ARCHIVE)
    assert confirmed_of(None) is None


def test_links_lead_for_a_while_after_a_contact() -> None:
    """So long, and not a second longer."""
    view = view_of(GOOD, REACH)
    assert (ArchiveState.OK, 0, False) == (view.state, view.pending, view.is_alarmed)
    assert view.is_digital(NOW + REACH)
    assert not view.is_digital(NOW + REACH + timedelta(seconds=1))


@pytest.mark.parametrize(
    "status",
    [
        but(state="offline"),
        but(state="refused"),
        but(state="registering"),
        but(links=""),
        but(links="ftp://bon.example/"),
        but(links="https://" + "x" * 80 + "/"),
        but(last_contact_utc=""),
        but(alarm="fork"),
        but(alarm="rollback"),
        but(alarm=UNREADABLE),
    ],
)
def test_links_that_lead_nowhere(status: ArchiveFile) -> None:
    """Not reached, not let in, no pages, no rows taken: no link is believed."""
    assert not view_of(status, REACH).is_digital(NOW)


def test_an_alarm_that_keeps_no_row_away() -> None:
    """What the archive only doubts is there all the same, and its page too."""
    view = view_of(but(alarm="findings"), REACH)
    assert view.is_alarmed
    assert view.is_digital(NOW)


def test_what_is_confirmed() -> None:
    """Size and root of the signed checkpoint, as a Z prints them."""
    short = seal.anchor(ROWS, bytes(range(32)).hex())
    assert Confirmed(rows=ROWS, receipts=RECEIPTS, text=short) == confirmed_of(GOOD)
    found = found_of(GOOD, view_of(GOOD, REACH))
    assert (ROWS, RECEIPTS, short, NOW) == (
        found.confirmed,
        found.receipts,
        found.short,
        found.contact_utc,
    )


@pytest.mark.parametrize(
    "status",
    [
        but(checkpoint=""),
        but(checkpoint="no note"),
        but(checkpoint=GOOD.checkpoint.replace(f"\n{ROWS}\n", f"\n{ROWS + 1}\n")),
        but(origin="archiv.example/till/another"),
        but(archive_key=""),
        but(archive_key="archiv.example+00000000+AAAA"),
        but(alarm=UNREADABLE),
    ],
)
def test_nothing_unsigned_comes_on_paper(status: ArchiveFile) -> None:
    """Not by this key, not of this log, not as it was signed: it vouches for nothing."""
    assert checkpoint_of(status) is None
    assert confirmed_of(status) is None
    found = found_of(status, view_of(status, REACH))
    assert (0, 0, "") == (found.confirmed, found.receipts, found.short)


def test_an_empty_log_vouches_for_nothing() -> None:
    """Right after a registration."""
    empty = told(Command(act=Act.ARCHIVE, word="new"), NOW)
    assert confirmed_of(empty) is None


def test_the_key_by_its_name() -> None:
    """Name and number; the key itself is in no row."""
    assert f"archiv.example+{SIGNER.verifier.key_id.hex()}" == key_name_of(GOOD)
    assert "" == key_name_of(but(archive_key="nonsense"))
    assert ORIGIN.startswith("archiv.example/")


def test_bases_of_links() -> None:
    """As the display takes them."""
    assert has_links("https://bon.example/")
    assert not has_links("")
    assert not has_links("https://bon.example")
