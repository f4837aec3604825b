"""What kassa-sync reads of the till's one TOML file, and the sections it shares with kassad.

kassad refuses every unknown key of the file; here the sections of the stall and its devices are
not looked at. Secrets are credential files (`account.py`).
"""

import re
from pathlib import Path
from typing import Annotated, Final, Literal

import msgspec

from firmware.accord.messages import HEARTBEAT_S
from firmware.process.settings_file import SettingsFileError, read_settings_file
from firmware.sync.endpoint import REGISTER_URL, SESSION_URL, Endpoint

BOOK_NAME: Final = "book.sqlite"
TRANSCRIPT_NAME: Final = "finanzonline.ndjson"
REGISTER_KEY_NAME: Final = "benutzerschluessel"
STATUS_NAME: Final = "finanzonline.json"
ARCHIVE_NOW_NAME: Final = "archive-now"
ARCHIVE_KEY_NAME: Final = "archive-key"
TILL_REPORT_NAME: Final = "till.json"
ARCHIVE_FOLDER_NAME: Final = "archive"
OFFER_FOLDER_NAME: Final = "offer"
KEPT_KEY_NAME: Final = "archive-key"

#: In the place of a secret that was in the file: it is kept elsewhere.
TAKEN: Final = "(übernommen)"

#: Between these bounds the archive may ask for another pause.
HEARTBEAT_MIN_S: Final = 300
HEARTBEAT_MAX_S: Final = 900

#: Nothing but this machine itself may be spoken to in clear.
_ADDRESS: Final = (
    r"https://[A-Za-z0-9.-]+(:[0-9]{1,5})?(/[^\s?#]*)?"
    r"|http://(localhost|127\.0\.0\.1|\[::1\])(:[0-9]{1,5})?(/[^\s?#]*)?"
)
Address = Annotated[str, msgspec.Meta(pattern=rf"^({_ADDRESS})$")]
AddressOrNone = Annotated[str, msgspec.Meta(pattern=rf"^(|{_ADDRESS})$")]


#: The office keeps what it is told in test mode apart; it is nothing to the real register.
Mode = Literal["test", "production"]


class SettingsError(Exception):
    """The file cannot be used; the message names the place."""


