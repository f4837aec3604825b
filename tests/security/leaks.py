"""Where a secret may have gone: files, words and processes looked through for all its forms."""

import base64
import re
import time
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Final

_PATIENCE_S: Final = 10.0


def forms_of_key(text: bytes) -> Iterator[bytes]:
    """A key of base64 as it lies there, and as it may be written else."""
    raw = base64.b64decode(text)
    yield from (text, text.rstrip(b"="), raw, raw.hex().encode(), raw.hex().upper().encode())
    yield base64.urlsafe_b64encode(raw).rstrip(b"=")


def pattern(secrets: Iterable[bytes], numbers: Iterable[bytes] = ()) -> re.Pattern[bytes]:
    """All of them at once; a number counts only where it stands alone, as in no digest."""
    words = [re.escape(one) for one in secrets]
    alone = [
        rb"(?<![0-9A-Za-z+/_-])" + re.escape(one) + rb"(?![0-9A-Za-z+/=_-])" for one in numbers
    ]
    return re.compile(b"|".join([*words, *alone]))


def leaks(texts: Mapping[str, bytes], sought: re.Pattern[bytes]) -> list[str]:
    """The names of what holds one."""
    return sorted(name for name, text in texts.items() if sought.search(text))


def files_below(folder: Path, *but: Path) -> dict[str, bytes]:
    """Every file below a folder by its place, without those folders where secrets belong."""
    return {
        str(one.relative_to(folder)): one.read_bytes()
        for one in folder.rglob("*")
        if one.is_file() and not any(one.is_relative_to(other) for other in but)
    }


def seen_from_outside(pid: int) -> dict[str, bytes]:
    """What everybody of this machine sees of a process that runs, and its environment."""
    own = Path(f"/proc/{pid}")
    end = time.monotonic() + _PATIENCE_S
    # Empty for the moment in which one program takes the place of the other.
    while not (words := (own / "cmdline").read_bytes()):
        assert time.monotonic() < end, "no program"
    return {"cmdline": words, "environ": (own / "environ").read_bytes()}
