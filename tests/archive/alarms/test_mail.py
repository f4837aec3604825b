"""Mails to a real server."""

import smtplib
from pathlib import Path

import pytest

from archive.alarms.mail import Letter, MailError, message, password_of, send
from archive.settings import MailSection
from tests.archive.alarms.receivers import certificate, smtp
from tests.archive.fleet import NOW

LETTER = Letter(
    address="huber@example.at", subject="Kasse für Äpfel", text="Grüß Gott\n", key="alarm-1"
)


def section(port: int, security: str, user: str = "") -> MailSection:
    """Settings for a server on this machine."""
    return MailSection(
        host="localhost", port=port, sender="Archiv <a@example.at>", user=user, security=security
    )


def sent(settings: MailSection, password: str = "") -> None:
    """Send the letter."""
    send(settings, message(settings, LETTER, NOW), password)


@pytest.fixture
def trusted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The system trusts the server's certificate."""
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate(tmp_path).certificate))
    return tmp_path


def test_a_mail_over_starttls(trusted: Path) -> None:
    """With a user and a password; umlauts arrive, and the id is ours."""
    with smtp(trusted) as box:
        sent(section(box.port, "starttls", "kassa"), "mail password")
    (mail,) = box.mails
    assert [True] == box.is_secret
    assert "Kasse für Äpfel" == mail["Subject"]
    assert "Grüß Gott" == mail.get_content().strip()
    assert "<alarm-1@example.at>" == mail["Message-ID"]
    assert "auto-generated" == mail["Auto-Submitted"]


def test_a_mail_over_tls_from_the_first_byte(trusted: Path) -> None:
    """Port 465 is like this."""
    with smtp(trusted, is_tls=True) as box:
        sent(section(box.port, "tls"))
    assert 1 == len(box.mails)


def test_a_wrong_password_is_told(trusted: Path) -> None:
    """Nothing is sent."""
    with smtp(trusted) as box, pytest.raises(MailError, match="SMTPAuthenticationError"):
        sent(section(box.port, "starttls", "kassa"), "guessed")
    assert [] == box.mails


def test_a_server_nobody_vouches_for_gets_nothing(tmp_path: Path) -> None:
    """An unknown certificate: neither the mail nor the password."""
    with smtp(tmp_path) as box, pytest.raises(MailError, match="CERTIFICATE_VERIFY"):
        sent(section(box.port, "starttls", "kassa"), "mail password")
    assert [] == box.mails


def test_a_server_without_starttls_gets_nothing(tmp_path: Path) -> None:
    """It is not sent in the clear instead."""
    with smtp(tmp_path, is_plain=True) as box, pytest.raises(MailError, match="NotSupported"):
        sent(section(box.port, "starttls"))
    assert [] == box.mails


def test_without_tls_only_on_this_machine(tmp_path: Path) -> None:
    """A relay of this machine may be plain, another never."""
    with smtp(tmp_path, is_plain=True) as box:
        sent(section(box.port, "none"))
        assert 1 == len(box.mails)
    far = MailSection(host="mail.example.at", sender="a@example.at", security="none")
    with pytest.raises(MailError, match="only on this machine"):
        sent(far)


def test_no_server_at_all(tmp_path: Path) -> None:
    """Told, not fallen over."""
    with smtp(tmp_path, is_plain=True) as box:
        port = box.port
    with pytest.raises(MailError, match="ConnectionRefused"):
        sent(section(port, "none"))


def test_an_address_is_never_a_header(trusted: Path) -> None:
    """A line feed in it adds no receiver."""
    settings = section(1, "none")
    letter = Letter(address="a@x.at\nBcc: b@x.at", subject="s", text="t", key="k")
    with pytest.raises(ValueError, match=r"[Ll]inefeed|newline"):
        message(settings, letter, NOW)
    assert smtplib.SMTP_PORT == 25


def test_the_password_stands_in_a_file(tmp_path: Path) -> None:
    """Its line without what is around it; none without a file."""
    (tmp_path / "password").write_text("s3cret\n")
    (tmp_path / "password").chmod(0o600)
    assert "s3cret" == password_of(MailSection(password_file=str(tmp_path / "password")))
    assert "" == password_of(MailSection())
