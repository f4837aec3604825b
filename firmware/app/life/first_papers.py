"""The first papers of a register: the Startbeleg, and the slip with what FinanzOnline asks for.

§ 6 Abs 4 RKSV, § 132 BAO: the Startbeleg is printed and kept. Each paper that is out has its row
DRUCK; what has none is printed at the next boot, whatever was cut.
"""

from enum import Enum

from firmware.app.config import Config, profile
from firmware.app.devices import Devices
from firmware.app.issue import local_day, plain
from firmware.app.slips import Slips
from firmware.app.spool import PRINT_DEADLINE_S
from firmware.app.tidings import named
from firmware.finanzonline.order import Act
from firmware.finanzonline.owed import owed_orders
from firmware.finanzonline.steps import Till
from firmware.store.book import Book
from firmware.store.entry import Entry, StoredReceipt
from firmware.store.reader import Reader
from firmware.sync.dossier import gather
from firmware.till.acts import JournalKind
from firmware.till.fiscal.commission_slip import NAME, commission_slip
from firmware.till.papers.paper import Paper
from firmware.till.papers.slip import Mark

STARTBELEG = 1


class Way(Enum):
    """How a register was put into operation; its row INBETRIEBNAHME says it."""

    KEYPAD = "keypad"
    COMMAND_LINE = "command line"
    BENCH = "bench"  # emulated hardware: nobody keeps its first papers


def slip_of(book: Reader) -> Paper:
    """The slip for FinanzOnline: what a new register owes, up to the check of its Startbeleg.

    Raises:
        StoreError: the book cannot be read.
    """
    identity, facts = book.identity(), gather(book)
    assert identity is not None, "the register has been commissioned"
    assert facts is not None, "so there are facts"
    orders = [one.order for one in owed_orders(facts, facts.commissioned_utc)]
    checks = [at for at, order in enumerate(orders) if order.act is Act.BELEGPRUEFUNG]
    till = Till(register_id=identity.register_id, aes_key_check=identity.aes_key_check)
    return commission_slip(till, orders[: checks[0] + 1] if checks else orders)


def print_startbeleg(config: Config, devices: Devices, receipt: StoredReceipt) -> None:
    """Print the Startbeleg, now and here.

    Raises:
        HalError: the printer did not print.
        ConfigError: the stall's settings cannot be used.
    """
    slips = _slips(config, devices)
    devices.printer.print(slips.renderer(receipt)(Mark.NONE), PRINT_DEADLINE_S)


def print_first_papers(config: Config, devices: Devices, book: Book) -> None:
    """Print both, now and here, each with its row; what is out already is not printed again.

    Raises:
        HalError: the printer did not print; the next boot does.
        ConfigError, StoreError: settings or book cannot be used.
    """
    receipt, paper = book.receipt(STARTBELEG), slip_of(book)
    assert receipt is not None, "a register in operation has its Startbeleg"
    missing = missing_papers(book)
    if STARTBELEG in missing:
        print_startbeleg(config, devices, receipt)
        _keep(book, devices, STARTBELEG)
    if paper.name in missing:
        document = _slips(config, devices).paper_renderer(paper)(Mark.NONE)
        devices.printer.print(document, PRINT_DEADLINE_S)
        _keep(book, devices, paper.name)


def owed_papers(book: Reader) -> tuple[int | Paper, ...]:
    """What a boot must print because whoever put the till into operation had no paper of it.

    Raises:
        StoreError: the book cannot be read.
    """
    row = book.last_journal(JournalKind.INBETRIEBNAHME)
    if row is None or row.content.get("way") not in (Way.KEYPAD.value, Way.COMMAND_LINE.value):
        return ()
    return tuple(one if one == STARTBELEG else slip_of(book) for one in missing_papers(book))


def missing_papers(book: Reader) -> tuple[int | str, ...]:
    """Which of both the printer never said are out.

    Raises:
        StoreError: the book cannot be read.
    """
    missing: list[int | str] = [STARTBELEG, NAME]
    for row in book.journal(kind=JournalKind.DRUCK):
        slip = row.content.get("number", row.content.get("paper"))
        missing = [one for one in missing if one != slip]
        # They came out first; a boot does not read seven years of slips.
        if not missing:
            break
    return tuple(missing)


def _slips(config: Config, devices: Devices) -> Slips:
    stall = profile(config, local_day(devices.clock.now()))
    return Slips(profile=stall, columns=devices.columns, is_ocr=config.printer.code == "ocr")


def _keep(book: Book, devices: Devices, slip: int | str) -> None:
    content = plain({**named(slip), "mark": Mark.NONE.name.lower()})
    at_utc = devices.clock.now().utc
    book.append([Entry(kind=JournalKind.DRUCK, clerk=None, content=content, at_utc=at_utc)])
