"""Playing the seven years before an emulated FinanzOnline, part by part."""

import shutil
from dataclasses import dataclass, field
from pathlib import Path

from firmware.app.config import Config, load
from firmware.app.life.continuity import HEAD_FILE, Known
from firmware.app.life.restore import Place, restore_book, source_at
from firmware.cli.desk import DEFAULT_START_UTC
from firmware.desk.bench import renewed_card
from firmware.desk.play import begin_of
from firmware.desk.post import with_office
from firmware.desk.proof import Proof, prove
from firmware.desk.script import Line, parse_script
from firmware.desk.simulate import Outcome, Simulation, first_cards
from firmware.desk.stall import in_folder
from firmware.store.head import Head, head_of
from firmware.store.reader import Reader
from hal.card.emulator_profile import EmulatedFamily
from tests.finanzonline.emulator.office import Office
from tests.scripts.seven_years import SCRIPTS

SETTINGS = SCRIPTS[0].with_name("seven_years.toml")
CARDS = (EmulatedFamily.ACOS_ID, *[EmulatedFamily.CARDOS_5_3] * 3)


@dataclass(slots=True)
class Lived:
    """A part of the life: what was played, and the folder it left."""

    folder: Path
    outcome: Outcome
    proof: Proof
    copies: dict[str, Path] = field(default_factory=dict)

    @property
    def book(self) -> Path:
        """The book of this part's machine."""
        return self.folder / "book.sqlite"

    @property
    def secrets(self) -> Path:
        """Its AES key."""
        return self.folder / "credentials"


def settings(folder: Path, office: Office) -> Config:
    """The stall with its book in `folder`, and an office to tell everything."""
    return with_office(in_folder(load(SETTINGS), folder), office.url)


def publish_cards(office: Office) -> list[int]:
    """Their provider lists all cards of the life; their serials in the order of their use."""
    serials: list[int] = []
    for count, family in enumerate(CARDS, start=1):
        card = renewed_card(family, count)
        office.directory.publish(card.certificate, issuer=card.chain[0])
        serials.append(int(card.serial, 16))
    return serials


def live(text: str, folder: Path, office: Office, *, machine: str, copy_at: str = "") -> Lived:
    """Play one part on a machine; `copy_at` is a line at which its folder is copied as it is."""
    folder.mkdir(exist_ok=True)
    script = tuple(parse_script(text, folder.name))
    config = settings(folder, office)
    simulation = Simulation(folder, config, begin_of(script, DEFAULT_START_UTC, None))
    stand = simulation.stand
    stand.bench.machine = machine
    office.clock = lambda: stand.timepiece.true_utc
    copies: dict[str, Path] = {}

    def progress(line: Line) -> None:
        if copy_at and line.text.startswith(copy_at) and copy_at not in copies:
            copies[copy_at] = Path(shutil.copytree(folder, folder.with_name("stale")))

    simulation.begin(first_cards(script))
    outcome = simulation.play(script, progress)
    simulation.end()
    with Reader.open_read_only(folder / "book.sqlite") as book:
        now_utc = stand.timepiece.true_utc
        proof = prove(book, stand.secrets, folder / "dep.json", simulation.papers, now_utc)
    return Lived(folder=folder, outcome=outcome, proof=proof, copies=copies)


def head_at(book: Path) -> Head:
    """Where a book ends, as an archive would keep it."""
    with Reader.open_read_only(book) as reader:
        head = head_of(reader)
    assert head is not None, "commissioned"
    return head


def go_on(copy: Path, folder: Path, head: Head) -> None:
    """`kassa restore --from COPY --head HEAD` on a new machine."""
    place = Place(data=folder, secrets=folder / "credentials", register_id="GRAZ-01")
    known = Known(heads=((HEAD_FILE, head),))
    restore_book(source_at(copy, None), place, known, head.at_utc)
