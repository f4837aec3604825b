"""Two transcripts side by side, to see whether the office and its emulator speak alike.

Compared is the form: which call, HTTP status, elements with their namespaces in order, and the
values of the protocol's own vocabulary. What differs from run to run (times, numbers, texts, whose
till it is) is left out.
"""

from collections.abc import Iterable, Iterator
from difflib import unified_diff
from itertools import zip_longest
from typing import Final

from firmware.sync.soap import Node, tree
from firmware.sync.transcript import Call

#: Elements whose text is part of the protocol.
VOCABULARY: Final = frozenset(
    {
        "art_se",
        "art_uebermittlung",
        "begruendung",
        "faultcode",
        "rc",
        "satznr",
        "status",
        "vda_id",
        "verificationName",
        "verificationState",
    }
)


def differences(ours: Iterable[Call], theirs: Iterable[Call]) -> Iterator[str]:
    """Lines of what differs, call by call; none if they speak alike."""
    for number, (one, other) in enumerate(zip_longest(ours, theirs), start=1):
        before, after = shape(one), shape(other)
        if before != after:
            yield f"call {number}:"
            yield from list(unified_diff(before, after, lineterm="", n=2))[2:]


def shape(call: Call | None) -> list[str]:
    """The form of a call, a line for each element."""
    if call is None:
        return ["no call"]
    status = "none" if call.status is None else str(call.status)
    return [
        f"operation {call.operation} mode {call.mode}",
        *_lines("request", call.request),
        f"status {status}",
        *_lines("answer", call.answer),
    ]


def _lines(name: str, text: str) -> Iterator[str]:
    if not text:
        yield f"{name}: nothing"
        return
    root = tree(text)
    if root is None:
        yield f"{name}: no XML"
        return
    yield f"{name}:"
    yield from _elements(root, "", 1)


def _elements(node: Node, outer: str, depth: int) -> Iterator[str]:
    """A namespace is named where it changes."""
    namespace = "" if node.namespace == outer else f" in {node.namespace or 'no namespace'}"
    value = f" = {node.text}" if node.name in VOCABULARY else ""
    yield f"{'  ' * depth}{node.name}{namespace}{value}"
    for child in node.children:
        yield from _elements(child, node.namespace, depth + 1)
