"""The settings of an archive: one TOML file, or nothing at all for an archive in one folder.

    [archive]
    name = "kassa.example.at"        # names the keys and the logs; never changes
    url = "https://kassa.example.at" # where tills and browsers reach it
    links = "https://bon.example.at/"

    [database]
    url = "postgresql+psycopg://kassa_ingest@db.example.at/kassa"

    [blobs]
    bucket = "kassa"                 # empty: a folder under the data folder
    endpoint = "https://s3.example.at"

Secrets are files (`credentials`), never values here. An unknown key is a mistake and refused.
"""

from pathlib import Path
from typing import Annotated

import msgspec

from firmware.process.settings_file import SettingsFileError, read_settings_file

_Port = Annotated[int, msgspec.Meta(ge=0, le=65535)]


class SettingsError(Exception):
    """The settings cannot be used; the message names the place."""


class ArchiveSection(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Who the archive is, and where it listens. Empty `url` is made of `host` and `port`."""

    name: Annotated[str, msgspec.Meta(pattern=r"^[a-z0-9.-]{1,80}$")] = "standlkassa.local"
    url: str = ""
    links: str = ""
    host: str = "127.0.0.1"
    port: _Port = 8443
    #: Certificate and key in PEM; empty: one of its own is made, and its fingerprint shown.
    certificate: str = ""
    key: str = ""
    #: Behind a proxy that ends TLS (then `host` should be this machine alone).
    is_behind_proxy: bool = False
    contact: str = ""


class DatabaseSection(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Empty: SQLite in the data folder. A password is read from `password_file`."""

    url: str = ""
    password_file: str = ""


class BlobsSection(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Empty `bucket`: a folder. Access and secret key stand in `credentials_file`, two lines."""

    bucket: str = ""
    endpoint: str = ""
    region: str = "eu-central-1"
    credentials_file: str = ""
    #: A folder only: files get `chattr +i` where this user may (root, or CAP_LINUX_IMMUTABLE).
    immutable: bool = True


class MailSection(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Without a `host` no mail is sent, and the portal says so."""

    host: str = ""
    port: _Port = 587
    sender: str = ""
    user: str = ""
    password_file: str = ""
    #: "starttls", "tls", or "none" (on this machine only).
    security: Annotated[str, msgspec.Meta(pattern="^(starttls|tls|none)$")] = "starttls"


class HeadsSection(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The log of heads: how often, who witnesses, who stamps."""

    every_s: Annotated[int, msgspec.Meta(ge=1, le=86_400)] = 3600
    #: `https://… name+keyid+base64`, one for each witness.
    witnesses: tuple[str, ...] = ()
    stamp_url: str = ""
    #: Roots in PEM that a stamp must lead to.
    stamp_roots: str = ""


class AlarmsSection(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """When somebody is told, and whom a webhook may reach."""

    #: A till that is quiet for so long in an hour in which it is usually heard.
    silent_minutes: Annotated[int, msgspec.Meta(ge=15, le=100_000)] = 60
    #: A certificate of a card that ends within so many days.
    card_days: Annotated[int, msgspec.Meta(ge=1, le=400)] = 30
    #: Webhooks may go to addresses of this network; else only to public ones.
    may_reach_private: bool = False
    #: Further roots in PEM that a webhook's receiver may be signed by.
    webhook_roots: str = ""


class WatchSection(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """/metrics: this machine alone asks, or whoever has the token in `token_file`."""

    token_file: str = ""


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """All of it. `data` is the folder of keys, caches and, where it is all in one, everything."""

    data: str
    archive: ArchiveSection = ArchiveSection()
    database: DatabaseSection = DatabaseSection()
    blobs: BlobsSection = BlobsSection()
    mail: MailSection = MailSection()
    heads: HeadsSection = HeadsSection()
    alarms: AlarmsSection = AlarmsSection()
    watch: WatchSection = WatchSection()

    @property
    def folder(self) -> Path:
        """The data folder."""
        return Path(self.data)


def load(path: Path) -> Settings:
    """Read a file of settings.

    Raises:
        SettingsError: not there, unreadable, too large, no TOML, or a value that cannot be.
    """
    try:
        return read_settings_file(path, Settings)
    except SettingsFileError as error:
        raise SettingsError(str(error)) from error
