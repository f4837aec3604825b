"""firmware.sync.archive.offer_folder: a bundle on its way, cut off anywhere."""

from collections.abc import Callable
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firmware.accord.messages import Offer
from firmware.sync import offer_file
from firmware.sync.archive import offer_folder
from firmware.sync.archive.offer_folder import (
    DamagedError,
    OfferFolder,
    OfferState,
    Standing,
)

BUNDLE = b"a bundle of some bytes"


def offer(bundle: bytes = BUNDLE, version: str = "1.3", notes: str = "Neu") -> Offer:
    """As the archive says it."""
    digest = sha256(bundle).hexdigest()
    return Offer(version=version, size=len(bundle), sha256=digest, path="/p", notes_de=notes)


@pytest.fixture
def folder(tmp_path: Path) -> OfferFolder:
    """Not made yet."""
    return OfferFolder(tmp_path / "offer")


def names(folder: OfferFolder) -> list[str]:
    """What lies there."""
    return sorted(one.name for one in folder.folder.iterdir()) if folder.folder.is_dir() else []


def test_from_the_first_byte_to_the_last(folder: OfferFolder) -> None:
    """Each step is told; at the end kassad finds bundle and offer, for its group to read."""
    assert (Standing(), None, 0) == (folder.standing(), folder.wanted(), folder.have)
    folder.want(offer())
    folder.append(BUNDLE[:5])
    folder.append(BUNDLE[5:7])
    fetching = Standing(version="1.3", state=OfferState.FETCHING, bytes=7)
    assert (fetching, 7) == (folder.standing(), folder.have)
    folder.append(BUNDLE[7:])
    assert not folder.is_there(offer())
    folder.finish(offer())
    assert folder.is_there(offer())
    there = Standing(version="1.3", state=OfferState.THERE, bytes=len(BUNDLE))
    assert there == folder.standing()
    assert BUNDLE == (folder.folder / offer_file.BUNDLE_NAME).read_bytes()
    said = offer_file.read(folder.folder)
    assert said is not None
    assert ("1.3", "Neu", len(BUNDLE)) == (said.version, said.notes_de, said.size)
    assert 0o750 == folder.folder.stat().st_mode & 0o777
    assert 0o640 == (folder.folder / offer_file.BUNDLE_NAME).stat().st_mode & 0o777


def test_another_bundle(folder: OfferFolder) -> None:
    """What came of the one before is none of it."""
    folder.want(offer())
    folder.append(BUNDLE[:5])
    folder.want(offer(b"another", "1.4"))
    assert (0, "1.4") == (folder.have, folder.standing().version)
    folder.append(b"another")
    folder.finish(offer(b"another", "1.4"))
    folder.want(offer())
    assert ["wanted.json"] == names(folder)


def test_other_notes(folder: OfferFolder) -> None:
    """The bundle is the same: nothing is fetched again, and kassad is told the new ones."""
    folder.want(offer())
    folder.append(BUNDLE[:5])
    folder.want(offer(notes="Besser"))
    assert 5 == folder.have
    folder.append(BUNDLE[5:])
    folder.finish(offer(notes="Besser"))
    folder.want(offer(notes="Am besten"))
    assert not folder.is_there(offer(notes="Am besten"))
    folder.finish(offer(notes="Am besten"))
    assert folder.is_there(offer(notes="Am besten"))


@pytest.mark.parametrize("came", [BUNDLE[:-1] + b"?", BUNDLE + b"?", BUNDLE[:-1]])
def test_it_came_damaged(folder: OfferFolder, came: bytes) -> None:
    """It is no offer, not for a moment, and nothing of it stays."""
    folder.want(offer())
    folder.append(came)
    with pytest.raises(DamagedError, match=r"1\.3"):
        folder.finish(offer())
    folder.mark(OfferState.DAMAGED)
    assert ["wanted.json"] == names(folder)
    assert Standing(version="1.3", state=OfferState.DAMAGED) == folder.standing()


