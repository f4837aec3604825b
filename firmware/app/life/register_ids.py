"""Register ids and AES keys that this undertaking has used: none is ever used again.

§ 5 Abs 4 RKSV wants an id that is unique in the undertaking, and the id with the number of a
receipt is what the counter is enciphered by (Anlage Z 9). What is known here: the registers this
till has been (their folders stay for seven years), and a list a technician keeps.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from firmware.app import credentials
from firmware.app.credentials import CredentialError
from firmware.app.life.checks import CommissionError
from firmware.rksv.turnover import key_check_value

#: In the data folder: one folder for each register this till was before, called by its id.
FORMER = "former"
#: In the data folder: ids of the undertaking's other tills, one in a line.
USED_IDS = "used-ids"
MAX_USED_IDS_BYTES = 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class FormerRegister:
    """What this till was before; `aes_key_check` is None where its key is not there any more."""

    register_id: str
    aes_key_check: str | None
    folder: Path


def former_registers(data: Path) -> tuple[FormerRegister, ...]:
    """Every register this till was before, by id.

    Raises:
        CommissionError: the folder cannot be read.
    """
    try:
        folders = sorted(one for one in (data / FORMER).iterdir() if one.is_dir())
    except FileNotFoundError:
        return ()
    except OSError as error:
        raise CommissionError(
            "Daten unlesbar", f"{data / FORMER} cannot be read: {error.strerror}"
        ) from error
    return tuple(
        FormerRegister(register_id=one.name, aes_key_check=_key_check(one), folder=one)
        for one in folders
    )


def used_ids(data: Path, more: Iterable[str] = ()) -> frozenset[str]:
    """Every id that is known to be used: former registers, the technician's list, and `more`.

    Raises:
        CommissionError: the list or the folder of former registers cannot be read.
    """
    former = (one.register_id for one in former_registers(data))
    return frozenset({*former, *_listed(data / USED_IDS), *more})


def check_free(register_id: str, used: Iterable[str]) -> None:
    """Refuse an id that was used before; upper and lower case are not told apart.

    Raises:
        CommissionError: it was.
    """
    if register_id.casefold() in {one.casefold() for one in used}:
        raise CommissionError(
            "Kassen-ID war schon",
            f"register id {register_id} was used before: take one that never was "
            "(register.id in the settings; § 5 Abs 4 RKSV)",
        )


def is_kept(data: Path, aes_key_check: str) -> bool:
    """Whether the key with this check value is that of a former register."""
    return any(one.aes_key_check == aes_key_check for one in former_registers(data))


def is_key_free(data: Path, aes_key: bytes) -> bool:
    """Whether no former register had this key (Anlage Z 9 RKSV), as far as check values tell."""
    return not is_kept(data, key_check_value(aes_key))


def _key_check(folder: Path) -> str | None:
    try:
        return key_check_value(credentials.read_aes_key(folder))
    except CredentialError:
        return None


def _listed(path: Path) -> tuple[str, ...]:
    """One id in a line; `#` begins a comment."""
    try:
        with path.open("rb") as file:
            text = file.read(MAX_USED_IDS_BYTES + 1).decode("utf-8-sig")
    except FileNotFoundError:
        return ()
    except OSError as error:
        raise CommissionError(
            "Liste unlesbar", f"{path} cannot be read: {error.strerror}"
        ) from error
    except UnicodeDecodeError as error:
        raise CommissionError(
            "Liste unlesbar", f"{path}: not UTF-8 at byte {error.start}"
        ) from error
    if len(text) > MAX_USED_IDS_BYTES:
        raise CommissionError("Liste unlesbar", f"{path}: larger than {MAX_USED_IDS_BYTES} bytes")
    lines = (line.partition("#")[0].strip() for line in text.splitlines())
    return tuple(line for line in lines if line)
