"""The program: settings, secrets, rounds in a thread, and a quick end."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from threading import Event, Thread

import pytest
from msgspec import structs

from firmware.process.notify import Notifier
from firmware.store.book import Book
from firmware.sync import answer_file, main
from firmware.sync import office as office_side
from firmware.sync.config import ArchiveSection, FinanzonlineSection, Paths, Settings
from firmware.sync.queue import Queue
from tests.finanzonline.emulator.office import Office
from tests.finanzonline.emulator.tricks import Trick
from tests.store.till import SoftwareCard, Till
from tests.sync import calling
from tests.sync.archive.fake import Reply, running_archive
from tests.sync.archive.stall import KEY

UNIT = "registrierung_se:1a2b3c4d"
PATIENCE_S = 20.0


class Place:
    """A till's folders, with a book, credentials and settings that lead to the office."""

    def __init__(self, folder: Path, office: Office) -> None:
        self.folder = folder
        self.paths = Paths(
            data=str(folder),
            run=str(folder / "run"),
            sync=str(folder / "sync"),
            credentials=str(folder / "secrets"),
            archive_status=str(folder / "archive.json"),
        )
        (folder / "run").mkdir()
        (folder / "secrets").mkdir()
        who = office.participant
        for name, text in (("fon-tid", who.tid), ("fon-benid", who.benid), ("fon-pin", who.pin)):
            path = folder / "secrets" / name
            path.write_text(f"{text}\n", encoding="ascii")
            path.chmod(0o600)
        self.section = FinanzonlineSection(
            mode="test",
            manufacturer=calling.MANUFACTURER,
            session_url=f"{office.url}/fonws/ws/session",
            register_url=f"{office.url}/fonws/ws/rkdb",
        )
        self.settings = Settings(paths=self.paths, finanzonline=self.section)
        book = Book.create(self.paths.book)
        Till(book, SoftwareCard()).commission()
        self.book = book

    @property
    def file(self) -> Path:
        """The settings as a file."""
        path = self.folder / "kassa.toml"
        path.write_text(
            f"""
            [company]
            name = "Stand"
            [paths]
            data = "{self.paths.data}"
            run = "{self.paths.run}"
            sync = "{self.paths.sync}"
            credentials = "{self.paths.credentials}"
            [finanzonline]
            mode = "test"
            manufacturer = "{calling.MANUFACTURER}"
            session_url = "{self.section.session_url}"
            register_url = "{self.section.register_url}"
            """,
            encoding="utf-8",
        )
        return path

    @property
    def answers(self) -> list[str]:
        """The answers that lie there."""
        return [name.removesuffix(".json") for name in answer_file.names(Path(self.paths.sync))]


@pytest.fixture
def place(tmp_path: Path, office: Office) -> Place:
    """A till beside the office."""
    return Place(tmp_path, office)


def watch(stop: Event, notifier: Notifier | None = None) -> main.Supervision:
    """A supervisor with the machine's clocks."""
    return main.Supervision(
        stop=stop, notifier=notifier or Notifier({}), now_utc=lambda: datetime.now(UTC)
    )


def wait_for(condition: Callable[[], bool]) -> None:
    """Until it holds."""
    end = time.monotonic() + PATIENCE_S
    while not condition():
        assert time.monotonic() < end, "never"
        Event().wait(0.01)


def test_a_round_and_a_quick_end(place: Place) -> None:
    """The first order is answered; asked to stop, the program is gone within a second."""
    stop, codes = Event(), list[int]()
    thread = Thread(target=lambda: codes.append(main.run(place.settings, {}, watch(stop))))
    thread.start()
    wait_for(lambda: place.answers == [UNIT])
    asked_s = time.monotonic()
    stop.set()
    thread.join(PATIENCE_S)

    assert [0] == codes
    assert time.monotonic() - asked_s < 1.0


def test_it_ends_in_the_middle_of_a_call(place: Place, office: Office) -> None:
    """An office that says nothing holds no end up."""
    office.misbehave(Trick.SILENT)
    stop, codes = Event(), list[int]()
    thread = Thread(target=lambda: codes.append(main.run(place.settings, {}, watch(stop))))
    thread.start()
    wait_for(lambda: len(office.calls) == 1)
    asked_s = time.monotonic()
    stop.set()
    thread.join(PATIENCE_S)

    assert ([0], []) == (codes, place.answers)
    assert time.monotonic() - asked_s < 1.0


def test_neither_side_waits_for_the_other(place: Place, office: Office) -> None:
    """An office that says nothing holds no row up, and an archive that says nothing no order."""
    office.misbehave(Trick.SILENT)
    with running_archive() as archive:
        archive.keys[KEY] = ""
        section = ArchiveSection(url=archive.url)
        paths = structs.replace(place.paths, archive_status=str(place.folder / "run/archive.json"))
        settings = structs.replace(place.settings, archive=section, paths=paths)
        paths.archive_key.write_text(KEY)
        stop, codes = Event(), list[int]()
        thread = Thread(target=lambda: codes.append(main.run(settings, {}, watch(stop))))
        thread.start()
        wait_for(lambda: bool(archive.tills) and bool(archive.till.hashes))
        archive.tricks += [lambda _: Reply(status=0, is_silent=True)] * 5
        paths.archive_now.write_text("")
        wait_for(lambda: bool(archive.paths("/status")))
        wait_for(lambda: len(office.calls) >= 1)
        asked_s = time.monotonic()
        stop.set()
        thread.join(PATIENCE_S)
    assert [0] == codes
    assert time.monotonic() - asked_s < 2.0


