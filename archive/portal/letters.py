"""Letters of the portal: a link into an account, or back into one."""

from dataclasses import dataclass
from datetime import datetime

from archive.accounts.secret import sha256_of
from archive.alarms import mail
from archive.alarms.mail import Letter, MailError
from archive.portal.texts import Words
from archive.settings import Settings
from firmware.process.logs import get_logger

log = get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A link for somebody: `path` of a page that knows its token."""

    email: str
    path: str
    token: str


def can_send(settings: Settings) -> bool:
    """Whether this archive sends mail at all, and knows where it is itself.

    What a request says of the address is whatever somebody made it say: a letter with a link of
    that would lead its reader, and the token, elsewhere.
    """
    return bool(settings.mail.host and settings.archive.url)


def base(settings: Settings) -> str:
    """The address of the archive, as it is set."""
    return settings.archive.url.rstrip("/")


def send(settings: Settings, kind: str, link: Link, words: Words, now: datetime) -> bool:
    """Send a letter of this kind, `reset` or `invite`; False: it was not taken."""
    section = settings.mail
    letter = Letter(
        address=link.email,
        subject=words(f"letter.{kind}_subject"),
        text=words(f"letter.{kind}", link=link.path),
        key=f"portal-{sha256_of(link.token)[:32]}",
    )
    try:
        mail.send(section, mail.message(section, letter, now), mail.password_of(section))
    except (MailError, OSError, ValueError) as error:
        log.warning("letter not sent", kind=kind, detail=str(error))
        return False
    return True
