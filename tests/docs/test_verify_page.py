"""Every command of docs/verify.md, typed again: what it prints is what the page says."""

import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from firmware.process import command_line
from tests.cli.calling import kassa
from tests.docs.pages import DOCS
from tests.docs.session import exchanges, typed
from tests.docs.verify_scene import (
    NOW_UTC,
    SHOWN_ANCHOR,
    SHOWN_HEAD,
    SHOWN_KEY,
    SHOWN_WITNESS,
    archive_head,
    lay_out,
)
from tests.export.audit.archives import ARCHIVE, WITNESS

PAGE = DOCS / "verify.md"


@pytest.mark.timeout(60)
def test_every_form_prints_what_the_page_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """DEP7 files, folders, slips and codes, as a reader types them."""
    anchor = lay_out(tmp_path)
    capsys.readouterr()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(command_line.time, "time", NOW_UTC.timestamp)
    session = exchanges(PAGE)
    shown = {
        SHOWN_ANCHOR: anchor,
        SHOWN_HEAD: archive_head(tmp_path),
        SHOWN_KEY: str(ARCHIVE.verifier),
        SHOWN_WITNESS: str(WITNESS.verifier),
    }
    for one in session:
        command = [_put(word, shown) for word in one.command]
        printed = typed(command, capsys)
        for placeholder, real in shown.items():
            printed = printed.replace(real, placeholder)
        assert one.output == printed, one.command
    assert len(session) > 10


def test_members_for_machines_are_told(tmp_path: Path) -> None:
    """Every name that `--json` prints stands on the page."""
    lay_out(tmp_path)
    page = PAGE.read_text("utf-8")
    for given in (["dep-export.json", "codes.txt"], ["stick"], ["archived"]):
        ran = kassa("verify", *(tmp_path / one for one in given), "--json")
        names = _names(json.loads(ran.out))
        assert {"valid", "findings"} <= names
        assert set() == {name for name in names if f"`{name}`" not in page}


def _put(word: str, shown: Mapping[str, str]) -> str:
    for placeholder, real in shown.items():
        word = word.replace(placeholder, real)
    return word


def _names(value: object) -> set[str]:
    match value:
        case dict():
            return set(value).union(*map(_names, value.values()))
        case list():
            return set().union(*map(_names, value))
        case _:
            return set()
