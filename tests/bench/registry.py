"""The benches by name, and what each is the answer to."""

from collections.abc import Callable
from importlib import import_module
from typing import Final, cast

from tests.bench.figure import Result

#: Module of `tests.bench`, and what it is about, in the order of the page.
BENCHES: Final[dict[str, tuple[str, str]]] = {
    "sale": ("sale_time", "BAR, both commits, first byte to the printer; the way to the card"),
    "issue": ("issue_rate", "one receipt through the issuer, without keys and paper"),
    "key": ("key_time", "from a key to the finished picture on the bus of the display"),
    "idle": ("idle_load", "an idle till: keypad, feeders, loop, counted in instructions"),
    "start": ("start_time", "from the start of the process to the first key"),
    "load": ("load", "memory and start of both daemons before they have anything to do"),
    "weight": ("weight", "memory of both daemons after a week of selling"),
    "book": ("book_size", "the book on the disk for each receipt, and how it grows"),
    "growth": ("growth", "examination, export, X and Z over books of every size"),
    "verify": ("verify_rate", "a DEP of very many receipts examined"),
    "export": ("export_rate", "a year at a stall onto a stick"),
    "viewer": ("viewer_time", "BETRACHTER.html from the double click to the verdict"),
    "portal": ("portal_time", "pages of the archive"),
    "ingest": ("ingest_rate", "batches into the archive, against openssl"),
    "heads": ("heads_rate", "the log of heads of a million tills"),
    "offline": ("offline_time", "six weeks offline, then a slow line"),
}


def bench(name: str) -> Callable[[], Result]:
    """The bench of a name, loaded now: some bring a browser or a database along."""
    module, _ = BENCHES[name]
    return cast("Callable[[], Result]", import_module(f"tests.bench.{module}").result)
