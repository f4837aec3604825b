"""`kassa finanzonline`."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.calling import kassa
from tests.finanzonline.emulator.office import Office
from tests.finanzonline.emulator.server import running_office
from tests.finanzonline.emulator.tricks import Trick


@pytest.fixture
def office() -> Iterator[Office]:
    """On this machine."""
    with running_office() as running:
        yield running


@pytest.fixture
def config(office: Office, tmp_path: Path) -> Path:
    """Settings and credentials that lead there."""
    who = office.participant
    for name, text in (("fon-tid", who.tid), ("fon-benid", who.benid), ("fon-pin", who.pin)):
        (tmp_path / name).write_text(text)
        (tmp_path / name).chmod(0o600)
    path = tmp_path / "kassa.toml"
    path.write_text(
        f"""
        [paths]
        credentials = "{tmp_path}"
        [finanzonline]
        mode = "test"
        manufacturer = "ATU12345678"
        session_url = "{office.url}/fonws/ws/session"
        register_url = "{office.url}/fonws/ws/rkdb"
        """
    )
    return path


def test_an_account_that_is_let_in(config: Path, office: Office) -> None:
    """In and out, nothing told, nothing noted unless asked."""
    ran = kassa("finanzonline", "test", "--config", config)
    assert (0, f"logged in and out again at {office.url}/fonws/ws/session (test)\n") == (
        ran.code,
        ran.out,
    )
    assert ["login", "logout"] == [call.operation for call in office.calls]
    assert not list(config.parent.glob("*.ndjson"))


def test_an_account_that_is_not(config: Path, office: Office) -> None:
    """Code and words, what to do, exit 1; never the PIN."""
    (config.parent / "fon-pin").write_text("Anders66")
    ran = kassa("finanzonline", "test", "--config", config)
    assert 1 == ran.code
    assert "refused: login answered -4" in ran.out
    assert "on the till: Teilnehmer, Benutzer und PIN" in ran.out
    assert "Anders66" not in ran.out + ran.err


def test_an_office_that_is_not_there(config: Path, office: Office) -> None:
    """Unusable, one line."""
    office.misbehave(Trick.UNAVAILABLE)
    ran = kassa("finanzonline", "test", "--config", config)
    assert (2, "kassa: HTTP status: 503\n") == (ran.code, ran.err)


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda config: config.write_text("[paths]\n"), "no section [finanzonline]"),
        (lambda config: config.write_text("["), "not TOML"),
        (lambda config: config.unlink(), "No such file"),
        (lambda config: (config.parent / "fon-pin").unlink(), "fon-pin: missing"),
        (lambda config: (config.parent / "fon-pin").chmod(0o644), "others may read"),
    ],
)
def test_what_is_missing(config: Path, spoil: object, words: str) -> None:
    """Named on one line, exit 2."""
    assert callable(spoil)
    spoil(config)
    ran = kassa("finanzonline", "test", "--config", config)
    assert (2, 1) == (ran.code, ran.err.count("\n"))
    assert words in ran.err


def test_a_transcript_is_shown(config: Path, tmp_path: Path) -> None:
    """Both calls, with stars."""
    notes = tmp_path / "notes.ndjson"
    kassa("finanzonline", "test", "--config", config, "--transcript", notes)
    ran = kassa("finanzonline", "transcript", notes)
    assert 0 == ran.code
    assert 2 == ran.out.count(" (T) HTTP 200 ")
    assert "  request |       <ns0:pin>***</ns0:pin>" in ran.out
    assert "  answer  |" in ran.out


def test_a_fault_is_shown(config: Path, office: Office, tmp_path: Path) -> None:
    """With no answer, what was wrong."""
    notes = tmp_path / "notes.ndjson"
    office.misbehave(Trick.RESET)
    kassa("finanzonline", "test", "--config", config, "--transcript", notes)
    ran = kassa("finanzonline", "transcript", notes)
    assert "login (T) no answer" in ran.out
    assert "  fault   | not reached: " in ran.out


def test_two_transcripts_compared(config: Path, office: Office, tmp_path: Path) -> None:
    """Alike: exit 0; not alike: what differs, and exit 1."""
    one, two = tmp_path / "one.ndjson", tmp_path / "two.ndjson"
    kassa("finanzonline", "test", "--config", config, "--transcript", one)
    kassa("finanzonline", "test", "--config", config, "--transcript", two)
    alike = kassa("finanzonline", "compare", one, two)
    assert (0, "no difference\n") == (alike.code, alike.out)

    office.force("-2")
    kassa("finanzonline", "test", "--config", config, "--transcript", two)
    unlike = kassa("finanzonline", "compare", one, two)
    assert 1 == unlike.code
    assert "rc = -2" in unlike.out


@pytest.mark.parametrize("command", [["transcript"], ["compare"]])
def test_what_is_no_transcript(command: list[str], tmp_path: Path) -> None:
    """Named by its line; a file that is not there by its name."""
    path = tmp_path / "notes"
    path.write_text("{}\n")
    files = [path] * (2 if command == ["compare"] else 1)
    assert "line 1" in kassa("finanzonline", *command, *files).err
    path.unlink()
    ran = kassa("finanzonline", *command, *files)
    assert (2, True) == (ran.code, str(path) in ran.err)
