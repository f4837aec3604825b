"""firmware.app.paperwork.enclosed: papers of the till in an export somebody asked for."""

import io
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest
from pypdf import PdfReader

from firmware.app.config import Config
from firmware.app.paperwork.enclosed import HANDBOOK, KINDS, enclosed
from firmware.export.package.outline import Days, Maker, sight_of
from firmware.export.package.part import Part, Sight
from firmware.store.head import head_of
from firmware.store.reader import Reader
from firmware.till.exports.requests import ExportKind

NOW_UTC = datetime(2026, 11, 21, 17, 45, tzinfo=UTC)


@pytest.fixture
def sight(book: Reader) -> Sight:
    """All of the book."""
    head = head_of(book)
    assert head is not None
    maker = Maker(firm=(), program="x", made_at_utc=NOW_UTC, moved=lambda _: None)
    return sight_of(book, head, Days(), maker)


def content(part: Part, sight: Sight) -> bytes:
    """What it writes."""
    out = io.BytesIO()
    part.write(sight, out)
    return out.getvalue()


@pytest.mark.parametrize("kind", sorted(KINDS, key=lambda one: one.value))
def test_what_describes_the_till(
    book: Reader, config: Config, sight: Sight, kind: ExportKind, tmp_path: Path
) -> None:
    """§ 131b Abs 2 BAO: description and process, from facts that lie beside them."""
    parts = {one.name: one for one in enclosed(book, kind, config, NOW_UTC, tmp_path)}
    register = config.register.id
    assert [
        f"unterlagen/e131__{register}.pdf",
        f"unterlagen/verfahrensdokumentation__{register}.pdf",
        "unterlagen/facts.json",
    ] == [*parts]
    pdf = PdfReader(io.BytesIO(content(parts[f"unterlagen/e131__{register}.pdf"], sight)))
    assert register in pdf.pages[0].extract_text()
    facts = msgspec.json.decode(content(parts["unterlagen/facts.json"], sight))
    assert register == facts["register"]["register_id"]


def test_the_handbook_of_the_image(
    book: Reader, config: Config, sight: Sight, tmp_path: Path
) -> None:
    """As it lies there; it goes also where nothing else can be told."""
    (tmp_path / HANDBOOK).write_text("<h1>Handbuch</h1>", encoding="utf-8")
    *_, last = enclosed(book, ExportKind.INSPECTION, config, NOW_UTC, tmp_path)
    assert ("unterlagen/handbuch.html", b"<h1>Handbuch</h1>") == (last.name, content(last, sight))
    other = msgspec.structs.replace(config.register, id="OTHER-1")
    strange = msgspec.structs.replace(config, register=other)
    (only,) = enclosed(book, ExportKind.INSPECTION, strange, NOW_UTC, tmp_path)
    assert last.name == only.name


@pytest.mark.parametrize("kind", [one for one in ExportKind if one not in KINDS])
def test_not_with_everything(book: Reader, config: Config, kind: ExportKind) -> None:
    """The owner's stick is filled at every Z; an auditor's program wants the DEP alone."""
    assert () == enclosed(book, kind, config, NOW_UTC)
