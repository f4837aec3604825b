"""firmware.image.seal: what the memory card holds once the board's chip has sealed it."""

import os
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Final

import pytest
from click.testing import CliRunner

from firmware.app import credentials
from firmware.image import seal as room
from firmware.image.main import main
from firmware.image.seal import Outcome, RealChip, SealError, seal_secrets
from tests.image.board import Board

PIN: Final = b"482139"
NAMES: Final = ("aes-key", "card-pin", "card-pin.1a2b")


class Card:
    """A memory card with its secrets, and the memory of a start."""

    def __init__(self, folder: Path) -> None:
        self.secrets = folder / "secrets"
        self.memory = folder / "memory"
        self.key = credentials.create_aes_key(self.secrets)
        credentials.create_card_pin(self.secrets, PIN)
        credentials.write_later_pin(self.secrets, "1a2b", b"1357")

    def start(self, chip: Board) -> Outcome:
        """The power was off: memory is empty."""
        self.cut()
        return seal_secrets(self.secrets, self.memory, chip)

    def cut(self) -> None:
        """What is in memory goes."""
        for one in self.memory.glob("*"):
            one.unlink()

    def reads(self) -> tuple[bytes, bytes, bytes]:
        """What the till reads, as it always does."""
        later = credentials.read_later_pins(self.secrets)
        pin = credentials.read_card_pin(self.secrets)
        return credentials.read_aes_key(self.secrets), pin, later["1a2b"]

    @property
    def expected(self) -> tuple[bytes, bytes, bytes]:
        """What it must read."""
        return self.key, PIN, b"1357"


@pytest.fixture
def card(tmp_path: Path) -> Card:
    """One whose secrets lie open, as every till's at first."""
    return Card(tmp_path)


def test_sealed_at_the_first_start_and_read_at_each(card: Card) -> None:
    """The till reads what it read before; on the card is what this board alone opens."""
    for _ in range(3):
        assert Outcome(kept=NAMES) == card.start(Board())
        assert card.expected == card.reads()
    assert all((card.secrets / name).is_symlink() for name in NAMES)
    assert credentials.is_sealed(card.secrets)


def test_the_card_alone_is_worth_nothing(card: Card) -> None:
    """On another board, or without the chip: lost by name, and read by nobody."""
    card.start(Board())
    for other in (Board(serial="two"), Board(is_dead=True)):
        assert Outcome(lost=NAMES) == card.start(other)
        with pytest.raises(credentials.CredentialError, match="missing"):
            card.reads()
    assert Outcome(kept=NAMES) == card.start(Board())


def test_what_lay_open_is_zeros(card: Card) -> None:
    """The bytes of the file that was there, seen through a descriptor from before."""
    old = os.open(card.secrets / "aes-key", os.O_RDONLY)
    card.start(Board())
    left = os.pread(old, 100, 0)
    os.close(old)
    assert (b"\0" * 44, 44) == (left, len(left))


def test_no_board_no_sealing(card: Card) -> None:
    """Everything stays as it was."""
    assert Outcome(open=NAMES) == card.start(Board(is_dead=True))
    assert card.expected == card.reads()


def test_a_chip_that_gives_back_something_else(card: Card) -> None:
    """Proven before the open one goes."""
    assert Outcome(open=NAMES) == card.start(Board(forgets=True))
    assert card.expected == card.reads()


def test_one_file_in_place_of_another(card: Card) -> None:
    """The name is sealed with it."""
    card.start(Board())
    sealed = card.secrets / "sealed"
    (sealed / "card-pin").write_bytes((sealed / "aes-key").read_bytes())
    assert ("card-pin",) == card.start(Board()).lost


def test_written_anew(card: Card) -> None:
    """A PIN that is typed later lies open until the next start, and is the one that counts."""
    card.start(Board())
    credentials.keep_card_pin(card.secrets, b"999999")
    assert b"999999" == credentials.read_card_pin(card.secrets)
    assert Outcome(kept=NAMES) == card.start(Board())
    assert b"999999" == credentials.read_card_pin(card.secrets)
    assert (card.secrets / "card-pin").is_symlink()


def test_a_register_that_ended(card: Card) -> None:
    """Its key goes, and what was sealed of it at the next start; a new one may be made."""
    card.start(Board())
    credentials.remove_aes_key(card.secrets)
    card.start(Board())
    assert not (card.secrets / "sealed" / "aes-key").exists()
    key = credentials.create_aes_key(card.secrets)
    card.start(Board())
    assert key == credentials.read_aes_key(card.secrets)


def test_a_lost_key_is_never_made_anew(card: Card) -> None:
    """On another board: the till refuses, and invents none."""
    card.start(Board())
    card.start(Board(serial="two"))
    with pytest.raises(credentials.CredentialError, match="never overwritten"):
        credentials.create_aes_key(card.secrets)


def test_what_was_half_written_goes(card: Card) -> None:
    """It means nothing yet (credentials), and may be a key."""
    for name in ("aes-key.new", "card-pin.new", "card-pin.1a2b.new"):
        os.link(card.secrets / "aes-key", card.secrets / name)
    assert Outcome(kept=NAMES) == card.start(Board())
    assert [] == list(card.secrets.glob("*.new"))


_CALLS: Final = ("unlink", "replace", "symlink", "fsync", "write", "pwrite", "fchmod", "readlink")


class _CutError(BaseException):
    pass


