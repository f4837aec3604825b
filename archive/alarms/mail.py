"""A mail by SMTP; over TLS, but on this machine."""

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path
from typing import Final

from archive.settings import MailSection

_WITHIN_S: Final = 20.0
_LOCAL: Final = frozenset({"localhost", "127.0.0.1", "::1"})


class MailError(Exception):
    """It was not taken; may be tried again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A plain mail; `key` names it among all that were ever sent."""

    address: str
    subject: str
    text: str
    key: str


def send(section: MailSection, message: EmailMessage, password: str) -> None:
    """Hand one message over.

    Raises:
        MailError: not reached, not believed, or refused.
    """
    try:
        with _talking(section) as server:
            if section.user:
                server.login(section.user, password)
            server.send_message(message)
    except (OSError, smtplib.SMTPException, ValueError) as error:
        raise MailError(f"{section.host}: {type(error).__name__}: {error}") from error


def message(section: MailSection, letter: Letter, now: datetime) -> EmailMessage:
    """A mail whose id is the same however often it is sent: a mailbox shows it once."""
    mail = EmailMessage()
    mail["From"] = section.sender
    mail["To"] = letter.address
    mail["Subject"] = letter.subject
    mail["Date"] = format_datetime(now)
    domain = section.sender.rpartition("@")[2].rstrip(">") or "localhost"
    mail["Message-ID"] = f"<{letter.key}@{domain}>"
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(letter.text)
    return mail


def password_of(section: MailSection) -> str:
    """The password of the settings, empty without one; raises OSError."""
    if not section.password_file:
        return ""
    return Path(section.password_file).read_text("utf-8").strip()


@contextmanager
def _talking(section: MailSection) -> Iterator[smtplib.SMTP]:
    if section.security == "none" and section.host not in _LOCAL:
        raise MailError(f"{section.host}: without TLS only on this machine")
    context = ssl.create_default_context()
    if section.security == "tls":
        with smtplib.SMTP_SSL(
            section.host, section.port, timeout=_WITHIN_S, context=context
        ) as server:
            yield server
        return
    with smtplib.SMTP(section.host, section.port, timeout=_WITHIN_S) as server:
        if section.security == "starttls":
            server.starttls(context=context)
        yield server
