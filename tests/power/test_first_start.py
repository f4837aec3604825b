"""The plug pulled anywhere in a first start at the keys: one id, one key, one Startbeleg.

§ 6 RKSV, Anlage Z 9: after the cut the technician types on as the display asks, and what comes of
it is a register that was put into operation once.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from firmware.app import credentials
from firmware.app.config import Config
from firmware.app.life.first_papers import missing_papers
from firmware.app.life.first_start import is_new
from firmware.desk.bench import PIN
from firmware.desk.keys import parse_keys
from firmware.desk.stall import demo_config, in_folder
from firmware.desk.stand import Stand
from firmware.rksv.receipt import ReceiptKind
from firmware.store import integrity
from tests.power.world import DARK_S, OCTOBER_UTC

#: What the technician types at each question.
ANSWERS = {
    "NEUE KASSE": "BAR",
    "KASSEN-ID ?": "BAR",
    "UHRZEIT ?": "BAR",
    "PIN DER KARTE": f"{PIN.decode()} BAR",
    "ATU12345678": "BAR",
    "INBETRIEBNAHME ?": "BAR",
}
MAX_ANSWERS = 20


def new_stand(folder: Path) -> Stand:
    """A till that was never in operation."""
    folder.mkdir()
    config: Config = in_folder(demo_config(), folder)
    return Stand(folder, config, OCTOBER_UTC)


def go_on(stand: Stand) -> bool:
    """Power on, and type as the display asks until the till sells; false at a cut."""
    if not is_new(stand.config, stand.secrets):
        return stand.boot()
    if not stand.first_start():
        return False
    for _ in range(MAX_ANSWERS):
        if stand.is_on:
            return True
        if not stand.press(parse_keys(ANSWERS[stand.screen.item])):
            return False
    raise AssertionError(f"the till asks for ever: {stand.screen}")


def edges_of_a_start(folder: Path) -> list[str]:
    """The names of all edges from the first key to the till that sells, with its papers."""
    stand = new_stand(folder)
    assert go_on(stand)
    names = list(stand.plug.trace)
    stand.shut_down()
    return names


def wrong_after(stand: Stand, key: bytes | None) -> Iterator[str]:
    """What is not as it must be, once the till sells."""
    book = stand.book
    if (receipts := [one.kind for one in book.receipts()]) != [ReceiptKind.STARTBELEG]:
        yield f"receipts: {receipts}"
    if book.intent() is not None:
        yield "an intent is left"
    if key is not None and credentials.read_aes_key(stand.secrets) != key:
        yield "another key"
    identity = book.identity()
    if identity is None or identity.register_id != stand.config.register.id:
        yield f"identity: {identity}"
    if (missing := missing_papers(book)) != ():
        yield f"not on paper: {missing}"
    yield from (str(one) for one in integrity.check(book, integrity.FULL))


def cut_at(folder: Path, edge: int) -> list[str]:
    """Pull the plug at an edge, go on, and say what is wrong then."""
    stand = new_stand(folder)
    stand.plug.arm(edge)
    assert not go_on(stand), f"no cut at edge {edge}"
    has_key = credentials.has_aes_key(stand.secrets)
    key = credentials.read_aes_key(stand.secrets) if has_key else None
    stand.clock.advance(DARK_S)
    assert go_on(stand)
    found = list(wrong_after(stand, key))
    stand.shut_down()
    return found


def cut_each(folder: Path, edges: Iterable[int]) -> dict[int, list[str]]:
    """What is wrong after a cut at each of these."""
    found = {edge: cut_at(folder / f"cut{edge}", edge) for edge in edges}
    return {edge: wrong for edge, wrong in found.items() if wrong}


def test_cut_around_commits(light: None, tmp_path: Path) -> None:
    """§ 6 RKSV: cut at a commit, a signature or a piece of paper."""
    names = edges_of_a_start(tmp_path / "whole")
    told = ("card: after 002a", "card: before connect", "cable: after write")
    edges = [
        number
        for number, name in enumerate(names, start=1)
        if name.endswith("COMMIT") or name in told
    ]
    assert len(edges) > 20
    assert cut_each(tmp_path, edges[:: max(1, len(edges) // 12)]) == {}


@pytest.mark.heavy
def test_cut_at_every_edge(light: None, tmp_path: Path) -> None:
    """§ 6 RKSV: cut anywhere between disk, card and cable."""
    names = edges_of_a_start(tmp_path / "whole")
    assert cut_each(tmp_path, range(1, len(names) + 1)) == {}


@pytest.mark.heavy
def test_cut_twice(light: None, tmp_path: Path) -> None:
    """§ 6 RKSV: a second cut in the try after the first."""
    names = edges_of_a_start(tmp_path / "whole")
    wrong = {}
    for first in range(1, len(names) + 1, 23):
        for second in range(1, len(names) + 1, 41):
            stand = new_stand(tmp_path / f"cut{first}-{second}")
            stand.plug.arm(first)
            assert not go_on(stand)
            stand.plug.arm(second)
            if not go_on(stand):
                assert go_on(stand)
            if found := list(wrong_after(stand, None)):
                wrong[first, second] = found
            stand.shut_down()
    assert wrong == {}


def test_a_second_key_is_found(
    light: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A till that makes its key anew after a cut is found out."""
    names = edges_of_a_start(tmp_path / "whole")
    edge = 1 + next(at for at, name in enumerate(names) if name.endswith("INSERT INTO identity"))
    create, has = credentials.create_aes_key, credentials.has_aes_key

    def forget(folder: Path) -> bool:
        if has(folder):
            credentials.remove_aes_key(folder)
        return False

    stand = new_stand(tmp_path / "cut")
    stand.plug.arm(edge)
    assert not go_on(stand)
    key = credentials.read_aes_key(stand.secrets)
    with monkeypatch.context() as patch:
        patch.setattr(credentials, "has_aes_key", forget)
        patch.setattr(credentials, "create_aes_key", create)
        go_on(stand)
    assert credentials.read_aes_key(stand.secrets) != key
    stand.shut_down()
