"""Where a tenant's alarms go: mail addresses and webhooks, as its owner sets them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from urllib.parse import urlsplit
from uuid import uuid4

import msgspec
import sqlalchemy as sa

from archive.accounts import views
from archive.accounts.errors import AccountError
from archive.accounts.mail_address import mail_address
from archive.accounts.secret import fresh
from archive.accounts.views import Act
from archive.alarms import mail, webhook
from archive.index.database import Database
from archive.index.tables import deliveries, targets
from archive.settings import Settings

MAIL: Final = "mailto:"
#: More are nobody's to read.
MOST: Final = 20
_MAX_SIGNS: Final = 500
_SUBJECT: Final = {
    "de": "Standlkassa: Probe der Alarme",
    "en": "Standlkassa: test of the alarms",
}
_TEXT: Final = {
    "de": "So kommen Alarme des Kassenarchivs an. Dies ist eine Probe, es ist nichts geschehen.\n",
    "en": "This is how alarms of the till archive arrive. It is a test: nothing has happened.\n",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """An address; `fault` is what kept the newest news from it, empty where nothing did."""

    id: str
    address: str
    language: str
    fault: str = ""

    @property
    def is_mail(self) -> bool:
        """A mail address, or else a webhook."""
        return self.address.startswith(MAIL)

    @property
    def plain(self) -> str:
        """As somebody typed it."""
        return self.address.removeprefix(MAIL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Added:
    """A new target; its `secret` signs what a webhook is posted, and is said once."""

    target: Target
    secret: str


def add(database: Database, tenant_id: str, address: str, language: str, act: Act) -> Added:
    """Tell this address of a tenant's alarms from now on.

    Raises:
        AccountError: neither a mail address nor an https one, or there are MOST already.
    """
    found = Target(id=str(uuid4()), address=_address(address), language=language)
    secret = fresh()
    with database.write() as connection:
        of_tenant = sa.select(targets.c.address).where(targets.c.tenant_id == tenant_id)
        known = set(connection.execute(of_tenant).scalars())
        if len(known) >= MOST or found.address in known:
            raise AccountError(f"at most {MOST} addresses, each once")
        connection.execute(
            targets.insert().values(
                id=found.id,
                tenant_id=tenant_id,
                address=found.address,
                secret=secret,
                language=language,
            )
        )
        said = {"act": "target-added", "address": _shown(found)}
        views.note(connection, tenant_id, act.who, said, act.now)
    return Added(target=found, secret=secret)


def remove(database: Database, tenant_id: str, target_id: str, act: Act) -> bool:
    """Tell it no more, also of what is still on its way; False: the tenant has no such target."""
    with database.write() as connection:
        asked = sa.select(targets.c.address).where(
            targets.c.id == target_id, targets.c.tenant_id == tenant_id
        )
        address = connection.execute(asked).scalar()
        if address is None:
            return False
        connection.execute(deliveries.delete().where(deliveries.c.target_id == target_id))
        connection.execute(targets.delete().where(targets.c.id == target_id))
        gone = Target(id=target_id, address=address, language="")
        said = {"act": "target-removed", "address": _shown(gone)}
        views.note(connection, tenant_id, act.who, said, act.now)
    return True


def targets_of(database: Database, tenant_id: str) -> Sequence[Target]:
    """A tenant's targets by address, each with what its newest news came to."""
    newest = (
        sa.select(deliveries.c.fault)
        .where(deliveries.c.target_id == targets.c.id)
        .order_by(deliveries.c.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    asked = (
        sa.select(targets.c.id, targets.c.address, targets.c.language, newest.label("fault"))
        .where(targets.c.tenant_id == tenant_id)
        .order_by(targets.c.address)
    )
    with database.read() as connection:
        return [
            Target(id=row.id, address=row.address, language=row.language, fault=row.fault or "")
            for row in connection.execute(asked)
        ]


def try_out(
    database: Database, tenant_id: str, target_id: str, settings: Settings, act: Act
) -> str:
    """Send a tenant's target a test at once; what kept it from arriving, empty: it was taken.

    Raises:
        AccountError: the tenant has no such target.
    """
    asked = sa.select(targets).where(targets.c.id == target_id, targets.c.tenant_id == tenant_id)
    with database.write() as connection:
        row = connection.execute(asked).one_or_none()
        if row is None:
            raise AccountError(f"{target_id!a}: there is no such target")
        found = Target(id=row.id, address=row.address, language=row.language)
        said = {"act": "target-tested", "address": _shown(found)}
        views.note(connection, tenant_id, act.who, said, act.now)
    try:
        _send(found, row.secret, settings, act.now)
    except (mail.MailError, webhook.WebhookError, OSError, ValueError) as error:
        return str(error)[:300]
    return ""


def _send(target: Target, secret: str, settings: Settings, now: datetime) -> None:
    key, text = f"test-{uuid4()}", _TEXT.get(target.language, _TEXT["en"])
    if target.is_mail:
        if not settings.mail.host:
            raise mail.MailError("no [mail] host in the settings")
        subject = _SUBJECT.get(target.language, _SUBJECT["en"])
        letter = mail.Letter(address=target.plain, subject=subject, text=text, key=key)
        message = mail.message(settings.mail, letter, now)
        mail.send(settings.mail, message, mail.password_of(settings.mail))
        return
    section = settings.alarms
    reach = webhook.Reach(may_reach_private=section.may_reach_private, roots=section.webhook_roots)
    body = msgspec.json.encode({"id": key, "news": "test", "text": text})
    webhook.post(target.address, body, secret=secret, reach=reach, now=now)


def _address(said: str) -> str:
    text = said.strip()
    if "://" not in text:
        return MAIL + mail_address(text)
    try:
        parts = urlsplit(text)
        is_good = parts.scheme == "https" and bool(parts.hostname) and parts.username is None
        # Reading the port is what finds one that is none.
        is_good = is_good and (parts.port is None or parts.port > 0)
    except ValueError:
        is_good = False
    if not is_good or len(text) > _MAX_SIGNS or not all(" " < sign < "\x7f" for sign in text):
        raise AccountError("a webhook is an https address without a user")
    return text


def _shown(target: Target) -> str:
    """For the log of views, which others read: the path of a webhook is often its secret."""
    if target.is_mail:
        return target.plain
    return f"https://{urlsplit(target.address).netloc}/…"