class Paths(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where the book lives, what the processes tell each other, and the credential files.

    `secrets` is where the till keeps what it makes itself, AES key and PIN; `credentials` is what
    a person lays down, where systemd hands none over. `archive_status` is where the process that
    talks to the archive says how far it is, `run` the folder in memory for the rest, `sync` the
    folder of kassa-sync. `stick` is the folder a stick is mounted on, absolute and without links,
    as the kernel names it, and as our units do (systemd/kassa-stick-fat@.service); empty for none.
    In `image` root says what it started, in `update` how far it is with an update
    (`firmware.app.image_state`); elsewhere than on an image nobody does.
    """

    data: str = "/var/lib/standlkassa"
    archive_status: str = "/run/standlkassa/archive.json"
    credentials: str = "/etc/standlkassa/credentials"
    secrets: str = "/var/lib/standlkassa/secrets"
    run: str = "/run/standlkassa"
    sync: str = "/var/lib/standlkassa-sync"
    stick: str = "/run/standlkassa-stick/mounted"
    image: str = "/run/standlkassa-image"
    update: str = "/run/standlkassa-update"

    @property
    def book(self) -> Path:
        """The book of this till."""
        return Path(self.data) / BOOK_NAME

    @property
    def finanzonline_status(self) -> Path:
        """How it goes with FinanzOnline, written by kassa-sync."""
        return Path(self.run) / STATUS_NAME

    @property
    def register_key(self) -> Path:
        """The AES key, laid down by kassad while the registration of the till is open."""
        return Path(self.run) / REGISTER_KEY_NAME

    @property
    def archive_now(self) -> Path:
        """Laid down by kassad to have rows sent at once; its text is the reason, in a word."""
        return Path(self.run) / ARCHIVE_NOW_NAME

    @property
    def archive_key(self) -> Path:
        """The registration key as it was typed; kassa-sync takes it away when it is used."""
        return Path(self.run) / ARCHIVE_KEY_NAME

    @property
    def archive_key_kept(self) -> Path:
        """The same from the technician's file (`firmware.image`): it waits until it can be used."""
        return Path(self.sync) / KEPT_KEY_NAME

    @property
    def till_report(self) -> Path:
        """What only kassad knows and the archive is told: card, printer, what is due."""
        return Path(self.run) / TILL_REPORT_NAME

    @property
    def archive_folder(self) -> Path:
        """What kassa-sync keeps of the archive: keys, password, the last checkpoint."""
        return Path(self.sync) / ARCHIVE_FOLDER_NAME

    @property
    def offer_folder(self) -> Path:
        """An update the archive offers: kassa-sync fetches it, kassad shows it, root installs."""
        return Path(self.sync) / OFFER_FOLDER_NAME


class FinanzonlineSection(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The web service of FinanzOnline; without this section a person tells it everything.

    `manufacturer` is the VAT id of who made the software. `session_url` and `register_url` lead
    elsewhere in tests only; `databox_url` empty is beside the latter, `transcript` empty a file in
    the folder of kassa-sync.
    """

    mode: Mode
    manufacturer: Annotated[str, msgspec.Meta(pattern=r"^[0-9A-Za-z]{10,24}$")]
    session_url: Address = SESSION_URL
    register_url: Address = REGISTER_URL
    databox_url: AddressOrNone = ""
    deadline_s: Annotated[int, msgspec.Meta(ge=5, le=120)] = 30
    transcript: str = ""

    @property
    def endpoint(self) -> Endpoint:
        """Where and as what the till speaks."""
        return Endpoint(
            mode="T" if self.mode == "test" else "P",
            manufacturer=self.manufacturer,
            session_url=self.session_url,
            register_url=self.register_url,
            databox_url=self.databox_url,
        )


class ArchiveSection(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The archive; without this section nothing of the book leaves the till by net.

    `ca_file` are the authorities that may vouch for its server, and no others; `fingerprint` the
    SHA-256 of the one certificate it must show. With both, both must hold. `heartbeat_s` is how
    often an idle till shows that it lives, unless the archive asks for another pause. `key` says
    that a registration key was typed on the boot partition; it is never in this file.
    """

    url: Address
    ca_file: str = ""
    fingerprint: Annotated[
        str, msgspec.Meta(pattern=r"^(|[0-9A-Fa-f]{2}(:?[0-9A-Fa-f]{2}){31})$")
    ] = ""
    heartbeat_s: Annotated[int, msgspec.Meta(ge=HEARTBEAT_MIN_S, le=HEARTBEAT_MAX_S)] = HEARTBEAT_S
    deadline_s: Annotated[int, msgspec.Meta(ge=5, le=300)] = 60
    key: Annotated[str, msgspec.Meta(pattern=rf"^(|{re.escape(TAKEN)})$")] = ""


class CompanySection(msgspec.Struct, frozen=True):
    """Whose till it is, as far as the archive is told."""

    name: str = ""


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """The sections kassa-sync knows."""

    paths: Paths = Paths()
    finanzonline: FinanzonlineSection | None = None
    archive: ArchiveSection | None = None
    company: CompanySection = CompanySection()

    @property
    def transcript(self) -> Path:
        """Where calls to FinanzOnline are noted."""
        given = "" if self.finanzonline is None else self.finanzonline.transcript
        return Path(given) if given else Path(self.paths.sync) / TRANSCRIPT_NAME


def load(path: Path) -> Settings:
    """Read the file.

    Raises:
        SettingsError: not there, unreadable, too large, no TOML, or a value that cannot be.
    """
    try:
        return read_settings_file(path, Settings)
    except SettingsFileError as error:
        raise SettingsError(str(error)) from error
