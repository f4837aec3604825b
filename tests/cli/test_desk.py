"""`kassa simulate` and `kassa demo`."""

import json
import os
import shutil
import signal
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest

from firmware.cli import desk
from firmware.desk import archive_beside
from firmware.desk.stall import demo_config
from firmware.store.book import Book
from firmware.store.reader import Reader
from hal.card.emulator import EmulatedCard
from tests.cli.calling import PROCESS_DEADLINE_S, ROOT, Ran, command, kassa, limited, process
from tests.finanzonline.emulator.books import Status
from tests.finanzonline.emulator.server import running_office

pytestmark = pytest.mark.whole


SALE = '3 × 250 WG1\nexpect display "7,50"\n2000 BAR\nexpect receipt "RÜCKGELD"\n'


@pytest.fixture
def script(tmp_path: Path) -> Path:
    """A script of one sale; rewrite it for another."""
    path = tmp_path / "script.txt"
    path.write_text(SALE, "utf-8")
    return path


def simulate(script: Path, *more: str | Path) -> Ran:
    """Play it into the folder `day` beside it."""
    return kassa("simulate", script, "--data", script.parent / "day", *more)


def test_a_good_day_is_told_in_a_few_lines(script: Path) -> None:
    """Counts, the verdict of the verifier, and good."""
    ran = simulate(script, "--verify")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.splitlines() == [
        "4 lines, 11 keys, 2 receipts, 2 slips, 0 power cuts",
        "DEP VALID: register GRAZ-01, 2 receipts (1 to 2), 0 errors, 0 notices",
        "good",
    ]
    assert sorted(path.name for path in (script.parent / "day").iterdir() if path.is_dir()) == [
        *("credentials", "display", "image", "receipts", "run"),
    ]


def test_an_unmet_expectation_shows_line_and_screen(script: Path) -> None:
    """Exit code 1; the screen as text."""
    script.write_text('250 WG1\nexpect display "7,50"\nBAR\n', "utf-8")
    ran = simulate(script)
    assert (ran.code, ran.err) == (1, "")
    lines = ran.out.splitlines()
    assert lines[1] == 'line 2: expect display "7,50"'
    assert lines[2] == lines[7] == "+-----------------------+"
    assert lines[5].endswith("2,50 |")
    assert lines[-1] == "NOT GOOD"


def test_paper_and_journal_are_shown_where_they_were_looked_at(script: Path) -> None:
    """Under the screen, the slip or the rows."""
    script.write_text('WG4\nexpect receipt "STORNO"\nC\nexpect journal LADE\n', "utf-8")
    lines = simulate(script).out.splitlines()
    assert "  BELEG 000002" in "\n".join(lines)
    assert lines[lines.index("line 4: expect journal LADE") + 7] == "  nothing"


def test_the_machine_gets_the_day(script: Path) -> None:
    """One JSON object; with --verify the report in the form of `kassa verify`."""
    script.write_text(SALE + 'expect journal "LADE"\n', "utf-8")
    ran = simulate(script, "--json", "--verify")
    assert (ran.code, ran.err) == (1, "")
    day = json.loads(ran.out)
    (failure,) = day.pop("failures")
    assert set(failure) == {"line", "text", "screen", "seen"}
    assert (failure["line"], failure["text"]) == (5, 'expect journal "LADE"')
    assert day.pop("dep")["valid"] is True
    assert day == {
        "good": False,
        "lines": 5,
        "keys": 11,
        "receipts": 2,
        "slips": 2,
        "power_cuts": 0,
        "book_problems": [],
        "codes_not_in_dep": [],
    }


def test_the_same_script_twice_needs_a_new_folder(script: Path) -> None:
    """One line that says why; the day of before stays."""
    script.write_text("@time 2026-11-20T09:00:00\n" + SALE, "utf-8")
    assert simulate(script).code == 0
    ran = simulate(script)
    assert ran.code == 2
    assert "take an empty folder" in ran.refusal