def test_an_archive_alone(place: Place, tmp_path: Path) -> None:
    """The office's status of an earlier life goes; what systemd is told names the archive."""
    place.paths.finanzonline_status.write_text("{}")
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as end:
        end.bind(str(tmp_path / "notify"))
        end.settimeout(PATIENCE_S)
        stop = Event()
        notifier = Notifier({"NOTIFY_SOCKET": end.getsockname()})
        status = str(place.folder / "run/archive.json")
        settings = Settings(
            paths=structs.replace(place.paths, archive_status=status),
            archive=ArchiveSection(url="http://127.0.0.1:9"),
        )
        thread = Thread(target=main.run, args=(settings, {}, watch(stop, notifier)))
        thread.start()
        told = [end.recv(4096), end.recv(4096)]
        wait_for(lambda: Path(status).exists())
        stop.set()
        thread.join(PATIENCE_S)
    assert [b"READY=1\nSTATUS=archive: http://127.0.0.1:9", b"WATCHDOG=1"] == told
    assert not place.paths.finanzonline_status.exists()
    main.run(Settings(paths=settings.paths), {}, watch(Event()))
    assert not Path(status).exists()


def test_without_the_section_there_is_nothing_to_do(place: Place) -> None:
    """No web service: it ends well, and takes away what an earlier life told."""
    place.paths.finanzonline_status.write_text("{}")
    code = main.run(Settings(paths=place.paths), {}, watch(Event()))
    assert (0, False) == (code, place.paths.finanzonline_status.exists())


def test_nothing_to_do_is_no_failure(place: Place, tmp_path: Path) -> None:
    """Whoever ends without having been ready has failed, for systemd, and is started for ever."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as end:
        end.bind(str(tmp_path / "notify"))
        end.settimeout(PATIENCE_S)
        notifier = Notifier({"NOTIFY_SOCKET": end.getsockname()})
        main.run(Settings(paths=place.paths), {}, watch(Event(), notifier))
        end.settimeout(0)
        told = [end.recv(4096), end.recv(4096)]
    said = b"neither [finanzonline] nor [archive]: nothing to do"
    assert [b"READY=1\nSTATUS=" + said, b"STOPPING=1"] == told


def test_it_says_that_it_is_ready_and_alive(place: Place, tmp_path: Path) -> None:
    """Type=notify and the watchdog."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as end:
        end.bind(str(tmp_path / "notify"))
        end.settimeout(PATIENCE_S)
        stop = Event()
        notifier = Notifier({"NOTIFY_SOCKET": end.getsockname()})
        thread = Thread(target=main.run, args=(place.settings, {}, watch(stop, notifier)))
        thread.start()
        told = [end.recv(4096), end.recv(4096)]
        stop.set()
        thread.join(PATIENCE_S)
        assert [b"READY=1\nSTATUS=FinanzOnline: test", b"WATCHDOG=1"] == told


def test_a_fault_of_ours_ends_the_program(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever it is: the supervisor starts it anew."""

    def fail(_queue: Queue, _now: datetime) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(Queue, "round", fail)
    assert main.EXIT_FAULT == main.run(place.settings, {}, watch(Event()))


def test_credentials_of_systemd_come_first(place: Place, office: Office, tmp_path: Path) -> None:
    """CREDENTIALS_DIRECTORY, as for kassad."""
    handed = tmp_path / "handed"
    (tmp_path / "secrets").rename(handed)
    environment = {"CREDENTIALS_DIRECTORY": str(handed)}
    queue = office_side.queue_of(place.settings, place.section, environment, office.clock)
    queue.round(datetime.now(UTC))
    assert [UNIT] == place.answers


def test_the_program_itself(place: Place) -> None:
    """As systemd starts it: an order, SIGTERM, exit 0; no secret in what it says."""
    command = [sys.executable, "-m", "firmware.sync.main", str(place.file)]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env={**os.environ}
    ) as program:
        try:
            wait_for(lambda: place.answers == [UNIT])
            program.send_signal(signal.SIGTERM)
            said = program.communicate(timeout=PATIENCE_S)[0]
        finally:
            program.kill()
    assert 0 == program.returncode
    assert "answered" in said
    assert "Streng6eheim" not in said


def test_settings_that_cannot_be(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Exit 78: only a person can mend them."""
    path = tmp_path / "kassa.toml"
    path.write_text('[finanzonline]\nmode = "both"\n')
    monkeypatch.setattr(sys, "argv", ["kassa-sync", str(path)])
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        with pytest.raises(SystemExit) as end:
            main.main()
    finally:
        for number, action in before.items():
            signal.signal(number, action)
    assert 78 == end.value.code
