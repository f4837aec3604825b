"""firmware.app.stick.export: what leaves holds no secret of the till, whatever the kind."""

import base64
from collections.abc import Iterator

import pytest

from firmware.app.pins import Pins
from firmware.till.exports.requests import ExportKind, StartExport
from tests.app.stick.counter import Counter

_PIN = "48213975"


def _secrets(counter: Counter) -> Iterator[bytes]:
    """What lies in the folder of the secrets, as it lies there and as it may be written else."""
    files = [one for one in counter.day.stand.secrets.iterdir() if one.is_file()]
    assert {"aes-key", "card-pin"} < {one.name for one in files}
    for path in files:
        text = path.read_bytes().strip()
        # Six digits are found in any long list of digests.
        yield text if path.name != "card-pin" else b'"' + text + b'"'
        if path.name == "aes-key":
            raw = base64.b64decode(text)
            yield from (raw, raw.hex().encode(), raw.hex().upper().encode())
            yield base64.urlsafe_b64encode(raw).rstrip(b"=")
            yield base64.b64encode(raw).rstrip(b"=")


@pytest.mark.parametrize("kind", [ExportKind.COPY, ExportKind.JOURNAL, ExportKind.DEP7])
def test_no_secret_leaves(every: Counter, kind: ExportKind) -> None:
    """Neither the AES key of the turnover counter, nor a PIN, nor what a PIN is checked against."""
    pins = Pins(every.day.stand.secrets)
    pins.store(1, _PIN)
    verifier = pins._read()[1].encode()
    every.insert()
    every.feeder.start(StartExport(kind=kind))
    folder = every.base / every.result().folder
    texts = {one.name: one.read_bytes() for one in folder.rglob("*") if one.is_file()}
    assert (kind is ExportKind.COPY) == ("book.sqlite" in texts)
    sought = [*_secrets(every), _PIN.encode(), verifier, verifier.rpartition(b"$")[2]]
    assert all(sought)
    assert [] == [name for name, text in texts.items() if any(one in text for one in sought)]