def test_another_stall_sells_its_own_goods(script: Path) -> None:
    """`--config` brings groups, clerks, printer; its paths are not touched."""
    script.write_text('1 BAR\nexpect display "Anna"\nWG4\nexpect display "3,00"\n', "utf-8")
    ran = simulate(script, "--config", ROOT / "tests" / "scripts" / "market.toml")
    assert ran.code == 0, ran.out


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (b"WG4\n\nWG9\n", "script.txt:3: word 1: 'WG9' is no key"),
        (b"@fly away\n", "script.txt:1: @fly is none of: time, "),
        (b"expect weather sun\n", "script.txt:1: write expect and one of display"),
        (b'expect display "open\n', "script.txt:1: No closing quotation"),
        (b"@time yesterday\n", "script.txt:1: yesterday is no time"),
        (b"WG4\n\xff\xfe\n", "script.txt:2: not UTF-8"),
        (b"\x00\n", "script.txt:1: word 1:"),
        (b"1" * 3000, "script.txt:1: longer than a script may be"),
        (b"\x1b[2J\n", "script.txt:1: word 1: '\\x1b[2J' is no key"),
        (b"@\x1b[2J\n", "script.txt:1: @\\x1b[2J is none of"),
    ],
)
def test_a_strange_script_is_refused_before_the_till_is_made(
    script: Path, text: bytes, words: str
) -> None:
    """The line names file and line; nothing is written."""
    script.write_bytes(text)
    ran = simulate(script)
    assert ran.code == 2
    assert words in ran.refusal
    assert not (script.parent / "day").exists()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (b"", "missing required field"),
        (b"= 5", "not TOML"),
        (b"\xff", "not UTF-8 at byte 0"),
        (b"a = " + b"[" * 50_000, "not TOML"),
        (b"#" * 300_000, "larger than"),
        (b"\x00", "not TOML"),
    ],
)
def test_strange_settings_are_refused_by_name(script: Path, text: bytes, words: str) -> None:
    """The file is named; nothing is written."""
    settings = script.with_name("stall.toml")
    settings.write_bytes(text)
    ran = simulate(script, "--config", settings)
    assert ran.code == 2
    assert f"{settings}: " in ran.refusal
    assert words in ran.refusal
    assert not (script.parent / "day").exists()


def test_a_file_in_place_of_the_folder_is_named(script: Path) -> None:
    """`--data` is a folder."""
    (script.parent / "day").write_text("mine")
    ran = simulate(script)
    assert ran.code == 2
    assert str(script.parent / "day") in ran.refusal
    assert (script.parent / "day").read_text() == "mine"


def test_a_folder_in_use_is_refused(script: Path) -> None:
    """Two simulations do not write into one book."""
    simulate(script)
    with Book.open(script.parent / "day" / "book.sqlite"):
        ran = simulate(script)
    assert ran.code == 2
    assert "in use" in ran.refusal


def test_a_full_disk_ends_in_one_line(script: Path) -> None:
    """Whatever is written first: a screen, a slip, the book."""
    data = script.parent / "day"
    ran = process(limited("RLIMIT_FSIZE", 60_000, "simulate", script, "--data", data))
    assert ran.code == 2
    assert str(data) in ran.refusal


