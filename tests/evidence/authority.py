"""A stamping authority of the tests' own: `openssl ts` with a root made for the purpose."""

import subprocess
from dataclasses import dataclass
from pathlib import Path

_EXTENSIONS = (
    "basicConstraints=critical,CA:FALSE\n"
    "keyUsage=critical,digitalSignature\n"
    "extendedKeyUsage=critical,timeStamping\n"
)
# No `certs`: with it openssl writes what a strict reader of DER refuses.
_CONFIG = """
[tsa]
default_tsa = own
[own]
serial = {folder}/serial
crypto_device = builtin
signer_cert = {folder}/tsa.pem
signer_key = {folder}/tsa.key
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256, sha512
ess_cert_id_alg = sha256
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Authority:
    """Stamps whatever it is asked."""

    folder: Path

    @property
    def roots(self) -> Path:
        """Its root, in PEM."""
        return self.folder / "ca.pem"

    def answer(self, query: bytes) -> bytes:
        """RFC 3161: the answer to a query."""
        (self.folder / "query").write_bytes(query)
        run(self.folder, "ts -reply -config tsa.cnf -queryfile query -out answer")
        return (self.folder / "answer").read_bytes()


def founded(folder: Path) -> Authority:
    """A new one."""
    folder.mkdir(parents=True, exist_ok=True)
    key = "-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes"
    subject = "-subj /CN=Test"
    uses = "-addext basicConstraints=critical,CA:TRUE -addext keyUsage=critical,keyCertSign"
    run(folder, f"req -x509 {key} -keyout ca.key -out ca.pem -days 3650 {subject}Root {uses}")
    run(folder, f"req {key} -keyout tsa.key -out tsa.csr {subject}Tsa")
    (folder / "ext").write_text(_EXTENSIONS, "ascii")
    (folder / "serial").write_text("01\n", "ascii")
    (folder / "tsa.cnf").write_text(_CONFIG.format(folder=folder), "ascii")
    signed = "-CA ca.pem -CAkey ca.key -CAcreateserial -days 3650 -extfile ext"
    run(folder, f"x509 -req -in tsa.csr -out tsa.pem {signed}")
    return Authority(folder=folder)


def run(folder: Path, words: str) -> None:
    """An openssl command in the folder."""
    subprocess.run(["openssl", *words.split()], cwd=folder, check=True, capture_output=True)
