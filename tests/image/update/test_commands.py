"""firmware.image.update.commands: what units call, on folders that play the machine."""

import pwd
from pathlib import Path

import msgspec
import pytest
from click.testing import CliRunner, Result

from firmware.app.image_state import (
    EXAMINE,
    Before,
    ImageFacts,
    ImageState,
    UpdateAct,
    UpdatePhase,
    UpdateReason,
    UpdateRequest,
    UpdateState,
    read_word,
    write_word,
)
from firmware.image.main import main
from firmware.image.update import autoboot, commands, memory, restart
from firmware.image.update.autoboot import Slot, Standing
from firmware.image.update.memory import Memory, Pending, RealDisk, Trial
from firmware.store import schema
from tests.image.settings.files import SMALL

COMMANDS = ("slot", "update", "trial", "confirm", "stood", "back", "reboot", "backend")


#: What `systemctl show` says of a till that sells, or is barred, since the machine started.
SELLS_LONG = "ActiveState=active\nStatusText=sells\nActiveEnterTimestampMonotonic=1"
BARRED_LONG = SELLS_LONG.replace("sells", "barred: Buch nur lesbar")


class _Open:
    """A partition that is writable all the time."""

    def __enter__(self) -> None:
        pass

    def __exit__(self, *_: object) -> None:
        pass


