"""docs/archive/protocol.md says what the messages and the till do."""

import re
from itertools import islice
from typing import Final

import pytest

from firmware.accord import batch, messages
from firmware.store import line
from firmware.sync.archive import pace, parcels
from firmware.sync.archive.doubt import Doubt
from firmware.sync.config import HEARTBEAT_MAX_S, HEARTBEAT_MIN_S
from tests.archive.books import units
from tests.docs.pages import DOCS, plain, rows

PAGE: Final = DOCS / "archive" / "protocol.md"
_ROWS_A_RECEIPT: Final = 7
_SIX_WEEKS: Final = 12_600
_RECEIPTS: Final = 700
_BITS_A_SECOND: Final = 64_000


def _text() -> str:
    return PAGE.read_text(encoding="utf-8")


def _told() -> dict[str, str]:
    """Request and what else stands in its row, at the head of `firmware/accord/messages.py`."""
    assert messages.__doc__ is not None
    lines = [
        line for line in messages.__doc__.splitlines() if re.match(r"\| (GET|POST|PUT) ", line)
    ]
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    return {request: f"{body} {answer}" for request, body, answer in cells}


def test_the_requests_are_those_of_the_messages() -> None:
    """The same table as at the head of `firmware/accord/messages.py`."""
    page = {
        plain(request): f"{body} {answers}"
        for request, body, answers in rows(PAGE, columns=("request", "body", "answers"))
    }
    assert set(_told()) == set(page)
    for request, said in _told().items():
        named = re.findall(r"[A-Z][a-z]+[A-Za-z]*|[0-9]{3}", said)
        assert [] == [one for one in named if one not in page[request]], request


def test_every_message_stands_in_the_page() -> None:
    """By its name."""
    text = _text()
    names = [
        name
        for name, value in vars(messages).items()
        if isinstance(value, type) and value.__module__ == messages.__name__
    ]
    assert [] == [name for name in names if name not in text and name != "TillMaster"]


def test_every_doubt_stands_in_the_page() -> None:
    """By the word that is the alarm."""
    assert [] == [doubt.value for doubt in Doubt if f"`{doubt.value}`" not in _text()]


@pytest.mark.parametrize(
    "said",
    [
        f"At most {batch.MAX_LINES} lines",
        f"{batch.MAX_PLAIN_BYTES >> 20} MiB unpacked",
        f"{batch.MAX_PACKED_BYTES >> 20} MiB packed",
        f"stops filling at {batch.TARGET_PLAIN_BYTES >> 20} MiB",
        f"at most {messages.SEND_WITHIN_S} seconds after it was written",
        f"({messages.HEARTBEAT_S} unless the archive says otherwise;",
        f"{HEARTBEAT_MIN_S} to {HEARTBEAT_MAX_S})",
        f"(1 to {pace.LONGEST_REST_S:g})",
        f"Up to {parcels.PART_BYTES >> 20} MiB it goes in one PUT",
    ],
)
def test_numbers(said: str) -> None:
    """As in the code."""
    assert said in _text()


def test_what_it_costs() -> None:
    """Measured here once more over fewer receipts, within a twentieth."""
    lines = [
        line.encode(unit) + b"\n"
        for unit in units(_RECEIPTS, rows_per_receipt=_ROWS_A_RECEIPT, positions=3)
    ]
    begin = iter(lines)
    packed = requests = 0
    while one := list(islice(begin, batch.MAX_LINES)):
        packed += len(batch.pack(one))
        requests += 1
    told = dict(rows(PAGE, columns=("", "is")))
    receipt = int(told["bytes of a receipt with its rows, packed in full batches"])
    assert receipt == pytest.approx(packed / _RECEIPTS, rel=0.05)
    weeks = re.findall(r"[0-9.]+", told[f"six weeks offline ({_SIX_WEEKS} receipts)"])
    total = receipt * _SIX_WEEKS
    assert [-(-_SIX_WEEKS * _ROWS_A_RECEIPT // batch.MAX_LINES), round(total / 1e6, 1)] == [
        float(one) for one in weeks
    ]
    minutes = float(re.findall(r"[0-9]+", told["the same at 64 kbit/s"])[0])
    assert minutes == round(total * 8 / _BITS_A_SECOND / 60)
