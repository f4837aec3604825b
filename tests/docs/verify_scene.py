"""The files that docs/verify.md speaks of: a DEP7, its parts, a foreign one, codes, and a stick."""

import json
import shutil
from base64 import b64decode
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from firmware.export import archive_file
from firmware.export.audit.report import folders_below
from firmware.export.package.names import SEAL
from firmware.rksv.dep import CERTIFICATE_KEY_OLD
from firmware.store import seal
from tests.docs.pages import ROOT
from tests.export.audit.archives import Archive, hashes
from tests.export.audit.world import After, change_file, list_anew, new_till

WORKED: Final = ROOT / "tests/vectors/worked-example.json"
#: When the commands of the page are typed.
NOW_UTC: Final = datetime(2026, 12, 31, tzinfo=UTC)
#: In place of the anchor that a slip really has.
SHOWN_ANCHOR: Final = "ABCD-EFGH-2345"


#: In place of what the archive's line of that slip says.
SHOWN_HEAD: Final = "WXYZ-EFGH-2345"
SHOWN_KEY: Final = "kassa.example.at+1f2e3d4c+AQ…="
SHOWN_WITNESS: Final = "zeuge.example+5a6b7c8d+BA…="


def lay_out(folder: Path) -> str:
    """Make all of them in `folder`; the anchor on the slip of the second Z."""
    worked = json.loads(WORKED.read_text("utf-8"))
    _write_deps(folder, worked)
    _write_codes(folder, worked)
    return _write_stick(folder)


def archive_head(folder: Path) -> str:
    """What the archive's line on the slip says, once all rows were confirmed."""
    (exported,) = folders_below(folder / "archived")
    rows = hashes(exported)
    return seal.anchor(len(rows), Archive(rows).root(len(rows)).hex())


def _write_deps(folder: Path, worked: dict[str, Any]) -> None:
    receipts = [one["jws"] for one in worked["receipts"]]
    certificate = worked["certificate_base64"]
    _write_dep(folder / "dep-export.json", certificate, receipts)
    _write_dep(folder / "summer.json", certificate, receipts[:5])
    _write_dep(folder / "winter.json", certificate, receipts[5:])
    changed = [*receipts[:3], receipts[4], receipts[3], *receipts[5:]]
    _write_dep(folder / "swapped.json", certificate, changed)
    _write_dep(folder / "foreign.json", "", receipts, CERTIFICATE_KEY_OLD)
    serial = worked["certificate_serial"]
    device = {
        "id": serial,
        "signatureDeviceType": "CERTIFICATE",
        "signatureCertificateOrPublicKey": certificate,
    }
    keys = {"base64AESKey": worked["aes_key_base64"], "certificateOrPublicKeyMap": {serial: device}}
    (folder / "keys.json").write_text(json.dumps(keys), "utf-8")
    (folder / "certificate.der").write_bytes(b64decode(certificate))


def _write_dep(
    path: Path, certificate: str, receipts: list[str], key: str = "Signaturzertifikat"
) -> None:
    group = {key: certificate, "Zertifizierungsstellen": [], "Belege-kompakt": receipts}
    path.write_text(json.dumps({"Belege-Gruppe": [group]}), "utf-8")


def _write_codes(folder: Path, worked: dict[str, Any]) -> None:
    second, failed = worked["receipts"][1], worked["receipts"][4]
    lines = ("# scanned at the stall", second["qr"], second["ocr"], failed["qr"])
    (folder / "codes.txt").write_text("\n".join(lines) + "\n", "utf-8")


def _write_stick(folder: Path) -> str:
    """A stick with three days of a till, and a folder of it that somebody changed."""
    slips: list[str] = []
    with new_till(folder / ".till") as sold:
        sold.stand.on_slip = lambda slip: slips.extend(
            line for line in slip.text if line.startswith("Journal ")
        )
        sold.sell()
        sold.export(folder / "stick")
        for _ in range(2):
            head = sold.head
            sold.sell()
            sold.export(folder / "stick", After(head=head))
        changed = sold.export(folder / "changed")
        archive = Archive(hashes(changed))
        size = len(archive.rows)
        said = archive_file.to_bytes(archive.said(size, size - 5))
        sold.export(folder / "archived", archive=said)
    change_file(
        changed,
        "journal/journal.csv",
        lambda text: text.replace(b"Wechselfehler", b"Tippfehler", 2),
    )
    shutil.copytree(folder / "stick", folder / "unsealed")
    for one in (folder / "unsealed").rglob(SEAL):
        one.unlink()
    # Whoever did it knew that there is a list; only the card could have sealed it.
    list_anew(changed)
    return slips[1].split()[-1]
