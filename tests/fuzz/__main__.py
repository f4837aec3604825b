"""Fuzz one target until the time is over: `python -m tests.fuzz TARGET SECONDS` (or `1000x`).

Coverage-guided (atheris over libFuzzer): what reaches new code is kept and broken further, by the
moves of libFuzzer and by those of `mutation.py`. Ends with exit code 0 when nothing was found; a
find is printed with its bytes. With a folder as third word the texts are kept there, and with
`features` as second it says what each of them reaches (`guided.py`).
"""

import logging
import sys
import tempfile
from importlib import import_module
from pathlib import Path
from random import Random

import atheris

from firmware.process import logs
from tests.fuzz.corpus import examples
from tests.fuzz.mutation import MAX_BYTES, mutated

#: One text in so many is broken by our own moves.
_OURS = 4
_PLANTED = "tests.fuzz.planted"
_LIBRARIES = ["h11", "http.client", "httpcore", "starlette", "tomllib", "zipfile"]
_INSTRUMENTED = ["archive", "firmware", "hal", *_LIBRARIES, _PLANTED]


def main() -> None:
    """Fuzz."""
    name, long, *folders = sys.argv[1:]
    # Only what the target needs: to instrument the whole till takes longer than to fuzz it.
    with atheris.instrument_imports(include=_INSTRUMENTED, enable_loader_override=False):
        room = import_module(_room(name))
    _be_silent()
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(folders[0] if folders else temporary)
        begun = (room.EXAMPLE,) if room.__name__ == _PLANTED else examples(name)
        for number, content in enumerate(begun):
            (folder / f"{number:03}").write_bytes(content)

        def broken(text: bytes, most: int, seed: int) -> bytes:
            random = Random(seed)
            if random.randrange(_OURS):
                return bytes(atheris.Mutate(text, most))
            return mutated(text, begun, random)[:most]

        quiet = ["-verbosity=0", "-print_final_stats=1", f"-artifact_prefix={folder}/"]
        options = [f"-max_len={MAX_BYTES}", "-timeout=20", "-rss_limit_mb=4096", *quiet]
        arguments = [sys.argv[0], *_end(long, folder), *options, str(folder)]
        atheris.Setup(arguments, getattr(room, name), custom_mutator=broken)
        atheris.Fuzz()


def _room(name: str) -> str:
    """The module of a target, found without importing the others."""
    folder = Path(__file__).parent
    rooms = [*sorted(folder.glob("targets_*.py")), folder / "planted.py"]
    texts = {path.stem: path.read_text(encoding="utf-8") for path in rooms}
    return next(f"tests.fuzz.{stem}" for stem, text in texts.items() if f"\ndef {name}(" in text)


def _end(long: str, folder: Path) -> list[str]:
    if long == "features":
        return ["-merge_inner=1", f"-merge_control_file={folder.with_suffix('.control')}"]
    # So many texts are the same ones at each run; so many seconds are others each time.
    return [f"-runs={long[:-1]}", "-seed=1"] if long.endswith("x") else [f"-max_total_time={long}"]


def _be_silent() -> None:
    """Readers log what they refuse: here, all the time."""
    logging.disable(logging.CRITICAL)
    logs.configure(logging.CRITICAL)


if __name__ == "__main__":
    main()
