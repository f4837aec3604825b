"""firmware.app.update.examination: a new system on a copy of the book, all devices emulated."""

import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path

import msgspec
import pytest

from firmware.app.config import Config
from firmware.app.devices import Devices
from firmware.app.image_state import EXAMINE, Before, FallBack, Verdict
from firmware.app.update.examination import (
    Examined,
    Patience,
    TroubleError,
    answer,
    examine,
    in_copy,
)
from firmware.desk.keys import parse_keys
from firmware.desk.stall import demo_config, in_folder
from firmware.desk.stand import Stand
from firmware.image.update.trial import copy_book
from firmware.rksv.receipt import ReceiptKind
from firmware.store import integrity
from firmware.store.book import Book
from firmware.store.reader import Reader
from hal.display.port import Screen
from hal.errors import Fault, HalError
from hal.printer.port import Paper
from tests.app.doubles import ScriptedPrinter

MORNING = datetime(2026, 11, 20, 8, tzinfo=UTC)


@pytest.fixture(scope="module")
def sold(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a till in operation that has sold, and is down."""
    folder = tmp_path_factory.mktemp("sold") / "till"
    folder.mkdir()
    stand = Stand(folder, in_folder(demo_config(), folder), MORNING)
    stand.commission()
    assert stand.boot()
    assert stand.press(parse_keys("250 WG1 BAR"))
    assert stand.shut_down()
    return folder


class Place:
    """A till whose new system is examined; `wire` may be told to hand out other devices."""

    def __init__(self, folder: Path, copy: Path) -> None:
        self.config = in_folder(demo_config(), folder)
        self.stand = Stand(folder, self.config, MORNING.replace(hour=12))
        self.folder, self.copy = folder, copy
        self.settings = folder / "kassa.toml"
        self.settings.write_text(_settings(self.config))
        self.before = Before()
        self.other: Callable[[Devices], Devices] = lambda devices: devices
        self.waited_s = 0.0
        self.services: dict[str, bytes] = {}
        copy_book(self.config.paths, copy)

    def wire(self, config: Config, pin: bytes, services: dict[str, bytes]) -> Devices:
        """In the place of firmware.app.wiring."""
        assert str(self.copy) == config.paths.data
        self.services = services
        return self.other(self.stand.bench.devices(pin))

    def examine(self) -> None:
        """The examination; no time passes by waiting."""
        examined = Examined(
            settings=self.settings, copy=self.copy, version="1.3", before=self.before
        )
        examine(examined, self.wire, Patience(monotonic_s=lambda: self.waited_s, wait=self._wait))

    def because(self) -> FallBack:
        """Why it must not stay."""
        with pytest.raises(TroubleError) as found:
            self.examine()
        return found.value.because

    def _wait(self, seconds: float) -> None:
        self.waited_s += seconds


def _settings(config: Config) -> str:
    demo = files("firmware.desk").joinpath("demo.toml").read_text(encoding="utf-8")
    paths = config.paths
    return f"""{demo}
[paths]
data = "{paths.data}"
secrets = "{paths.secrets}"
credentials = "{paths.credentials}"
run = "{paths.run}"
sync = "{paths.sync}"
"""


@pytest.fixture
def place(sold: Path, tmp_path: Path) -> Place:
    """A copy of that till."""
    folder = tmp_path / "till"
    shutil.copytree(sold, folder)
    return Place(folder, tmp_path / "trial")


def bytes_of(folder: Path) -> dict[str, bytes]:
    """Every file of a folder."""
    return {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_all_is_well(place: Place) -> None:
    """A receipt of practice in the copy; the till's own folder is untouched, byte by byte."""
    before = bytes_of(place.folder)
    place.examine()
    assert before == bytes_of(place.folder)
    with Reader.open_read_only(place.copy / "book.sqlite") as book:
        tail = book.tail()
    with Book.open(place.config.paths.book) as book:
        own = book.tail()
    assert own is not None
    assert tail is not None
    assert own.number + 1 == tail.number


def test_nothing_is_signed_with_the_card(place: Place) -> None:
    """What stands in the copy is in failure form: the card signed no receipt of no book."""
    place.examine()
    with Reader.open_read_only(place.copy / "book.sqlite") as book:
        tail = book.tail()
        assert tail is not None
        stored = book.receipt(tail.number)
    assert stored is not None
    assert (ReceiptKind.TRAINING, False) == (stored.kind, stored.is_signed)


def test_no_paper(place: Place) -> None:
    """A trial prints nothing."""
    printer = ScriptedPrinter()
    place.other = lambda devices: replace(devices, printer=printer)
    place.examine()
    assert ([], True) == (printer.documents, printer.asked > 0)


def test_the_display_says_so(place: Place) -> None:
    """Whoever stands there reads what goes on."""
    shown: list[Screen] = []

    class Watched:
        def show(self, screen: Screen) -> None:
            shown.append(screen)

    place.other = lambda devices: replace(devices, display=Watched())
    place.examine()
    assert ("Update 1.3", "wird geprüft") == (shown[0].item, shown[0].main)


def test_card(place: Place) -> None:
    """Gone with the new system: it waits its time, and goes back."""
    place.stand.bench.set_card("out")
    assert FallBack.CARD is place.because()
    assert 90 <= place.waited_s


def test_card_comes_late(place: Place) -> None:
    """A reader that needs a while is waited for."""
    place.stand.bench.set_card("out")

    def wait(seconds: float) -> None:
        place.waited_s += seconds
        place.stand.bench.set_card("in")

    place._wait = wait
    place.examine()
    assert 0 < place.waited_s


def test_no_worse_than_before(place: Place) -> None:
    """What did not work before is no fault of the new system."""
    place.stand.bench.set_card("out")
    place.stand.bench.printer.is_online = False
    place.before = Before(has_card=False, has_printer=False)
    place.examine()


def test_printer(place: Place) -> None:
    """Silent: back. Out of paper is no fault of a system."""
    place.stand.bench.set_paper(Paper.OUT)
    place.examine()
    shutil.rmtree(place.copy)
    copy_book(place.config.paths, place.copy)

    def broken(*_: object) -> None:
        raise HalError(Fault.TIMEOUT, "printer", "silent")

    class Silent:
        status = print = kick_drawer = broken

    place.other = lambda devices: replace(devices, printer=Silent())
    assert FallBack.PRINTER is place.because()


def test_keypad_and_display(place: Place) -> None:
    """Without the one or the other nobody sells."""

    class Gone:
        def poll(self, _monotonic_s: float) -> tuple[()]:
            raise HalError(Fault.ABSENT, "keypad", "unplugged")

    place.other = lambda devices: replace(devices, keypad=Gone())
    assert FallBack.KEYPAD is place.because()
    place.stand.bench.panel.unplug()
    assert FallBack.DISPLAY is place.because()


@pytest.mark.parametrize(
    ("device", "because"),
    [
        ("display", FallBack.DISPLAY),
        ("keypad", FallBack.KEYPAD),
        ("card", FallBack.CARD),
        ("gpio", FallBack.SETTINGS),
    ],
)
def test_wiring(place: Place, device: str, because: FallBack) -> None:
    """A driver that the new kernel does not know any more."""

    def gone(_devices: Devices) -> Devices:
        raise HalError(Fault.ABSENT, device, "no such file")

    place.other = gone
    assert because is place.because()


def test_settings(place: Place) -> None:
    """A new program that does not take the old settings."""
    place.settings.write_text("[unknown]\n")
    assert FallBack.SETTINGS is place.because()


def test_secrets(place: Place) -> None:
    """Without its key no till signs."""
    (Path(place.config.paths.secrets) / "aes-key").unlink()
    assert FallBack.SETTINGS is place.because()


def test_the_secret_of_a_service(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    """From where systemd would hand it over; AES key and PIN stay where they are."""
    text = place.settings.read_text(encoding="utf-8")
    service = '[[signature]]\nkind = "card"\n[[signature]]\nkind = "primesign"\n'
    place.settings.write_text(f'{text}{service}url = "https://p.example"\n', encoding="utf-8")
    assert FallBack.SETTINGS is place.because()
    handed = place.folder / "handed"
    handed.mkdir()
    (handed / "primesign-token").write_bytes(b"token")
    (handed / "primesign-token").chmod(0o600)
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(handed))

    place.examine()

    assert {"primesign": b"token"} == place.services


def test_a_big_book_is_read_once(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    """Years of receipts take minutes on a slow board; behind the one of practice is nothing new."""
    scopes: list[integrity.Scope] = []
    real = integrity.check

    def check(book: Reader, scope: integrity.Scope) -> tuple[integrity.Problem, ...]:
        scopes.append(scope)
        return real(book, scope)

    monkeypatch.setattr(integrity, "check", check)
    place.examine()
    # The one in the middle is that of each start.
    assert [integrity.FULL, integrity.QUICK, integrity.QUICK] == scopes


def test_book(place: Place) -> None:
    """A byte that is not as it was written; and a book of an even newer program."""
    book = place.copy / "book.sqlite"
    raw = bytearray(book.read_bytes())
    at = raw.index(b"INBETRIEBNAHME")
    raw[at : at + 2] = b"XX"
    book.write_bytes(raw)
    assert FallBack.BOOK is place.because()


def test_clock(place: Place) -> None:
    """A chip that the new kernel does not read: the time is before the last receipt."""
    place.stand.clock.set(MORNING.replace(year=2025))
    assert FallBack.CLOCK is place.because()


def test_nobody_outside_hears_of_it(place: Place) -> None:
    """Second medium, terminal, scale, archive and office are left alone."""
    changed = in_copy(place.config, place.copy)
    assert (None, None, None, None, None) == (
        changed.mirror,
        changed.terminal,
        changed.scale,
        changed.archive,
        changed.finanzonline,
    )
    paths = changed.paths
    own = (paths.data, paths.run, paths.sync, paths.archive_status, paths.image)
    assert all(str(place.copy) in one for one in own)
    assert "" == paths.stick


def test_the_till_s_own_program_says_it(tmp_path: Path) -> None:
    """`kassad --examine`: its last line is the verdict; here its settings are missing."""
    program = "from firmware.app.main import main; main()"
    words = (EXAMINE, str(tmp_path / "none"), str(tmp_path), "1.2", "{}")
    ended = subprocess.run(
        [sys.executable, "-c", program, *words], capture_output=True, check=False
    )
    assert 0 == ended.returncode
    verdict = msgspec.json.decode(ended.stdout.strip().splitlines()[-1], type=Verdict)
    assert FallBack.SETTINGS.value == verdict.because


@pytest.mark.parametrize("words", [(), ("a", "b", "c"), ("a", "b", "c", "{"), ("a",) * 5])
def test_what_is_no_examination(words: tuple[str, ...]) -> None:
    """Somebody calls it by hand."""
    with pytest.raises(SystemExit, match="usage: kassad --examine SETTINGS COPY VERSION BEFORE"):
        answer(words, _no_wire, _nobody_hears)


def _no_wire(*_: object) -> Devices:
    raise AssertionError("nothing to examine")


def _nobody_hears(said: bytes) -> None:
    raise AssertionError(said)
