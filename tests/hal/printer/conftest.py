"""The rigs as fixtures; each test gives a rig the printer it wants."""

from collections.abc import Callable, Iterator

import pytest

from hal.printer.emulator import EmulatedPrinter
from tests.hal.printer.rigs import RIGS, InProcessRig, Rig, printer


@pytest.fixture(params=list(RIGS))
def any_rig(request: pytest.FixtureRequest) -> Iterator[Callable[[EmulatedPrinter], Rig]]:
    """Puts a printer behind each kind of line in turn."""
    made: list[Rig] = []

    def put(emulated: EmulatedPrinter) -> Rig:
        made.append(RIGS[request.param](emulated))
        return made[-1]

    yield put
    for rig in made:
        rig.close()


@pytest.fixture
def rig() -> InProcessRig:
    """An 80 mm printer without surprises, in process."""
    return InProcessRig(printer())
