"""firmware.cli.audit_report: what is said of exported folders."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from firmware.cli.main import kassa as cli
from firmware.export.package.names import README, SEAL
from firmware.process import command_line
from tests.cli.calling import kassa
from tests.export.audit.world import change_file, new_till

NOW_S = 1_798_000_000.0


@pytest.fixture(scope="session")
def _stick(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("stick")
    with new_till(folder / "till") as sold:
        sold.sell()
        sold.export(folder / "stick")
        sold.sell()
        sold.export(folder / "stick")
    return folder / "stick"


@pytest.fixture
def stick(_stick: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A stick with two exports, some weeks later."""
    monkeypatch.setattr(command_line.time, "time", lambda: NOW_S)
    return Path(shutil.copytree(_stick, tmp_path / "stick"))


def test_a_stick_is_whole(stick: Path) -> None:
    """The verdict first, then each folder; without keys that is said."""
    ran = kassa("verify", stick)
    assert (0, "") == (ran.code, ran.err)
    verdict, first, second, keys = ran.out.splitlines()
    assert verdict.startswith("WHOLE: register GRAZ-01, 2 exports, sealed by the card")
    assert ["abholung", "abholung"] == [one.split(":")[0][-8:] for one in (first, second)]
    assert keys.startswith("without --keys")


def test_a_machine_gets_the_folders(stick: Path) -> None:
    """Where each ends, and by whom it is sealed."""
    told = json.loads(kassa("verify", stick, "--json").out)
    assert (True, 0, None, []) == (
        told["valid"],
        told["errors"],
        told["anchor"],
        told["findings"],
    )
    first, second = told["exports"]
    assert [1, first["journal"][1]] == first["journal"]
    assert first["journal"][1] < second["journal"][1]
    assert first["sealed_by"] == second["sealed_by"] is not None


def test_what_is_wrong_is_named(stick: Path) -> None:
    """Exit code 1; folder, place, rule and words, for people and machines."""
    folder = min(stick.rglob(README)).parent
    change_file(folder, README, lambda text: text + b"x")
    ran = kassa("verify", stick)
    assert 1 == ran.code
    assert ran.out.startswith(f"NOT WHOLE: {folder.name}: {README}: has ")
    assert f"error: {folder.name}: {README}: file-changed: has " in ran.out
    told = json.loads(kassa("verify", stick, "--json").out)
    (found,) = told["findings"]
    assert ("file-changed", README, folder.name, "error") == (
        found["rule"],
        found["place"],
        found["folder"],
        found["severity"],
    )


def test_a_name_cannot_touch_the_terminal(stick: Path) -> None:
    """Somebody may have put a file there."""
    folder = min(stick.rglob(README)).parent
    (folder / "\x1b[31mred").write_bytes(b"")
    ran = kassa("verify", stick)
    assert 1 == ran.code
    assert "\x1b" not in ran.out


def test_many_findings_are_counted(stick: Path) -> None:
    """People see the first; a machine all."""
    folder = min(stick.rglob(README)).parent
    for number in range(30):
        (folder / f"extra{number}").write_bytes(b"")
    ran = kassa("verify", stick)
    assert "and 10 more (--json)" in ran.out
    assert 30 == len(json.loads(kassa("verify", stick, "--json").out)["findings"])


def test_an_anchor_needs_a_folder(dep: Path) -> None:
    """A DEP7 holds no journal; what is no anchor is refused before anything is read."""
    assert "--anchor is held against" in kassa("verify", dep, "--anchor", "AAAA-AAAA-AAAA").refusal


def test_an_anchor_that_is_none(stick: Path) -> None:
    """How one looks is said."""
    ran = kassa("verify", stick, "--anchor", "12")
    assert 2 == ran.code
    assert "ABCD-EFGH-2345" in ran.refusal


def test_what_no_card_vouches_for_is_never_green(stick: Path) -> None:
    """Whole as far as anybody sees: said in the verdict, and bad for whoever wants a seal."""
    for seal in stick.rglob(SEAL):
        seal.unlink()
    ran = kassa("verify", stick)
    assert 0 == ran.code
    assert ran.out.startswith(
        "WHOLE, BUT UNPROVEN: register GRAZ-01, 2 exports, 2 of them unsealed"
    )
    assert 1 == kassa("verify", stick, "--sealed").code
    told = json.loads(kassa("verify", stick, "--json").out)
    assert (True, False) == (told["valid"], told["proven"])
    assert json.loads(kassa("verify", stick, "--sealed", "--json").out)["valid"] is False


def test_a_sealed_one_is_good_for_everybody(stick: Path) -> None:
    """Also for whoever wants a seal."""
    ran = kassa("verify", stick, "--sealed")
    assert (0, True) == (ran.code, ran.out.startswith("WHOLE: "))


@pytest.mark.parametrize(("change", "colour"), [(None, "green"), (SEAL, "yellow"), (README, "red")])
def test_the_verdict_has_a_colour(stick: Path, change: str | None, colour: str) -> None:
    """On a terminal, and nowhere else; nothing behind it has one."""
    if change is not None:
        for path in stick.rglob(change):
            path.unlink()
    shown = CliRunner().invoke(cli, ["verify", str(stick)], color=True).output
    verdict, *others = shown.splitlines()
    assert click.style(click.unstyle(verdict), fg=colour) == verdict
    assert not any("\x1b" in line for line in others)
    assert "\x1b" not in kassa("verify", stick).out
