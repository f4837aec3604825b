"""The same question to both: to the browser as an argument of its page, to Python as files."""

import warnings
from base64 import b64encode
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from firmware.export.verification import verify_files
from firmware.rksv.rules import Finding
from firmware.rksv.trust import KeyStore
from firmware.rksv.verify import ReportedOutage, VerifyOptions

Answer = dict[str, Any]

USUAL: Final = VerifyOptions()
#: Behind this the words are those of the library that read the certificate.
_FOREIGN_WORDS: Final = "not DER X.509:"
#: Bytes and devices as the page wants them.
ASK_ALL: Final = """
async (cases) => {
  const raw = (text) => Uint8Array.from(atob(text), (one) => one.charCodeAt(0));
  const answers = [];
  for (const { registers, told } of cases) {
    const devices = told.devices?.map(([name, { kind, der }]) => [name, { kind, der: raw(der) }]);
    const files = registers.map((parts) =>
      parts.map(({ name, content }) => ({ name, content: raw(content) })));
    answers.push(await Verify.cluster(files, { ...told, devices: devices ?? null }));
  }
  return answers;
}
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One examination: for each register of a cluster (else one) its files in order."""

    registers: tuple[tuple[bytes, ...], ...]
    store: KeyStore | None
    options: VerifyOptions = USUAL
    workers: int = 0

    @classmethod
    def of(cls, *files: bytes, store: KeyStore | None, **more: Any) -> "Case":
        """Files of one register."""
        return cls(registers=(files,), store=store, **more)

    @property
    def argument(self) -> Answer:
        """The case as the page takes it."""
        options, store = self.options, self.store
        key = None if store is None else store.aes_key
        return {
            "registers": [
                [{"name": f"{at}.json", "content": _text(raw)} for at, raw in enumerate(files)]
                for files in self.registers
            ],
            "told": {
                "aesKeyBase64": None if key is None else _text(key),
                "devices": None if store is None else _devices(store),
                "isStrict": options.is_strict,
                "isPartial": options.is_partial,
                "now": None if options.now_utc is None else options.now_utc.isoformat(),
                "reportedOutages": [_outage(outage) for outage in options.reported_outages],
                "workers": self.workers,
            },
        }


AskAll = Callable[[list[Case]], list[Answer]]
Same = Callable[[list[Case]], list[Answer]]


def said(answer: Answer) -> Answer:
    """What an answer of the page has in common with Python's."""
    own = {name: value for name, value in answer.items() if name not in _ONLY_THERE}
    return own | {"findings": [_same_words(finding) for finding in answer["findings"]]}


_ONLY_THERE: Final = frozenset({"hasKey", "workers", "remark"})


def reckoned(case: Case, folder: Path) -> Answer:
    """What Python says of the files of one register."""
    paths = []
    for at, raw in enumerate(case.registers[0]):
        paths.append(folder / f"{at}.json")
        paths[-1].write_bytes(raw)
    with warnings.catch_warnings():
        # What the library says of a damaged certificate goes to nobody.
        warnings.simplefilter("ignore")
        report = verify_files(paths, case.store, case.options, processes=1)
    return {
        "receipts": report.receipts,
        "registerId": report.register_id,
        "firstNumber": report.first_number,
        "lastNumber": report.last_number,
        "errors": report.errors,
        "notices": report.notices,
        "isComplete": report.is_complete,
        "isValid": report.is_valid,
        "findings": [_same_words(_written(finding)) for finding in report.findings],
    }


def outline(findings: Sequence[Answer]) -> list[Answer]:
    """Findings as the vectors write them."""
    names = ("rule", "index", "number", "severity")
    return [{name: finding[name] for name in names} for finding in findings]


def _written(finding: Finding) -> Answer:
    return {
        "index": finding.index,
        "number": finding.number,
        "rule": finding.rule.value,
        "severity": finding.severity.value,
        "detail": finding.detail,
    }


def _same_words(finding: Answer) -> Answer:
    head, found, _ = finding["detail"].partition(_FOREIGN_WORDS)
    return finding | {"detail": head + found}


def _text(raw: bytes) -> str:
    return b64encode(raw).decode()


def _devices(store: KeyStore) -> list[Any]:
    return [
        [name, {"kind": device.kind.value, "der": _text(device.der)}]
        for name, device in store.devices.items()
    ]


def _outage(outage: ReportedOutage) -> Answer:
    ended = outage.ended_at_utc
    return {
        "component": outage.component.value,
        "certificateSerial": outage.certificate_serial,
        "beganAt": outage.began_at_utc.isoformat(),
        "endedAt": None if ended is None else ended.isoformat(),
    }