class Machine:
    """A till's folders in one; `run` is a unit that calls."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder = folder
        self.boot = folder / "autoboot.txt"
        self.boot.write_bytes(autoboot.text(autoboot.FIRST))
        self.start = folder / "start"
        self.start.write_text("slot=a device=/dev/vda4\n")
        (folder / "cmdline").write_text(f"quiet kassa.roothash={'ab' * 32}\n")
        facts = ImageFacts(version="1.2", commit="", built_utc="", compatible="standlkassa-pi-1")
        write_word(folder / "image.json", facts)
        self.memory = Memory(RealDisk(), folder=folder, boot=self.boot)
        for module, name, value in (
            (commands, "RUN", folder),
            (commands, "FACTS", folder / "image.json"),
            (commands, "_START", self.start),
            (commands, "_COMMAND_LINE", folder / "cmdline"),
            (commands, "REQUEST", folder / "update-request.json"),
            (commands, "UPDATE_STATUS", folder / "status/status.json"),
            (commands, "SYSTEMCTL", str(folder / "systemctl")),
            (commands, "Memory", lambda _disk: self.memory),
            (memory, "AUTOBOOT", self.boot),
            (memory, "writable", _Open),
        ):
            monkeypatch.setattr(module, name, value)

    def run(self, *words: str) -> Result:
        """A command, as systemd would."""
        return CliRunner().invoke(main, words)

    @property
    def state(self) -> ImageState:
        """What root says of the slot."""
        said = read_word(self.folder / "state.json", ImageState)
        assert said is not None
        return said

    def be_on_trial(self) -> None:
        """The firmware started the other slot, once."""
        self.start.write_text("slot=b device=/dev/vda5\n")
        self.memory.keep(Pending(id="7", from_version="1.1", to_version="1.2", slot=Slot.B))
        self.memory.set_autoboot(autoboot.FIRST.with_standing(Slot.B, Standing.ONCE))
        assert 0 == self.run("slot").exit_code

    def be_confirmed(self) -> None:
        """The trial ended well, and the old program writes the same book."""
        self.be_on_trial()
        self.memory.keep(Before(book_version=schema.VERSION))
        self.memory.keep(Trial(id="7"))
        assert 0 == self.run("confirm").exit_code

    def till_says(self, said: str) -> None:
        """What systemd knows of it."""
        program = self.folder / "systemctl"
        program.write_text(f"#!/bin/sh\ncat <<'END'\n{said}\nEND\n")
        program.chmod(0o755)

    @property
    def is_flagged(self) -> bool:
        """What units wait for while there is a way back."""
        return (self.folder / "unproven").exists()


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Machine:
    """A till from an image, in its first slot."""
    return Machine(tmp_path, monkeypatch)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_unit_finds_its_command(machine: Machine, command: str) -> None:
    """Loaded when it is called, with one sentence of help."""
    assert 0 == machine.run(command, "--help").exit_code


def test_slot(machine: Machine) -> None:
    """Version, slot and hash, also where the disk has no partitions for an update."""
    ended = machine.run("slot")
    assert 0 == ended.exit_code
    assert ("a", "1.2", "ab" * 32, False) == (
        machine.state.slot,
        machine.state.version,
        machine.state.root_hash,
        machine.state.is_trial,
    )


@pytest.mark.parametrize("command", ["slot", "confirm"])
def test_a_start_that_is_none_of_ours(machine: Machine, command: str) -> None:
    """Said in a line, without a trace of the stack."""
    machine.start.unlink()
    ended = machine.run(command)
    assert (1, True) == (ended.exit_code, "nobody says which slot" in ended.output)


def test_no_facts(machine: Machine) -> None:
    """An image that does not know its version."""
    (machine.folder / "image.json").unlink()
    assert 1 == machine.run("slot").exit_code


def test_a_trial_that_ends_well(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    """Tried, confirmed; the state says so before kassad begins."""
    machine.be_on_trial()
    assert machine.state.is_trial
    monkeypatch.setattr(
        "firmware.image.update.trial.try_out",
        lambda at, _paths, update_id, _version, _run: _kept(at, Trial(id=update_id)),
    )
    assert 0 == machine.run("trial").exit_code
    assert 0 == machine.run("confirm").exit_code
    assert (False, "1.1") == (machine.state.is_trial, machine.state.confirmed_from)
    boot = machine.memory.autoboot()
    assert boot is not None
    assert (Slot.B, Standing.GOOD) == (boot.permanent, boot.b)


def _kept(at: Memory, trial: Trial) -> Trial:
    at.keep(trial)
    return trial


def test_a_trial_that_does_not(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    """The unit fails, and nothing can be confirmed."""
    machine.be_on_trial()
    found = Trial(id="7", because="card", detail="gone")
    monkeypatch.setattr("firmware.image.update.trial.try_out", lambda at, *_: _kept(at, found))
    ended = machine.run("trial")
    assert (1, True) == (ended.exit_code, "card: gone" in ended.output)
    assert 1 == machine.run("confirm").exit_code
    assert machine.state.is_trial


def test_a_till_that_stood(machine: Machine) -> None:
    """From then on the slot does not give itself up; a second look changes nothing."""
    machine.be_confirmed()
    machine.till_says(SELLS_LONG)
    assert machine.is_flagged
    for _ in range(2):
        assert 0 == machine.run("stood").exit_code
        assert (False, False) == (machine.is_flagged, machine.state.is_unproven)
    (machine.folder / "unproven").touch()
    refused = machine.run("back")
    assert not machine.is_flagged, "the doctor goes on as in any other boot"
    assert (1, True) == (refused.exit_code, "has sold" in refused.output)
    boot = machine.memory.autoboot()
    assert boot is not None
    assert Slot.B is boot.permanent


@pytest.mark.parametrize(("said", "code"), [("ActiveState=activating", 0), (BARRED_LONG, 4)])
def test_a_till_that_has_not_stood(machine: Machine, said: str, code: int) -> None:
    """Not yet; or it is there, and lets nobody sell: the unit then takes the way back."""
    machine.be_confirmed()
    machine.till_says(said)
    assert code == machine.run("stood").exit_code
    assert machine.is_flagged


def test_the_proof_cannot_be_kept(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    """A card without room: it stands all the same, and does not give itself up in this boot."""
    machine.be_confirmed()
    machine.till_says(SELLS_LONG)

    def refuse(*_: object) -> None:
        raise OSError("no room")

    monkeypatch.setattr(Memory, "keep", refuse)
    assert 1 == machine.run("stood").exit_code
    assert not machine.is_flagged


def test_a_till_that_never_stood(machine: Machine) -> None:
    """The other slot is the ordinary one again, and says why at its next start."""
    machine.be_confirmed()
    assert 0 == machine.run("back").exit_code
    machine.start.write_text("slot=a device=/dev/vda4\n")
    facts = ImageFacts(version="1.1", commit="", built_utc="", compatible="standlkassa-pi-1")
    write_word(machine.folder / "image.json", facts)
    assert 0 == machine.run("slot").exit_code
    state = machine.state
    assert ("a", "1.2", "never_stood") == (
        state.slot,
        state.fell_back_from,
        state.fell_back_because,
    )
    assert not machine.is_flagged


def test_no_trial(machine: Machine) -> None:
    """On an ordinary day there is nothing to prove, and nothing to confirm."""
    machine.run("slot")
    before = machine.boot.read_bytes()
    assert (0, 0) == (machine.run("trial").exit_code, machine.run("confirm").exit_code)
    assert before == machine.boot.read_bytes()


def test_trial_before_slot(machine: Machine) -> None:
    """Units in a wrong order are told so."""
    assert "kassa-image slot comes first" in machine.run("trial").output


def test_a_request_is_served(machine: Machine) -> None:
    """Also one for a stick that is not there."""
    request = UpdateRequest(
        act=UpdateAct.INSPECT, bundle="/run/standlkassa-stick/mounted/x.raucb", asked_utc="t"
    )
    path = machine.folder / "update-request.json"
    write_word(path, request)
    assert 0 == machine.run("update").exit_code
    said = read_word(machine.folder / "status/status.json", UpdateState)
    assert said is not None
    assert (UpdatePhase.REFUSED, UpdateReason.DAMAGED, "t") == (
        said.phase,
        said.reason,
        said.asked_utc,
    )


@pytest.mark.parametrize("raw", [None, b"", b"{}", b"x" * 70_000])
def test_no_request(machine: Machine, raw: bytes | None) -> None:
    """Nobody asked, or somebody who is not kassad."""
    path = machine.folder / "update-request.json"
    if raw is not None:
        path.write_bytes(raw)
    ended = machine.run("update")
    assert (1, True) == (ended.exit_code, ended.output.startswith("kassa-image update: "))


def test_backend(machine: Machine) -> None:
    """RAUC reads one word; what it must not have is an error."""
    assert "a\n" == machine.run("backend", "get-primary").output
    assert 1 == machine.run("backend", "set-state", "a", "bad").exit_code


def test_reboot(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    """What waits is tried."""
    asked: list[list[str]] = []
    monkeypatch.setattr(restart.subprocess, "run", lambda words, **_: asked.append(words))
    machine.memory.set_autoboot(autoboot.FIRST.with_standing(Slot.B, Standing.NEXT))
    assert 0 == machine.run("reboot").exit_code
    assert [restart.command(is_trial=True)] == asked


def test_reboot_of_a_strange_start(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever wants to start anew comes to it."""
    executed: list[list[str]] = []
    monkeypatch.setattr(commands.os, "execv", lambda _path, words: executed.append(words))
    machine.start.unlink()
    machine.run("reboot")
    assert [["systemctl", "--no-block", "reboot"]] == executed


