"""Programs made by hand, as far as their libraries go."""

import struct


def made(*libraries: str) -> bytes:
    """A program of three sections: nothing, names, dynamic entries."""
    names = b"\0" + b"".join(name.encode() + b"\0" for name in libraries)
    places = [1 + sum(len(name) + 1 for name in libraries[:at]) for at in range(len(libraries))]
    dynamic = b"".join(struct.pack("<qQ", 1, place) for place in places) + struct.pack("<qQ", 0, 0)
    start = 64
    sections = [
        (0, 0, 0, 0, 0, 0, 0, 0, 0, 0),
        (0, 3, 0, 0, start, len(names), 0, 0, 1, 0),
        (0, 6, 0, 0, start + len(names), len(dynamic), 1, 0, 8, 16),
    ]
    headers = start + len(names) + len(dynamic)
    head = bytearray(64)
    head[:7] = b"\x7fELF\x02\x01\x01"
    struct.pack_into("<Q", head, 0x28, headers)
    struct.pack_into("<HHH", head, 0x3A, 64, len(sections), 0)
    table = b"".join(struct.pack("<IIQQQQIIQQ", *section) for section in sections)
    return bytes(head) + names + dynamic + table
