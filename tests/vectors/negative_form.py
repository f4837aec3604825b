"""Reads the negative vectors and puts them before an examiner."""

import json
from base64 import b64decode
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any, Final

from firmware.export.dep_file import read_dep
from firmware.export.key_container import parse_key_container
from firmware.rksv.code_check import examine_codes
from firmware.rksv.dep import CertificateGroup, DepFormatError
from firmware.rksv.trust import GroupExaminer, KeyStore
from firmware.rksv.verify import (
    Component,
    ReportedOutage,
    Verifier,
    VerifyOptions,
    verify_groups,
)

FOLDER: Final = Path(__file__).parent / "negative"
PATHS: Final = sorted(FOLDER.glob("*.json"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Vector:
    """One vector: what goes in, what must be found.

    `registers` holds for each register of a cluster (else one) the bytes of its export files.
    """

    name: str
    store: KeyStore
    options: VerifyOptions
    registers: tuple[tuple[bytes, ...], ...]
    codes: dict[str, Any] | None
    is_complete: bool
    expected: list[dict[str, Any]]


def load(path: Path) -> Vector:
    """Read a vector file."""
    raw = json.loads(path.read_text(encoding="utf-8"))
    return Vector(
        name=path.stem,
        store=parse_key_container(json.dumps(raw["keys"]).encode()),
        options=_options(raw["options"]),
        registers=tuple(tuple(map(_file, parts)) for parts in raw["registers"]),
        codes=raw["codes"],
        is_complete=raw["is_complete"],
        expected=raw["expected"],
    )


def examine(vector: Vector) -> tuple[list[dict[str, Any]], bool]:
    """Examine in this process; return the findings as vectors write them, and completeness."""
    verifier = Verifier(vector.options)
    certificates = GroupExaminer(vector.store)
    findings = []
    for position, parts in enumerate(vector.registers):
        if position:
            verifier.begin_register()
        for part in parts:
            try:
                findings += verify_groups(read_dep(BytesIO(part)), certificates, verifier)
            except DepFormatError as error:
                return [*map(as_written, findings), _broken(verifier, error)], False
    return [*map(as_written, findings), *_code_findings(vector)], True


def as_written(finding: Any) -> dict[str, Any]:
    """Return a finding as vectors write it."""
    return {
        "rule": finding.rule.value,
        "index": finding.index,
        "number": finding.number,
        "severity": finding.severity.value,
    }


def groups_of(document: dict[str, Any]) -> list[CertificateGroup]:
    """Read a whole DEP document without the product's reader."""
    return [
        CertificateGroup(
            certificate_der=b64decode(group["Signaturzertifikat"]) or None,
            chain=tuple(map(b64decode, group["Zertifizierungsstellen"])),
            jws=group["Belege-kompakt"],
        )
        for group in document["Belege-Gruppe"]
    ]


def _broken(verifier: Verifier, error: DepFormatError) -> dict[str, Any]:
    return {
        "rule": error.rule.value,
        "index": verifier.receipts,
        "number": "",
        "severity": "error",
    }


def _code_findings(vector: Vector) -> list[dict[str, Any]]:
    if vector.codes is None:
        return []
    document = json.loads(vector.registers[0][0])
    index = vector.codes["entry"]
    entry = document["Belege-Gruppe"][0]["Belege-kompakt"][index]
    return [
        {
            "rule": fault.rule.value,
            "index": index,
            "number": str(index + 1),
            "severity": fault.severity.value,
        }
        for fault in examine_codes(entry, qr=vector.codes["qr"])
    ]


def _file(part: object) -> bytes:
    """A string stands for the text of a file that is no document, anything else for itself."""
    return (part if isinstance(part, str) else json.dumps(part)).encode()


def _options(raw: dict[str, Any]) -> VerifyOptions:
    return VerifyOptions(
        is_strict=raw["is_strict"],
        is_partial=raw["is_partial"],
        now_utc=_moment(raw["now_utc"]),
        reported_outages=tuple(
            ReportedOutage(
                component=Component(outage["component"]),
                certificate_serial=outage["certificate_serial"],
                began_at_utc=datetime.fromisoformat(outage["began_at_utc"]),
                ended_at_utc=_moment(outage["ended_at_utc"]),
            )
            for outage in raw["reported_outages"]
        ),
    )


def _moment(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)
