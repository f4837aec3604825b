"""firmware.cli.verify_input: what a path is, by what is in it."""

import io
import json
import os
import sys
from base64 import b64encode
from pathlib import Path
from types import SimpleNamespace

import click
import pytest

from firmware.cli import verify_input
from firmware.cli.verify_input import archive_asked, certificates_of, sorted_out
from firmware.evidence.stamp import request_for, roots_of, stamped_at
from firmware.export.audit.codes import Form
from firmware.export.errors import ReadError
from hal.card.emulator_pki import issue_card_credential
from tests.evidence.authority import founded
from tests.export.audit.archives import ARCHIVE, WITNESS
from tests.store.till import SoftwareCard

CODE = json.loads((Path(__file__).parents[1] / "vectors/worked-example.json").read_text())[
    "receipts"
][1]["qr"]
CREDENTIAL = issue_card_credential("input", "ATU12345678", 7)


@pytest.mark.parametrize("text", ["", "{", '{"Belege-Gruppe":[]}', "[]", "nonsense", "\x00"])
def test_any_other_file_is_a_dep(tmp_path: Path, text: str) -> None:
    """What is wrong with one is the examiner's to say."""
    path = tmp_path / "file"
    path.write_text(text)
    assert (path,) == sorted_out([path], []).deps


@pytest.mark.parametrize("text", [CODE, f"# of Monday\n\n{CODE}", "cKRu856wc94", "\ufeff_x"])
def test_a_file_of_codes(tmp_path: Path, text: str) -> None:
    """By its first line that says something."""
    path = tmp_path / "codes.txt"
    path.write_text(text, "utf-8")
    given = sorted_out([path], [])
    assert (1, ()) == (len(given.codes), given.deps)


def test_standard_input_and_words(monkeypatch: pytest.MonkeyPatch) -> None:
    """A scanner that types, and one code on the command line."""
    stdin = SimpleNamespace(buffer=io.BytesIO(CODE.encode()))
    monkeypatch.setattr(verify_input.sys, "stdin", stdin)
    codes = sorted_out([Path("-")], ["x"]).codes
    assert [("code 1", Form.UNKNOWN), ("standard input, line 1", Form.QR)] == [
        (one.place, one.form) for one in codes
    ]


def test_what_cannot_be_examined(tmp_path: Path) -> None:
    """Nothing, a folder without an export, both sorts at once."""
    with pytest.raises(click.UsageError, match="nothing to verify"):
        sorted_out([], [])
    with pytest.raises(click.ClickException, match="no export in this folder"):
        sorted_out([tmp_path], [])
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "MANIFEST.json").write_text("")
    (tmp_path / "dep.json").write_text("{")
    with pytest.raises(click.UsageError, match="not both at once"):
        sorted_out([tmp_path / "a", tmp_path / "dep.json"], [])
    assert (tmp_path / "nothing",) == sorted_out([tmp_path / "nothing"], []).deps


def test_certificates(tmp_path: Path) -> None:
    """DER or PEM; what is none is named."""
    der, pem = tmp_path / "a.der", tmp_path / "a.pem"
    der.write_bytes(CREDENTIAL.certificate)
    text = b64encode(CREDENTIAL.certificate).decode()
    pem.write_text(f"-----BEGIN CERTIFICATE-----\n{text}\n-----END CERTIFICATE-----\n")
    first, second = certificates_of([der, pem])
    assert first == second
    damaged = SoftwareCard().damaged
    for content in (b"", b"x", b"-----BEGIN CERTIFICATE-----\nx", damaged):
        der.write_bytes(content)
        with pytest.raises(click.ClickException, match="no certificate"):
            certificates_of([der])
    with pytest.raises(ReadError):
        certificates_of([tmp_path / "nothing"])


def test_a_pipe_keeps_nobody_waiting(tmp_path: Path) -> None:
    """It would be read twice, and gives once; - is for what comes out of one."""
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(click.ClickException, match="neither a file nor a folder"):
        sorted_out([tmp_path / "pipe"], [])


def test_what_an_archive_is_held_against(tmp_path: Path) -> None:
    """Keys, a slip, roots; each that is none is named."""
    authority = founded(tmp_path / "tsa")
    asked = archive_asked(
        str(ARCHIVE.verifier), "57:ABCD-EFGH-2345", [str(WITNESS.verifier)], authority.roots
    )
    assert (ARCHIVE.verifier, (WITNESS.verifier,)) == (asked.key, asked.witnesses)
    assert asked.head is not None
    assert asked.stamped_at is not None
    text = "kassa.example.at/heads\n1\n"
    stamp = authority.answer(request_for(text).as_bytes())
    assert stamped_at(stamp, text, roots_of(authority.roots.read_bytes())) == asked.stamped_at(
        stamp, text
    )
    (tmp_path / "none.pem").write_text("x")
    for key, witnesses, roots in (
        ("nonsense", [], None),
        (None, [str(ARCHIVE.verifier)], None),
        (None, [], tmp_path / "none.pem"),
    ):
        with pytest.raises(click.ClickException):
            archive_asked(key, None, witnesses, roots)
    with pytest.raises(ReadError):
        archive_asked(None, None, [], tmp_path / "nowhere.pem")


def test_stamps_need_a_library_of_the_desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A till has none: said, with its name."""
    monkeypatch.setitem(sys.modules, "firmware.evidence.stamp", None)
    with pytest.raises(click.ClickException, match="install rfc3161-client"):
        archive_asked(None, None, [], tmp_path / "roots.pem")
