"""What kassa-sync reads of the till's file."""

from pathlib import Path

import pytest

from firmware.app import config as till_config
from firmware.process.settings_file import MAX_BYTES
from firmware.sync.config import (
    ArchiveSection,
    CompanySection,
    FinanzonlineSection,
    Paths,
    Settings,
    SettingsError,
    load,
)
from firmware.sync.endpoint import REGISTER_URL, SESSION_URL, Endpoint

ARCHIVE = '[archive]\nurl = "https://kassa.example.at"\n'
SECTION = '[finanzonline]\nmode = "production"\nmanufacturer = "ATU12345678"\n'


def written(folder: Path, text: str | bytes) -> Path:
    """A file with this in it."""
    path = folder / "kassa.toml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def test_a_file_without_the_section(tmp_path: Path) -> None:
    """A till whose FinanzOnline a person serves."""
    settings = load(written(tmp_path, "[paths]\nsync = '/srv/sync'\n"))
    assert (None, Path("/srv/sync/finanzonline.ndjson")) == (
        settings.finanzonline,
        settings.transcript,
    )


def test_a_file_with_it(tmp_path: Path) -> None:
    """Sections of the stall are not looked at; both programs read the same section."""
    stall = '[company]\nname = "S"\n[register]\nid = "K-1"\n[[group]]\nnumber = 1\nname = "O"\n'
    text = f'{stall}vat = "10"\n{SECTION}transcript = "/srv/notes"\n'
    settings = load(written(tmp_path, text))
    section = FinanzonlineSection(
        mode="production", manufacturer="ATU12345678", transcript="/srv/notes"
    )
    assert Settings(finanzonline=section, company=CompanySection(name="S")) == settings
    assert section == till_config.parse(text).finanzonline
    assert Path("/srv/notes") == settings.transcript


def test_modes() -> None:
    """„T" and „P" on the wire; the real addresses unless told otherwise."""
    both = [
        FinanzonlineSection(mode=mode, manufacturer="ATU12345678").endpoint
        for mode in ("test", "production")
    ]
    expected = [
        Endpoint(
            mode=mode,
            manufacturer="ATU12345678",
            session_url=SESSION_URL,
            register_url=REGISTER_URL,
        )
        for mode in ("T", "P")
    ]
    assert expected == both


@pytest.mark.parametrize(
    ("keys", "address"),
    [
        ("", "https://finanzonline.bmf.gv.at:443/fonws/ws/databox"),
        ("register_url = 'http://[::1]:1/fonws/ws/rkdb'\n", "http://[::1]:1/fonws/ws/databox"),
        ("databox_url = 'https://x.example/fon/ws/box'\n", "https://x.example/fon/ws/box"),
    ],
)
def test_where_the_databox_is(tmp_path: Path, keys: str, address: str) -> None:
    """Beside the register service, so that no test speaks to the real one; or where it is said."""
    section = load(written(tmp_path, f"{SECTION}{keys}")).finanzonline
    assert section is not None
    assert address == section.endpoint.databox


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[finanzonline]\n", "mode"),
        (SECTION.replace("production", "echt"), "mode"),
        (SECTION.replace("ATU12345678", "ATU 1234567"), "manufacturer"),
        (f"{SECTION}pin = 'x'\n", "pin"),
        (f"{SECTION}deadline_s = 4\n", "deadline_s"),
        (f"{SECTION}session_url = 'http://finanzonline.bmf.gv.at/ws'\n", "session_url"),
        (f"{SECTION}register_url = 'http://127.0.0.1.example.com/ws'\n", "register_url"),
        (f"{SECTION}register_url = 'ftp://127.0.0.1/ws'\n", "register_url"),
        (f"{SECTION}databox_url = 'http://finanzonline.bmf.gv.at/ws'\n", "databox_url"),
        ("[archive]\n", "url"),
        (f"{ARCHIVE}password = 'x'\n", "password"),
        ("[archive]\nurl = 'http://kassa.example.at'\n", "url"),
        ("[archive]\nurl = 'ftp://127.0.0.1'\n", "url"),
        (f"{ARCHIVE}fingerprint = 'abcd'\n", "fingerprint"),
        (f"{ARCHIVE}fingerprint = '{'zz' * 32}'\n", "fingerprint"),
        (f"{ARCHIVE}heartbeat_s = 299\n", "heartbeat_s"),
        (f"{ARCHIVE}heartbeat_s = 901\n", "heartbeat_s"),
        (f"{ARCHIVE}deadline_s = 4\n", "deadline_s"),
        ("[paths]\nelsewhere = 'x'\n", "elsewhere"),
        ("[finanzonline", "not TOML"),
        (b"\xff", "not TOML"),
        ("a = " + "9" * 5000, "not TOML"),
        (b"#" * (MAX_BYTES + 1), "larger than"),
    ],
)
def test_what_cannot_be(tmp_path: Path, text: str | bytes, words: str) -> None:
    """The file and the place are named; in clear only this machine is spoken to."""
    path = written(tmp_path, text)
    with pytest.raises(SettingsError) as error:
        load(path)
    assert str(error.value).startswith(f"{path}: ")
    assert words in str(error.value)


@pytest.mark.parametrize("host", ["127.0.0.1:8080", "localhost", "[::1]:1"])
def test_this_machine_may_be_spoken_to_in_clear(tmp_path: Path, host: str) -> None:
    """For tests."""
    settings = load(written(tmp_path, f"{SECTION}session_url = 'http://{host}/ws'\n"))
    assert settings.finanzonline is not None
    assert f"http://{host}/ws" == settings.finanzonline.session_url


def test_an_archive(tmp_path: Path) -> None:
    """Both programs read the same section; a fingerprint with and without colons."""
    for fingerprint in ("3f" * 32, ":".join(["3F"] * 32)):
        text = f"{ARCHIVE}fingerprint = '{fingerprint}'\n"
        settings = load(written(tmp_path, text))
        section = ArchiveSection(url="https://kassa.example.at", fingerprint=fingerprint)
        stall = '[company]\nname = "S"\n[register]\nid = "K-1"\n'
        group = '[[group]]\nnumber = 1\nname = "O"\nvat = "10"\n'
        assert section == settings.archive == till_config.parse(stall + group + text).archive


def test_no_file(tmp_path: Path) -> None:
    """Named."""
    with pytest.raises(SettingsError, match="No such file"):
        load(tmp_path / "none.toml")


def test_where_the_processes_meet() -> None:
    """The same places for both."""
    paths = Paths()
    assert (
        "/run/standlkassa/finanzonline.json",
        "/run/standlkassa/benutzerschluessel",
        "/var/lib/standlkassa/book.sqlite",
        "/run/standlkassa/archive-now",
        "/run/standlkassa/archive-key",
        "/run/standlkassa/till.json",
        "/var/lib/standlkassa-sync/archive",
    ) == tuple(
        map(
            str,
            (
                paths.finanzonline_status,
                paths.register_key,
                paths.book,
                paths.archive_now,
                paths.archive_key,
                paths.till_report,
                paths.archive_folder,
            ),
        )
    )
