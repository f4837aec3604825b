"""`kassa image-config`: the technician's file on a PC."""

from pathlib import Path
from stat import S_IMODE

import pytest
from click.testing import CliRunner

from firmware.app.config import parse
from firmware.cli.image_config import image_config
from firmware.image.settings.fill import TEMPLATE
from firmware.image.settings.rules import hints_about
from firmware.image.settings.source import decode
from tests.cli.calling import kassa
from tests.image.settings.files import FULL, KEY, PASSPHRASE, SMALL, examined

ANSWERS = """
[company]
name = "Huber"
uid = "ATU12345678"
[register]
id = "GRAZ-01"
"""


def written(folder: Path, text: str, name: str = "kassa.toml") -> Path:
    """A file with this in it."""
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_good(tmp_path: Path) -> None:
    """Also one whose secrets a till has taken."""
    for text in (
        SMALL,
        FULL,
        FULL.replace(PASSPHRASE, "(übernommen)").replace(KEY, "(übernommen)"),
    ):
        ran = kassa("image-config", "check", written(tmp_path, text))
        assert (0, True) == (ran.code, ran.out.endswith("kassa.toml: in Ordnung\n"))


def test_bad(tmp_path: Path) -> None:
    """Every mistake, in the words of the till's report."""
    text = SMALL.replace("Obst", "").replace("2,50", "2.50")
    ran = kassa("image-config", "check", written(tmp_path, text))
    assert (1, [str(one) for one in examined(text).findings]) == (ran.code, ran.out.splitlines())


def test_what_is_no_mistake_but_will_be_asked_for(tmp_path: Path) -> None:
    """The hint of the till's report, before anybody carries the card to the stall."""
    (hint,) = hints_about(parse(SMALL))
    file = written(tmp_path, SMALL)
    ran = kassa("image-config", "check", file)
    assert (0, f"Hinweis: {hint}\n{file}: in Ordnung\n") == (ran.code, ran.out)
    out = tmp_path / "new.toml"
    nameless = written(tmp_path, ANSWERS.replace("ATU12345678", ""), "answers.toml")
    ran = kassa("image-config", "new", "--answers", nameless, "--out", out)
    assert (0, f"Hinweis: {hint}\n{out}: written\n") == (ran.code, ran.out)


def test_bytes_are_a_file(tmp_path: Path) -> None:
    """Whatever an editor left there; and what cannot be read at all is refused."""
    path = tmp_path / "kassa.toml"
    path.write_bytes(SMALL.encode("utf-16"))
    ran = kassa("image-config", "check", path)
    assert (1, str(decode(path.read_bytes()).findings[0]) + "\n") == (ran.code, ran.out)
    assert 2 == kassa("image-config", "check", tmp_path / "nothing").code


def test_new_from_answers(tmp_path: Path) -> None:
    """The commented file, for its owner's eyes."""
    out = tmp_path / "new.toml"
    ran = kassa("image-config", "new", "--answers", written(tmp_path, ANSWERS), "--out", out)
    assert (0, f"{out}: written\n") == (ran.code, ran.out)
    assert (0o600, True) == (S_IMODE(out.stat().st_mode), "# >>>" not in out.read_text("utf-8"))
    assert "exists" in kassa("image-config", "new", "--out", out).refusal


def test_new_from_answers_that_lack_something(tmp_path: Path) -> None:
    """Written as far as it goes; what is missing is named."""
    out = tmp_path / "new.toml"
    ran = kassa("image-config", "new", "--answers", written(tmp_path, ""), "--out", out)
    assert 1 == ran.code
    assert [str(one) for one in examined(TEMPLATE.read_text("utf-8")).findings] == (
        ran.out.splitlines()[:-1]
    )


@pytest.mark.parametrize("text", ["[company", "company = 5"])
def test_answers_of_no_use(tmp_path: Path, text: str) -> None:
    """No TOML, no sections."""
    out = tmp_path / "new.toml"
    ran = kassa("image-config", "new", "--answers", written(tmp_path, text), "--out", out)
    assert ran.refusal
    assert not out.exists()


def test_new_asked(tmp_path: Path) -> None:
    """What cannot be is asked again at once; what an answer makes needless is not asked."""
    out = tmp_path / "new.toml"
    typed = [
        "Huber",
        "U123",
        "ATU12345678",
        "Hauptplatz 3 | Tel. 1",
        "GRAZ 01",
        "GRAZ-01",
        "",
        "USB",
        "usb",
        "",
        "ssd1309",
        "",
        "",
        "wifi",
        "Marktnetz",
        PASSPHRASE,
        "https://kassa.example.at",
        KEY,
    ]
    ran = CliRunner().invoke(
        image_config, ["new", "--out", str(out)], input="\n".join(typed) + "\n"
    )
    assert f"{out}: written" in ran.output
    assert "Meinten Sie „usb“?" in ran.output
    assert PASSPHRASE not in ran.output
    found = examined(out.read_text("utf-8"))
    assert (PASSPHRASE, KEY) == (found.secrets.passphrase, found.secrets.key)
    assert found.config is not None
    assert ["Hauptplatz 3", "Tel. 1"] == found.config.company.lines
    assert ("ssd1309", "epson-tm-t20ii") == (found.config.display.chip, found.config.printer.model)


def test_write(tmp_path: Path) -> None:
    """Onto a card, if a till would take it."""
    card = tmp_path / "KASSA"
    card.mkdir()
    file = written(tmp_path, SMALL)
    assert "no card of a till" in kassa("image-config", "write", card, file).refusal
    (card / "autoboot.txt").touch()
    assert 0 == kassa("image-config", "write", card, file).code
    assert SMALL == (card / "kassa.toml").read_text("utf-8")
    bad = written(tmp_path, SMALL.replace("Obst", ""), "bad.toml")
    assert 1 == kassa("image-config", "write", card, bad).code
    assert SMALL == (card / "kassa.toml").read_text("utf-8")
