"""What kassa-sync reads of the till's one TOML file, and the sections it shares with kassad.

kassad refuses every unknown key of the file; here the sections of the stall and its devices are
not looked at. Secrets are credential files (`account.py`).
"""

import tomllib
from pathlib import Path
from typing import Annotated, Final, Literal

import msgspec

from firmware.sync.endpoint import REGISTER_URL, SESSION_URL, Endpoint

#: A configuration larger than this is a mistake, not a stall.
MAX_BYTES: Final = 256 * 1024
BOOK_NAME: Final = "book.sqlite"
TRANSCRIPT_NAME: Final = "finanzonline.ndjson"
REGISTER_KEY_NAME: Final = "benutzerschluessel"
STATUS_NAME: Final = "finanzonline.json"

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
    folder of kassa-sync. `stick` is the folder a stick is mounted on, there only as long as the
    stick is; empty for none.
    """

    data: str = "/var/lib/standlkassa"
    archive_status: str = "/run/standlkassa/archive.json"
    credentials: str = "/etc/standlkassa/credentials"
    secrets: str = "/var/lib/standlkassa/secrets"
    run: str = "/run/standlkassa"
    sync: str = "/var/lib/standlkassa-sync"
    stick: str = ""

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


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """The sections kassa-sync knows."""

    paths: Paths = Paths()
    finanzonline: FinanzonlineSection | None = None

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
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
        if len(content) > MAX_BYTES:
            raise SettingsError(f"{path}: larger than {MAX_BYTES} bytes")
        return msgspec.convert(tomllib.loads(content.decode("utf-8")), Settings)
    except OSError as error:
        raise SettingsError(f"{path}: {error.strerror or error}") from error
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError) as error:
        raise SettingsError(f"{path}: not TOML: {error}") from error
    except msgspec.ValidationError as error:
        place = str(error).replace("$.", "").replace("`", "")
        raise SettingsError(f"{path}: {place}") from error
