"""Which orders rest, and until when; kept on the medium, as a market till is switched off each day.

    {"mode": "production",
     "rests": {"belegpruefung:1": {"words": "Prüfung gesperrt", "advice": "...", "wait_s": 86400,
                                   "tries": 1, "until_utc": "2027-03-02T09:00:00Z"}}}

A blocked check that is tried anew at each switching on is blocked for ever. Nothing is lost with
the file: what does not rest is tried.
"""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Annotated, Final

import msgspec

from firmware.finanzonline.codes import LONGEST_PAUSE_S
from firmware.finanzonline.order import Ruling, Verdict
from firmware.sync.answer_file import Key
from firmware.sync.config import Mode
from firmware.sync.patience import Rest
from firmware.sync.whole_file import read_bounded, write_whole

NAME: Final = "rests.json"
MAX_BYTES: Final = 65_536
FILE_MODE: Final = 0o640


class _Rest(msgspec.Struct, frozen=True, kw_only=True):
    words: Annotated[str, msgspec.Meta(max_length=16)]
    advice: Annotated[str, msgspec.Meta(max_length=500)]
    wait_s: Annotated[int, msgspec.Meta(ge=1, le=LONGEST_PAUSE_S)]
    tries: Annotated[int, msgspec.Meta(ge=1)]
    until_utc: Annotated[datetime, msgspec.Meta(tz=True)]


class _Rests(msgspec.Struct, frozen=True, kw_only=True):
    mode: Mode
    rests: dict[Key, _Rest]


def write(folder: Path, rests: Mapping[str, Rest], mode: Mode) -> None:
    """Keep `rests` by the keys of their orders in `mode`, in the folder of kassa-sync.

    Raises:
        OSError: the old ones are still there.
    """
    kept = {
        key: _Rest(
            words=rest.ruling.words,
            advice=rest.ruling.advice,
            wait_s=rest.ruling.wait_s,
            tries=rest.tries,
            until_utc=rest.until_utc,
        )
        for key, rest in rests.items()
    }
    folder.mkdir(mode=0o750, parents=True, exist_ok=True)
    write_whole(folder / NAME, msgspec.json.encode(_Rests(mode=mode, rests=kept)), FILE_MODE)


def read(folder: Path, mode: Mode) -> dict[str, Rest]:
    """The rests an earlier process left; what rested in the other mode rests in that one alone.

    Raises:
        OSError: they cannot be read, or are too long.
        ValueError: they are none.
    """
    try:
        kept = msgspec.json.decode(read_bounded(folder / NAME, MAX_BYTES), type=_Rests)
    except FileNotFoundError:
        return {}
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise ValueError(f"{folder / NAME}: {error}") from error
    return {key: _rest(one) for key, one in kept.rests.items()} if kept.mode == mode else {}


def _rest(kept: _Rest) -> Rest:
    ruling = Ruling(verdict=Verdict.LATER, words=kept.words, advice=kept.advice, wait_s=kept.wait_s)
    return Rest(ruling=ruling, tries=kept.tries, until_utc=kept.until_utc)