def test_the_new_till_itself_is_asked(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    """Found in the virtual machine: a kassad that ends at once was confirmed, and never sold."""
    asked: list[tuple[list[str], str]] = []
    monkeypatch.setattr("firmware.image.update.trial.hand_over", lambda *_: None)
    monkeypatch.setattr(commands, "getpwnam", lambda _name: pwd.getpwuid(0))
    monkeypatch.setattr(
        "firmware.image.update.trial.run_as_till",
        lambda command, user, _groups, _environment: asked.append((command, user)) or b"{}",
    )
    monkeypatch.setattr("firmware.image.update.trial.copy_book", lambda _paths, to: to.mkdir())
    machine.be_on_trial()

    assert 0 == machine.run("trial").exit_code

    ((command, user),) = asked
    copy = str(machine.memory.folder / "trial")
    assert ["/opt/standlkassa/bin/kassad", EXAMINE, "/etc/standlkassa/kassa.toml", copy] == (
        command[:4]
    )
    assert ("1.2", "kassa") == (command[4], user)
    assert Before() == msgspec.json.decode(command[5], type=Before)


def test_a_till_with_a_service_is_examined_with_its_secret(
    machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else each of its updates ended „zurückgesetzt": root alone reads what systemd hands over."""
    credentials = machine.folder / "credentials"
    credentials.mkdir(mode=0o700)
    (credentials / "primesign-token").write_text("secret")
    data = machine.folder / "data"
    data.mkdir()
    (data / "book.sqlite").write_bytes(b"book")
    settings = machine.folder / "kassa.toml"
    service = '[[signature]]\nkind = "primesign"\nurl = "https://p.example"\n'
    paths = f'[paths]\ndata = "{data}"\ncredentials = "{credentials}"\n'
    settings.write_text(f"{SMALL}{service}{paths}", encoding="utf-8")
    monkeypatch.setattr(commands, "TILL_SETTINGS", settings)
    monkeypatch.setattr(commands, "getpwnam", lambda _name: pwd.getpwuid(0))
    lent: list[tuple[Path, str]] = []

    def run(_command: object, _user: str, _groups: object, environment: dict[str, str]) -> bytes:
        folder = Path(environment["CREDENTIALS_DIRECTORY"])
        lent.append((folder, (folder / "primesign-token").read_text()))
        return b"{}"

    monkeypatch.setattr("firmware.image.update.trial.run_as_till", run)
    machine.be_on_trial()

    assert 0 == machine.run("trial").exit_code

    ((folder, secret),) = lent
    assert ("secret", False) == (secret, folder.exists())
    # In memory; the copy of the book stays on the card until it is confirmed.
    assert commands.RUN == folder.parent
    assert [] == list(machine.memory.folder.glob("trial/**/*token*"))
