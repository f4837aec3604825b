"""Readers of what comes from outside are fuzzed: garbage gets a named answer, never a crash."""

import gc
import re
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from random import Random

import pytest

from tests.fuzz import planted
from tests.fuzz.corpus import FOLDER, examples
from tests.fuzz.mutation import MAX_BYTES, mutated
from tests.fuzz.targets import TARGETS, Target

ROOT = Path(__file__).resolve().parents[2]
#: Broken texts for each target every day, the same each time; seconds of the long lane.
EVERY_DAY, HEAVY_S = 200, "20"
CORPUS_BYTES_MAX, CORPUS_FILES_MAX = 6000, 24
GUIDED = pytest.mark.skipif(find_spec("atheris") is None, reason="no atheris for this machine")
#: What cryptography says of certificates that are none of ours either way.
STRANGE = pytest.mark.filterwarnings("ignore::cryptography.utils.CryptographyDeprecationWarning")
#: A form that is torn in a file leaves that file, in memory, to whoever collects what is left.
TORN = pytest.mark.filterwarnings("ignore:Unclosed file <tempfile.Spooled:ResourceWarning")


def find(target: Target, begun: tuple[bytes, ...], runs: int, seed: str) -> bytes | None:
    """The first broken text on which a target fails, None for none."""
    random = Random(seed)
    for _ in range(runs):
        text = mutated(random.choice(begun), begun, random)
        try:
            target(text)
        except Exception:  # noqa: BLE001 - whatever it is, nobody promised it
            return text
    return None


@STRANGE
@pytest.mark.parametrize("name", TARGETS)
def test_the_examples_are_taken(name: str) -> None:
    """Each target has some to begin with, and what once made it fail does not any more."""
    for example in examples(name):
        TARGETS[name](example)


@STRANGE
@TORN
@pytest.mark.parametrize("name", TARGETS)
def test_broken_examples_have_a_named_answer(name: str) -> None:
    """Some hundred every day, the same ones on every machine."""
    random, begun = Random(name), examples(name)
    for _ in range(EVERY_DAY):
        TARGETS[name](mutated(random.choice(begun), begun, random))
    gc.collect()


@GUIDED
@pytest.mark.heavy
@pytest.mark.parametrize("name", TARGETS)
def test_garbage_has_a_named_answer(name: str) -> None:
    """Coverage-guided, 20 s in the long lane."""
    ran = guided(name, HEAVY_S)
    assert 0 == ran.returncode, ran.stderr[-4000:]
    executed = re.search(r"number_of_executed_units: (\d+)", ran.stderr)
    assert executed is not None, ran.stderr[-1000:]
    assert int(executed.group(1)) > 100


@GUIDED
def test_a_guided_run_finds_what_lies_behind_a_word() -> None:
    """The control: no example has a letter of it, and blind luck would take years."""
    ran = guided("behind_a_word", "200000x")
    assert 0 != ran.returncode
    assert "ZeroDivisionError" in ran.stdout


@pytest.mark.parametrize("name", [name for name in planted.TARGETS if name != "behind_a_word"])
def test_what_is_planted_is_found_every_day(name: str) -> None:
    """The control of the everyday lane: each known kind of fault, in as many texts as a reader."""
    assert find(planted.TARGETS[name], (planted.EXAMPLE,), EVERY_DAY, name) is not None


def test_the_same_texts_everywhere() -> None:
    """A find of one machine is one of any."""
    begun = (planted.EXAMPLE, b"\x00\x01")
    first, second = (
        [mutated(begun[0], begun, random) for _ in range(50)] for random in (Random(1), Random(1))
    )
    assert first == second
    assert len(set(first)) > 40
    assert max(map(len, first)) <= MAX_BYTES


def test_the_corpus_is_small_and_of_the_targets() -> None:
    """A folder for each target and no other, a few small files in it."""
    assert set(TARGETS) == {path.name for path in FOLDER.iterdir()}
    files = {name: sorted((FOLDER / name).iterdir()) for name in TARGETS}
    assert [] == [name for name, found in files.items() if len(found) > CORPUS_FILES_MAX]
    sizes = {path: path.stat().st_size for found in files.values() for path in found}
    assert [] == [path for path, size in sizes.items() if size > CORPUS_BYTES_MAX]


def guided(name: str, long: str) -> subprocess.CompletedProcess[str]:
    """A run of `python -m tests.fuzz`."""
    command = [sys.executable, "-m", "tests.fuzz", name, long]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
