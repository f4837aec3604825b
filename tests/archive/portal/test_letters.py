"""archive.portal.letters: a forgotten password's link comes by mail, only to who has an account."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from archive.index.database import Database
from archive.portal import letters
from archive.portal.letters import Link
from archive.portal.texts import words_in
from archive.settings import ArchiveSection, MailSection, Settings
from tests.archive.alarms.receivers import Mailbox, smtp
from tests.archive.keeping import NOW_UTC
from tests.archive.portal.entrance import EMAIL, URL, Entrance, entrance_of


@pytest.fixture
def box(tmp_path: Path) -> Iterator[Mailbox]:
    """A real server on this machine."""
    with smtp(tmp_path, is_plain=True) as box:
        yield box


def _section(box: Mailbox) -> MailSection:
    return MailSection(host="127.0.0.1", port=box.port, sender="archiv@example.at", security="none")


@pytest.fixture
def mailing(sqlite: Database, tmp_path: Path, box: Mailbox) -> Iterator[Entrance]:
    """An archive that sends mail."""
    found = entrance_of(sqlite, tmp_path, _section(box))
    with found.client:
        yield found


def test_the_link_comes_by_mail_and_works(mailing: Entrance, box: Mailbox) -> None:
    """The address in it is the archive's own, whatever the request said."""
    answer = mailing.client.post(
        "/forgotten", data={"email": EMAIL}, headers={"Origin": URL, "X-Forwarded-Host": "evil"}
    )

    (mail,) = box.mails
    assert 200 == answer.status_code
    assert EMAIL == mail["To"]
    found = re.search(r"https://archiv\.example\.at(/password/\S+)", mail.get_content())
    assert found is not None
    assert 200 == mailing.get(found[1]).status_code


def test_who_has_no_account_gets_no_mail(mailing: Entrance, box: Mailbox) -> None:
    """And the page says the same as to who has one."""
    none = mailing.send("/forgotten", email="nobody@example.at")
    some = mailing.send("/forgotten", email=EMAIL)

    assert 1 == len(box.mails)
    assert none.text == some.text


def test_a_letter_that_is_not_taken_fails_no_page(box: Mailbox) -> None:
    """It is logged; the reader asks again."""
    settings = Settings(data="x", archive=ArchiveSection(url=URL), mail=_section(box))
    box.refusals.append("550 no")
    link = Link(email=EMAIL, path=f"{URL}/password/x", token="x")

    assert not letters.send(settings, "reset", link, words_in("de"), NOW_UTC)
    assert letters.send(settings, "invite", link, words_in("en"), NOW_UTC)


def test_without_a_host_or_an_address_nothing_is_sent() -> None:
    """A link needs a place to lead to."""
    mail = MailSection(host="mail.example.at")
    assert not letters.can_send(Settings(data="x"))
    assert not letters.can_send(Settings(data="x", mail=mail))
    assert letters.can_send(Settings(data="x", mail=mail, archive=ArchiveSection(url=URL)))