def test_withdrawn(folder: OfferFolder) -> None:
    """Nothing is left of it, however far it was; nothing to clear is fine."""
    folder.clear()
    for came in (b"", BUNDLE[:3], BUNDLE):
        folder.want(offer())
        folder.append(came)
        if came == BUNDLE:
            folder.finish(offer())
        folder.clear()
        assert [] == names(folder)
        assert Standing() == folder.standing()


@pytest.mark.parametrize("text", ["", "{", '{"offer":1}', "\xff"])
def test_files_that_are_none(folder: OfferFolder, text: str) -> None:
    """What nobody can read is begun anew."""
    folder.want(offer())
    folder.append(BUNDLE)
    folder.finish(offer())
    (folder.folder / offer_file.NAME).write_text(text, encoding="latin-1")
    assert not folder.is_there(offer())
    (folder.folder / offer_folder.WANTED).write_text(text, encoding="latin-1")
    assert Standing() == folder.standing()
    folder.want(offer())
    assert ["wanted.json"] == names(folder)


def test_a_bundle_that_shrank(folder: OfferFolder) -> None:
    """A card that lost bytes: it is not there, and finishing says so."""
    folder.want(offer())
    folder.append(BUNDLE)
    folder.finish(offer())
    (folder.folder / offer_file.BUNDLE_NAME).write_bytes(BUNDLE[:-1])
    assert not folder.is_there(offer())
    with pytest.raises(DamagedError):
        folder.finish(offer())
    assert ["wanted.json"] == names(folder)


class CutError(Exception):
    """The power went."""


class Cuts:
    """Lets so many steps that change a medium happen, and then no more."""

    def __init__(self, patch: pytest.MonkeyPatch, left: int) -> None:
        self.left = left
        for owner, name in (
            (Path, "unlink"),
            (Path, "replace"),
            (offer_folder, "write_whole"),
            (offer_file, "write_whole"),
            (offer_folder, "flush"),
        ):
            patch.setattr(owner, name, self._wrapped(getattr(owner, name)))

    def _wrapped(self, step: Callable[..., None]) -> Callable[..., None]:
        def counted(*given: object, **named: object) -> None:
            if self.left <= 0:
                raise CutError
            self.left -= 1
            step(*given, **named)

        return counted


def all_of(folder: OfferFolder, wanted: Offer, bundle: bytes) -> None:
    """What a round does, with all pieces at once."""
    folder.want(wanted)
    if not folder.is_there(wanted):
        if not folder.is_whole_unsaid:
            folder.append(bundle[folder.have :])
        folder.finish(wanted)


def offers_only_what_is_whole(folder: OfferFolder, known: dict[str, bytes]) -> None:
    """Whenever kassad looks, the bundle beside an offer is that of the offer."""
    said = offer_file.read(folder.folder)
    if said is not None:
        assert known[said.sha256] == (folder.folder / offer_file.BUNDLE_NAME).read_bytes()


@given(first=st.integers(0, 25), second=st.integers(0, 25), third=st.integers(0, 40))
def test_cut_anywhere(
    tmp_path_factory: pytest.TempPathFactory, first: int, second: int, third: int
) -> None:
    """Fetched, replaced by another, withdrawn, each cut after any step: never a wrong offer."""
    folder = OfferFolder(tmp_path_factory.mktemp("cut") / "offer")
    other = b"another bundle"
    known = {sha256(one).hexdigest(): one for one in (BUNDLE, other)}
    for steps, bundle, version in ((first, BUNDLE, "1.3"), (second, other, "1.4")):
        with pytest.MonkeyPatch.context() as patch:
            Cuts(patch, steps)
            with suppress(CutError):
                all_of(folder, offer(bundle, version), bundle)
        offers_only_what_is_whole(folder, known)
    all_of(folder, offer(other, "1.4"), other)
    assert folder.is_there(offer(other, "1.4"))
    with pytest.MonkeyPatch.context() as patch:
        Cuts(patch, third)
        with suppress(CutError):
            folder.clear()
    offers_only_what_is_whole(folder, known)
    folder.clear()
    assert [] == names(folder)
