"""firmware.desk.stick_pages: what is on the emulated sticks, as on a PC."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from firmware.desk.protocol import POSITIONS, Switch
from firmware.desk.stick_pages import MAX_FILES, TITLES, files_of, find_file, list_page
from firmware.desk.sticks import NAMES
from tests.desk.asking import TestClient
from tests.desk.fake_desk import FakeDesk

EXPORT = "Registrierkasse/GRAZ-01/2026-11-21_174512_abholung"


def _put(folder: Path, path: str, content: str = "x") -> None:
    file = folder / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(content, encoding="utf-8")


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    """An owner's stick after an export; beside it something that is nobody's business."""
    folder = tmp_path / "usb" / "owner"
    _put(folder, "KASSA-STICK.id")
    _put(folder, f"{EXPORT}/BETRACHTER.html", "<!doctype html><p>book</p>")
    _put(folder, f"{EXPORT}/journal/journal.csv", "a;b\r\n")
    _put(tmp_path, "secret.txt", "AES key")
    return folder


@pytest.fixture
def asked(stick: Path, desk: FakeDesk, client: TestClient) -> TestClient:
    """A client of a desk with that stick."""
    desk.sticks["owner"] = stick
    return client


def test_every_stick_has_a_title() -> None:
    """The page calls each by the name a visitor reads at the port."""
    assert set(NAMES) == set(TITLES)
    assert set(NAMES) <= set(POSITIONS[Switch.STICK])


def test_the_list(asked: TestClient) -> None:
    """All files of all sticks, and the viewer at hand."""
    page = asked.get("/stick/")
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert "Chef-Stick" in page.text
    assert f'class="viewer" href="/stick/owner/{EXPORT}/BETRACHTER.html"' in page.text
    assert f'href="/stick/owner/{EXPORT}/journal/journal.csv"' in page.text
    assert asked.get("/stick").text == page.text


def test_no_stick(client: TestClient) -> None:
    """A sentence that says what to do."""
    assert "Es liegt noch kein Stick da" in client.get("/stick/").text


def test_a_file(asked: TestClient) -> None:
    """As it is on the stick, with its type."""
    file = asked.get(f"/stick/owner/{EXPORT}/journal/journal.csv")
    assert file.text == "a;b\r\n"
    assert file.headers["content-type"] == "text/csv; charset=utf-8"


def test_the_viewer_runs_in_a_sandbox(asked: TestClient) -> None:
    """Its script may run, but not as a page of the desk, and it may ask nobody."""
    page = asked.get(f"/stick/owner/{EXPORT}/BETRACHTER.html")
    rules = page.headers["content-security-policy"]
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert "sandbox" in rules
    assert "allow-same-origin" not in rules
    assert "default-src 'none'" in rules
    assert "connect-src" not in rules
    assert page.headers["x-content-type-options"] == "nosniff"


def test_the_desks_own_pages_keep_their_rules(asked: TestClient) -> None:
    """The list is a page of the desk."""
    rules = asked.get("/stick/").headers["content-security-policy"]
    assert rules == asked.get("/").headers["content-security-policy"]
    assert "unsafe" not in rules


@pytest.mark.parametrize(
    "path",
    [
        "owner/../../secret.txt",
        "owner/%2e%2e/%2e%2e/secret.txt",
        "owner/..%2f..%2fsecret.txt",
        "owner/Registrierkasse/../../../secret.txt",
        "owner//etc/passwd",
        "owner/%2fetc%2fpasswd",
        "owner/link",
        "owner/folder/secret.txt",
        "owner/Registrierkasse",
        "owner/",
        "owner/none.txt",
        "owner/x%00y",
        "usb/owner/KASSA-STICK.id",
        "../secret.txt",
        "new/KASSA-STICK.id",
    ],
)
def test_nothing_else(asked: TestClient, stick: Path, tmp_path: Path, path: str) -> None:
    """No way up, no link, no folder, no other stick."""
    (stick / "link").symlink_to(tmp_path / "secret.txt")
    (stick / "folder").symlink_to(tmp_path)
    answer = asked.get(f"/stick/{path}", follow_redirects=False)
    assert answer.status_code == 404
    assert "AES key" not in answer.text


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(["..", ".", "", "usb", "owner", "secret.txt", "a/b", "\0", "ä"])))
def test_any_path_stays_on_the_stick(stick: Path, parts: list[str]) -> None:
    """Whatever is asked for, what is found is below the stick's folder."""
    file = find_file(stick, "/".join(parts))
    assert file is None or file.resolve().is_relative_to(stick.resolve())


def test_names_are_text(tmp_path: Path) -> None:
    """A name with markup in it is shown, not run; and its address leads to it."""
    name = '"><script>alert(1)<'
    (tmp_path / name).write_text("x")
    page = list_page({"new": tmp_path})
    assert "<script>" not in page
    assert "%22%3E%3Cscript%3Ealert%281%29%3C" in page


def test_the_newest_export_first(tmp_path: Path) -> None:
    """What lies at the top before the exports, of each export its top first."""
    base = "Registrierkasse/GRAZ-01"
    for path in (
        f"{base}/2026-11-20_090000_dep7/csv/a.csv",
        f"{base}/2026-11-20_090000_dep7/MANIFEST.json",
        f"{base}/2026-11-21_090000_abholung/MANIFEST.json",
        "KASSA-STICK.id",
    ):
        _put(tmp_path, path)
    assert [
        "KASSA-STICK.id",
        f"{base}/2026-11-21_090000_abholung/MANIFEST.json",
        f"{base}/2026-11-20_090000_dep7/MANIFEST.json",
        f"{base}/2026-11-20_090000_dep7/csv/a.csv",
    ] == [file.path for file in files_of(tmp_path)]


def test_an_export_that_was_pulled(tmp_path: Path) -> None:
    """It is named as such, and has no viewer that would look whole."""
    _put(tmp_path, f"{EXPORT}.part/BETRACHTER.html")
    page = list_page({"owner": tmp_path})
    assert "nicht fertig geworden" in page
    assert 'class="viewer"' not in page


def test_thousands_of_files(tmp_path: Path) -> None:
    """The page ends somewhere."""
    for number in range(MAX_FILES + 5):
        (tmp_path / f"{number}.txt").touch()
    assert MAX_FILES == len(files_of(tmp_path))
