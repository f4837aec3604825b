"""firmware.app.archive.links: links of one register, from a secret that never leaves it."""

from collections.abc import Callable
from pathlib import Path

import pytest

from firmware.accord import link
from firmware.app import credentials
from firmware.app.archive.links import Links
from firmware.store.entry import Entry
from firmware.store.reader import Reader
from firmware.till.acts import JournalKind
from tests.app.day import MORNING, Day, utc

BASE = "https://bon.example/"


@pytest.fixture
def day(new_day: Callable[..., Day]) -> Day:
    """A till that sold once (receipt 2)."""
    day = new_day()
    day.type("250 WG1 BAR")
    return day


def links_of(day: Day, folder: Path) -> Links:
    """With secrets of its own."""
    return Links(day.stand.book, folder, day.stand.config.register.id)


def test_the_same_receipt_has_the_same_link(day: Day, tmp_path: Path) -> None:
    """After a boot too; another till, another receipt, another secret: another link."""
    first = links_of(day, tmp_path / "a").link(BASE, 2)
    assert first == links_of(day, tmp_path / "a").link(BASE, 2)
    assert first.startswith("HTTPS://BON.EXAMPLE/")
    assert link.is_token(first.rpartition("/")[2])
    assert first != links_of(day, tmp_path / "a").link(BASE, 3)
    assert first != links_of(day, tmp_path / "b").link(BASE, 2)
    assert 0o600 == (tmp_path / "a" / credentials.LINK_FILE).stat().st_mode & 0o777


def test_no_base_no_link_no_secret(day: Day, tmp_path: Path) -> None:
    """A till without digital receipts never makes a secret."""
    assert "" == links_of(day, tmp_path / "a").link("", 2)
    assert not (tmp_path / "a").exists()


def test_a_secret_that_cannot_be_had(day: Day, tmp_path: Path) -> None:
    """There are no links, then; the till goes on with paper."""
    (tmp_path / credentials.LINK_FILE).write_text("short")
    (tmp_path / credentials.LINK_FILE).chmod(0o600)
    assert "" == links_of(day, tmp_path).link(BASE, 2)
    assert "" == links_of(day, tmp_path).link("ftp://bon.example/", 2)


def test_the_row_of_a_link_is_written_once(day: Day, tmp_path: Path) -> None:
    """It holds the SHA-256 of the token, and not the token; another secret needs another row."""
    links, book = links_of(day, tmp_path / "a"), day.stand.book
    content = links.row(2)
    token = links.link(BASE, 2).rpartition("/")[2]
    assert {"number": 2, "token_sha256": link.token_sha256(token)} == content
    plain = {"number": 2, "token_sha256": link.token_sha256(token)}
    at_utc = utc(MORNING)
    entry = Entry(kind=JournalKind.BELEG_LINK, clerk=None, content=plain, at_utc=at_utc)
    book.append([entry])
    assert links.row(2) is None
    assert links_of(day, tmp_path / "b").row(2) is not None
    with Reader.open_read_only(book.path) as reader:
        assert token not in "".join(str(row.content) for row in reader.journal())
