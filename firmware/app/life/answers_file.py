"""What a technician says beside the settings, as a file: a till is put into operation unattended.

A TOML file whose unknown keys are refused by name. It never holds a secret: the PIN is a file of
its own that only its owner may read.
"""

import tomllib
from pathlib import Path
from typing import Final, Literal

import msgspec

from firmware.app.config import Config
from firmware.app.life.checks import CommissionError
from firmware.app.life.commission import Plan

MAX_BYTES: Final = 64 * 1024
#: What must be said by somebody, in the file or at a terminal.
REQUIRED: Final = ("register_id", "company", "technician")

Mode = Literal["new", "continue", "again"]


class AnswersFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The file; an empty text is an answer that is not given.

    `register_id` and `company` (UID or tax number) are confirmed: they must be what the settings
    say. `certificate_serial` confirms the unit that signs first. `mode` says what is expected: a
    `new` till, to `continue` a try that was cut, or to begin `again` where another register was.
    """

    register_id: str = ""
    company: str = ""
    technician: str = ""
    certificate_serial: str = ""
    card_pin_file: str = ""
    mode: Mode = "new"
    used_ids: list[str] = []
    former: str = ""


def read_answers(path: Path) -> AnswersFile:
    """Read and check the file.

    Raises:
        CommissionError: unreadable, not TOML, an unknown key, a value that cannot be.
    """
    try:
        with path.open("rb") as file:
            raw = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise _refused(path, f"cannot be read: {error.strerror}") from error
    if len(raw) > MAX_BYTES:
        raise _refused(path, f"larger than {MAX_BYTES} bytes; is this the right file?")
    try:
        return msgspec.convert(tomllib.loads(raw.decode("utf-8-sig")), AnswersFile)
    except UnicodeDecodeError as error:
        raise _refused(path, f"not UTF-8 at byte {error.start}") from error
    except msgspec.ValidationError as error:
        raise _refused(path, str(error).replace("$.", "").replace("`", "")) from error
    except (ValueError, RecursionError) as error:  # also a number of more digits than Python reads
        raise _refused(path, f"not TOML: {error}") from error


def check_against_settings(answers: AnswersFile, config: Config) -> None:
    """Refuse answers that confirm something else than the settings say.

    Raises:
        CommissionError: names the answer.
    """
    company = [one for one in (config.company.uid, config.company.tax_number) if one]
    if answers.register_id != config.register.id:
        raise _other("register_id", answers.register_id, config.register.id)
    if answers.company not in company:
        raise _other("company", answers.company, " or ".join(company) or "nothing")


def check_against_plan(answers: AnswersFile, planned: Plan) -> None:
    """Refuse answers that expect something else than what was found.

    Raises:
        CommissionError: names the answer.
    """
    serial = planned.units[0].identity.serial
    if answers.certificate_serial and answers.certificate_serial.lower().lstrip("0") != serial:
        raise CommissionError(
            "andere Karte",
            f"certificate_serial: confirmed was {answers.certificate_serial}, here is {serial}",
        )
    mode = mode_of(planned)
    if answers.mode != mode:
        raise CommissionError(
            "anders als erwartet",
            f'mode: expected was "{answers.mode}", but this would be "{mode}"',
        )


def mode_of(planned: Plan) -> Mode:
    """What the plan comes to."""
    if planned.former is not None:
        return "again"
    return "continue" if planned.is_begun else "new"


def _other(name: str, said: str, settings: str) -> CommissionError:
    return CommissionError(
        "anders als erwartet", f"{name}: confirmed was {said}, the settings say {settings}"
    )


def _refused(path: Path, detail: str) -> CommissionError:
    return CommissionError("Antworten", f"{path}: {detail}")
