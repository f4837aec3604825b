"""Whatever is typed and whatever the files hold: a clear line, the right code, no traceback."""

import os
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from firmware.process import command_line
from tests.cli.calling import PROCESS_DEADLINE_S, ROOT, Ran, command, kassa, limited, process

CONFIRMED = "--i-know-this-is-the-secret-key"
MANY_BYTES = 5_000_000_000


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["sell"], "No such command 'sell'. (see kassa --help)"),
        (["--nope"], "No such option '--nope'. (see kassa --help)"),
        (["simulate"], "Missing argument 'SCRIPT'. (see kassa simulate --help)"),
        (["simulate", "x"], "Missing option '--data'. (see kassa simulate --help)"),
        (["verify"], "name a folder, a DEP7, or a code (--code) (see kassa verify --help)"),
        (["export", "dep", "--data"], "Option '--data' requires an argument."),
        (["demo", "--port", "http"], "'http' is not a valid integer range."),
        (["demo", "--port", "99999"], "99999 is not in the range"),
    ],
)
def test_a_wrong_call_is_one_line(arguments: list[str], words: str) -> None:
    """What is wrong, and where to read more."""
    ran = kassa(*arguments)
    assert ran.code == 2
    assert words in ran.refusal


@pytest.mark.parametrize("group", [[], ["export"]])
def test_no_command_at_all_shows_the_commands(group: list[str]) -> None:
    """As an unusable call, on standard error."""
    ran = kassa(*group)
    assert (ran.code, ran.out) == (2, "")
    assert "Commands:" in ran.err


def test_the_version_is_told() -> None:
    """Name and number."""
    ran = kassa("--version")
    assert ran.code == 0
    assert ran.out.startswith("kassa, version 0.")


def raising(error: BaseException) -> Callable[..., int]:
    """A command that ends like this."""

    def run(*_: object) -> int:
        raise error

    return run


@pytest.mark.parametrize(
    ("error", "code", "line"),
    [
        (KeyboardInterrupt(), 130, "interrupted"),
        (OSError(28, "No space left on device"), 2, "[Errno 28] No space left on device"),
        (OSError(13, "Permission denied", "/etc/x"), 2, "/etc/x: Permission denied"),
        (ZeroDivisionError("by zero"), 2, "a fault of ours: ZeroDivisionError: by zero (KASSA_"),
        (MemoryError(), 2, "a fault of ours: MemoryError:"),
        (RecursionError("deep"), 2, "a fault of ours: RecursionError: deep"),
    ],
)
def test_every_error_is_one_line(
    monkeypatch: pytest.MonkeyPatch, error: BaseException, code: int, line: str
) -> None:
    """Also a fault of ours, and Ctrl-C has its own code."""
    monkeypatch.setattr(command_line, "_run", raising(error))
    ran = kassa("status")
    assert (ran.code, ran.out) == (code, "")
    assert ran.err.startswith(f"kassa: {line}")
    assert ran.err.count("\n") == 1


def test_a_fault_of_ours_is_shown_whole_when_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    """`KASSA_LOG=debug` is for those who mend it."""
    monkeypatch.setattr(command_line, "_run", raising(ZeroDivisionError("by zero")))
    monkeypatch.setenv("KASSA_LOG", "debug")
    with pytest.raises(ZeroDivisionError):
        kassa("status")


def test_a_reader_who_has_enough_is_no_error(dep: Path) -> None:
    """`kassa verify … | head -0`: quiet, and the code of a broken pipe."""
    reader, writer = os.pipe()
    os.close(reader)
    with subprocess.Popen(
        command("verify", dep), cwd=ROOT, stdout=writer, stderr=subprocess.PIPE
    ) as closed:
        os.close(writer)
        _, err = closed.communicate(timeout=PROCESS_DEADLINE_S)
    assert (closed.returncode, err) == (141, b"")


def test_output_that_cannot_be_written_is_told(dep: Path) -> None:
    """A full medium under standard output: one line, and no second word at the end."""
    with (
        Path("/dev/full").open("wb") as full,
        subprocess.Popen(
            command("verify", dep), cwd=ROOT, stdout=full, stderr=subprocess.PIPE
        ) as running,
    ):
        _, err = running.communicate(timeout=PROCESS_DEADLINE_S)
    assert running.returncode == 2
    assert err == b"kassa: [Errno 28] No space left on device\n"


def test_closed_output_hears_nothing(dep: Path) -> None:
    """`kassa … >&-` and `2>&-`: the code is all there is."""
    words = subprocess.list2cmdline(command("verify", dep))
    assert process(["bash", "-c", f"{words} >&-"]).code == 0
    assert process(["bash", "-c", f"{words} >&- 2>&-"]).code == 0
    assert process(["bash", "-c", f"{words}.none >&- 2>&-"]).code == 2


@pytest.mark.parametrize("pause_s", [0.0, 0.15, 0.3])
def test_ctrl_c_ends_a_long_examination(dep: Path, tmp_path: Path, pause_s: float) -> None:
    """The code of a shell for an interrupted program; one line, also while its workers load."""
    big = tmp_path / "big.json"
    text = dep.read_text("utf-8")
    start = text.index("[", text.index("Belege-kompakt")) + 1
    entries = text[start : text.index("]", start)]
    big.write_text(text[:start] + ",".join([entries] * 2000) + text[text.index("]", start) :])
    with subprocess.Popen(
        command("verify", big),
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    ) as running:
        _wait_for_children(running.pid)
        time.sleep(pause_s)
        # As a terminal does: to the whole group.
        os.killpg(running.pid, signal.SIGINT)
        out, err = running.communicate(timeout=PROCESS_DEADLINE_S)
    assert (running.returncode, out) == (130, b"")
    assert err == b"kassa: interrupted\n"