def test_a_till_has_no_emulators(script: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The device's wheel leaves them out; the line says where they are."""
    monkeypatch.setattr(desk, "find_spec", lambda _name: None)
    expected = "kassa: emulators are not part of a till: run this from a checkout"
    assert simulate(script).refusal == expected
    assert kassa("demo").refusal == expected


def test_a_demonstration_without_an_archive_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """One line says so, and the till is there."""
    monkeypatch.setattr(archive_beside, "is_here", lambda: False)
    with desk._beside(demo_config(), tmp_path) as archive:
        assert archive is None
    assert "no archive beside it" in capsys.readouterr().err


def test_without_a_web_server_the_demonstration_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    """The desk's libraries are an extra."""
    monkeypatch.setattr(desk, "find_spec", lambda name: None if name == "uvicorn" else object())
    assert "the web server is not installed" in kassa("demo").refusal


def test_the_files_of_the_wheel_are_enough_for_the_till(script: Path, till: Path) -> None:
    """A tree without desk and emulators: status works, simulate says why it does not."""
    tree = script.parent / "wheel"
    unwanted = shutil.ignore_patterns("desk.d", "emulator.py", "emulator_*.py", "__pycache__")
    for room in ("firmware", "hal"):
        shutil.copytree(ROOT / room, tree / room, ignore=unwanted)
    shutil.rmtree(tree / "firmware" / "desk")
    environment = {"PYTHONPATH": str(tree)}
    refused = process(
        command("simulate", script, "--data", script.parent / "day"),
        environment=environment,
        folder=tree,
    )
    assert refused.code == 2
    assert "emulators are not part of a till" in refused.refusal
    told = process(command("status", "--data", till), environment=environment, folder=tree)
    assert told.code == 0


@contextmanager
def demonstration(*arguments: str | Path) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """A running `kassa demo` and its port."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with subprocess.Popen(
        command("demo", "--no-archive", "--port", str(port), *arguments),
        cwd=ROOT,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as running:
        try:
            assert running.stdout is not None
            assert running.stdout.readline() == f"http://127.0.0.1:{port}/  (Ctrl-C ends it)\n"
            yield running, port
        finally:
            running.kill()


def page(host: str, port: int) -> str:
    """What a browser gets, as soon as the server answers."""
    for _ in range(100):
        try:
            with urlopen(f"http://{host}:{port}/", timeout=5) as answer:
                return str(answer.read().decode())
        except ConnectionResetError:
            continue
    raise AssertionError("the server never answered")


@pytest.mark.parametrize("end", [signal.SIGINT, signal.SIGTERM])
def test_a_demonstration_ends_cleanly(tmp_path: Path, end: signal.Signals) -> None:
    """Ctrl-C: the till goes down in order, exit code 0, no traceback."""
    with demonstration("--data", tmp_path) as (running, port):
        assert "Standlkassa" in page("127.0.0.1", port)
        running.send_signal(end)
        _, err = running.communicate(timeout=PROCESS_DEADLINE_S)
    assert (running.returncode, err) == (0, "ended\n")
    with Reader.open_read_only(tmp_path / "book.sqlite") as book:
        last = book.last_journal()
    assert last is not None
    assert last.kind == "STOPP"


def test_a_demonstration_is_for_this_machine(tmp_path: Path) -> None:
    """It listens on 127.0.0.1 and on no other address unless told to."""
    with demonstration("--data", tmp_path) as (_, port):
        page("127.0.0.1", port)
        with pytest.raises(URLError, match="refused"), urlopen(f"http://127.0.0.2:{port}/"):
            pass


def test_a_taken_port_is_named(tmp_path: Path) -> None:
    """At once, before a till is commissioned."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        ran = kassa("demo", "--port", port, "--data", tmp_path / "day")
    assert ran.code == 2
    assert ran.refusal == f"kassa: 127.0.0.1, port {port}: Address already in use"
    assert not (tmp_path / "day").exists()


def test_an_address_that_is_not_ours_is_named() -> None:
    """The line holds host and port."""
    ran = kassa("demo", "--host", "192.0.2.1")
    assert ran.code == 2
    assert ran.refusal == "kassa: 192.0.2.1, port 8080: Cannot assign requested address"


@pytest.mark.parametrize("host", ["", "..", "example.org", "127.0.0.1:80", "*"])
def test_a_name_is_no_address(host: str) -> None:
    """An empty one would be every address of the machine."""
    ran = kassa("demo", "--host", host)
    assert ran.code == 2
    assert f"{host!r} is no address, such as 127.0.0.1" in ran.refusal


def test_a_day_is_told_an_office_on_this_machine(script: Path) -> None:
    """§ 6 RKSV: with --finanzonline card, till and Startbeleg are registered while it is played."""
    script.write_text("@wait 150\nexpect journal FON\n", encoding="utf-8")
    with running_office() as office:
        card = EmulatedCard()
        office.directory.publish(card.certificate, issuer=card.chain[0])
        ran = simulate(script, "--finanzonline", office.url)
    assert (0, Status.IN_BETRIEB) == (ran.code, office.till("GRAZ-01", "P").status), ran.out


def test_an_office_elsewhere_is_never_told(script: Path) -> None:
    """The receipts of a bench are nobody's."""
    ran = simulate(script, "--finanzonline", "https://finanzonline.bmf.gv.at")
    assert "not on this machine" in ran.refusal
    assert not (script.parent / "day").exists()
