"""Writes tests/vectors/negative/*.json: at least one damaged export for each rule of the examiner.

Each case builds a whole DEP and does one thing wrong. Run `python -m tests.vectors.make_negative`
after a change; a test compares the files with what this writes.
"""

import json
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Final

from tests.vectors import forge
from tests.vectors import negative_container as container
from tests.vectors import negative_sequence as sequence
from tests.vectors.forge import Document
from tests.vectors.negative_build import COMPANY_KEY, damaged, field, first

FOLDER: Final = Path(__file__).parent / "negative"
Z4: Final = "Anlage Z 4"
Z6: Final = "Anlage Z 6"


def _spoil_payload(entry: str) -> str:
    head, payload, signature = entry.split(".")
    return f"{head}.{payload[:-1]}!.{signature}"


# The file is named like the rule it breaks; a suffix after "--" tells several of one rule apart.
CASES: Final[Mapping[str, Callable[[], Document]]] = {
    "container-form": container.container_form,
    "group-form": container.group_form,
    "group-certificate": container.group_certificate,
    "certificate-form": container.certificate_form,
    "certificate-key": container.certificate_key,
    "certificate-purpose": container.certificate_purpose,
    "certificate-chain": container.certificate_chain,
    "certificate-trust": container.certificate_trust,
    "certificate-collision": container.certificate_collision,
    "serial-match": container.serial_match,
    "key-known": container.key_known,
    "signature": container.signature,
    "jws-parts": partial(
        damaged, "a fourth part", Z6, "jws-parts", reshape=lambda entry: f"{entry}.AA"
    ),
    "jws-padding": partial(
        damaged, "the signature is padded", Z6, "jws-padding", reshape=lambda entry: f"{entry}=="
    ),
    "jws-coding": partial(
        damaged,
        "the payload ends with a character that base64url does not have",
        Z6,
        "jws-coding",
        is_number_lost=True,
        reshape=_spoil_payload,
    ),
    "jws-header": partial(
        damaged, "the header names ES384", Z6, "jws-header", header='{"alg":"ES384"}'
    ),
    "jws-header--spaced": partial(
        damaged, "the header has a space", Z6, "jws-header", header='{"alg": "ES256"}'
    ),
    "signature--short": partial(
        damaged, "63 bytes", Z6, "signature", reshape=lambda entry: entry[:-2]
    ),
    "payload-fields": partial(
        field, "a thirteenth field", "Anlage Z 5", "payload-fields", "link", "AAAAAAAAAAA=_x"
    ),
    "rka-suite": partial(
        field, "the suite begins with X", "Anlage Z 2", "rka-suite", "rka", "X1-AT1"
    ),
    "rka-known-suite": partial(
        field,
        "the second suite, which there is not",
        "Anlage Z 2",
        "rka-known-suite",
        "rka",
        "R2-AT1",
    ),
    "rka-provider": partial(
        field,
        "the provider's number begins with 0",
        "Anlage Z 2",
        "rka-provider",
        "rka",
        "R1-AT01",
    ),
    "rka-serial-kind": partial(
        field,
        "a company key in an open system",
        "Anlage Z 2",
        "rka-serial-kind",
        "serial",
        COMPANY_KEY,
    ),
    "identifier": partial(
        damaged,
        "the Belegnummer is empty",
        Z4,
        "identifier",
        is_number_lost=True,
        fields={"number": ""},
    ),
    "time-form": partial(field, "31 November", Z4, "time-form", "time", "2026-11-31T08:00:00"),
    "amount-form": partial(field, "a decimal point", Z4, "amount-form", "normal", "0.00"),
    "amount-form--grouped": partial(
        field, "thousands parted by a dot", Z4, "amount-form", "normal", "1.234,56"
    ),
    "counter-form": partial(
        field, "STO as it is instead of its base64", Z4, "counter-form", "counter", "STO"
    ),
    "counter-form--long": partial(
        field, "17 bytes", "Anlage Z 9", "counter-form", "counter", "A" * 22 + "A="
    ),
    "serial-form": partial(field, "hex with a prefix", Z4, "serial-form", "serial", "0x1a2b3c4d"),
    "link-form": partial(field, "16 bytes", Z4, "link-form", "link", "AAAAAAAAAAAAAAAAAAAAAA=="),
    "code-length": sequence.code_length,
    "start-signed": partial(
        first,
        "the start receipt is in failure form",
        "§ 6 Abs 4 RKSV",
        "start-signed",
        is_signed=False,
    ),
    "start-zero": partial(
        first, "the start receipt has a turnover", "§ 6 Abs 4 RKSV", "start-zero", normal=100
    ),
    "start-kind": partial(
        first, "the start receipt is a training", "§ 6 Abs 4 RKSV", "start-kind", mark="TRA"
    ),
    "start-counter": sequence.start_counter,
    "start-link": partial(
        first,
        "the start receipt is linked to another Kassen-ID",
        Z4,
        "start-link",
        fields={"link": forge.hash_link("VEKTOR-2")},
    ),
    "start-once": sequence.start_once,
    "link": sequence.link,
    "counter": sequence.counter,
    "counter-length": sequence.counter_length,
    "register-id": sequence.register_id,
    "system-kind": sequence.system_kind,
    "time-order": sequence.time_order,
    "time-order--doubled-hour": sequence.time_order_doubled_hour,
    "time-order--strict": sequence.time_order_strict,
    "time-range": sequence.time_range,
    "time-range--early": partial(
        first,
        "a receipt before there was the regulation",
        Z4,
        "time-range",
        fields={"time": "2015-08-31T23:59:59"},
    ),
    "time-gap": sequence.time_gap,
    "number-unique": sequence.number_unique,
    "number-unique--second-file": sequence.number_unique_second_file,
    "sammelbeleg": sequence.sammelbeleg,
    "sammelbeleg--failing-anew": sequence.sammelbeleg_failing_anew,
    "zero-unsigned": sequence.zero_unsigned,
    "month-end": sequence.month_end,
    "year-end": sequence.year_end,
    "reported-outage": sequence.reported_outage,
    "cluster-open": sequence.cluster_open,
    "cluster-link": sequence.cluster_link,
    "code-match": sequence.code_match,
}


def text_of(case: Callable[[], Document]) -> str:
    """Return the content of a vector file."""
    return json.dumps(case(), ensure_ascii=False, indent=1) + "\n"


def main() -> None:
    """Write all vectors."""
    FOLDER.mkdir(exist_ok=True)
    for name, case in CASES.items():
        (FOLDER / f"{name}.json").write_text(text_of(case), encoding="utf-8")


if __name__ == "__main__":
    main()