def _wait_for_children(pid: int) -> None:
    """Until a process has begun others, which then still load their modules."""
    children = Path(f"/proc/{pid}/task/{pid}/children")
    end_s = time.monotonic() + PROCESS_DEADLINE_S
    while len(children.read_text().split()) < 2:
        assert time.monotonic() < end_s
        time.sleep(0.01)


def calls(path: Path, folder: Path, dep: Path) -> list[list[str | Path]]:
    """Every command that reads a file, with `path` in the place of each of its files."""
    data = folder / "data"
    return [
        ["simulate", path, "--data", data],
        ["simulate", ROOT / "tests/scripts/first_sale.txt", "--data", data, "--config", path],
        ["verify", path],
        ["verify", dep, "--keys", path],
        ["commission", "--config", path],
        ["status", "--data", path],
        ["export", "dep", "--data", path, "--out", folder / "out"],
        ["export", "keys", "--data", path, "--out", folder / "out", CONFIRMED],
    ]


def is_clear(ran: Ran) -> bool:
    """A verdict, or a refusal in one line; never a fault of ours."""
    if ran.code == 1:
        return ran.out.startswith(("INVALID", "BAD")) and ran.err == ""
    return ran.code == 2 and bool(ran.refusal)


def missing(path: Path) -> None:
    """Nothing is there."""


def directory(path: Path) -> None:
    """A folder."""
    path.mkdir()


def unreadable(path: Path) -> None:
    """A file whose medium fails at the first byte."""
    path.symlink_to("/proc/self/mem")


def looping(path: Path) -> None:
    """A link to itself."""
    path.symlink_to(path)


def endless(path: Path) -> None:
    """A device that never ends."""
    path.symlink_to("/dev/zero")


def terminal(path: Path) -> None:
    """A device nobody types at."""
    path.symlink_to("/dev/null")


@pytest.mark.parametrize("state", [missing, directory, unreadable, looping, endless, terminal])
def test_strange_places_are_refused(
    tmp_path: Path, dep: Path, state: Callable[[Path], None]
) -> None:
    """What cannot be read is named; nothing is written."""
    path = tmp_path / "strange"
    state(path)
    before = sorted(tmp_path.iterdir())
    unclear = [call[0] for call in calls(path, tmp_path, dep) if not is_clear(kassa(*call))]
    if state is terminal:
        # An empty script is a day without sales.
        assert unclear == ["simulate"]
        return
    assert unclear == []
    assert sorted(tmp_path.iterdir()) == before


@pytest.mark.heavy
@pytest.mark.timeout(120)
def test_five_gigabytes_of_nothing_are_refused(tmp_path: Path, dep: Path) -> None:
    """In bounded memory, at once, and nothing is written."""
    path = tmp_path / "sparse"
    with path.open("wb") as file:
        file.truncate(MANY_BYTES)
    before = sorted(tmp_path.iterdir())
    unclear = [
        call[0]
        for call in calls(path, tmp_path, dep)
        if not is_clear(process(limited("RLIMIT_AS", 1_000_000_000, *call)))
    ]
    assert unclear == []
    assert sorted(tmp_path.iterdir()) == before


RUBBISH = st.one_of(
    st.binary(max_size=400),
    st.text(max_size=200).map(lambda text: text.encode("utf-8", "surrogatepass")),
    st.text('{}[]",:@#=×\n 0123456789WGBAR', max_size=200).map(str.encode),
)
SLOWLY = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@SLOWLY
@given(content=RUBBISH)
def test_any_bytes_as_dep_are_judged(tmp_path: Path, content: bytes) -> None:
    """Invalid, whatever they are."""
    path = tmp_path / "dep.json"
    path.write_bytes(content)
    ran = kassa("verify", path)
    assert ran.code == 1
    assert is_clear(ran)


@SLOWLY
@given(content=RUBBISH)
def test_any_bytes_as_keys_are_refused(tmp_path: Path, dep: Path, content: bytes) -> None:
    """By the name of the file."""
    path = tmp_path / "rubbish.json"
    path.write_bytes(content)
    ran = kassa("verify", dep, "--keys", path)
    assert ran.code == 2
    assert str(path) in ran.refusal


@SLOWLY
@given(content=RUBBISH)
def test_any_bytes_as_settings_are_refused(tmp_path: Path, content: bytes) -> None:
    """By the name of the file."""
    path = tmp_path / "kassa.toml"
    path.write_bytes(content)
    ran = kassa("commission", "--config", path)
    assert ran.code == 2
    assert str(path) in ran.refusal


@SLOWLY
@given(content=RUBBISH)
def test_any_bytes_as_script_are_played_or_refused(
    tmp_path_factory: pytest.TempPathFactory, content: bytes
) -> None:
    """Some rubbish is a script: then a day comes of it, with whatever keys."""
    folder = tmp_path_factory.mktemp("rubbish")
    path = folder / "script.txt"
    path.write_bytes(content)
    ran = kassa("simulate", path, "--data", folder / "day")
    if ran.code == 2:
        assert str(path) in ran.refusal
    else:
        assert ran.out.splitlines()[-1] in {"good", "NOT GOOD"}
        assert ran.err == ""


@SLOWLY
@given(content=RUBBISH)
def test_any_bytes_as_book_are_refused(tmp_path: Path, content: bytes) -> None:
    """And left as they are."""
    path = tmp_path / "book.sqlite"
    path.write_bytes(content)
    for call in (["status"], ["export", "dep", "--out", tmp_path / "out"]):
        ran = kassa(*call, "--data", tmp_path)
        assert ran.code == 2
        assert str(path) in ran.refusal
    assert path.read_bytes() == content
    assert not (tmp_path / "out").exists()