def _cutting(monkeypatch: pytest.MonkeyPatch, at: int) -> Callable[[], int]:
    """Cut before the `at`-th call into the system; the answer counts how many there were."""
    count = 0

    def counted(real: Callable[..., object]) -> Callable[..., object]:
        def call(*given: object, **more: object) -> object:
            nonlocal count
            count += 1
            if count == at:
                raise _CutError
            return real(*given, **more)

        return call

    for name in _CALLS:
        monkeypatch.setattr(room.os, name, counted(getattr(os, name)))
    return lambda: count


def test_cut_anywhere(tmp_path: Path) -> None:
    """Before each step: what was there is there, open or sealed; the next start seals the rest."""
    whole = Card(tmp_path / "whole")
    with pytest.MonkeyPatch.context() as patch:
        calls = _cutting(patch, 0)
        whole.start(Board())
        steps = calls()
    assert steps > 30
    for at in range(1, steps + 1):
        card = Card(tmp_path / str(at))
        with pytest.MonkeyPatch.context() as patch:
            _cutting(patch, at)
            with pytest.raises(_CutError):
                card.start(Board())
        assert Outcome(kept=NAMES) == card.start(Board()), at
        assert card.expected == card.reads(), at


@pytest.mark.parametrize("kind", ["link", "pipe", "folder", "second name", "long"])
def test_what_the_tills_user_may_put_there(card: Card, tmp_path: Path, kind: str) -> None:
    """Root follows no link, waits at no pipe, and takes no file that has another name as well."""
    path, shadow = card.secrets / "aes-key", tmp_path / "shadow"
    shadow.write_text("root's")
    path.unlink()
    if kind == "link":
        path.symlink_to(shadow)
    elif kind == "pipe":
        os.mkfifo(path)
    elif kind == "folder":
        path.mkdir()
    elif kind == "second name":
        path.hardlink_to(shadow)
    else:
        path.write_bytes(b"x" * 5000)
    outcome = card.start(Board())
    assert ("aes-key",) == outcome.open + outcome.lost
    assert not (card.memory / "aes-key").exists()
    assert "root's" == shadow.read_text()


def test_no_folder(tmp_path: Path) -> None:
    """A till that has no secrets yet."""
    with pytest.raises(SealError, match="missing"):
        seal_secrets(tmp_path / "none", tmp_path / "memory", Board())


@pytest.mark.parametrize("which", ["secrets", "sealed", "memory"])
def test_a_folder_that_is_a_link(card: Card, tmp_path: Path, which: str) -> None:
    """Not followed."""
    place = {"secrets": card.secrets, "sealed": card.secrets / "sealed", "memory": card.memory}
    elsewhere = tmp_path / "elsewhere"
    if which == "secrets":
        card.secrets.rename(elsewhere)
    else:
        elsewhere.mkdir()
    place[which].symlink_to(elsewhere)
    with pytest.raises((SealError, OSError)):
        seal_secrets(card.secrets, card.memory, Board())
    assert [] == [one for one in elsewhere.iterdir() if which != "secrets"]


def test_rights_in_memory(card: Card) -> None:
    """For the owner of the folder alone."""
    card.start(Board())
    assert 0o700 == stat.S_IMODE(card.memory.stat().st_mode)
    assert {0o400} == {stat.S_IMODE(one.stat().st_mode) for one in card.memory.iterdir()}
    assert {card.secrets.stat().st_uid} == {one.stat().st_uid for one in card.memory.iterdir()}


def _program(folder: Path, text: str) -> str:
    path = folder / "systemd-creds"
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)
    return str(path)


def test_the_program_gets_secrets_by_a_pipe(tmp_path: Path) -> None:
    """Arguments are there for others to read."""
    said = _program(tmp_path, f'echo "$@" >>{tmp_path}/said; exec cat')
    chip = RealChip(said)
    assert b"s3cret" == chip.unseal("standlkassa.x", chip.seal("standlkassa.x", b"s3cret"))
    assert [
        "encrypt --with-key=tpm2 --tpm2-pcrs=16 --name=standlkassa.x - -",
        "decrypt --name=standlkassa.x - -",
    ] == (tmp_path / "said").read_text().splitlines()


def test_the_program_says_no(tmp_path: Path) -> None:
    """Its last word, and that there was none, and that it is not there."""
    no = _program(tmp_path, "echo 'No TPM2 support' >&2; exit 1")
    with pytest.raises(SealError, match="encrypt: No TPM2 support"):
        RealChip(no).seal("x", b"")
    with pytest.raises(SealError, match="decrypt: no word"):
        RealChip(_program(tmp_path, "exit 1")).unseal("x", b"")
    with pytest.raises(SealError, match="FileNotFoundError"):
        RealChip(str(tmp_path / "none")).seal("x", b"")


def test_command(card: Card, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Names and outcomes, no secret; a failure where something lies open or is lost."""
    settings = tmp_path / "kassa.toml"
    settings.write_text(
        '[company]\nname = "X"\n[register]\nid = "R-1"\n[[group]]\nnumber = 1\nname = "Obst"\n'
        f'vat = "10"\n[paths]\nsecrets = "{card.secrets}"\n'
    )
    board = Board()
    monkeypatch.setattr(room, "TILL_SETTINGS", settings)
    monkeypatch.setattr(room, "MEMORY", card.memory)
    monkeypatch.setattr(room, "RealChip", lambda: board)
    good = CliRunner().invoke(main, ["seal"])
    assert (0, [f"{name}: sealed" for name in NAMES]) == (good.exit_code, good.output.splitlines())
    board.serial = "two"
    bad = CliRunner().invoke(main, ["seal"])
    assert 1 == bad.exit_code
    assert "aes-key: lost" in bad.output
    settings.write_text("nonsense")
    assert "Error:" in CliRunner().invoke(main, ["seal"]).output
