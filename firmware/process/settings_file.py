"""A file of settings in TOML, read whole and held against its form."""

import tomllib
from pathlib import Path
from typing import Final, TypeVar

import msgspec

#: The settings of this till, for all its programs.
TILL_SETTINGS: Final = Path("/etc/standlkassa/kassa.toml")
#: What is larger is a mistake, and no settings.
MAX_BYTES: Final = 256 * 1024
Form = TypeVar("Form")


class SettingsFileError(Exception):
    """The file cannot be used; the message names file and place."""


def read_settings_file(path: Path, form: type[Form]) -> Form:
    """What stands in it, as a `form`.

    Raises:
        SettingsFileError: not there, unreadable, too large, no TOML, or a value that cannot be.
    """
    try:
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
        if len(content) > MAX_BYTES:
            raise SettingsFileError(f"{path}: larger than {MAX_BYTES} bytes")
        return msgspec.convert(tomllib.loads(content.decode("utf-8")), form)
    except OSError as error:
        raise SettingsFileError(f"{path}: {error.strerror or error}") from error
    except msgspec.ValidationError as error:
        place = str(error).replace("$.", "").replace("`", "")
        raise SettingsFileError(f"{path}: {place}") from error
    except (ValueError, RecursionError) as error:  # no UTF-8, no TOML, a number without end
        raise SettingsFileError(f"{path}: not TOML: {error}") from error
