"""imager.documents: what an auditor, a technician and the units find in the image."""

import re
from pathlib import Path

import pytest

from imager.documents import HANDBOOK, PLACE, documents, handbook
from imager.errors import BuildError
from imager.plan import REPO

DOCS = REPO / "docs"
UNITS = REPO / "systemd"
_NAMED = re.compile(r"^Documentation=file:///([^\s]+)", re.MULTILINE)


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """Two pages and a picture."""
    (tmp_path / "bilder").mkdir()
    (tmp_path / "bilder" / "a.png").write_bytes(b"png")
    (tmp_path / "README.md").write_text(
        "# Handbuch\n\n[Bon](bon.md)\n\n## Die Seiten\n\n- [Bon](bon.md)\n", encoding="utf-8"
    )
    (tmp_path / "bon.md").write_text(
        "# Bon & Kopie\n\n<!-- film\nBON\n-->\n| a |\n|---|\n| ![x](bilder/a.png) |\n\n"
        "[zurück](README.md#x) [fort](../kassier.md) [Netz](https://example.at/)\n",
        encoding="utf-8",
    )
    return tmp_path


def test_one_file_with_everything_in_it(small: Path) -> None:
    """Links lead within it, to the net, or are words; no comment of ours is left."""
    text = handbook(small).decode()
    assert '<a href="#bon">Bon &amp; Kopie</a>' in text
    assert '<img src="data:image/png;base64,cG5n" alt="x"' in text
    assert '<a href="#readme">zurück</a> fort <a href="https://example.at/">Netz</a>' in text
    assert "<table>" in text
    assert "film" not in text
    assert handbook(small) == handbook(small)


@pytest.mark.parametrize("name", ["bon.md", "bilder/a.png"])
def test_something_is_missing(small: Path, name: str) -> None:
    """The build stops and says what."""
    (small / name).unlink()
    with pytest.raises(BuildError, match=Path(name).name):
        handbook(small)


def test_every_page_of_the_checkout() -> None:
    """The handbook holds all of its pages and leads to no file beside it."""
    found = documents(DOCS)
    assert {"e131.md", "verfahrensdokumentation.md", "handbuch/bon.md", HANDBOOK} <= set(found)
    text = found[HANDBOOK].decode()
    assert set(re.findall(r'src="([a-z]+):', text)) == {"data"}
    assert [] == re.findall(r'href="(?!#|https?://)[^"]*"', text)
    ids = set(re.findall(r'<section id="([^"]+)"', text))
    assert len(list((DOCS / "handbuch").glob("*.md"))) == len(ids)
    assert set(re.findall(r'href="#([^"]+)"', text)) <= ids
    assert [] == [name for name in found if name.endswith(".png")]


def test_what_units_name_is_there() -> None:
    """`systemctl status` shows a page that can be opened."""
    found = {f"{PLACE}/{name}" for name in documents(DOCS)}
    named = {
        one
        for path in UNITS.iterdir()
        if path.is_file()
        for one in _NAMED.findall(path.read_text(encoding="utf-8"))
    }
    assert named
    assert set() == {one for one in named if one.startswith(PLACE)} - found
