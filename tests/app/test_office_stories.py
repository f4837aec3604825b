"""FinanzOnline on a whole till: answers while it sells, and what its life makes it owe."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest

from firmware.app.config import Config
from firmware.finanzonline.due import open_orders, waiting_orders
from firmware.finanzonline.order import Act, Order
from firmware.store.reader import Reader
from firmware.sync import answer_file, dossier
from firmware.sync.answer_file import AnswerFile
from firmware.sync.config import FinanzonlineSection
from tests.app.day import Day

LOOKED_S = 5


class Net:
    """A till with the web service, and the hands of kassa-sync."""

    def __init__(self, day: Day) -> None:
        self.day = day
        self.paths = day.stand.config.paths
        Path(self.paths.run).mkdir(exist_ok=True)

    @property
    def book(self) -> Reader:
        """The till's."""
        return self.day.stand.book

    @property
    def open(self) -> list[Order]:
        """What could be sent now."""
        facts = dossier.gather(self.book)
        assert facts is not None
        return list(open_orders(facts, self.day.stand.clock.now().utc))

    def answer(self, verdict: str = "done", words: str = "Gemeldet") -> str:
        """The office answers the first open order; its key."""
        order = self.open[0]
        content = {
            "order": order.key,
            "mode": "production",
            "at_utc": self.day.stand.clock.now().utc,
            "codes": ["0"],
            "verdict": verdict,
            "words": words,
            "advice": "Rat.",
        }
        answer_file.write(Path(self.paths.sync), msgspec.convert(content, AnswerFile))
        self.day.wait(LOOKED_S)
        return order.key

    @property
    def rows(self) -> list[tuple[object, object]]:
        """What stands in the book of it."""
        rows = self.day.rows("FON")
        return [(row.content["order"], row.content["verdict"]) for row in rows]


@pytest.fixture
def net(new_day: Callable[..., Day], config: Config) -> Net:
    """A commissioned till that sells."""
    section = FinanzonlineSection(mode="production", manufacturer="ATU12345678")
    return Net(new_day(settings=msgspec.structs.replace(config, finanzonline=section)))


def test_answers_are_entered_while_the_till_sells(net: Net) -> None:
    """§ 6 RKSV: card, till, Startbeleg; each answer once, across a sale and a cut."""
    net.day.type("250 WG1")
    first = net.answer()
    net.day.type("BAR")
    second = net.answer()
    net.day.cut()
    net.day.wait(70)
    third = net.answer()
    assert [(first, "done"), (second, "done"), (third, "done")] == net.rows
    assert [] == net.open


def test_the_key_is_in_memory_for_the_registration_only(net: Net) -> None:
    """ADR 0017: from the answer about the card to the answer about the till, whoever gives it."""
    assert not net.paths.register_key.exists()
    net.answer()
    assert net.paths.register_key.exists()
    net.day.cut()
    assert net.paths.register_key.exists()
    net.day.type("F 69 BAR 2 BAR")
    assert not net.paths.register_key.exists()


def test_a_refusal_waits_for_a_person_and_is_sent_again(net: Net) -> None:
    """The old answer, still lying there, refuses nothing a second time."""
    key = net.answer("refused", "Karte ungültig")
    assert [] == net.open
    net.day.type("F 69 BAR 3")
    net.day.wait(70)
    assert [(key, "refused"), (key, "later")] == net.rows
    assert key == net.answer()
    assert (key, "done") == net.rows[-1]


def test_garbage_in_the_folder_costs_nothing(net: Net) -> None:
    """Whatever lies there, the till sells and enters what is an answer."""
    folder = Path(net.paths.sync) / answer_file.FOLDER
    folder.mkdir(parents=True)
    for name, content in (("x.json", b"{"), ("belegpruefung:7.json", b"\x00" * 100_000)):
        (folder / name).write_bytes(content)
    net.day.type("250 WG1 BAR")
    net.answer()
    assert 1 == len(net.rows)
    assert 3 == len(list(folder.iterdir()))


def test_an_outage_of_three_days_is_told_with_its_end(net: Net) -> None:
    """§ 17 Abs 1, 2, 6 RKSV: begin by the first failed receipt, end before the first signed one."""
    for _ in range(3):
        net.answer()
    card = net.day.bench.card
    net.day.bench.reader.pull()
    net.day.type("250 WG1 BAR")
    failed = net.day.receipts()[-1]
    net.day.until("2026-11-22T08:30:00")
    assert [] == net.open
    net.day.until("2026-11-22T09:30:00")
    (begin,) = net.open
    assert (Act.AUSFALL_SE, failed.issued_at_utc.replace(microsecond=0)) == (
        begin.act,
        begin.moment_utc,
    )
    net.answer()
    net.day.bench.reader.insert(card)
    net.day.wait(60)
    signed = next(one for one in net.day.receipts() if one.number > failed.number and one.is_signed)
    (end,) = net.open
    assert Act.WIEDERINBETRIEBNAHME_SE is end.act
    assert end.moment_utc is not None
    assert end.moment_utc <= signed.issued_at_utc < end.moment_utc + timedelta(seconds=1)


def test_a_new_year_owes_a_check(net: Net) -> None:
    """§ 8 Abs 3 RKSV: the Jahresbeleg's check opens with its receipt, after the Startbeleg's."""
    net.day.until("2027-01-02T09:00:00")
    net.day.type("250 WG1 BAR")
    facts = dossier.gather(net.book)
    assert facts is not None
    waiting = waiting_orders(facts, net.day.stand.clock.now().utc)
    (yearly,) = net.book.signed_closings("jahresbeleg")
    assert f"belegpruefung:{yearly.number}" == waiting[-1].key
    for _ in range(4):
        net.day.wait(61)
        net.answer()
    assert [] == net.open
    assert f"belegpruefung:{yearly.number}" == net.rows[-1][0]
