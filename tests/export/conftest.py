"""DEPs of the forge as files and as rows of a book."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from firmware.export.key_container import parse_key_container
from firmware.rksv.trust import KeyStore
from tests.export.viewer.shown import chromium, days, days_path, show, viewer_path
from tests.vectors.forge import Forge, document, group
from tests.vectors.negative_build import CARD, OTHER, keys

__all__ = ["chromium", "days", "days_path", "show", "viewer_path"]

BEGIN_UTC = datetime(2026, 11, 20, 7, 0, tzinfo=UTC)


class Row(NamedTuple):
    """What a DEP needs of a row of the book."""

    jws: str
    certificate_serial: str
    issued_at_utc: datetime


@pytest.fixture(name="store")
def _store() -> KeyStore:
    return parse_key_container(json.dumps(keys(CARD, OTHER)).encode())


@pytest.fixture(name="till")
def _till() -> Forge:
    """A till with a start receipt and five receipts, one of them in failure form."""
    till = Forge(CARD)
    till.add()
    till.sell(100, 200)
    till.add(300, is_signed=False)
    till.add()
    till.add(-100, mark="STO")
    return till


@pytest.fixture(name="rows")
def _rows(till: Forge) -> list[Row]:
    return [
        Row(entry, CARD.serial, BEGIN_UTC + timedelta(hours=hour))
        for hour, entry in enumerate(till.entries)
    ]


@pytest.fixture(name="dep_bytes")
def _dep_bytes(till: Forge) -> bytes:
    return json.dumps(document(group(CARD, till.entries))).encode()


@pytest.fixture(name="write")
def _write(tmp_path: Path) -> Callable[[Any], Path]:
    """Write bytes or a document to a file of its own."""
    written = []

    def write(content: Any) -> Path:
        path = tmp_path / f"dep-{len(written)}.json"
        path.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
        written.append(path)
        return path

    return write
