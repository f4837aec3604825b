"""The answer to one order as a file: kassa-sync lays it down, kassad enters it as a row FON.

    answers/belegpruefung:1.json
    {"order": "belegpruefung:1", "mode": "production", "at_utc": "2027-03-01T09:00:00Z",
     "codes": ["0"], "messages": [], "verdict": "done", "words": "Beleg geprüft", "advice": "...",
     "status": null}

Only kassa-sync writes and removes such files; what fails for a while is none (see status_file.py).
"""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated, Final, Literal

import msgspec

from firmware.finanzonline.order import Answer, Order, Ruling, Status, Verdict
from firmware.sync.config import Mode
from firmware.sync.whole_file import read_bounded, write_whole

FOLDER: Final = "answers"
SUFFIX: Final = ".json"
#: More than the longest that is written: fifty texts of five hundred signs of four bytes.
MAX_BYTES: Final = 131_072
MODE: Final = 0o640
#: `key` of an order; also keeps the name of the file in its folder.
KEY_PATTERN: Final = r"\A[a-z_]{1,40}:[0-9A-Za-z-]{1,64}\Z"
_MAX_TEXTS: Final = 50
_MAX_TEXT: Final = 500

Key = Annotated[str, msgspec.Meta(pattern=KEY_PATTERN)]
Code = Annotated[str, msgspec.Meta(max_length=12)]
Text = Annotated[str, msgspec.Meta(max_length=_MAX_TEXT)]


class AnswerFileError(Exception):
    """The file is no answer; the message says why."""


class AnswerFile(msgspec.Struct, frozen=True, kw_only=True):
    """What FinanzOnline said to an order and what it means; a newer writer may say more."""

    order: Key
    mode: Mode
    at_utc: Annotated[datetime, msgspec.Meta(tz=True)]
    codes: Annotated[tuple[Code, ...], msgspec.Meta(max_length=_MAX_TEXTS)]
    verdict: Literal["done", "refused"]
    words: Annotated[str, msgspec.Meta(max_length=16)]
    advice: Text
    messages: Annotated[tuple[Text, ...], msgspec.Meta(max_length=_MAX_TEXTS)] = ()
    status: Status | None = None


def answer_file(
    order: Order, answer: Answer, ruling: Ruling, at_utc: datetime, mode: Mode
) -> AnswerFile:
    """The file of an answer that settles its order in `mode`; what is too long for it is cut.

    Raises:
        ValueError: a LATER settles nothing and has no file.
    """
    if ruling.verdict is Verdict.LATER:
        raise ValueError(f"{order.key}: tried again, not answered")
    return AnswerFile(
        order=order.key,
        mode=mode,
        at_utc=at_utc,
        codes=tuple(_printable(code)[:12] for code in answer.codes[:_MAX_TEXTS]),
        messages=tuple(_printable(text)[:_MAX_TEXT] for text in answer.messages[:_MAX_TEXTS]),
        verdict="done" if ruling.verdict is Verdict.DONE else "refused",
        words=ruling.words,
        advice=_printable(ruling.advice)[:_MAX_TEXT],
        status=answer.status,
    )


def _printable(text: str) -> str:
    return "".join(symbol for symbol in text if symbol.isprintable())


def path_of(folder: Path, key: str) -> Path:
    """Where the answer to the order of `key` is, below the folder of kassa-sync.

    Raises:
        ValueError: no key of an order.
    """
    if re.fullmatch(KEY_PATTERN, key) is None:
        raise ValueError(f"{key[:80]!r} is no key of an order")
    return folder / FOLDER / f"{key}{SUFFIX}"


def write(folder: Path, answer: AnswerFile) -> None:
    """Lay the answer down, whole.

    Raises:
        OSError: it is not there.
    """
    path = path_of(folder, answer.order)
    path.parent.mkdir(mode=0o750, parents=True, exist_ok=True)
    write_whole(path, msgspec.json.encode(answer), MODE)


def names(folder: Path) -> Iterator[str]:
    """The names of answer files that are there, sorted; none without the folder.

    Raises:
        OSError: the folder is there and cannot be read.
    """
    try:
        found = sorted(path.name for path in (folder / FOLDER).iterdir())
    except FileNotFoundError:
        return
    yield from (name for name in found if name.endswith(SUFFIX))


def read(path: Path) -> AnswerFile:
    """The answer in a file.

    Raises:
        AnswerFileError: cannot be read, longer than `MAX_BYTES`, cut off, of other types, with
            control characters or a time that is not in UTC, or the answer to another order than
            its name says.
    """
    try:
        answer = msgspec.json.decode(read_bounded(path, MAX_BYTES), type=AnswerFile)
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise AnswerFileError(str(error)) from error
    if f"{answer.order}{SUFFIX}" != path.name:
        raise AnswerFileError(f"it answers {answer.order}")
    if answer.at_utc.utcoffset() != timedelta(0):
        raise AnswerFileError("a time that is not in UTC")
    # They go to display and paper, where a control character is a command.
    if not all(text.isprintable() for text in (answer.words, answer.advice, *answer.codes)):
        raise AnswerFileError("words that cannot be printed")
    return answer
