"""How fast a DEP of a million receipts is examined, measured against the physical limit.

The limit is what OpenSSL itself verifies per second on one core, times the cores. The examination
runs in a process of its own; its memory is the sum of the peaks of that process and its children.
"""

import json
import os
import re
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final, NamedTuple

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from firmware.export.dep_file import DepCertificate, write_dep
from firmware.export.key_container import read_key_container, write_key_container
from firmware.export.verification import verify_file
from firmware.export.workers import core_count
from firmware.rksv.chain import Register, Tail, prepare
from firmware.rksv.jws import compact, der_to_raw
from firmware.rksv.receipt import ReceiptKind
from firmware.rksv.trust import DeviceKey, DeviceKind, KeyStore
from firmware.rksv.vat import Buckets
from firmware.rksv.verify import VerifyOptions
from tests.bench.figure import Figure, Result

RECEIPTS: Final = 1_000_000
ROOT: Final = Path(__file__).resolve().parents[2]
FOLDER: Final = ROOT / ".bench"
SERIAL: Final = "1a2b3c4d"
SAMPLE_S: Final = 0.05
OPENSSL_S: Final = 3


class Row(NamedTuple):
    """A row as `write_dep` wants it."""

    jws: str
    certificate_serial: str
    issued_at_utc: datetime


def make_dep(folder: Path, receipts: int) -> tuple[Path, Path]:
    """Write a DEP of that many signed receipts and its key container; return both paths."""
    folder.mkdir(exist_ok=True)
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "bench")])
    begin = datetime(2026, 1, 1, tzinfo=UTC)
    der = (
        x509.CertificateBuilder(name, name, key.public_key(), int(SERIAL, 16))
        .not_valid_before(begin)
        .not_valid_after(begin + timedelta(days=1825))
        .sign(key, SHA256())
        .public_bytes(Encoding.DER)
    )
    aes_key = os.urandom(32)
    register = Register(register_id="BENCH-1", rka="R1-AT1", aes_key=aes_key)

    def rows() -> object:
        tail: Tail | None = None
        for index in range(receipts):
            draft = prepare(
                register,
                tail,
                kind=ReceiptKind.STANDARD if index else ReceiptKind.STARTBELEG,
                buckets=Buckets(normal=index % 1000, besonders=290) if index else Buckets(),
                issued_at_utc=begin + timedelta(minutes=3 * index),
                certificate_serial=SERIAL,
            )
            signature = der_to_raw(key.sign(draft.signing_input, ec.ECDSA(SHA256())))
            tail = Tail(
                number=draft.number,
                jws=compact(draft.payload, signature),
                turnover_cents=draft.turnover_cents,
                issued_at_utc=draft.issued_at_utc,
            )
            yield Row(tail.jws, SERIAL, tail.issued_at_utc)

    dep, container = folder / f"dep-{receipts}.json", folder / f"keys-{receipts}.json"
    store = KeyStore(
        aes_key=aes_key, devices={SERIAL: DeviceKey(kind=DeviceKind.CERTIFICATE, der=der)}
    )
    write_key_container(store, container)
    write_dep(rows(), {SERIAL: DepCertificate(der=der, chain=())}, dep)
    return dep, container


def openssl_rate(cores: int = 1) -> float:
    """Return how many P-256 signatures OpenSSL verifies per second on so many cores at once."""
    many = ["-multi", str(cores)] if cores > 1 else []
    command = ["openssl", "speed", "-seconds", str(OPENSSL_S), *many, "ecdsap256"]
    output = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    match = re.search(r"nistp256\).*?([0-9.]+)\s*$", output, re.MULTILINE)
    if match is None:
        raise RuntimeError("openssl speed prints no rate for ecdsap256")
    return float(match.group(1))


def peak_rss_bytes(pid: int, peaks: dict[int, int]) -> int:
    """Note the peak of a process and all below it; return the sum over all ever seen."""
    waiting = [pid]
    while waiting:
        current = waiting.pop()
        try:
            status = Path(f"/proc/{current}/status").read_text(encoding="ascii")
            tasks = Path(f"/proc/{current}/task").iterdir()
            children = " ".join((task / "children").read_text(encoding="ascii") for task in tasks)
        except OSError:  # it has ended
            continue
        high = re.search(r"VmHWM:\s+(\d+) kB", status)
        if high is not None:
            peaks[current] = max(peaks.get(current, 0), int(high.group(1)) * 1024)
        waiting += map(int, children.split())
    return sum(peaks.values())


def run(receipts: int = RECEIPTS) -> dict[str, float]:
    """Measure: rates per second, their ratio to the limit, by wall clock and by CPU time."""
    dep, container = FOLDER / f"dep-{receipts}.json", FOLDER / f"keys-{receipts}.json"
    if not (dep.exists() and container.exists()):
        make_dep(FOLDER, receipts)
    limit_per_core = openssl_rate()
    command = [sys.executable, "-m", "tests.bench.verify_rate", str(dep), str(container)]
    peaks: dict[int, int] = {}
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        while process.poll() is None:
            rss_bytes = peak_rss_bytes(process.pid, peaks)
            time.sleep(SAMPLE_S)
        assert process.stdout is not None
        measured = json.loads(process.stdout.read())
    cores = core_count()
    # Cores that share their arithmetic are slower together than one alone times their number.
    together = openssl_rate(cores)
    return {
        "receipts": receipts,
        "cores": cores,
        "openssl_per_s_and_core": limit_per_core,
        "receipts_per_s": receipts / measured["wall_s"],
        "ratio_wall": receipts / measured["wall_s"] / (limit_per_core * cores),
        "openssl_per_s_together": together,
        "ratio_together": receipts / measured["wall_s"] / together,
        "ratio_cpu": receipts / measured["cpu_s"] / limit_per_core,
        "peak_rss_mib": rss_bytes / 2**20,
    }


def measure(dep: Path, container: Path) -> dict[str, float]:
    """Examine once in this process and its children; return wall clock and CPU seconds."""
    store = read_key_container(container)
    begun_s = time.perf_counter()
    report = verify_file(dep, store, VerifyOptions())
    wall_s = time.perf_counter() - begun_s
    assert report.is_valid, report.findings[:3]
    times = os.times()
    cpu_s = times.user + times.system + times.children_user + times.children_system
    return {"wall_s": wall_s, "cpu_s": cpu_s, "receipts": report.receipts}


def result(receipts: int = RECEIPTS) -> Result:
    """Receipts a second against OpenSSL on all cores, by the wall and by processor time."""
    told = run(receipts)
    cores = int(told["cores"])
    return Result(
        figures=(
            Figure(
                name=f"examined of {receipts:,} receipts",
                value=told["receipts_per_s"],
                unit="/s",
                limit=told["openssl_per_s_together"],
                limit_is=f"openssl on {cores} cores together",
                at_least=0.6,
            ),
            Figure(
                name="examined in a second of the processor",
                value=told["ratio_cpu"] * told["openssl_per_s_and_core"],
                unit="/s",
                limit=told["openssl_per_s_and_core"],
                limit_is="openssl on one core",
            ),
            Figure(name="its memory, all processes", value=told["peak_rss_mib"], unit="MiB"),
        )
    )


def main() -> None:
    """Print the measurement; with two paths, examine these and print the raw figures."""
    if len(sys.argv) == 3:
        sys.stdout.write(json.dumps(measure(Path(sys.argv[1]), Path(sys.argv[2]))))
        return
    for name, value in run().items():
        sys.stdout.write(f"{name:24} {value:12.3f}\n")


if __name__ == "__main__":
    main()
