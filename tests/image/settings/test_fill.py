"""firmware.image.settings.fill: the template, and what becomes of it."""

import re
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firmware.image.settings.fill import TEMPLATE, FillError, filled
from firmware.image.settings.keys import SECTIONS
from hal.printer.model import MODELS
from tests.image.settings.files import examined, told

ROOT = Path(__file__).resolve().parents[3]
TEXT = TEMPLATE.read_text("utf-8")
NEEDED = {
    "company": {"name": "Huber", "uid": "ATU12345678"},
    "register": {"id": "GRAZ-01"},
}
_REMARK = re.compile(r"^# (?=\[|[a-z_]+ = )", re.MULTILINE)


def test_the_image_has_this_template() -> None:
    """The file on the card is the one that is filled in here."""
    assert TEXT == (ROOT / "image-build/boot/kassa.toml").read_text("utf-8")


@pytest.mark.parametrize(
    "paper", ["image-build/boot/LIESMICH.txt", "docs/techniker/karte.md", "docs/image/settings.md"]
)
def test_papers_know_what_a_pc_shows_of_a_card(paper: str) -> None:
    """Three drives, of which one is the technician's."""
    text = (ROOT / paper).read_text("utf-8")
    assert {"KASSA-A", "KASSA-B"} <= set(re.findall(r"KASSA-[A-Z]", text))


def test_what_is_missing_is_what_is_marked() -> None:
    """As it stands it is a good file, but for the places that must be filled in."""
    lines = TEXT.split("\n")
    marked = [at for at, line in enumerate(lines, 1) if ">>>" in line and not line.startswith("#")]
    missing = [one.line for one in examined(TEXT).findings]
    assert ["name", "uid", "id"] == [lines[at - 1].split()[0] for at in marked]
    assert [at for at in marked if not lines[at - 1].startswith("uid")] == missing


def test_filled_in() -> None:
    """Then a till takes it over; the marks are gone."""
    text = filled(NEEDED)
    assert [] == told(text)
    assert [] == [line for line in text.split("\n") if ">>>" in line and line[:1] != "#"]


def test_every_line_that_is_a_remark_is_a_key() -> None:
    """Whoever takes a # away has a line that holds."""
    text = _REMARK.sub("", TEXT)
    tables = tomllib.loads(text)
    assert {"article", "clerk", "drawer", "archive", "finanzonline"} <= set(tables)
    for name, value in tables.items():
        for table in value if isinstance(value, list) else [value]:
            assert set(table) <= set(SECTIONS[name].keys), name


def test_every_section_of_the_image_has_all_its_keys() -> None:
    """What only an image has is described nowhere else for the technician."""
    tables = tomllib.loads(_REMARK.sub("", TEXT))
    assert set(SECTIONS["network"].keys) == set(tables["network"])


def test_printers() -> None:
    """Every model, by its name."""
    begin = TEXT.index("# Modelle:")
    named = set(re.findall(r"[a-z]+-[a-z0-9-]+", TEXT[begin : TEXT.index("model =", begin)]))
    assert set(MODELS) == named


def test_other_sections_and_lists() -> None:
    """Remarks begin to hold, examples go, what the template does not know stands at the end."""
    text = filled(
        {
            **NEEDED,
            "archive": {"url": "https://a.example", "heartbeat_s": 300},
            "terminal": {"host": "192.168.1.60", "port": 22000},
            "group": [{"number": 1, "name": 'Most "süß"', "vat": "20", "returnable": True}],
            "clerk": [{"number": 1, "name": "Anna", "role": "chef"}],
            "mirror": {"folder": "/media/kassa-spiegel"},
        }
    )
    config = examined(text).config
    assert config is not None
    assert config.archive is not None
    assert config.terminal is not None
    assert config.mirror is not None
    assert ("https://a.example", 300) == (config.archive.url, config.archive.heartbeat_s)
    assert (22000, ['Most "süß"']) == (config.terminal.port, [one.name for one in config.group])
    assert ["Anna"] == [one.name for one in config.clerk]
    assert "# Steuersatz" not in text


@pytest.mark.parametrize("bad", [{"a": 5}, {"a": "x"}, {"group": [1]}, {"a": {"b": 1.5}}])
def test_no_value_of_a_file(bad: dict[str, object]) -> None:
    """Refused, and nothing is guessed."""
    with pytest.raises(FillError):
        filled(bad)


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=20))
def test_any_text(text: str) -> None:
    """What was typed is what stands there, whatever signs it has; twice is like once."""
    once = filled({"company": {"name": text, "lines": [text]}})
    assert (text, [text]) == (
        tomllib.loads(once)["company"]["name"],
        tomllib.loads(once)["company"]["lines"],
    )
    again = filled({"company": {"name": "Huber"}}, once)
    assert "Huber" == tomllib.loads(again)["company"]["name"]
