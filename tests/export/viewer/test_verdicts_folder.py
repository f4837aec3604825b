"""The browser and the audit say the same of a folder: its list, its files, its seal."""

import json
import shutil
from base64 import b64decode, b64encode
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import pytest

from firmware.export.audit.finding import Findings
from firmware.export.audit.listing import examine_files, examine_seal, read_listing
from firmware.export.audit.receipts import dep_signers
from firmware.export.package.manifest import ManifestError
from firmware.export.package.names import HEAD, MANIFEST, SEAL
from firmware.rksv.jws import compact
from firmware.store.seal import SealKind, statement
from firmware.till.exports.requests import ExportKind
from tests.export.audit.world import list_anew, new_till
from tests.export.viewer.deps import at_random
from tests.store.till import SoftwareCard

pytestmark = pytest.mark.browser

Ask = Callable[..., Any]
Told = list[tuple[str, str, str]]
ASK = """
async (cases) => {
  const raw = (text) => Uint8Array.from(atob(text), (one) => one.charCodeAt(0));
  const answers = [];
  for (const { manifest, seal, files, certificates } of cases) {
    const names = Object.keys(files);
    const give = async (name) => (Object.hasOwn(files, name) ? raw(files[name]) : null);
    answers.push(await Verify.manifest(
      raw(manifest), seal, give, certificates.map(raw), { names }));
  }
  return answers;
}
"""


