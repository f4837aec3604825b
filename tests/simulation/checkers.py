"""What must hold at every moment of a market day; each sentence names what broke.

While a step runs, paper and display are held against the book at the instant they say something.
After it, what is new in the book is held against what was there; at a boot and at the end of a day
everything is. The book is read by connections of its own, as an inspector would.
"""

from itertools import islice
from pathlib import Path
from typing import Final

from firmware.app import resume
from firmware.app.keep.medium import FolderMedium
from firmware.app.keep.mirror_file import read_units
from firmware.app.z_seals import content_of
from firmware.desk.proof import prove
from firmware.rksv import chain, jws
from firmware.rksv.machine_code import parse, qr_from_jws
from firmware.rksv.receipt import ReceiptKind
from firmware.store import integrity, raw, seal
from firmware.store.entry import JournalRow, StoredReceipt
from firmware.store.reader import Reader
from firmware.store.seal import SealKind
from firmware.till.acts import JournalKind
from hal.display.port import Screen
from tests.power.light import EXPORT_DIGESTS
from tests.simulation import takings
from tests.simulation.broken import BrokenError
from tests.simulation.market import Market
from tests.simulation.paper import Paper
from tests.simulation.quick import TRIAL_DIGESTS
from tests.simulation.room_watch import RoomWatch

#: What the display shows of a sale that is paid.
_PAID: Final = frozenset({"BEZAHLT", "RÜCKGELD", "AUSZAHLEN", "Zahlart geändert"})
_NUMBER_AT: Final = len("Bon ")


