"""Two images held against each other: the same bytes, or which partition differs where."""

import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Final
from uuid import UUID

_SECTOR: Final = 512
_CHUNK: Final = 1024 * 1024
_GPT: Final = b"EFI PART"
#: A GPT entry: kind, own identifier, first and last sector, flags, name in UTF-16.
_ENTRY: Final = struct.Struct("<16s16sQQQ72s")


def table(image: Path) -> dict[str, tuple[int, int]]:
    """The partitions of an image: first byte and size, by name; empty where there is no GPT."""
    with image.open("rb") as file:
        file.seek(_SECTOR)
        header = file.read(_SECTOR)
        if not header.startswith(_GPT):
            return {}
        first, count, size = struct.unpack_from("<QII", header, 72)
        file.seek(first * _SECTOR)
        entries = [file.read(size) for _ in range(count)]
    found = {}
    for raw in entries:
        kind, _, begin, end, _, name = _ENTRY.unpack_from(raw)
        if UUID(bytes_le=kind).int:
            text = name.decode("utf-16-le").rstrip("\0")
            found[text] = (begin * _SECTOR, (end - begin + 1) * _SECTOR)
    return found


def differences(one: Path, other: Path) -> tuple[str, ...]:
    """A line for each partition that differs, with its first byte that does; empty: the same."""
    found: dict[str, int] = {}
    counts: dict[str, int] = {}
    parts = table(one)
    for place in _unlike(one, other):
        name, begin = next(
            (
                (name, begin)
                for name, (begin, size) in parts.items()
                if begin <= place < begin + size
            ),
            ("outside the partitions", 0),
        )
        found.setdefault(name, place - begin)
        counts[name] = counts.get(name, 0) + 1
    lines = [
        f"{name}: {counts[name]} blocks differ, first at byte {place}"
        for name, place in found.items()
    ]
    sizes = one.stat().st_size, other.stat().st_size
    if sizes[0] != sizes[1]:
        lines.append(f"{sizes[0]} and {sizes[1]} bytes")
    return tuple(lines)


def _unlike(one: Path, other: Path) -> Iterator[int]:
    """The first differing byte of each sector that differs."""
    with one.open("rb") as left, other.open("rb") as right:
        place = 0
        while (a := left.read(_CHUNK)) and (b := right.read(_CHUNK)):
            if a != b:
                for begin in range(0, min(len(a), len(b)), _SECTOR):
                    x, y = a[begin : begin + _SECTOR], b[begin : begin + _SECTOR]
                    if x != y:
                        yield (
                            place
                            + begin
                            + next((i for i in range(min(len(x), len(y))) if x[i] != y[i]), 0)
                        )
            place += _CHUNK