@pytest.fixture(scope="module", name="exported")
def _exported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An export of journal and receipts, sealed."""
    folder = tmp_path_factory.mktemp("folder")
    with new_till(folder / "till") as sold:
        sold.sell()
        return sold.export(folder / "stick", kind=ExportKind.DEP7)


@pytest.fixture(name="folder")
def _folder(exported: Path, tmp_path: Path) -> Path:
    """A copy for hands that change it."""
    return Path(shutil.copytree(exported, tmp_path / "folder"))


def argument(folder: Path, *, has_certificates: bool = True) -> dict[str, Any]:
    """The folder as the page has it."""
    files = {
        path.relative_to(folder).as_posix(): b64encode(path.read_bytes()).decode()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
    seal = folder / SEAL
    dep = next(folder.glob("dep-export*"), None)
    signers = dep_signers(dep) if dep is not None and has_certificates else ()
    return {
        "manifest": b64encode((folder / MANIFEST).read_bytes()).decode(),
        "seal": seal.read_bytes().decode("ascii", "replace") if seal.exists() else None,
        "files": files,
        "certificates": [b64encode(one.der).decode() for one in signers],
    }


def audited(folder: Path, *, has_certificates: bool = True) -> Told:
    """What the audit finds in a folder, or that it has no list."""
    found = Findings("")
    try:
        listing = read_listing(folder)
    except ManifestError:
        return [("listing", "error", "")]
    examine_files(listing, found, lambda _count: None)
    dep = next(folder.glob("dep-export*"), None)
    signers = dep_signers(dep) if dep is not None and has_certificates else ()
    examine_seal(listing, signers, found)
    return [(one.rule.value, one.severity.value, one.detail) for one in found.kept]


def said(answer: Any) -> Told:
    """Rule, severity and words; why a list is none is said in other words."""
    return [
        (one["rule"], one["severity"], "" if one["rule"] == "listing" else one["detail"])
        for one in answer["findings"]
    ]


def both(ask: Ask, folder: Path, *, has_certificates: bool = True) -> Told:
    """Ask both and give what they said."""
    (answer,) = ask(ASK, [argument(folder, has_certificates=has_certificates)])
    assert _without_library_words(audited(folder, has_certificates=has_certificates)) == (
        _without_library_words(said(answer))
    )
    return said(answer)


def _without_library_words(told: Told) -> Told:
    """Why JSON is none, a library says; and a page has no options to name."""
    heads = ("cannot be read", "no head of a book", "no certificate at hand to judge the seal by")
    return [
        (rule, severity, next((head for head in heads if words.startswith(head)), words))
        for rule, severity, words in told
    ]


def test_a_sound_folder_is_sound(ask: Ask, folder: Path) -> None:
    """As the till wrote it: no finding, and the serial of the card that vouches for it."""
    (answer,) = ask(ASK, [argument(folder)])
    listing = read_listing(folder)
    (signer,) = dep_signers(next(folder.glob("dep-export*")))
    expected = ([], True, int(signer.serial, 16), len(listing.manifest.files))
    assert expected == (
        answer["findings"],
        answer["isValid"],
        int(answer["sealedBy"], 16),
        answer["files"],
    )
    assert [] == audited(folder)


def test_files_that_are_others(ask: Ask, folder: Path) -> None:
    """Each change of a file, and each that came or went, is told by its name."""
    dep = next(folder.glob("dep-export*"))
    raw = dep.read_bytes()
    dep.write_bytes(raw[:-1] + b" ")
    assert ["file-changed"] == [rule for rule, _, _ in both(ask, folder)]
    dep.write_bytes(raw + b" ")
    (folder / HEAD).write_text("{}")
    (folder / "mehr.txt").write_text("x")
    (folder / ".DS_Store").write_text("what computers leave behind")
    assert ["file-changed", "file-changed", "file-extra", "file-extra", "head"] == [
        rule for rule, _, _ in both(ask, folder)
    ]
    dep.unlink()
    (folder / HEAD).unlink()
    (folder / ".DS_Store").unlink()
    assert ["file-missing", "file-missing", "file-extra", "head", "unproven"] == [
        rule for rule, _, _ in both(ask, folder)
    ]


def test_a_list_made_anew_is_not_sealed(ask: Ask, folder: Path) -> None:
    """Who changes a file can make a list that fits, but no seal."""
    seal = (folder / SEAL).read_text()
    next(folder.glob("dep-export*")).write_text("{}")
    list_anew(folder, findings=("chain broken at 7",))
    assert ["found-at-export", "unsealed"] == [rule for rule, _, _ in both(ask, folder)]
    (folder / SEAL).write_text(seal)
    assert ["found-at-export", "seal"] == [rule for rule, _, _ in both(ask, folder)]


def test_seals_that_are_others(ask: Ask, folder: Path) -> None:
    """No seal, one of another card, of another kind, of another list, none at all."""
    listing = read_listing(folder)
    card = SoftwareCard()
    register_id = listing.manifest.register_id
    said_of = {"manifest_sha256": listing.sha256}
    texts = ["", "x", "a.b.c", (folder / SEAL).read_text()[:-4] + "AAAA"]
    for kind, who, content in (
        (SealKind.EXPORT, register_id, said_of),
        (SealKind.JOURNAL, register_id, said_of),
        (SealKind.EXPORT, "WIEN-01", said_of),
        (SealKind.EXPORT, register_id, {"manifest_sha256": "0" * 64}),
    ):
        made = statement(kind, who, content)
        texts.append(_sealed(card, made.text))
    for text in texts:
        (folder / SEAL).write_text(text)
        assert ["seal"] == [rule for rule, _, _ in both(ask, folder)]
    assert ["unproven"] == [rule for rule, _, _ in _unproven(ask, folder, card, register_id)]


def _unproven(ask: Ask, folder: Path, card: SoftwareCard, register_id: str) -> Told:
    content = {"manifest_sha256": read_listing(folder).sha256}
    (folder / SEAL).write_text(_sealed(card, statement(SealKind.EXPORT, register_id, content).text))
    (answer,) = ask(ASK, [argument(folder, has_certificates=False)])
    return said(answer)


def _sealed(card: SoftwareCard, text: str) -> str:
    return compact(text, card.sign_text(text))


def test_lists_that_are_none(ask: Ask, folder: Path) -> None:
    """Another form, another order, a space, a member more or less, a name that leads elsewhere."""
    path = folder / MANIFEST
    sound = json.loads(path.read_text())
    changes: list[dict[str, Any]] = [
        {name: value} for name in sound for value in (None, 1, "x", [], {}, -1)
    ]
    changes += [{"more": 1}, {"format": 2}, {"files": [*sound["files"], sound["files"][0]]}]
    changes += [
        {"files": [{**sound["files"][0], "name": name}]} for name in ("../x", "/x", "", "a b", "ä")
    ]
    changes += [{"receipts": {"first": 1}}, {"head": {**sound["head"], "receipts": 0}}]
    texts = [_canonical({**sound, **change}) for change in changes]
    texts += [json.dumps(sound), path.read_text().rstrip(), "", "{", "[]", "\ufeff{}"]
    texts += [_canonical({name: sound[name] for name in sound if name != gone}) for gone in sound]
    for text in texts:
        path.write_text(text)
        (answer,) = ask(ASK, [argument(folder)])
        is_none = ("listing", "error", "") in audited(folder)
        assert (text, is_none) == (text, ("listing", "error", "") in said(answer))


def _canonical(value: Any) -> str:
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return f"{text}\n"


@at_random
def test_whatever_bit_is_turned(ask: Ask, exported: Path, seed: int) -> None:
    """Of the list or its seal: never a folder without an error."""
    chance = Random(seed)
    base = argument(exported)
    manifest, seal = b64decode(base["manifest"]), str(base["seal"])
    cases = []
    for _ in range(30):
        raw = bytearray(manifest)
        raw[chance.randrange(len(raw))] ^= 1 << chance.randrange(8)
        cases.append(base | {"manifest": b64encode(raw).decode()})
        at = chance.randrange(len(seal))
        other = chance.choice([sign for sign in "ABab01-_." if sign != seal[at]])
        cases.append(base | {"seal": seal[:at] + other + seal[at + 1 :]})
    assert [True] * len(cases) == [answer["errors"] > 0 for answer in ask(ASK, cases)]
