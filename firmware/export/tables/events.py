"""Everything that happened, as one JSON file an auditor's program reads directly (DEP131).

§ 131 BAO and the Kassenrichtlinie want a complete, chronological log of all events with all their
data. One object; its arrays have one element a line, so that a person finds a row, too. `content`
of an event is the text its hash covers, byte for byte, and receipts carry the JWS of the DEP7. Of a
damaged row, too, this file has what is left: content that is no JSON object is a text in it.
"""

import json
from collections.abc import Iterator
from typing import BinaryIO, Final

import msgspec

from firmware.export.package.part import Part, Sight
from firmware.export.tables.journal_rows import readable_time
from firmware.store.canonical import utc_text
from firmware.store.entry import StoredReceipt
from firmware.store.row import JournalCells, receipt_cells

FILE: Final = "journal/ereignisse.json"
FORMAT: Final = 1
#: The two arrays.
EVENTS: Final = "ereignisse"
RECEIPTS: Final = "belege"
#: So many lines are written at once.
BATCH_LINES: Final = 256
_QUOTE: Final = json.JSONEncoder(ensure_ascii=False).encode


class _Event(msgspec.Struct, gc=False):
    nr: int
    zeit: str
    zeit_utc: str
    uuid: str
    bediener: int | None
    art: str
    inhalt: msgspec.Raw | str
    hash: str


class _Object(msgspec.Struct):
    """Any JSON object: what is in it is passed over."""


_line_of: Final = msgspec.json.Encoder().encode
_object_of: Final = msgspec.json.Decoder(_Object).decode


def parts(_sight: Sight) -> tuple[Part, ...]:
    """All events of the export's span, with its receipts."""
    return (Part(name=FILE, write=write),)


def write(sight: Sight, out: BinaryIO) -> None:
    """Write the file, a line an event; nothing of it is kept.

    Raises:
        StoreError: the book cannot be read.
        OSError: of `out`.
    """
    out.write(f"{{\n{_members(sight)}".encode())
    _write_array(sight, EVENTS, _events(sight), out)
    out.write(b",\n")
    _write_array(sight, RECEIPTS, _receipts(sight), out)
    out.write(b"\n}\n")


def _members(sight: Sight) -> str:
    """What stands before the arrays: whose, when, from where to where."""
    identity = sight.book.identity()
    assert identity is not None, "an export is of a commissioned till"
    certificates = [
        {"seriennummer": one.serial, "rka": one.rka, "der": one.der.hex()}
        for one in sight.book.certificates()
    ]
    members: dict[str, object] = {
        "format": FORMAT,
        "kassen_id": sight.register_id,
        "unternehmen": list(sight.firm),
        "programm": sight.program,
        "erstellt_utc": utc_text(sight.made_at_utc, FILE),
        "in_betrieb_seit_utc": utc_text(identity.commissioned_at_utc, FILE),
        "erster_tag": sight.first_day.isoformat(),
        "letzter_tag": sight.last_day.isoformat(),
        "erste_zeile": sight.journal.first,
        "letzte_zeile": sight.journal.last,
        "hash_davor": sight.previous_hash,
        "erster_beleg": sight.receipts.first,
        "letzter_beleg": sight.receipts.last,
        "zertifikate": certificates,
    }
    return "".join(f"{_QUOTE(name)}: {_QUOTE(value)},\n" for name, value in members.items())


def _write_array(sight: Sight, name: str, lines: Iterator[str], out: BinaryIO) -> None:
    out.write(f"{_QUOTE(name)}: [".encode())
    batch: list[str] = []
    before = "\n"
    for line in lines:
        batch.append(f"{before}{line}")
        before = ",\n"
        if len(batch) == BATCH_LINES:
            out.write("".join(batch).encode())
            sight.moved(len(batch))
            batch.clear()
    out.write("".join([*batch, "\n]"]).encode())
    sight.moved(len(batch))


def _events(sight: Sight) -> Iterator[str]:
    """The rows, their content as it stands in the book."""
    span = sight.journal
    rows = sight.book.journal_cells(span.first, span.last) if span.first else ()
    return (event(row) for row in rows)


def event(row: JournalCells) -> str:
    """The line of a row, whatever is in its cells."""
    seq, at_utc, uuid, clerk, kind, content, row_hash = row
    local, said = readable_time(at_utc), _said(content)
    return _line_of(_Event(seq, local, at_utc, uuid, clerk, kind, said, row_hash)).decode()


def _said(content: str) -> msgspec.Raw | str:
    """The content as it stands; a text of it where that would be no JSON, or more than a line."""
    try:
        _object_of(content)
    except (msgspec.MsgspecError, RecursionError):
        return content
    return content if "\n" in content else msgspec.Raw(content)


def _receipts(sight: Sight) -> Iterator[str]:
    span = sight.receipts
    rows = sight.book.receipts(span.first, span.last) if span.first else ()
    return (_receipt(one) for one in rows)


def _receipt(receipt: StoredReceipt) -> str:
    number, kind, at_utc, jws, turnover_cents, serial, is_signed, content = receipt_cells(receipt)
    return (
        f'{{"nr":{number},"art":"{kind}","zeit":"{readable_time(at_utc)}","zeit_utc":"{at_utc}",'
        f'"signiert":{"true" if is_signed else "false"},"zertifikat":{_QUOTE(serial)},'
        f'"umsatzzaehler_cent":{turnover_cents},"jws":"{jws}","inhalt":{content}}}'
    )
