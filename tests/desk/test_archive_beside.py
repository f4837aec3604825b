"""A visitor's till with a real archive beside it: sold, kept, cut off, caught up, taken along."""

import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import httpx
import msgspec
import pytest

from firmware.desk import archive_beside
from firmware.desk.archive_beside import OWNER, ArchiveBeside, beside
from firmware.desk.live import LiveDesk
from firmware.desk.protocol import Switch
from firmware.desk.stall import demo_config, in_folder
from firmware.evidence.note import read_checkpoint, read_note
from firmware.export.package.names import MANIFEST
from firmware.sync import archive_file
from firmware.sync.archive_file import ArchiveFile
from tests.cli.calling import kassa
from tests.desk.living import opened, shows, type_keys, until

pytestmark = [pytest.mark.heavy, pytest.mark.timeout(240), pytest.mark.xdist_group("stage")]


class Stall:
    """Desk and archive, and what a visitor sees of both."""

    def __init__(self, desk: LiveDesk, archive: ArchiveBeside, folder: Path) -> None:
        self.desk, self.archive, self.folder = desk, archive, folder
        self.password = ""

    @property
    def told(self) -> ArchiveFile:
        """What kassa-sync says."""
        told = archive_file.read(self.folder / "archive.json")
        return told if told is not None else ArchiveFile(pending=0, state="off")

    def sell(self) -> None:
        """One receipt."""
        type_keys(self.desk, "250 WG1 BAR")
        shows(self.desk, "BEZAHLT")

    def closes(self) -> None:
        """A Z; its package arrives."""
        type_keys(self.desk, "F 20 BAR 3 × 250 BAR ZW BAR")
        shows(self.desk, "Z 1 fertig")
        until(
            lambda: re.search(r"method=PUT path=\S+-z1 status=201", self.said),
            "a package of the day",
        )

    @property
    def said(self) -> str:
        """The log of both."""
        return (self.folder / "archive.log").read_text("utf-8")

    def catches_up(self) -> None:
        """The archive gets all there is."""
        type_keys(self.desk, "F 81 BAR C")
        until(lambda: self.told.state == "ok" and self.told.pending == 0, "an archive with all")

    def enter(self, browser: httpx.Client) -> None:
        """The owner signs in."""
        neighbour = self.archive.neighbour
        answer = browser.post(
            "/sign-in",
            data={"email": neighbour.owner, "password": self.password, "next": "/"},
            headers={"origin": neighbour.url.rstrip("/"), "sec-fetch-site": "same-origin"},
        )
        assert answer.status_code == 200


@pytest.fixture
def stall(tmp_path: Path) -> Iterator[Stall]:
    """A demonstration; both of its processes have ended afterwards."""
    folder, said = tmp_path / "demo", list[str]()
    with (
        beside(in_folder(demo_config(), folder), folder, said.append) as archive,
        opened(folder, settings=archive.config, archive=archive) as desk,
    ):
        stall = Stall(desk, archive, folder)
        until(lambda: archive.neighbour.url, "an archive that serves")
        found = re.search(r"password (\S+)\)", said[0])
        assert found is not None, said
        stall.password = found[1]
        yield stall
    assert len(said) == 1


def test_what_is_sold_is_kept(stall: Stall, tmp_path: Path) -> None:
    """From the first receipt to the auditor's ZIP: the same heads, the same day, valid."""
    until(lambda: stall.told.state == "ok", "a till that has come in")
    stall.sell()
    stall.catches_up()
    assert stall.archive.neighbour.owner == OWNER

    stall.desk.switch(Switch.NETWORK, "off")
    stall.sell()
    stall.sell()
    until(lambda: stall.told.pending > 0, "rows that wait")
    until(lambda: "↑" in stall.desk.display_text(), "the arrow on the display")
    assert stall.desk.view().switches[Switch.NETWORK] == "off"

    stall.desk.switch(Switch.NETWORK, "on")
    stall.catches_up()
    told = stall.told
    note = read_note(told.checkpoint)
    checkpoint = read_checkpoint(note)
    assert (checkpoint.size, checkpoint.origin) == (told.confirmed, told.origin)
    stall.closes()

    url = stall.archive.neighbour.url
    with httpx.Client(base_url=url, follow_redirects=True, timeout=60) as browser:
        stall.enter(browser)
        overview = browser.get("/").text
        path = re.search(r"/t/[0-9a-f-]+/k/[0-9a-f-]+", overview)
        assert path is not None, overview[:400]
        page = browser.get(f"{path[0]}/exports")
        csrf = re.search(r'name="csrf" value="([^"]+)"', page.text)
        assert csrf is not None, page.text[:400]
        answer = browser.post(
            f"{path[0]}/exports",
            data={"form": "zip", "csrf": csrf[1]},
            headers={"origin": url.rstrip("/")},
        )
    assert answer.headers["content-type"] == "application/zip", answer.text[:400]
    with zipfile.ZipFile(io.BytesIO(answer.content)) as file:
        file.extractall(tmp_path / "export")
    (folder,) = (one.parent for one in (tmp_path / "export").rglob(MANIFEST))
    ran = kassa("verify", folder, "--archive-key", told.archive_key)
    assert ran.code == 0, ran.out


def test_an_archive_that_does_not_start_keeps_nobody_from_selling(tmp_path: Path) -> None:
    """The page says that it is not there; the terminal says where to read why."""
    folder, said = tmp_path / "demo", list[str]()
    # A business needs a name the archive can write down.
    config = in_folder(demo_config(), folder)
    company = msgspec.structs.replace(config.company, name="\u0007")
    config = msgspec.structs.replace(config, company=company)
    with beside(config, folder, said.append) as archive:
        until(lambda: said, "the end of the archive")
        assert archive.neighbour.url == ""
        assert archive.neighbour.words == "Das Archiv ist nicht da: siehe archive.log."
    assert "archive.log" in said[0]


def test_a_till_has_no_archive_to_start(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the archive's package the demonstration goes on alone."""
    assert archive_beside.is_here()
    monkeypatch.setattr(archive_beside, "find_spec", lambda _name: None)
    assert not archive_beside.is_here()