class Watch:
    """Looks at one market from its opening on; every method may raise BrokenError.

    What was seen once is remembered: it must be there for ever.
    """

    def __init__(self, market: Market) -> None:
        self._market = market
        self._paper = Paper(market.stand.bench.printer)
        self._room = RoomWatch(market)
        self._numbers: dict[str, int] = {}
        self._digests: set[bytes] = set()
        self._anchors: set[str] = set()
        self._rows: list[JournalRow] = []
        self._stepped = 0
        self._jws = ""
        self._turnover_cents = 0
        self._signed_seen = 0
        self._agreed = 0
        self._z_seen = 0
        market.stand.on_screen = self.see_screen
        edge = market.plug.edge

        def pass_edge(name: str) -> None:
            edge(name)
            if name == "cable: after write":
                self.see_paper()

        market.plug.edge = pass_edge  # type: ignore[method-assign]
        market.on_boot = self.after_boot
        market.lie.on_end = self.after_lie

    # --- at the instant

    def see_paper(self) -> None:
        """§ 132a BAO, RKSV Anlage Z 4: no code is on paper that is not stored."""
        shown = self._paper.shown()
        if not shown - self._numbers.keys() - self._anchors:
            return
        with self._book() as book:
            self._take_in(book)
        for code in shown - self._numbers.keys() - self._anchors:
            raise BrokenError("paper", f"printed and not stored: {code[:70]}")

    def see_screen(self, screen: Screen) -> None:
        """What is shown as paid is stored, with that number and, without change, that sum."""
        self._room.hear(screen)
        if screen.item not in _PAID or not screen.hint.startswith("Bon "):
            return
        number = int(screen.hint[_NUMBER_AT:].split()[0])
        if number in self._numbers.values():
            return
        with self._book() as book:
            self._take_in(book)
        if number not in self._numbers.values():
            raise BrokenError("display", f"shows {screen.item} of receipt {number}: not stored")

    # --- after a step

    def after_step(self) -> None:
        """What is new follows from what was there, in book, memory, card and archive."""
        with self._book() as book:
            self._take_in(book)
            self._room.after_step(list(book.receipts(self._stepped + 1)))
            self._require_signed(book)
            self._require_same_sale(book)
            self._require_agreed(book)
        self._stepped = len(self._numbers)

    def after_sale(self) -> None:
        """With everything well somebody sold: that is the last receipt, and it is signed."""
        before = self._stepped
        self.after_step()
        with self._book() as book:
            sold = [one for one in book.receipts(before + 1) if one.kind is ReceiptKind.STANDARD]
        if not sold or jws.split(sold[-1].jws).signature is None:
            screen = self._market.stand.screen
            raise BrokenError("sells", f"with everything well: {len(sold)} sales, {screen}")
        if self._market.stand.station.spool.waiting is None:
            self._require_slips()

    def after_boot(self) -> None:
        """What was seen before is all there, and the book is whole."""
        self._room.after_boot()
        with self._book() as book:
            for row in self._rows[-1:]:
                found = next(iter(book.journal(row.seq, row.seq)), None)
                if found != row:
                    raise BrokenError("lost", f"row {row.seq} {row.kind} was stored, and is not")
            self._take_in(book)
            problems = integrity.check(book, integrity.QUICK)
        for problem in problems:
            raise BrokenError("book", str(problem))

    def after_lie(self) -> None:
        """What no medium had is gone, and whatever was on paper is not among it."""
        with self._book() as book:
            rows, receipts = list(book.journal()), list(book.receipts())
        kept = sum(1 for known, found in zip(self._rows, rows, strict=False) if known == found)
        gone = self._rows[kept:]
        del self._rows[kept:]
        codes = list(self._numbers)
        stored = {qr_from_jws(one.jws) for one in receipts}
        anchors = {anchor_of(row) for row in gone if row.kind == JournalKind.Z}
        lost = {code for code in codes if code not in stored} | anchors
        if missing := lost & self._paper.seen:
            raise BrokenError("lost", f"on paper, and on no medium: {sorted(missing)}")
        self._anchors -= anchors
        self._numbers = {code: at for code, at in self._numbers.items() if code in stored}
        last = receipts[len(self._numbers) - 1] if self._numbers else None
        self._jws = "" if last is None else last.jws
        self._turnover_cents = 0 if last is None else last.turnover_cents
        # What was signed for a receipt that is gone stays signed.
        self._signed_seen = len(self._market.signed)
        self._stepped = min(self._stepped, len(self._numbers))
        self._agreed = min(self._agreed, kept)

    # --- at the end of a day

    def after_day(self) -> None:
        """Everything once more, by those who trust nobody: verifier, archive, second medium."""
        market = self._market
        with self._book() as book:
            self._take_in(book)
            self._require_all_seen(book)
            tail = book.tail()
            assert tail is not None, "a commissioned till has a Startbeleg"
            now_utc = max(market.stand.timepiece.true_utc, tail.issued_at_utc)
            out = market.stand.book_path.with_name("dep.json")
            proof = prove(book, market.stand.secrets, out, (), now_utc)
            for finding in proof.report.findings if not proof.report.is_valid else ():
                raise BrokenError("dep", str(finding))
            for problem in proof.problems:
                raise BrokenError("book", str(problem))
            if book.intent() is not None:
                raise BrokenError(
                    "intent", "a receipt is half way after a day with everything well"
                )
            self._require_archived(book)
            self._require_mirrored(book)
        self._require_slips()

    def _require_all_seen(self, book: Reader) -> None:
        for known, found in zip(self._rows, book.journal(), strict=True):
            if known != found:
                raise BrokenError("book", f"row {known.seq} {known.kind} is another one by now")

    def _require_archived(self, book: Reader) -> None:
        neighbour = self._market.neighbour
        hashes = list(book.row_hashes())
        kept = neighbour.hashes(1, len(hashes))
        if kept != hashes:
            raise BrokenError("archive", f"{len(kept)} rows there, {len(hashes)} here")

    def _require_mirrored(self, book: Reader) -> None:
        section = self._market.stand.config.mirror
        assert section is not None, "the stall has one"
        medium = FolderMedium(Path(section.folder), None)
        register_id = self._market.stand.config.register.id
        if list(read_units(medium, register_id)) != list(raw.units(book)):
            raise BrokenError("mirror", "the second medium is not the book")

    # --- what is looked at

    def _book(self) -> Reader:
        return Reader.open_read_only(self._market.stand.book_path)

    def _take_in(self, book: Reader) -> None:
        """New receipts and rows, each held against the one before."""
        for receipt in book.receipts(len(self._numbers) + 1):
            self._take_receipt(receipt)
        for row in book.journal(len(self._rows) + 1):
            self._take_row(book, row)

    def _take_row(self, book: Reader, row: JournalRow) -> None:
        if row.seq != len(self._rows) + 1:
            raise BrokenError("numbers", f"row {row.seq} after row {len(self._rows)}")
        self._rows.append(row)
        self._require_printed(row)
        if row.kind == JournalKind.Z:
            self._anchors.add(anchor_of(row))
            said = seal.statement(
                SealKind.JOURNAL, self._market.stand.config.register.id, content_of(book, row)
            )
            self._digests.add(said.digest)
            self._require_takings(book)

    def _require_printed(self, row: JournalRow) -> None:
        """§ 132a BAO: what counts as handed out is on a whole slip."""
        number = row.content.get("number")
        if row.kind != JournalKind.DRUCK or not isinstance(number, int):
            return
        whole = self._paper.whole()
        if all(code not in whole for code, one in self._numbers.items() if one == number):
            raise BrokenError("slip", f"receipt {number} counts as printed and is on no whole slip")

    def _require_slips(self) -> None:
        """§ 132a BAO: each receipt came to a whole slip, or it is known that it did not."""
        for number in self._paper.missing(self._rows, self._numbers):
            raise BrokenError("slip", f"receipt {number} is on no whole slip, and nobody said so")

    def _require_takings(self, book: Reader) -> None:
        for wrong in takings.differences(self._rows, list(book.receipts())):
            raise BrokenError("z", wrong)

    def _take_receipt(self, receipt: StoredReceipt) -> None:
        """RKSV Anlage Z 4, § 8: number, chain and counter follow from the receipt before."""
        number = len(self._numbers) + 1
        if receipt.number != number:
            raise BrokenError("numbers", f"receipt {receipt.number} after {number - 1}")
        payload = jws.split(receipt.jws).payload
        said = parse(payload)
        register_id = self._market.stand.config.register.id
        link = chain.link(self._jws) if self._jws else chain.first_link(register_id)
        if said.previous_link != link:
            raise BrokenError("chain", f"receipt {number} does not follow on receipt {number - 1}")
        if receipt.kind.changes_counter:
            self._turnover_cents += said.buckets.total
        if receipt.turnover_cents != self._turnover_cents:
            words = f"{receipt.turnover_cents} at receipt {number}, sum {self._turnover_cents}"
            raise BrokenError("turnover", words)
        code = qr_from_jws(receipt.jws)
        if code in self._numbers:
            raise BrokenError("numbers", f"receipt {number} is receipt {self._numbers[code]}")
        self._numbers[code] = number
        self._jws = receipt.jws
        self._digests.add(jws.digest(payload))

    def _require_signed(self, book: Reader) -> None:
        """Anlage Z 9 RKSV: no number ever had two texts before a card."""
        intent = book.intent()
        pending = set() if intent is None else {jws.digest(intent.draft.payload)}
        allowed = self._digests | pending | EXPORT_DIGESTS | TRIAL_DIGESTS
        signed = self._market.signed
        for digest in islice(signed, self._signed_seen, None):
            if digest not in allowed:
                words = f"signed a text that no receipt has, after receipt {len(self._numbers)}"
                raise BrokenError("card", words)
        # What waits for its receipt is looked at again when it should be there.
        self._signed_seen = len(signed) - len(pending)

    def _require_same_sale(self, book: Reader) -> None:
        """What the display adds up is what a boot would find."""
        till = self._market.stand.station.loop.till
        if till.basket != resume.open_sale(book):
            raise BrokenError("sale", "the open sale is another one than its rows say")

    def _require_agreed(self, book: Reader) -> None:
        """Up to its head the archive has what the book has, and has nothing to complain of."""
        neighbour = self._market.neighbour
        size = neighbour.size
        if size > len(self._rows):
            raise BrokenError("archive", f"{size} rows there, {len(self._rows)} in the book")
        if size > self._agreed:
            kept = neighbour.hashes(self._agreed + 1, size)
            if kept != list(book.row_hashes(self._agreed + 1, size)):
                raise BrokenError("archive", f"other rows up to {size} there than here")
            self._agreed = size
        if (confirmed := self._market.post.confirmed) > size:
            raise BrokenError("archive", f"{confirmed} rows acknowledged, {size} there")
        for alarm in neighbour.alarms():
            raise BrokenError("archive", alarm)
        if doubt := self._market.post.doubt:
            raise BrokenError("archive", f"kassa-sync doubts it: {doubt}")


def anchor_of(row: JournalRow) -> str:
    """The line of a Z slip that names its row."""
    return f"Journal {row.seq} {seal.anchor(row.seq, row.hash)}"
